"""When, in words: `friday 9am`, `in 2 days`, `every monday 10:00`, `weekdays 9:00`."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import dateparser
from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrulestr

from bot.ledger.calendar import instant_of, local_of
from bot.parsing.refusals import WhenDoubtful, WhenFar, WhenPast, WhenUnclear

from .recurrence import next_local

LONGEST = 80
"""No time that is typed is longer, and dateparser tries each part of what it is given."""
dateparser.parse("1 march", languages=["en"])  # its first call alone takes 90 ms: none waits for it
FARTHEST = timedelta(days=5 * 366)
MORNING = time(9)


@dataclass(frozen=True)
class When:
    """When a reminder falls due first (UTC); `rule` repeats it, over local times from `local`."""

    at: datetime
    local: datetime
    rule: str = ""


_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = r"(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?s?"
_NAMED = {"noon": time(12), "midnight": time(0), "morning": time(9), "afternoon": time(14)}
_NAMED |= {"evening": time(18), "night": time(20), "tonight": time(20)}
_CLOCK = re.compile(
    r"(?:\bat )?\b(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s?(?P<half>am|pm|a\.m\.|p\.m\.)(?!\w)"
    r"|(?:\bat )?\b(?P<hour24>\d{1,2})[:h](?P<minute24>\d{2})(?::\d{2})?\b"
    r"|\bat (?P<bare>\d{1,2})(?: ?o'?clock)?\b(?![:./-])"
)
_NAMED_TIME = re.compile(
    r"\b(?:at |in the |this )?(noon|midnight|morning|afternoon|evening|night)\b|\b(tonight)\b"
)
_UNITS = {"min": 60, "hour": 3600, "hr": 3600, "h": 3600, "m": 60}
_EXACT = re.compile(
    r"^(?:in |after )?(?:about )?(?P<count>\d{1,5}|an?|half an)\s?"
    r"(?P<unit>minutes?|mins?|min|m|hours?|hrs?|hr|h)(?: from now)?$"
)
_IN_DAYS = re.compile(
    r"^(?:in |after )?(?:about )?(?P<count>\d{1,4}|an?)\s?(?P<unit>days?|d|weeks?|wks?|w|months?)"
    r"(?: from now)?$"
)
_NTH = re.compile(r"^(?:on )?(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: of the month)?$")
_FILLERS = re.compile(r"\b(?:on|at|the|of|please|pls|by)\b")


def read_when(text: str, now: datetime, zone: str) -> When:
    """The instant or series that the words mean in the zone, seen from `now` (UTC).

    Raises WhenUnclear, WhenDoubtful, WhenPast or WhenFar.
    """
    words = " ".join(text.lower().replace(",", " ").split())
    if not words or len(words) > LONGEST:
        raise WhenUnclear(text=text)
    repeated = _repeated(words, text, now, zone)
    when = repeated or _once(words, text, now, zone)
    if when.at <= now:
        raise WhenPast(text=text, at=when.at)
    if when.at - now > FARTHEST:
        raise WhenFar()
    return when


# --- once -------------------------------------------------------------------------------------


def _once(words: str, text: str, now: datetime, zone: str) -> When:
    here = local_of(now, zone)
    if exact := _EXACT.match(words):
        seconds = _UNITS[_unit(exact["unit"])] * _count(exact["count"])
        at = now + timedelta(seconds=seconds)
        return When(at, local_of(at, zone))
    at_time, rest = _time_of(words, text)
    if not rest:
        if at_time is None:
            raise WhenUnclear(text=text)
        day = here.date() + timedelta(days=at_time <= here.time())
        return _at(day, at_time, zone)
    if relative := _IN_DAYS.match(rest):
        day = _later(here.date(), int(_count(relative["count"])), relative["unit"])
        return _at(day, at_time or here.time().replace(microsecond=0), zone)
    day = _date(rest, text, here, at_time)
    return _at(day, at_time or MORNING, zone)


def _at(day: date, at_time: time, zone: str) -> When:
    local = datetime.combine(day, at_time)
    return When(instant_of(local, zone), local)


def _unit(word: str) -> str:
    return word if word in _UNITS else word.rstrip("s").replace("minute", "min")


def _count(word: str) -> float:
    return 0.5 if word.startswith("half") else 1 if word.startswith("a") else int(word)


def _later(day: date, count: int, unit: str) -> date:
    if unit.startswith("m"):
        return day + relativedelta(months=count)
    return day + timedelta(days=count * (7 if unit.startswith("w") else 1))


def _time_of(words: str, text: str) -> tuple[time | None, str]:
    """The time of day that is named, and the words without it."""
    if clock := _CLOCK.search(words):
        rest = f"{words[: clock.start()]} {words[clock.end() :]}"
        return _clock(clock, text), _trim(_NAMED_TIME.sub(" ", rest))
    if named := _NAMED_TIME.search(words):
        rest = f"{words[: named.start()]} {words[named.end() :]}"
        if named[2] == "tonight":
            rest = f"today {rest}"
        return _NAMED[named[1] or named[2]], _trim(rest)
    return None, _trim(words)


def _clock(clock: re.Match[str], text: str) -> time:
    if clock["bare"]:
        hour = int(clock["bare"])
        if 1 <= hour <= 7:
            raise WhenDoubtful(text=text, either=f"{hour}am", other=f"{hour}pm")
        return _valid(hour, 0, text)
    if clock["half"]:
        hour = int(clock["hour"])
        if not 1 <= hour <= 12:
            raise WhenUnclear(text=text)
        hour = hour % 12 + (12 if clock["half"].startswith("p") else 0)
        return _valid(hour, int(clock["minute"] or 0), text)
    return _valid(int(clock["hour24"]), int(clock["minute24"]), text)


def _valid(hour: int, minute: int, text: str) -> time:
    if hour > 23 or minute > 59:
        raise WhenUnclear(text=text)
    return time(hour, minute)


def _trim(words: str) -> str:
    return " ".join(words.split()).removesuffix(" at").removesuffix(" on").strip(" ,.")


def _date(words: str, text: str, here: datetime, at_time: time | None) -> date:
    today = here.date()
    plain = " ".join(_FILLERS.sub(" ", words).split())
    fixed = {
        "today": 0,
        "tomorrow": 1,
        "tmrw": 1,
        "tmr": 1,
        "day after tomorrow": 2,
        "next week": 7,
    }
    if plain in fixed:
        return today + timedelta(days=fixed[plain])
    if plain == "next month":
        return _later(today, 1, "m")
    if weekday := re.fullmatch(rf"(next |this |coming )?({_DAY})", plain):
        return _weekday(weekday, text, here, at_time or MORNING)
    if nth := _NTH.match(words):
        return _nth(int(nth["day"]), text, today)
    return _by_library(words, text, here)


def _weekday(match: re.Match[str], text: str, here: datetime, at_time: time) -> date:
    number = next(n for n, name in enumerate(_DAYS) if name.startswith(match[2][:3]))
    ahead = (number - here.weekday()) % 7
    if ahead == 0 and at_time <= here.time():
        ahead = 7
    day = here.date() + timedelta(days=ahead)
    if match[1] == "next " and ahead < 7 and day.isocalendar()[1] == here.isocalendar()[1]:
        later = day + timedelta(days=7)
        raise WhenDoubtful(text=text, either=day.isoformat(), other=later.isoformat())
    return day


def _nth(day: int, text: str, today: date) -> date:
    for months in range(13):
        first = _later(today.replace(day=1), months, "m")
        try:
            found = first.replace(day=day)
        except ValueError:
            continue
        if found > today:
            return found
    raise WhenUnclear(text=text)


def _by_library(words: str, text: str, here: datetime) -> date:
    """Dates with a month's name or in figures, by dateparser."""
    if re.search(r"\b\d{1,2}[/.-]\d{1,2}\b(?![/.-])|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b", words):
        found = re.search(r"(\d{1,2})[/.-](\d{1,2})", words)
        if found and int(found[1]) <= 12 and int(found[2]) <= 12 and found[1] != found[2]:
            raise WhenDoubtful(text=text, either="a date like 2026-03-04", other="4 march")
    parsed = dateparser.parse(
        words,
        languages=["en"],
        settings={
            "PREFER_DATES_FROM": "future",
            "RELATIVE_BASE": here,
            "RETURN_AS_TIMEZONE_AWARE": False,
            "REQUIRE_PARTS": ["day", "month"],
        },
    )
    if parsed is None:
        raise WhenUnclear(text=text)
    return parsed.date()


