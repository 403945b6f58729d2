"""Files that were read and shown, and wait for the button that applies them."""

import hashlib
import sqlite3
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.store.refusals import ImportGone

from .journal import seconds

KEPT = timedelta(hours=1)
MOST_FILES = 50
MOST_BYTES = 64 * 1024 * 1024
"""Files of everybody together; the oldest make room for a new one."""


class Staged(NamedTuple):
    """A file, by its kind. Its buttons carry its mark, so that an older file's apply nothing."""

    kind: str
    content: str
    mark: str
    size: int


def to_stage(kind: str, content: str) -> Staged:
    """A file with its mark, and its size in bytes."""
    written = content.encode()
    mark = hashlib.sha256(kind.encode() + written).hexdigest()[:16]
    return Staged(kind, content, mark, len(written))


def stage(connection: sqlite3.Connection, user_id: int, file: Staged, now: datetime) -> None:
    """Keep a file until its button is pressed: an hour at most, one a person."""
    connection.execute("DELETE FROM staged WHERE at < :old", {"old": seconds(now - KEPT)})
    connection.execute(
        "INSERT INTO staged (user_id, kind, mark, size, at, content) "
        "VALUES (:user_id, :kind, :mark, :size, :at, :content) "
        "ON CONFLICT (user_id) DO UPDATE SET kind = excluded.kind, mark = excluded.mark, "
        "size = excluded.size, at = excluded.at, content = excluded.content",
        {"user_id": user_id, "at": seconds(now), **file._asdict()},
    )
    connection.execute(
        "DELETE FROM staged WHERE user_id IN (SELECT user_id FROM (SELECT user_id, "
        "count(*) OVER newest AS number, sum(size) OVER newest AS total FROM staged "
        "WINDOW newest AS (ORDER BY CASE WHEN user_id = :user_id THEN 0 ELSE 1 END, at DESC, "
        "user_id ROWS UNBOUNDED PRECEDING)) AS ranked "
        "WHERE number > :files OR total > :bytes)",
        {"user_id": user_id, "files": MOST_FILES, "bytes": MOST_BYTES},
    )


def staged(connection: sqlite3.Connection, user_id: int, mark: str, now: datetime) -> Staged:
    """The file of that mark. Raises ImportGone."""
    row = connection.execute(
        "SELECT kind, content, mark, size FROM staged "
        "WHERE user_id = :user_id AND mark = :mark AND at >= :old",
        {"user_id": user_id, "mark": mark, "old": seconds(now - KEPT)},
    ).fetchone()
    if row is None:
        raise ImportGone()
    return Staged(*row)


def unstage(connection: sqlite3.Connection, user_id: int, mark: str) -> None:
    """The file of that mark is done with; one that came after it stays."""
    connection.execute(
        "DELETE FROM staged WHERE user_id = :user_id AND mark = :mark",
        {"user_id": user_id, "mark": mark},
    )


def delete_old(connection: sqlite3.Connection, now: datetime) -> int:
    """Delete those whose hour is over; how many it were."""
    return connection.execute(
        "DELETE FROM staged WHERE at < :old", {"old": seconds(now - KEPT)}
    ).rowcount
