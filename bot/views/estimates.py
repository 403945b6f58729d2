"""The cards of /estimate and /shop."""

from typing import Any

from discord import ui

from bot.actions.estimates import Estimated, Offer
from bot.i18n.language import gettext, gettext_noop, ngettext
from bot.ledger.bundles import Basket
from bot.ledger.estimates import LEARNED_OVER, Brought, Estimate, Learned
from bot.ledger.measured import Expected, MeasuredCosts
from bot.ledger.rate_card import RateCard

from .buttons import ButtonAction, action_button
from .cards import CALM, CAREFUL, GOOD, card, lines, source_line
from .text import calendar_day, connects, decimal, escape, money, number, share_text


def estimate_card(estimated: Estimated, owner: int) -> ui.LayoutView:
    """The estimate, what such jobs did cost, and a button that opens the form of a spend on it."""
    estimate, learned, job = estimated.estimate, estimated.learned, estimated.job
    rates = estimated.card
    needed = estimate.connects
    if needed is None:
        return _unknown_card(estimated, rates, owner)
    boost = (
        gettext(
            " ({base} + {boost} boost)",
            base=number(estimate.base or 0),
            boost=number(estimate.boost),
        )
        if estimate.boost
        else ""
    )
    return card(
        f"**{escape(job)}**" if job else None,
        f"# {connects(needed)}",
        gettext(
            "{price_cents} for a proposal{estimate}{boost}.",
            price_cents=money(estimate.price_cents),
            estimate=_for_job(estimate),
            boost=boost,
        ),
        _did_cost(learned) if estimate.expected is None else None,
        _beside(estimate, rates),
        _after(estimate),
        _brought(estimated.brought),
        _basket_line(estimate.basket),
        _others(estimated.proposals),
        source_line(rates),
        colour=CAREFUL if estimate.basket else GOOD,
        buttons=[_log_it(estimated, owner)],
    )


def _log_it(estimated: Estimated, owner: int) -> list[ui.Item[Any]]:
    return [action_button(owner, ButtonAction.FORM_AGAIN, estimated.draft, label=gettext("Log it"))]


def _for_job(estimate: Estimate) -> str:
    if estimate.invited:
        return gettext(" to a job that you are invited to")
    budget = estimate.budget
    if budget.cents is None:
        return ""
    if budget.rate_cents and budget.hours:
        return ngettext(
            " to a job of {cents} ({rate_cents} × {hours} hour)",
            " to a job of {cents} ({rate_cents} × {hours} hours)",
            budget.hours,
            cents=money(budget.cents),
            rate_cents=money(budget.rate_cents),
            hours=number(budget.hours),
        )
    if budget.low_cents:
        return gettext(
            " to a job of {low_cents} to {cents}, priced at its top",
            low_cents=money(budget.low_cents),
            cents=money(budget.cents),
        )
    return gettext(" to a job of {cents}", cents=money(budget.cents))


def _after(estimate: Estimate) -> str:
    left = estimate.left or 0
    if left < 0:
        return ngettext(
            "You hold {balance}: **{left} is missing**. It leaves nothing for more such proposals.",
            "You hold {balance}: **{left} are missing**. It leaves nothing for more such "
            "proposals.",
            -left,
            balance=number(estimate.balance),
            left=number(-left),
        )
    if estimate.more is None:
        return ngettext(
            "**{left}** stays with you.", "**{left}** stay with you.", left, left=connects(left)
        )
    again = (
        gettext("no more such proposal")
        if not estimate.more
        else (
            ngettext(
                "{more} more such proposal",
                "{more} more such proposals",
                estimate.more,
                more=number(estimate.more),
            )
        )
    )
    return gettext(
        "It leaves you **{left}**: enough for **{again}**.", left=connects(left), again=again
    )


