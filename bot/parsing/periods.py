"""Periods and dates gone by: `30 days`, `last month`, `january`, `2026-01-01 to 2026-03-31`."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from bot.ledger.calendar import instant_of, local_of
from bot.ledger.figures import Period
from bot.parsing.refusals import PeriodUnclear, SinceUnclear
from bot.parsing.text import plain
from bot.parsing.time_words import Token, read_tokens

LONGEST = 60
"""The same, for one of a period's two dates."""
PERIODS = ("this month", "30 days", "90 days", "a year", "all")
_JOINED = re.compile(
    r"\s(?:to|until|till|and|hasta|al?|y|-|–|—)\s|\s?\.\.\s?|\s?[–—]\s?", re.IGNORECASE
)
_LEAD = re.compile(r"(?:since|from|between|desde|entre)\s", re.IGNORECASE)
_WITHIN = re.compile(
    r"(?:(?:in|during|over|within|for|throughout|on|of|en|durante|por|the|el|la|los|las|all|whole"
    r"|entire|tod[oa])\s+)+"
)
_SAID = tuple(
    (re.compile(rf"\b(?:{said})\b"), meant)
    for said, meant in (
        (r"year[- ]to[- ]date|ytd", "this year"),
        (r"month[- ]to[- ]date|mtd", "this month"),
        (r"quarter[- ]to[- ]date|qtd", "this quarter"),
        (r",? ?\b(?:so far|to date|until now|till now|up to now|already|hasta ahora)", ""),
        (r"(week|month|quarter|year)'s", r"\1"),
        (r"en lo que va del? (?:este )?(ano|mes|trimestre)", r"this \1"),
        (r"(semana|mes|ano|trimestre) (?:pasad[oa]|anterior)", r"last \1"),
        (r"(?:previous|prior) (week|month|quarter|year)", r"last \1"),
        (r"(january|february|march|april|may|june|july|august|september|october|november|december)"
         r" (?:of )?(?=\d{4})", r"\1 "),
        (r"q([1-4])", r"\1th quarter"),
        (r"(first|second|third|fourth|1st|2nd|3rd|4th) quarter(?: of)?", r"\1 quarter"),
    )
)  # fmt: skip
ALL_TIME = frozenset((
    "all", "all time", "all-time", "everything", "ever", "total", "overall", "all told", "in all",
    "in total", "since ever", "since the beginning", "since the start", "from the beginning",
    "from the start", "todo", "en total", "siempre", "desde siempre", "desde el principio",
))  # fmt: skip
"""Names of all the time that there was."""


def read_period(text: str | None, zone: str, now: datetime) -> Period:
    """The period that was named, in the person's zone; 90 days when none was.

    A day by itself, or `since`, is from then until now.
    Raises PeriodUnclear for one that cannot be read, ends before it begins or is to come.
    """
    text = text or "90 days"
    if len(text) > 2 * LONGEST:
        raise PeriodUnclear(text=text)
    name = _said(text)
    end = now + timedelta(seconds=1)
    if name in ALL_TIME:
        return Period(None, end)
    lead = _LEAD.match(name)
    parts = _JOINED.split(name[lead.end() :] if lead else name, maxsplit=1)
    first = _stretch(parts[0], zone, now)
    last = _stretch(parts[-1], zone, now)
    if first is None or last is None:
        raise PeriodUnclear(text=text)
    start = first.start
    is_day = first.end - first.start < timedelta(days=2)
    if len(parts) == 2 or not (lead or is_day):
        end = min(last.end, end)
    if start >= end:
        raise PeriodUnclear(text=text)
    return Period(start, end)


def read_since(text: str, zone: str, now: datetime) -> datetime:
    """The UTC instant at which what is named began in the zone. Raises SinceUnclear."""
    name = _said(text) if len(text) <= LONGEST else ""
    lead = _LEAD.match(name)
    found = _stretch(name[lead.end() :] if lead else name, zone, now)
    if found is None:
        raise SinceUnclear(text=text)
    return found.start


