"""/server reminder and /server settings: what a server's admins set for its channels."""

import asyncio
import logging
from typing import TYPE_CHECKING

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.i18n.language import LANGUAGES, t
from bot.ledger.refusals import Refusal
from bot.parsing.moments import read_when
from bot.parsing.zones import read_zone
from bot.store import guilds, reminders
from bot.store.reminders import Place, Reminder
from bot.views.actions import on_press
from bot.views.cards import CAREFUL, card
from bot.views.reminders import cancelled_card
from bot.views.replies import reply
from bot.views.server import (
    arrived_body,
    counting_button,
    digest_body,
    server_card,
    server_kept_card,
    server_list_card,
    server_settings_card,
)
from bot.views.text import one_line, shown

from .options import MOST_CHOICES, complete_zone, read_id

if TYPE_CHECKING:
    from bot.client import Purser

log = logging.getLogger(__name__)

Interaction = discord.Interaction["Purser"]
LONGEST_TEXT = 1000
KINDS = {
    "text": "server",
    "the month's Connects have arrived": "arrived",
    "digest of the members who agreed to be counted": "digest",
}


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class ServerCog(
    commands.GroupCog, group_name="server", group_description="For who manages the server"
):
    reminder = app_commands.Group(name="reminder", description="Reminders in channels")

    def __init__(self, bot: "Purser") -> None:
        self.bot = bot

    @reminder.command(description="Remind a channel of something")
    @app_commands.describe(
        channel="Where",
        when="friday 9am, every monday 10:00, every 1st, weekdays 9:00",
        text="What to say; may be left out for the other kinds",
        role="A role to mention",
        kind="What I say, if not your text",
    )
    @app_commands.choices(
        kind=[app_commands.Choice(name=name, value=kind) for name, kind in KINDS.items()]
    )
    async def add(
        self,
        interaction: Interaction,
        channel: discord.TextChannel,
        when: str,
        text: str = "",
        role: discord.Role | None = None,
        kind: str = "server",
    ) -> None:
        bot, guild = self.bot, _managed(interaction)
        about = one_line(text, LONGEST_TEXT)
        if kind == "server" and not about:
            raise Refusal("remind-about")
        _check_channel(guild, channel, role)
        zone = await bot.database.read(lambda tx: guilds.timezone_of_guild(tx, guild.id))
        request = bot.request(interaction)
        moment = await asyncio.to_thread(read_when, when, request.at, zone)
        place = Place(guild.id, channel.id, role.id if role else None, kind)
        kept = await bot.database.write(
            lambda tx: reminders.add(tx, request, moment, about, zone, place)
        )
        await reply(interaction, server_kept_card(kept, moment, zone))

    @reminder.command(name="list", description="The reminders of this server")
    async def list_all(self, interaction: Interaction) -> None:
        found = await self.bot.database.read(
            lambda tx: reminders.list_of_guild(tx, _managed(interaction).id)
        )
        await reply(interaction, server_list_card(found))

    @reminder.command(description="Take a reminder of this server away")
    @app_commands.describe(reminder="Which one")
    async def remove(self, interaction: Interaction, reminder: str) -> None:
        number = read_id(reminder)
        found = await self.bot.database.write(
            lambda tx: reminders.cancel(
                tx, number, self.bot.now(), guild_id=_managed(interaction).id
            )
        )
        await reply(interaction, cancelled_card(found))

    @remove.autocomplete("reminder")
    async def _own(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        found = await self.bot.database.read(
            lambda tx: reminders.list_of_guild(tx, _managed(interaction).id)
        )
        return [
            app_commands.Choice(
                name=f"{each.id}: {one_line(each.about, 80) or each.kind}", value=str(each.id)
            )
            for each in found
            if current.casefold() in f"{each.id} {each.about}".casefold()
        ][:MOST_CHOICES]

    @app_commands.command(description="What holds for this server")
    @app_commands.describe(
        timezone="The time zone of its reminders", language="The language of what I post here"
    )
    @app_commands.choices(
        language=[app_commands.Choice(name=name, value=code) for code, name in LANGUAGES.items()]
    )
    @app_commands.autocomplete(timezone=complete_zone)
    async def settings(
        self,
        interaction: Interaction,
        timezone: str | None = None,
        language: str | None = None,
    ) -> None:
        bot, guild = self.bot, _managed(interaction)
        if timezone is not None or language is not None:
            await bot.database.write(
                lambda tx: guilds.change_settings(
                    tx,
                    bot.request(interaction),
                    guild.id,
                    timezone=read_zone(timezone) if timezone is not None else None,
                    language=language,
                )
            )
        zone = await bot.database.read(lambda tx: guilds.timezone_of_guild(tx, guild.id))
        spoken = LANGUAGES[
            await bot.database.read(lambda tx: guilds.language_of_guild(tx, guild.id))
        ]
        await reply(interaction, server_settings_card(zone, spoken))


def _managed(interaction: Interaction) -> discord.Guild:
    """The server, for who may manage it. Raises Refusal for others."""
    if not interaction.permissions.manage_guild:
        raise Refusal("needs-manage-server")
    return _guild(interaction)


def _guild(interaction: Interaction) -> discord.Guild:
    """The server that it is said in. Raises Refusal where the bot is no member of it."""
    guild = interaction.client.get_guild(interaction.guild_id or 0)
    if guild is None:
        raise Refusal("not-in-this-server")
    return guild


def _check_channel(
    guild: discord.Guild, channel: discord.TextChannel, role: discord.Role | None
) -> None:
    mine = channel.permissions_for(guild.me)
    if not (mine.view_channel and mine.send_messages):
        raise Refusal("cannot-write-there", channel_id=channel.id)
    if role is not None and not (role.mentionable or mine.mention_everyone):
        raise Refusal("cannot-mention-role")


async def message_of(bot: "Purser", reminder: Reminder) -> ui.LayoutView | None:
    """What a server's reminder says now."""
    now = bot.now()
    match reminder.kind:
        case "arrived":
            return server_card(reminder, arrived_body(bot.rates), now)
        case "digest":
            guild_id = reminder.guild_id
            assert guild_id is not None  # noqa: S101
            found = await bot.database.read_apart(lambda tx: guilds.digest_of(tx, guild_id, now))
            digest = await bot.database.write(lambda tx: guilds.keep_digest(tx, guild_id, *found))
            return server_card(reminder, digest_body(digest), now, counting_button())
        case _:
            return server_card(reminder, shown(reminder.about, LONGEST_TEXT), now)


async def tell_admin(bot: "Purser", reminder: Reminder) -> None:
    """Tell who set it, once, that it can no longer be said."""
    sentence = t(
        "I can no longer write in <#{channel_id}>, so the reminder you set there is "
        "off: {about}. Let me see the channel and send messages, then set it anew "
        "with `/server reminder add`.",
        channel_id=reminder.channel_id,
        about=shown(reminder.about, 120) or reminder.kind,
    )
    try:
        channel = await bot.create_dm(discord.Object(reminder.user_id))
        await channel.send(view=card(sentence, colour=CAREFUL), nonce=f"a{reminder.id}")
    except discord.HTTPException as error:
        log.warning("reminder %s is off; its admin cannot be told: %s", reminder.id, error.code)


@on_press("count-me")
async def count_me(interaction: Interaction) -> None:
    bot = interaction.client
    counted = await bot.database.write(
        lambda tx: guilds.count_me(tx, bot.request(interaction), _guild(interaction).id)
    )
    sentence = (
        t(
            "You are counted in this server's digest from now on: in its sums, never by "
            "name. Press again to be counted no longer."
        )
        if counted
        else t("You are no longer counted in this server's digest.")
    )
    await reply(interaction, card(sentence))


async def setup(bot: "Purser") -> None:
    await bot.add_cog(ServerCog(bot))
