"""A person forgotten: every row of theirs, in every table."""

import sqlite3

from .accounts import find_account


def forget(connection: sqlite3.Connection, user_id: int) -> bool:
    """Delete all that is kept of a person; False when nothing was.

    A server's reminders that they set stay the server's, without their name. SQLite overwrites
    what is deleted.
    """
    account = find_account(connection, user_id)
    of: dict[str, int] = {"user_id": user_id, "account_id": account.id if account else 0}
    known = bool(account)
    connection.execute("INSERT INTO forgetting (account_id) VALUES (:account_id)", of)
    connection.execute(
        "UPDATE reminder SET user_id = 0 WHERE user_id = :user_id AND guild_id IS NOT NULL", of
    )
    for statement in _FORGET:
        known = connection.execute(statement, of).rowcount > 0 or known
    return known


def _of(column: str) -> str:
    return f"{column} IN (SELECT id FROM entry WHERE account_id = :account_id)"


_FORGET = (
    f"DELETE FROM outcome WHERE {_of('proposal_id')}",
    f"DELETE FROM upgrade WHERE {_of('entry_id')}",
    f"DELETE FROM allocation WHERE {_of('entry_id')}",
    "DELETE FROM proposal WHERE account_id = :account_id",
    "DELETE FROM lot WHERE account_id = :account_id",
    "DELETE FROM entry WHERE account_id = :account_id AND reverses IS NOT NULL",
    "DELETE FROM entry WHERE account_id = :account_id",
    "DELETE FROM reminder WHERE user_id = :user_id",
    "DELETE FROM told WHERE user_id = :user_id",
    "DELETE FROM counted WHERE user_id = :user_id",
    "DELETE FROM pending WHERE user_id = :user_id",
    "DELETE FROM staged WHERE user_id = :user_id",
    "DELETE FROM person WHERE user_id = :user_id",
    "DELETE FROM account WHERE id = :account_id",
    "DELETE FROM forgetting WHERE account_id = :account_id",
)