def _said(text: str) -> str:
    """The words in one form: small letters, one space, and what means the same said the same."""
    words = " ".join(plain(text).split())
    for pattern, meant in _SAID:
        words = pattern.sub(meant, words)
    return " ".join(words.split())


_STARTS = re.compile(
    r"(?:since|from|between|desde|entre|in|during|over|within|for|of|throughout|on|this|last|past"
    r"|the|previous|today|yesterday|all|en|durante|est[ea]|ultim[oa]s?|el|la|los|las|hoy|ayer"
    r"|ytd|mtd|qtd|year|month|q[1-4]|de"
    r"|january|february|april|june|july|august|september|october|november|december)\b"
)
_ALONE = re.compile(r"(?:on )?(?:the|el|la|los|las|all) \S+|.* one|all|total|todo")
"""What names no period in a sentence: `the quarter`, `the 2nd`, `the march one`."""
_TO_COME = re.compile(r"(?:in|within|for|en|por) (?:\d+|an?|un[oa]?|a couple of) ")
_MOST_WORDS = 8
_WORDS = re.compile(r"[^\s,?!;]+")


def find_period(text: str) -> str:
    """The words of a sentence that name a period gone by, the longest such; empty where none do.

    `since` and its like belong to it: `read_period` reads the whole.
    """
    folded = plain(text)
    words = [(found.start(), found.end()) for found in _WORDS.finditer(folded)]
    for at, (start, _) in enumerate(words):
        if not _STARTS.match(folded, start):
            continue
        found = ""
        for _, end in words[at : at + _MOST_WORDS]:
            longer = folded[start:end].rstrip(".")
            if _period_named(longer) is not None and _says_more(longer, found):
                found = longer
        if found:
            return found
    return ""


def _says_more(longer: str, found: str) -> bool:
    """Whether the words behind `found` belong to the period: `since october 1`, not `june on`."""
    said = longer[len(found) :]
    is_figure = any(sign.isdigit() for sign in said)
    return is_figure or _period_named(longer) != _period_named(found)


@lru_cache(maxsize=64)  # the same words are looked at several times for one sentence
def _period_named(words: str) -> Period | None:
    if _ALONE.fullmatch(words):
        return None
    try:
        return read_period(words, "UTC", _ANY_TIME)
    except PeriodUnclear:
        return None


_ANY_TIME = datetime(2100, 12, 31, 12, tzinfo=UTC)
"""At the end of a year every day and month of it has been."""


class _Stretch(NamedTuple):
    """From `start` up to, not including, `end` (UTC)."""

    start: datetime
    end: datetime


def _stretch(text: str, zone: str, now: datetime) -> _Stretch | None:
    """The days that the words name (as `_said`); None where they name none."""
    if len(text) > LONGEST:
        return None
    if _TO_COME.match(text):
        return None
    within = _WITHIN.match(text)
    tokens = read_tokens(text[within.end() :] if within else text)
    if rolling := _rolling(tokens, now, zone):
        return _Stretch(rolling, now + timedelta(seconds=1))
    days = _days(tokens, local_of(now, zone).date())
    if days is None:
        return None
    first, last = (datetime.combine(day, datetime.min.time()) for day in days)
    return _Stretch(instant_of(first, zone), instant_of(last + timedelta(days=1), zone))


_ROLLING = re.compile("[lt+]?[nac]ug?|g[nac]u")


def _rolling(tokens: Sequence[Token], now: datetime, zone: str) -> datetime | None:
    """`30 days`, `last 3 months`, `2 weeks ago`: so long before now."""
    if not _ROLLING.fullmatch("".join(token.category for token in tokens)):
        return None
    count = next((token.value for token in tokens if token.category in "nc"), 1)
    unit = next(token.value for token in tokens if token.category == "u")
    if not isinstance(count, int) or not 1 <= count <= 5000:
        return None
    days = {"day": 1, "week": 7, "fortnight": 14, "year": 365}
    months = {"month": 1, "quarter": 3}
    try:
        if unit in days:
            return now - timedelta(days=days[unit] * count)
        if unit in months:
            before = local_of(now, zone) - relativedelta(months=months[unit] * count)
            return instant_of(before, zone)
    except (ValueError, OverflowError):
        pass
    return None


