"""What others notice while somebody reads in the largest file there may be: their spends, their
reminders, their month; and how long a stop takes meanwhile.
"""

import asyncio
import contextlib
import json
import sys
import tempfile
import time
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.actions.restoring import forget
from bot.app import App
from bot.client import Purser
from bot.playground import Playground
from bot.playground.interactions import COMMAND, COMPONENT
from bot.playground.world import Json
from bot.rate_cards import load_rate_cards
from bot.serving import purser_in
from bot.store import exchange
from bot.store.engine import sqlite
from bot.store.journal import Request
from bot.transfer.files import LARGEST, as_json

from ..clock import HandClock
from ..playground.conftest import find_button
from .report import heading, line

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
"""By day: at night notices wait."""
SHORTLY, MONTH = timedelta(minutes=40), timedelta(days=31)
"""A month on, the file that is being read in seems abandoned, and is refused in the end."""
SOME_WAY_IN = 0.3
CONNECT = {"name": "connects", "type": 4, "value": 1}
PLENTY = {"name": "connects", "type": 4, "value": 100_000}
REMINDER = {
    "name": "add",
    "type": 1,
    "options": [
        {"name": "when", "type": 3, "value": "in 30 minutes"},
        {"name": "about", "type": 3, "value": "call Dana"},
    ],
}


class _Room:
    """A playground with the bot in it: Ada reads files in, Bo goes on with his work."""

    def __init__(self, playground: Playground, bot: Purser) -> None:
        self.playground, self.bot, self.world = playground, bot, playground.world
        self.ada, self.bo, self.cy = self.world.people
        self.channel = next(c for c in self.world.channels.values() if "guild_id" in c)

    async def types(
        self, person: Json, name: str, *options: Json, files: Json | None = None
    ) -> bool:
        """Whether the command was answered."""
        command = next(each for each in self.world.commands.values() if each["name"] == name)
        data = {"id": command["id"], "name": name, "type": 1, "options": list(options)}
        if files:
            data["resolved"] = {"attachments": files}
        answer = await self.playground.interactions.start(COMMAND, person, self.channel, data)
        return bool(answer["type"] != "silence")

    async def reads_in(self, content: bytes) -> None:
        """Ada types `/import` with that file, and presses its button where she gets one."""
        file = self.world.new_file("purser.json", "application/json", content)
        option = {"name": "file", "type": 11, "value": file["id"]}
        await self.types(self.ada, "import", option, files={file["id"]: file})
        answer = await self.sees("Nothing was read in", "Read it in")
        if "Read it in" in json.dumps(answer):
            button = find_button(answer["components"], "Read it in")
            data = {"component_type": 2, "custom_id": button["custom_id"], "id": button["id"]}
            start = self.playground.interactions.start
            await start(COMPONENT, self.ada, self.channel, data, answer)
            await self.sees("lines read in", "No file of yours waits")
            self.clear("lines read in")
        self.world.delete_message(answer["id"])

    async def sees(self, *words: str) -> Json:
        """The newest message with one of the words, as soon as there is one."""
        while True:
            for message in reversed(list(self.world.messages.values())):
                text = json.dumps(message)
                if any(each in text for each in words):
                    return message
            await asyncio.sleep(0.01)

    def clear(self, word: str) -> None:
        """Delete the messages with that word."""
        for key, message in list(self.world.messages.items()):
            if word in json.dumps(message):
                self.world.delete_message(key)

    async def forgets(self) -> None:
        """Ada has no books any more."""
        request = Request(int(self.ada["id"]), str(time.monotonic()), self.bot.app.now())
        await forget(self.bot.app.database, request)

    async def works(self, waits: list[float]) -> None:
        """Bo spends one Connect after the other; the seconds until each answer."""
        while True:
            started = time.perf_counter()
            answered = await self.types(self.bo, "spend", CONNECT)
            waits.append(time.perf_counter() - started if answered else float("inf"))
            self.clear("Proposal ")
            await asyncio.sleep(0.02)

    async def largest_file(self) -> bytes:
        """Cy's export, lengthened by lines that correct nothing up to the most that is taken."""
        await self.types(self.cy, "setup", {"name": "connects", "type": 4, "value": 40})
        found = await self.bot.app.database.read_apart(
            lambda tx: exchange.read_all(tx, int(self.cy["id"]), self.bot.app.now())
        )
        assert found
        kept = json.loads(as_json(found))
        row = kept["entries"][0] | {"kind": "correct", "amount": 0, "source": "correct"}
        length = (LARGEST - len(json.dumps(kept))) // (len(json.dumps(row)) + 10)
        more = [row | {"id": 10**6 + n, "key": f"k{n}"} for n in range(length)]
        return json.dumps(kept | {"entries": [*kept["entries"], *more]}).encode()


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_run(Path(folder)))


