"""SQLite behind one writer, which commits together what waits together, and one reader."""

import asyncio
import logging
import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, Self, TypeVar

import aiosqlite

from . import schema
from .errors import StoreError, explained

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)

BUSY_SECONDS = 5.0
_CHECKED_AT_START = 64 * 1024 * 1024

Job = tuple[Callable[[sqlite3.Connection], Any], asyncio.Future[Any]]
Outcome = tuple[Any, BaseException | None]


class _Connection(aiosqlite.Connection):
    """A connection that runs a whole function on its worker thread."""

    async def run(
        self,
        function: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        call: Any = self._execute
        result: T = await call(function, self._conn, *args, **kwargs)
        return result


class Worker(Protocol):
    """Runs a whole function with a connection, off the event loop."""

    async def run(
        self,
        function: Callable[Concatenate[Any, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T: ...

    async def close(self) -> None: ...


class Database:
    """Purser's database. Use it as an async context manager, or call `close` when done."""

    def __init__(self, writer: Worker, reader: Worker) -> None:
        self._writer = writer
        self._reader = reader
        self._waiting: list[Job] = []
        self._committer: asyncio.Task[None] | None = None
        self.commits = 0
        self.writes = 0

    @classmethod
    async def open(cls, path: Path) -> "Database":
        """Open or create the database file, private to its owner, at the newest schema.

        Raises StoreError with a sentence when it cannot be used; the file is left as it was.
        """
        with explained(path):
            _create_private(path)
            writer = await _connect(path)
            try:
                await writer.run(_check, path)
                await writer.run(schema.migrate)
                reader = await _connect(path)
            except BaseException:
                await writer.close()
                raise
            await reader.run(_forbid_writing)
        return cls(writer, reader)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Finish what waits and close both connections. A second call does nothing."""
        while self._committer:
            await asyncio.wait([self._committer])
        await self._reader.close()
        await self._writer.close()

    async def read(
        self,
        function: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a function that only reads; it sees what has been committed."""
        return await self._reader.run(_in_one_snapshot, lambda c: function(c, *args, **kwargs))

    async def write(
        self,
        function: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a function as one transaction and return once it is on disk.

        What it raises is raised here, and nothing of it is kept. A caller that is cancelled may
        find it done all the same; it is never done by half.
        """
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((lambda c: function(c, *args, **kwargs), future))
        if self._committer is None:
            self._committer = asyncio.create_task(self._commit_what_waits())
        return await future

    async def _commit_what_waits(self) -> None:
        try:
            while self._waiting:
                jobs, self._waiting = self._waiting, []
                outcomes: list[Outcome]
                try:
                    outcomes = await self._writer.run(_commit_together, [job for job, _ in jobs])
                except Exception as error:
                    outcomes = [(None, error)] * len(jobs)
                self.commits += 1
                self.writes += len(jobs)
                _answer(jobs, outcomes)
        finally:
            self._committer = None


def _answer(jobs: list[Job], outcomes: list[Outcome]) -> None:
    for (_, future), (result, error) in zip(jobs, outcomes, strict=True):
        if future.done():
            continue
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)


def _commit_together(
    connection: sqlite3.Connection, jobs: list[Callable[[sqlite3.Connection], Any]]
) -> list[Outcome]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        if len(jobs) == 1:
            outcomes: list[Outcome] = [(jobs[0](connection), None)]
        else:
            outcomes = [_in_savepoint(connection, job) for job in jobs]
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return outcomes


def _in_savepoint(
    connection: sqlite3.Connection, job: Callable[[sqlite3.Connection], Any]
) -> Outcome:
    connection.execute("SAVEPOINT job")
    try:
        result = job(connection)
    except Exception as error:
        if not connection.in_transaction:  # SQLite gave up all of it: a full disk, an I/O error
            raise
        connection.execute("ROLLBACK TO job")
        connection.execute("RELEASE job")
        return None, error
    connection.execute("RELEASE job")
    return result, None


def _in_one_snapshot(
    connection: sqlite3.Connection, function: Callable[[sqlite3.Connection], T]
) -> T:
    connection.execute("BEGIN")
    try:
        return function(connection)
    finally:
        connection.execute("ROLLBACK")


def _create_private(path: Path) -> None:
    """Create the file for its owner alone, or find out that it may not be read and written."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


async def _connect(path: Path) -> _Connection:
    connection = _Connection(
        lambda: sqlite3.connect(
            path,
            isolation_level=None,
            timeout=BUSY_SECONDS,
            cached_statements=256,
            check_same_thread=False,
        ),
        iter_chunk_size=64,
    )
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
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        "cache_size = -16384",
        "wal_autocheckpoint = 4000",
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
