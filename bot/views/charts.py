"""The cards of /chart: a picture, its words, and its finding for those who can't see it."""

import io
from datetime import date

import discord
from babel.dates import get_month_names
from discord import ui

from bot.actions.figures import Drawn
from bot.i18n.language import babel_locale, gettext, gettext_noop
from bot.ledger.figures import Figures
from bot.ledger.series import BalanceSeries, Spending

from .cards import CALM, card
from .drawing import Words
from .text import calendar_day, connects, number

_ORIGINS = {
    "bought": gettext_noop("bought"),
    "monthly": gettext_noop("monthly"),
    "interview": gettext_noop("interviews"),
    "corrected": gettext_noop("told at set-up or corrected"),
    "other": gettext_noop("other free ones"),
}


def named_series(content: Drawn) -> Drawn:
    """What is drawn, with names in the reader's language."""
    if not isinstance(content, Spending):
        return content
    return content._replace(
        by_source=tuple((gettext(_ORIGINS[origin]), counts) for origin, counts in content.by_source)
    )


def chart_words(content: Drawn) -> Words:
    """What stands on the chart."""
    names = get_month_names("abbreviated", locale=babel_locale())
    months = tuple(names[number] for number in range(1, 13))
    match content:
        case BalanceSeries():
            return Words(
                gettext("Your balance"),
                (gettext("arrived"), gettext("went"), gettext("expired or cut")),
                months,
            )
        case Spending():
            return Words(gettext("Connects spent, by where they came from"), (), months)
        case Figures():
            stages = (gettext("Sent"), gettext("Viewed"), gettext("Interviews"), gettext("Hired"))
            return Words(gettext("From proposal to hire"), stages, months)


def finding(content: Drawn) -> str:
    """What the chart shows, in words."""
    match content:
        case BalanceSeries():
            return _balance_finding(content)
        case Spending():
            return _spending_finding(content)
        case Figures():
            return gettext(
                "Of {sent} proposals {viewed} were viewed, {interviews} led to an interview "
                "and {hires} to a hire.",
                sent=number(content.sent),
                viewed=number(content.viewed),
                interviews=number(content.interviews),
                hires=number(content.hires),
            )


def _balance_finding(course: BalanceSeries) -> str:
    highest = max(course.balance)
    when = course.days[course.balance.index(highest)]
    return gettext(
        "From {first} on, {arrived} Connects arrived, {went} went and {lost} expired "
        "or were cut. The balance is {balance}; it was highest, {highest}, around "
        "{when}.",
        first=calendar_day(course.days[0]),
        arrived=number(sum(course.arrived)),
        went=number(sum(course.went)),
        lost=number(sum(course.lost)),
        balance=number(course.balance[-1]),
        highest=number(highest),
        when=calendar_day(when),
    )


def _spending_finding(content: Spending) -> str:
    totals = [sum(amounts) for amounts in zip(*(a for _, a in content.by_source), strict=True)]
    highest = max(totals)
    when = _month(content.months[totals.index(highest)])
    most, amounts = content.by_source[0]
    return gettext(
        "{spent} went in {months} months, most in {when}: {highest}. {amounts} of "
        "them were of one source: {most}.",
        spent=connects(sum(totals)),
        months=number(len(totals)),
        when=when,
        highest=number(highest),
        amounts=number(sum(amounts)),
        most=most,
    )


def _month(first: date) -> str:
    names = get_month_names("wide", context="stand-alone", locale=babel_locale())
    return f"{names[first.month]} {first.year}"


def chart_card(content: Drawn, picture: bytes) -> tuple[ui.LayoutView, discord.File]:
    """The card and the file that it shows."""
    told = finding(content)
    file = discord.File(io.BytesIO(picture), "chart.png", description=told)
    gallery: ui.MediaGallery[ui.LayoutView] = ui.MediaGallery(
        discord.MediaGalleryItem("attachment://chart.png", description=told)
    )
    return card(gallery, told, colour=CALM), file


def nothing_to_draw_card() -> ui.LayoutView:
    return card(
        gettext("## Nothing to draw yet"),
        gettext(
            "There is nothing in that period. Log what you spend with `/spend`, or name "
            "a longer `period`, such as `all`."
        ),
    )
