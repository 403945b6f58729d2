"""Where the axes of charts end, and which days they name."""

from collections.abc import Sequence
from datetime import date, timedelta

OUTLIER = 8
"""A value that is so many times as high as nearly all others would flatten them."""
ROOM = 1.5
"""How far above the highest of the others an axis ends that cuts an outlier."""
MOST_TICKS = 6
"""Names of days that stand side by side on a phone."""
MONTHS_APART = (1, 2, 3, 6, *(12 * years for years in range(1, 1000)))
DAYS_UP_TO = 62
"""Days of a period that are named by the day; longer ones by the month."""


def readable_top(values: Sequence[int]) -> float:
    """The highest value of an axis on which all can be read but a few that are far above.

    It is below the highest value where nine in ten of them are less than an eighth of that.
    """
    ordered = sorted(value for value in values if value > 0)
    if not ordered:
        return 0
    usual = ordered[int((len(ordered) - 1) * 0.9)]
    readable = [value for value in ordered if value <= OUTLIER * usual]
    return ordered[-1] if len(readable) == len(ordered) else readable[-1] * ROOM


def day_ticks(first: date, last: date) -> list[date]:
    """The days to be named on an axis: firsts of months, or every so many days of a short one.

    None near the end, where there is no room for a name: a day's is the longer one.
    """
    days = (last - first).days + 1
    if not day_ticks_are_months(first, last):
        until = last - timedelta(days=days // 10)
        step = next(step for step in (1, 2, 3, 5, 7, 14) if len(range(0, days, step)) <= MOST_TICKS)
        return [first + timedelta(days=n) for n in range(0, (until - first).days + 1, step)]
    until = last - timedelta(days=days // 20)
    numbers = range(_month_number(first) + (first.day > 1), _month_number(until) + 1)
    step = next(step for step in MONTHS_APART if len(numbers) <= MOST_TICKS * step)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers if number % step == 0]


def day_ticks_are_months(first: date, last: date) -> bool:
    """Whether the days that are named between those two are firsts of months."""
    return (last - first).days >= DAYS_UP_TO


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1