# --- repeated ---------------------------------------------------------------------------------

_EVERY = re.compile(r"^(?:every|each)\b|^(?:daily|weekly|monthly|yearly|weekdays|weekends)\b")
_LIST = re.compile(r"(?:,|\band\b|\s)+")


def _repeated(words: str, text: str, now: datetime, zone: str) -> When | None:
    if not _EVERY.match(words):
        return None
    at_time, rest = _time_of(
        re.sub(r"^(?:every|each) (?=morning|evening|afternoon|night|noon)", "daily ", words), text
    )
    rule = _rule(" ".join(_FILLERS.sub(" ", re.sub(r"^(?:every|each)\b", "", rest)).split()), text)
    here = local_of(now, zone)
    start = datetime.combine(here.date(), at_time or MORNING)
    if rule.startswith("FREQ=HOURLY"):
        start = here.replace(second=0, microsecond=0)
    first = rrulestr(rule, dtstart=start).after(start - timedelta(seconds=1))
    if first is not None and instant_of(first, zone) <= now:
        first = next_local(rule, start, now, zone)
    if first is None:
        raise WhenUnclear(text=text)
    return When(instant_of(first, zone), first, rule)


_WORDS = {
    "": "DAILY", "day": "DAILY", "daily": "DAILY", "week": "WEEKLY", "weekly": "WEEKLY",
    "month": "MONTHLY", "monthly": "MONTHLY", "year": "YEARLY", "yearly": "YEARLY",
}  # fmt: skip
_WORKDAYS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
_WEEKEND = "FREQ=WEEKLY;BYDAY=SA,SU"


