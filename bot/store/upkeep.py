"""What waits and what failed, in numbers; and what has been kept long enough."""

import sqlite3
from datetime import datetime

from . import failures, guilds, reminders, requests, staging
from .journal import seconds
from .pending import delete_old as delete_old_pending

STEP = 500
"""Rows that are deleted in one transaction."""


def waiting_work(connection: sqlite3.Connection, now: datetime) -> dict[str, int]:
    """Accounts whose calendar has gone on, and reminders that should have been said: near 0."""
    facts = {"now": seconds(now)}
    accounts = connection.execute("SELECT count(*) FROM account WHERE due_at <= :now", facts)
    said = connection.execute(
        "SELECT count(*) FROM reminder WHERE state = 'waiting' AND try_at <= :now", facts
    )
    return {"rollover": accounts.fetchone()[0], "reminder": said.fetchone()[0]}


def set_aside(connection: sqlite3.Connection) -> dict[str, int]:
    """How many accounts, people and reminders failed and are tried again later."""
    return failures.count(connection)


def tidy(connection: sqlite3.Connection, now: datetime) -> int:
    """Delete some of what has been kept long enough; how many rows it were."""
    deleted = staging.delete_old(connection, now)
    for delete in (
        reminders.delete_old,
        requests.delete_old,
        guilds.delete_old,
        delete_old_pending,
    ):
        deleted += delete(connection, now, STEP)
    return deleted
