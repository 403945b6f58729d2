"""Days gone by as tables and pages have them: `Jan 18, 2027`, `18.01.27`, `Today`, `46405`."""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.parsing.lexicon import load
from bot.parsing.numbers import spelt_as_digits
from bot.parsing.text import plain

FIRST_YEAR = 2010
"""Nothing is older: Upwork's predecessors had no Connects before."""
_EXCEL_DAY = date(1899, 12, 30)
"""Day 0 of a spreadsheet's serial numbers."""


class Order(NamedTuple):
    """Whether the day stands before the month where figures leave it open."""

    day_first: bool = False


_MONTHS = {name: int(number) for number, names in load("months").items() for name in names.split()}


_WEEKDAYS = """
mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday sun sunday
lun lunes mar martes mie mié miercoles miércoles jue jueves vie viernes sab sáb sabado sábado dom
domingo lundi mardi mer mercredi jeu jeudi ven vendredi sam samedi dim dimanche mo di mi do fr sa so
montag dienstag mittwoch donnerstag freitag samstag sonntag seg ter qua qui sex
"""
_WEEKDAY = rf"(?:[^\W\d]{{2,12}}\.?,\s+|(?:{'|'.join(_WEEKDAYS.split())})\.?\s+(?=\d))?"
_CLOCK = (
    r"(?:[\s,T]+(?:at\s+|um\s+|a las\s+)?"
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?::\d\d(?:[.,]\d+)?)?"
    r"\s*(?P<half>[ap]\.?\s?m\.?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)?)?\s*"
)
_NAME = r"(?P<month>[^\W\d]{3,12})\.?"
_FORMS = tuple(
    re.compile(_WEEKDAY + form + _CLOCK, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})",
        r"(?P<one>\d{1,2})(?P<sign>[/.-])(?P<two>\d{1,2})(?P=sign)(?P<year>\d{4}|\d\d)(?!\d)",
        rf"{_NAME}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s*(?P<year>\d{{4}})|,?\s+'?(?P<short>\d\d)(?![\d:]))?",
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.|º)?[\s/-]+(?:(?:de|of)\s+)?{_NAME}"
        rf"(?:[\s,/-]+(?:de[l]?\s+)?(?P<year>\d{{4}}|'?\d\d(?![\d:])))?",
        r"(?P<one>\d{1,2})(?P<sign>[/.])(?P<two>\d{1,2})\.?(?!\d)",
    )
)
_GONE = {
    **dict.fromkeys(("today", "now", "just", "tonight", "earlier", "hoy", "ahora", "recien"), 0),
    **dict.fromkeys(("this morning", "this afternoon", "this evening", "this noon", "this am"), 0),
    **dict.fromkeys(("this arvo", "noon", "midday", "at lunch", "over lunch", "kanina"), 0),
    **dict.fromkeys(("dinnertime", "lunchtime", "at breakfast", "overnight"), 0),
    **dict.fromkeys(("a moment ago", "a while ago", "tonite", "2day", "rn"), 0),
    **dict.fromkeys(("minutes ago", "mins ago", "few hours ago"), 0),
    **dict.fromkeys(("esta manana", "esta tarde", "esta noche", "hace rato", "hace un rato"), 0),
    **dict.fromkeys(("ahorita", "mediodia", "hace un momento", "hace poco", "hace nada"), 0),
    **dict.fromkeys(("hace un ratito", "hace ratito"), 0),
    **dict.fromkeys(("yesterday", "last night", "last evening", "last nite", "ayer", "anoche"), 1),
    **dict.fromkeys(("yst", "ystd", "ystdy", "yest", "yday", "ystrday", "yesterdy"), 1),
    **dict.fromkeys(
        ("day before yesterday", "anteayer", "antier", "antes de ayer", "antenoche"), 2
    ),
    "a week ago": 7,
}
_ABOUT = r"(?:some ?time |just |early |earlier |late |later |back )?"
_PART_OF_TODAY = re.compile(
    rf"{_ABOUT}(?:this|in the|during|before|after|over|at) (?:early |late )?"
    r"(?:morn\w*|aft\w*|eve\w*|night|noon|breakfast|lunch\w*|dinner|supper|tea|coffee|nap\w*|work)"
    rf"|{_ABOUT}(?:this week|esta semana)"
)
_LAST_NIGHT = re.compile(rf"{_ABOUT}last n(?:ight|iht|ght|yt|yte|t|ite)")
_LAST_WEEK = re.compile(rf"{_ABOUT}(?:last week|la semana pasada)")
_WEEKEND = re.compile(
    rf"{_ABOUT}(?:(?:on|over|at|before|during) )?(?:the|this|last) (?:past |last )?weekend"
    r"|(?:el |este )?(?:fin de semana|finde)(?: pasado)?"
)
"""All that is said of the day: with a date beside it, `the 12th in the morning`, they tell none."""
_SUNDAY = 6
_WEEK = (
    ("monday", "mon", "lunes"), ("tuesday", "tue", "tues", "martes"),
    ("wednesday", "wed", "miercoles"), ("thursday", "thu", "thur", "thurs", "jueves"),
    ("friday", "fri", "viernes"), ("saturday", "sat", "sabado"), ("sunday", "sun", "domingo"),
)  # fmt: skip
_DAYS_OF_WEEK = {name: number for number, names in enumerate(_WEEK) for name in names}
_SO_MANY_AGO = re.compile(
    r"(?:hace )?(\d{1,2}|an?|un[oa]?|(?:a )?couple(?: of)?|un par de) "
    r"(days?|nights?|dias?|noches?|weeks?|semanas?|ho?u?rs?|horas?|min(?:ute|uto)?s?)\b"
)
_PAIR = re.compile(r"couple|par")
_CLOCK_ALONE = re.compile(r"(?:at|around|about|by|ca|like )*\s*\d{1,2}(?: \d\d)? ?[ap]m")
_OF_THE_MONTH = re.compile(r"(?:on )?(?:the|el|dia|el dia) (\d{1,2})(?:st|nd|rd|th)?")
_BEFORE_A_DATE = re.compile(r"^\s*(?:on|the|on the|el|del?)\s+(?=\d)", re.IGNORECASE)
_TO_COME = re.compile(r"\b(?:next|coming|in \d+|tomorrow|proxim[oa]|que viene|en \d+|dentro de)\b")


