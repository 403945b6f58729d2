"""The card of /stats: what was sent, what became of it, what it cost and won."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from babel.numbers import format_currency
from discord import ui

from bot.actions.figures import Stats
from bot.i18n.language import babel_locale, gettext, gettext_noop, ngettext
from bot.ledger.figures import FEW, FEWEST_RANKED, Figures, Period, Rate, clearly_best
from bot.ledger.rate_card import RateCard

from .cards import CALM, GOOD, card, lines, table
from .text import (
    connects,
    day_alone,
    decimal,
    hires,
    interviews,
    money,
    number,
    percent,
    proposals,
)


def stats_card(stats: Stats) -> ui.LayoutView:
    """The figures of a period, beside those of the one before and by kind."""
    summary, period = stats.summary, stats.period
    total = summary.total
    if not total.sent:
        return card(
            gettext("## No proposals {period}", period=_when(period)),
            ngettext(
                "{beside} went to badges and boosts.",
                "{beside} went to badges and boosts.",
                total.non_proposal_spend,
                beside=connects(total.non_proposal_spend),
            )
            if total.non_proposal_spend
            else None,
            gettext("Log one with `/spend`, or name a longer `period`, such as `all`.")
            if period.start
            else gettext("Log one with `/spend`, for instance `/spend budget:700`."),
        )
    comparisons = _comparisons(stats)
    return card(
        f"# {_furthest(total)}",
        gettext("Of {sent}, {period}.", sent=proposals(total.sent), period=_when(period)),
        _stages(total),
        lines(_spent(total), _won(total), _before(summary.before)),
        _compared(comparisons),
        f"-# {' '.join(filter(None, (_too_few(comparisons), _certainty(total))))}",
        colour=GOOD if total.hires else CALM,
    )


def _certainty(figures: Figures) -> str:
    told = gettext("On the right: where the rate lies with 95 % certainty (Wilson).")
    if figures.sent < FEW:
        told += gettext(" Fewer than {few} proposals say little.", few=FEW)
    return told


def _furthest(figures: Figures) -> str:
    """The number that matters most: hires, else interviews, else what was sent."""
    if figures.hires:
        return hires(figures.hires)
    if figures.interviews:
        return interviews(figures.interviews)
    return proposals(figures.sent)


_BOOSTED = {True: gettext_noop("boosted"), False: gettext_noop("not boosted")}
_INVITED = {True: gettext_noop("invited"), False: gettext_noop("not invited")}


def _when(period: Period) -> str:
    if period.start is None:
        return gettext("since the beginning")
    return gettext(
        "from {start} to {end}", start=day_alone(period.start), end=day_alone(period.end)
    )


def _stages(figures: Figures) -> str:
    names = {
        "viewed": gettext("Viewed"),
        "interviews": gettext("Interviews"),
        "hires": gettext("Hired"),
    }
    rows = [(names[stage], *_rate(each)) for stage, each in figures.rates.items()]
    return table([(gettext("Sent"), number(figures.sent), "", ""), *rows])


def _rate(rate: Rate | None) -> tuple[str, str, str]:
    """How many, their share, and between what it lies."""
    if rate is None:
        return "0", "", ""
    likely = f"{percent(rate.low).removesuffix('%')}–{percent(rate.high)}"
    return number(rate.hits), percent(rate.share), likely


def _spent(figures: Figures) -> str:
    """What went, and what of it a hire, an interview and a proposal took."""
    each = ", ".join(
        f"{_took(figures, count)} {what}"
        for count, what in (
            (figures.hires, gettext("a hire")),
            (figures.interviews, gettext("an interview")),
            (figures.sent, gettext("a proposal")),
        )
        if count
    )
    spent = connects(figures.spent)
    return lines(
        gettext(
            "**Spent** {spent}, which cost {paid}: {each}.",
            spent=spent,
            paid=money(figures.paid),
            each=each,
        )
        if figures.paid
        else gettext("**Spent** {spent}, none bought: {each}.", spent=spent, each=each),
        gettext(
            "**Beside** {beside} to badges and boosts of the profile.",
            beside=connects(figures.non_proposal_spend),
        )
        if figures.non_proposal_spend
        else None,
    )


def _took(figures: Figures, count: int) -> str:
    each = decimal(figures.spent / count)
    return f"{each} ({money(round(figures.paid / count))})" if figures.paid else each


def _won(figures: Figures) -> str | None:
    if not figures.hires:
        return None
    if not figures.valued:
        return gettext(
            "**Won** Tell me what a contract is worth and Upwork's fee (`/outcome` with "
            "`contract_value`, like `$1,200, 10% fee`), and I show the return."
        )
    spent = figures.spent + figures.non_proposal_spend
    back = [
        gettext("{won} a Connect", won=money(round(figures.won / spent))) if spent else None,
        gettext("{won} a dollar", won=money(round(figures.won * 100 / figures.paid)))
        if figures.paid
        else None,
    ]
    told = (
        gettext(
            " ({valued} of {hires} hires told theirs)",
            valued=number(figures.valued),
            hires=number(figures.hires),
        )
        if figures.valued < figures.hires
        else ""
    )
    returns = ", ".join(part for part in back if part)
    return gettext(
        "**Won** {won} {net}{told}{value}.",
        won=money(figures.won),
        net=_net(figures),
        told=told,
        value=f": {returns}" if returns else "",
    )


def _net(figures: Figures) -> str:
    """Whether what was won is net of Upwork's fee or gross."""
    if figures.netted == figures.valued:
        return gettext("net of Upwork's fee")
    if not figures.netted:
        return gettext("gross, before Upwork's fee")
    return ngettext(
        "net of Upwork's fee for {netted} contract, gross for the other {rest}",
        "net of Upwork's fee for {netted} contracts, gross for the other {rest}",
        figures.netted,
        netted=number(figures.netted),
        rest=number(figures.valued - figures.netted),
    )


