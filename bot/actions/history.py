"""The journal, browsed."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.app import App
from bot.ledger.figures import Period, Totals
from bot.ledger.model import Kind
from bot.parsing.periods import read_period, read_since
from bot.store import accounts, history
from bot.store.card_changes import CardChange
from bot.store.figures import read_totals
from bot.store.history import EVER, Line
from bot.store.journal import instant, seconds

from .account import current_books

PAGE = 8


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Lines of one kind or (None) of any, newest first; pages are counted from 0.

    `since` and `until` are seconds since 1970; an `until` of 0 is no end. Of any kind: with the
    changes of the rate card among them. `totals` are those of the whole period and every kind.
    """

    lines: Sequence[Line | CardChange]
    page: int
    pages: int
    kind: Kind | None
    since: int
    until: int
    balance: int
    totals: Totals


@dataclass(frozen=True, slots=True)
class PeriodTotals:
    """What a period moved, and which kind was asked for; its `money`, or else its Connects.

    `until` is None where the period is not over.
    """

    start: datetime | None
    until: datetime | None
    kind: Kind
    money: bool
    totals: Totals


async def since(app: App, user_id: int, text: str) -> int:
    """The start that a person named, in seconds since 1970. Raises SinceUnclear."""
    zone = await app.database.read(lambda tx: accounts.timezone_of(tx, user_id))
    return seconds(await asyncio.to_thread(read_since, text, zone, app.now()))


async def browse(
    app: App, user_id: int, page: int = 0, kind: Kind | None = None, since: int = 0, until: int = 0
) -> HistoryPage:
    """A page of the person's journal."""
    books = await current_books(app, user_id)
    end = until or EVER
    found, count, totals = await app.database.read(
        lambda tx: (
            history.list_lines(
                tx,
                user_id,
                kind=kind,
                since=since,
                until=end,
                limit=PAGE + 1,
                offset=page * PAGE,
            ),
            history.count_lines(tx, user_id, kind=kind, since=since, until=end),
            read_totals(tx, user_id, _period(since, until, app.now())),
        )
    )
    changes: list[CardChange] = []
    if kind is None:
        below = found[0].entry if page and found else None
        above = found[PAGE].entry if len(found) > PAGE else None
        changes = await app.database.read(
            lambda tx: history.list_changes(
                tx, user_id, below=below, above=above, since=since, until=end
            )
        )
    lines: list[Line | CardChange] = [*changes, *found[:PAGE]]
    lines.sort(key=_place, reverse=True)
    pages = max(1, -(-count // PAGE))
    return HistoryPage(lines, page, pages, kind, since, until, books.balance, totals)


def _period(since: int, until: int, now: datetime) -> Period:
    end = instant(until) if until else now + timedelta(seconds=1)
    return Period(instant(since) if since else None, end)


async def browse_period(app: App, user_id: int, kind: Kind | None, period: str) -> HistoryPage:
    """The newest lines of a period that was named. Raises PeriodUnclear."""
    start, end = await _read_period(app, user_id, period)
    since = seconds(start) if start else 0
    until = seconds(end) if end <= app.now() else 0
    return await browse(app, user_id, kind=kind, since=since, until=until)


async def total(app: App, user_id: int, kind: Kind, period: str, *, money: bool) -> PeriodTotals:
    """What a period that was named moved. Raises PeriodUnclear."""
    await current_books(app, user_id)
    named = await _read_period(app, user_id, period)
    totals = await app.database.read(lambda tx: read_totals(tx, user_id, named))
    until = named.end if named.end <= app.now() else None
    return PeriodTotals(named.start, until, kind, money, totals)


async def _read_period(app: App, user_id: int, text: str) -> Period:
    zone = await app.database.read(lambda tx: accounts.timezone_of(tx, user_id))
    return await asyncio.to_thread(read_period, text or "all", zone, app.now())


def _place(line: Line | CardChange) -> tuple[datetime, int, bool]:
    """Where a line stands in the journal: a change behind the line that was the newest then."""
    if isinstance(line, CardChange):
        return line.at, line.entry_id or 0, True
    return line.entry.at, line.entry.id, False