def _brought(brought: Brought | None) -> str | None:
    """What people won with such proposals."""
    if brought is None:
        return None
    told = gettext(
        "**What such proposals brought** {people} people in {days} days ({low} to {high}, "
        "{sent} sent): interviews {interviews}, hired {hires}",
        people=number(brought.people),
        days=LEARNED_OVER.days,
        low=number(brought.low),
        high=connects(brought.high),
        sent=number(brought.interviews.of),
        interviews=share_text(brought.interviews),
        hires=share_text(brought.hires),
    )
    if brought.contract is None:
        return f"{told}."
    return gettext(
        "{told}; the middle contract {contract} gross.", told=told, contract=money(brought.contract)
    )


def _others(proposals: str) -> str | None:
    if proposals not in TIERS:
        return None
    return gettext(
        "The job has **{proposals}** proposals already.", proposals=gettext(TIERS[proposals])
    )


TIERS = {
    "0-5": gettext_noop("less than 5"),
    "5-10": gettext_noop("5 to 10"),
    "10-15": gettext_noop("10 to 15"),
    "15-20": gettext_noop("15 to 20"),
    "20-50": gettext_noop("20 to 50"),
    "50+": gettext_noop("50+"),
}


def _basket_line(basket: Basket | None) -> str | None:
    if basket is None:
        return None
    return gettext("Cheapest way to cover it: {basket}.", basket=basket_text(basket))


def basket_text(basket: Basket) -> str:
    """`2 × 80 + 1 × 40 = 200 Connects for $30.00`; without bundles `200 Connects for $30.00`."""
    if not basket.bundles:
        return gettext(
            "**{connects}** for **{price_cents}**",
            connects=connects(basket.connects),
            price_cents=money(basket.price_cents),
        )
    parts = " + ".join(
        f"{number(count)} × {number(bundle.connects)}" for bundle, count in basket.bundles
    )
    return gettext(
        "**{parts}** = {connects} for **{price_cents}**",
        parts=parts,
        connects=connects(basket.connects),
        price_cents=money(basket.price_cents),
    )


def _did_cost(learned: Learned | None) -> str | None:
    if learned is None or not learned.is_enough:
        return None
    return gettext(
        "Such jobs **did** cost **{median}** (80% of them {tenth} to {ninetieth}): "
        "{proposals} proposals of {people} people in {days} days.",
        median=decimal(learned.median),
        tenth=decimal(learned.tenth),
        ninetieth=decimal(learned.ninetieth),
        proposals=number(learned.proposals),
        people=number(learned.people),
        days=LEARNED_OVER.days,
    )


def _beside(estimate: Estimate, rates: RateCard) -> str | None:
    """Whether the post's figure is dear for its kind, and what that is judged by."""
    expected, base = estimate.expected, estimate.base
    if expected is None or rates.measured is None or base is None:
        return None
    if base > expected.high:
        judged = gettext("**Dear for its kind**: ")
    elif base < expected.low:
        judged = gettext("**Cheap for its kind**: ")
    else:
        judged = gettext("As usual for its kind: ")
    return judged + gettext(
        "in four of five cases {low} to {high}, the middle {middle}. {source}",
        low=number(expected.low),
        high=number(expected.high),
        middle=number(expected.middle),
        source=_stands_behind(expected, rates.measured),
    )


def _stands_behind(expected: Expected, costs: MeasuredCosts) -> str:
    """How many jobs an expected cost is from, of when, and what it was narrowed by."""
    measured = ngettext(
        "{jobs} {niche} job measured on {date}",
        "{jobs} {niche} jobs measured on {date}",
        expected.measured,
        jobs=number(expected.measured),
        niche=gettext(costs.niche),
        date=calendar_day(costs.date),
    )
    if expected.in_band:
        measured = gettext(
            "{measured} ({jobs} of such a budget)",
            measured=measured,
            jobs=number(expected.in_band),
        )
    own = ngettext(
        "{jobs} job of members in {days} days",
        "{jobs} jobs of members in {days} days",
        expected.own,
        jobs=number(expected.own),
        days=LEARNED_OVER.days,
    )
    if not expected.own:
        sources = measured
    elif not expected.measured:
        sources = own
    else:
        sources = gettext("{measured} and {own}", measured=measured, own=own)
    if expected.narrowed:
        return gettext("From {sources}; narrowed by the proposals it has.", sources=sources)
    return gettext("From {sources}.", sources=sources)


