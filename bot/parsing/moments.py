"""When, in words: `friday 9am`, `in 2 days`, `every monday 10:00`, `tonight at 8`, `15:00 CET`."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrulestr

from bot.ledger.calendar import instant_of, local_of
from bot.parsing.recurrence import next_local, rule_of
from bot.parsing.refusals import WhenDoubtful, WhenFar, WhenPast, WhenUnclear
from bot.parsing.time_grammar import (
    Ahead,
    Clock,
    Date,
    Day,
    Edge,
    Either,
    Every,
    From,
    Gone,
    Instant,
    MonthDays,
    NthWeekday,
    Part,
    Piece,
    SameTime,
    Span,
    Weekday,
    Weekdays,
    Zone,
    read_pieces,
)
from bot.parsing.time_words import UNKNOWN, read_tokens

LONGEST = 120
"""No time that is typed is longer."""
FARTHEST = timedelta(days=5 * 366)
MORNING = time(9)
END_OF_DAY = time(17)
_TIMES = {"morning": MORNING, "afternoon": time(14), "evening": time(18), "night": time(20)}
_TIMES |= {"small hours": time(2)}


@dataclass(frozen=True)
class When:
    """When a reminder falls due first (UTC); `rule` repeats it, over local times of `zone`."""

    at: datetime
    local: datetime
    rule: str = ""
    zone: str = ""


def read_when(text: str, now: datetime, zone: str) -> When:
    """The instant or series that the words mean in the zone, seen from `now` (UTC).

    A zone that was typed beats the person's. Raises WhenUnclear with the word that could not be
    read, WhenDoubtful, WhenPast or WhenFar.
    """
    if not text.strip() or len(text) > LONGEST:
        raise WhenUnclear(text=text)
    pieces, unread = read_pieces(read_tokens(text))
    if unread or not pieces:
        raise WhenUnclear(text=text, unread=unread)
    when = _Reading(text, now, zone, pieces).when()
    if when.at <= now:
        raise WhenPast(text=text, at=when.at)
    if when.at - now > FARTHEST:
        raise WhenFar()
    return when


LONGEST_SPAN = 12
"""Words of a time within a sentence."""


def find_when(text: str) -> tuple[str, str]:
    """The words of a sentence that are a time, and the sentence without them; empty where none are.

    Of several times the first; of words that could end it the most.
    """
    words = text.split()[:MOST_WORDS]
    is_time = [_is_of_time(word) for word in words]
    for start in range(len(words)):
        if not is_time[start]:
            continue
        end = next((at for at in range(start, len(words)) if not is_time[at]), len(words))
        for stop in range(min(end, start + LONGEST_SPAN), start, -1):
            span = " ".join(words[start:stop])
            if _tells_time(span):
                return span, " ".join((*words[:start], *words[stop:]))
    return "", text


MOST_WORDS = 80


def _is_of_time(word: str) -> bool:
    """Whether the word has a place among words about time, were it only one of no meaning."""
    if word.lower().strip(".,") in _HALVES:
        return True
    return all(token.category != UNKNOWN for token in read_tokens(word))


_HALVES = frozenset({"am", "pm", "a.m", "p.m"})
"""Behind an hour, with a space between."""


def _tells_time(span: str) -> bool:
    """Whether all of the words are one time, and more than a number."""
    pieces, unread = read_pieces(read_tokens(span))
    told = (piece for piece in pieces if not isinstance(piece, From | Ahead))
    return not unread and any(not isinstance(piece, Clock) or not piece.bare for piece in told)


_DAYS = (Day, Weekday, Date, MonthDays, NthWeekday, Edge)
_P = TypeVar("_P")


class _Reading:
    """The pieces of one text, put together; each is used once or the text is unclear."""

    def __init__(self, text: str, now: datetime, zone: str, pieces: Sequence[Piece]) -> None:
        self.text, self.now = text, now
        self.pieces = list(pieces)
        if doubt := self._take(Either):
            raise WhenDoubtful(text=text, either=doubt.one, other=doubt.other)
        typed = self._typed_zone()
        self.zone = self._zone(typed, zone) if typed else zone
        self.typed_zone = typed is not None
        self.here = local_of(now, self.zone)
        self.own_zone = zone

    def _take(self, kind: type[_P]) -> _P | None:
        """The one piece of that kind. Raises WhenUnclear where there are two."""
        found = [piece for piece in self.pieces if isinstance(piece, kind)]
        if len(found) > 1:
            raise WhenUnclear(text=self.text)
        if not found:
            return None
        self.pieces.remove(found[0])
        return found[0]

    def _typed_zone(self) -> Zone | None:
        """The zone that was typed; once more where it was typed twice: `Lagos time (WAT)`."""
        typed = [piece for piece in self.pieces if isinstance(piece, Zone)]
        self.pieces = [piece for piece in self.pieces if not isinstance(piece, Zone)]
        if not typed:
            return None
        if len({local_of(self.now, each.names[0]) for each in typed}) > 1:
            raise self._unclear()
        return typed[0]

    def _unclear(self) -> WhenUnclear:
        return WhenUnclear(text=self.text)

    def _zone(self, typed: Zone, own: str) -> str:
        """The zone that was meant: the person's own where the letters may mean it."""
        shown = local_of(self.now, own)
        same = [name for name in typed.names if local_of(self.now, name) == shown]
        if same or len(typed.names) == 1:
            return same[0] if same else typed.names[0]
        raise WhenDoubtful(
            text=self.text, either=typed.names[0].rpartition("/")[2].replace("_", " ") + " time",
            other=typed.names[1].rpartition("/")[2].replace("_", " ") + " time",
        )  # fmt: skip

    def when(self) -> When:
        """What the pieces mean together. Raises the refusals of `read_when`."""
        if instant := self._take(Instant):
            return self._all_used(When(instant.at, local_of(instant.at, self.own_zone)))
        if self._take(Gone):
            raise WhenPast(text=self.text, at=self.now)
        if any(isinstance(piece, Every | Weekdays) for piece in self.pieces):
            return self._all_used(self._repeated())
        return self._all_used(self._once())

    def _all_used(self, when: When) -> When:
        if self.pieces:
            raise self._unclear()
        return when

    # --- once ---------------------------------------------------------------------------------

    def _once(self) -> When:
        span, ahead, after = self._take(Span), self._take(Ahead), self._take(From)
        at_time, shift = self._time(span if not ahead and not after else None)
        if at_time is not None and span and span.hours is not None and not ahead and not after:
            span = None  # its hours were the clock's
        if span is None and (ahead or after):
            raise self._unclear()
        if span and not after and not self._is_day_told():
            return self._after(span, at_time, shift)
        day = self._day(at_time or MORNING, shift)
        if day is None:
            return self._today_or_tomorrow(at_time, shift)
        if span:
            if span.seconds or not after:
                raise self._unclear()
            day += relativedelta(months=span.months, days=span.days)
        return self._at(day + timedelta(days=shift), at_time or MORNING)

    def _is_day_told(self) -> bool:
        return any(isinstance(piece, _DAYS) for piece in self.pieces)

    def _after(self, span: Span, at_time: time | None, shift: int) -> When:
        """So long from now; whole days at the time that was told, or at this one."""
        try:
            day = self.here + relativedelta(months=span.months, days=span.days)
        except (OverflowError, ValueError):
            raise WhenFar() from None
        if span.seconds:
            if at_time is not None:
                raise self._unclear()
            start = instant_of(day, self.zone) if day != self.here else self.now
            at = start + timedelta(seconds=span.seconds)
            return When(at, local_of(at, self.own_zone))
        time_there = at_time or self.here.time().replace(microsecond=0)
        return self._at(day.date() + timedelta(days=shift), time_there)

    def _today_or_tomorrow(self, at_time: time | None, shift: int) -> When:
        if at_time is None:
            raise self._unclear()
        day = self.here.date() + timedelta(days=shift)
        if datetime.combine(day, at_time) <= self.here:
            day += timedelta(days=1)
        return self._at(day, at_time)

    def _at(self, day: date, at_time: time) -> When:
        local = datetime.combine(day, at_time)
        at = instant_of(local, self.zone)
        return When(at, local_of(at, self.own_zone) if self.typed_zone else local)

    # --- the time of day ----------------------------------------------------------------------

    def _time(self, hours: Span | None) -> tuple[time | None, int]:
        """The time of day that was told, and how many days later than the named day it is.

        `hours` is a span that may be one: `friday 22 h`. Raises WhenDoubtful.
        """
        clock, part = self._take(Clock), self._take(Part)
        if self._take(SameTime):
            if clock or part or hours:
                raise self._unclear()
            return self.here.time().replace(second=0, microsecond=0), 0
        if clock is None and hours and hours.hours is not None and self._is_day_told():
            if not 0 <= hours.hours < 24:
                raise self._unclear()
            clock = Clock(hours.hours, 0, "", not 1 <= hours.hours <= 7)
        edge = [piece for piece in self.pieces if isinstance(piece, Edge)]
        if clock is None and part is None and edge and edge[0] == Edge("end", "day"):
            return END_OF_DAY, 0
        if clock is None:
            return self._of_part(part)
        if clock.bare and part is None:
            self._doubt_bare(clock)
        if part is None or part.name == "midnight":
            return self._clock(clock, part)
        return self._clock_in(clock, part)

    def _of_part(self, part: Part | None) -> tuple[time | None, int]:
        if part is None:
            return None, 0
        if part.name != "midnight":
            return _TIMES[part.name], 0
        days = [piece for piece in self.pieces if isinstance(piece, _DAYS)]
        if days and days != [Day(0)]:
            raise WhenDoubtful(
                text=self.text, either=f"{_day_name(days[0])} 00:00", other="the end of that day"
            )
        return time(0), 1

    def _clock(self, clock: Clock, midnight: Part | None) -> tuple[time, int]:
        if midnight is not None:
            raise self._unclear()
        if not clock.sure and 1 <= clock.hour <= 7:
            shown = f"{clock.hour}:{clock.minute:02}" if clock.minute else f"{clock.hour}"
            raise WhenDoubtful(text=self.text, either=f"{shown}am", other=f"{shown}pm")
        hour = clock.hour
        if clock.half:
            hour = hour % 12 + (12 if clock.half == "pm" else 0)
        return time(hour, clock.minute), 0

    def _clock_in(self, clock: Clock, part: Part) -> tuple[time, int]:
        """`tonight at 8`, `8 in the morning`. Raises WhenUnclear where they contradict."""
        hour = clock.hour
        if clock.half:
            hour = hour % 12 + (12 if clock.half == "pm" else 0)
        elif 1 <= hour <= 12:
            hour = _HOURS[part.name].get(hour, -1)
        shift = 0
        if hour == 24:
            hour, shift = 0, 1
        if hour < 0 or not _fits(hour, part.name, shift):
            raise self._unclear()
        if part.name == "night" and hour < 5 and not shift and self.pieces:
            raise WhenDoubtful(
                text=self.text, either=f"{hour}am of that day", other=f"{hour}am a day later"
            )
        return time(hour, clock.minute), shift

    def _doubt_bare(self, clock: Clock) -> None:
        """A number alone: `friday 9` may be the 9th. Raises WhenDoubtful, WhenUnclear."""
        if not self._is_day_told():
            raise self._unclear()
        days = [piece for piece in self.pieces if isinstance(piece, _DAYS)]
        if not isinstance(days[0], Day) or clock.minute:
            raise WhenDoubtful(
                text=self.text, either=f"at {clock.hour}:00", other=f"the {clock.hour}th"
            )

    # --- the day ------------------------------------------------------------------------------

    def _day(self, at_time: time, shift: int) -> date | None:
        """The day that was told; a weekday beside another day must be that day's."""
        weekday = self._take(Weekday)
        days = [piece for piece in self.pieces if isinstance(piece, _DAYS)]
        if len(days) > 1:
            raise self._unclear()
        if not days:
            return self._weekday(weekday, at_time) if weekday else None
        self.pieces.remove(days[0])
        found = self._other_day(days[0], at_time)
        if weekday and weekday.number != found.weekday():
            raise self._unclear()
        return found

    def _other_day(self, told: Piece, at_time: time) -> date:
        today = self.here.date()
        match told:
            case Day():
                return today + relativedelta(months=told.months, days=told.ahead)
            case Date():
                return self._date(told)
            case MonthDays(days=(day,)):
                return self._month_day(day, at_time)
            case NthWeekday():
                return self._nth_weekday(told, at_time)
            case Edge():
                return self._edge(told)
            case _:
                raise self._unclear()

    def _weekday(self, told: Weekday, at_time: time) -> date:
        today = self.here.date()
        if told.which == "following":
            return today + timedelta(days=7 - today.weekday() + told.number)
        ahead = (told.number - today.weekday()) % 7
        if ahead == 0 and at_time <= self.here.time():
            ahead = 7
        day = today + timedelta(days=ahead)
        if told.which == "next" and day.isocalendar()[:2] == today.isocalendar()[:2]:
            later = day + timedelta(days=7)
            raise WhenDoubtful(text=self.text, either=day.isoformat(), other=later.isoformat())
        return day

    def _date(self, told: Date) -> date:
        years = [told.year] if told.year else range(self.here.year, self.here.year + 5)
        for year in years:
            try:
                day = date(year, told.month, told.day)
            except ValueError:
                continue
            if told.year or day >= self.here.date():
                return day
        raise self._unclear()

    def _months_ahead(self, months: int) -> date:
        return self.here.date().replace(day=1) + relativedelta(months=months)

    def _is_ahead(self, day: date, at_time: time) -> bool:
        return datetime.combine(day, at_time) > self.here

    def _month_day(self, day: int, at_time: time) -> date:
        for months in range(13):
            first = self._months_ahead(months)
            last = monthrange(first.year, first.month)[1]
            found = first.replace(day=last if day == -1 else min(day, last))
            if (day == -1 or found.day == day) and self._is_ahead(found, at_time):
                return found
        raise self._unclear()

    def _nth_weekday(self, told: NthWeekday, at_time: time) -> date:
        if told.nth == -1 and told.month is None and not told.following:
            raise self._unclear()  # "last monday" is gone
        for months in range(1 if told.following else 0, 13):
            first = self._months_ahead(months)
            if told.month not in (None, first.month):
                continue
            found = _nth_of_month(first, told.nth, told.weekday)
            if found and self._is_ahead(found, at_time):
                return found
        raise self._unclear()

    def _edge(self, told: Edge) -> date:
        today = self.here.date()
        if told.unit == "day":
            return today
        if told.unit == "week":
            monday = today - timedelta(days=today.weekday())
            if told.which == "start" or told.following:
                monday += timedelta(days=7)
            return monday if told.which == "start" else monday + timedelta(days=4)
        if told.unit == "year":
            year = today.year + told.following
            return date(year + 1, 1, 1) if told.which == "start" else date(year, 12, 31)
        if told.unit.startswith("month "):
            month = int(told.unit.removeprefix("month "))
            year = today.year + (month < today.month)
            return date(year, month, monthrange(year, month)[1])
        return self._month_edge(told)

    def _month_edge(self, told: Edge) -> date:
        first = self._months_ahead(int(told.following))
        if told.which == "start":
            return first if told.following else self._months_ahead(1)
        if told.which == "middle":
            middle = first.replace(day=15)
            return middle if middle > self.here.date() else middle + relativedelta(months=1)
        return first.replace(day=monthrange(first.year, first.month)[1])

    # --- repeated -----------------------------------------------------------------------------

    def _repeated(self) -> When:
        every = self._take(Every) or Every(1, "")
        weekdays = self._take(Weekdays)
        start_from = self._take(From)
        at_time, shift = self._time(None)
        if shift:
            at_time, shift = time(0), 0
        days = tuple(weekdays.numbers) if weekdays else ()
        month_days, nth = self._take(MonthDays), self._take(NthWeekday)
        edge = self._take(Edge)
        if edge and edge != Edge("end", "day"):
            raise self._unclear()
        start = self.here.date()
        if every.unit == "year" or start_from:
            start = self._day(at_time or MORNING, 0) or start
        else:
            days += self._more_weekdays()
        rule = rule_of(every, days, month_days, nth)
        if rule is None:
            raise self._unclear()
        return self._series(rule, start, at_time)

    def _more_weekdays(self) -> tuple[int, ...]:
        """`every 2 weeks on Monday, Friday`: weekdays by themselves behind a repetition."""
        several = [piece for piece in self.pieces if isinstance(piece, Weekday)]
        self.pieces = [piece for piece in self.pieces if not isinstance(piece, Weekday)]
        return tuple(piece.number for piece in several)

    def _series(self, rule: str, day: date, at_time: time | None) -> When:
        start = datetime.combine(day, at_time or MORNING)
        if rule.startswith("FREQ=HOURLY"):
            if at_time is not None:
                raise self._unclear()
            start = self.here.replace(second=0, microsecond=0)
        first = rrulestr(rule, dtstart=start).after(start, inc=True)
        if first is not None and instant_of(first, self.zone) <= self.now:
            first = next_local(rule, start, self.now, self.zone)
        if first is None:
            raise self._unclear()
        zone = self.zone if self.typed_zone and self.zone != self.own_zone else ""
        return When(instant_of(first, self.zone), first, rule, zone)


