"""The cards of /stats and /forecast: what was sent, cost and won, and how long the rest lasts."""

from collections.abc import Mapping, Sequence

from discord import ui

from bot.actions.figures import Stats
from bot.i18n.language import gettext, gettext_noop, ngettext
from bot.ledger.figures import FEW, FEWEST_RANKED, Figures, Period, clearly_best
from bot.ledger.rate_card import RateCard

from .cards import CALM, GOOD, card, lines
from .text import capital, connects, day_alone, decimal, money, number, share_text


def stats_card(stats: Stats) -> ui.LayoutView:
    """The figures of a period, beside those of the one before and by kind."""
    summary, period = stats.summary, stats.period
    total = summary.total
    if not total.sent:
        return card(
            gettext("## No proposals {period}", period=_when(period)),
            gettext(
                "{beside} went to badges and boosts.", beside=connects(total.non_proposal_spend)
            )
            if total.non_proposal_spend
            else None,
            gettext("Log one with `/spend`, or name a longer `period`, such as `all`."),
        )
    return card(
        ngettext("# {sent} proposal", "# {sent} proposals", total.sent, sent=number(total.sent)),
        capital(_when(period)) + ".",
        _stages(total),
        _spent(total),
        _won(total),
        _before(summary.before),
        _by(
            gettext("By budget"), {_band(band, stats.card): f for band, f in summary.bands.items()}
        ),
        _by(
            gettext("By boost"), {gettext(_BOOSTED[told]): f for told, f in summary.boosted.items()}
        ),
        _by(
            gettext("By invitation"),
            {gettext(_INVITED[told]): f for told, f in summary.invited.items()},
        ),
        gettext("-# In brackets: where the rate lies with 95 % certainty (Wilson).")
        + (gettext(" Fewer than {few} proposals say little.", few=FEW) if total.sent < FEW else ""),
        colour=GOOD if total.hires else CALM,
    )


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
    return lines(
        *(f"**{names[stage]}** {share_text(each)}" for stage, each in figures.rates.items())
    )


def _spent(figures: Figures) -> str:
    each = [
        f"{decimal(figures.spent / count)} {what}"
        for count, what in (
            (figures.sent, gettext("a proposal")),
            (figures.interviews, gettext("an interview")),
            (figures.hires, gettext("a hire")),
        )
        if count
    ]
    paid = [
        f"{money(round(figures.paid / count))} {what}"
        for count, what in (
            (figures.interviews, gettext("an interview")),
            (figures.hires, gettext("a hire")),
        )
        if count and figures.paid
    ]
    return lines(
        gettext(
            "**Spent** {spent}, which cost {paid}: {each}.",
            spent=connects(figures.spent),
            paid=money(figures.paid),
            each=", ".join(each),
        ),
        gettext("In money {paid}.", paid=", ".join(paid)) if paid else None,
        gettext(
            "{beside} more went to badges and boosts of the profile.",
            beside=connects(figures.non_proposal_spend),
        )
        if figures.non_proposal_spend
        else None,
    )


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
        "**The period before** {sent} sent, {interviews} interviews, {hires} hires, {spent}.",
        sent=number(figures.sent),
        interviews=number(figures.interviews),
        hires=number(figures.hires),
        spent=connects(figures.spent),
    )


def _band(band: int | None, rates: RateCard) -> str:
    bounds: Sequence[int] = rates.cost.bounds
    if band is None:
        return gettext("no budget told")
    if not bounds:
        return gettext("any budget")
    if band == 0:
        return gettext("under {high}", high=money(bounds[0]))
    if band == len(bounds):
        return gettext("{low} and more", low=money(bounds[-1]))
    return gettext("{low} to under {high}", low=money(bounds[band - 1]), high=money(bounds[band]))


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
            f"- {name}: "
            + gettext("{sent} sent, ", sent=number(figures.sent))
            + (
                gettext("too few to compare")
                if few
                else gettext(
                    "{interviews} interviews, {hires} hired, {spent}",
                    interviews=share_text(figures.rates["interviews"]),
                    hires=number(figures.hires),
                    spent=connects(figures.spent),
                )
            )
            + (gettext(" — **clearly the best**") if index == best else "")
        )
    return lines(f"**{title}**", *rows)
