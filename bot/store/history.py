"""The journal as it is browsed: newest first, filtered, a page at a time.

Changes of the rate card stand among its lines; they are no entries, and a page has them beside it.
"""

import sqlite3
from dataclasses import dataclass

from bot.ledger.model import Entry, Kind

from .card_changes import CardChange
from .journal import ENTRY, entry_from, instant, seconds

MOST_CHANGES = 8
"""Changes of card that are shown between two lines, the newest: nobody needs more."""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with the title of the proposal that it is of, and whether it was reversed."""

    entry: Entry
    title: str | None
    reversed: bool


def list_lines(
    connection: sqlite3.Connection,
    user_id: int,
    *,
    kind: Kind | None,
    since: int,
    limit: int,
    offset: int,
) -> list[Line]:
    """Lines of the person's journal from `since` (seconds since 1970) on, newest first."""
    rows = connection.execute(
        f"SELECT {ENTRY}, proposal.title, "
        "EXISTS (SELECT 1 FROM entry AS later WHERE later.reverses = entry.id) "
        "FROM entry LEFT JOIN proposal ON proposal.id = entry.proposal_id "
        "WHERE entry.account_id = (SELECT account_id FROM person WHERE user_id = :user_id) "
        "AND (:kind IS NULL OR entry.kind = :kind) AND entry.at >= :since "
        "ORDER BY entry.at DESC, entry.id DESC LIMIT :limit OFFSET :offset",
        {
            "user_id": user_id,
            "kind": kind,
            "since": since,
            "limit": limit,
            "offset": offset,
        },
    ).fetchall()
    return [Line(entry_from(row[:-2]), row[-2], bool(row[-1])) for row in rows]


def list_changes(
    connection: sqlite3.Connection,
    user_id: int,
    *,
    below: Entry | None,
    above: Entry | None,
    since: int,
) -> list[CardChange]:
    """The person's changes of card that stand below one line and above another, newest first.

    None: from the newest on, down to the oldest.
    """
    rows = connection.execute(
        "SELECT at, rates_before, rates, entry_id FROM card_change "
        "WHERE account_id = (SELECT account_id FROM person WHERE user_id = :user_id) "
        "AND at >= :since AND (at, coalesce(entry_id, 0)) >= (:above_at, :above_id) "
        "AND (at, coalesce(entry_id, 0)) < (:below_at, :below_id) ORDER BY id DESC LIMIT :most",
        {
            "user_id": user_id,
            "since": since,
            "above_at": seconds(above.at) if above else 0,
            "above_id": above.id if above else 0,
            "below_at": seconds(below.at) if below else _EVER,
            "below_id": below.id if below else 0,
            "most": MOST_CHANGES,
        },
    ).fetchall()
    return [CardChange(instant(row[0]), *row[1:]) for row in rows]


_EVER = 2**53
"""Later than any time."""
