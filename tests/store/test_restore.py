"""Restoring: whatever happens meanwhile, the old database or the new one is there, whole."""

import asyncio
import errno
import os
import resource
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bot.store.backup import check, restore
from bot.store.engine import schema, sqlite
from bot.store.engine.errors import StoreError

from .people import NOW
from .test_database import names, put
from .test_files import kept_in

LOGS = ("-wal", "-shm", "-journal")
STEPS = ("open", "os.mkdir", "os.link", "os.rename", "os.remove", "sqlite3.connect")
COMPLETED, REFUSED, KILLED = 0, 1, 9


class Place(NamedTuple):
    copy: Path
    path: Path


def made(path: Path, *kept: str) -> Path:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        schema.migrate(connection)
        for name in kept:
            put(name)(connection)
    return path


@pytest.fixture
async def place(tmp_path: Path) -> Place:
    """A copy, and a database as a kill leaves it: most of it in the log beside it."""
    copy = made(tmp_path / "copy.db", "new")
    live, path = tmp_path / "live.db", tmp_path / "books" / "purser.db"
    path.parent.mkdir()
    async with await sqlite.open_database(live) as database:
        await database.write(put("old"))
        for suffix in ("", "-wal"):
            shutil.copy(f"{live}{suffix}", f"{path}{suffix}")
    return Place(copy, path)


def in_a_child(act: Callable[[], None]) -> int:
    """The exit code of a process that does it."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = REFUSED
    try:
        act()
        code = COMPLETED
    except StoreError:
        pass
    finally:
        os._exit(code)


def at_step(number: int, stop: Callable[[str], None]) -> None:
    """Have `stop` called at that step of those that follow."""
    seen = 0

    def hook(event: str, _: Any) -> None:
        nonlocal seen
        if event in STEPS:
            seen += 1
            if seen == number:
                stop(event)

    sys.addaudithook(hook)


def kill(_: str) -> None:
    os._exit(KILLED)


def fail(event: str) -> None:
    if event != "os.remove":  # what cleans up
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def restoring(place: Place, number: int, stop: Callable[[str], None]) -> int:
    def act() -> None:
        at_step(number, stop)
        restore(place.copy, place.path, NOW)

    return in_a_child(act)


def again(place: Place, number: int) -> Place:
    """The same in a folder of its own."""
    path = place.path.parent.with_name(f"books{number}") / place.path.name
    shutil.copytree(place.path.parent, path.parent)
    return Place(place.copy, path)


def test_a_kill_at_any_step_leaves_the_old_or_the_new(place: Place) -> None:
    outcomes = []
    for number in range(1, 100):
        each = again(place, number)
        code = restoring(each, number, kill)
        outcomes.append(kept_in(each.path))
        assert check(each.path).accounts == 0
        if code == COMPLETED:
            break
        assert code == KILLED
        restore(each.copy, each.path, NOW)
        assert kept_in(each.path) == {"new"}
    first_new = outcomes.index({"new"})
    assert outcomes[:first_new] == [{"old"}] * first_new
    assert outcomes[first_new:] == [{"new"}] * (len(outcomes) - first_new)
    assert first_new > 10


def test_a_failure_at_any_step_leaves_the_old_and_nothing_beside_it(place: Place) -> None:
    for number in range(1, 100):
        each = again(place, number)
        code = restoring(each, number, fail)
        left = {file.name for file in each.path.parent.iterdir()}
        assert not {name for name in left if "restoring" in name or "part" in name}
        if code == REFUSED:
            assert kept_in(each.path) in ({"old"}, {"new"})
        else:
            assert kept_in(each.path) == {"new"}
        assert check(each.path).accounts == 0
        if code == COMPLETED and number > 40:
            break


def test_full_disk_leaves_the_old_and_nothing_beside_it(place: Place) -> None:
    def act() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
        restore(place.copy, place.path, NOW)

    assert in_a_child(act) == REFUSED
    assert kept_in(place.path) == {"old"}
    assert not list(place.path.parent.glob("*restoring*"))


def test_what_was_there_is_kept_whole(place: Place) -> None:
    kept, _ = restore(place.copy, place.path, NOW)
    assert kept is not None
    assert kept_in(kept) == {"old"}
    second, _ = restore(place.copy, place.path, NOW)
    assert second not in (None, kept)
    assert kept_in(kept) == {"old"}


def test_through_a_link_the_file_itself_is_replaced(tmp_path: Path, place: Place) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(place.path)
    restore(place.copy, link, NOW)
    assert link.is_symlink()
    assert kept_in(place.path) == {"new"}


RESTORE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from bot.store import backup
backup.BUSY_SECONDS = 0.05
backup.restore(Path(sys.argv[1]), Path(sys.argv[2]), datetime(2026, 3, 10, tzinfo=UTC))
"""


