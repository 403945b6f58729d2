"""The cards of /stats and /forecast: what was sent, cost and won, and how long the rest lasts."""

from collections.abc import Mapping, Sequence

from babel.numbers import format_percent
from discord import ui

from bot.ledger.books import Books
from bot.ledger.bundles import cheapest_basket
from bot.ledger.figures import FEW, FEWEST_RANKED, Figures, Rate, Summary, clearly_best
from bot.ledger.forecast import Advice, Course, Pace
from bot.ledger.model import Plan
from bot.ledger.rates import RateCard
from bot.store.figures import Period

from .cards import CALM, CAREFUL, GOOD, card, lines, source_line
from .estimates import basket_text
from .text import LOCALE, connects, day_alone, decimal, money, number


def stats_card(summary: Summary, period: Period, rates: RateCard) -> ui.LayoutView:
    """The figures of a period, beside those of the one before and by kind."""
    total = summary.total
    if not total.sent:
        return card(
            f"## No proposals {_when(period)}",
            f"{connects(total.beside)} went to badges and boosts." if total.beside else None,
            "Log one with `/spend`, or name a longer `period`, such as `all`.",
        )
    return card(
        f"# {number(total.sent)} proposal{'s' if total.sent > 1 else ''}",
        _when(period).capitalize() + ".",
        _stages(total),
        _spent(total),
        _won(total),
        _before(summary.before),
        _by("By budget", {_band(band, rates): f for band, f in summary.bands.items()}),
        _by("By boost", {_BOOSTED[told]: f for told, f in summary.boosted.items()}),
        _by("By invitation", {_INVITED[told]: f for told, f in summary.invited.items()}),
        "-# In brackets: where the rate lies with 95 % certainty (Wilson)."
        + (f" Fewer than {FEW} proposals say little." if total.sent < FEW else ""),
        colour=GOOD if total.hires else CALM,
    )


_BOOSTED = {True: "boosted", False: "not boosted"}
_INVITED = {True: "invited", False: "not invited"}


def _when(period: Period) -> str:
    if period.start is None:
        return "since the beginning"
    return f"from {day_alone(period.start)} to {day_alone(period.end)}"


def _stages(figures: Figures) -> str:
    names = {"viewed": "Viewed", "interviews": "Interviews", "hires": "Hired"}
    return lines(*(f"**{names[stage]}** {_rate(each)}" for stage, each in figures.rates.items()))


def _rate(rate: Rate | None) -> str:
    if rate is None:
        return "none"
    return (
        f"{number(rate.hits)} · {_percent(rate.share)} ({_percent(rate.low)}-{_percent(rate.high)})"
    )


def _percent(share: float) -> str:
    return str(format_percent(share, locale=LOCALE))


def _spent(figures: Figures) -> str:
    each = [
        f"{decimal(figures.spent / count)} {what}"
        for count, what in (
            (figures.sent, "a proposal"),
            (figures.interviews, "an interview"),
            (figures.hires, "a hire"),
        )
        if count
    ]
    paid = [
        f"{money(round(figures.paid / count))} {what}"
        for count, what in ((figures.interviews, "an interview"), (figures.hires, "a hire"))
        if count and figures.paid
    ]
    return lines(
        f"**Spent** {connects(figures.spent)}, which cost {money(figures.paid)}: "
        f"{', '.join(each)}.",
        f"In money {', '.join(paid)}." if paid else None,
        f"{connects(figures.beside)} more went to badges and boosts of the profile."
        if figures.beside
        else None,
    )


def _won(figures: Figures) -> str | None:
    if not figures.hires:
        return None
    if not figures.valued:
        return (
            "**Won** Tell me what a contract is worth (`/outcome` with `contract_value`), "
            "and I show the return."
        )
    spent = figures.spent + figures.beside
    back = [
        f"{money(round(figures.won / spent))} a Connect" if spent else None,
        f"{money(round(figures.won * 100 / figures.paid))} a dollar" if figures.paid else None,
    ]
    told = (
        f" ({number(figures.valued)} of {number(figures.hires)} hires told theirs)"
        if figures.valued < figures.hires
        else ""
    )
    returns = ", ".join(part for part in back if part)
    return f"**Won** {money(figures.won)}{told}{f': {returns}' if returns else ''}."


def _before(figures: Figures | None) -> str | None:
    if figures is None or not figures.sent:
        return None
    return (
        f"**The period before** {number(figures.sent)} sent, {number(figures.interviews)} "
        f"interviews, {number(figures.hires)} hires, {connects(figures.spent)}."
    )


