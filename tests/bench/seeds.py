"""Large databases, filled by plain SQL in a few seconds."""

import sqlite3
from datetime import UTC, datetime

from bot.ledger.calendar import next_cycle_start
from bot.store.engine import schema
from bot.store.journal import seconds

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def fill(path: str, accounts: int, *, held: int = 100_000, entries_of_first: int = 1) -> None:
    """`accounts` people with `held` Connects each; the first has a long journal."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL").fetchall()
    schema.migrate(connection)
    connection.execute("PRAGMA synchronous = OFF").fetchall()
    started, following = seconds(NOW), seconds(next_cycle_start(NOW, 1))
    expires = seconds(NOW.replace(year=NOW.year + 1))
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO account (id, plan, cycle_day, cycle_started_at, next_cycle_at, due_at) "
        "VALUES (?, 'basic', 1, ?, ?, ?)",
        ((i, started, following, following) for i in range(1, accounts + 1)),
    )
    connection.executemany(
        "INSERT INTO person (user_id, account_id, welcomed) VALUES (?, ?, 1)",
        ((i, i) for i in range(1, accounts + 1)),
    )
    connection.executemany(
        "INSERT INTO entry (id, account_id, kind, amount, at, source, note, key) "
        f"VALUES (?, ?, 'correct', {held}, ?, 'correct', '', 'opening')",
        ((i, i, started) for i in range(1, accounts + 1)),
    )
    connection.executemany(
        "INSERT INTO lot (id, account_id, amount, remaining, source, acquired_at, expires_at, "
        f"price_cents) VALUES (?, ?, {held}, {held}, 'correct', ?, ?, 0)",
        ((i, i, started, expires) for i in range(1, accounts + 1)),
    )
    _journal(connection, accounts + 1, entries_of_first - 1, started)
    connection.execute("COMMIT")
    connection.close()


def _journal(connection: sqlite3.Connection, first: int, count: int, at: int) -> None:
    """Spends of nothing, so that the lot stays as it is."""
    connection.executemany(
        "INSERT INTO entry (id, account_id, kind, amount, at, source, note, key, actor_id) "
        "VALUES (?, 1, 'spend', 0, ?, 'other', '', ?, 1)",
        ((i, at, f"seed{i}") for i in range(first, first + count)),
    )
