"""What people are told without asking: rules over their books.

Each notice has the instant from which it is to be told, which may be to come, and a key under which
it is told once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import NamedTuple

from .books import Books
from .calendar import instant_of, local_of
from .cycles import cut_at_next_rollover
from .model import Kind, Lot, Proposal, State
from .rate_card import RateCard

CUT_WARNING = timedelta(days=3)
LAST_WARNING = timedelta(days=1)
NIGHT_FROM = time(22)
NIGHT_UNTIL = time(8)
AWAITING_NEWS = (State.SUBMITTED, State.VIEWED, State.INTERVIEWING)


@dataclass(frozen=True, slots=True)
class NotificationSettings:
    """Which notices a person gets; 0 is none of that kind."""

    low_balance: int
    expiring_days: int
    rollover: bool
    stale_days: int
    at_night: bool
    timezone: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to be told from `at` on (UTC), once under its `key`."""

    key: str
    at: datetime


class CalendarMove(NamedTuple):
    """Connects that entries of one kind and source moved together."""

    kind: Kind
    source: str
    amount: int


@dataclass(frozen=True, slots=True)
class MonthTurned(Notice):
    """The cycle that has started last, with what it did."""

    moves: tuple[CalendarMove, ...]


@dataclass(frozen=True, slots=True)
class Expiring(Notice):
    """Connects that expire on one day, first at `expires_at`."""

    connects: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CutAhead(Notice):
    """Connects that the cap would cut at the next rollover."""

    connects: int


@dataclass(frozen=True, slots=True)
class LowBalance(Notice):
    """A balance below what was asked for; told again once it has risen and fallen."""

    connects: int


@dataclass(frozen=True, slots=True)
class NoNews(Notice):
    """A proposal of which nothing was heard for the days asked for."""

    proposal: Proposal


LOW = "low"
"""The key of LowBalance, which is forgotten when the balance has risen."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands beside the books: what the calendar posted when the cycle started, whether
    anything was ever spent, and the proposals that are AWAITING_NEWS.

    `waiting` is when it was said last of a proposal, by its id, that news are still waited for.
    """

    at_cycle_start: tuple[CalendarMove, ...]
    has_spent: bool
    awaiting: Sequence[Proposal]
    waiting: Mapping[int, datetime]


def notices_of(
    books: Books, settings: NotificationSettings, facts: Facts, now: datetime, card: RateCard
) -> list[Notice]:
    """Everything that is to be told, now or at a time that can be foreseen."""
    return [
        *_month_turned(books, settings, facts),
        *_expiring(books, settings, now),
        *_cut_ahead(books, settings, card),
        *_low_balance(books, settings, facts, now),
        *_no_news(settings, facts),
    ]


def _month_turned(
    books: Books, settings: NotificationSettings, facts: Facts
) -> Iterator[MonthTurned]:
    start = books.account.cycle_started_at
    if settings.rollover and facts.at_cycle_start:
        yield MonthTurned(f"turned:{_seconds(start)}", start, facts.at_cycle_start)


def _expiring(books: Books, settings: NotificationSettings, now: datetime) -> Iterator[Expiring]:
    """The days on which lots expire, so many days ahead, and again on the last day."""
    if not settings.expiring_days:
        return
    by_day = [
        (day, tuple(lots))
        for day, lots in groupby(books.lots, key=lambda lot: lot.expires_at.date())
    ]
    for days in {settings.expiring_days, LAST_WARNING.days}:
        for day, lots in by_day:
            due = _due_lots(lots, days, now)
            if due:
                expires_at = min(lot.expires_at for lot in due)
                yield Expiring(
                    f"expiring:{day.isoformat()}:{days}",
                    expires_at - timedelta(days=days),
                    sum(lot.remaining for lot in due),
                    expires_at,
                )


def _due_lots(lots: Sequence[Lot], days: int, now: datetime) -> list[Lot]:
    """Those that are told of so many days ahead: not early any more, once the last day has come."""
    is_last = days == LAST_WARNING.days
    return [lot for lot in lots if is_last or lot.expires_at - now > LAST_WARNING]


def _cut_ahead(books: Books, settings: NotificationSettings, card: RateCard) -> Iterator[CutAhead]:
    cut = cut_at_next_rollover(books, card)
    if cut and settings.rollover:
        start = books.account.next_cycle_at
        yield CutAhead(f"cut:{_seconds(start)}", start - CUT_WARNING, cut)


def _low_balance(
    books: Books, settings: NotificationSettings, facts: Facts, now: datetime
) -> Iterator[LowBalance]:
    """Who has only just begun, and never spent anything, needs no warning."""
    if books.balance < settings.low_balance and facts.has_spent:
        yield LowBalance(LOW, now, books.balance)


def _no_news(settings: NotificationSettings, facts: Facts) -> Iterator[NoNews]:
    if settings.stale_days:
        for each in facts.awaiting:
            since = max(each.state_at, facts.waiting.get(each.id, each.state_at))
            at = since + timedelta(days=settings.stale_days)
            yield NoNews(f"stale:{each.id}:{_seconds(since)}", at, each)


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def after_night(at: datetime, zone: str) -> datetime:
    """The instant itself, or the next 8:00 in the zone when it falls between 22:00 and 8:00."""
    local = local_of(at, zone)
    if NIGHT_UNTIL <= local.time() < NIGHT_FROM:
        return at
    day = local.date() + timedelta(days=local.time() >= NIGHT_FROM)
    return instant_of(datetime.combine(day, NIGHT_UNTIL), zone)


def when_awake(at: datetime, settings: NotificationSettings) -> datetime:
    """The instant itself, or the morning after for who wishes no messages at night."""
    return at if settings.at_night else after_night(at, settings.timezone)
