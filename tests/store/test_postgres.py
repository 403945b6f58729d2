"""PostgreSQL with several processes on it, and what becomes of them when it goes away."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest

from bot.ledger.rate_card import RateCard
from bot.store import accounts, movements, rollover
from bot.store.audit import broken
from bot.store.engine import postgres
from bot.store.engine.database import Database
from bot.store.engine.errors import StoreError
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
    two: tuple[Database, Database], rates: RateCard
) -> None:
    one, _ = two
    await asyncio.gather(
        *(one.write(lambda tx: movements.buy(tx, ask(), 1, 15, rates)) for _ in range(100))
    )
    assert one.commits < 50
    assert await balance(one) == 100


async def balance(database: Database) -> int:
    books = await database.read(lambda tx: accounts.read_books(tx, ANN))
    return books.balance if books else 0


async def test_two_writers_lose_and_repeat_nothing(
    two: tuple[Database, Database], rates: RateCard
) -> None:
    await two[0].write(lambda tx: movements.correct(tx, ask(), 100, "", rates))
    results = await asyncio.gather(
        *(
            two[n % 2].write(lambda tx: movements.spend(tx, ask(), SpendRequest(1), rates))
            for n in range(150)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(result, Exception) for result in results) == 50
    assert await balance(two[1]) == 0


async def test_same_request_at_both_has_one_effect(
    two: tuple[Database, Database], rates: RateCard
) -> None:
    request = ask(key="once")
    await asyncio.gather(
        *(each.write(lambda tx: movements.buy(tx, request, 40, 600, rates)) for each in two)
    )
    assert await balance(two[0]) == 40


async def test_month_turns_once_whoever_turns_it(
    two: tuple[Database, Database], rates: RateCard
) -> None:
    for user_id in range(100, 140):
        await two[0].write(lambda tx: accounts.open_account(tx, user_id, NOW))
    later = NOW.replace(month=NOW.month + 1)
    turned = await asyncio.gather(
        *(two[n % 2].write(lambda tx: rollover.turn_batch(tx, later, rates, 10)) for n in range(8))
    )
    assert sum(turned) == 40
    books = await two[1].read(lambda tx: accounts.read_books(tx, 120))
    assert books is not None
    assert books.balance == 10


async def test_connection_that_was_cut_is_made_anew(
    two: tuple[Database, Database], postgres_server: str, rates: RateCard
) -> None:
    one, other = two
    await one.write(lambda tx: movements.buy(tx, ask(), 40, 600, rates))
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'purser'"
        )
    for database in (one, other):
        with pytest.raises(StoreError, match="cannot be reached"):
            await database.write(lambda tx: movements.buy(tx, ask(), 1, 15, rates))
        await database.write(lambda tx: movements.buy(tx, ask(), 1, 15, rates))
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
