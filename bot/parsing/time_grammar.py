"""Tokens about time put together to pieces: a clock's time, a day, a duration, a repetition.

Each rule is a pattern over the tokens' categories (`bot.parsing.time_words`); a token that no rule
takes is named, and nothing is guessed from the rest.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from math import floor

from bot.parsing.time_words import Figures, Token


@dataclass(frozen=True)
class Clock:
    """A time of day. `sure` where no am or pm is missing; `bare` where it may be no time at all."""

    hour: int
    minute: int = 0
    half: str = ""
    sure: bool = False
    bare: bool = False


@dataclass(frozen=True)
class Part:
    """A part of the day: morning, afternoon, evening, night, small hours, midnight."""

    name: str


@dataclass(frozen=True)
class Day:
    """So many days, or months, from today."""

    ahead: int
    months: int = 0


@dataclass(frozen=True)
class Weekday:
    """0 is Monday. `which`: this; next, which may be either week's; following, the next week's."""

    number: int
    which: str = ""


@dataclass(frozen=True)
class Weekdays:
    """Several, which repeat."""

    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Date:
    day: int
    month: int
    year: int | None = None


@dataclass(frozen=True)
class MonthDays:
    """`the 25th`; -1 is the last."""

    days: tuple[int, ...]


@dataclass(frozen=True)
class NthWeekday:
    """`first monday of the month`; -1 is the last."""

    nth: int
    weekday: int
    following: bool = False
    month: int | None = None


@dataclass(frozen=True)
class Edge:
    """Where a week, month or year begins or ends, or a month's middle is."""

    which: str
    unit: str
    following: bool = False


@dataclass(frozen=True)
class Span:
    """A duration. `hours` when it was typed as a number and an h alone, which may be a clock's."""

    seconds: int = 0
    days: int = 0
    months: int = 0
    hours: int | None = None


@dataclass(frozen=True)
class Ahead:
    """`in`, `from now`: what stands with it is a duration."""


@dataclass(frozen=True)
class From:
    """`from`, `after`, `starting`."""


@dataclass(frozen=True)
class Gone:
    """`ago`."""


@dataclass(frozen=True)
class SameTime:
    """`this time`, `same time`: the time of day that it is now."""


@dataclass(frozen=True)
class Instant:
    """A moment that needs no zone of the person's."""

    at: datetime


