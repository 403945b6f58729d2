import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from datetime import datetime
from pathlib import Path

import pytest
import time_machine

from bot.ledger.rates import RateCard
from bot.rates import choose_rate_card
from bot.store import schema
from bot.store.database import Database
from bot.store.postgres import Postgres

from .clock import MOVED_TO, HandClock
from .postgres import fresh_schema, postgres_server

__all__ = ["postgres_server"]


@pytest.fixture(scope="session", autouse=True)
def _machines_date() -> Iterator[None]:
    """The machine's date, moved where PURSER_TEST_NOW says so; it runs on from there."""
    if MOVED_TO is None:
        yield
        return
    with time_machine.travel(datetime.fromisoformat(MOVED_TO)):
        yield


@pytest.fixture(scope="session")
def rates() -> RateCard:
    return choose_rate_card("2022-07")


@pytest.fixture(scope="session")
def newest_rates() -> RateCard:
    return choose_rate_card("2026")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file of empty books at the newest schema, to be copied: quicker than to migrate."""
    path = tmp_path_factory.mktemp("books") / "empty.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
        schema.migrate(connection)
    return path


@asynccontextmanager
async def empty_books(request: pytest.FixtureRequest, path: Path) -> AsyncIterator[Database]:
    """Empty books in that file, or on PostgreSQL with PURSER_TEST_ENGINE=postgres."""
    if os.environ.get("PURSER_TEST_ENGINE") != "postgres":
        shutil.copyfile(request.getfixturevalue("migrated"), path)
        async with await Database.open(path) as database:
            yield database
        return
    with fresh_schema(request.getfixturevalue("postgres_server")) as url:
        async with await Postgres.at(url) as postgres:
            yield postgres


@pytest.fixture
async def database(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    async with empty_books(request, tmp_path / "purser.db") as database:
        yield database
