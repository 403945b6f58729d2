"""The journal, browsed."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.app import App
from bot.ledger.model import Kind
from bot.parsing.periods import read_since
from bot.store import accounts, history
from bot.store.card_changes import CardChange
from bot.store.history import Line
from bot.store.journal import seconds

from .account import current_books

PAGE = 8


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Lines from `since` (seconds since 1970) on, newest first, of one kind or (None) of any.

    Of any kind: with the changes of the rate card among them.
    """

    lines: Sequence[Line | CardChange]
    page: int
    kind: Kind | None
    since: int
    balance: int
    has_more: bool


async def since(app: App, user_id: int, text: str) -> int:
    """The start that a person named, in seconds since 1970. Raises SinceUnclear."""
    zone = await app.database.read(lambda tx: accounts.timezone_of(tx, user_id))
    return seconds(await asyncio.to_thread(read_since, text, zone, app.now()))


async def browse(
    app: App, user_id: int, page: int = 0, kind: Kind | None = None, since: int = 0
) -> HistoryPage:
    """A page of the person's journal."""
    books = await current_books(app, user_id)
    found = await app.database.read(
        lambda tx: history.list_lines(
            tx, user_id, kind=kind, since=since, limit=PAGE + 1, offset=page * PAGE
        )
    )
    changes: list[CardChange] = []
    if kind is None:
        below = found[0].entry if page and found else None
        above = found[PAGE].entry if len(found) > PAGE else None
        changes = await app.database.read(
            lambda tx: history.list_changes(tx, user_id, below=below, above=above, since=since)
        )
    lines: list[Line | CardChange] = [*changes, *found[:PAGE]]
    lines.sort(key=_place, reverse=True)
    return HistoryPage(lines, page, kind, since, books.balance, len(found) > PAGE)


def _place(line: Line | CardChange) -> tuple[datetime, int, bool]:
    """Where a line stands in the journal: a change behind the line that was the newest then."""
    if isinstance(line, CardChange):
        return line.at, line.entry_id or 0, True
    return line.entry.at, line.entry.id, False