@pytest.mark.parametrize("name", [os.symlink, os.link])
async def test_running_bot_under_another_name_is_not_restored_over(
    tmp_path: Path, place: Place, name: Callable[[Path, Path], None]
) -> None:
    other = tmp_path / "other.db"
    async with await sqlite.open_database(place.path) as database:
        name(place.path, other)
        restoring = await asyncio.create_subprocess_exec(
            sys.executable, "-c", RESTORE, str(place.copy), str(other),
            stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        _, errors = await restoring.communicate()
        assert b"in use by another program" in errors
        await database.write(put("after"))
    assert kept_in(place.path) == {"old", "after"}


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + b"x" * 5000])
def test_what_is_damaged_is_replaced_and_kept(tmp_path: Path, content: bytes) -> None:
    path, copy = tmp_path / "purser.db", made(tmp_path / "copy.db", "new")
    path.write_bytes(content)
    Path(f"{path}-wal").write_bytes(b"a log")
    kept, _ = restore(copy, path, NOW)
    assert kept is not None
    assert kept.read_bytes() == content
    assert kept_in(path) == {"new"}


@pytest.mark.parametrize("suffix", LOGS)
def test_log_without_a_database_is_not_applied_to_the_new_one(
    tmp_path: Path, place: Place, suffix: str
) -> None:
    place.path.unlink()
    log = Path(f"{place.path}{suffix}")
    Path(f"{place.path}-wal").rename(log)
    assert restore(place.copy, place.path, NOW)[0] is None
    assert not log.exists()
    assert kept_in(place.path) == {"new"}


def test_copy_is_read_without_a_trace_beside_it(tmp_path: Path, place: Place) -> None:
    with closing(sqlite3.connect(place.copy)) as connection:
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
    before = sorted(place.copy.parent.iterdir())
    restore(place.copy, place.path, NOW)
    assert sorted(place.copy.parent.iterdir()) == before


HOSTILE = """
CREATE TRIGGER theirs AFTER INSERT ON entry BEGIN
    UPDATE account SET plan = 'plus';
END
"""
SCHEMAS = [
    ("DROP TRIGGER entry_is_kept", "the trigger entry_is_kept is missing"),
    (HOSTILE, "the trigger theirs is not Purser's"),
    ("DROP INDEX entry_reversed_once", "the index entry_reversed_once is missing"),
    ("DROP VIEW last_entry", "the view last_entry is missing"),
    ("CREATE TABLE theirs (id)", "the table theirs is not Purser's"),
    ("ALTER TABLE person ADD COLUMN theirs INTEGER", "the table person is another"),
    (
        "UPDATE sqlite_schema SET sql = replace(sql, '0 <= remaining', '-9 <= remaining') "
        "WHERE name = 'lot'",
        "the table lot is another",
    ),
    (
        "UPDATE sqlite_schema SET sql = replace(sql, 'append-only', 'append-onlY') "
        "WHERE name = 'entry_is_fixed'",
        "the trigger entry_is_fixed is another",
    ),
]


@pytest.mark.parametrize(("change", "said"), SCHEMAS)
async def test_schema_that_others_changed_is_refused(
    tmp_path: Path, place: Place, change: str, said: str
) -> None:
    copy = made(tmp_path / "changed.db", "theirs")
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(change)
    with pytest.raises(StoreError, match=said):
        check(copy)
    with pytest.raises(StoreError, match=said):
        restore(copy, place.path, NOW)
    assert kept_in(place.path) == {"old"}
    with pytest.raises(StoreError, match=said):
        await sqlite.open_database(copy)


@pytest.mark.parametrize("version", range(1, len(schema.migrations())))
def test_copies_of_older_versions_are_good(tmp_path: Path, place: Place, version: int) -> None:
    copy = tmp_path / "older.db"
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        for step in schema.migrations()[:version]:
            connection.executescript(step)
        connection.execute(f"PRAGMA user_version = {version}")
    assert check(copy).accounts == 0
    restore(copy, place.path, NOW)
    with closing(sqlite3.connect(place.path, isolation_level=None)) as connection:
        schema.migrate(connection)
        assert names(connection) == set()
    assert check(place.path).accounts == 0


@pytest.mark.parametrize("is_redone", [False, True])
def test_edits_are_taken_over_however_their_table_was_made(tmp_path: Path, is_redone: bool) -> None:
    """Between two migrations the table was made with the second one's CHECK for a while."""
    steps = list(schema.migrations()[:11])
    if is_redone:
        for before, after in (
            ("(spend_id IS NULL) = (new_spend_id IS NULL)",
             "spend_id IS NULL OR new_spend_id IS NOT NULL"),
            ("CREATE INDEX edit_of_proposal",
             "CREATE INDEX edit_spend ON edit (spend_id) WHERE spend_id IS NOT NULL;\n"
             "CREATE INDEX edit_of_proposal"),
        ):  # fmt: skip
            assert before in steps[-1]
            steps[-1] = steps[-1].replace(before, after)
    with closing(sqlite3.connect(tmp_path / "p.db", isolation_level=None)) as connection:
        for step in steps:
            connection.executescript(step)
        connection.execute("PRAGMA user_version = 11")
        connection.execute("PRAGMA foreign_keys = OFF")
        row = (7, 1, 5, "Logo", "", None, 6, 0, None, None, None, 0)
        connection.execute(f"INSERT INTO edit VALUES ({', '.join('?' * len(row))})", row)
        schema.migrate(connection)
        assert connection.execute("SELECT * FROM edit").fetchall() == [row]
        assert schema.differing(connection, len(schema.migrations())) == ""


def test_words_of_the_schema_may_be_laid_out_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "purser.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for step in schema.migrations():
            connection.executescript(step.replace("\n", "\n  -- a remark\n"))
        connection.execute(f"PRAGMA user_version = {len(schema.migrations())}")
    assert check(path).accounts == 0
