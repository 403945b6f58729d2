import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from hypothesis import settings

from bot.ledger.rate_card import RateCard
from bot.rate_cards import RateCards, load_rate_cards
from bot.store.engine import postgres, schema, sqlite
from bot.store.engine.database import Database

from .clock import MOVED_TO, HandClock
from .postgres import fresh_schema, postgres_server

__all__ = ["postgres_server"]

settings.register_profile("untimed", deadline=None)  # a slow machine is no fault
settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def _machines_date() -> Iterator[None]:
    """The machine's date, moved where PURSER_TEST_NOW says so; it runs on from there."""
    if MOVED_TO is None:
        yield
        return
    with time_machine.travel(datetime.fromisoformat(MOVED_TO)):
        yield


@pytest.fixture(scope="session")
def cards() -> RateCards:
    return load_rate_cards("2022-07")


@pytest.fixture(scope="session")
def rates(cards: RateCards) -> RateCard:
    return cards.default


@pytest.fixture(scope="session")
def newest_rates(cards: RateCards) -> RateCard:
    return cards.named("2026")


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
        async with await sqlite.open_database(path) as database:
            yield database
        return
    with fresh_schema(request.getfixturevalue("postgres_server")) as url:
        async with await postgres.open_database(url) as opened:
            yield opened


@pytest.fixture
async def database(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    async with empty_books(request, tmp_path / "purser.db") as database:
        yield database
