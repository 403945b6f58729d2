"""The database's files deleted, moved or replaced while it is open."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.store.backup import check
from bot.store.engine import database as engine
from bot.store.engine import sqlite
from bot.store.engine.errors import StoreError
from bot.store.engine.files import SUFFIXES, FilesGone

from .test_database import names, put


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "books" / "purser.db"


def kept_in(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return names(connection)


def move(path: Path, to: Path) -> None:
    path.rename(to)


def delete(path: Path) -> None:
    path.unlink()


def delete_all(path: Path) -> None:
    for suffix in SUFFIXES:
        Path(f"{path}{suffix}").unlink()


def delete_log(path: Path) -> None:
    Path(f"{path}-wal").unlink()


def delete_index(path: Path) -> None:
    Path(f"{path}-shm").unlink()


def delete_folder(path: Path) -> None:
    shutil.rmtree(path.parent)


def move_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))


def replace(path: Path) -> None:
    other = path.with_name("other.db")
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE theirs (id)")
    other.replace(path)


LOSSES = [delete, delete_all, delete_log, delete_index, delete_folder, move_folder, replace]


@pytest.mark.parametrize("lose", LOSSES)
@pytest.mark.parametrize("long_after", [False, True])
async def test_nothing_is_acknowledged_once_the_files_are_gone(
    path: Path, lose: Callable[[Path], None], long_after: bool
) -> None:
    async with await sqlite.open_database(path) as database:
        if long_after:
            os.utime(path.parent, (1, 1))
        await database.write(put("before"))
        lose(path)
        results = await asyncio.gather(
            *(database.write(put(f"n{i}")) for i in range(20)),
            return_exceptions=True,
        )
        assert {type(result) for result in results} == {FilesGone}


async def test_file_deleted_within_a_transaction_is_noticed(path: Path) -> None:
    def put_and_delete(connection: sqlite3.Connection) -> None:
        put("lost")(connection)
        path.unlink()

    async with await sqlite.open_database(path) as database:
        with pytest.raises(FilesGone, match=r"purser\.db is gone"):
            await database.write(put_and_delete)


async def test_file_deleted_at_the_commit_is_noticed(path: Path) -> None:
    def delete_at_commit(connection: sqlite3.Connection) -> None:
        put("lost")(connection)
        connection.set_trace_callback(lambda sql: path.unlink() if sql == "COMMIT" else None)

    async with await sqlite.open_database(path) as database:
        with pytest.raises(FilesGone, match=r"purser\.db is gone"):
            await database.write(delete_at_commit)


async def test_log_that_is_deleted_takes_nothing_with_it(path: Path) -> None:
    async with await sqlite.open_database(path) as database:
        await database.write(put("before"))
        delete_log(path)
        with pytest.raises(FilesGone, match=r"purser\.db-wal"):
            await database.write(put("after"))
        copied = path.with_name("as-a-kill-leaves-it.db")
        shutil.copy(path, copied)
    assert kept_in(copied) == {"before"}


async def test_file_that_took_the_place_meets_no_log_of_ours(path: Path) -> None:
    moved = path.with_name("moved.db")
    async with await sqlite.open_database(path) as database:
        await database.write(put("ours"))
        move(path, moved)
        replace(path)
        with pytest.raises(FilesGone):
            await database.write(put("nobody's"))
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT name FROM sqlite_master").fetchall()
    assert found == [("theirs",)]
    assert kept_in(moved) == {"ours"}
    assert check(moved).accounts == 0


async def test_file_that_comes_back_is_written_on(path: Path) -> None:
    away = path.with_name("away.db")
    async with await sqlite.open_database(path) as database:
        watching = asyncio.create_task(database.watch_files())
        await database.write(put("before"))
        move(path, away)
        with pytest.raises(FilesGone):
            await database.write(put("meanwhile"))
        move(away, path)
        await database.write(put("after"))
        watching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await watching
    assert kept_in(path) == {"before", "after"}


async def test_file_that_stays_away_ends_the_watch_at_once_when_a_write_missed_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BACK_SECONDS", 0.01)
    async with await sqlite.open_database(path) as database:
        watching = asyncio.create_task(database.watch_files())
        await asyncio.sleep(0)
        delete(path)
        with pytest.raises(FilesGone):
            await database.write(put("lost"))
        with pytest.raises(FilesGone):
            await asyncio.wait_for(watching, 10)


async def test_file_that_is_gone_is_noticed_without_a_write(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "WATCH_SECONDS", 0.01)
    monkeypatch.setattr(engine, "BACK_SECONDS", 0.01)
    async with await sqlite.open_database(path) as database:
        delete(path)
        with pytest.raises(FilesGone):
            await asyncio.wait_for(database.watch_files(), 10)


async def test_link_is_followed_once(tmp_path: Path, path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(path)
    async with await sqlite.open_database(link) as database:
        link.unlink()
        await database.write(put("kept"))
    assert kept_in(path) == {"kept"}


async def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.db").symlink_to("b.db")
    (tmp_path / "b.db").symlink_to("a.db")
    with pytest.raises(StoreError, match="is no file"):
        await sqlite.open_database(tmp_path / "a.db")
