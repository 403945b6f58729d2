"""How much due work waits: a number that should be near 0."""

import sqlite3
from datetime import datetime

from .journal import seconds


def waiting_work(connection: sqlite3.Connection, now: datetime) -> dict[str, int]:
    """Accounts whose calendar has gone on, and reminders that should have been said."""
    facts = {"now": seconds(now)}
    accounts = connection.execute("SELECT count(*) FROM account WHERE due_at <= :now", facts)
    said = connection.execute(
        "SELECT count(*) FROM reminder WHERE state = 'waiting' AND try_at <= :now", facts
    )
    return {"rollover": accounts.fetchone()[0], "reminder": said.fetchone()[0]}
