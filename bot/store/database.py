"""SQLite behind one writer, which commits together what waits together, and one reader."""

import asyncio
import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, Self, TypeVar

import aiosqlite

from . import schema
from .errors import StoreError, explained, of_the_file, sentence
from .files import FilesGone, OpenFiles, check_is_file, identity, real_path

P = ParamSpec("P")
T = TypeVar("T")

BUSY_SECONDS = 5.0
APART = 4
"""How many long reads run at once; the others wait."""
WATCH_SECONDS = 15.0
BACK_SECONDS = 2.0
"""How long a file that is gone may take to come back: somebody renames it there and back."""
_CHECKED_AT_START = 64 * 1024 * 1024
STEPS_BETWEEN_STOPS = 10_000
"""Of SQLite's virtual machine: less than a millisecond."""

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


class _Explained:
    """Runs functions with a connection, and says in a sentence when the file cannot be used."""

    def __init__(self, connection: _Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    async def run(
        self,
        function: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        try:
            return await self._connection.run(function, *args, **kwargs)
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


class Worker(Protocol):
    """Runs a whole function with a connection, off the event loop."""

    async def run(
        self,
        function: Callable[Concatenate[Any, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T: ...

    async def close(self) -> None: ...


class Apart(Protocol):
    """One long read on a connection of its own, which is closed afterwards."""

    def run(self, function: Callable[[Any], T]) -> T: ...

    def stop(self) -> None:
        """End it from another thread, before it is done."""
        ...


class Database:
    """Purser's database. Use it as an async context manager, or call `close` when done."""

    def __init__(
        self,
        writer: Worker,
        reader: Worker,
        apart: Callable[[], Apart],
        files: OpenFiles | None = None,
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._apart = apart
        self._files = files
        self._missed = asyncio.Event()
        self._long_reads: set[Apart] = set()
        self._long_readers = ThreadPoolExecutor(APART, thread_name_prefix="apart")
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
            path = real_path(path)
            check_is_file(path)
            created = _create_private(path)
            writer = await _connect(path)
            try:
                await writer.run(_check, path)
                await writer.run(schema.migrate)
                reader = await _connect(path)
            except BaseException:
                await writer.close()
                raise
            await reader.run(_forbid_writing)
        files = OpenFiles(path)
        database = cls(
            _Explained(writer, path), _Explained(reader, path), lambda: _Apart(path, files), files
        )
        if identity(path) != created:
            await database.close()
            raise StoreError(f"The database {path} was replaced while it was opened. Start again.")
        return database

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Finish what waits, stop the long reads, and close. A second call does nothing."""
        while self._committer:
            await asyncio.wait([self._committer])
        for read in self._long_reads:
            read.stop()
        await asyncio.to_thread(self._long_readers.shutdown)
        await self._reader.close()
        await self._writer.close()

    async def read(
        self,
        function: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a function that only reads; it sees what has been committed."""
        return await self._reader.run(in_one_snapshot, lambda c: function(c, *args, **kwargs))

    async def read_apart(
        self,
        function: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Read for as long as it takes, in a snapshot of its own, while others read and write.

        When the caller is cancelled the read is stopped. Raises StoreError also when the database
        is closed meanwhile.
        """
        read = self._apart()
        self._long_reads.add(read)
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._long_readers, read.run, lambda c: function(c, *args, **kwargs)
            )
        finally:
            read.stop()
            self._long_reads.discard(read)

    async def watch_files(self) -> None:
        """Raises FilesGone once the files were gone for BACK_SECONDS; never ends otherwise."""
        while self._files:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._missed.wait(), WATCH_SECONDS)
            self._missed.clear()
            try:
                self._files.check()
            except FilesGone:
                await asyncio.sleep(BACK_SECONDS)
                self._files.check()
        await asyncio.Event().wait()

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
                    outcomes = await self._writer.run(
                        _commit_together, [job for job, _ in jobs], self._files
                    )
                except Exception as error:
                    if isinstance(error, FilesGone):
                        self._missed.set()
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
    connection: sqlite3.Connection,
    jobs: list[Callable[[sqlite3.Connection], Any]],
    files: OpenFiles | None,
) -> list[Outcome]:
    """Run them and commit. Raises FilesGone when what is written is in no file of this path."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        if len(jobs) == 1:
            outcomes: list[Outcome] = [(jobs[0](connection), None)]
        else:
            outcomes = [_in_savepoint(connection, job) for job in jobs]
        if files:
            files.check()
        connection.execute("COMMIT")
        if files:
            files.check()
    except BaseException as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if isinstance(error, FilesGone):
            _save_log(connection)
        raise
    return outcomes


def _save_log(connection: sqlite3.Connection) -> None:
    """Bring what the log holds into the file, wherever that is now, and leave an empty log.

    So a file that was moved away is whole, and one that took its place meets no other's log.
    """
    with contextlib.suppress(sqlite3.Error):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _in_savepoint(
    connection: sqlite3.Connection, job: Callable[[sqlite3.Connection], Any]
) -> Outcome:
    connection.execute("SAVEPOINT job")
    try:
        result = job(connection)
    except Exception as error:
        if of_the_file(error) or not connection.in_transaction:
            raise
        connection.execute("ROLLBACK TO job")
        connection.execute("RELEASE job")
        return None, error
    connection.execute("RELEASE job")
    return result, None


def in_one_snapshot(connection: Any, function: Callable[[Any], T]) -> T:
    """What a function reads, all of it at one moment."""
    connection.execute("BEGIN")
    try:
        return function(connection)
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


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
        cached_statements=256,
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
