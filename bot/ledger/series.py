"""Series for the charts: the balance and what moved it, day by day brought to a few columns."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from dateutil.relativedelta import relativedelta

from .model import Kind, Source

DAILY_UP_TO = 45
WEEKLY_UP_TO = 400
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


class BalanceSeries(NamedTuple):
    """Columns of a chart: each one's first day, what moved in it, and the balance at its end.

    Connects; `went` and `lost` (expired or cut) are not negative.
    """

    days: tuple[date, ...]
    balance: tuple[int, ...]
    arrived: tuple[int, ...]
    went: tuple[int, ...]
    lost: tuple[int, ...]


class Spending(NamedTuple):
    """Connects spent by month, for each origin (or its name, where it is drawn)."""

    months: tuple[date, ...]
    by_source: tuple[tuple[str, tuple[int, ...]], ...]


def column_starts(first: date, last: date) -> list[date]:
    """The first days of the columns that hold the period: days, weeks (Monday) or months."""
    days = (last - first).days + 1
    if days <= DAILY_UP_TO:
        return [first + timedelta(days=n) for n in range(days)]
    if days <= WEEKLY_UP_TO:
        monday = first - timedelta(days=first.weekday())
        return [monday + timedelta(weeks=n) for n in range((last - monday).days // 7 + 1)]
    return months(first, last)


def months(first: date, last: date) -> list[date]:
    """The first days of the months that hold the period."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [first.replace(day=1) + relativedelta(months=n) for n in range(count)]


def balance_series(
    before: int, movements: Sequence[DayMovement], first: date, last: date
) -> BalanceSeries:
    """The course of a balance that was `before` when the period began."""
    starts = column_starts(first, last)
    columns: list[Counter[str]] = [Counter() for _ in starts]
    at = 0
    for movement in sorted(movements):
        while at + 1 < len(starts) and starts[at + 1] <= movement.day:
            at += 1
        columns[at][_part(movement)] += abs(movement.amount)
        columns[at]["net"] += movement.amount
    balance, held = [], before
    for column in columns:
        held += column["net"]
        balance.append(held)
    return BalanceSeries(
        tuple(starts),
        tuple(balance),
        *(tuple(column[part] for column in columns) for part in ("arrived", "went", "lost")),
    )


def _part(movement: DayMovement) -> str:
    if movement.kind in (Kind.EXPIRE, Kind.FORFEIT):
        return "lost"
    return "arrived" if movement.amount > 0 else "went"


def spending(spent: Iterable[tuple[date, str, int]], first: date, last: date) -> Spending:
    """Connects spent by month and origin: (day, source, Connects) each."""
    starts = months(first, last)
    by_source: dict[str, Counter[date]] = defaultdict(Counter)
    for day, source, amount in spent:
        by_source[ORIGINS.get(source, "other")][day.replace(day=1)] += amount
    ordered = sorted(by_source.items(), key=lambda item: -sum(item[1].values()))
    return Spending(
        tuple(starts),
        tuple((name, tuple(max(0, counts[month]) for month in starts)) for name, counts in ordered),
    )
