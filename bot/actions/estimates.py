"""What a job will cost, and the cheapest purchase for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.actions.refusals import EstimateWhat
from bot.app import App
from bot.ledger.bundles import Basket, cheapest_basket
from bot.ledger.estimates import LEARNED_OVER, Brought, Estimate, Learned, band_of, near
from bot.ledger.estimates import estimate as estimate_by
from bot.ledger.model import Budget
from bot.ledger.rate_card import RateCard
from bot.parsing.documents import Message
from bot.parsing.money import as_typed, parse_budget
from bot.parsing.numbers import in_range
from bot.parsing.posts import JobPost, read_post
from bot.parsing.refusals import BudgetOfEach, BudgetSize, BudgetUnclear, OtherCurrency
from bot.parsing.text import one_line
from bot.store.journal import Request
from bot.store.learned import read_brought, read_learned

from . import waiting
from .account import card_of, current_books
from .movements import LONGEST_BUDGET, SpendForm

REMEMBERED = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Estimated:
    """An estimate by a rate card, what such jobs did cost where that is known, and the job's title.

    `draft` is what a spend on it would be, by the id under which it is kept (a Draft);
    `brought` is what came of proposals at about the post's figure. `proposals` is how many the job
    has already, as Upwork names it, where the post told it.
    """

    card: RateCard
    estimate: Estimate
    learned: Learned | None
    draft: int
    job: str = ""
    proposals: str = ""
    brought: Brought | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """Bundles of a rate card."""

    card: RateCard
    basket: Basket


async def estimate(
    app: App,
    request: Request,
    budget_text: str | None,
    *,
    connects: int | None = None,
    boost: int = 0,
    invited: bool = False,
    proposals: str = "",
    job: str = "",
    link: str = "",
) -> Estimated:
    """The estimate for a person, by the budget or the figure of the job post.

    `proposals` is how many the job has already, as Upwork names it ("": not told).

    Raises Refusal for a budget that cannot be read, and where neither was told.
    """
    in_range("connects", connects, 0)
    in_range("boost", boost, 0)
    if budget_text is None and connects is None and not invited:
        raise EstimateWhat()
    budget, typed = Budget(None), ""
    if budget_text is not None:
        budget, asked, typed = _read(budget_text)
        connects = asked if connects is None else connects
    books = await current_books(app, request.user_id)
    card = app.cards.of(books.account)
    learned = None if invited else await _learned(app, card, budget)
    found = estimate_by(
        card,
        budget,
        books.balance,
        connects=connects,
        boost=boost,
        invited=invited,
        proposals=proposals,
        learned=learned,
    )
    spend = SpendForm(
        connects=None if invited else connects,
        boost=boost,
        budget=typed,
        job=job,
        link=link,
        invited=invited,
    )
    kept = await waiting.keep_draft(app, request, spend.draft())
    brought = await _brought(app, connects) if connects and not invited else None
    return Estimated(card, found, learned, kept, job=job, proposals=proposals, brought=brought)


SHORTEST_PAGE = 60
"""Signs of what was copied from a job's page, where it has no breaks of lines."""


def _read(text: str) -> tuple[Budget, int | None, str]:
    """The budget, the Connects that a job's page asks for, and the budget as a form takes it."""
    try:
        budget = parse_budget(text)
        return budget, None, _in_a_field(text, budget)
    except BudgetUnclear:
        is_page = "\n" in text or len(text) >= SHORTEST_PAGE
        post = read_post(Message([text])) if is_page else JobPost()
        if not post.budget and post.connects is None:
            raise
        budget = parse_budget(post.budget) if post.budget else Budget(None)
        return budget, post.connects, _in_a_field(post.budget, budget)


def _in_a_field(text: str, budget: Budget) -> str:
    """The budget as it was typed, or in dollars where that is longer than the field."""
    line = one_line(text, len(text) + 1)
    if len(line) <= LONGEST_BUDGET:
        return line
    return "" if budget.cents is None else as_typed(budget.cents)


async def estimate_post(app: App, request: Request, post: JobPost) -> Estimated:
    """The estimate for a job post: its own Connects first, its budget else.

    Raises Refusal where its budget cannot be read and its Connects are not told.
    """
    told = partial(
        estimate,
        app,
        request,
        connects=post.connects,
        proposals=post.proposals,
        job=post.title,
        link=post.link,
    )
    try:
        return await told(post.budget or None)
    except (BudgetUnclear, BudgetOfEach, BudgetSize, OtherCurrency):
        if post.connects is None:
            raise
        return await told(None)


async def _learned(app: App, card: RateCard, budget: Budget) -> Learned | None:
    """What such jobs did cost; read anew when it is older than REMEMBERED."""
    if budget.cents is None:
        return None
    least, below = band = band_of(card, budget.cents)
    now = app.now()
    known = app.learned.get(band)
    if known is None or _is_old(known[0], now):
        learned = await app.database.read(
            lambda tx: read_learned(tx, least, below, now - LEARNED_OVER)
        )
        known = app.learned[band] = (now, learned)
    return known[1]


async def _brought(app: App, connects: int) -> Brought | None:
    """What proposals at about so many Connects brought; read anew likewise."""
    now = app.now()
    known = app.brought.get(connects)
    if known is None or _is_old(known[0], now):
        low, high = near(connects)
        brought = await app.database.read(
            lambda tx: read_brought(tx, low, high, now - LEARNED_OVER)
        )
        known = app.brought[connects] = (now, brought)
    return known[1]


def _is_old(read_at: datetime, now: datetime) -> bool:
    """Whether it was read longer ago than REMEMBERED, or by a clock that ran ahead."""
    return not timedelta() <= now - read_at < REMEMBERED


async def shop(app: App, user_id: int, need: int) -> Offer:
    """The cheapest purchase of so many Connects."""
    in_range("need", need, 1)
    card = await card_of(app, user_id)
    return Offer(card, cheapest_basket(card, need))
