"""The writer, the reader, and files that cannot be used."""

import asyncio
import os
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.actions.account import current_books
from bot.app import App
from bot.ledger.refusals import Refusal
from bot.rate_cards import RateCards
from bot.store import accounts, movements
from bot.store.accounts import Setup
from bot.store.audit import broken
from bot.store.engine import schema, sqlite
from bot.store.engine.database import Database
from bot.store.engine.errors import StoreError
from bot.store.movements import SpendRequest

from ..clock import HandClock
from .people import ANN, NOW, ask


async def balance(database: Database, cards: RateCards) -> int:
    return (await current_books(App(database, cards, HandClock(NOW)), ANN)).balance


def put(name: str, *, fail: bool = False) -> Callable[[sqlite3.Connection], str]:
    def transaction(connection: sqlite3.Connection) -> str:
        connection.execute("INSERT INTO setting VALUES (:name, '')", {"name": name})
        if fail:
            raise Refusal("no")
        return name

    return transaction


def names(connection: sqlite3.Connection) -> set[str]:
    rows = connection.execute("SELECT name FROM setting WHERE value = ''").fetchall()
    return {name for (name,) in rows}


async def test_writes_that_wait_are_committed_together(database: Database) -> None:
    written = await asyncio.gather(*(database.write(put(f"n{i}")) for i in range(100)))
    assert len(written) == 100
    assert await database.read(names) == set(written)
    assert database.commits <= 3


async def test_one_that_fails_takes_no_other_with_it(database: Database) -> None:
    results = await asyncio.gather(
        *(database.write(put(f"n{i}", fail=i % 2 == 0)) for i in range(10)),
        return_exceptions=True,
    )
    assert [isinstance(result, Refusal) for result in results] == [True, False] * 5
    assert await database.read(names) == {f"n{i}" for i in range(1, 10, 2)}


async def test_one_that_fails_alone_leaves_nothing(database: Database) -> None:
    with pytest.raises(Refusal):
        await database.write(put("gone", fail=True))
    await database.write(put("kept"))
    assert await database.read(names) == {"kept"}


async def test_cancelled_caller_leaves_the_next_one_well(database: Database) -> None:
    for i in range(50):
        task = asyncio.create_task(database.write(put(f"n{i}")))
        if i % 2:
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    await database.write(put("last"))
    assert "last" in await database.read(names)


