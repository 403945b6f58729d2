"""The cards of /chart: a picture, its words, and its finding for those who can't see it."""

import io
from datetime import date

import discord
from babel.dates import get_month_names
from discord import ui

from bot.ledger.courses import BalanceCourse, Spending
from bot.ledger.figures import Figures
from bot.ledger.model import Source

from .cards import CALM, card
from .drawing import Content, Words
from .text import LOCALE, calendar_day, connects, number

CAME_FROM = {
    "purchase": "bought",
    Source.PLAN: "monthly",
    Source.UPGRADE: "monthly",
    Source.TOP_RATED: "monthly",
    Source.INTERVIEW: "interviews",
    "correct": "told at set-up or corrected",
    "": "other free ones",
}
"""Where Connects that were spent had come from; `` for any other source."""


def chart_words(content: Content) -> Words:
    """What stands on the chart."""
    names = get_month_names("abbreviated", locale=LOCALE)
    months = tuple(names[number] for number in range(1, 13))
    match content:
        case BalanceCourse():
            return Words("Your balance", ("arrived", "went", "expired or cut"), months)
        case Spending():
            return Words("Connects spent, by where they came from", (), months)
        case Figures():
            stages = ("Sent", "Viewed", "Interviews", "Hired")
            return Words("From proposal to hire", stages, months)


def finding(content: Content) -> str:
    """What the chart shows, in words."""
    match content:
        case BalanceCourse():
            return _balance_finding(content)
        case Spending():
            return _spending_finding(content)
        case Figures():
            return (
                f"Of {number(content.sent)} proposals {number(content.viewed)} were viewed, "
                f"{number(content.interviews)} led to an interview and "
                f"{number(content.hires)} to a hire."
            )


def _balance_finding(course: BalanceCourse) -> str:
    highest = max(course.balance)
    when = course.days[course.balance.index(highest)]
    return (
        f"From {calendar_day(course.days[0])} on, {number(sum(course.arrived))} Connects arrived, "
        f"{number(sum(course.went))} went and {number(sum(course.lost))} expired or were cut. "
        f"The balance is {number(course.balance[-1])}; it was highest, {number(highest)}, around "
        f"{calendar_day(when)}."
    )


def _spending_finding(content: Spending) -> str:
    totals = [sum(amounts) for amounts in zip(*(a for _, a in content.by_source), strict=True)]
    highest = max(totals)
    when = _month(content.months[totals.index(highest)])
    most, amounts = content.by_source[0]
    return (
        f"{connects(sum(totals))} went in {number(len(totals))} months, most in {when}: "
        f"{number(highest)}. {number(sum(amounts))} of them were of one source: {most}."
    )


def _month(first: date) -> str:
    names = get_month_names("wide", context="stand-alone", locale=LOCALE)
    return f"{names[first.month]} {first.year}"


def chart_card(content: Content, picture: bytes) -> tuple[ui.LayoutView, discord.File]:
    """The card and the file that it shows."""
    told = finding(content)
    file = discord.File(io.BytesIO(picture), "chart.png", description=told)
    gallery: ui.MediaGallery[ui.LayoutView] = ui.MediaGallery(
        discord.MediaGalleryItem("attachment://chart.png", description=told)
    )
    return card(gallery, told, colour=CALM), file


def nothing_to_draw_card() -> ui.LayoutView:
    return card(
        "## Nothing to draw yet",
        "There is nothing in that period. Log what you spend with `/spend`, or name a longer "
        "`period`, such as `all`.",
    )
