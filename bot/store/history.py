"""The journal as it is browsed: newest first, filtered, a page at a time."""

import sqlite3
from dataclasses import dataclass

from bot.ledger.model import Entry, Kind

from .journal import ENTRY, entry_from


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
