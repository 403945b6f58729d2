"""The calendar's work: every account whose cycle began or whose lots expired, in batches."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from bot.ledger.model import Entry
from bot.ledger.rates import RateCard

from .journal import ENTRY, entry_from, seconds, settle_many
from .settings import get_setting, put_setting

BATCH = 500
HANDED_ON = "last entry handed on"


@dataclass(frozen=True, slots=True)
class Turned:
    """What the calendar did to an account, oldest first, as an event for whoever tells people."""

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
        settle_many(connection, due, now, card)
    return len(due)


def waiting_events(connection: sqlite3.Connection, limit: int) -> list[Turned]:
    """What the calendar has done and nobody was handed yet, oldest first.

    The journal is the queue: entries that nobody asked for, from the one handed on last.
    """
    rows = connection.execute(
        f"SELECT entry.account_id, {ENTRY} FROM entry WHERE id > :last AND actor_id IS NULL "
        "ORDER BY id LIMIT :limit",
        {"last": int(get_setting(connection, HANDED_ON) or 0), "limit": limit},
    ).fetchall()
    return [
        Turned(account_id, tuple(entry_from(row[1:]) for row in group))
        for account_id, group in groupby(rows, key=lambda row: row[0])
    ]


def handed_on(connection: sqlite3.Connection, events: list[Turned]) -> None:
    """Note that these events have been handed on."""
    put_setting(connection, HANDED_ON, str(events[-1].entries[-1].id))
