"""Connects that come and go: spent, bought, earned, corrected, and undone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.actions import waiting
from bot.actions.refusals import (
    CostUnknown,
    HoursUnknown,
    PurposeBoost,
    PurposeConnects,
    SpendTooLarge,
    SpendWhat,
)
from bot.actions.waiting import SPEND, Draft
from bot.app import App
from bot.ledger.model import Budget, Purpose, Source
from bot.ledger.rate_card import RateCard
from bot.ledger.refusals import NotEnough
from bot.ledger.undo import ANY_ENTRY, EntryFilter
from bot.parsing.money import parse_budget, parse_money
from bot.parsing.numbers import in_range
from bot.parsing.text import one_line, read_link
from bot.store import movements
from bot.store.accounts import Receipt
from bot.store.edits import EditReceipt
from bot.store.journal import Request
from bot.store.movements import RedoReceipt, SpendReceipt, SpendRequest, UndoReceipt

from .account import card_of

LONGEST_NOTE = 200
LONGEST_BUDGET = 100
"""Signs of a budget that a form takes."""


@dataclass(frozen=True, slots=True)
class SpendForm:
    """A spend as it was typed or said, with the options of `/spend`."""

    connects: int | None = None
    budget: str | None = None
    job: str = ""
    link: str = ""
    boost: int = 0
    invited: bool = False
    purpose: Purpose = Purpose.PROPOSAL
    days_ago: int = 0

    def draft(self) -> Draft:
        """The same as the form's fields, to be changed there."""
        return Draft(
            form=SPEND,
            about={
                "invited": int(self.invited),
                "purpose": self.purpose.value,
                "days_ago": self.days_ago,
            },
            typed={
                "connects": "" if self.connects is None else str(self.connects),
                "boost": str(self.boost) if self.boost else "",
                "budget": self.budget or "",
                "job": self.job,
                "link": self.link,
            },
        )


@dataclass(frozen=True, slots=True)
class Bought:
    """Connects bought for `price_cents` together."""

    price_cents: int
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Earned:
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Corrected:
    receipt: Receipt


async def spend(app: App, request: Request, form: SpendForm) -> SpendReceipt:
    """Log a spend, and the proposal that it paid for. Raises Refusal where it cannot be.

    What the balance doesn't cover is kept to be changed (SpendTooLarge).
    """
    spending = _read_form(await card_of(app, request.user_id), request, form)
    try:
        return await app.database.write(
            lambda tx: movements.spend(tx, request, spending, app.cards)
        )
    except NotEnough as refusal:
        kept = await waiting.keep_draft(app, request, form.draft())
        raise SpendTooLarge(refusal.needed, refusal.balance, kept) from None


def _read_form(rates: RateCard, request: Request, form: SpendForm) -> SpendRequest:
    in_range("connects", form.connects, 1)
    in_range("boost", form.boost, 0)
    budget = parse_budget(form.budget) if form.budget is not None else None
    if form.purpose is not Purpose.PROPOSAL:
        _check_no_proposal(form)
    return SpendRequest(
        base=form.connects or cost_of_job(budget, form.invited, rates),
        boost=form.boost,
        purpose=form.purpose,
        title=one_line(form.job),
        link=read_link(form.link),
        budget_cents=budget.cents if budget else None,
        invited=form.invited,
        sent_at=_days_before(request, form.days_ago),
    )


def _days_before(request: Request, days: int) -> datetime | None:
    """When it was, where that was not today (UTC)."""
    return request.at - timedelta(days=days) if days else None


def _check_no_proposal(form: SpendForm) -> None:
    if form.connects is None:
        raise PurposeConnects()
    if form.boost:
        raise PurposeBoost()


def cost_of_job(budget: Budget | None, invited: bool, rates: RateCard) -> int:
    """Base Connects of a proposal by the card. Raises Refusal when the card cannot tell."""
    if invited:
        return rates.cost.invited
    if budget is None:
        raise SpendWhat()
    if not rates.cost.tiers:
        raise CostUnknown()
    if budget.cents is None:
        raise HoursUnknown()
    cost = rates.cost_of(budget.cents)
    assert cost is not None  # noqa: S101 (a card with tiers has one without a bound)
    return cost


async def buy(
    app: App,
    request: Request,
    connects: int,
    paid: str | int | None = None,
    days_ago: int = 0,
) -> Bought:
    """Log Connects bought, for what was paid (in words, or cents) or else the card's price.

    Their year runs from the day on which they were bought.
    """
    in_range("connects", connects, 1)
    price = parse_money(paid) if isinstance(paid, str) else paid
    if price is None:
        price = (await card_of(app, request.user_id)).price_of(connects)
    cents = price
    receipt = await app.database.write(
        lambda tx: movements.buy(
            tx, request, connects, cents, app.cards, _days_before(request, days_ago)
        )
    )
    return Bought(cents, receipt)


async def earn(
    app: App,
    request: Request,
    source: Source,
    connects: int | None = None,
    note: str = "",
    days_ago: int = 0,
) -> Earned:
    """Log free Connects, whose year runs from the day on which they came.

    Raises the Refusals of `bot.ledger.books.earn`.
    """
    in_range("connects", connects, 1)
    words = one_line(note, LONGEST_NOTE)
    receipt = await app.database.write(
        lambda tx: movements.earn(
            tx, request, source, connects, words, app.cards, _days_before(request, days_ago)
        )
    )
    return Earned(receipt)


async def correct(
    app: App, request: Request, connects: int, note: str = "", counted: int | None = None
) -> Corrected:
    """Make the balance what Upwork shows, if it is still what was `counted` when they were
    compared. Raises BalanceMoved."""
    in_range("connects", connects, 0)
    words = one_line(note, LONGEST_NOTE)
    receipt = await app.database.write(
        lambda tx: movements.correct(tx, request, connects, words, app.cards, counted)
    )
    return Corrected(receipt)


async def undo_newest(
    app: App, request: Request, which: EntryFilter = ANY_ENTRY
) -> UndoReceipt | EditReceipt:
    """Reverse the newest entry of those that the person made. Raises NothingToUndo, NoneOfThat."""
    return await app.database.write(lambda tx: movements.undo_newest(tx, request, app.cards, which))


async def redo(app: App, request: Request, redo_id: int) -> RedoReceipt:
    """Do once more what an undo of the last hour reversed."""
    return await app.database.write(lambda tx: movements.redo(tx, request, redo_id, app.cards))


async def undo_entry(app: App, request: Request, entry_id: int) -> UndoReceipt | EditReceipt:
    """Reverse one entry of the person's own. Raises UndoneAlready, NotYours."""
    return await app.database.write(
        lambda tx: movements.undo_entry(tx, request, entry_id, app.cards)
    )