_HOURS = {
    "morning": {12: -1} | {hour: hour for hour in range(1, 12)},
    "afternoon": {12: 12} | {hour: hour + 12 for hour in range(1, 9)},
    "evening": {hour: hour + 12 for hour in range(4, 12)},
    "night": {12: 24} | {hour: hour + 12 for hour in range(6, 12)} | {h: h for h in range(1, 5)},
    "small hours": {12: 24} | {hour: hour for hour in range(1, 7)},
}
"""What an hour without am or pm is in a part of the day."""
_WITHIN = {
    "morning": (0, 12), "afternoon": (11, 20), "evening": (15, 23), "night": (17, 24),
    "small hours": (0, 7),
}  # fmt: skip


def _fits(hour: int, part: str, shift: int) -> bool:
    first, last = _WITHIN[part]
    return shift > 0 or first <= hour <= last or (part == "night" and hour < 5)


def _day_name(told: object) -> str:
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    return names[told.number] if isinstance(told, Weekday) else "that day"


def _nth_of_month(first: date, nth: int, weekday: int) -> date | None:
    days = monthrange(first.year, first.month)[1]
    fitting = [
        first.replace(day=day)
        for day in range(1, days + 1)
        if first.replace(day=day).weekday() == weekday
    ]
    return fitting[nth - 1 if nth > 0 else -1] if nth <= len(fitting) else None
