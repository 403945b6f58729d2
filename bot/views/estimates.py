"""The cards of /estimate and /shop."""

from discord import ui

from bot.ledger.bundles import Basket
from bot.ledger.estimates import LEARNED_OVER, Estimate, Learned
from bot.ledger.rates import RateCard

from .cards import CALM, CAREFUL, GOOD, card, lines, source_line
from .text import connects, decimal, money, number, shown


def estimate_card(
    estimate: Estimate, rates: RateCard, learned: Learned | None, job: str = ""
) -> ui.LayoutView:
    """The estimate, and what such jobs did cost; `job` is the title of the job, where known."""
    needed = estimate.connects
    if needed is None:
        return _unknown_card(estimate, rates, learned)
    boost = (
        f" ({number(estimate.base or 0)} + {number(estimate.boost)} boost)"
        if estimate.boost
        else ""
    )
    return card(
        f"**{shown(job)}**" if job else None,
        f"# {connects(needed)}",
        f"{money(estimate.price_cents)} for a proposal{_for_job(estimate)}{boost}.",
        _did_cost(learned),
        _after(estimate),
        _basket_line(estimate.basket),
        source_line(rates),
        colour=CAREFUL if estimate.basket else GOOD,
    )


def _for_job(estimate: Estimate) -> str:
    if estimate.invited:
        return " to a job that you are invited to"
    budget = estimate.budget
    if budget.cents is None:
        return ""
    if budget.rate_cents and budget.hours:
        return (
            f" to a job of {money(budget.cents)} "
            f"({money(budget.rate_cents)} × {number(budget.hours)} hours)"
        )
    if budget.low_cents:
        return f" to a job of {money(budget.low_cents)} to {money(budget.cents)}, priced at its top"
    return f" to a job of {money(budget.cents)}"


def _after(estimate: Estimate) -> str:
    left = estimate.left or 0
    if left < 0:
        return (
            f"You hold {number(estimate.balance)}: **{number(-left)} are missing**. "
            "It leaves nothing for more such proposals."
        )
    if estimate.more is None:
        return f"**{connects(left)}** stay with you."
    again = (
        "no more such proposal"
        if not estimate.more
        else (f"{number(estimate.more)} more such proposal{'s' if estimate.more > 1 else ''}")
    )
    return f"It leaves you **{connects(left)}**: enough for **{again}**."


def _basket_line(basket: Basket | None) -> str | None:
    if basket is None:
        return None
    return f"Cheapest way to cover it: {basket_text(basket)}."


def basket_text(basket: Basket) -> str:
    """`2 × 80 + 1 × 40 = 200 Connects for $30.00`."""
    parts = " + ".join(
        f"{number(count)} × {number(bundle.connects)}" for bundle, count in basket.bundles
    )
    return f"**{parts}** = {connects(basket.connects)} for **{money(basket.price_cents)}**"


def _did_cost(learned: Learned | None) -> str | None:
    if learned is None:
        return None
    return (
        f"Such jobs **did** cost **{decimal(learned.median)}** (80% of them "
        f"{decimal(learned.tenth)} to {decimal(learned.ninetieth)}): {number(learned.proposals)} "
        f"proposals of {number(learned.people)} people in {LEARNED_OVER.days} days."
    )


def _unknown_card(estimate: Estimate, rates: RateCard, learned: Learned | None) -> ui.LayoutView:
    if estimate.base_range is None:
        return card(
            "## The job post tells the cost",
            f"The rate card {rates.name} has no table of costs: Upwork sets it for each job. "
            "Read the number in the job post and log it with `/spend connects:`.",
            _did_cost(learned),
            f"You hold **{connects(estimate.balance)}**.",
            source_line(rates),
            colour=CALM,
        )
    least, most = estimate.base_range
    return card(
        f"# {number(least)} to {connects(most)}",
        lines(
            f"{money(rates.worth(least))} to {money(rates.worth(most))}, by how long the work is. "
            f"You hold **{connects(estimate.balance)}**.",
            "How many hours a week, and for how many weeks? Type it like `30/hr 20h/wk 3 weeks`.",
        ),
        source_line(rates),
        colour=CALM,
    )


def shop_card(basket: Basket, rates: RateCard) -> ui.LayoutView:
    return card(
        f"# {money(basket.price_cents)}",
        f"{basket_text(basket)}.",
        f"You need {number(basket.need)}, so **{number(basket.left_over)}** are left over.",
        source_line(rates),
    )
