import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ledger.rates import RateCard
from bot.rates import choose_rate_card
from bot.store.database import Database
from bot.store.postgres import Postgres

from .clock import HandClock
from .postgres import fresh_schema, postgres_server

__all__ = ["postgres_server"]


@pytest.fixture(scope="session")
def rates() -> RateCard:
    return choose_rate_card("2022-07")


@pytest.fixture(scope="session")
def newest_rates() -> RateCard:
    return choose_rate_card("2026")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def database(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """Empty books: on SQLite, or on PostgreSQL with PURSER_TEST_ENGINE=postgres."""
    if os.environ.get("PURSER_TEST_ENGINE") != "postgres":
        async with await Database.open(tmp_path / "purser.db") as database:
            yield database
        return
    with fresh_schema(request.getfixturevalue("postgres_server")) as url:
        async with await Postgres.at(url) as postgres:
            yield postgres
