"""The calendar's work: every account whose cycle began or whose lots expired, in batches."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from bot.rate_cards import RateCards

from . import failures
from .journal import seconds
from .posting import apply_due_to_many

BATCH = 500
"""Accounts in one transaction: with more of them the spends in between wait longer than 50 ms."""


def due_accounts(connection: sqlite3.Connection, now: datetime, limit: int) -> list[int]:
    """Accounts with a cycle that has begun or a lot that has expired by `now`, oldest first.

    Those that failed lately wait for their next try.
    """
    rows = connection.execute(
        "SELECT id FROM account WHERE due_at <= :now AND NOT EXISTS (SELECT 1 FROM failure "
        "WHERE kind = 'account' AND failure.id = account.id AND retry_at > :now) "
        "ORDER BY due_at LIMIT :limit",
        {"now": seconds(now), "limit": limit},
    ).fetchall()
    return [account_id for (account_id,) in rows]


def turn_batch(
    connection: sqlite3.Connection, now: datetime, cards: RateCards, limit: int = BATCH
) -> int:
    """Settle accounts that are due, up to `limit` of them; returns how many were looked at.

    One that fails is set aside; the others are done in the same batch.
    """
    due = due_accounts(connection, now, limit)
    if not due:
        return 0
    done = _apply_together(connection, due, now, cards)
    if done is None:
        done = len(due)
        for account_id in due:
            with failures.isolated(connection, "account", account_id, now):
                apply_due_to_many(connection, [account_id], now, cards)
                failures.clear(connection, "account", [account_id])
    return done


def _apply_together(
    connection: sqlite3.Connection, due: Sequence[int], now: datetime, cards: RateCards
) -> int | None:
    """How many were done in one go; None, and nothing done, where one of them fails."""
    connection.execute("SAVEPOINT together")
    try:
        done = apply_due_to_many(connection, due, now, cards)
        failures.clear(connection, "account", due[:done])
    except Exception as error:
        if failures.is_of_database(connection, error):
            raise
        connection.execute("ROLLBACK TO together")
        done = None
    connection.execute("RELEASE together")
    return done
