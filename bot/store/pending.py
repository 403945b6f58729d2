"""What was said and waits for a button: understood already, so that a button needs no memory."""

import sqlite3
from datetime import datetime, timedelta
from typing import NamedTuple

from .journal import Request, seconds

KEPT = timedelta(days=7)
MOST = 200
"""Of one person; the oldest make room."""


class Pending(NamedTuple):
    """`said` is what was understood, as JSON; `key` the request that it was said with."""

    key: str
    said: str


def keep(connection: sqlite3.Connection, request: Request, said: str) -> int:
    """Keep what was understood for a week; its id, the same one for the same request."""
    row = connection.execute(
        "SELECT id FROM pending WHERE user_id = :user_id AND key = :key AND said = :said",
        {"user_id": request.user_id, "key": request.key, "said": said},
    ).fetchone()
    if row:
        return int(row[0])
    connection.execute(
        "DELETE FROM pending WHERE id IN (SELECT id FROM pending WHERE user_id = :user_id "
        "ORDER BY id DESC LIMIT 1000000 OFFSET :kept)",
        {"user_id": request.user_id, "kept": MOST - 1},
    )
    inserted = connection.execute(
        "INSERT INTO pending (user_id, key, said, at) VALUES (:user_id, :key, :said, :at) "
        "RETURNING id",
        {
            "user_id": request.user_id,
            "key": request.key,
            "said": said,
            "at": seconds(request.at),
        },
    ).fetchall()
    return int(inserted[0][0])


def delete_old(connection: sqlite3.Connection, now: datetime, limit: int) -> int:
    """Delete up to `limit` whose week is over; how many it were."""
    return connection.execute(
        "DELETE FROM pending WHERE id IN "
        "(SELECT id FROM pending WHERE at < :before ORDER BY at LIMIT :limit)",
        {"before": seconds(now - KEPT), "limit": limit},
    ).rowcount


def find(
    connection: sqlite3.Connection, user_id: int, pending_id: int, at: datetime
) -> Pending | None:
    """What that person said; None when it is too long ago or somebody else's."""
    row = connection.execute(
        "SELECT key, said FROM pending WHERE id = :id AND user_id = :user_id AND at >= :at",
        {"id": pending_id, "user_id": user_id, "at": seconds(at - KEPT)},
    ).fetchone()
    return Pending(*row) if row else None
