"""The database as the rest of the house sees it: transactions that are functions, one writer.

A transaction is one call on the writer's thread, and those that wait are committed together. With
one durable spend each, at 1 / 8 / 64 at once, that made 3,023 / 8,434 / 14,652 a second on SQLite;
aiosqlite statement by statement made 1,072 / 920 / 994, and a cancelled task left its transaction
open.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, Self, TypeVar

from .errors import of_the_file
from .files import FilesGone, OpenFiles

T = TypeVar("T")

APART = 4
"""How many long reads run at once; the others wait."""
WATCH_SECONDS = 15.0
"""How often it is looked whether the files are there, where nothing is written."""
BACK_SECONDS = 2.0
"""How long a file that is gone may take to come back: somebody renames it there and back."""

Job = tuple[Callable[[sqlite3.Connection], Any], asyncio.Future[Any]]
Outcome = tuple[Any, BaseException | None]


class Worker(Protocol):
    """Runs a whole function with a connection, off the event loop."""

    async def run(self, function: Callable[[Any], T]) -> T: ...

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

    async def read(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Run a function that only reads; it sees what has been committed."""
        return await self._reader.run(lambda connection: in_one_snapshot(connection, function))

    async def read_apart(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Read for as long as it takes, in a snapshot of its own, while others read and write.

        When the caller is cancelled the read is stopped. Raises StoreError also when the database
        is closed meanwhile.
        """
        read = self._apart()
        self._long_reads.add(read)
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._long_readers, read.run, function
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

    async def write(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Run a function as one transaction and return once it is on disk.

        What it raises is raised here, and nothing of it is kept. A caller that is cancelled may
        find it done all the same; it is never done by half.
        """
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((function, future))
        if self._committer is None:
            self._committer = asyncio.create_task(self._commit_what_waits())
        return await future

    async def _commit_what_waits(self) -> None:
        try:
            while self._waiting:
                jobs, self._waiting = self._waiting, []
                functions = [function for function, _ in jobs]
                outcomes: list[Outcome]
                try:
                    outcomes = await self._writer.run(self._committing(functions))
                except Exception as error:
                    if isinstance(error, FilesGone):
                        self._missed.set()
                    outcomes = [(None, error)] * len(jobs)
                self.commits += 1
                self.writes += len(jobs)
                _answer(jobs, outcomes)
        finally:
            self._committer = None

    def _committing(
        self, functions: list[Callable[[sqlite3.Connection], Any]]
    ) -> Callable[[sqlite3.Connection], list[Outcome]]:
        return lambda connection: _commit_together(connection, functions, self._files)


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
