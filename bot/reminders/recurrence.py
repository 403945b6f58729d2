"""Instants of a series: an RFC 5545 rule over the local times of one zone.

A local time that a change of the clocks skips is taken as much later as the gap is long (02:30
becomes 03:30); one that comes twice is taken the first time. The series itself stays at its local
time.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr


def instant_of(local: datetime, zone: str) -> datetime:
    """The UTC instant of a naive local time in the zone (PEP 495, fold 0)."""
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def local_of(at: datetime, zone: str) -> datetime:
    """The naive local time of an instant in the zone."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def next_local(rule: str, local: datetime, after: datetime, zone: str) -> datetime | None:
    """The first local time of the series later than the instant `after`; None when it has ended.

    `local` is any time of the series, `after` a UTC instant.
    """
    series = rrulestr(rule, dtstart=local)
    found: datetime | None = series.after(max(local, local_of(after, zone)), inc=True)
    while found is not None and instant_of(found, zone) <= after:
        found = series.after(found, inc=False)
    return found