def _before(figures: Figures | None) -> str | None:
    if figures is None or not figures.sent:
        return None
    return gettext(
        "**The period before** {sent}, {interviews}, {spent}.",
        sent=proposals(figures.sent),
        interviews=interviews(figures.interviews),
        spent=connects(figures.spent),
    )


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Proposals of several kinds beside each other, by the names of the kinds."""

    title: str
    figures: Mapping[str, Figures]

    @property
    def enough(self) -> dict[str, Figures]:
        """Those of which there are enough to be compared; none where that is but one."""
        found = {n: f for n, f in self.figures.items() if f.sent >= FEWEST_RANKED}
        return found if len(found) > 1 else {}

    @property
    def too_few(self) -> list[str]:
        """What can't be compared: kinds, or all of them."""
        if len(self.figures) < 2:
            return []
        if not self.enough:
            return [self.title]
        return [
            f"{name} ({number(figures.sent)})"
            for name, figures in self.figures.items()
            if name not in self.enough
        ]

    @property
    def rows(self) -> list[tuple[str, str, str, str]]:
        """Its part of the table."""
        return [
            (
                name,
                number(figures.sent),
                percent(figures.interviews / figures.sent),
                percent(figures.hires / figures.sent),
            )
            for name, figures in self.enough.items()
        ]

    @property
    def best(self) -> str | None:
        """The kind that leads to most interviews, where one clearly does."""
        index = clearly_best([figures.rates["interviews"] for figures in self.enough.values()])
        return None if index is None else list(self.enough)[index]


def _compared(comparisons: Sequence[_Comparison]) -> str | None:
    """What there is enough of in one table, and the kinds that are clearly the best."""
    rows = [row for each in comparisons for row in each.rows]
    if not rows:
        return None
    best = [
        gettext("**{name}** clearly leads to most interviews.", name=each.best)
        for each in comparisons
        if each.best
    ]
    header = ("", gettext("sent"), gettext("interv."), gettext("hires"))
    return lines(table([header, *rows]), *best)


def _comparisons(stats: Stats) -> list[_Comparison]:
    summary = stats.summary
    kinds = (
        (gettext("by budget"), {_band(b, stats.card): f for b, f in summary.bands.items()}),
        (gettext("by boost"), {gettext(_BOOSTED[told]): f for told, f in summary.boosted.items()}),
        (
            gettext("by invitation"),
            {gettext(_INVITED[told]): f for told, f in summary.invited.items()},
        ),
    )
    return [
        _Comparison(title, {name: figures for name, figures in named.items() if figures.sent})
        for title, named in kinds
    ]


def _too_few(comparisons: Sequence[_Comparison]) -> str | None:
    names = [name for each in comparisons for name in each.too_few]
    if not names:
        return None
    return gettext("Too few to compare: {names}.", names=", ".join(names))


def _band(band: int | None, rates: RateCard) -> str:
    """A band of budgets in whole dollars: cents between two belong to the lower one."""
    bounds = rates.cost.bounds
    if band is None:
        return gettext("no budget")
    if not bounds:
        return gettext("any budget")
    if band == 0:
        return gettext("under {high}", high=_dollars(bounds[0]))
    if band == len(bounds):
        return f"{_dollars(bounds[-1])}+"
    return f"{_dollars(bounds[band - 1])}–{_dollars(bounds[band] - 100)}"


def _dollars(cents: int) -> str:
    locale = babel_locale()
    return str(format_currency(cents // 100, "USD", "¤#,##0", locale, currency_digits=False))
