"""How long the balance lasts at the present pace, and what to buy when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, sqrt
from statistics import NormalDist, mean, stdev

from .books import Books, spend
from .bundles import Basket, cheapest_basket
from .cycles import apply_due, arrives_at_next_rollover
from .model import Kind, Plan, Purpose
from .rate_card import RateCard

FARTHEST = timedelta(days=730)
MONTH_DAYS = 365.25 / 12
_Z80 = NormalDist().inv_cdf(0.9)
ADVISES_FROM_WEEKS, ADVISES_FROM_PROPOSALS = 2, 5
"""What a pace must stand on before a purchase or a plan is advised by it."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Connects used in a day: the mean of the last weeks, and its 80 % range."""

    per_day: float
    slow: float
    fast: float
    weeks: int


def pace_of(weeks: Sequence[int]) -> Pace | None:
    """The pace of Connects used week by week; None when none were.

    One week alone tells no range: half and one and a half times as much are taken for it.
    """
    if not weeks or sum(weeks) <= 0:
        return None
    middle = mean(weeks)
    half = middle / 2 if len(weeks) == 1 else _Z80 * stdev(weeks) / sqrt(len(weeks))
    return Pace(middle / 7, max(0.0, middle - half) / 7, (middle + half) / 7, len(weeks))


@dataclass(frozen=True, slots=True)
class Course:
    """What becomes of the books at a pace. `runs_out` is None within FARTHEST; Connects else.

    `arrive`, `expire` and `cut` are counted until then.
    """

    runs_out: datetime | None
    arrive: int
    expire: int
    cut: int


def course(books: Books, per_day: float, card: RateCard, now: datetime) -> Course:
    """Let the days pass: what is due happens, and the day's Connects are spent."""
    books = books._replace(new_entries=())
    owed = 0.0
    at = now
    while at < now + FARTHEST:
        at += timedelta(days=1)
        books = apply_due(books, at, card)
        owed += per_day
        whole = int(owed)
        if whole > books.balance:
            return _course(books, at)
        if whole:
            books = spend(books, whole, at, purpose=Purpose.OTHER)
            owed -= whole
    return _course(books, None)


def _course(books: Books, runs_out: datetime | None) -> Course:
    def total(kind: Kind) -> int:
        return sum(abs(entry.amount) for entry in books.new_entries if entry.kind is kind)

    return Course(runs_out, total(Kind.GRANT), total(Kind.EXPIRE), total(Kind.FORFEIT))


@dataclass(frozen=True, slots=True)
class Advice:
    """What to buy for a month at the pace. Connects; `more` is what the month's free ones lack.

    `plus` says what Freelancer Plus would bring on top and what that would cost a month (cents,
    with the bundles that it still leaves to buy); `pays_from` is the shortage from which it is no
    dearer than bundles, None where it never is. Who is on it already is told nothing of it.
    """

    a_month: int
    arrive: int
    more: int
    basket: Basket | None
    plus_brings: int
    plus_cents: int
    pays_from: int | None


def advise(books: Books, pace: Pace, card: RateCard) -> Advice:
    """The cheapest way to keep the pace from month to month, by the card."""
    a_month = ceil(pace.per_day * MONTH_DAYS)
    arrive = arrives_at_next_rollover(books.account, card)
    more = max(0, a_month - arrive)
    on_plus = (books.account.next_plan or books.account.plan) is Plan.FREELANCER_PLUS
    basic = card.monthly(Plan.BASIC, offered=books.account.offered)
    brings = 0 if on_plus else max(0, card.monthly(Plan.FREELANCER_PLUS) - basic)
    return Advice(
        a_month=a_month,
        arrive=arrive,
        more=more,
        basket=cheapest_basket(card, more) if more else None,
        plus_brings=brings,
        plus_cents=_with_plus(card, more, brings),
        pays_from=_pays_from(card, brings) if brings else None,
    )


def _with_plus(card: RateCard, more: int, brings: int) -> int:
    return card.plans[Plan.FREELANCER_PLUS].price + _bundles(card, more - brings)


def _bundles(card: RateCard, need: int) -> int:
    return cheapest_basket(card, need).price_cents if need > 0 else 0


def _pays_from(card: RateCard, brings: int) -> int | None:
    """The least shortage a month for which the plan costs no more than bundles.

    Beyond what the plan brings, both ways buy the same bundles, or nearly: twice that is enough
    to look through.
    """
    return next(
        (
            need
            for need in range(1, 2 * brings + 1)
            if _with_plus(card, need, brings) <= _bundles(card, need)
        ),
        None,
    )