async def test_failed_commit_fails_every_caller(database: Database) -> None:
    def break_foreign_key(connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA defer_foreign_keys = ON").fetchall()
        connection.execute("INSERT INTO person (user_id, account_id) VALUES (1, 999)")

    results = await asyncio.gather(
        database.write(break_foreign_key),
        database.write(put("with it")),
        return_exceptions=True,
    )
    assert all(isinstance(result, sqlite3.IntegrityError) for result in results)
    assert await database.read(names) == set()


async def test_reader_cannot_write(database: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await database.read(put("no"))


async def test_hundred_writers_on_one_account_lose_nothing(
    database: Database, cards: RateCards
) -> None:
    await database.write(lambda tx: accounts.set_up(tx, ask(), Setup(connects=250), cards))
    results = await asyncio.gather(
        *(
            database.write(lambda tx: movements.spend(tx, ask(), SpendRequest(4), cards))
            for _ in range(100)
        ),
        return_exceptions=True,
    )
    refused = [result for result in results if isinstance(result, Refusal)]
    assert len(refused) == 38
    assert await balance(database, cards) == 2
    assert await database.read(broken) == []


async def test_same_request_ten_times_has_one_effect(database: Database, cards: RateCards) -> None:
    await database.write(lambda tx: accounts.set_up(tx, ask(), Setup(connects=40), cards))
    receipts = await asyncio.gather(
        *(
            database.write(lambda tx: movements.spend(tx, ask(key="twice"), SpendRequest(6), cards))
            for _ in range(10)
        )
    )
    assert {receipt.entry.id for receipt in receipts} == {receipts[0].entry.id}
    assert sorted(receipt.again for receipt in receipts) == [False] + [True] * 9
    assert await balance(database, cards) == 34


async def test_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "purser.db"
    async with await sqlite.open_database(path) as database:
        await database.write(put("n"))
        for file in path.parent.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_closing_finishes_what_waits(tmp_path: Path) -> None:
    path = tmp_path / "purser.db"
    database = await sqlite.open_database(path)
    waiting = asyncio.gather(*(database.write(put(f"n{i}")) for i in range(20)))
    await asyncio.sleep(0)
    await database.close()
    await waiting
    connection = sqlite3.connect(path)
    assert len(names(connection)) == 20
    connection.close()


def content(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


async def refusal_of(path: Path) -> str:
    """The sentence with which the file is refused; it is left as it was."""
    before = content(path)
    with pytest.raises(StoreError) as refused:
        await sqlite.open_database(path)
    assert content(path) == before
    return str(refused.value)


async def test_other_files_are_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("no database at all, but long enough to be taken for one" * 20)
    assert "is not a database" in await refusal_of(path)


async def test_other_programs_database_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (id)")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    assert "another program's" in await refusal_of(path)


async def test_newer_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "purser.db"
    async with await sqlite.open_database(path):
        pass
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    assert "newer Purser" in await refusal_of(path)


async def test_damaged_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "purser.db"
    async with await sqlite.open_database(path) as database:
        for i in range(200):
            await database.write(put(f"name {i} {'x' * 500}"))
    damaged = bytearray(content(path))
    damaged[8192:40960] = os.urandom(32768)
    path.write_bytes(damaged)
    assert "damaged" in await refusal_of(path)


async def test_folder_in_the_way_is_refused(tmp_path: Path) -> None:
    assert "is no file" in await refusal_of(tmp_path)


async def test_locked_database_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "purser.db"
    async with await sqlite.open_database(path):
        pass
    monkeypatch.setattr("bot.store.engine.sqlite.BUSY_SECONDS", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="in use by another program"):
        await sqlite.open_database(path)
    other.close()


async def test_full_disk_fails_the_write_and_nothing_else(database: Database) -> None:
    def limit(connection: sqlite3.Connection) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 2}").fetchall()

    await database.write(put("before"))
    await database.write(limit)
    with pytest.raises(StoreError, match="full"):
        await database.write(put("x" * 100_000))
    await database.write(put("after"))
    assert await database.read(names) == {"before", "after"}


def test_schema_is_applied_once() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.migrate(connection)
    schema.migrate(connection)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.close()
    assert version == len(schema.migrations())


async def test_two_that_start_at_once_apply_the_schema_once(tmp_path: Path) -> None:
    path = tmp_path / "purser.db"
    databases = await asyncio.gather(*(sqlite.open_database(path) for _ in range(4)))
    for database in databases:
        await database.close()


def test_failed_migration_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    faulty = ("CREATE TABLE allocation (id);\nCREATE TABLE allocation (id);\n",)
    monkeypatch.setattr(schema, "migrations", lambda: faulty)
    connection = sqlite3.connect(":memory:", isolation_level=None)
    with pytest.raises(sqlite3.OperationalError):
        schema.migrate(connection)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []
    connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET amount = 1",
        "DELETE FROM entry",
        "UPDATE allocation SET amount = 1",
        "DELETE FROM allocation",
        "UPDATE lot SET amount = 1",
    ],
)
def test_journal_is_append_only(
    connection: sqlite3.Connection, cards: RateCards, statement: str
) -> None:
    accounts.set_up(connection, ask(), Setup(connects=40), cards)
    movements.spend(connection, ask(), SpendRequest(6), cards)
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement)


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE lot SET remaining = -1", "lot_remaining"),
        ("UPDATE lot SET remaining = amount + 1", "lot_remaining"),
        ("UPDATE account SET cycle_day = 29", "account_cycle_day"),
        ("UPDATE proposal SET state = 'lost'", "proposal_state"),
    ],
)
def test_database_checks_the_invariants(
    connection: sqlite3.Connection, cards: RateCards, statement: str, constraint: str
) -> None:
    accounts.set_up(connection, ask(), Setup(connects=40), cards)
    movements.spend(connection, ask(), SpendRequest(6), cards)
    with pytest.raises(sqlite3.IntegrityError, match=constraint):
        connection.execute(statement)
