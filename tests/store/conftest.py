"""Empty books on each engine, for tests of the transactions themselves."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import lru_cache
from typing import Any

import pytest

from bot.store.audit import broken
from bot.store.engine import schema
from bot.store.engine.postgres import Connection, migrate

from ..depth import examples
from ..postgres import fresh_schema

NewBooks = Callable[[], AbstractContextManager[Any]]


@lru_cache(maxsize=1)
def _migrated() -> bytes:
    """A database at the newest schema, which is quicker to copy than to migrate."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        schema.migrate(connection)
        return connection.serialize()


@contextmanager
def on_sqlite() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.deserialize(_migrated())
        connection.execute("PRAGMA foreign_keys = ON")
        yield connection


@pytest.fixture(scope="session")
def postgres_schema(postgres_server: str) -> Iterator[Connection]:
    """A schema that is emptied between tests: quicker than a new one each time."""
    with fresh_schema(postgres_server) as url, closing(Connection(url, writes=True)) as connection:
        migrate(connection)
        yield connection


@contextmanager
def on_postgres(connection: Connection) -> Iterator[Connection]:
    tables = tables_of(connection)
    names = ", ".join(sorted(set(tables) - {"schema_version"}))
    connection.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
    connection.execute("INSERT INTO setting (name, value) VALUES ('last entry watched', '0')")
    yield connection


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def new_books(request: pytest.FixtureRequest) -> NewBooks:
    """Makes empty books at the newest schema, on one engine and on the other."""
    if request.param == "sqlite":
        return on_sqlite
    connection = request.getfixturevalue("postgres_schema")
    return lambda: on_postgres(connection)


def examples_on(new_books: NewBooks, many: int) -> int:
    """How many examples of a property to try: fewer on PostgreSQL, where emptying takes longer."""
    return examples(many if new_books is on_sqlite else 25)


@pytest.fixture
def connection(new_books: NewBooks) -> Iterator[Any]:
    """Empty books; every invariant holds at the end of a test."""
    with new_books() as connection:
        yield connection
        assert broken(connection) == []


def tables_of(connection: Any) -> dict[str, set[str]]:
    """The names of the columns of every table."""
    if isinstance(connection, sqlite3.Connection):
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: {row[1] for row in connection.execute(f"PRAGMA table_info({name})")}
            for (name,) in names
            if not name.startswith("sqlite_")
        }
    found: dict[str, set[str]] = {}
    for table, column in connection.execute(
        "SELECT c.table_name, c.column_name FROM information_schema.columns c "
        "JOIN information_schema.tables t USING (table_schema, table_name) "
        "WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'"
    ):
        found.setdefault(table, set()).add(column)
    return found