def _rule(words: str, text: str) -> str:
    if words in _WORDS:
        return f"FREQ={_WORDS[words]}"
    if words in ("weekday", "weekdays", "workday", "working day", "work day"):
        return _WORKDAYS
    if words in ("weekend", "weekends"):
        return _WEEKEND
    words = re.sub(r"^(?:weekly|week) (?=\w)", "", words)
    words = re.sub(r"^other ", "2 ", words)
    interval = re.match(r"^(\d{1,2}) (?:(days?|weeks?|months?|years?|hours?)\b ?)?", words)
    if interval and (interval[2] or re.match(_DAY, words[interval.end() :])):
        return _interval(interval, words[interval.end() :], text)
    if days := _weekdays(words):
        return f"FREQ=WEEKLY;BYDAY={days}"
    return _monthly(re.sub(r"^(?:monthly|month) (?=\w)", "", words), text)


def _interval(match: re.Match[str], rest: str, text: str) -> str:
    count = int(match[1])
    if not 1 <= count <= 99:
        raise WhenUnclear(text=text)
    unit = (match[2] or "week").rstrip("s")
    frequency = "HOURLY" if unit == "hour" else _WORDS[unit]
    days = _weekdays(rest) if rest else ""
    if rest and (not days or frequency != "WEEKLY"):
        raise WhenUnclear(text=text)
    return f"FREQ={frequency};INTERVAL={count}" + (f";BYDAY={days}" if days else "")


def _weekdays(words: str) -> str:
    found = []
    for word in _LIST.split(words):
        if not word:
            continue
        if not re.fullmatch(_DAY, word):
            return ""
        found.append(next(name[:2].upper() for name in _DAYS if name.startswith(word[:3])))
    return ",".join(dict.fromkeys(found))


def _monthly(words: str, text: str) -> str:
    if re.fullmatch(r"last(?: day)?(?: (?:each |every )?month)?", words):
        return "FREQ=MONTHLY;BYMONTHDAY=-1"
    nth = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?(?: day)?(?: (?:each |every )?month)?", words)
    if not nth or not 1 <= int(nth[1]) <= 31:
        raise WhenUnclear(text=text)
    day = int(nth[1])
    if day <= 28:
        return f"FREQ=MONTHLY;BYMONTHDAY={day}"
    days = ",".join(str(each) for each in range(28, day + 1))
    return f"FREQ=MONTHLY;BYMONTHDAY={days};BYSETPOS=-1"