def _band(band: int | None, rates: RateCard) -> str:
    bounds: Sequence[int] = rates.cost.bounds
    if band is None:
        return "no budget told"
    if not bounds:
        return "any budget"
    if band == 0:
        return f"under {money(bounds[0])}"
    if band == len(bounds):
        return f"{money(bounds[-1])} and more"
    return f"{money(bounds[band - 1])} to under {money(bounds[band])}"


def _by(title: str, parts: Mapping[str, Figures]) -> str | None:
    """One line for each kind; kinds of which there is only one tell nothing."""
    sent = {name: figures for name, figures in parts.items() if figures.sent}
    if len(sent) < 2:
        return None
    best = clearly_best([figures.rates["interviews"] for figures in sent.values()])
    rows = []
    for index, (name, figures) in enumerate(sent.items()):
        few = figures.sent < FEWEST_RANKED
        rows.append(
            f"- {name}: {number(figures.sent)} sent, "
            + (
                "too few to compare"
                if few
                else f"{_rate(figures.rates['interviews'])} interviews, "
                f"{number(figures.hires)} hired, {connects(figures.spent)}"
            )
            + (" — **clearly the best**" if index == best else "")
        )
    return lines(f"**{title}**", *rows)


def forecast_card(
    books: Books,
    pace: Pace,
    courses: tuple[Course, Course, Course],
    advice: Advice,
    rates: RateCard,
) -> ui.LayoutView:
    """When the balance runs out at the pace (slow, mean, fast), and what to buy when."""
    slow, middle, fast = courses
    return card(
        f"# {_run_out(middle)}",
        _range(slow, fast) if middle.runs_out or fast.runs_out else None,
        f"You hold **{connects(books.balance)}** and use {decimal(pace.per_day * 7)} a week: "
        + (f"the mean of {number(pace.weeks)} weeks." if pace.weeks > 1 else "your only week yet.")
        + (" That is little to go by." if pace.weeks < FEWEST_RANKED - 1 else ""),
        _until(middle),
        _buy(advice, middle),
        _plus(advice, rates),
        source_line(rates),
        colour=CALM if middle.runs_out is None else CAREFUL,
    )


def no_pace_card(books: Books) -> ui.LayoutView:
    return card(
        "## No pace yet",
        f"You hold **{connects(books.balance)}** and have used none in the last weeks, so they "
        "last until they expire (`/balance`). Log what you spend with `/spend`.",
    )


def _run_out(course: Course) -> str:
    if course.runs_out is None:
        return "They last"
    return f"Until {day_alone(course.runs_out)}"


def _range(slow: Course, fast: Course) -> str:
    early = day_alone(fast.runs_out) if fast.runs_out else "more than two years on"
    late = day_alone(slow.runs_out) if slow.runs_out else "never within two years"
    return f"Between {early} and {late}, four times in five."


def _until(course: Course) -> str:
    parts = [
        f"{connects(course.arrive)} arrive" if course.arrive else None,
        f"{number(course.expire)} expire" if course.expire else None,
        f"{number(course.cut)} are cut by the cap" if course.cut else None,
    ]
    told = ", ".join(part for part in parts if part) or "none arrive and none expire"
    when = "Until then" if course.runs_out else "In the next two years"
    return f"{when}, {told}."


def _buy(advice: Advice, course: Course) -> str:
    if advice.basket is None:
        return (
            f"A month takes {connects(advice.a_month)} and {number(advice.arrive)} arrive: "
            "you need to buy none."
        )
    by = f", the first time before {day_alone(course.runs_out)}" if course.runs_out else ""
    return (
        f"A month takes {connects(advice.a_month)} and {number(advice.arrive)} arrive. "
        f"Cheapest way to the other {number(advice.more)}: {basket_text(advice.basket)}{by}."
    )


def _plus(advice: Advice, rates: RateCard) -> str | None:
    if not advice.plus_brings or advice.basket is None:
        return None
    plan = rates.plans[Plan.FREELANCER_PLUS]
    brings = (
        f"**{plan.title}** brings {number(advice.plus_brings)} more a month for {money(plan.price)}"
    )
    if advice.pays_from is None:
        bought = cheapest_basket(rates, advice.plus_brings)
        return (
            f"{brings}; in bundles those cost {money(bought.price_cents)}. "
            "For the Connects alone it never pays."
        )
    cheaper = advice.plus_cents < advice.basket.price_cents
    verdict = (
        f"with it your month would cost **{money(advice.plus_cents)}** instead of "
        f"{money(advice.basket.price_cents)}: the plan is cheaper"
        if cheaper
        else f"your month costs {money(advice.basket.price_cents)} without it and "
        f"{money(advice.plus_cents)} with it: bundles are cheaper"
    )
    return f"{brings}. It pays from {number(advice.pays_from)} bought a month on; {verdict}."
