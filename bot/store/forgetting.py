"""A person forgotten: every row of theirs, in every table.

What is of the person goes at once; their account is nobody's from then on, and its journal, which
may be long, is deleted in steps that hold the writer for some milliseconds each.
"""

import sqlite3
from datetime import datetime, timedelta

from .accounts import find_account
from .journal import Request, seconds
from .requests import note_done

STEP = 500
"""Entries, with all that hangs on them, that are deleted in one transaction: some 10 to 20 ms."""
ABANDONED = timedelta(hours=1)
"""By then nothing that is read in or deleted is still under way."""


def begin(connection: sqlite3.Connection, request: Request) -> int | None:
    """Part the person from all that is kept; the id of their account, which is nobody's then.

    None where they have none, or where this very request has been done before. A server's
    reminders that they set stay the server's, without their name. SQLite overwrites what is
    deleted.
    """
    of_nobody = Request(0, request.key, request.at)
    if not note_done(connection, of_nobody):
        return None
    account = find_account(connection, request.user_id)
    of: dict[str, int] = {"user_id": request.user_id}
    connection.execute(
        "UPDATE reminder SET user_id = 0 WHERE user_id = :user_id AND guild_id IS NOT NULL", of
    )
    for statement in _OF_PERSON:
        connection.execute(statement, of)
    if account is None:
        return None
    connection.execute(
        "INSERT INTO forgetting (account_id, at) VALUES (:account_id, :at)",
        {"account_id": account.id, "at": seconds(request.at)},
    )
    return account.id


_OF_PERSON = (
    "DELETE FROM failure WHERE kind = 'reminder' "
    "AND id IN (SELECT id FROM reminder WHERE user_id = :user_id)",
    "DELETE FROM failure WHERE kind = 'person' AND id = :user_id",
    "DELETE FROM reminder WHERE user_id = :user_id",
    "DELETE FROM told WHERE user_id = :user_id",
    "DELETE FROM counted WHERE user_id = :user_id",
    "DELETE FROM digested WHERE user_id = :user_id",
    "DELETE FROM pending WHERE user_id = :user_id",
    "DELETE FROM staged WHERE user_id = :user_id",
    "DELETE FROM request WHERE user_id = :user_id",
    "DELETE FROM person WHERE user_id = :user_id",
)


def claim_abandoned(connection: sqlite3.Connection, now: datetime) -> list[int]:
    """Accounts that are nobody's and have been left so: a restart came in between.

    None of them becomes somebody's any more, also where its file is still being read in: a clock
    that jumped, or a machine that slept, makes it look left.
    """
    rows = connection.execute(
        "UPDATE forgetting SET at = 0 WHERE at <= :before RETURNING account_id",
        {"before": seconds(now - ABANDONED)},
    ).fetchall()
    return [account_id for (account_id,) in rows]


def is_being_deleted(connection: sqlite3.Connection, account_id: int) -> bool:
    """Whether an account of nobody's was claimed, or is gone."""
    row = connection.execute(
        "SELECT 1 FROM forgetting WHERE account_id = :account_id AND at > 0",
        {"account_id": account_id},
    ).fetchone()
    return row is None


def delete_some(connection: sqlite3.Connection, account_id: int, most: int = STEP) -> bool:
    """Delete some of an account of nobody's, its newest entries; False once it is gone too.

    From the newest on, nothing that stays refers to what goes.
    """
    of = {"account_id": account_id, "most": most}
    changes = connection.execute(
        "DELETE FROM card_change WHERE id IN "
        "(SELECT id FROM card_change WHERE account_id = :account_id LIMIT :most)",
        of,
    )
    if changes.rowcount:
        return True
    row = connection.execute(
        "SELECT min(id) FROM (SELECT id FROM entry WHERE account_id = :account_id "
        "ORDER BY id DESC LIMIT :most) AS newest",
        of,
    ).fetchone()
    if row[0] is None:
        connection.execute("DELETE FROM failure WHERE kind = 'account' AND id = :account_id", of)
        connection.execute("DELETE FROM account WHERE id = :account_id", of)
        connection.execute("DELETE FROM forgetting WHERE account_id = :account_id", of)
        return False
    for statement in _OF_ENTRIES:
        connection.execute(statement, {"account_id": account_id, "first": row[0]})
    return True


_NEWEST = "(SELECT id FROM entry WHERE account_id = :account_id AND id >= :first)"
_OF_ENTRIES = (
    f"DELETE FROM outcome WHERE proposal_id IN {_NEWEST}",
    f"DELETE FROM edit WHERE proposal_id IN {_NEWEST} OR new_spend_id IN {_NEWEST}",
    f"DELETE FROM upgrade WHERE entry_id IN {_NEWEST}",
    f"DELETE FROM allocation WHERE entry_id IN {_NEWEST}",
    "DELETE FROM proposal WHERE account_id = :account_id AND id >= :first",
    f"DELETE FROM lot WHERE id IN {_NEWEST}",
    "DELETE FROM entry WHERE account_id = :account_id AND id >= :first",
)