def read_days_ago(text: str, today: date) -> int | None:
    """How many days ago it was, as people say it: `last friday`, `hace 2 días`; None of no day.

    A day of the week is the last that has been.
    """
    words = " ".join(re.findall(r"[^\W_]+", spelt_as_digits(plain(text))))
    if _TO_COME.search(words):
        return None
    phrase = max(
        (each for each in _GONE if re.search(rf"\b{each}\b", words)), key=len, default=None
    )
    if (about := _said_about(words, today)) is not None:
        return about
    named = [_DAYS_OF_WEEK[word] for word in words.split() if word in _DAYS_OF_WEEK]
    if len(set(named)) == 1:
        return (today.weekday() - named[0]) % 7 or (0 if phrase == "today" else 7)
    if found := _SO_MANY_AGO.search(words):
        many = int(found[1]) if found[1].isdigit() else 2 if _PAIR.search(found[1]) else 1
        unit = found[2]
        return many * (7 if unit[0] in "ws" else 1 if unit[0] in "dn" else 0)
    if phrase is None and _CLOCK_ALONE.fullmatch(words):
        phrase = "today"
    if phrase is not None:
        return _GONE[phrase]
    if found := _OF_THE_MONTH.fullmatch(words):
        return _since_day_of_month(int(found[1]), today)
    dated = _BEFORE_A_DATE.sub("", text).strip(" ,;:")
    day = read_day(dated, datetime.combine(today, time(12), UTC), "UTC")
    return (today - day).days if day is not None and day <= today else None


def _said_about(words: str, today: date) -> int | None:
    """`after lunch`, `last week`, `over the weekend`, where nothing else is told of the day."""
    ago = {
        _PART_OF_TODAY: 0, _LAST_NIGHT: 1, _LAST_WEEK: 7, _WEEKEND: _since_weekend(words, today),
    }  # fmt: skip
    return next((days for said, days in ago.items() if said.fullmatch(words)), None)


def _since_weekend(words: str, today: date) -> int:
    """How many days ago the last Sunday was; none on a weekend, but where the last one is told."""
    if today.weekday() >= _SUNDAY - 1 and not _LAST.search(words):
        return 0
    return (today.weekday() - _SUNDAY) % 7 or 7


_LAST = re.compile(r"\b(?:last|past|pasado)\b")


_SAT_DOWN = re.compile(r"(?<!\bon )\bsat (?:the|my|down|it)\b")
"""`sat the readiness test`: no Saturday."""


def names_a_day(text: str) -> bool:
    """Whether a word of the text is that of a day gone by: `yst`, `tues`, `ayer`."""
    words = re.findall(r"[^\W_]+", _SAT_DOWN.sub("", plain(text)))
    return any(word in _DAYS_OF_WEEK or _GONE.get(word, 0) > 0 for word in words)


def _since_day_of_month(number: int, today: date) -> int | None:
    """How many days ago the month had that day last: `the 3rd`."""
    return next((ago for ago in range(62) if (today - timedelta(ago)).day == number), None)


_SERIAL = re.compile(r"[45]\d{4}(?:[.,]\d+)?")
_EPOCH = re.compile(r"1[2-9]\d{8}(?:\d{3})?")
"""Seconds or milliseconds since 1970: of 2008 and later."""
_AGO = re.compile(r"(?P<many>\d{1,3}|an?)\s(?P<unit>minute|hour|day|week)s? ago")
_RELATIVE = {
    "today": 0, "hoy": 0, "heute": 0, "aujourd'hui": 0, "hoje": 0, "oggi": 0, "сегодня": 0,
    "vandaag": 0, "сьогодні": 0, "just now": 0,
    "yesterday": 1, "ayer": 1, "gestern": 1, "hier": 1, "ontem": 1, "ieri": 1, "вчера": 1,
    "gisteren": 1, "вчора": 1,
}  # fmt: skip


