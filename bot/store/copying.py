"""Moving books from one engine to the other: whole, and again until they are used there."""

import itertools
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from . import schema
from .audit import broken
from .errors import StoreError, explained

Place = Path | str
"""A SQLite file, or the URL of a PostgreSQL."""

TABLES = (
    "setting", "account", "person", "entry", "lot", "allocation", "proposal", "outcome", "upgrade",
    "pending", "reminder", "told", "guild", "counted", "digest", "staged",
    "request", "failure",
)  # fmt: skip
"""Every table, each after those that it refers to."""
_MARK = "copied up to entry"
_BATCH = 1000


def copy(source: Place, target: Place) -> int:
    """Copy all rows and check them; the number of accounts.

    Raises StoreError when the target has books of its own, or was used since it was copied to;
    the target is left as it was then.
    """
    with _opened(source) as old, _opened(target) as new:
        old.execute("BEGIN")
        new.execute("BEGIN IMMEDIATE")
        try:
            _check_unused(new, target)
            for table in reversed(TABLES):
                _empty(new, table)
            for table in TABLES:
                _copy_table(old, new, table)
            _go_on_after(new, _last_entry(old))
            _note_copied(new)
            if wrong := broken(new) or _differing(old, new):
                raise StoreError(f"The copy does not add up: {'; '.join(wrong)}.")
            new.execute("COMMIT")
        except BaseException:
            new.execute("ROLLBACK")
            raise
        old.execute("ROLLBACK")
        count: int = new.execute("SELECT count(*) FROM account").fetchone()[0]
        return count


@contextmanager
def _opened(place: Place) -> Iterator[Any]:
    if isinstance(place, str):
        from .postgres import Connection, migrate

        with closing(Connection(place, writes=True)) as connection:
            migrate(connection)
            yield connection
        return
    with explained(place), closing(sqlite3.connect(place, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
        schema.migrate(connection)
        yield connection


def _check_unused(new: Any, target: Place) -> None:
    mark = new.execute("SELECT value FROM setting WHERE name = :name", {"name": _MARK}).fetchone()
    accounts = new.execute("SELECT count(*) FROM account").fetchone()[0]
    if accounts and (mark is None or int(mark[0]) != _last_entry(new)):
        shown = target if isinstance(target, Path) else "the PostgreSQL"
        raise StoreError(
            f"{shown} has books of its own, or was used since it was copied to. Nothing was "
            "changed. Name an empty database."
        )


def _last_entry(connection: Any) -> int:
    row = connection.execute("SELECT id FROM last_entry").fetchone()
    return row[0] if row else 0


def _empty(new: Any, table: str) -> None:
    """Take all rows out; the journal's, as for people who are being forgotten."""
    if table == "entry":
        new.execute("DELETE FROM entry WHERE reverses IS NOT NULL")
    if table == "allocation":
        new.execute("INSERT INTO forgetting (account_id) SELECT id FROM account")
    new.execute(f"DELETE FROM {table}")
    if table == "account":
        new.execute("DELETE FROM forgetting")


def _columns(connection: Any, table: str) -> list[str]:
    if isinstance(connection, sqlite3.Connection):
        return [row[1] for row in connection.execute(f"PRAGMA table_info({table})").fetchall()]
    rows = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = :table "
        "AND table_schema = current_schema() ORDER BY ordinal_position",
        {"table": table},
    )
    return [name for (name,) in rows.fetchall()]


def _copy_table(old: Any, new: Any, table: str) -> None:
    names = _columns(new, table)
    marks = ", ".join(f":{name}" for name in names)
    insert = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"
    for rows in _batches(old.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY 1, 2")):
        new.executemany(insert, [dict(zip(names, row, strict=True)) for row in rows])


def _batches(rows: Any) -> Iterator[Sequence[Any]]:
    it = iter(rows)
    while batch := list(itertools.islice(it, _BATCH)):
        yield batch


def _go_on_after(new: Any, last: int) -> None:
    """Ids go on after those that were given, also after those of people who were forgotten."""
    if isinstance(new, sqlite3.Connection):
        new.execute("DELETE FROM sqlite_sequence WHERE name = 'entry'")
        new.execute(
            "INSERT INTO sqlite_sequence (name, seq) VALUES ('entry', :last)", {"last": last}
        )
        return
    for table in ("account", "outcome", "pending", "reminder"):
        new.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
            f"(SELECT coalesce(max(id), 0) + 1 FROM {table}), false)"
        )
    if last:
        new.execute("SELECT setval('entry_id_seq', :last)", {"last": last})


def _note_copied(new: Any) -> None:
    new.execute(
        "INSERT INTO setting (name, value) VALUES (:name, :value) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        {"name": _MARK, "value": str(_last_entry(new))},
    )


def _differing(old: Any, new: Any) -> list[str]:
    """The tables whose rows were not all copied."""
    return [
        f"{table} has other rows"
        for table in TABLES
        if table != "setting" and _count(old, table) != _count(new, table)
    ]


def _count(connection: Any, table: str) -> int:
    found: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return found
