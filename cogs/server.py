"""/server reminder and /server settings: what a server's admins set for its channels."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.actions import servers
from bot.app import App
from bot.client import Interaction, Purser
from bot.i18n.language import LANGUAGES
from bot.parsing.numbers import read_id
from bot.parsing.text import one_line
from bot.store.reminders import Place
from bot.views.buttons import ButtonAction, on_press
from bot.views.interactions import request_of
from bot.views.refusals import (
    CannotMentionRole,
    CannotWriteThere,
    NeedsManageServer,
    NotInThisServer,
    OnlyInServers,
)
from bot.views.reminders import cancelled_card
from bot.views.replies import reply
from bot.views.server import (
    counted_card,
    server_kept_card,
    server_list_card,
    server_settings_card,
)

from .options import MOST_CHOICES, complete_card, complete_zone

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

    def __init__(self, app: App) -> None:
        self.app = app

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
        guild = _managed(interaction)
        _check_channel(guild, channel, role)
        place = Place(guild.id, channel.id, role.id if role else None, kind)
        request = request_of(self.app, interaction)
        kept = await servers.add_reminder(self.app, request, place, when, text)
        await reply(interaction, server_kept_card(kept))

    @reminder.command(name="list", description="The reminders of this server")
    async def list_all(self, interaction: Interaction) -> None:
        found = await servers.reminders_of(self.app, _managed(interaction).id)
        await reply(interaction, server_list_card(found))

    @reminder.command(description="Take a reminder of this server away")
    @app_commands.describe(reminder="Which one")
    async def remove(self, interaction: Interaction, reminder: str) -> None:
        guild_id = _managed(interaction).id
        found = await servers.cancel_reminder(self.app, guild_id, read_id(reminder))
        await reply(interaction, cancelled_card(found))

    @remove.autocomplete("reminder")
    async def _own(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        found = await servers.reminders_of(self.app, _managed(interaction).id)
        return [
            app_commands.Choice(
                name=f"{each.id}: {one_line(each.about, 80) or each.kind}", value=str(each.id)
            )
            for each in found
            if current.casefold() in f"{each.id} {each.about}".casefold()
        ][:MOST_CHOICES]

    @app_commands.command(description="What holds for this server")
    @app_commands.describe(
        timezone="The time zone of its reminders",
        language="The language of what I post here",
        rate_card="The rules for accounts that are opened here; theirs to change",
    )
    @app_commands.choices(
        language=[app_commands.Choice(name=name, value=code) for code, name in LANGUAGES.items()]
    )
    @app_commands.autocomplete(timezone=complete_zone, rate_card=complete_card)
    async def settings(
        self,
        interaction: Interaction,
        timezone: str | None = None,
        language: str | None = None,
        rate_card: str | None = None,
    ) -> None:
        guild_id, request = _managed(interaction).id, request_of(self.app, interaction)
        found = await servers.settings(self.app, request, guild_id, timezone, language, rate_card)
        await reply(interaction, server_settings_card(found))


def _managed(interaction: Interaction) -> discord.Guild:
    """The server, for who may manage it. Raises Refusal for others, and outside of servers."""
    if interaction.guild_id is None:
        raise OnlyInServers()
    if not interaction.permissions.manage_guild:
        raise NeedsManageServer()
    return _guild(interaction)


def _guild(interaction: Interaction) -> discord.Guild:
    """The server that it is said in. Raises Refusal where the bot is no member of it."""
    guild = interaction.client.get_guild(interaction.guild_id or 0)
    if guild is None:
        raise NotInThisServer()
    return guild


def _check_channel(
    guild: discord.Guild, channel: discord.TextChannel, role: discord.Role | None
) -> None:
    mine = channel.permissions_for(guild.me)
    if not (mine.view_channel and mine.send_messages):
        raise CannotWriteThere(channel_id=channel.id)
    if role is not None and not (role.mentionable or mine.mention_everyone):
        raise CannotMentionRole()


@on_press(ButtonAction.COUNT_ME)
async def count_me(interaction: Interaction) -> None:
    app = interaction.client.app
    counted = await servers.count_me(app, request_of(app, interaction), _guild(interaction).id)
    await reply(interaction, counted_card(counted))


async def setup(bot: Purser) -> None:
    await bot.add_cog(ServerCog(bot.app))
