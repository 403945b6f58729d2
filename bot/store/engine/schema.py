"""The schema: numbered SQL files, each applied once, whole, under the database's write lock."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import lru_cache
from importlib.resources import files

from .errors import StoreError

_TOKEN = re.compile(r"--[^\n]*|/\*.*?\*/|('(?:[^']|'')*'|\w+|\S)", re.DOTALL)
"""A remark, which is left out, or a string, a word or a sign."""

ADVICE = "Nothing was changed. Put a backup in its place, or take back what was changed."

Objects = Mapping[str, str]
"""The definition of each table, index, trigger and view, by its kind and name."""


def migrations() -> list[str]:
    """The SQL of each version, oldest first; version n is item n - 1."""
    folder = files(__package__) / "migrations"
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".sql"))
    return [(folder / name).read_text() for name in names]


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the database to the newest version.

    Raises StoreError for a database of a newer Purser, of another program, or one in which a
    trigger, an index or a table is not as its version has it.
    """
    steps = migrations()
    checked = False
    while True:
        connection.execute("BEGIN IMMEDIATE")
        try:
            version = _version(connection)
            if version > len(steps):
                raise StoreError(
                    f"This database is of a newer Purser (version {version} of the schema, "
                    f"this one knows {len(steps)}). Nothing was changed. Update Purser."
                )
            if not checked and (wrong := differing(connection, version)):
                raise StoreError(f"This database was changed by others: {wrong}. {ADVICE}")
            checked = True
            if version == len(steps):
                connection.execute("ROLLBACK")
                return
            for statement in _statements(steps[version]):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version + 1}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def differing(connection: sqlite3.Connection, version: int) -> str:
    """In which objects a database differs from what the migrations make; empty when in none."""
    return difference(_objects(connection), _made_by(tuple(migrations()[:version])))


def difference(found: Objects, made: Objects) -> str:
    """The objects that are missing, added or defined otherwise, in words."""
    missing = [f"the {name} is missing" for name in sorted(made.keys() - found.keys())]
    added = [f"the {name} is not Purser's" for name in sorted(found.keys() - made.keys())]
    other = [
        f"the {name} is another"
        for name in sorted(made)
        if found.get(name, made[name]) != made[name]
    ]
    return "; ".join(missing + added + other)


def _objects(connection: sqlite3.Connection) -> Objects:
    rows = connection.execute(
        r"SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\'"
    )
    return {
        f"{kind} {name}": " ".join(filter(None, _TOKEN.findall(sql)))
        for kind, name, sql in rows.fetchall()
    }


@lru_cache
def _made_by(steps: tuple[str, ...]) -> Objects:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for step in steps:
            connection.executescript(step)
        return _objects(connection)


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    tables = {
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    }
    if tables and "allocation" not in tables:
        raise StoreError(
            "This database is another program's. Nothing was changed. Name another file."
        )
    return version


def _statements(sql: str) -> Iterator[str]:
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