async def _run(folder: Path) -> None:
    playground = Playground(None, HandClock(NOON))
    await playground.start(0)
    async with await sqlite.open_database(folder / "p.db") as database:
        bot = purser_in(playground, App(database, load_rate_cards("2022-07"), playground))
        bot.app.requests.most = sys.maxsize
        running = asyncio.create_task(bot.start(playground.token))
        await playground.gateway.connected.wait()
        await _measure(_Room(playground, bot))
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
    await playground.close()


async def _measure(room: _Room) -> None:
    largest = await room.largest_file()
    heading(f"While files of {len(largest) / 1024 / 1024:.1f} MB are read in, somebody's spend")
    await room.types(room.bo, "setup", PLENTY)
    await room.types(room.bo, "remind", REMINDER)
    room.clear("call Dana")
    await _beside(room, "refused", room.reads_in(b'{"entries":[' + b"{}," * (LARGEST // 3 - 9)))
    await _beside(room, "taken", _read_in_as_a_reminder_comes_due(room, largest))
    await room.types(room.bo, "setup", {"name": "connects", "type": 4, "value": 40})
    await room.forgets()
    reading = asyncio.create_task(room.reads_in(largest))
    await room.sees("Read it in")
    await asyncio.sleep(SOME_WAY_IN)
    await _until_said(room, "a month that turned", "Connects arrived", MONTH, reading)
    await reading
    room.clear("No file of yours waits")
    await room.forgets()
    reading = asyncio.create_task(room.reads_in(largest))
    await room.sees("Read it in")
    await asyncio.sleep(SOME_WAY_IN)
    started = time.perf_counter()
    await room.bot.close()
    took = time.perf_counter() - started
    reading.cancel()
    line("a stop in the middle of a file", f"{took:.2f} s", "<= 5 s", met=took <= 5)


async def _beside(room: _Room, what: str, reading: Coroutine[Any, Any, None]) -> None:
    waits: list[float] = []
    working = asyncio.create_task(room.works(waits))
    started = time.perf_counter()
    await reading
    took = time.perf_counter() - started
    working.cancel()
    line(
        f"{what}: in {took:.1f} s, the longest of {len(waits)}",
        f"{max(waits):.2f} s",
        "<= 1 s",
        met=max(waits) <= 1,
    )


async def _read_in_as_a_reminder_comes_due(room: _Room, content: bytes) -> None:
    reading = asyncio.create_task(room.reads_in(content))
    await room.sees("Read it in")
    await asyncio.sleep(SOME_WAY_IN)
    await _until_said(room, "a reminder that came due", "call Dana", SHORTLY, reading)
    await reading


async def _until_said(
    room: _Room, what: str, words: str, after: timedelta, reading: asyncio.Task[None]
) -> None:
    """How long a message takes that the clock brings while a file is read in."""
    room.world.move_clock(after.total_seconds())
    started = time.perf_counter()
    await room.bot.app.clock.moved()
    await room.sees(words)
    took = time.perf_counter() - started
    line(f"{what}, until it was said", f"{took:.2f} s", "meanwhile", met=not reading.done())
