"""Moving books from one engine to the other: whole, and again until they are used there."""

import hashlib
import itertools
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from .audit import Checked, audited
from .engine import schema
from .engine.errors import StoreError, explained
from .engine.files import check_is_file
from .key_values import put_value

Place = Path | str
"""A SQLite file, or the URL of a PostgreSQL."""

TABLES = (
    "setting", "forgetting", "account", "person", "entry", "lot", "allocation", "proposal",
    "outcome", "edit", "upgrade", "card_change", "pending", "reminder", "told", "guild", "counted",
    "digest", "staged", "digested", "request", "failure",
)  # fmt: skip
"""Every table, each after those that it refers to."""
_MARK = "copied"
"""Under this name a target keeps the digest of what was copied into it."""
_BATCH = 1000
_DIGEST_BYTES = 16


def copy(source: Place, target: Place) -> Checked:
    """Copy all rows and check them; what the books are like, there as here.

    Rules that are broken in the source are broken in the copy: one person's keep nobody from
    moving. Raises StoreError when the target has books of its own, or was used since it was copied
    to; the target is left as it was then.
    """
    with _reading(source) as old, _writing(target) as new:
        if _is_same(old, new):
            raise StoreError("There is nothing to copy: both are the same database.")
        old.execute("BEGIN")
        new.execute("BEGIN IMMEDIATE")
        try:
            _check_unused(new, target)
            for table in reversed(TABLES):
                _empty(new, table)
            with _rules_aside(new):
                for table in TABLES:
                    _copy_table(old, new, table)
            _go_on_after(new, _last_entry(old))
            _note_copied(new)
            checked = audited(new)
            new.execute("COMMIT")
        except BaseException:
            if new.in_transaction:
                new.execute("ROLLBACK")
            raise
        old.execute("ROLLBACK")
        return checked


_RULES = ("refund_within_spend", "undone_is_over")
"""Triggers of new lines; what is copied was once a new line, perhaps before the rule was there."""


@contextmanager
def _rules_aside(new: Any) -> Iterator[None]:
    if not isinstance(new, sqlite3.Connection):
        for name in _RULES:
            new.execute(f"ALTER TABLE entry DISABLE TRIGGER {name}")
        yield
        for name in _RULES:
            new.execute(f"ALTER TABLE entry ENABLE TRIGGER {name}")
        return
    marks = ", ".join(f"'{name}'" for name in _RULES)
    rows = new.execute(f"SELECT name, sql FROM sqlite_master WHERE name IN ({marks})").fetchall()
    for name, _ in rows:
        new.execute(f"DROP TRIGGER {name}")
    yield
    for _, sql in rows:
        new.execute(sql)


@contextmanager
def _reading(place: Place) -> Iterator[Any]:
    """The books at the newest schema; on PostgreSQL a snapshot, which keeps nobody from writing."""
    with _writing(place) as connection:
        if isinstance(place, Path):
            yield connection
            return
    from .engine.postgres import connect

    with closing(connect(place, writes=False)) as connection:
        yield connection


@contextmanager
def _writing(place: Place) -> Iterator[Any]:
    if isinstance(place, str):
        from .engine.postgres import connect, migrate, storable

        with storable(), closing(connect(place, writes=True)) as connection:
            migrate(connection)
            yield connection
        return
    check_is_file(place)
    with explained(place), closing(sqlite3.connect(place, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
        schema.migrate(connection)
        yield connection


def _is_same(old: Any, new: Any) -> bool:
    """Whether both are one PostgreSQL, whatever their URLs."""
    if isinstance(old, sqlite3.Connection) or isinstance(new, sqlite3.Connection):
        return False
    named = "SELECT pg_postmaster_start_time(), current_database(), current_schema()"
    same: bool = old.execute(named).fetchone() == new.execute(named).fetchone()
    return same


def _check_unused(new: Any, target: Place) -> None:
    """What was copied there may be copied again as long as no row of it, in any table, differs."""
    mark = new.execute("SELECT value FROM setting WHERE name = :name", {"name": _MARK}).fetchone()
    unused = mark[0] == _digest(new) if mark else _is_empty(new)
    if not unused:
        shown = target if isinstance(target, Path) else "the PostgreSQL"
        raise StoreError(
            f"{shown} has books of its own, or was used since it was copied to. Nothing was "
            "changed. Name an empty database."
        )


def _is_empty(new: Any) -> bool:
    """Whether there is nothing in it but what a start notes in the settings."""
    return not any(
        new.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone()
        for table in TABLES
        if table != "setting"
    )


def _digest(connection: Any) -> str:
    """Of every row of every table but the mark itself."""
    of_all = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    for table in TABLES:
        names = _columns(connection, table)
        rows = _rows(connection, table, names)
        of_all.update(repr((table, names, _digest_of(rows))).encode())
    return of_all.hexdigest()


def _digest_of(rows: Iterable[Sequence[Any]]) -> int:
    """Of rows in any order: engines sort texts differently."""
    return sum(map(_digest_of_row, rows)) % (1 << 8 * _DIGEST_BYTES)


def _digest_of_row(row: Sequence[Any]) -> int:
    return int.from_bytes(hashlib.blake2b(repr(row).encode(), digest_size=_DIGEST_BYTES).digest())


def _rows(connection: Any, table: str, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The rows of a table but the mark, streamed."""
    where = f" WHERE name <> '{_MARK}'" if table == "setting" else ""
    query = f"SELECT {', '.join(names)} FROM {table}{where} ORDER BY 1, 2"
    if isinstance(connection, sqlite3.Connection):
        yield from connection.execute(query)
    else:
        yield from connection.stream(query)


def _last_entry(connection: Any) -> int:
    row = connection.execute("SELECT id FROM last_entry").fetchone()
    return row[0] if row else 0


def _empty(new: Any, table: str) -> None:
    """Take all rows out; the journal's, as for people who are being forgotten."""
    if table == "entry":
        new.execute("DELETE FROM entry WHERE reverses IS NOT NULL")
    if table == "allocation":
        new.execute(
            "INSERT INTO forgetting (account_id) SELECT id FROM account WHERE true "
            "ON CONFLICT DO NOTHING"
        )
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
    """Copy the rows, and read them again. Raises StoreError where they differ."""
    names = _columns(new, table)
    marks = ", ".join(f":{name}" for name in names)
    insert = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"
    read = 0
    for rows in _batches(_rows(old, table, names)):
        read += sum(map(_digest_of_row, rows))
        new.executemany(insert, [dict(zip(names, row, strict=True)) for row in rows])
    if read % (1 << 8 * _DIGEST_BYTES) != _digest_of(_rows(new, table, names)):
        raise StoreError(f"The copy does not add up: {table} has other rows.")


def _batches(rows: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    while batch := list(itertools.islice(rows, _BATCH)):
        yield batch


def _go_on_after(new: Any, last: int) -> None:
    """Ids go on after those that were given, also after those of people who were forgotten."""
    if isinstance(new, sqlite3.Connection):
        new.execute("DELETE FROM sqlite_sequence WHERE name = 'entry'")
        new.execute(
            "INSERT INTO sqlite_sequence (name, seq) VALUES ('entry', :last)", {"last": last}
        )
        return
    counted = new.execute(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND is_identity = 'YES'"
    )
    for table, column in counted.fetchall():
        new.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), "
            f"(SELECT coalesce(max({column}), 0) + 1 FROM {table}), false)"
        )
    if last:
        new.execute("SELECT setval('entry_id_seq', :last)", {"last": last})


def _note_copied(new: Any) -> None:
    put_value(new, _MARK, _digest(new))
