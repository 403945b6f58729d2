"""Disks, locks and files that fail while the database is in use: a sentence, and it goes on."""

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.store.engine import sqlite
from bot.store.engine.errors import StoreError

from .test_database import names, put


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "purser.db"


@contextmanager
def files_end_at(size: int) -> Iterator[None]:
    """Every write beyond that many bytes of a file fails, as on a disk that is full or broken."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_failing_disk_is_said_and_the_next_write_is_kept(path: Path) -> None:
    async with await sqlite.open_database(path) as database:
        await database.write(put("before"))
        with files_end_at(100), pytest.raises(StoreError, match="full"):
            await database.write(put("x" * 10_000))
        await database.write(put("after"))
        assert await database.read(names) == {"before", "after"}


async def test_lock_of_another_program_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    async with await sqlite.open_database(path) as database:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError, match="in use by another program"):
                await database.write(put("meanwhile"))
        await database.write(put("after"))
        assert await database.read(names) == {"after"}


async def test_damage_is_said_to_who_reads(path: Path) -> None:
    async with await sqlite.open_database(path):
        pass
    async with await sqlite.open_database(path) as database:
        damage(path)
        for reading in (database.read(names), database.read_apart(names)):
            with pytest.raises(StoreError, match="is damaged"):
                await reading


def damage(path: Path) -> None:
    """Overwrite all pages but the first."""
    page = 4096
    with path.open("r+b") as file:
        file.seek(page)
        file.write(b"\xff" * (path.stat().st_size - page))


async def test_fault_of_a_statement_is_no_fault_of_the_file(path: Path) -> None:
    async with await sqlite.open_database(path) as database:
        for act in (database.read, database.write, database.read_apart):
            with pytest.raises(sqlite3.OperationalError):
                await act(lambda connection: connection.execute("no SQL"))
