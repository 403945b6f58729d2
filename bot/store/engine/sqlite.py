"""SQLite in a file: the two connections that stay open, and those of long reads."""

import os
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

from . import schema
from .database import Database, in_one_snapshot
from .errors import StoreError, explained, of_the_file, sentence
from .files import OpenFiles, check_is_file, identity, real_path

T = TypeVar("T")

BUSY_SECONDS = 5.0
"""How long another program's lock is waited for: a copy or a check holds one for moments."""
_CHECKED_AT_START = 64 * 1024 * 1024
"""Bytes up to which a file is checked at start; the nightly copy checks larger ones."""
STEPS_BETWEEN_STOPS = 10_000
"""Of SQLite's virtual machine: less than a millisecond."""


class _Connection(aiosqlite.Connection):
    """A connection that runs a whole function on its worker thread."""

    async def run(self, function: Callable[[sqlite3.Connection], T]) -> T:
        call: Any = self._execute  # protected, but aiosqlite has no public way; a test guards it
        result: T = await call(function, self._conn)
        return result


class _Explained:
    """Runs functions with a connection, and says in a sentence when the file cannot be used."""

    def __init__(self, connection: _Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    async def run(self, function: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return await self._connection.run(function)
        except sqlite3.Error as error:
            if not of_the_file(error):
                raise
            raise StoreError(sentence(self._path, error)) from error

    async def close(self) -> None:
        await self._connection.close()


class _Apart:
    """A long read on a connection of its own to a file."""

    def __init__(self, path: Path, files: OpenFiles) -> None:
        self._path = path
        self._files = files
        self._stopped = threading.Event()

    def run(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Raises StoreError when the file cannot be read, or when it was stopped."""
        try:
            self._files.check()
            with closing(_open(self._path)) as connection:
                _forbid_writing(connection)
                connection.set_progress_handler(self._stopped.is_set, STEPS_BETWEEN_STOPS)
                return in_one_snapshot(connection, function)
        except sqlite3.Error as error:
            if not of_the_file(error):
                raise
            raise StoreError(sentence(self._path, error)) from error

    def stop(self) -> None:
        self._stopped.set()


async def open_database(path: Path) -> Database:
    """Open or create the database file, private to its owner, at the newest schema.

    Raises StoreError with a sentence when it cannot be used; the file is left as it was.
    """
    with explained(path):
        path = real_path(path)
        check_is_file(path)
        created = _create_private(path)
        writer = await _connect(path)
        try:
            await writer.run(lambda connection: _check(connection, path))
            await writer.run(schema.migrate)
            reader = await _connect(path)
        except BaseException:
            await writer.close()
            raise
        await reader.run(_forbid_writing)
    files = OpenFiles(path)
    database = Database(
        _Explained(writer, path), _Explained(reader, path), lambda: _Apart(path, files), files
    )
    if identity(path) != created:
        await database.close()
        raise StoreError(f"The database {path} was replaced while it was opened. Start again.")
    return database


def _create_private(path: Path) -> tuple[int, int] | None:
    """Create the file for its owner alone, or find out that it may not be read and written.

    Returns its identity.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    return identity(path)


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        path,
        isolation_level=None,
        timeout=BUSY_SECONDS,
        cached_statements=256,  # the store has some 200; 128 by default
        check_same_thread=False,
    )


async def _connect(path: Path) -> _Connection:
    connection = _Connection(lambda: _open(path), iter_chunk_size=64)
    await connection
    try:
        await connection.run(_tune)
    except BaseException:
        await connection.close()
        raise
    return connection


def _tune(connection: sqlite3.Connection) -> None:
    _use_wal(connection)
    for pragma in (
        "synchronous = FULL",  # NORMAL lost 2,883 of 36,792 acknowledged writes at a power cut
        "foreign_keys = ON",
        "secure_delete = ON",  # who is forgotten is overwritten, too; it costs no time measured
    ):
        connection.execute(f"PRAGMA {pragma}").fetchall()


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to the write-ahead log. SQLite itself doesn't wait here while another switches."""
    give_up_at = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > give_up_at:
                raise
            time.sleep(0.02)
        else:
            return


def _check(connection: sqlite3.Connection, path: Path) -> None:
    if path.stat().st_size > _CHECKED_AT_START:
        return
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise StoreError(
            f"The database {path} is damaged ({found}). Nothing was changed. "
            "Put a backup in its place, or name another file in PURSER_DATABASE."
        )


def _forbid_writing(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA query_only = ON").fetchall()
