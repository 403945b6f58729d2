"""What jobs really cost and brought, over all who agreed to be counted; never one's own figures."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from bot.ledger.estimates import Brought, Consent, Learned, bring, learn

from .accounts import open_account
from .journal import Request, seconds
from .requests import note_done


def read_learned(
    connection: sqlite3.Connection, least: int, below: int | None, since: datetime
) -> Learned | None:
    """What proposals to budgets from `least` to under `below` (cents) took since then.

    None where too few people stand behind it.
    """
    rows: Sequence[tuple[int, int]] = connection.execute(
        "SELECT person.user_id, proposal.base FROM person "
        "JOIN proposal ON proposal.account_id = person.account_id "
        "WHERE person.shares >= 1 AND proposal.submitted_at >= :since "
        "AND proposal.budget_cents >= :least "
        "AND (:below IS NULL OR proposal.budget_cents < :below) "
        "AND proposal.invited = 0 AND proposal.state <> 'undone'",
        {"since": seconds(since), "least": least, "below": below},
    ).fetchall()
    return learn(rows)


def read_brought(
    connection: sqlite3.Connection, low: int, high: int, since: datetime
) -> Brought | None:
    """What proposals of `low` to `high` Connects, without their boosts, brought since then.

    None where too few people or proposals stand behind it. (`shares >= 1` as well: the index of
    those who share is by it.)
    """
    rows = connection.execute(
        "SELECT person.user_id, proposal.reached, proposal.contract_cents FROM person "
        "JOIN proposal ON proposal.account_id = person.account_id "
        "WHERE person.shares >= 1 AND person.shares = :all AND proposal.submitted_at >= :since "
        "AND proposal.base BETWEEN :low AND :high "
        "AND proposal.invited = 0 AND proposal.state <> 'undone'",
        {"since": seconds(since), "low": low, "high": high, "all": Consent.ALL},
    ).fetchall()
    sent = [(person, reached >= 2, reached >= 3, cents) for person, reached, cents in rows]
    return bring(low, high, sent)


def share(connection: sqlite3.Connection, request: Request, consent: Consent) -> None:
    """Note what of the person's proposals may be counted, once for a request."""
    open_account(connection, request.user_id, request.at)
    if not note_done(connection, request):
        return
    connection.execute(
        "UPDATE person SET shares = :consent WHERE user_id = :user_id",
        {"consent": consent, "user_id": request.user_id},
    )


def consent_of(connection: sqlite3.Connection, user_id: int) -> Consent | None:
    """What the person agreed to have counted; None when they were never asked."""
    row = connection.execute(
        "SELECT shares FROM person WHERE user_id = :user_id", {"user_id": user_id}
    ).fetchone()
    return None if row is None or row[0] is None else Consent(row[0])