Days = tuple[date, date]


def _days(tokens: Sequence[Token], today: date) -> Days | None:
    """The first and the last day that the tokens name."""
    categories = "".join(token.category for token in tokens)
    for pattern, read in _RULES:
        if pattern.fullmatch(categories):
            try:
                return read(tokens, today)
            except (ValueError, OverflowError):
                return None
    return None


def _value(category: str, tokens: Sequence[Token]) -> int:
    return next(int(token.value) for token in tokens if token.category in category)


def _relative_day(tokens: Sequence[Token], today: date) -> Days:
    day = today + timedelta(days=tokens[0].value)
    return day, day


def _unit(tokens: Sequence[Token], today: date) -> Days | None:
    """`this month`, `last week`: whole ones of the calendar."""
    unit = next(token.value if token.category == "u" else "quarter" for token in tokens[1:])
    back = any(token.category in "l+" for token in tokens)
    if unit == "week":
        first = today - timedelta(days=today.weekday() + 7 * back)
        return first, first + timedelta(days=6)
    if unit == "month":
        return _month(today.replace(day=1) - relativedelta(months=int(back)))
    if unit == "quarter":
        return _quarter((today.month + 2) // 3 - back, today.year)
    if unit == "year":
        return _year(today.year - back)
    return None


def _quarter(number: int, year: int) -> Days:
    """The quarter of that number, of which 0 is the last one of the year before."""
    first = date(year, 1, 1) + relativedelta(months=3 * (number - 1))
    return first, first + relativedelta(months=3) - timedelta(days=1)


def _named_quarter(tokens: Sequence[Token], today: date) -> Days | None:
    """`q3`, `third quarter 2026`; without a year the latest that has begun."""
    number = _value("o", tokens)
    if not 1 <= number <= 4:
        return None
    if any(token.category == "n" for token in tokens):
        year = _value("n", tokens)
        return _quarter(number, year) if 1970 < year < 9999 else None
    return _quarter(number, today.year - (number > (today.month + 2) // 3))


def _month(first: date) -> Days:
    return first, first + relativedelta(months=1) - timedelta(days=1)


def _year(year: int) -> Days | None:
    return (date(year, 1, 1), date(year, 12, 31)) if 1970 < year < 9999 else None


def _named_month(tokens: Sequence[Token], today: date) -> Days | None:
    """`january`, `march 2026`, `october 1`; without a year the latest that has begun."""
    month = _value("m", tokens)
    if any(token.category == "n" for token in tokens):
        if _value("n", tokens) <= 31:
            return _date(tokens, today)
        year = _value("n", tokens)
        return _month(date(year, month, 1)) if 1970 < year < 9999 else None
    return _month(date(today.year - (month > today.month), month, 1))


def _named_year(tokens: Sequence[Token], _: date) -> Days | None:
    return _year(_value("n", tokens))


def _weekday(tokens: Sequence[Token], today: date) -> Days:
    back = (today.weekday() - _value("w", tokens)) % 7 or 7
    day = today - timedelta(days=back)
    return day, day


def _date(tokens: Sequence[Token], today: date) -> Days | None:
    if tokens[0].category == "D":
        day, month, year = tokens[0].value
    else:
        numbers = [token.value for token in tokens if token.category in "no"]
        day, month = numbers[0], _value("m", tokens)
        year = numbers[1] if len(numbers) > 1 else None
    if year is not None:
        found = date(int(year), month, int(day))
        return (found, found) if 1970 < found.year < 9999 else None
    found = date(today.year, month, int(day))
    found = found if found <= today else found.replace(year=today.year - 1)
    return found, found


_Read = Callable[[Sequence[Token], date], Days | None]
_RULES: tuple[tuple[re.Pattern[str], _Read], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        ("d", _relative_day),
        ("[tl+][uq]", _unit),
        ("o[uq]n?", _named_quarter),
        ("[tl]?mn?", _named_month),
        ("n", _named_year),
        ("l?w", _weekday),
        ("D|[no]mn?|m[no]n", _date),
        ("mo", _date),
    )
)
