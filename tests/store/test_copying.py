"""Books moved from SQLite to PostgreSQL and back."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.ledger.rates import RateCard
from bot.store import accounts, exchange, forgetting, movements
from bot.store.audit import broken
from bot.store.copying import TABLES, copy
from bot.store.database import Database
from bot.store.errors import StoreError
from bot.store.postgres import Postgres

from ..postgres import fresh_schema
from .conftest import tables_of
from .people import ANN, BOB, NOW, ask
from .test_exchange import LATER, comparable, live


@pytest.fixture
def url(postgres_server: str) -> Iterator[str]:
    with fresh_schema(postgres_server) as url:
        yield url


async def lived(path: Path, rates: RateCard) -> dict[str, Any]:
    """Books in a file, of which somebody was forgotten; what is kept of Ann."""
    async with await Database.open(path) as database:
        await database.write(live, rates, ANN)
        await database.write(live, rates, BOB)
        await database.write(forgetting.forget, BOB)
        return comparable(await read(database))


async def read(database: Database) -> exchange.Export:
    found = await database.read(exchange.read_all, ANN, LATER)
    assert found is not None
    return found


async def test_there_and_back_nothing_is_lost(tmp_path: Path, url: str, rates: RateCard) -> None:
    path, again = tmp_path / "a.db", tmp_path / "b.db"
    kept = await lived(path, rates)
    assert await asyncio.to_thread(copy, path, url) == 1
    assert await asyncio.to_thread(copy, path, url) == 1
    assert await asyncio.to_thread(copy, url, again) == 1
    async with await Database.open(path) as first, await Database.open(again) as last:
        assert comparable(await read(last)) == kept
        ids = "SELECT id FROM last_entry"
        known = await first.read(lambda c: c.execute(ids).fetchone())
        assert await last.read(lambda c: c.execute(ids).fetchone()) == known
    async with await Postgres.at(url) as postgres:
        made = await postgres.write(movements.buy, ask(at=LATER), 40, 600, rates)
        assert made.entry.id == known[0] + 1
        opened = await postgres.write(accounts.open_account, 99, NOW)
        assert opened.id > 1
        assert await postgres.read(broken) == []


async def test_books_that_are_used_are_not_overwritten(
    tmp_path: Path, url: str, rates: RateCard
) -> None:
    path = tmp_path / "a.db"
    await lived(path, rates)
    await asyncio.to_thread(copy, path, url)
    async with await Postgres.at(url) as postgres:
        await postgres.write(movements.buy, ask(at=LATER), 40, 600, rates)
        held = (await read(postgres)).balance
    with pytest.raises(StoreError, match="books of its own"):
        await asyncio.to_thread(copy, path, url)
    async with await Postgres.at(url) as postgres:
        assert (await read(postgres)).balance == held


def test_every_table_is_copied(connection: Any) -> None:
    assert set(TABLES) == set(tables_of(connection)) - {"forgetting", "schema_version"}