def read_day(text: str, now: datetime, zone: str, order: Order = Order()) -> date | None:  # noqa: B008
    """The day that the text names, in the zone; None for anything else.

    A day without a year is the latest that has come; a time with a zone of its own is brought to
    the person's.
    """
    if not 3 <= len(text) <= 60:
        return None
    today = now.astimezone(ZoneInfo(zone)).date()
    return _read_day(" ".join(text.split()), today, now, zone, order)


@lru_cache(maxsize=4096)
def _read_day(text: str, today: date, now: datetime, zone: str, order: Order) -> date | None:
    relative = re.split(r"[\s,]+(?=\d)", plain(text), maxsplit=1)[0].strip(" ,")
    if relative in _RELATIVE:
        return today - timedelta(days=_RELATIVE[relative])
    if ago := _AGO.fullmatch(plain(text)):
        return _ago(ago, now, zone)
    if _SERIAL.fullmatch(text):
        return _EXCEL_DAY + timedelta(days=int(text[:5]))
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), ZoneInfo(zone)).date()
    for form in _FORMS:
        if match := form.fullmatch(text):
            try:
                return _day_of(match.groupdict(), today, zone, order)
            except (ValueError, OverflowError):
                return None
    return None


def _ago(match: re.Match[str], now: datetime, zone: str) -> date:
    many = int(match["many"]) if match["many"].isdigit() else 1
    return (now - timedelta(**{f"{match['unit']}s": many})).astimezone(ZoneInfo(zone)).date()


def _day_of(parts: dict[str, str | None], today: date, zone: str, order: Order) -> date | None:
    if name := parts.get("month"):
        month = _MONTHS.get(plain(name).strip(". "), 0)
        day = int(parts["d"] or 0)
    elif parts.get("m"):
        month, day = int(parts["m"] or 0), int(parts["d"] or 0)
    else:
        one, two = int(parts["one"] or 0), int(parts["two"] or 0)
        first = (order.day_first or one > 12) and two <= 12
        day, month = (one, two) if first or (parts["sign"] == "." and two <= 12) else (two, one)
    year = (parts.get("year") or parts.get("short") or "").strip("' ")
    if not year:
        found = date(today.year, month, day)
        return found if found <= today else found.replace(year=today.year - 1)
    whole = int(year) + (2000 if len(year) <= 2 else 0)
    found = date(whole, month, day)
    return _moved(found, parts, zone) if FIRST_YEAR <= found.year <= 2100 else None


def _moved(day: date, parts: dict[str, str | None], zone: str) -> date:
    """The day in the person's zone, where the time had a zone of its own."""
    offset = parts.get("zone")
    if not offset:
        return day
    hour = int(parts["hour"] or 0)
    if half := parts.get("half"):
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    sign = "+00:00" if offset.upper() in ("Z", "UTC", "GMT") else offset
    at = datetime.fromisoformat(f"{day}T{hour:02}:{parts['minute']}:00{sign}")
    return at.astimezone(ZoneInfo(zone)).date()


_FIGURES = re.compile(
    rf"\s*{_WEEKDAY}(\d{{1,2}})([/.-])(\d{{1,2}})\2\d{{2,4}}(?!\d)", re.IGNORECASE
)


def orders_of(cells: list[str], now: datetime, zone: str) -> list[Order]:
    """In which orders of day and month all of the dates can be read; both where it is open.

    A date to come tells, and so does the order in which the rows stand.
    """
    figures = [found for cell in cells if (found := _FIGURES.match(cell)) and found[2] != "."]
    if not figures:
        return [Order()]
    today = now.astimezone(ZoneInfo(zone)).date()
    read: dict[Order, list[date]] = {}
    for order in (Order(), Order(day_first=True)):
        days = [read_day(found[0], now, zone, order) for found in figures]
        if _can_be(figures, order) and all(day is not None and day <= today for day in days):
            read[order] = [day for day in days if day]
    if len(read) == 2 and read[Order()] == read[Order(day_first=True)]:
        return [Order()]
    sorted_ones = [order for order, days in read.items() if _is_sorted(days)]
    if len(read) == 2 and len(sorted_ones) == 1 and len(figures) >= 3:
        return sorted_ones
    return list(read) or _by_figures(figures)


def _can_be(figures: list[re.Match[str]], order: Order) -> bool:
    return all(int(found[3 if order.day_first else 1]) <= 12 for found in figures)


def _by_figures(figures: list[re.Match[str]]) -> list[Order]:
    """Where some date is none in either order: the one that most dates are possible in."""
    day_first = sum(int(found[1]) > 12 for found in figures)
    month_first = sum(int(found[3]) > 12 for found in figures)
    return [Order(day_first=day_first > month_first)]


def _is_sorted(days: list[date]) -> bool:
    return days == sorted(days) or days == sorted(days, reverse=True)
