"""The journal as it is browsed: newest first, filtered, a page at a time.

Changes of the rate card stand among its lines; they are no entries, and a page has them beside it.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from bot.ledger.model import Entry, Kind

from .card_changes import CardChange
from .journal import ENTRY, entry_from, instant, seconds

EVER = 2**53
"""Later than any time."""
MOST_CHANGES = 8
"""Changes of card that are shown between two lines, the newest: nobody needs more."""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with the title of the proposal that it is of, and whether it was undone.

    `amount` is what the line moved and `balance` what was held after it, in Connects. Of an edit,
    which is one line, the entry is the new spend and `edited_from` what the proposal had cost.
    """

    entry: Entry
    title: str | None
    reversed: bool
    amount: int
    balance: int
    edited_from: int | None


_MINE = "entry.account_id = (SELECT account_id FROM person WHERE user_id = :user_id)"
_OF_EDIT = (
    "(entry.reverses IS NOT NULL AND EXISTS (SELECT 1 FROM edit "
    "WHERE edit.proposal_id = entry.proposal_id AND edit.spend_id = entry.reverses))"
)
"""The reversal that an edit posts: it stands in the line of the edit's new spend."""
_LISTED = (
    f"{_MINE} AND (:kind IS NULL OR entry.kind = :kind) "
    f"AND entry.at >= :since AND entry.at < :until AND NOT {_OF_EDIT}"
)
_UNDONE = (
    "CASE WHEN entry.kind = 'spend' AND entry.reverses IS NULL AND proposal.state = 'undone' "
    "THEN 1 = 1 ELSE EXISTS (SELECT 1 FROM entry AS later WHERE later.reverses = entry.id "
    "AND NOT EXISTS (SELECT 1 FROM edit WHERE edit.proposal_id = entry.proposal_id "
    "AND edit.spend_id = entry.id)) END"
)


def list_lines(
    connection: sqlite3.Connection,
    user_id: int,
    *,
    kind: Kind | None,
    since: int,
    until: int = EVER,
    limit: int,
    offset: int,
) -> list[Line]:
    """Lines of the person's journal, newest first; times in seconds since 1970, `until` is out."""
    rows = connection.execute(
        f"WITH page AS (SELECT entry.id FROM entry WHERE {_LISTED} "
        "ORDER BY entry.at DESC, entry.id DESC LIMIT :limit OFFSET :offset) "
        f"SELECT {ENTRY}, proposal.title, {_UNDONE}, "
        "CASE WHEN edit.spend_id IS NOT NULL THEN edit.base + edit.boost END, "
        "coalesce(back.amount, 0) FROM page "
        "JOIN entry ON entry.id = page.id "
        "LEFT JOIN proposal ON proposal.account_id = entry.account_id "
        "AND proposal.id = entry.proposal_id "
        "LEFT JOIN edit ON edit.new_spend_id = entry.id "
        "LEFT JOIN entry AS back ON back.reverses = edit.spend_id "
        "ORDER BY entry.at DESC, entry.id DESC",
        {
            "user_id": user_id,
            "kind": kind,
            "since": since,
            "until": until,
            "limit": limit,
            "offset": offset,
        },
    ).fetchall()
    entries = [entry_from(row[:-4]) for row in rows]
    balances = _balances(connection, user_id, entries)
    return [
        Line(entry, title, bool(undone), entry.amount + back, balances[entry.id], edited_from)
        for entry, (title, undone, edited_from, back) in zip(
            entries, (row[-4:] for row in rows), strict=True
        )
    ]


def count_lines(
    connection: sqlite3.Connection, user_id: int, *, kind: Kind | None, since: int, until: int
) -> int:
    """How many lines the person's journal has from `since` on, up to and without `until`."""
    row = connection.execute(
        f"SELECT count(*) FROM entry WHERE {_LISTED}",
        {"user_id": user_id, "kind": kind, "since": since, "until": until},
    ).fetchone()
    return int(row[0])


def _balances(
    connection: sqlite3.Connection, user_id: int, entries: Sequence[Entry]
) -> dict[int, int]:
    """What was held after each of the entries (the newest first), by one sum before them all."""
    if not entries:
        return {}
    newest, oldest = entries[0], entries[-1]
    bounds = {
        "user_id": user_id,
        "oldest_at": seconds(oldest.at),
        "oldest_id": oldest.id,
        "newest_at": seconds(newest.at),
        "newest_id": newest.id,
    }
    before = connection.execute(
        f"SELECT coalesce(sum(amount), 0) FROM entry WHERE {_MINE} "
        "AND (entry.at, entry.id) < (:oldest_at, :oldest_id)",
        bounds,
    ).fetchone()[0]
    marks = ",".join(str(entry.id) for entry in entries)
    rows = connection.execute(
        "SELECT id, moved FROM (SELECT id, sum(amount) OVER (ORDER BY at, id) AS moved "
        f"FROM entry WHERE {_MINE} AND (entry.at, entry.id) >= (:oldest_at, :oldest_id) "
        f"AND (entry.at, entry.id) <= (:newest_at, :newest_id)) AS run WHERE id IN ({marks})",
        bounds,
    ).fetchall()
    return {row[0]: int(before + row[1]) for row in rows}


def list_changes(
    connection: sqlite3.Connection,
    user_id: int,
    *,
    below: Entry | None,
    above: Entry | None,
    since: int,
    until: int = EVER,
) -> list[CardChange]:
    """The person's changes of card that stand below one line and above another, newest first.

    None: from the newest on, down to the oldest.
    """
    rows = connection.execute(
        "SELECT at, rates_before, rates, entry_id FROM card_change "
        "WHERE account_id = (SELECT account_id FROM person WHERE user_id = :user_id) "
        "AND at >= :since AND at < :until "
        "AND (at, coalesce(entry_id, 0)) >= (:above_at, :above_id) "
        "AND (at, coalesce(entry_id, 0)) < (:below_at, :below_id) ORDER BY id DESC LIMIT :most",
        {
            "user_id": user_id,
            "since": since,
            "until": until,
            "above_at": seconds(above.at) if above else 0,
            "above_id": above.id if above else 0,
            "below_at": seconds(below.at) if below else EVER,
            "below_id": below.id if below else 0,
            "most": MOST_CHANGES,
        },
    ).fetchall()
    return [CardChange(instant(row[0]), *row[1:]) for row in rows]
