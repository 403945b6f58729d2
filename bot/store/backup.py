"""Copies of the books while they are in use, and the way back.

`VACUUM INTO` writes one consistent file under a temporary name; checked, it gets its own.
Stepwise copying never ends while others write.
"""

import contextlib
import itertools
import os
import re
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from .audit import Checked, audited
from .engine.errors import StoreError, explained
from .engine.files import check_is_file, real_path
from .engine.schema import differing, migrations
from .engine.sqlite import BUSY_SECONDS, STEPS_BETWEEN_STOPS

KEPT = 7
"""A week of nights."""
_NAME = "purser-{at:%Y%m%dT%H%M%SZ}.db"
_OURS = re.compile(r"purser-\d{8}T\d{6}Z\.db")
_LOGS = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file and applies to whatever file has its name at the next start."""
_UNREADABLE = ("SQLITE_NOTADB", "SQLITE_CORRUPT")


def back_up(
    path: Path,
    folder: Path,
    now: datetime,
    keep: int = KEPT,
    stopped: threading.Event | None = None,
) -> tuple[Path, Checked]:
    """Write a checked copy of the database into the folder, where the last `keep` stay.

    Raises StoreError with a sentence, also once it is `stopped`; what was there before is left as
    it was.
    """
    target = folder / _NAME.format(at=now.astimezone(UTC))
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with explained(target), _half_written(target.with_suffix(".part")) as half:
        with explained(path), closing(_opened(path, "mode=rw")) as connection:
            checked = _copy_into(half, connection, path, stopped)
        half.replace(target)
        _flush(folder)
        others = [each for each in backups(folder) if each not in (target, real_path(path))]
        for old in others[: -(keep - 1) or None]:
            old.unlink()
    return target, checked


def backups(folder: Path) -> list[Path]:
    """The copies of a folder that are ours by their names, oldest first."""
    return sorted(each for each in folder.glob("purser-*.db") if _OURS.fullmatch(each.name))


def check(path: Path, named: Path | None = None, stopped: threading.Event | None = None) -> Checked:
    """Audit a database that nobody writes, or a copy.

    Raises StoreError with what is damaged, or with the triggers, indexes and tables that are not
    as Purser makes them; of a copy in the making under the name that people know.
    """
    name = named or path
    with explained(path), closing(_unchanging(path)) as connection:
        _stop_when(connection, stopped)
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise StoreError(f"The database {name} is damaged: {found}.")
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        if not 0 < version <= len(migrations()):
            raise StoreError(
                f"The database {name} is no database of this Purser (its schema has version "
                f"{version}, this one knows 1 to {len(migrations())})."
            )
        if changed := differing(connection, version):
            raise StoreError(f"The database {name} was changed by others: {changed}.")
        return audited(connection) if version == len(migrations()) else Checked()


def restore(copy: Path, path: Path, now: datetime) -> tuple[Path | None, Checked]:
    """Put a checked copy in the database's place, while nobody uses that.

    What was there is kept beside it; returns that file, None where there was none, and what the
    copy is like. At each moment one of the two is there, whole. Raises StoreError, and changes
    nothing then.
    """
    checked = check(copy)
    path = real_path(path)
    check_is_file(path)
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _half_written(path.with_name(f"{path.name}.restoring")) as new:
            with closing(_unchanging(copy)) as connection:
                _copy_into(new, connection, copy)
            kept = _free(path.with_name(f"{path.name}.before-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"))
            with _to_ourselves(path):
                was_there = path.exists()
                if was_there:
                    _keep(path, kept)
                for suffix in _LOGS:
                    with contextlib.suppress(FileNotFoundError):
                        os.replace(f"{path}{suffix}", f"{kept}{suffix}")
                _flush(path.parent)
                new.replace(path)
                _flush(path.parent)
    return (kept if was_there else None), checked


@contextmanager
def _half_written(path: Path) -> Iterator[Path]:
    """A file of its owner's alone, which is gone at the end unless it got another name."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    try:
        yield path
    finally:
        for suffix in ("", *_LOGS):
            Path(f"{path}{suffix}").unlink(missing_ok=True)


def _stop_when(connection: sqlite3.Connection, stopped: threading.Event | None) -> None:
    if stopped is not None:
        connection.set_progress_handler(stopped.is_set, STEPS_BETWEEN_STOPS)


def _copy_into(
    new: Path, source: sqlite3.Connection, named: Path, stopped: threading.Event | None = None
) -> Checked:
    _stop_when(source, stopped)
    source.execute("VACUUM INTO CAST(? AS TEXT)", (os.fsencode(new),))
    checked = check(new, named, stopped)
    _flush(new)
    return checked


@contextmanager
def _to_ourselves(path: Path) -> Iterator[None]:
    """Keep every other program from the database, with all of it in the file itself, no log beside.

    A running Purser, also one that knows the file by another name, keeps us from it instead: to
    leave the write-ahead log SQLite needs the file for itself. Of a file that is damaged, or no
    database, nothing is asked.
    """
    if not path.exists():
        yield
        return
    with closing(_opened(path, "mode=rw")) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE").fetchall()
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            if not error.sqlite_errorname.startswith(_UNREADABLE):
                raise
        yield


def _free(path: Path) -> Path:
    """The name, or with a number where it is taken already."""
    names = itertools.chain(
        [path], (path.with_name(f"{path.name}.{n}") for n in itertools.count(2))
    )
    return next(name for name in names if not os.path.lexists(name))


def _keep(path: Path, kept: Path) -> None:
    """Give what is there a second name; a copy where the file system has no such thing."""
    try:
        os.link(path, kept)
    except OSError:
        with _half_written(kept.with_name(f"{kept.name}.part")) as half:
            shutil.copyfile(path, half)
            _flush(half)
            half.replace(kept)


def _unchanging(path: Path) -> sqlite3.Connection:
    """A copy, read without a trace beside it: also from a folder that may only be read."""
    log = Path(f"{path}-wal")
    has_log = log.exists() and log.stat().st_size > 0
    return _opened(path, "mode=ro" if has_log else "mode=ro&immutable=1")


def _opened(path: Path, options: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?{options}",
        uri=True,
        isolation_level=None,
        timeout=BUSY_SECONDS,
    )


def _flush(path: Path) -> None:
    """Have a file, or the names in a folder, on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
