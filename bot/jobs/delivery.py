"""Reminders are said when they fall due: claimed from the database, sent, and marked."""

import asyncio
import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import aiohttp
import discord
from discord import ui

from bot.actions import account, servers
from bot.app import App
from bot.i18n.language import set_locale
from bot.ledger.notices import when_awake
from bot.store import deliveries, notices
from bot.store.deliveries import is_late, next_time
from bot.store.reminders import Reminder
from bot.views.notices import notices_card
from bot.views.reminders import MOST_TOGETHER, late_card, reminder_card
from bot.views.replies import reply
from bot.views.server import off_card, server_card

from .loop import Loop, Pause

Interaction = discord.Interaction[Any]
Together = tuple[Reminder, ...]
"""What is said in one message: one reminder, or all late ones of a person."""

log = logging.getLogger(__name__)

AT_ONCE = 20
"""Messages on their way at once; Discord takes some 50 requests a second of a bot."""
# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
CLOSED_DMS = 50007
NO_CHANNEL = (10003, 50001, 50013)


class Delivery:
    """Looks for what is due again and again; what is due lies in the database."""

    def __init__(self, app: App, pause: Pause, client: discord.Client) -> None:
        self._app = app
        self._client = client
        self._running: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()
        self._suspended: set[int] = set()
        self._loops = (
            Loop(pause, "held", 60, self._look_for_suspended),
            Loop(pause, "reminders", 5, self.say_due),
        )

    def start(self) -> None:
        for loop in self._loops:
            loop.start()

    def stop(self) -> None:
        for loop in self._loops:
            loop.cancel()
        for task in self._running:
            task.cancel()

    async def _look_for_suspended(self) -> None:
        """Other processes hold reminders back too.

        Added to what is known: this process may hold back more while the answer comes.
        """
        self._suspended |= await self._app.database.read(deliveries.people_with_suspended)

    async def say_due(self) -> None:
        """Plan what the journal brought, then say what is due, oldest first, some at a time."""
        async with self._turn:
            more = True
            while more:
                more = await self._plan()
                while due := await self._claim():
                    for each in _together(due, self._app.now()):
                        task = asyncio.create_task(self._say(each), name="delivery")
                        self._running.add(task)
                        task.add_done_callback(self._running.discard)
                    await self._until_there_is_room()

    async def _plan(self) -> bool:
        """Find some of what is to be told; whether there may be more.

        Where that fails, what was planned before is said all the same.
        """
        app, now = self._app, self._app.now()
        try:
            if await app.database.write(lambda tx: notices.watch(tx, now, app.cards)):
                return True
            await app.database.write(lambda tx: notices.try_again(tx, now, app.cards))
        except Exception:
            log.exception("what is to be told could not be planned; trying again")
        return False

    async def _claim(self) -> list[Reminder]:
        room = AT_ONCE - len(self._running)
        if room <= 0:
            return []
        now = self._app.now()
        return await self._app.database.write(lambda tx: deliveries.claim(tx, now, room))

    async def _until_there_is_room(self) -> None:
        if len(self._running) >= AT_ONCE:
            await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)

    async def settled(self) -> None:
        """Wait until everything that was begun has been said."""
        while self._running:
            await asyncio.wait(set(self._running))

    async def _say(self, together: Together, spoken: Interaction | None = None) -> None:
        """Say it where it belongs, or in answer to the person who has just spoken."""
        try:
            set_locale(await self._language(together[0]))
            match together[0].kind:
                case "asked":
                    await self._say_asked(together, spoken)
                case "check":
                    await self._say_check(together[0], spoken)
                case _:
                    await self._say_in_server(together[0])
        except discord.HTTPException as error:
            await self._cannot(together, error)
        except (aiohttp.ClientError, OSError) as error:
            log.warning("reminder %s: the network failed: %s", together[0].id, type(error).__name__)
            await self._retry_later(together)
        except Exception as error:
            await self._set_aside(together, error)

    async def _language(self, reminder: Reminder) -> str:
        """The server's for its reminders, the person's for theirs."""
        if reminder.guild_id is not None:
            return await servers.language_of(self._app, reminder.guild_id)
        return await account.language_of(self._app, reminder.user_id)

    async def _say_asked(self, together: Together, spoken: Interaction | None) -> None:
        app, now = self._app, self._app.now()
        if spoken is None and (morning := await self._morning(together, now)):
            await app.database.write(lambda tx: deliveries.wait_until(tx, together, morning))
            return
        done = await self._next_times(together, now)
        if not done:
            return
        sound = tuple(each for each, _ in done)
        view = reminder_card(sound[0], now) if len(sound) == 1 else late_card(sound)
        await self._send(sound[0], view, spoken)
        await app.database.write(lambda tx: deliveries.said(tx, done, now))

    async def _next_times(
        self, together: Together, now: datetime
    ) -> list[tuple[Reminder, datetime | None]]:
        """Each with when it comes again; one for which that cannot be told is set aside alone."""
        done = []
        for each in together:
            try:
                done.append((each, next_time(each, now)))
            except Exception as error:
                await self._set_aside((each,), error)
        return done

    async def _morning(self, together: Together, now: datetime) -> datetime | None:
        """When to say late ones that were for the day, where it is night now; None: at once."""
        if not is_late(together[0], now):
            return None
        settings = await self._app.database.read(
            lambda tx: notices.settings_of(tx, together[0].user_id)
        )
        if settings is None or when_awake(now, settings) == now:
            return None
        for_the_day = any(when_awake(each.due_at, settings) == each.due_at for each in together)
        return when_awake(now, settings) if for_the_day else None

    async def _say_check(self, reminder: Reminder, spoken: Interaction | None) -> None:
        app, user_id, now = self._app, reminder.user_id, self._app.now()
        settings = await app.database.read(lambda tx: notices.settings_of(tx, user_id))
        if spoken is None and settings and (morning := when_awake(now, settings)) > now:
            await app.database.write(lambda tx: deliveries.wait_until(tx, [reminder], morning))
            return
        found, books = await app.database.read(
            lambda tx: notices.due_notices(tx, user_id, now, app.cards)
        )
        if found and books:
            rates = app.cards.of(books.account)
            await self._send(reminder, notices_card(found, books, rates, user_id), spoken)
        await app.database.write(lambda tx: notices.note_sent(tx, user_id, found, now, app.cards))

    async def _say_in_server(self, reminder: Reminder) -> None:
        app, now = self._app, self._app.now()
        assert reminder.channel_id is not None  # noqa: S101
        assert reminder.guild_id is not None  # noqa: S101
        done = [(reminder, next_time(reminder, now))]
        channel = self._client.get_partial_messageable(
            reminder.channel_id, guild_id=reminder.guild_id
        )
        digest = None
        rates = await servers.card_of(app, reminder.guild_id)
        if reminder.kind == "digest":
            digest = await servers.digest(app, reminder.guild_id)
        roles = [discord.Object(reminder.role_id)] if reminder.role_id else False
        await channel.send(
            view=server_card(reminder, now, rates, digest),
            nonce=_nonce(reminder),
            allowed_mentions=discord.AllowedMentions(everyone=False, users=False, roles=roles),
        )
        await app.database.write(lambda tx: deliveries.said(tx, done, now))

    async def _send(
        self, reminder: Reminder, view: ui.LayoutView, spoken: Interaction | None
    ) -> None:
        if spoken is not None:
            await reply(spoken, view, hidden=True)
            return
        user = discord.Object(reminder.user_id)
        channel = await self._client.create_dm(user)
        await channel.send(view=view, nonce=_nonce(reminder))

    async def _cannot(self, together: Together, error: discord.HTTPException) -> None:
        app, first = self._app, together[0]
        if error.code == CLOSED_DMS:
            await app.database.write(lambda tx: deliveries.suspend(tx, together))
            self._suspended.add(first.user_id)
        elif first.guild_id and (error.code in NO_CHANNEL or error.status in (403, 404)):
            await app.database.write(lambda tx: deliveries.break_off(tx, first))
            await self._tell_admin(first)
        elif error.status == 400:  # what we sent was wrong
            await self._set_aside(together, error)
        else:
            log.warning("reminder %s: Discord answered %s", first.id, error.status)
            await self._retry_later(together)

    async def _tell_admin(self, reminder: Reminder) -> None:
        """Tell who set it, once, that it can no longer be said."""
        try:
            channel = await self._client.create_dm(discord.Object(reminder.user_id))
            await channel.send(view=off_card(reminder), nonce=f"a{reminder.id}")
        except discord.HTTPException as error:
            log.warning("reminder %s is off; its admin cannot be told: %s", reminder.id, error.code)

    async def _retry_later(self, together: Together) -> None:
        now = self._app.now()
        await self._app.database.write(lambda tx: deliveries.retry_later(tx, together, now))

    async def _set_aside(self, together: Together, error: Exception) -> None:
        now = self._app.now()
        await self._app.database.write(lambda tx: deliveries.set_aside(tx, together, now, error))

    async def spoken(self, user_id: int, spoken: Interaction | None) -> None:
        """Somebody speaks to Purser: what was held back for them is said now.

        A command or a button has had its answer, or its refusal, before.
        """
        if user_id not in self._suspended:
            return
        self._suspended.discard(user_id)
        now = self._app.now()
        held = await self._app.database.write(
            lambda tx: deliveries.claim_suspended(tx, user_id, now)
        )
        for together in _together(held, now):
            await self._say(together, spoken)


def _together(due: Iterable[Reminder], now: datetime) -> list[Together]:
    """Each reminder by itself, but the late ones of a person together, in their order."""
    found: dict[tuple[str, int], Together] = {}
    for each in due:
        of = ("late", each.user_id) if is_late(each, now) else ("one", each.id)
        found[of] = (*found.get(of, ()), each)
    return [
        group[first : first + MOST_TOGETHER]
        for group in found.values()
        for first in range(0, len(group), MOST_TOGETHER)
    ]


def _nonce(reminder: Reminder) -> str:
    """The same for the same reminder at the same time: Discord then shows it once."""
    return f"r{reminder.id}.{int(reminder.due_at.timestamp())}"
