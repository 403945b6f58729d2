"""Upwork's history in the journal: what of it is there already, and the writing of the rest."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from bot.ledger.books import entry_with_ids, given_id
from bot.ledger.calendar import local_of
from bot.ledger.model import Kind, State
from bot.parsing.movement_words import BOOST
from bot.parsing.statements import StatementLine
from bot.rate_cards import RateCards
from bot.transfer.history import KEY, Chain, Logged, Preview, Sent, compare, keyed, keys_in

from .accounts import up_to_date_books
from .journal import Request, seconds
from .posting import next_entry_id, save_entries


def preview(
    connection: sqlite3.Connection, user_id: int, movements: Sequence[StatementLine], zone: str
) -> Preview:
    """Compare a history, oldest line first, with the journal. Nothing is written.

    What was logged by hand is of the day that it was in the person's zone.
    """
    account = connection.execute(
        "SELECT account_id FROM person WHERE user_id = :user_id", {"user_id": user_id}
    ).fetchone()
    account_id = account[0] if account else 0
    known = _known(connection, account_id)
    return compare(keyed(movements), known, _logged(connection, account_id, movements, zone))


def _known(connection: sqlite3.Connection, account_id: int) -> frozenset[str]:
    """The keys of all lines of histories that the journal has."""
    rows = connection.execute(
        "SELECT key FROM entry WHERE account_id = :id AND key >= :first AND key < :last",
        {"id": account_id, "first": KEY, "last": KEY[:-1] + chr(ord(KEY[-1]) + 1)},
    ).fetchall()
    return frozenset(key for (several,) in rows for key in keys_in(several))


def _logged(
    connection: sqlite3.Connection,
    account_id: int,
    movements: Sequence[StatementLine],
    zone: str,
) -> list[Logged]:
    """What stands in the journal on the history's days, and on those beside them."""
    first, last = (datetime.combine(movements[at].day, time(), UTC) for at in (0, -1))
    sent_at = "CASE WHEN entry.kind = 'spend' THEN proposal.submitted_at END"
    rows = connection.execute(
        f"SELECT entry.kind, entry.source, entry.amount, coalesce({sent_at}, entry.at) AS day, "
        "coalesce(proposal.title, ''), "
        "coalesce(CASE WHEN entry.kind = 'spend' THEN proposal.boost END, 0) "
        "FROM entry LEFT JOIN proposal ON proposal.id = entry.proposal_id "
        "WHERE entry.account_id = :id AND entry.key NOT LIKE 'history:%' AND reverses IS NULL "
        f"AND coalesce({sent_at}, entry.at) BETWEEN :first AND :last "
        "AND NOT EXISTS (SELECT 1 FROM entry AS later WHERE later.reverses = entry.id)",
        {
            "id": account_id,
            "first": seconds(first - timedelta(days=2)),
            "last": seconds(last + timedelta(days=3)),
        },
    ).fetchall()
    return [
        Logged(Kind(kind), part_source, part, local_of(_at(at), zone).date(), title)
        for kind, source, amount, at, title, boost in rows
        for part_source, part in ((source, amount + boost), (BOOST, -boost))
        if part
    ]


def _at(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def bring_in(
    connection: sqlite3.Connection, request: Request, chain: Chain, cards: RateCards
) -> bool:
    """Add a history's chain, whole; the balance stays what it is. False when it is there."""
    books = up_to_date_books(connection, request.user_id, request.at, cards)
    new = {key for entry in chain.entries for key in keys_in(entry.key or "")}
    if new & _known(connection, books.account.id):
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
        ":base, :boost, 0, :state, :sent_at, :state_at, :returned, :paid_cents)",
        [
            {
                "id": given_id(each.entry.id, first_id),
                "account_id": account_id,
                "title": each.movement.title,
                "base": -each.movement.connects,
                "boost": each.boost,
                "state": str(State.CLOSED if each.closed_at else State.SUBMITTED),
                "sent_at": seconds(each.entry.at),
                "state_at": seconds(each.closed_at or each.entry.at),
                "returned": each.returned,
                "paid_cents": each.paid_cents,
            }
            for each in sent
        ],
    )
