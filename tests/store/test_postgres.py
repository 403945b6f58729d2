"""PostgreSQL with several processes on it, and what becomes of them when it goes away."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest

from bot.rate_cards import RateCards
from bot.store import accounts, movements, rollover
from bot.store.audit import broken
from bot.store.engine import postgres, schema
from bot.store.engine.database import Database
from bot.store.engine.errors import StoreError
from bot.store.engine.schema import migrations
from bot.store.movements import SpendRequest

from ..postgres import fresh_schema
from .people import ANN, NOW, ask


@pytest.fixture
def url(postgres_server: str) -> Iterator[str]:
    with fresh_schema(postgres_server) as url:
        yield url


@pytest.fixture
async def two(url: str) -> AsyncIterator[tuple[Database, Database]]:
    """Two that share the books, as two processes do."""
    async with await postgres.open_database(url) as one, await postgres.open_database(url) as other:
        yield one, other
        assert await one.read(broken) == []


async def test_what_waits_is_committed_together(
    two: tuple[Database, Database], cards: RateCards
) -> None:
    one, _ = two
    await asyncio.gather(
        *(one.write(lambda tx: movements.buy(tx, ask(), 1, 15, cards)) for _ in range(100))
    )
    assert one.commits < 50
    assert await balance(one) == 100


async def balance(database: Database) -> int:
    books = await database.read(lambda tx: accounts.read_books(tx, ANN))
    return books.balance if books else 0


async def test_two_writers_lose_and_repeat_nothing(
    two: tuple[Database, Database], cards: RateCards
) -> None:
    await two[0].write(lambda tx: movements.correct(tx, ask(), 100, "", cards))
    results = await asyncio.gather(
        *(
            two[n % 2].write(lambda tx: movements.spend(tx, ask(), SpendRequest(1), cards))
            for n in range(150)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(result, Exception) for result in results) == 50
    assert await balance(two[1]) == 0


async def test_same_request_at_both_has_one_effect(
    two: tuple[Database, Database], cards: RateCards
) -> None:
    request = ask(key="once")
    await asyncio.gather(
        *(each.write(lambda tx: movements.buy(tx, request, 40, 600, cards)) for each in two)
    )
    assert await balance(two[0]) == 40


async def test_month_turns_once_whoever_turns_it(
    two: tuple[Database, Database], cards: RateCards
) -> None:
    for user_id in range(100, 140):
        await two[0].write(lambda tx: accounts.open_account(tx, user_id, NOW))
    later = NOW.replace(month=NOW.month + 1)
    turned = await asyncio.gather(
        *(two[n % 2].write(lambda tx: rollover.turn_batch(tx, later, cards, 10)) for n in range(8))
    )
    assert sum(turned) == 40
    books = await two[1].read(lambda tx: accounts.read_books(tx, 120))
    assert books is not None
    assert books.balance == 10


async def test_connection_that_was_cut_is_made_anew(
    two: tuple[Database, Database], postgres_server: str, cards: RateCards
) -> None:
    one, other = two
    await one.write(lambda tx: movements.buy(tx, ask(), 40, 600, cards))
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'purser'"
        )
    for database in (one, other):
        with pytest.raises(StoreError, match="cannot be reached"):
            await database.write(lambda tx: movements.buy(tx, ask(), 1, 15, cards))
        await database.write(lambda tx: movements.buy(tx, ask(), 1, 15, cards))
    assert [await balance(one) for _ in range(8)] == [42] * 8


async def test_server_that_is_not_there_is_said() -> None:
    with pytest.raises(StoreError, match="PostgreSQL cannot be reached"):
        await postgres.open_database("postgresql://postgres@127.0.0.1:9/purser")


async def test_newer_schema_is_refused(url: str) -> None:
    async with await postgres.open_database(url):
        pass
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("INSERT INTO schema_version VALUES (99)")
    with pytest.raises(StoreError, match="newer Purser"):
        await postgres.open_database(url)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("DROP TRIGGER entry_is_kept ON entry", "the trigger entry_is_kept is missing"),
        ("ALTER TABLE lot DISABLE TRIGGER lot_is_fixed", "the trigger lot_is_fixed is missing"),
        ("DROP INDEX entry_reversed_once", "the index entry_reversed_once is missing"),
        ("ALTER TABLE lot DROP CONSTRAINT lot_remaining", "the constraint lot_remaining is miss"),
        (
            "CREATE TRIGGER theirs AFTER INSERT ON entry FOR EACH ROW "
            "EXECUTE FUNCTION journal_is_kept()",
            "the trigger theirs is not Purser's",
        ),
    ],
)
async def test_rule_that_others_changed_is_refused(url: str, change: str, said: str) -> None:
    for _ in range(2):
        async with await postgres.open_database(url):
            pass
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(change.encode())
    with pytest.raises(StoreError, match=said):
        await postgres.open_database(url)


async def test_two_that_start_at_once_apply_the_schema_once(url: str) -> None:
    opened = await asyncio.gather(*(postgres.open_database(url) for _ in range(4)))
    for database in opened:
        await database.close()


async def test_books_with_numbers_of_the_files_before_are_taken(url: str, cards: RateCards) -> None:
    async with await postgres.open_database(url) as database:
        await database.write(lambda tx: movements.buy(tx, ask(), 40, 600, cards))
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("DROP TABLE card_change, edit")
        admin.execute("ALTER TABLE account DROP COLUMN rates")
        admin.execute("ALTER TABLE account DROP COLUMN offered")
        admin.execute("ALTER TABLE proposal DROP COLUMN fee_percent")
        admin.execute("ALTER TABLE guild DROP COLUMN rates")
        admin.execute("ALTER TABLE outcome DROP COLUMN rates")
        admin.execute("DELETE FROM schema_version")
        admin.execute("INSERT INTO schema_version VALUES (1), (2)")
    for _ in range(2):
        async with await postgres.open_database(url) as database:
            assert await balance(database) == 40
    with psycopg.connect(url, autocommit=True) as admin:
        found = admin.execute("SELECT max(version) FROM schema_version").fetchone()
    assert found == (len(migrations("postgres")),)


def test_both_engines_have_the_same_schema(url: str) -> None:
    """Tables, columns with what they may hold, indexes, constraints and triggers, by name."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as ours:
        schema.migrate(ours)
        tables = _rows(ours, "SELECT name FROM sqlite_master WHERE type = 'table'")
        columns = {
            (table, name, bool(not_null or is_key), default is not None)
            for (table,) in tables
            for _, name, _, not_null, default, is_key in _rows(ours, f"PRAGMA table_info({table})")
        }
        rules = _rows(ours, "SELECT type, name FROM sqlite_master WHERE type IN ('index', 'view')")
        triggers = _rows(ours, "SELECT DISTINCT name FROM sqlite_master WHERE type = 'trigger'")
    with closing(postgres.connect(url, writes=True)) as theirs:
        postgres.migrate(theirs)
        theirs.execute("BEGIN")
        assert columns - _SQLITES_OWN == {
            (table, name, is_nullable == "NO", default is not None)
            for table, name, is_nullable, default in theirs.execute(_COLUMNS).fetchall()
            if table not in ("schema_version", "last_entry")
        }
        found = {tuple(row) for row in theirs.execute(_INDEXES).fetchall()}
        assert {row for row in rules if not row[1].startswith("sqlite_")} == found
        assert _rows(theirs, _TRIGGERS) - {("note_last_entry",)} == {
            (_IN_ONE.get(name, name),) for (name,) in triggers
        }
        theirs.execute("ROLLBACK")


def _rows(connection: Any, sql: str) -> set[Any]:
    return {tuple(row) for row in connection.execute(sql).fetchall()}


_SQLITES_OWN = {("sqlite_sequence", name, False, False) for name in ("name", "seq")}
_IN_ONE = {"entry_is_fixed": "entry_is_kept", "allocation_is_fixed": "allocation_is_kept"}
"""Triggers that are one on PostgreSQL, for deletes and updates alike."""
_COLUMNS = """
    SELECT table_name, column_name, is_nullable,
        CASE WHEN is_identity = 'YES' THEN NULL ELSE column_default END
    FROM information_schema.columns WHERE table_schema = current_schema()
"""
_INDEXES = """
    SELECT 'index', indexname FROM pg_indexes WHERE schemaname = current_schema()
        AND indexname NOT IN (SELECT conname FROM pg_constraint)
    UNION ALL SELECT 'view', viewname FROM pg_views WHERE schemaname = current_schema()
"""
_TRIGGERS = """
    SELECT DISTINCT trigger_name FROM information_schema.triggers
    WHERE trigger_schema = current_schema()
"""
