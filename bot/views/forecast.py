"""The card of /forecast: when the balance runs out, and what to buy when."""

from discord import ui

from bot.actions.figures import Forecast, Outlook
from bot.i18n.language import gettext, ngettext
from bot.ledger.books import Books
from bot.ledger.bundles import cheapest_basket
from bot.ledger.cycles import open_offer
from bot.ledger.figures import FEWEST_RANKED
from bot.ledger.forecast import Advice, Course
from bot.ledger.model import Plan
from bot.ledger.rate_card import RateCard

from .cards import CALM, CAREFUL, card, source_line
from .estimates import basket_text
from .text import connects, day_alone, decimal, money, number, proposals


def forecast_card(forecast: Forecast, rates: RateCard) -> ui.LayoutView:
    """When the balance runs out at the pace (slow, mean, fast), and what to buy when."""
    books, outlook = forecast.books, forecast.outlook
    if outlook is None:
        return _no_pace_card(books)
    pace = outlook.pace
    slow, middle, fast = outlook.courses
    return card(
        f"# {_run_out(middle)}",
        _range(slow, fast) if middle.runs_out or fast.runs_out else None,
        gettext(
            "You hold **{balance}** and use {per_day} a week: ",
            balance=connects(books.balance),
            per_day=decimal(pace.per_day * 7),
        )
        + (
            gettext("the mean of {weeks} weeks.", weeks=number(pace.weeks))
            if pace.weeks > 1
            else gettext("your only week yet.")
        )
        + (gettext(" That is little to go by.") if pace.weeks < FEWEST_RANKED - 1 else ""),
        _until(middle),
        _uncounted(books, rates),
        *_advised(outlook, rates),
        source_line(rates),
        colour=CALM if middle.runs_out is None else CAREFUL,
    )


def _no_pace_card(books: Books) -> ui.LayoutView:
    return card(
        gettext("## No pace yet"),
        ngettext(
            "You hold **{balance}** and have used none in the last weeks, so it lasts "
            "until it expires (`/balance`). Log what you spend with `/spend`.",
            "You hold **{balance}** and have used none in the last weeks, so they last "
            "until they expire (`/balance`). Log what you spend with `/spend`.",
            books.balance,
            balance=connects(books.balance),
        )
        if books.balance
        else gettext(
            "You hold none, and have used none in the last weeks. Log what you spend with `/spend`."
        ),
    )


def _run_out(course: Course) -> str:
    if course.runs_out is None:
        return gettext("They last")
    return gettext("Until {runs_out}", runs_out=day_alone(course.runs_out))


def _range(slow: Course, fast: Course) -> str:
    early = day_alone(fast.runs_out) if fast.runs_out else gettext("more than two years on")
    late = day_alone(slow.runs_out) if slow.runs_out else gettext("never within two years")
    return gettext("Between {early} and {late}, four times in five.", early=early, late=late)


def _until(course: Course) -> str:
    parts = [
        _arrive(course.arrive, connects(course.arrive)) if course.arrive else None,
        ngettext("{expire} expires", "{expire} expire", course.expire, expire=number(course.expire))
        if course.expire
        else None,
        ngettext(
            "{cut} is cut by the cap",
            "{cut} are cut by the cap",
            course.cut,
            cut=number(course.cut),
        )
        if course.cut
        else None,
    ]
    told = ", ".join(part for part in parts if part) or gettext("none arrive and none expire")
    when = gettext("Until then") if course.runs_out else gettext("In the next two years")
    return f"{when}, {told}."


def _arrive(amount: int, told: str) -> str:
    return ngettext("{arrive} arrives", "{arrive} arrive", amount, arrive=told)


def _uncounted(books: Books, rates: RateCard) -> str | None:
    """That what only some accounts get is not counted on, where it is not said of this one."""
    offer = open_offer(books.account, rates)
    if not offer:
        return None
    return gettext(
        "Not counted: {offer} a month that your plan may bring, which `/setup` asks.",
        offer=number(offer),
    )


def _advised(outlook: Outlook, rates: RateCard) -> tuple[str | None, ...]:
    """What to buy, and whether the plan pays; or what is lacking to say so."""
    if outlook.advice is not None:
        return _buy(outlook.advice, outlook.courses[1]), _plus(outlook.advice, rates)
    return (
        gettext(
            "What to buy I say from two weeks and five proposals on: so far it is {weeks} and "
            "{proposals}.",
            weeks=ngettext("{n} week", "{n} weeks", outlook.pace.weeks, n=outlook.pace.weeks),
            proposals=proposals(outlook.proposals),
        ),
    )


def _buy(advice: Advice, course: Course) -> str:
    if advice.basket is None:
        return gettext(
            "A month takes {a_month} and {arrive}: you need to buy none.",
            a_month=connects(advice.a_month),
            arrive=_arrive(advice.arrive, number(advice.arrive)),
        )
    by = (
        gettext(", the first time before {runs_out}", runs_out=day_alone(course.runs_out))
        if course.runs_out
        else ""
    )
    return gettext(
        "A month takes {a_month} and {arrive}. Cheapest way to the other {more}: {basket}{by}.",
        a_month=connects(advice.a_month),
        arrive=_arrive(advice.arrive, number(advice.arrive)),
        more=number(advice.more),
        basket=basket_text(advice.basket),
        by=by,
    )


def _plus(advice: Advice, rates: RateCard) -> str | None:
    if not advice.plus_brings or advice.basket is None:
        return None
    plan = rates.plans[Plan.FREELANCER_PLUS]
    brings = gettext(
        "**{title}** brings {plus_brings} more a month for {price}",
        title=plan.title,
        plus_brings=number(advice.plus_brings),
        price=money(plan.price),
    )
    if advice.pays_from is None:
        bought = cheapest_basket(rates, advice.plus_brings)
        return gettext(
            "{brings}; bought those cost {price_cents}. For the Connects alone it never pays.",
            brings=brings,
            price_cents=money(bought.price_cents),
        )
    cheaper = advice.plus_cents < advice.basket.price_cents
    verdict = (
        gettext(
            "with it your month would cost **{plus_cents}** instead of {price_cents}: "
            "the plan is cheaper",
            plus_cents=money(advice.plus_cents),
            price_cents=money(advice.basket.price_cents),
        )
        if cheaper
        else gettext(
            "your month costs {price_cents} without it and {plus_cents} with it: buying is cheaper",
            price_cents=money(advice.basket.price_cents),
            plus_cents=money(advice.plus_cents),
        )
    )
    return gettext(
        "{brings}. It pays from {pays_from} bought a month on; {verdict}.",
        brings=brings,
        pays_from=number(advice.pays_from),
        verdict=verdict,
    )
