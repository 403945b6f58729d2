"""Instants of a series: an RFC 5545 rule over the local times of one zone.

The series stays at its local time, whatever the clocks do meanwhile.
"""

import re
from datetime import datetime, timedelta

from dateutil.rrule import rrulestr

from bot.ledger.calendar import instant_of, local_of
from bot.parsing.time_grammar import Every, MonthDays, NthWeekday

_COUNT = r"(?:;INTERVAL=(?P<count>[1-9]\d?))?"
_WEEKDAY = r"(?:MO|TU|WE|TH|FR|SA|SU)"
_MONTH_DAY = r"(?:-1|[1-9]|1\d|2[0-8])"
_RULE = re.compile(
    rf"FREQ=(?P<each>HOURLY|DAILY|MONTHLY|YEARLY){_COUNT}"
    rf"|FREQ=WEEKLY(?:;INTERVAL=[1-9]\d?)?(?:;BYDAY={_WEEKDAY}(?:,{_WEEKDAY}){{0,6}})?"
    rf"|FREQ=MONTHLY(?:;INTERVAL=[1-9]\d?)?;BYMONTHDAY={_MONTH_DAY}(?:,{_MONTH_DAY}){{0,27}}"
    r"|FREQ=MONTHLY(?:;INTERVAL=[1-9]\d?)?;BYMONTHDAY=28,29(?:,30)?(?:,31)?;BYSETPOS=-1"
    rf"|FREQ=MONTHLY(?:;INTERVAL=[1-9]\d?)?;BYDAY=(?:-1|[1-5]){_WEEKDAY}",
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


_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FREQUENCIES = {
    "hour": "HOURLY", "day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY",
}  # fmt: skip


def rule_of(
    every: Every,
    weekdays: tuple[int, ...],
    month_days: MonthDays | None,
    nth: NthWeekday | None,
) -> str | None:
    """The rule that the pieces mean together; None where they mean none of ours."""
    if sum((bool(weekdays), month_days is not None, nth is not None)) > 1:
        return None
    step = f";INTERVAL={every.count}" if every.count > 1 else ""
    if weekdays:
        return _weekly(every, weekdays, step)
    if month_days or nth:
        if every.unit != "month" or (nth and (nth.month or nth.following)):
            return None
        day = f"BYDAY={nth.nth}{_DAYS[nth.weekday]}" if nth else _month_days(month_days)
        return f"FREQ=MONTHLY{step};{day}" if day else None
    return f"FREQ={_FREQUENCIES[every.unit]}{step}" if every.unit in _FREQUENCIES else None


def _weekly(every: Every, weekdays: tuple[int, ...], step: str) -> str | None:
    if every.unit not in ("", "week") and every != Every(1, "day"):
        return None
    return f"FREQ=WEEKLY{step};BYDAY={','.join(_DAYS[day] for day in sorted(set(weekdays)))}"


def _month_days(told: MonthDays | None) -> str | None:
    """A day that short months lack is their last one."""
    assert told is not None  # noqa: S101
    if len(told.days) == 1 and told.days[0] > 28:
        days = ",".join(str(each) for each in range(28, told.days[0] + 1))
        return f"BYMONTHDAY={days};BYSETPOS=-1"
    if any(day > 28 for day in told.days):
        return None
    return f"BYMONTHDAY={','.join(str(day) for day in dict.fromkeys(told.days))}"
