"""A file that was read and shown, and waits for the button that applies it."""

import hashlib
import sqlite3
from datetime import datetime, timedelta

from bot.ledger.refusals import Refusal

from .journal import seconds

KEPT = timedelta(days=1)


def stage(
    connection: sqlite3.Connection, user_id: int, kind: str, content: str, now: datetime
) -> str:
    """Keep a file until its button is pressed: a day at most, one a person.

    Returns the mark that its buttons carry, so that an older file's apply nothing.
    """
    connection.execute("DELETE FROM staged WHERE at < :old", {"old": seconds(now - KEPT)})
    connection.execute(
        "INSERT INTO staged (user_id, kind, content, at) VALUES (:user_id, :kind, :content, :at) "
        "ON CONFLICT (user_id) DO UPDATE SET kind = excluded.kind, content = excluded.content, "
        "at = excluded.at",
        {"user_id": user_id, "kind": kind, "content": content, "at": seconds(now)},
    )
    return _mark(kind, content)


def _mark(kind: str, content: str) -> str:
    return hashlib.sha256(f"{kind}{content}".encode()).hexdigest()[:16]


def staged(connection: sqlite3.Connection, user_id: int, mark: str) -> tuple[str, str]:
    """The kind and content of the file of that mark. Raises Refusal `import-gone`."""
    row = connection.execute(
        "SELECT kind, content FROM staged WHERE user_id = :user_id", {"user_id": user_id}
    ).fetchone()
    if row is None or _mark(*row) != mark:
        raise Refusal("import-gone")
    return row[0], row[1]


def unstage(connection: sqlite3.Connection, user_id: int) -> None:
    connection.execute("DELETE FROM staged WHERE user_id = :user_id", {"user_id": user_id})
