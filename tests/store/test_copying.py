"""Books moved from SQLite to PostgreSQL and back."""

import asyncio
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.actions.restoring import forget
from bot.rate_cards import RateCards
from bot.store import accounts, copying, exchange, guilds, movements
from bot.store.accounts import language_of, note_language
from bot.store.audit import broken
from bot.store.copying import TABLES, copy
from bot.store.engine import postgres, sqlite
from bot.store.engine.database import Database
from bot.store.engine.errors import StoreError
from bot.store.key_values import put_value
from bot.transfer.rows import Export

from ..postgres import fresh_schema
from .conftest import tables_of
from .people import ANN, BOB, NOW, ask
from .test_exchange import LATER, comparable, live


@pytest.fixture
def url(postgres_server: str) -> Iterator[str]:
    with fresh_schema(postgres_server) as url:
        yield url


async def lived(path: Path, cards: RateCards) -> dict[str, Any]:
    """Books in a file, of which somebody was forgotten; what is kept of Ann."""
    async with await sqlite.open_database(path) as database:
        await database.write(lambda tx: live(tx, cards, ANN))
        await database.write(lambda tx: live(tx, cards, BOB))
        await forget(database, ask(BOB))
        return comparable(await read(database))


async def read(database: Database) -> Export:
    found = await database.read(lambda tx: exchange.read_all(tx, ANN, LATER))
    assert found is not None
    return found


async def test_there_and_back_nothing_is_lost(tmp_path: Path, url: str, cards: RateCards) -> None:
    path, again = tmp_path / "a.db", tmp_path / "b.db"
    kept = await lived(path, cards)
    assert (await asyncio.to_thread(copy, path, url)).accounts == 1
    assert (await asyncio.to_thread(copy, path, url)).accounts == 1
    assert (await asyncio.to_thread(copy, url, again)).accounts == 1
    async with await sqlite.open_database(path) as first, await sqlite.open_database(again) as last:
        assert comparable(await read(last)) == kept
        ids = "SELECT id FROM last_entry"
        known = await first.read(lambda c: c.execute(ids).fetchone())
        assert await last.read(lambda c: c.execute(ids).fetchone()) == known
    async with await postgres.open_database(url) as other:
        made = await other.write(lambda tx: movements.buy(tx, ask(at=LATER), 40, 600, cards))
        assert made.entry.id == known[0] + 1
        opened = await other.write(lambda tx: accounts.open_account(tx, 99, NOW))
        assert opened.id > 1
        assert await other.read(broken) == []


CHANGES = {
    "setting": "INSERT INTO setting (name, value) VALUES ('commands:1', '{}')",
    "account": "UPDATE account SET next_plan = 'basic'",
    "person": "UPDATE person SET timezone = 'Asia/Tokyo'",
    "entry": "INSERT INTO entry (account_id, kind, amount, at, source, note, key) "
    "SELECT id, 'correct', 0, 1, 'correct', '', 'theirs' FROM account",
    "lot": "UPDATE lot SET remaining = 0",
    "allocation": "INSERT INTO allocation (entry_id, lot_id, amount) "
    "SELECT max(lot_id), max(lot_id), 1 FROM allocation",
    "proposal": "UPDATE proposal SET title = 'another'",
    "outcome": "UPDATE outcome SET result = 'viewed'",
    "edit": "INSERT INTO edit (proposal_id, at, title, link, base, boost) "
    "SELECT id, 1, '', '', 1, 1 FROM proposal",
    "upgrade": "INSERT INTO upgrade SELECT min(id), 'basic', 1, 1, 1 FROM entry "
    "WHERE id NOT IN (SELECT entry_id FROM upgrade)",
    "card_change": "UPDATE card_change SET at = 1",
    "pending": "UPDATE pending SET said = '[1]'",
    "reminder": "UPDATE reminder SET state = 'cancelled'",
    "told": "INSERT INTO told (user_id, what, at) VALUES (7, 'low', 1)",
    "guild": "INSERT INTO guild (id, timezone) VALUES (77, 'Asia/Tokyo')",
    "counted": "DELETE FROM counted",
    "digest": "INSERT INTO digest VALUES (77, '2026-03', 5, 5, 5, 5, 5, 5)",
    "digested": "INSERT INTO digested VALUES (7, '2026-03', 77)",
    "staged": "UPDATE staged SET content = '[]'",
    "request": "DELETE FROM request",
    "failure": "INSERT INTO failure VALUES ('person', 7, 1, 1, 'abc')",
    "forgetting": "INSERT INTO forgetting (account_id, at) SELECT max(id) + 1, 1 FROM account",
}
"""Something that is done on the other side, in each table."""


