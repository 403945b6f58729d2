"""PostgreSQL behind the same transactions: many processes, one writer at a time.

What waits in a process is committed together, as on SQLite, under one advisory lock: the functions
of this package may go on believing that nobody else writes meanwhile. All that differs from SQLite
stands here: named parameters, what a transaction begins with, and its exceptions.
"""

import asyncio
import enum
import re
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from functools import lru_cache
from typing import Any, TypeVar

import psycopg
from psycopg.adapt import Loader
from psycopg.conninfo import conninfo_to_dict

from .database import Database, in_one_snapshot
from .errors import StoreError
from .schema import ADVICE, migrations

T = TypeVar("T")

WRITER_LOCK = 0x50757273_6572
"""The key of the advisory lock: `Purser` in ASCII."""
READERS = 4
"""Threads that read, each with a connection; PostgreSQL allows 100 in all by default."""
PATIENCE_SECONDS = 10
"""Until a server that does not answer counts as gone."""
CANCEL_SECONDS = 0.2
STREAMED = 1000
"""Rows that come from the server at once."""
_NAMED = re.compile(r"(?<![:\w]):([a-z_]\w*)")


class Connection:
    """What the store's functions use of a `sqlite3.Connection`, on PostgreSQL."""

    def __init__(self, url: str, *, writes: bool) -> None:
        self._begin = (
            f"BEGIN; SELECT pg_advisory_xact_lock({WRITER_LOCK})"
            if writes
            else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        )
        self._real = psycopg.connect(
            url, autocommit=True, cursor_factory=psycopg.ClientCursor,
            connect_timeout=PATIENCE_SECONDS, application_name="purser",
        )  # fmt: skip
        self._stopped = False
        self._closed = threading.Event()
        self._real.adapters.register_loader("numeric", _Whole)
        self._real.execute("SET TIME ZONE 'UTC'")

    @property
    def in_transaction(self) -> bool:
        return self._real.info.transaction_status != psycopg.pq.TransactionStatus.IDLE

    @property
    def is_broken(self) -> bool:
        return self._real.closed

    def execute(self, sql: str, facts: Mapping[str, Any] | None = None) -> "_Cursor":
        """Run a statement with `:named` values. Raises sqlite3.IntegrityError for a broken rule."""
        if self._stopped:
            raise StoreError("PostgreSQL is no longer asked: the read was stopped.")
        with _translated():
            if sql.startswith("BEGIN"):
                return _Cursor(self._real.execute(self._begin.encode()))
            return _Cursor(self._real.execute(_in_its_words(sql).encode(), _plain(facts or {})))

    def stream(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, within a transaction, without all of them in memory at once."""
        with _translated(), self._real.cursor("streamed") as cursor:
            cursor.itersize = STREAMED
            cursor.execute(sql.encode())
            yield from cursor

    def executemany(self, sql: str, rows: Iterable[Mapping[str, Any]]) -> None:
        with _translated(), self._real.cursor() as cursor:
            cursor.executemany(_in_its_words(sql).encode(), [_plain(row) for row in rows])

    def stop(self) -> None:
        """End what runs, from another thread, and run nothing more. Returns at once."""
        self._stopped = True
        threading.Thread(target=self._cancel_until_closed, daemon=True).start()

    def _cancel_until_closed(self) -> None:
        """A cancellation that comes just before a statement ends nothing: it is sent again."""
        while not self._closed.is_set():
            with suppress(psycopg.Error):
                self._real.cancel_safe(timeout=CANCEL_SECONDS)
            self._closed.wait(CANCEL_SECONDS)

    def close(self) -> None:
        self._closed.set()
        self._real.close()


class _Cursor:
    """The rows of a statement, where it has any."""

    def __init__(self, real: psycopg.Cursor[Any]) -> None:
        self._real = real
        self.rowcount = real.rowcount

    def fetchone(self) -> Any:
        return self._real.fetchone()

    def fetchall(self) -> list[Any]:
        return self._real.fetchall()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._real)

    def close(self) -> None:
        self._real.close()


class _Whole(Loader):
    """Sums of whole numbers come as `numeric`; here they are whole numbers again."""

    def load(self, data: Any) -> int:
        return int(bytes(data))


@contextmanager
def _translated() -> Iterator[None]:
    """Turn PostgreSQL's refusal of a row into SQLite's, and a server that fails into StoreError."""
    try:
        yield
    except (psycopg.errors.IntegrityError, psycopg.errors.RaiseException) as error:
        raise sqlite3.IntegrityError(str(error)) from error
    except (psycopg.OperationalError, psycopg.errors.ReadOnlySqlTransaction) as error:
        raise StoreError(f"PostgreSQL cannot be reached: {_reason(error)}") from error


@contextmanager
def storable() -> Iterator[None]:
    """Turn PostgreSQL's refusal of a value of another engine into a StoreError."""
    try:
        yield
    except psycopg.DataError as error:
        raise StoreError(
            "The books hold a value that PostgreSQL cannot keep: a text with a NUL sign, or too "
            "large a number. Nothing was changed."
        ) from error


@lru_cache(maxsize=512)
def _in_its_words(sql: str) -> str:
    return _NAMED.sub(r"%(\1)s", sql.replace("%", "%%"))


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Values as SQLite would keep them: booleans as numbers, enumerations as their text."""
    return {
        name: int(value)
        if isinstance(value, bool)
        else value.value
        if isinstance(value, enum.Enum)
        else value
        for name, value in facts.items()
    }


class _Worker:
    """Runs functions on threads that have a connection each, and mends a connection that broke."""

    def __init__(self, url: str, threads: int, *, writes: bool) -> None:
        self._url = url
        self._writes = writes
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="postgres")
        self._own = threading.local()
        self._opened: list[Connection] = []

    async def run(self, function: Callable[[Any], T]) -> T:
        """Run it with this thread's connection. Raises StoreError when there is none to be had."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._run, function)

    def _run(self, function: Callable[[Any], T]) -> T:
        """A read whose connection turns out to be cut is done again, on a new one."""
        try:
            return self._run_once(function)
        except StoreError:
            if self._writes:
                raise
            return self._run_once(function)

    def _run_once(self, function: Callable[[Any], T]) -> T:
        try:
            connection = getattr(self._own, "connection", None)
            if connection is None or connection.is_broken:
                connection = self._own.connection = connect(self._url, writes=self._writes)
                self._opened.append(connection)
            return function(connection)
        except StoreError:
            if connection := getattr(self._own, "connection", None):
                connection.close()
            raise

    async def close(self) -> None:
        await asyncio.to_thread(self._threads.shutdown)
        for connection in self._opened:
            connection.close()


class _Apart:
    """A long read on a connection of its own."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._stopped = threading.Event()
        self._connection: Connection | None = None

    def run(self, function: Callable[[Any], T]) -> T:
        """Raises StoreError when the server cannot be reached, or when it was stopped."""
        with closing(connect(self._url, writes=False)) as connection:
            self._connection = connection
            if self._stopped.is_set():
                connection.stop()
            return in_one_snapshot(connection, function)

    def stop(self) -> None:
        self._stopped.set()
        if self._connection:
            self._connection.stop()


def connect(url: str, *, writes: bool) -> Connection:
    """Raises StoreError, without anything of the URL's password, when that fails."""
    _parts(url)
    with _translated():
        return Connection(url, writes=writes)


def shown(url: str) -> str:
    """A PostgreSQL URL for people: the host and the database, no user and no password."""
    parts = _parts(url)
    return f"postgresql://{parts.get('host', '')}/{parts.get('dbname', '')}"


def _parts(url: str) -> dict[str, Any]:
    """The parts of a URL. Raises StoreError where libpq would take some of the password for them.

    Its own messages quote the part that it cannot read.
    """
    try:
        parts = conninfo_to_dict(url)
    except (psycopg.Error, ValueError):
        parts = {"host": "@"}
    outside = f"{parts.get('host', '')}{parts.get('dbname', '')}"
    if "@" in outside or not re.fullmatch(r"[0-9,]*", str(parts.get("port", ""))):
        raise StoreError(
            "PURSER_DATABASE cannot be read as PostgreSQL's URL, postgresql://user@host/name. "
            "In its password, write signs such as %, @ and / by their codes: %25, %40, %2F."
        )
    return parts


def _reason(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]


async def open_database(url: str) -> Database:
    """Connect, and bring the schema to the newest version. Raises StoreError."""
    writer = _Worker(url, 1, writes=True)
    try:
        await writer.run(migrate)
    except BaseException:
        await writer.close()
        raise
    return Database(writer, _Worker(url, READERS, writes=False), lambda: _Apart(url))


_OLD_NUMBERS = {1: 6, 2: 7}
"""Versions of books that were made while PostgreSQL's files had numbers of their own."""


def migrate(connection: Any) -> None:
    """Apply the numbered files that this database has not seen, under the writer's lock."""
    steps = migrations("postgres")
    connection.execute("BEGIN")
    try:
        connection.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)")
        row = connection.execute("SELECT max(version) FROM schema_version").fetchone()
        version = _OLD_NUMBERS.get(row[0] or 0, row[0] or 0)
        _check_rules(connection, steps[:version])
        if version > len(steps):
            raise StoreError(
                f"This database is of a newer Purser (version {version} of the schema, this one "
                f"knows {len(steps)}). Nothing was changed. Update Purser."
            )
        for sql in steps[version:]:
            connection.execute(sql)
        if version < len(steps) or row[0] != version:
            connection.execute(
                "INSERT INTO schema_version (version) VALUES (:version)", {"version": len(steps)}
            )
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _check_rules(connection: Any, steps: Sequence[str]) -> None:
    """Raises StoreError where a rule that the steps made is gone, off, or of somebody else.

    By name: PostgreSQL keeps definitions in words of its own, other ones in each version.
    """
    found = {f"{kind} {name}" for kind, name in connection.execute(_RULES).fetchall()}
    made: set[str] = set()
    for verb, kind, name in _MADE.findall("\n".join(steps)):
        rule = f"{kind.lower()} {name}"
        if verb == "DROP ":
            made.discard(rule)
        else:
            made.add(rule)
    wrong = [f"the {rule} is missing" for rule in sorted(made - found)]
    wrong += [
        f"the {rule} is not Purser's"
        for rule in sorted(found - made)
        if rule.startswith("trigger ") and made
    ]
    if wrong:
        raise StoreError(f"This database was changed by others: {'; '.join(wrong)}. {ADVICE}")


_MADE = re.compile(
    r"\b(CREATE |DROP |ADD |)(?:UNIQUE )?(INDEX|TRIGGER|CONSTRAINT) (?:IF (?:NOT )?EXISTS )?(\w+)"
)
_RULES = """
    WITH ours (oid) AS (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
    SELECT 'trigger', tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE relnamespace = (SELECT oid FROM ours) AND NOT tgisinternal AND tgenabled <> 'D'
    UNION ALL
    SELECT 'index', relname FROM pg_class
    WHERE relnamespace = (SELECT oid FROM ours) AND relkind = 'i'
    UNION ALL
    SELECT 'constraint', conname FROM pg_constraint
    WHERE connamespace = (SELECT oid FROM ours)
"""
