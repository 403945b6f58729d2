"""Copies of the books while they are in use, and the way back.

`VACUUM INTO` writes one consistent file under a temporary name; checked, it gets its own.
Stepwise copying never ends while others write.
"""

import contextlib
import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from .audit import broken
from .errors import StoreError, explained
from .schema import migrations

KEPT = 7
_NAME = "purser-{at:%Y%m%dT%H%M%SZ}.db"


def back_up(path: Path, folder: Path, now: datetime, keep: int = KEPT) -> Path:
    """Write a checked copy of the database into the folder, where the last `keep` stay.

    Raises StoreError with a sentence; what was there before is left as it was.
    """
    target = folder / _NAME.format(at=now.astimezone(UTC))
    half = target.with_suffix(".part")
    with explained(path):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        half.unlink(missing_ok=True)
        os.close(os.open(half, os.O_CREAT | os.O_RDWR, 0o600))
        try:
            with contextlib.closing(sqlite3.connect(path)) as connection:
                connection.execute("VACUUM INTO ?", (str(half),))
            check(half)
            _flush(half)
            half.rename(target)
        finally:
            half.unlink(missing_ok=True)
        for old in backups(folder)[:-keep]:
            old.unlink()
    return target


def backups(folder: Path) -> list[Path]:
    """The copies of a folder, oldest first."""
    return sorted(folder.glob("purser-*.db"))


def check(path: Path) -> int:
    """Audit a database that nobody writes, or a copy; the number of accounts in it.

    Raises StoreError with the first invariant that does not hold.
    """
    with explained(path), contextlib.closing(_read_only(path)) as connection:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise StoreError(f"The database {path} is damaged: {found}.")
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        if not 0 < version <= len(migrations()):
            raise StoreError(
                f"The database {path} is no database of this Purser (its schema has version "
                f"{version}, this one knows 1 to {len(migrations())})."
            )
        if version == len(migrations()) and (wrong := broken(connection)):
            raise StoreError(f"The database {path} does not add up: {'; '.join(wrong)}.")
        count: int = connection.execute("SELECT count(*) FROM account").fetchone()[0]
        return count


def restore(copy: Path, path: Path, now: datetime) -> Path | None:
    """Put a checked copy in the database's place, while no Purser runs on it.

    What was there is kept beside it; returns that file, None where there was none. Raises
    StoreError, and changes nothing then.
    """
    check(copy)
    kept = None
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = path.with_suffix(".restoring")
        new.unlink(missing_ok=True)
        os.close(os.open(new, os.O_CREAT | os.O_RDWR, 0o600))
        with contextlib.closing(_read_only(copy)) as connection:
            connection.execute("VACUUM INTO ?", (str(new),))
        check(new)
        _flush(new)
        if path.exists():
            kept = path.with_name(f"{path.name}.before-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
            _settle(path)
            path.rename(kept)
        new.rename(path)
    return kept


def _settle(path: Path) -> None:
    """Bring what lies in the write-ahead log into the file itself, and take the log away."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
