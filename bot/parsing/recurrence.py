"""Instants of a series: an RFC 5545 rule over the local times of one zone.

The series stays at its local time, whatever the clocks do meanwhile.
"""

import re
from datetime import datetime, timedelta

from dateutil.rrule import rrulestr

from bot.ledger.calendar import instant_of, local_of

_COUNT = r"(?:;INTERVAL=(?P<count>[1-9]\d?))?"
_WEEKDAY = r"(?:MO|TU|WE|TH|FR|SA|SU)"
_RULE = re.compile(
    rf"FREQ=(?P<each>HOURLY|DAILY|MONTHLY|YEARLY){_COUNT}"
    rf"|FREQ=WEEKLY(?:;INTERVAL=[1-9]\d?)?(?:;BYDAY={_WEEKDAY}(?:,{_WEEKDAY}){{0,6}})?"
    r"|FREQ=MONTHLY;BYMONTHDAY=(?:-1|[1-9]|1\d|2[0-8])"
    r"|FREQ=MONTHLY;BYMONTHDAY=28,29(?:,30)?(?:,31)?;BYSETPOS=-1",
    re.ASCII,
)


def is_rule(text: str) -> bool:
    """Whether it is a rule of the kinds that `when` makes of words.

    Others may repeat each second, or never and be searched for without end:
    `FREQ=DAILY;INTERVAL=0`, `FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30`.
    """
    return _RULE.fullmatch(text) is not None


def next_local(rule: str, local: datetime, after: datetime, zone: str) -> datetime | None:
    """The first local time of the series later than the instant `after`; None when it has ended.

    `local` is any time of the series, `after` a UTC instant. Raises ValueError for a rule that is
    none of ours.
    """
    here = local_of(after, zone)
    series = rrulestr(rule, dtstart=_near(rule, local, here))
    found: datetime | None = series.after(max(local, here), inc=True)
    while found is not None and instant_of(found, zone) <= after:
        found = series.after(found, inc=False)
    return found


def _near(rule: str, local: datetime, here: datetime) -> datetime:
    """A time of an hourly or daily series shortly before `here`: dateutil counts from the start."""
    found = _RULE.fullmatch(rule)
    if found is None:
        raise ValueError("no rule of ours")
    if found["each"] not in ("HOURLY", "DAILY"):
        return local
    unit = timedelta(hours=1) if found["each"] == "HOURLY" else timedelta(days=1)
    step = unit * int(found["count"] or 1)
    return local + step * max(0, (here - local) // step - 1)
