"""The schema: numbered SQL files, each applied once, whole, under the database's write lock."""

import sqlite3
from collections.abc import Iterator
from importlib.resources import files

from .errors import StoreError


def migrations() -> list[str]:
    """The SQL of each version, oldest first; version n is item n - 1."""
    folder = files(__package__) / "migrations"
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".sql"))
    return [(folder / name).read_text() for name in names]


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the database to the newest version.

    Raises StoreError for a database of a newer Purser, or of another program.
    """
    steps = migrations()
    while True:
        connection.execute("BEGIN IMMEDIATE")
        try:
            version = _version(connection)
            if version > len(steps):
                raise StoreError(
                    f"This database is of a newer Purser (version {version} of the schema, "
                    f"this one knows {len(steps)}). Nothing was changed. Update Purser."
                )
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
