"""The bot and the playground in one process, speaking over real sockets."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.actions.account import current_books
from bot.app import App
from bot.client import Purser
from bot.clock import Clock
from bot.playground import Playground
from bot.playground.interactions import AUTOCOMPLETE, COMMAND, COMPONENT
from bot.playground.world import Json, World
from bot.rate_cards import RateCards
from bot.serving import purser_in
from bot.store.engine.database import Database

from ..clock import HandClock, playground_start
from .discord_api import check_body
from .page import Browser, browsing, text_of

__all__ = ["text_of"]

TYPES = {str: 3, int: 4, bool: 5}


class Wire:
    """A playground with a bot in it, and what its people do."""

    def __init__(self, playground: Playground, database: Database, cards: RateCards) -> None:
        self.playground, self.database, self.cards = playground, database, cards
        self.world = playground.world
        self.ada, self.bo, self.cy = self.world.people
        self.bot: Purser
        self._running: asyncio.Task[None] | None = None

    async def start_bot(self, clock: Clock | None = None) -> None:
        self.playground.gateway.connected.clear()
        self.bot = purser_in(
            self.playground, App(self.database, self.cards, clock or self.playground)
        )
        self._running = asyncio.create_task(self.bot.start(self.playground.token))
        await asyncio.wait_for(self.playground.gateway.connected.wait(), 10)

    async def stop_bot(self) -> None:
        if self._running:
            await self.bot.close()
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running
            self._running = None

    def browsing(self, person: Json) -> AbstractAsyncContextManager[Browser]:
        """The page, as that person."""
        return browsing(self.playground.url, person["id"])

    @property
    def channel(self) -> Json:
        return next(each for each in self.world.channels.values() if "guild_id" in each)

    async def start(
        self, name: str, person: Json | None = None, channel: Json | None = None, **options: Any
    ) -> Json:
        """Type a command; what its interaction came to."""
        command = next(each for each in self.world.commands.values() if each["name"] == name)
        told = [
            {"name": option, "type": TYPES[type(value)], "value": value}
            for option, value in options.items()
        ]
        data = {"id": command["id"], "name": name, "type": 1, "options": told}
        return await self.playground.interactions.start(
            COMMAND, person or self.ada, channel or self.channel, data
        )

    async def types(self, name: str, person: Json | None = None, **options: Any) -> Json:
        """Type a command; the message that answers it."""
        before = set(self.world.messages)
        answer = await self.start(name, person, **options)
        assert answer["type"] == 4, answer
        return self.world.messages[next(key for key in self.world.messages if key not in before)]

    async def completes(self, name: str, option: str, typed: str) -> list[Json]:
        command = next(each for each in self.world.commands.values() if each["name"] == name)
        options = [{"name": option, "type": 3, "value": typed, "focused": True}]
        data = {"id": command["id"], "name": name, "type": 1, "options": options}
        answer = await self.playground.interactions.start(
            AUTOCOMPLETE, self.ada, self.channel, data
        )
        choices: list[Json] = answer["choices"]
        return choices

    async def presses(self, message: Json, label: str, person: Json | None = None) -> Json:
        """Press a button; what its interaction came to."""
        button = find_button(message["components"], label)
        data = {"component_type": 2, "custom_id": button["custom_id"], "id": button["id"]}
        channel = self.world.channels[message["channel_id"]]
        return await self.playground.interactions.start(
            COMPONENT, person or self.ada, channel, data, message
        )

    async def balance(self, person: Json | None = None) -> int:
        user_id = int((person or self.ada)["id"])
        return (await current_books(self.bot.app, user_id)).balance


def server_on(world: World, shard: int, count: int) -> Json:
    """A channel of a new server that belongs to that shard of so many."""
    guild = next(iter(world.guilds.values()))
    channel = next(each for each in world.channels.values() if "guild_id" in each)
    guild_id = str((10**6 * count + shard) << 22)
    world.guilds[guild_id] = {**guild, "id": guild_id}
    made = {**channel, "id": str(int(guild_id) + 1), "guild_id": guild_id}
    world.channels[made["id"]] = made
    return made


def find_button(components: list[Json], label: str) -> Json:
    for component in components:
        if component.get("label") == label:
            return component
        with contextlib.suppress(LookupError):
            return find_button(component.get("components", []), label)
    raise LookupError(label)


@pytest.fixture
def routes() -> Any:
    """Leaves discord.py pointed where it was."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    yield
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


@pytest.fixture
def clock() -> HandClock:
    """The clock on which the playground's time is built; people in it can move theirs ahead."""
    return HandClock(playground_start())


@contextlib.asynccontextmanager
async def serving(path: Path, clock: Clock) -> AsyncIterator[Playground]:
    """A playground whose world lies in that file."""
    playground = Playground(path, clock)
    playground.rest.check_body = check_body
    await playground.start(0)
    yield playground
    await playground.close()


@contextlib.asynccontextmanager
async def wiring(
    playground: Playground, database: Database, cards: RateCards
) -> AsyncIterator[Wire]:
    """A bot in that playground."""
    wire = Wire(playground, database, cards)
    await wire.start_bot()
    yield wire
    await wire.stop_bot()


@pytest.fixture
async def playground(tmp_path: Path, clock: Clock) -> AsyncIterator[Playground]:
    async with serving(tmp_path / "playground.world", clock) as playground:
        yield playground


@pytest.fixture
async def wire(
    routes: None, playground: Playground, database: Database, cards: RateCards
) -> AsyncIterator[Wire]:
    async with wiring(playground, database, cards) as wire:
        yield wire
