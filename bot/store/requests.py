"""Requests that post no entry of the journal: done once all the same, however often they arrive."""

import sqlite3
from datetime import datetime, timedelta

from .journal import Request, seconds

KEPT = timedelta(days=8)
"""Longer than the buttons of what was said wait (`pending.KEPT`), whose requests are the oldest."""

MOST = 200
"""Notes of one person: what is delivered again comes within minutes."""


def was_done(connection: sqlite3.Connection, request: Request) -> bool:
    """Whether this very request has been done without an entry."""
    row = connection.execute(
        "SELECT 1 FROM request WHERE user_id = :user_id AND key = :key",
        {"user_id": request.user_id, "key": request.key},
    ).fetchone()
    return row is not None


def note_done(connection: sqlite3.Connection, request: Request) -> bool:
    """Note that the request is done; False when it had been done before."""
    noted = connection.execute(
        "INSERT INTO request (user_id, key, at) VALUES (:user_id, :key, :at) "
        "ON CONFLICT DO NOTHING",
        {"user_id": request.user_id, "key": request.key, "at": seconds(request.at)},
    )
    connection.execute(
        "DELETE FROM request WHERE user_id = :user_id AND key IN (SELECT key FROM request "
        "WHERE user_id = :user_id ORDER BY at DESC, key DESC LIMIT 1000000 OFFSET :kept)",
        {"user_id": request.user_id, "kept": MOST},
    )
    return noted.rowcount > 0


def delete_old(connection: sqlite3.Connection, now: datetime, limit: int) -> int:
    """Delete up to `limit` notes that nothing asks for any more; how many it were."""
    return connection.execute(
        "DELETE FROM request WHERE (user_id, key) IN "
        "(SELECT user_id, key FROM request WHERE at < :before LIMIT :limit)",
        {"before": seconds(now - KEPT), "limit": limit},
    ).rowcount
