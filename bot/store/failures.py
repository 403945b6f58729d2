"""What fails in a batch is set aside: the rest goes on, and it is tried again later, ever later."""

import logging
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Literal

from .journal import seconds

log = logging.getLogger(__name__)

Subject = Literal["account", "person", "reminder"]

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)


def is_of_database(connection: sqlite3.Connection, error: Exception) -> bool:
    """Whether the database itself failed: a full disk, an I/O error, a lost connection.

    SQLite has then rolled back more than a savepoint.
    """
    return isinstance(error, sqlite3.OperationalError) or not connection.in_transaction


@contextmanager
def isolated(
    connection: sqlite3.Connection, kind: Subject, subject_id: int, now: datetime
) -> Iterator[None]:
    """Run the block in a savepoint; when it fails, undo it, note the failure and go on.

    What the database itself cannot do (a full disk, a lost connection) is raised: it would fail
    for everything else too.
    """
    connection.execute("SAVEPOINT item")
    try:
        yield
    except Exception as error:
        if is_of_database(connection, error):
            raise
        connection.execute("ROLLBACK TO item")
        connection.execute("RELEASE item")
        note(connection, kind, subject_id, now, error)
    else:
        connection.execute("RELEASE item")


def note(
    connection: sqlite3.Connection,
    kind: Subject,
    subject_id: int,
    now: datetime,
    error: BaseException,
) -> datetime:
    """Note that it failed, with a reference to the log's traceback; when to try it again (UTC)."""
    of = {"kind": kind, "id": subject_id}
    row = connection.execute(
        "SELECT attempts FROM failure WHERE kind = :kind AND id = :id", of
    ).fetchone()
    attempts = row[0] + 1 if row else 1
    pause: timedelta = FIRST_PAUSE * 2 ** min(attempts - 1, 20)
    retry_at = now + min(pause, LONGEST_PAUSE)
    reference = secrets.token_hex(4)
    log.error(
        "%s %s failed and is set aside", kind, subject_id,
        exc_info=error, extra={"reference": reference, "attempts": attempts},
    )  # fmt: skip
    connection.execute(
        "INSERT INTO failure (kind, id, attempts, retry_at, reference) "
        "VALUES (:kind, :id, :attempts, :retry_at, :reference) ON CONFLICT (kind, id) DO UPDATE "
        "SET attempts = :attempts, retry_at = :retry_at, reference = :reference",
        {**of, "attempts": attempts, "retry_at": seconds(retry_at), "reference": reference},
    )
    return retry_at


def clear(connection: sqlite3.Connection, kind: Subject, subject_ids: Sequence[int]) -> None:
    """They went well: what failed of them before is forgotten."""
    connection.executemany(
        "DELETE FROM failure WHERE kind = :kind AND id = :id",
        [{"kind": kind, "id": subject_id} for subject_id in subject_ids],
    )


def due(connection: sqlite3.Connection, kind: Subject, now: datetime, limit: int) -> list[int]:
    """The ids of those that are to be tried again by now."""
    rows = connection.execute(
        "SELECT id FROM failure WHERE kind = :kind AND retry_at <= :now ORDER BY retry_at "
        "LIMIT :limit",
        {"kind": kind, "now": seconds(now), "limit": limit},
    ).fetchall()
    return [subject_id for (subject_id,) in rows]


def count(connection: sqlite3.Connection) -> dict[str, int]:
    """How many of each kind are set aside."""
    rows = connection.execute("SELECT kind, count(*) FROM failure GROUP BY kind").fetchall()
    return {"account": 0, "person": 0, "reminder": 0, **dict(rows)}
