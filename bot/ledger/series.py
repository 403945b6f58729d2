"""Series for the charts: the balance day by day, and what moved it brought to a few columns."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Literal, NamedTuple

from dateutil.relativedelta import relativedelta

from .model import Kind, Source

DAILY_UP_TO = 45
WEEKLY_UP_TO = 400
SPENT_WEEKLY_UP_TO = 100
"""Days of a period that are drawn day by day, or week by week; longer ones by the month."""


Origin = Literal["bought", "monthly", "interview", "corrected", "other"]
ORIGINS: dict[str, Origin] = {
    "purchase": "bought",
    Source.PLAN: "monthly",
    Source.UPGRADE: "monthly",
    Source.TOP_RATED: "monthly",
    Source.INTERVIEW: "interview",
    "correct": "corrected",
}
"""Where Connects that were spent had come from, by the source of their lot; `other` else."""


class DayMovement(NamedTuple):
    """Connects that entries of one kind moved in one day (UTC)."""

    day: date
    kind: Kind
    amount: int


class DayBalance(NamedTuple):
    """A day on which the balance moved, and the Connects held at its end."""

    day: date
    held: int


class BalanceSeries(NamedTuple):
    """The course of a balance from `first` to `last`, both included, that was `before` ahead of it.

    `days` are the first days of the columns. What moved in each: `arrived` (bought or granted),
    `back` (of what had been spent), `went`, `lost` (expired or cut); Connects, none negative.
    `cap` is how many carry over at most, None where all do.
    """

    first: date
    last: date
    before: int
    course: tuple[DayBalance, ...]
    days: tuple[date, ...]
    arrived: tuple[int, ...]
    back: tuple[int, ...]
    went: tuple[int, ...]
    lost: tuple[int, ...]
    cap: int | None = None


class Spending(NamedTuple):
    """Connects spent until `last`, for each origin (or its name, where it is drawn).

    `days` are the first days of the columns: of weeks, or else of months.
    """

    days: tuple[date, ...]
    last: date
    is_weekly: bool
    by_source: tuple[tuple[str, tuple[int, ...]], ...]


def column_starts(first: date, last: date) -> list[date]:
    """The first days of the columns that hold the period: days, weeks (Monday) or months."""
    days = (last - first).days + 1
    if days <= DAILY_UP_TO:
        return [first + timedelta(days=n) for n in range(days)]
    return _weeks(first, last) if days <= WEEKLY_UP_TO else months(first, last)


def _weeks(first: date, last: date) -> list[date]:
    monday = first - timedelta(days=first.weekday())
    return [monday + timedelta(weeks=n) for n in range((last - monday).days // 7 + 1)]


def months(first: date, last: date) -> list[date]:
    """The first days of the months that hold the period."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [first.replace(day=1) + relativedelta(months=n) for n in range(count)]


def balance_series(
    before: int,
    movements: Sequence[DayMovement],
    first: date,
    last: date,
    cap: int | None = None,
) -> BalanceSeries:
    """The course of a balance that was `before` when the period began."""
    starts = column_starts(first, last)
    columns: list[Counter[str]] = [Counter() for _ in starts]
    at, held = 0, before
    course = []
    for day, moved in groupby(sorted(movements), lambda movement: movement.day):
        while at + 1 < len(starts) and starts[at + 1] <= day:
            at += 1
        for movement in moved:
            columns[at][_part(movement)] += abs(movement.amount)
            held += movement.amount
        course.append(DayBalance(day, held))
    arrived, back, went, lost = (
        tuple(column[part] for column in columns) for part in ("arrived", "back", "went", "lost")
    )
    return BalanceSeries(
        first, last, before, tuple(course), tuple(starts), arrived, back, went, lost, cap
    )


def _part(movement: DayMovement) -> str:
    if movement.kind in (Kind.EXPIRE, Kind.FORFEIT):
        return "lost"
    if movement.kind is Kind.REFUND and movement.amount > 0:
        return "back"
    return "arrived" if movement.amount > 0 else "went"


def spending(spent: Iterable[tuple[date, str, int]], first: date, last: date) -> Spending:
    """Connects spent by week or month and origin: (day, source, Connects) each."""
    is_short = (last - first).days < SPENT_WEEKLY_UP_TO
    starts = _weeks(first, last) if is_short else months(first, last)
    by_source: dict[str, Counter[date]] = defaultdict(Counter)
    for day, source, amount in spent:
        start = day - timedelta(days=day.weekday()) if is_short else day.replace(day=1)
        by_source[ORIGINS.get(source, "other")][start] += amount
    ordered = sorted(by_source.items(), key=lambda item: -sum(item[1].values()))
    return Spending(
        tuple(starts),
        last,
        is_short,
        tuple((name, tuple(counts[start] for start in starts)) for name, counts in ordered),
    )
