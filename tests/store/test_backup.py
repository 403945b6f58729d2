"""Backups of books in use, and restoring them."""

import asyncio
import sqlite3
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from bot.actions.restoring import forget
from bot.rate_cards import RateCards
from bot.store import accounts, backup, movements
from bot.store.audit import broken
from bot.store.engine import sqlite
from bot.store.engine.errors import StoreError

from .people import ANN, BOB, NOW, ask


async def test_backup_of_books_in_use_is_whole_and_comes_back(
    tmp_path: Path, cards: RateCards
) -> None:
    path = tmp_path / "purser.db"
    async with await sqlite.open_database(path) as database:
        await database.write(lambda tx: movements.buy(tx, ask(), 40, 600, cards))

        async def go_on() -> None:
            for _ in range(200):
                await database.write(lambda tx: movements.buy(tx, ask(BOB), 1, 15, cards))

        writing = asyncio.create_task(go_on())
        made, _ = await asyncio.to_thread(backup.back_up, path, tmp_path / "backups", NOW)
        await writing
        await database.write(lambda tx: movements.buy(tx, ask(), 60, 900, cards))
    assert made.stat().st_mode & 0o077 == 0
    kept, _ = backup.restore(made, path, NOW)
    assert kept is not None
    async with await sqlite.open_database(path) as database:
        books = await database.read(lambda tx: accounts.read_books(tx, ANN))
        assert books is not None
        assert books.balance == 40
        assert await database.read(broken) == []
        await database.write(lambda tx: movements.buy(tx, ask(), 20, 300, cards))
    async with await sqlite.open_database(kept) as database:
        books = await database.read(lambda tx: accounts.read_books(tx, ANN))
        assert books is not None
        assert books.balance == 100


async def test_last_seven_are_kept(tmp_path: Path, cards: RateCards) -> None:
    path = tmp_path / "purser.db"
    async with await sqlite.open_database(path) as database:
        await database.write(lambda tx: movements.buy(tx, ask(), 40, 600, cards))
    made = [backup.back_up(path, tmp_path / "b", NOW + timedelta(days=day))[0] for day in range(9)]
    assert backup.backups(tmp_path / "b") == made[-7:]


async def test_forgotten_people_are_in_no_later_backup(tmp_path: Path, cards: RateCards) -> None:
    path = tmp_path / "purser.db"
    async with await sqlite.open_database(path) as database:
        order = movements.SpendRequest(1, title="a very private job title")
        await database.write(lambda tx: movements.buy(tx, ask(), 40, 600, cards))
        await database.write(lambda tx: movements.spend(tx, ask(), order, cards))
        first, _ = await asyncio.to_thread(backup.back_up, path, tmp_path, NOW)
        await forget(database, ask())
        next_day = NOW + timedelta(days=1)
        later, _ = await asyncio.to_thread(backup.back_up, path, tmp_path, next_day)
    assert b"private job" in first.read_bytes()
    assert b"private job" not in later.read_bytes()
    assert b"private job" not in path.read_bytes()


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + b"x" * 5000])
def test_what_is_no_backup_is_refused_and_changes_nothing(tmp_path: Path, content: bytes) -> None:
    path, copy = tmp_path / "purser.db", tmp_path / "copy.db"
    path.write_bytes(b"what was there")
    copy.write_bytes(content)
    with pytest.raises(StoreError):
        backup.restore(copy, path, NOW)
    assert path.read_bytes() == b"what was there"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["copy.db", "purser.db"]


async def test_books_that_do_not_add_up_are_backed_up(tmp_path: Path, cards: RateCards) -> None:
    path = tmp_path / "purser.db"
    async with await sqlite.open_database(path) as database:
        await database.write(lambda tx: movements.buy(tx, ask(), 40, 600, cards))
    connection = sqlite3.connect(path)
    connection.execute("UPDATE lot SET remaining = 39")
    connection.commit()
    connection.close()
    made, checked = backup.back_up(path, tmp_path / "b", NOW)
    assert backup.backups(tmp_path / "b") == [made]
    assert "journal's sum" in checked.broken[0]
    assert backup.restore(made, path, NOW)[1].broken == checked.broken


async def test_only_our_own_copies_make_room(tmp_path: Path, cards: RateCards) -> None:
    """The books themselves may lie in the folder, or what somebody keeps there."""
    path = tmp_path / "purser-20200101T000000Z.db"
    async with await sqlite.open_database(path) as database:
        await database.write(lambda tx: movements.buy(tx, ask(), 40, 600, cards))
    theirs = tmp_path / "purser-2025-before-upgrade.db"
    theirs.write_bytes(b"theirs")
    for day in range(9):
        backup.back_up(path, tmp_path, NOW + timedelta(days=day))
    assert path.exists()
    assert theirs.read_bytes() == b"theirs"
    assert len(backup.backups(tmp_path)) == 8


async def test_copy_is_kept_beside_those_of_a_clock_that_ran_ahead(
    tmp_path: Path, cards: RateCards
) -> None:
    path = tmp_path / "books.db"
    async with await sqlite.open_database(path) as database:
        await database.write(lambda tx: movements.buy(tx, ask(), 40, 600, cards))
    for day in range(7):
        backup.back_up(path, tmp_path / "b", NOW + timedelta(days=3650 + day))
    made, _ = backup.back_up(path, tmp_path / "b", NOW)
    assert made.exists()
    assert len(backup.backups(tmp_path / "b")) == 7


async def test_copy_that_is_stopped_leaves_nothing(tmp_path: Path, cards: RateCards) -> None:
    path = tmp_path / "books.db"
    async with await sqlite.open_database(path) as database:
        for number in range(300):
            await database.write(lambda tx: movements.buy(tx, ask(number), 40, 600, cards))
    stopped = threading.Event()
    stopped.set()
    with pytest.raises(StoreError):
        backup.back_up(path, tmp_path / "b", NOW, stopped=stopped)
    assert list((tmp_path / "b").iterdir()) == []
