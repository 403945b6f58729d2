"""Long reads beside everything else, on each engine."""

import asyncio
import os
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.store.audit import broken
from bot.store.engine import postgres, sqlite
from bot.store.engine.database import APART, Database
from bot.store.engine.errors import StoreError

from ..postgres import fresh_schema
from .test_database import names, put

FOREVER = """
WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted)
SELECT count(*) FROM counted WHERE n < 0
"""


@pytest.fixture(params=["sqlite", "postgres"])
async def database(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    if request.param == "sqlite":
        async with await sqlite.open_database(tmp_path / "purser.db") as database:
            yield database
        return
    with fresh_schema(request.getfixturevalue("postgres_server")) as url:
        async with await postgres.open_database(url) as opened:
            yield opened


class Reads:
    """A long read, and how far it is."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.go_on = threading.Event()
        self.ended = threading.Event()

    def slowly(self, connection: Any) -> set[str]:
        names(connection)
        self.begun.set()
        assert self.go_on.wait(60)
        return names(connection)

    def forever(self, connection: Any) -> None:
        self.begun.set()
        try:
            connection.execute(FOREVER).fetchall()
        finally:
            self.ended.set()

    async def has_begun(self) -> None:
        assert await asyncio.to_thread(self.begun.wait, 60)

    async def has_ended(self) -> None:
        assert await asyncio.to_thread(self.ended.wait, 60)


async def test_others_read_and_write_meanwhile(database: Database) -> None:
    reads = Reads()
    reading = asyncio.create_task(database.read_apart(reads.slowly))
    await reads.has_begun()
    await database.write(put("meanwhile"))
    assert await database.read(names) == {"meanwhile"}
    assert await database.read_apart(broken) == []
    reads.go_on.set()
    assert await reading == set()


async def test_it_cannot_write(database: Database) -> None:
    with pytest.raises(Exception, match=r"read-?only"):
        await database.read_apart(put("no"))


async def test_cancelled_it_is_stopped(database: Database) -> None:
    reads = Reads()
    reading = asyncio.create_task(database.read_apart(reads.forever))
    await reads.has_begun()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await reads.has_ended()
    assert await database.read_apart(names) == set()


async def test_closing_stops_what_still_reads(database: Database) -> None:
    all_of_them = [Reads() for _ in range(APART + 2)]
    reading = [asyncio.create_task(database.read_apart(reads.forever)) for reads in all_of_them]
    for reads in all_of_them[:APART]:
        await reads.has_begun()
    await database.close()
    ended = await asyncio.gather(*reading, return_exceptions=True)
    assert {type(error) for error in ended} == {StoreError}


async def test_read_that_is_stopped_just_before_its_statement_ends(
    postgres_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL cancels what runs at the moment, which then is nothing."""
    begun, cancelled = threading.Event(), threading.Event()
    cancel = psycopg.Connection.cancel_safe

    def cancel_and_say(connection: psycopg.Connection[Any], **_: Any) -> None:
        cancel(connection)
        cancelled.set()

    def forever(connection: Any) -> None:
        begun.set()
        assert cancelled.wait(60)
        connection._real.execute(FOREVER).fetchall()

    monkeypatch.setattr(psycopg.Connection, "cancel_safe", cancel_and_say)
    with fresh_schema(postgres_server) as url:
        database = await postgres.open_database(url)
        reading = asyncio.create_task(database.read_apart(forever))
        assert await asyncio.to_thread(begun.wait, 60)
        await database.close()
        with pytest.raises(StoreError):
            await reading


def open_files(path: Path) -> int:
    folder = Path("/proc/self/fd")
    if not folder.exists():
        pytest.skip("needs /proc")
    found = 0
    for descriptor in folder.iterdir():
        try:
            found += os.readlink(descriptor).startswith(str(path))
        except FileNotFoundError:  # the folder's own descriptor
            continue
    return found


async def test_nothing_is_left_open(tmp_path: Path) -> None:
    path = tmp_path / "purser.db"
    async with await sqlite.open_database(path) as database:
        before = open_files(path)
        for number in range(3 * APART):
            reads = Reads()
            reading = asyncio.create_task(database.read_apart(reads.forever))
            if number % 2:
                await reads.has_begun()
            reading.cancel()
            await asyncio.wait([reading])
        with pytest.raises(sqlite3.OperationalError):
            await database.read_apart(lambda c: c.execute("no SQL"))
        await asyncio.gather(*(database.read_apart(names) for _ in range(APART)))
    async with await sqlite.open_database(path):
        assert open_files(path) <= before