@dataclass(frozen=True)
class Zone:
    """A zone that was typed; several where its letters mean several, the likelier first."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Every:
    """A repetition; the unit is empty where what follows tells it."""

    count: int = 1
    unit: str = ""


@dataclass(frozen=True)
class Either:
    """Words that mean one thing or another."""

    one: str
    other: str


Piece = (
    Clock | Part | Day | Weekday | Weekdays | Date | MonthDays | NthWeekday | Edge | Span | Ahead
    | From | Gone | SameTime | Instant | Zone | Every | Either
)  # fmt: skip
Pieces = tuple[Piece, ...]
Tokens = Sequence[Token]


def read_pieces(tokens: Tokens) -> tuple[list[Piece], str]:
    """The pieces in order, and the first word that belongs to none (empty where all do)."""
    categories = "".join(token.category for token in tokens)
    pieces: list[Piece] = []
    at = 0
    while at < len(tokens):
        for pattern, make in _RULES:
            match = pattern.match(categories, at)
            if match and (made := make(tokens[at : match.end()])) is not None:
                pieces.extend(made)
                at = match.end()
                break
        else:
            return pieces, tokens[at].text
    return pieces, ""


Make = Callable[[Tokens], Pieces | None]
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WORKING_DAYS = (0, 1, 2, 3, 4)
WEEKEND = (5, 6)


def _value(category: str, tokens: Tokens) -> int:
    return next(int(token.value) for token in tokens if token.category in category)


def _unit_of(tokens: Tokens) -> str:
    return next(str(token.value) for token in tokens if token.category == "u")


def _has(category: str, tokens: Tokens) -> bool:
    return any(token.category in category for token in tokens)


# --- durations ---------------------------------------------------------------------------------

_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_DAYS_OF = {"day": 1, "week": 7, "fortnight": 14}
_MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}
_PART = r"(?:n&a?h|a?ha?|na?c|a?c|[na]|qa?)u(?:&a?h|H)?"
_SPAN = rf"{_PART}(?:[&]?{_PART})*(?:&?n(?![a-zA-Z@]))?"


def _span(tokens: Tokens) -> Span | None:
    """The sum of its parts; None where a part is of no whole seconds, days or months."""
    seconds = days = months = 0
    typed = [token for token in tokens if token.category not in "if"]
    for part in _parts_of(typed):
        unit = next(token.value for token in part if token.category == "u")
        count = _count(part)
        if unit in _SECONDS:
            seconds += floor(count * _SECONDS[unit])
        elif unit in _DAYS_OF and (count * _DAYS_OF[unit]).denominator == 1:
            days += int(count * _DAYS_OF[unit])
        elif unit in _DAYS_OF:
            seconds += floor(count * _DAYS_OF[unit] * 86400)
        elif (count * _MONTHS_OF[unit]).denominator == 1:
            months += int(count * _MONTHS_OF[unit])
        else:
            return None
    hours = None
    if len(typed) == 2 and typed[1].text in ("h", "hs", "hr", "hrs", "horas", "hours"):
        hours = typed[0].value if isinstance(typed[0].value, int) else None
    return Span(seconds, days, months, hours)


def _parts_of(tokens: Tokens) -> list[list[Token]]:
    """Each count with its unit and the half behind it; minutes at the end need no unit: `1h30`."""
    parts: list[list[Token]] = []
    part: list[Token] = []
    for at, token in enumerate(tokens):
        if token.category == "u":
            part.append(token)
            parts.append(part)
            part = []
        elif token.category == "H" and parts:
            parts[-1].append(token)
        elif token.category == "h" and not _has("u", tokens[at:]):
            parts[-1].append(token)
            part = []
        else:
            part.append(token)
    if numbers := [token for token in part if token.category == "n"]:
        parts.append([numbers[0], Token("u", "", "minute")])
    return parts


def _count(part: list[Token]) -> Fraction:
    count = Fraction(0)
    told = False
    for token in part:
        if token.category in "nqhc":
            count += Fraction(token.value)
            told = told or token.category != "h" or part.index(token) < _unit_at(part)
        elif token.category == "H":
            count += Fraction(1, 2)
    return count if told else count + 1


def _unit_at(part: list[Token]) -> int:
    return next(at for at, token in enumerate(part) if token.category == "u")


def _ahead(tokens: Tokens) -> Pieces | None:
    typed = tokens[1:]
    span = _span([Token("a", ""), *typed] if typed[0].category == "u" else typed)
    return (Ahead(), span) if span else None


def _plain_span(tokens: Tokens) -> Pieces | None:
    span = _span(tokens)
    return (span,) if span else None


def _next_unit(tokens: Tokens) -> Pieces | None:
    """`next week`, `la semana que viene`."""
    days = {"day": Day(1), "week": Day(7), "month": Day(0, 1), "year": Day(0, 12)}
    day = days.get(_unit_of(tokens))
    return (day,) if day else None


# --- clocks ------------------------------------------------------------------------------------


def _clock(tokens: Tokens) -> Pieces:
    figures: Figures = tokens[-1].value
    return (Clock(figures.hour, figures.minute, figures.half, figures.sure),)


def _bare_hour(tokens: Tokens) -> Pieces | None:
    hour = tokens[-1].value
    if not isinstance(hour, int) or hour > 23:
        return None
    return (Clock(hour, 0, "", not 1 <= hour <= 7, bare=len(tokens) == 1),)


def _of_hours(tokens: Tokens) -> Pieces | None:
    """`at 15 h`, `a las 22 horas`."""
    if tokens[-1].value != "hour":
        return None
    return _bare_hour(tokens[:-1])


def _hour_of(token: Token) -> Clock | None:
    if isinstance(token.value, Figures):
        figures = token.value
        return None if figures.minute else Clock(figures.hour, 0, figures.half, figures.sure)
    hour = token.value
    return Clock(hour, 0) if isinstance(hour, int) and 1 <= hour <= 12 else None


def _minutes_past(tokens: Tokens) -> Pieces | None:
    """`half past 3`, `quarter to five`, `10 past 4pm`."""
    minutes = {"h": 30, "q": 15}.get(_first(tokens).category, _first(tokens).value)
    hour = _hour_of(tokens[-1])
    if hour is None or not isinstance(minutes, int) or not 0 < minutes < 60:
        return None
    if tokens[-2].text == "-":
        return None  # `3-4pm` is from one to the other
    return _shifted(hour, -minutes if tokens[-2].category == "-" else minutes)


def _first(tokens: Tokens) -> Token:
    return tokens[1] if tokens[0].category in "@a" else tokens[0]


def _hour_and(tokens: Tokens) -> Pieces | None:
    """`3 y media`, `5 menos cuarto`, `a las 5 y 20`, `9 30`."""
    hour = _hour_of(_first(tokens))
    minutes = tokens[-1].value
    if hour is None or not isinstance(minutes, int) or not -60 < minutes < 60:
        return None
    return _shifted(hour, -minutes if tokens[-2].category == "-" else minutes)


def _shifted(hour: Clock, minutes: int) -> Pieces:
    if minutes >= 0:
        return (Clock(hour.hour, minutes, hour.half, hour.sure),)
    if hour.half:
        hours = hour.hour % 12 + (12 if hour.half == "pm" else 0) - 1
        return (Clock(hours % 24, 60 + minutes, "", True),)
    return (Clock((hour.hour - 1) % 12 or 12, 60 + minutes),)


def _half_hour(tokens: Tokens) -> Pieces | None:
    hour = tokens[-1].value
    if not isinstance(hour, int) or not 1 <= hour <= 12:
        return None
    return (Either(f"{(hour - 2) % 12 + 1}:30", f"{hour}:30"),)


# --- days --------------------------------------------------------------------------------------


def _date(tokens: Tokens) -> Pieces | None:
    numbers = [token.value for token in tokens if token.category in "no"]
    year = numbers[1] if len(numbers) > 1 else None
    if not all(isinstance(number, int) for number in numbers):
        return None
    if not 1 <= numbers[0] <= 31 or (year is not None and not 1900 <= year <= 2200):
        return None
    return (Date(numbers[0], _value("m", tokens), year),)


def _figures(tokens: Tokens) -> Pieces:
    return (Date(*tokens[-1].value),)


def _slashed(tokens: Tokens) -> Pieces:
    one, other, year = tokens[-1].value
    tail = f" {year}" if year else ""
    return (Either(f"{one} {_MONTHS[other]}{tail}", f"{other} {_MONTHS[one]}{tail}"),)


_MONTHS = ("", "january", "february", "march", "april", "may", "june", "july", "august",
           "september", "october", "november", "december")  # fmt: skip


def _month_days(tokens: Tokens) -> Pieces | None:
    days = tuple(token.value for token in tokens if token.category in "on")
    days = (*days, -1) if _has("l", tokens) else days
    if not all(isinstance(day, int) and (day == -1 or 1 <= day <= 31) for day in days):
        return None
    return (MonthDays(days),)


def _days_of_month(tokens: Tokens) -> Pieces | None:
    """`day 15`, `days 1 and 15`."""
    return _month_days(tokens) if _unit_of(tokens) == "day" else None


def _last_day(tokens: Tokens) -> Pieces | None:
    return (MonthDays((-1,)),) if _unit_of(tokens) == "day" else None


def _of_each_month(tokens: Tokens) -> Pieces | None:
    """`the 15th of each month`, `first day of every month`, `every last day of the month`."""
    units = [token.value for token in tokens if token.category == "u"]
    every_last_day = units == ["day"] and _has("e", tokens) and _has("l", tokens)
    if not every_last_day and (units[-1] != "month" or units[:-1] not in ([], ["day"])):
        return None
    days = _month_days([token for token in tokens if token.category in "onl"])
    return None if days is None else (*_every_if(tokens, "month"), *days)


def _every_if(tokens: Tokens, unit: str) -> Pieces:
    return (Every(1, unit),) if _has("e", tokens) else ()


def _nth_weekday(tokens: Tokens) -> Pieces | None:
    """`first monday of the month`, `last friday of each month`, `every first monday`."""
    nth = -1 if _has("l", tokens) else _value("o", tokens)
    units = [token.value for token in tokens if token.category == "u"]
    if nth > 5 or units not in ([], ["month"]):
        return None
    if not units and _has("e", tokens) and nth == 2:
        day = _DAYS[_value("wW", tokens)]
        return (Either(f"every 2 weeks on {day}", f"every second {day} of the month"),)
    month = _value("m", tokens) if _has("m", tokens) else None
    found = NthWeekday(nth, _value("wW", tokens), _has("x", tokens), month)
    repeats = _has("e", tokens) or (bool(units) and not _has("xt", tokens))
    return (*((Every(1, "month"),) if repeats else ()), found)


def _weekday(tokens: Tokens) -> Pieces:
    which = "next" if _has("x", tokens) else "this" if _has("t", tokens) else ""
    return (Weekday(_value("w", tokens), which),)


def _weekday_of_week(tokens: Tokens) -> Pieces | None:
    """`friday next week`, `next week on friday`, `friday this week`."""
    if _unit_of(tokens) != "week":
        return None
    return (Weekday(_value("w", tokens), "following" if _has("x", tokens) else "this"),)


def _week_from(tokens: Tokens) -> Pieces | None:
    """`friday week`, as the British say it."""
    if _unit_of(tokens) != "week":
        return None
    return (Span(days=7), From(), Weekday(_value("w", tokens)))


def _weekdays(tokens: Tokens) -> Pieces | None:
    numbers: list[int] = []
    for at, token in enumerate(tokens):
        if token.category in "wW":
            if at and tokens[at - 1].category in "-a":
                numbers += _from_to(numbers[-1], token.value)[1:]
            else:
                numbers.append(token.value)
        elif token.category == "r":
            numbers += _from_to(*token.value)
    return (Weekdays(tuple(dict.fromkeys(numbers))),)


def _from_to(first: int, last: int) -> list[int]:
    return [(first + n) % 7 for n in range((last - first) % 7 + 1)]


def _edge(tokens: Tokens) -> Pieces | None:
    """`end of next month`, `start of january`, `mid march`."""
    which = {"B": "start", "Y": "end", "M": "middle"}[tokens[0].category]
    if _has("m", tokens):
        month = _value("m", tokens)
        if which == "end":
            return (Edge("end", f"month {month}"),)
        return (Date(1 if which == "start" else 15, month),)
    unit = _unit_of(tokens)
    if unit == "day" and which == "end":
        return (Edge("end", "day"),)
    if unit not in ("week", "month", "year") or (which == "middle" and unit != "month"):
        return None
    return (Edge(which, unit, _has("x", tokens)),)


def _last_of_month(tokens: Tokens) -> Pieces | None:
    """`last day of january`."""
    if _unit_of(tokens) != "day":
        return None
    return (Edge("end", f"month {_value('m', tokens)}"),)


# --- repetitions -------------------------------------------------------------------------------


def _every_unit(tokens: Tokens) -> Pieces | None:
    """`every 2 weeks`, `every other day`, `every third month`."""
    count: int | Fraction = 2 if _has("A", tokens) else 1
    for token in tokens:
        if token.category in "nochq":
            count = token.value
    unit = _unit_of(tokens)
    unit, factor = {"fortnight": ("week", 2), "quarter": ("month", 3)}.get(unit, (unit, 1))
    count *= factor
    if not isinstance(count, int) or not 1 <= count <= 99:
        return None
    return (Every(count, unit),)


def _every_weekday(tokens: Tokens) -> Pieces | None:
    """`every other friday`, `every 2 fridays`."""
    count = 2 if _has("A", tokens) else _value("n", tokens)
    if not isinstance(count, int) or not 1 <= count <= 99:
        return None
    return (Every(count, "week"), *(_weekdays(tokens) or ()))


def _adverb(tokens: Tokens) -> Pieces:
    unit, count = {"fortnight": ("week", 2), "quarter": ("month", 3)}.get(
        tokens[-1].value, (tokens[-1].value, 1)
    )
    return (Every(count, unit),)


def _every_part(tokens: Tokens) -> Pieces:
    return (Every(1, "day"), Part(str(tokens[-1].value)))


def _every_noon(tokens: Tokens) -> Pieces:
    return (Every(1, "day"), *_clock(tokens))


def _every_date(tokens: Tokens) -> Pieces | None:
    date = _date(tokens)
    return (Every(1, "year"), *date) if date else None


def _weekend(tokens: Tokens) -> Pieces:
    if _has("x", tokens):
        return (Either("this weekend", "the weekend after it"),)
    if _has("eL", tokens) or tokens[-1].text == "weekends":
        return (Weekdays(WEEKEND),)
    return (Weekday(5, "this"),)


def _every_edge(tokens: Tokens) -> Pieces | None:
    unit = tokens[-1].value
    if unit == "day":
        return (Every(1, "day"), Edge("end", "day"))
    return (Every(1, "month"), MonthDays((-1,))) if unit == "month" else None


def _each(*pieces: Piece) -> Make:
    return lambda _: pieces


_W = r"(?:L|e)?[wW]"
_RULES: tuple[tuple[re.Pattern[str], Make], ...] = tuple(
    (re.compile(pattern), make)
    for pattern, make in (
        ("I", lambda tokens: (Instant(tokens[0].value),)),
        ("Z", lambda tokens: (Zone(tokens[0].value),)),
        # repetitions
        ("e?[ol]we?xu", _nth_weekday),
        ("e?[ol][wW](?:et?u|tu|u)", _nth_weekday),
        ("[ol]wm", _nth_weekday),
        ("e[ol][wW]", _nth_weekday),
        ("[ol]w", _nth_weekday),
        ("eA[wW]", _every_weekday),
        ("en[wW]", _every_weekday),
        ("e?u?[onl](?:&?[on])*u?eu", _of_each_month),
        ("e(?:[ol](?:&?[on])*|un)u?t?u", _of_each_month),
        ("[ol]u[te]?u", _of_each_month),
        ("e(?:na?|o|A|c|h|q)?u", _every_unit),
        ("e[on]m", _every_date),
        ("em[on]", _every_date),
        ("eo(?:&?o)*", lambda tokens: (Every(1, "month"), *(_month_days(tokens) or ()))),
        ("ep", _every_part),
        ("eN", _every_noon),
        ("eV", _every_edge),
        ("E", _adverb),
        ("[eL]?t?k", _each(Weekdays(WORKING_DAYS))),
        ("[eLtx]?Kx?", _weekend),
        (
            f"(?:(?:{_W}&?)*{_W}[-a]{_W}|(?:e|L)w(?:&?{_W})*|{_W}(?:&?{_W})*&?W|W(?:&?{_W})*"
            "|e?r|w&?w(?:&?w)+)",
            _weekdays,
        ),
        ("e(?=[TD@])", _each(Every(1, "day"))),
        # durations
        (rf"i(?:{_SPAN}|u(?:&a?h|H)?)f?", _ahead),
        (rf"\+{_SPAN}$", _ahead),
        (rf"{_SPAN}f", lambda tokens: _ahead([Token("i", ""), *tokens])),
        (rf"(?:g{_PART}|{_SPAN}g)", _each(Gone())),
        # days
        ("wxu|wux|xu&?w|uxw", _weekday_of_week),
        ("wtu|tuw", _weekday_of_week),
        ("w(?=u)u", _week_from),
        ("xu|ux", _next_unit),
        ("[xt]{0,2}w|wx|wt", _weekday),
        ("lu[tx]?m", _last_of_month),
        ("[BYM][tx]?ux?|[BYM]m", _edge),
        ("[on]mn(?=n|T|@|$|p|-|w)|m[on]n(?=n|T|@|$|p|-|w)", _date),
        ("[on]m|m[on]", _date),
        ("[BYM]?D", _figures),
        ("S", _slashed),
        ("O", lambda tokens: (Either(*tokens[0].value),)),
        ("V", lambda tokens: (Edge("end", tokens[0].value),)),
        ("s", _each(SameTime())),
        ("tp", lambda tokens: (Day(0), Part(tokens[1].value))),
        ("d", lambda tokens: (Day(tokens[0].value),)),
        # clocks
        ("@?(?:a?[hq]|n)[-+F](?:n|T)", _minutes_past),
        ("@?n[HRJ]", _hour_and),
        ("@n[&-]n(?!u)|n&n(?=p)", _hour_and),
        ("@?hn(?![u])", _half_hour),
        ("@?[TN]", _clock),
        ("@nu", _of_hours),
        ("@n", _bare_hour),
        (_SPAN, _plain_span),
        ("n", _bare_hour),
        ("p", lambda tokens: (Part(tokens[0].value),)),
        ("un(?:&?n)*", _days_of_month),
        ("lu(?!t?u|eu|m)", _last_day),
        ("o", _month_days),
        ("F|\\+", _each(From())),
        ("[@a-](?=[TNpwWdDmnkV])|a", _each()),
    )
)
