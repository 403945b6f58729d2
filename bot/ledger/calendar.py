"""The dates of the ledger: when cycles start and when lots expire, in UTC; and people's own times.

Answers are remembered: when the month turns, many accounts ask the same.
"""

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

LAST_CYCLE_DAY = 28


def normal_cycle_day(day: int) -> int:
    """The cycle day for a day of the month: 29, 30 and 31 mean the 1st, as on Upwork."""
    return day if day <= LAST_CYCLE_DAY else 1


@lru_cache(maxsize=1024)
def next_cycle_start(after: datetime, cycle_day: int) -> datetime:
    """The first 00:00 UTC of a `cycle_day` that comes after that instant."""
    start = datetime(after.year, after.month, cycle_day, tzinfo=UTC)
    if start > after:
        return start
    if after.month == 12:
        return start.replace(year=after.year + 1, month=1)
    return start.replace(month=after.month + 1)


@lru_cache(maxsize=1024)
def years_later(instant: datetime, years: int) -> datetime:
    """The same instant that many years later; 29 February becomes 1 March."""
    try:
        return instant.replace(year=instant.year + years)
    except ValueError:
        return instant.replace(year=instant.year + years, month=3, day=1)


def instant_of(local: datetime, zone: str) -> datetime:
    """The UTC instant of a naive local time in the zone (PEP 495, fold 0).

    A local time that a change of the clocks skips is taken as much later as the gap is long (02:30
    becomes 03:30); one that comes twice is taken the first time.
    """
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def local_of(at: datetime, zone: str) -> datetime:
    """The naive local time of an instant in the zone."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
