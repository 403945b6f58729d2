"""Reminders are said when they fall due: claimed from the database, sent, and marked."""

import asyncio
import logging
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord import ui
from discord.ext import commands, tasks

from bot.language import speak
from bot.store import notices, reminders
from bot.store.guilds import language_of_guild
from bot.store.reminders import Reminder
from bot.views.notices import tellings_card
from bot.views.reminders import reminder_card
from bot.views.replies import reply

from .server import message_of, tell_admin

if TYPE_CHECKING:
    from bot.client import Purser

Interaction = discord.Interaction["Purser"]

log = logging.getLogger(__name__)

AT_ONCE = 20
CLOSED_DMS = 50007
NO_CHANNEL = (10003, 50001, 50013)


class DeliveryCog(commands.Cog):
    """Looks for what is due again and again; what is due lies in the database."""

    def __init__(self, bot: "Purser") -> None:
        self.bot = bot
        self._running: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()
        self._held: set[int] = set()

    async def cog_load(self) -> None:
        self._held = await self.bot.database.read(reminders.people_with_held)

    async def cog_unload(self) -> None:
        self.watch.cancel()
        for task in self._running:
            task.cancel()

    @tasks.loop(seconds=5)
    async def watch(self) -> None:
        try:
            await self.say_due()
        except Exception:
            log.exception("reminders could not be said; trying again")

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        if not self.watch.is_running():
            self.watch.start()

    @commands.Cog.listener()
    async def on_clock_moved(self) -> None:
        await self.say_due()

    async def say_due(self) -> None:
        """Plan what the journal brought, then say what is due, oldest first, some at a time."""
        database = self.bot.database
        async with self._turn:
            while await database.write(notices.watch, self.bot.now(), self.bot.rates):
                pass
            while due := await self._claim():
                for reminder in due:
                    task = asyncio.create_task(self._say(reminder), name="delivery")
                    self._running.add(task)
                    task.add_done_callback(self._running.discard)
                await self._until_there_is_room()

    async def _claim(self) -> list[Reminder]:
        room = AT_ONCE - len(self._running)
        if room <= 0:
            return []
        return await self.bot.database.write(reminders.claim, self.bot.now(), room)

    async def _until_there_is_room(self) -> None:
        if len(self._running) >= AT_ONCE:
            await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)

    async def settled(self) -> None:
        """Wait until everything that was begun has been said."""
        while self._running:
            await asyncio.wait(set(self._running))

    async def _say(self, reminder: Reminder, spoken: Interaction | None = None) -> None:
        """Say one reminder: where it belongs, or in answer to the person who has just spoken."""
        try:
            speak(await self._language(reminder))
            if reminder.kind == "asked":
                await self._say_asked(reminder, spoken)
            elif reminder.kind == "check":
                await self._say_check(reminder, spoken)
            else:
                await self._say_in_server(reminder)
        except discord.HTTPException as error:
            await self._cannot(reminder, error)
        except (aiohttp.ClientError, OSError) as error:
            log.warning("reminder %s: the network failed: %s", reminder.id, error)
            await self._put_off(reminder, ours=False)
        except Exception:
            log.exception("reminder %s is broken", reminder.id)
            await self._put_off(reminder, ours=True)

    async def _language(self, reminder: Reminder) -> str:
        """The server's for its reminders, the person's for theirs."""
        if reminder.guild_id is not None:
            return await self.bot.database.read(language_of_guild, reminder.guild_id)
        return await self.bot.language_of(reminder.user_id)

    async def _say_asked(self, reminder: Reminder, spoken: Interaction | None) -> None:
        await self._send(reminder, reminder_card(reminder, self.bot.now()), spoken)
        await self.bot.database.write(reminders.said, reminder, self.bot.now())

    async def _say_check(self, reminder: Reminder, spoken: Interaction | None) -> None:
        bot, user_id = self.bot, reminder.user_id
        found, books = await bot.database.read(notices.to_tell, user_id, bot.now(), bot.rates)
        if found and books:
            await self._send(reminder, tellings_card(found, books, bot.rates, user_id), spoken)
            await bot.database.write(reminders.said, reminder, bot.now())
        await bot.database.write(notices.told, user_id, found, bot.now(), bot.rates)

    async def _say_in_server(self, reminder: Reminder) -> None:
        bot = self.bot
        assert reminder.channel_id is not None  # noqa: S101
        channel = bot.get_partial_messageable(reminder.channel_id, guild_id=reminder.guild_id)
        if view := await message_of(bot, reminder):
            roles = [discord.Object(reminder.role_id)] if reminder.role_id else False
            mentions = discord.AllowedMentions(everyone=False, users=False, roles=roles)
            await channel.send(view=view, nonce=_nonce(reminder), allowed_mentions=mentions)
        await bot.database.write(reminders.said, reminder, bot.now())

    async def _send(
        self, reminder: Reminder, view: ui.LayoutView, spoken: Interaction | None
    ) -> None:
        if spoken is not None:
            await reply(spoken, view, hidden=True)
            return
        user = discord.Object(reminder.user_id)
        channel = await self.bot.create_dm(user)
        await channel.send(view=view, nonce=_nonce(reminder))

    async def _cannot(self, reminder: Reminder, error: discord.HTTPException) -> None:
        bot = self.bot
        if error.code == CLOSED_DMS:
            self._held.add(reminder.user_id)
            await bot.database.write(reminders.hold, reminder)
        elif reminder.guild_id and (error.code in NO_CHANNEL or error.status in (403, 404)):
            await bot.database.write(reminders.break_off, reminder)
            await tell_admin(bot, reminder)
        else:
            log.warning("reminder %s: Discord answered %s", reminder.id, error.status)
            await self._put_off(reminder, ours=error.status == 400)

    async def _put_off(self, reminder: Reminder, *, ours: bool) -> None:
        again = await self.bot.database.write(
            reminders.put_off, reminder, self.bot.now(), ours=ours
        )
        if not again:
            log.error("reminder %s was tried too often and is given up", reminder.id)

    @commands.Cog.listener()
    async def on_app_command_completion(self, interaction: Interaction, _: object) -> None:
        await self._spoken(interaction.user.id, interaction)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        if message.guild is None:
            await self._spoken(message.author.id, None)

    async def _spoken(self, user_id: int, spoken: Interaction | None) -> None:
        """Somebody speaks to Purser: what was held back for them is said now."""
        if user_id not in self._held:
            return
        self._held.discard(user_id)
        held = await self.bot.database.write(reminders.claim_held, user_id, self.bot.now())
        for reminder in held:
            await self._say(reminder, spoken)


def _nonce(reminder: Reminder) -> str:
    """The same for the same reminder at the same time: Discord then shows it once."""
    return f"r{reminder.id}.{int(reminder.due_at.timestamp())}"


async def setup(bot: "Purser") -> None:
    await bot.add_cog(DeliveryCog(bot))