def _expected_card(
    estimated: Estimated, expected: Expected, rates: RateCard, costs: MeasuredCosts, owner: int
) -> ui.LayoutView:
    """The range that such jobs cost, where the card has no table."""
    estimate, job = estimated.estimate, estimated.job
    low, high = expected.low + estimate.boost, expected.high + estimate.boost
    boost = gettext(" (with {boost} boost)", boost=number(estimate.boost)) if estimate.boost else ""
    return card(
        f"**{escape(job)}**" if job else None,
        gettext("# {least} to {most}", least=number(low), most=connects(high)),
        gettext(
            "{least} to {most} for a proposal{estimate}{boost}, in four of five cases; the middle "
            "is **{middle}**.",
            least=money(rates.worth(low)),
            most=money(rates.worth(high)),
            estimate=_for_job(estimate),
            boost=boost,
            middle=number(expected.middle + estimate.boost),
        ),
        lines(
            _stands_behind(expected, costs),
            gettext("The job post tells the exact number: `/estimate connects:` settles it."),
        ),
        gettext("You hold **{balance}**.", balance=connects(estimate.balance)),
        _basket_line(estimate.basket),
        _others(estimated.proposals),
        source_line(rates),
        colour=CAREFUL if estimate.basket else CALM,
        buttons=[_log_it(estimated, owner)],
    )


def _unknown_card(estimated: Estimated, rates: RateCard, owner: int) -> ui.LayoutView:
    estimate, learned = estimated.estimate, estimated.learned
    if estimate.expected is not None and rates.measured is not None:
        return _expected_card(estimated, estimate.expected, rates, rates.measured, owner)
    if estimate.base_range is None:
        return card(
            gettext("## The job post tells the cost"),
            gettext(
                "The rate card {name} has no table of costs: Upwork sets it for each job. "
                "Read the number in the job post and log it with `/spend connects:`.",
                name=rates.name,
            ),
            _did_cost(learned),
            gettext("You hold **{balance}**.", balance=connects(estimate.balance)),
            source_line(rates),
            colour=CALM,
            buttons=[_log_it(estimated, owner)],
        )
    least, most = estimate.base_range
    return card(
        gettext("# {least} to {most}", least=number(least), most=connects(most)),
        lines(
            gettext(
                "{least} to {most}, by how long the work is. You hold **{balance}**.",
                least=money(rates.worth(least)),
                most=money(rates.worth(most)),
                balance=connects(estimate.balance),
            ),
            gettext(
                "How many hours a week, and for how many weeks? Type it like `30/hr 20h/wk 3 "
                "weeks`."
            ),
        ),
        source_line(rates),
        colour=CALM,
        buttons=[_log_it(estimated, owner)],
    )


def shop_card(offer: Offer) -> ui.LayoutView:
    basket, minimum = offer.basket, offer.card.price.minimum or 0
    return card(
        f"# {money(basket.price_cents)}",
        f"{basket_text(basket)}.",
        _left_over(basket),
        gettext("Upwork sells any number, but at least {minimum} at once.", minimum=number(minimum))
        if basket.need < minimum
        else None,
        source_line(offer.card),
    )


def _left_over(basket: Basket) -> str:
    if not basket.left_over:
        return gettext("You need {need}: nothing is left over.", need=number(basket.need))
    return ngettext(
        "You need {need}, so **{left_over}** is left over.",
        "You need {need}, so **{left_over}** are left over.",
        basket.left_over,
        need=number(basket.need),
        left_over=number(basket.left_over),
    )
