"""Upwork's history in the journal: what of it is there already, and the writing of the rest."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from bot.ledger.books import entry_with_ids, given_id
from bot.ledger.model import Kind, State
from bot.ledger.rate_card import RateCard
from bot.parsing.statements import StatementLine
from bot.transfer.history import Chain, Logged, Preview, Sent, compare, keyed

from .accounts import up_to_date_books
from .journal import Request, seconds
from .posting import next_entry_id, save_entries


def preview(
    connection: sqlite3.Connection, user_id: int, movements: Sequence[StatementLine]
) -> Preview:
    """Compare a history, oldest line first, with the journal. Nothing is written."""
    account = connection.execute(
        "SELECT account_id FROM person WHERE user_id = :user_id", {"user_id": user_id}
    ).fetchone()
    account_id = account[0] if account else 0
    lines = keyed(movements)
    known = _known(connection, account_id, [key for key, _ in lines])
    return compare(lines, known, _logged(connection, account_id, movements))


AT_ONCE = 500
"""Keys in one statement: SQLite takes 32,766 values at most, PostgreSQL twice as many."""


def _known(connection: sqlite3.Connection, account_id: int, keys: Sequence[str]) -> frozenset[str]:
    """Those of the keys that the journal has."""
    found: set[str] = set()
    for first in range(0, len(keys), AT_ONCE):
        some = {f"key{n}": key for n, key in enumerate(keys[first : first + AT_ONCE])}
        rows = connection.execute(
            f"SELECT key FROM entry WHERE account_id = :id AND key IN (:{', :'.join(some)})",
            {"id": account_id, **some},
        ).fetchall()
        found.update(key for (key,) in rows)
    return frozenset(found)


def _logged(
    connection: sqlite3.Connection, account_id: int, movements: Sequence[StatementLine]
) -> list[Logged]:
    """What stands in the journal on the history's days, and on those beside them."""
    first, last = (datetime.combine(movements[at].day, time(), UTC) for at in (0, -1))
    rows = connection.execute(
        "SELECT entry.kind, entry.amount, coalesce(proposal.submitted_at, entry.at) AS day, "
        "coalesce(proposal.title, '') FROM entry LEFT JOIN proposal ON proposal.id = entry.id "
        "WHERE entry.account_id = :id AND entry.key NOT LIKE 'history:%' AND reverses IS NULL "
        "AND coalesce(proposal.submitted_at, entry.at) BETWEEN :first AND :last "
        "AND NOT EXISTS (SELECT 1 FROM entry AS later WHERE later.reverses = entry.id)",
        {
            "id": account_id,
            "first": seconds(first - timedelta(days=2)),
            "last": seconds(last + timedelta(days=2)),
        },
    ).fetchall()
    return [
        Logged(Kind(kind), amount, datetime.fromtimestamp(at, UTC).date(), title)
        for kind, amount, at, title in rows
    ]


def bring_in(
    connection: sqlite3.Connection, request: Request, chain: Chain, card: RateCard
) -> bool:
    """Add a history's chain, whole; the balance stays what it is. False when it is there."""
    books = up_to_date_books(connection, request.user_id, request.at, card)
    if _known(connection, books.account.id, [entry.key or "" for entry in chain.entries]):
        return False
    first_id = next_entry_id(connection)
    entries = tuple(entry_with_ids(entry, first_id) for entry in chain.entries)
    save_entries(connection, books.account.id, entries)
    _insert_proposals(connection, books.account.id, chain.sent, first_id)
    return True


def _insert_proposals(
    connection: sqlite3.Connection, account_id: int, sent: Sequence[Sent], first_id: int
) -> None:
    connection.executemany(
        "INSERT INTO proposal (id, account_id, title, link, base, boost, invited, state, "
        "submitted_at, state_at, returned, paid_cents) VALUES (:id, :account_id, :title, '', "
        ":base, 0, 0, :state, :sent_at, :state_at, :returned, :paid_cents)",
        [
            {
                "id": given_id(each.entry.id, first_id),
                "account_id": account_id,
                "title": each.movement.title,
                "base": -each.movement.connects,
                "state": str(State.CLOSED if each.closed_at else State.SUBMITTED),
                "sent_at": seconds(each.entry.at),
                "state_at": seconds(each.closed_at or each.entry.at),
                "returned": each.returned,
                "paid_cents": each.paid_cents,
            }
            for each in sent
        ],
    )
