"""What the Connects brought, how long they last, and what is drawn of both."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.app import App
from bot.ledger.books import Books
from bot.ledger.figures import FEWEST_RANKED, Figures, Period, Summary
from bot.ledger.forecast import (
    ADVISES_FROM_PROPOSALS,
    ADVISES_FROM_WEEKS,
    Advice,
    Course,
    Pace,
    advise,
    course,
    pace_of,
)
from bot.ledger.rate_card import RateCard
from bot.ledger.series import BalanceSeries, Spending, balance_series, spending
from bot.parsing.periods import read_period
from bot.store import accounts, figures

from .account import card_of, current_books


@dataclass(frozen=True, slots=True)
class Stats:
    """The figures of proposals sent in a period, with the card whose bands part their budgets."""

    period: Period
    summary: Summary
    card: RateCard


@dataclass(frozen=True, slots=True)
class Outlook:
    """What becomes of the books at the slow, the mean and the fast pace, and what to buy.

    `proposals` were sent lately; no advice where it would stand on too few of them or of weeks.
    """

    pace: Pace
    courses: tuple[Course, Course, Course]
    proposals: int
    advice: Advice | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """Until when the Connects last; no outlook where none were used lately."""

    books: Books
    outlook: Outlook | None


class Chart(StrEnum):
    BALANCE = "balance"
    FUNNEL = "funnel"
    SPENDING = "spending"


Drawn = BalanceSeries | Spending | Figures
"""What each of the charts shows."""

FEWEST_DRAWN = {Chart.BALANCE: 2, Chart.FUNNEL: FEWEST_RANKED, Chart.SPENDING: 2}
"""Days on which something moved, proposals, days on which Connects went: less is no picture."""


@dataclass(frozen=True, slots=True)
class TooLittle:
    """There are `have` of what a chart counts, fewer than FEWEST_DRAWN of its kind; `of_all` where
    that is of all that there ever was."""

    kind: Chart
    have: int
    of_all: bool


async def period_of(app: App, user_id: int, typed: str | None) -> Period:
    """The period that a person named. Raises PeriodUnclear."""
    zone = await app.database.read(lambda tx: accounts.timezone_of(tx, user_id))
    return await asyncio.to_thread(read_period, typed, zone, app.now())


async def stats(app: App, user_id: int, typed: str | None = None) -> Stats:
    """The figures of a period. Raises PeriodUnclear."""
    period = await period_of(app, user_id, typed)
    card = await card_of(app, user_id)
    bounds = card.cost.bounds
    summary = await app.database.read(lambda tx: figures.read_summary(tx, user_id, period, bounds))
    return Stats(period, summary, card)


async def forecast(app: App, user_id: int) -> Forecast:
    """Until when the person's Connects last."""
    now = app.now()
    books = await current_books(app, user_id)
    pace = pace_of(await app.database.read(lambda tx: figures.used_by_week(tx, user_id, now)))
    if pace is None:
        return Forecast(books, None)
    card = app.cards.of(books.account)
    courses = await asyncio.to_thread(courses_at, books, pace, card, now)
    sent = await app.database.read(lambda tx: figures.sent_lately(tx, user_id, now))
    is_enough = pace.weeks >= ADVISES_FROM_WEEKS and sent >= ADVISES_FROM_PROPOSALS
    advice = advise(books, pace, card) if is_enough else None
    return Forecast(books, Outlook(pace, courses, sent, advice))


def courses_at(
    books: Books, pace: Pace, rates: RateCard, now: datetime
) -> tuple[Course, Course, Course]:
    """What becomes of the books at the slow, the mean and the fast pace."""
    return (
        course(books, pace.slow, rates, now),
        course(books, pace.per_day, rates, now),
        course(books, pace.fast, rates, now),
    )


async def chart(app: App, user_id: int, kind: Chart, period: Period) -> Drawn | TooLittle:
    """What is to be drawn, or how much there is of what a picture needs."""
    books = await current_books(app, user_id)
    last = (period.end - timedelta(seconds=1)).date()
    of_all = period.start is None
    match kind:
        case Chart.FUNNEL:
            summary = await app.database.read(
                lambda tx: figures.read_summary(tx, user_id, period, ())
            )
            sent = summary.total.sent
            return summary.total if sent >= FEWEST_DRAWN[kind] else TooLittle(kind, sent, of_all)
        case Chart.SPENDING:
            spent = await app.database.read(lambda tx: figures.spent_by_source(tx, user_id, period))
            days = {day for day, _, _ in spent}
            if len(days) < FEWEST_DRAWN[kind]:
                return TooLittle(kind, len(days), of_all)
            return spending(spent, min(days), last)
        case Chart.BALANCE:
            before, moved = await app.database.read(
                lambda tx: figures.movements(tx, user_id, period)
            )
            days = {movement.day for movement in moved}
            if len(days) + bool(before) < FEWEST_DRAWN[kind]:
                return TooLittle(kind, len(days), of_all)
            start = period.start.date() if period.start and before else min(days, default=last)
            cap = app.cards.of(books.account).rollover.cap
            return balance_series(before, moved, start, last, cap)
