"""Periods and dates as people type them: `30 days`, `last month`, `2026-01-01 to 2026-03-31`."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import dateparser

from bot.ledger.figures import Period
from bot.parsing.refusals import PeriodUnclear, SinceUnclear

LONGEST = 60
"""The same, for one of a period's two dates."""
PERIODS = ("this month", "30 days", "90 days", "a year", "all")
_DAYS = {"30 days": 30, "90 days": 90, "a year": 365}
_JOINED = re.compile(r" (?:to|until|till|-|–|—) | ?\.\. ?| ?[–—] ?")


def read_period(text: str | None, zone: str, now: datetime) -> Period:
    """The period that was named, in the person's zone; 90 days when none was.

    Raises PeriodUnclear for one that cannot be read, ends before it begins or is to come.
    """
    text = text or "90 days"
    name = " ".join(text.lower().split())
    if len(name) > 2 * LONGEST:
        raise PeriodUnclear(text=text)
    end = now + timedelta(seconds=1)
    if name in _DAYS:
        return Period(now - timedelta(days=_DAYS[name]), end)
    if name == "all":
        return Period(None, end)
    if name == "this month":
        first = now.astimezone(ZoneInfo(zone)).replace(day=1, hour=0, minute=0, second=0)
        return Period(first.astimezone(UTC), end)
    parts = _JOINED.split(name, maxsplit=1)
    start = read_date(parts[0], zone, now)
    last = read_date(parts[1], zone, now) if len(parts) == 2 else None
    if start is None or (len(parts) == 2 and last is None):
        raise PeriodUnclear(text=text)
    end = min(last + timedelta(days=1), end) if last else end
    if start >= end:
        raise PeriodUnclear(text=text)
    return Period(start, end)


def read_date(text: str, zone: str, now: datetime) -> datetime | None:
    """The UTC instant that a date in words means in the zone; None when it means none."""
    if len(text) > LONGEST:
        return None
    parsed = dateparser.parse(
        text,
        languages=["en"],
        settings={
            "PREFER_DATES_FROM": "past",
            "TIMEZONE": zone,
            "RETURN_AS_TIMEZONE_AWARE": True,
            "RELATIVE_BASE": now.astimezone(ZoneInfo(zone)).replace(tzinfo=None),
        },
    )
    if parsed is None or not 1970 < parsed.year < 9999:
        return None
    return parsed.astimezone(UTC)


def read_since(text: str, zone: str, now: datetime) -> datetime:
    """The UTC instant that a date in words means in the zone. Raises SinceUnclear."""
    found = read_date(text, zone, now)
    if found is None:
        raise SinceUnclear(text=text)
    return found