@pytest.fixture(params=["sqlite", "postgres"])
def target(tmp_path: Path, request: pytest.FixtureRequest) -> copying.Place:
    if request.param == "sqlite":
        return tmp_path / "target.db"
    url: str = request.getfixturevalue("url")
    return url


async def opened(place: copying.Place) -> Database:
    return await (
        sqlite.open_database(place) if isinstance(place, Path) else postgres.open_database(place)
    )


async def test_books_that_are_used_in_any_way_are_not_overwritten(
    tmp_path: Path, target: copying.Place, cards: RateCards
) -> None:
    path = tmp_path / "a.db"
    await lived(path, cards)
    await asyncio.to_thread(copy, path, target)
    assert set(CHANGES) == set(TABLES)
    async with await opened(target) as database:
        untouched = await database.read(copying._digest)
        for table, change in CHANGES.items():
            undone = await database.write(lambda tx: changed_for_a_while(tx, change, path, target))
            assert undone == untouched, table


def changed_for_a_while(connection: Any, change: str, path: Path, target: copying.Place) -> str:
    """The digest after a change, which is refused by its name, and was taken back."""
    connection.execute("SAVEPOINT changed")
    connection.execute(change)
    with pytest.raises(StoreError, match="books of its own, or was used"):
        copying._check_unused(connection, target)
    connection.execute("ROLLBACK TO changed")
    return copying._digest(connection)


async def test_refused_it_leaves_what_was_changed(
    tmp_path: Path, target: copying.Place, cards: RateCards
) -> None:
    path = tmp_path / "a.db"
    await lived(path, cards)
    await asyncio.to_thread(copy, path, target)
    async with await opened(target) as database:
        await database.write(lambda tx: note_language(tx, ANN, "en"))
        await database.write(
            lambda tx: guilds.change_settings(
                tx, ask(at=LATER), 77, timezone="Asia/Tokyo", language=None
            )
        )
    with pytest.raises(StoreError, match="books of its own, or was used"):
        await asyncio.to_thread(copy, path, target)
    async with await opened(target) as database:
        assert await database.read(lambda tx: language_of(tx, ANN)) == "en"
        assert await database.read(lambda tx: guilds.timezone_of_guild(tx, 77)) == "Asia/Tokyo"


@pytest.mark.parametrize("table", ["guild", "reminder", "told"])
async def test_books_without_accounts_are_books(
    tmp_path: Path, target: copying.Place, cards: RateCards, table: str
) -> None:
    path = tmp_path / "a.db"
    await lived(path, cards)
    rows = {
        **CHANGES,
        "reminder": "INSERT INTO reminder (kind, user_id, about, rule, zone, local_at, due_at, "
        "try_at) VALUES ('server', 7, '', '', 'UTC', '', 1, 1)",
    }
    async with await opened(target) as database:
        await database.write(lambda c: c.execute(rows[table]).close())
    with pytest.raises(StoreError, match="books of its own"):
        await asyncio.to_thread(copy, path, target)


@pytest.mark.parametrize("said", ["a NUL \0 in it", "x" * 20 + "\0"])
async def test_text_that_postgres_cannot_keep_is_said(
    tmp_path: Path, url: str, cards: RateCards, said: str
) -> None:
    path = tmp_path / "a.db"
    await lived(path, cards)
    async with await sqlite.open_database(path) as database:
        await database.write(lambda tx: put_value(tx, "odd", said))
    with pytest.raises(StoreError, match="PostgreSQL cannot keep"):
        await asyncio.to_thread(copy, path, url)
    assert (await asyncio.to_thread(copy, await emptied(path), url)).accounts == 1


async def emptied(path: Path) -> Path:
    async with await sqlite.open_database(path) as database:
        await database.write(lambda tx: put_value(tx, "odd", ""))
    return path


async def test_one_database_by_two_urls_is_said(url: str) -> None:
    with pytest.raises(StoreError, match="both are the same"):
        await asyncio.to_thread(copy, url, f"{url}&connect_timeout=5")


async def test_memory_does_not_grow_with_the_rows(tmp_path: Path, target: copying.Place) -> None:
    path = tmp_path / "a.db"
    text = "x" * 5000
    async with await sqlite.open_database(path) as database:
        await database.write(lambda tx: many_settings(tx, text, 4000))
    tracemalloc.start()
    try:
        copy(path, target)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 4000 * len(text)


def many_settings(connection: Any, text: str, count: int) -> None:
    connection.executemany(
        "INSERT INTO setting (name, value) VALUES (:name, :value)",
        [{"name": f"n{number}", "value": text} for number in range(count)],
    )


def test_every_table_is_copied(connection: Any) -> None:
    assert set(TABLES) == set(tables_of(connection)) - {"schema_version"}
