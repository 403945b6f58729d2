"""The calendar's work: every account whose cycle began or whose lots expired, in batches."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from bot.ledger.books import settle
from bot.ledger.model import Entry
from bot.ledger.rates import RateCard

from .journal import ENTRY, entry_from, load_many, save_all, seconds

BATCH = 250


@dataclass(frozen=True, slots=True)
class Turned:
    """What the calendar did to an account, oldest first, as an event for whoever tells people."""

    id: int
    account_id: int
    entries: tuple[Entry, ...]


def due_accounts(connection: sqlite3.Connection, now: datetime, limit: int) -> list[int]:
    """Accounts with a cycle that has begun or a lot that has expired by `now`, oldest first."""
    rows = connection.execute(
        "SELECT id FROM account WHERE due_at <= :now ORDER BY due_at LIMIT :limit",
        {"now": seconds(now), "limit": limit},
    ).fetchall()
    return [account_id for (account_id,) in rows]


def turn_batch(
    connection: sqlite3.Connection, now: datetime, card: RateCard, limit: int = BATCH
) -> int:
    """Settle up to `limit` accounts that are due; returns how many there were."""
    due = due_accounts(connection, now, limit)
    if due:
        save_all(connection, (settle(books, now, card) for books in load_many(connection, due)))
    return len(due)


def waiting_events(connection: sqlite3.Connection, limit: int) -> list[Turned]:
    """What has been done and not yet handed on, oldest first."""
    rows = connection.execute(
        "SELECT id, account_id, first_entry_id, last_entry_id FROM turned ORDER BY id LIMIT :limit",
        {"limit": limit},
    ).fetchall()
    return [
        Turned(event_id, account_id, tuple(_entries(connection, account_id, first, last)))
        for event_id, account_id, first, last in rows
    ]


def _entries(connection: sqlite3.Connection, account_id: int, first: int, last: int) -> list[Entry]:
    rows = connection.execute(
        f"SELECT {ENTRY} FROM entry WHERE account_id = :account_id "
        "AND id BETWEEN :first AND :last AND actor_id IS NULL ORDER BY id",
        {"account_id": account_id, "first": first, "last": last},
    ).fetchall()
    return [entry_from(row) for row in rows]


def drop_events(connection: sqlite3.Connection, last_id: int) -> None:
    """Forget the events up to `last_id`; they have been handed on."""
    connection.execute("DELETE FROM turned WHERE id <= :last_id", {"last_id": last_id})
