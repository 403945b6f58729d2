"""Three processes on one PostgreSQL, killed at random under load: nothing lost, nothing twice."""

import asyncio
import contextlib
import random
import sys
import time
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest

from bot.parsing.moments import When
from bot.playground import Playground
from bot.playground.interactions import COMMAND
from bot.playground.world import Json
from bot.rate_cards import RateCards
from bot.store import accounts, reminders
from bot.store.audit import broken
from bot.store.engine import postgres
from bot.store.engine.database import Database
from bot.store.journal import Request

from ..clock import RunningClock, playground_start
from ..postgres import fresh_schema
from .conftest import Wire, server_on, text_of

SHARDS = 3
PEOPLE = 40
SECONDS = 14
A_SECOND = 40


@pytest.fixture
def url(postgres_server: str) -> Iterator[str]:
    with fresh_schema(postgres_server) as url:
        yield url


@pytest.fixture
def clock() -> RunningClock:
    """One clock for all processes, which runs."""
    return RunningClock(playground_start(), time.monotonic())


class Fleet:
    """The processes, one for each shard, and a server on each shard."""

    def __init__(self, playground: Playground, url: str, clock: RunningClock) -> None:
        self.playground = playground
        self.url = url
        self.clock = clock
        self.running: dict[int, Process] = {}
        self.channels = [server_on(playground.world, shard, SHARDS) for shard in range(SHARDS)]

    async def start(self, shard: int) -> None:
        playground = self.playground
        self.running[shard] = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.playground.shard_bot", playground.api_url,
            playground.gateway.url, playground.token, self.url, str(shard), str(SHARDS),
            self.clock.at.isoformat(), str(self.clock.since),
        )  # fmt: skip

    async def kill(self, shard: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.running[shard].kill()
        await self.running[shard].wait()

    async def until_connected(self) -> None:
        async with asyncio.timeout(30):
            while len(self._sockets()) < SHARDS:  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    def _sockets(self) -> list[Any]:
        sessions = self.playground.gateway.sessions.values()
        return [s for s in sessions if s.socket is not None and not s.socket.closed]


@pytest.fixture
async def fleet(playground: Playground, url: str, clock: RunningClock) -> AsyncIterator[Fleet]:
    made = Fleet(playground, url, clock)
    playground.rest.check_body = None  # it would take longer than the bots
    for shard in range(SHARDS):
        await made.start(shard)
    await made.until_connected()
    yield made
    for shard in range(SHARDS):
        await made.kill(shard)


@pytest.mark.nightly
async def test_killed_processes_lose_and_repeat_nothing(fleet: Fleet, url: str) -> None:
    chance = random.Random(4)
    people = new_people(fleet.playground)
    async with await postgres.open_database(url) as database:
        due_at = fleet.playground.now() + timedelta(seconds=SECONDS // 2)
        about = await keep_reminders(database, people, due_at.replace(microsecond=0))
        killing = asyncio.create_task(kill_at_random(fleet, chance))
        acknowledged = await load(fleet, people, chance)
        killing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await killing
        await until_all_are_up(fleet)
        await until_said(database)
        assert await database.read(broken) == []
    kept = keys_in(url)
    assert len(acknowledged) > SECONDS
    assert [each for each in acknowledged if f"i{each}" not in kept] == []
    said = Counter(
        line
        for message in fleet.playground.world.messages.values()
        for line in text_of(message).splitlines()
        if line.startswith("## ⏰")
    )
    assert {f"## ⏰ {each}": 1 for each in about} == dict(said)


def new_people(playground: Playground) -> list[Json]:
    """People with a DM each."""
    world = playground.world
    ada = world.people[0]
    dm = world.dm_of(ada["id"])
    people = [{**ada, "id": str(10**17 + number)} for number in range(PEOPLE)]
    for number, person in enumerate(people):
        world.users[person["id"]] = person
        channel_id = str(2 * 10**17 + number)
        world.channels[channel_id] = {**dm, "id": channel_id, "_people": [person["id"]]}
    return people


async def keep_reminders(database: Database, people: list[Json], at: datetime) -> list[str]:
    """Two for each, all due at once."""
    about = []
    for person in people:
        user_id = int(person["id"])
        await database.write(lambda tx: accounts.open_account(tx, user_id, at))
        for which in ("call", "write"):
            about.append(f"{which} {user_id}")
            request = Request(user_id, which, at)
            when = When(at, at.replace(tzinfo=None))
            await database.write(lambda tx: reminders.add(tx, request, when, about[-1], "UTC"))
    return about


async def kill_at_random(fleet: Fleet, chance: random.Random) -> None:
    while True:
        await asyncio.sleep(chance.uniform(0.5, 2))
        shard = chance.randrange(SHARDS)
        await fleet.kill(shard)
        await fleet.start(shard)


async def load(fleet: Fleet, people: list[Json], chance: random.Random) -> list[str]:
    """Purchases and spends of everybody in every server; those that were acknowledged."""
    acknowledged: list[str] = []
    asked = []
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        person, channel = chance.choice(people), chance.choice(fleet.channels)
        asked.append(asyncio.create_task(buy(fleet, person, channel, acknowledged)))
        await asyncio.sleep(1 / A_SECOND)
    await asyncio.gather(*asked)
    return acknowledged


async def buy(fleet: Fleet, person: Json, channel: Json, acknowledged: list[str]) -> None:
    world = fleet.playground.world
    command = next((each for each in world.commands.values() if each["name"] == "buy"), None)
    if command is None:
        return
    options = [{"name": "connects", "type": 4, "value": 1}]
    data = {"id": command["id"], "name": "buy", "type": 1, "options": options}
    answer = await fleet.playground.interactions.start(COMMAND, person, channel, data)
    if answer["type"] == 4:
        acknowledged.append(answer["id"])


async def until_all_are_up(fleet: Fleet) -> None:
    for shard, process in list(fleet.running.items()):
        if process.returncode is not None:
            await fleet.start(shard)
    await fleet.until_connected()


async def until_said(database: Database) -> None:
    def waiting(connection: Any) -> int:
        query = "SELECT count(*) FROM reminder WHERE kind = 'asked' AND state = 'waiting'"
        return int(connection.execute(query).fetchone()[0])

    async with asyncio.timeout(40):
        while await database.read(waiting):  # noqa: ASYNC110
            await asyncio.sleep(0.2)


def keys_in(url: str) -> set[str]:
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT key FROM entry").fetchall()
    return {key for (key,) in rows}


async def test_postgres_that_is_cut_off_is_an_apology_and_comes_back(
    routes: None, playground: Playground, url: str, postgres_server: str, cards: RateCards
) -> None:
    async with await postgres.open_database(url) as database:
        wire = Wire(playground, database, cards)
        await wire.start_bot()
        try:
            await spend_while_cut_off(wire, postgres_server)
        finally:
            await wire.stop_bot()


async def spend_while_cut_off(wire: Wire, postgres_server: str) -> None:
    await wire.types("setup", connects=40)
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'purser'"
        )
    said = [text_of(await wire.types("spend", connects=1)) for _ in range(8)]
    spent = [text for text in said if "−1 Connect" in text]
    apologies = [text for text in said if "can't reach my books" in text]
    assert len(spent) + len(apologies) == len(said)
    assert "−1 Connect" in said[-1]
    assert await wire.balance() == 40 - len(spent)
