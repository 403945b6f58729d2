"""The cards of /chart: a picture, its words, and its finding for those who can't see it."""

import io
from datetime import date, timedelta
from itertools import pairwise

import discord
from babel.dates import format_date, format_skeleton, format_timedelta
from discord import ui

from bot.actions.figures import FEWEST_DRAWN, Chart, Drawn, TooLittle
from bot.i18n.language import babel_locale, gettext, gettext_noop, ngettext
from bot.ledger.figures import Figures
from bot.ledger.series import WEEKLY_UP_TO, BalanceSeries, DayBalance, Spending

from .cards import CALM, card
from .drawing import Words
from .scales import day_ticks, day_ticks_are_months
from .text import calendar_day, capital, connects, number, proposals

_ORIGINS = {
    "bought": gettext_noop("bought"),
    "monthly": gettext_noop("monthly"),
    "interview": gettext_noop("interviews"),
    "corrected": gettext_noop("set or corrected"),
    "other": gettext_noop("other free"),
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
    match content:
        case BalanceSeries():
            return Words(
                gettext("Your balance")
                if (content.last - content.first).days < WEEKLY_UP_TO
                else gettext("Your balance at the end of each week"),
                (
                    gettext("arrived"),
                    gettext("came back"),
                    gettext("went"),
                    gettext("lost"),
                ),
                _ticks(content.first, content.last),
                gettext("cap\n{cap}", cap=number(content.cap or 0)),
            )
        case Spending():
            return Words(
                gettext("Connects spent each week")
                if content.is_weekly
                else gettext("Connects spent each month"),
                (),
                _ticks(content.days[0], content.last),
            )
        case Figures():
            stages = (gettext("Sent"), gettext("Viewed"), gettext("Interviews"), gettext("Hired"))
            return Words(gettext("From proposal to hire"), stages)


def _ticks(first: date, last: date) -> tuple[tuple[date, str], ...]:
    """The days that the axis names, the first one of each year with the year."""
    days = day_ticks(first, last)
    is_by_month, locale = day_ticks_are_months(first, last), babel_locale()
    names = []
    for before, day in zip([None, *days], days, strict=False):
        name = (
            format_date(day, "LLL", locale=locale)
            if is_by_month
            else format_skeleton("MMMd", day, locale=locale)
        )
        names.append(name if before and before.year == day.year else f"{name}\n{day.year}")
    return tuple(zip(days, names, strict=True))


def finding(content: Drawn) -> str:
    """What the chart shows, in words."""
    match content:
        case BalanceSeries():
            return _balance_finding(content)
        case Spending():
            return _spending_finding(content)
        case Figures():
            return _funnel_finding(content)


def _balance_finding(series: BalanceSeries) -> str:
    start, end = _held(series)[0].held, _held(series)[-1].held
    values = {"start": number(start), "end": connects(end), **_span(series.first, series.last)}
    if start == end:
        course = gettext(
            "Your balance is {end}, as it was {time} before ({first} to {last}).",
            **values,
        )
    elif start > end:
        course = gettext(
            "Your balance fell from {start} to {end} in {time} ({first} to {last}).", **values
        )
    else:
        course = gettext(
            "Your balance rose from {start} to {end} in {time} ({first} to {last}).", **values
        )
    return " ".join(filter(None, (course, _lowest(series), _highest(series), _moved(series))))


def _held(series: BalanceSeries) -> tuple[DayBalance, ...]:
    """The days on which the balance moved, and the first, where something was held before it."""
    before = (DayBalance(series.first, series.before),) if series.before else ()
    return before + series.course


def _span(first: date, last: date) -> dict[str, str]:
    days = (last - first).days + 1
    time = format_timedelta(
        timedelta(days=days), granularity="day", threshold=1.99, locale=babel_locale()
    )
    return {"first": calendar_day(first), "last": calendar_day(last), "time": str(time)}


def _lowest(series: BalanceSeries) -> str:
    lowest = min(_held(series), key=lambda each: each.held)
    if lowest.held <= 0:
        return gettext("It was down to zero on {day}.", day=calendar_day(lowest.day))
    return gettext(
        "The least was {lowest} above zero, on {day}.",
        lowest=number(lowest.held),
        day=calendar_day(lowest.day),
    )


def _highest(series: BalanceSeries) -> str:
    highest = max(_held(series), key=lambda each: each.held)
    day = calendar_day(highest.day)
    if series.cap is None:
        return gettext("The most was {highest}, on {day}.", highest=number(highest.held), day=day)
    left = series.cap - highest.held
    if left < 0:
        return gettext(
            "The most was {highest}, on {day}: {over} above the {cap} that carry over.",
            highest=number(highest.held),
            day=day,
            over=number(-left),
            cap=number(series.cap),
        )
    return gettext(
        "The most was {highest}, on {day}: {left} below the {cap} that carry over.",
        highest=number(highest.held),
        day=day,
        left=number(left),
        cap=number(series.cap),
    )


def _moved(series: BalanceSeries) -> str:
    lost = sum(series.lost)
    arrived, back, went = sum(series.arrived), sum(series.back), sum(series.went)
    told = []
    if arrived:
        told.append(
            ngettext("{amount} arrived", "{amount} arrived", arrived, amount=number(arrived))
        )
    if back:
        told.append(ngettext("{amount} came back", "{amount} came back", back, amount=number(back)))
    if went:
        told.append(ngettext("{amount} went", "{amount} went", went, amount=number(went)))
    if lost:
        told.append(
            ngettext(
                "{amount} expired or was cut",
                "{amount} expired or were cut",
                lost,
                amount=number(lost),
            )
        )
    return capital(", ".join(told)) + "."


def _spending_finding(content: Spending) -> str:
    totals = [sum(amounts) for amounts in zip(*(a for _, a in content.by_source), strict=True)]
    highest = max(totals)
    when = content.days[totals.index(highest)]
    most, amounts = content.by_source[0]
    return " ".join(
        (
            ngettext(
                "{spent} went in {time} ({first} to {last}).",
                "{spent} went in {time} ({first} to {last}).",
                sum(totals),
                spent=connects(sum(totals)),
                **_span(content.days[0], content.last),
            ),
            gettext(
                "The most in a week was {highest}, in the one from {day}.",
                highest=number(highest),
                day=calendar_day(when),
            )
            if content.is_weekly
            else gettext(
                "The most in a month was {highest}, in {month}.",
                highest=number(highest),
                month=format_skeleton("yMMMM", when, locale=babel_locale()),
            ),
            gettext(
                "The largest part came from one source ({source}): {amount}.",
                source=most,
                amount=number(sum(amounts)),
            )
            if len(content.by_source) > 1
            else gettext("All of them came from one source ({source}).", source=most),
        )
    )


_STOPS = (
    gettext_noop("Most stop before they are viewed: {lost}."),
    gettext_noop("Most stop after they are viewed, before an interview: {lost}."),
    gettext_noop("Most stop after the interview: {lost}."),
)


def _funnel_finding(figures: Figures) -> str:
    counts = (figures.sent, figures.viewed, figures.interviews, figures.hires)
    losses = [above - below for above, below in pairwise(counts)]
    most = max(losses)
    told = gettext(
        "{sent}: {viewed} viewed, {interviews} with an interview, {hires} with a hire.",
        sent=proposals(figures.sent),
        viewed=number(figures.viewed),
        interviews=number(figures.interviews),
        hires=number(figures.hires),
    )
    if losses.count(most) != 1:
        return told
    return f"{told} {gettext(_STOPS[losses.index(most)], lost=number(most))}"


def chart_card(content: Drawn, picture: bytes) -> tuple[ui.LayoutView, discord.File]:
    """The card and the file that it shows."""
    told = finding(content)
    file = discord.File(io.BytesIO(picture), "chart.png", description=told)
    gallery: ui.MediaGallery[ui.LayoutView] = ui.MediaGallery(
        discord.MediaGalleryItem("attachment://chart.png", description=told)
    )
    return card(gallery, told, colour=CALM), file


def too_little_card(found: TooLittle) -> ui.LayoutView:
    """What a picture needs, where there is not enough to be seen."""
    need, have = number(FEWEST_DRAWN[found.kind]), number(found.have)
    match found.kind:
        case Chart.BALANCE:
            told = gettext(
                "The picture of your balance needs {need} days on which it moved (so far: {have}).",
                need=need,
                have=have,
            )
        case Chart.FUNNEL:
            told = gettext(
                "The way from proposal to hire can be seen from {need} proposals on (so far: "
                "{have}).",
                need=need,
                have=have,
            )
        case Chart.SPENDING:
            told = gettext(
                "The picture of your spending needs {need} days with Connects that went and did "
                "not come back (so far: {have}).",
                need=need,
                have=have,
            )
    return card(
        gettext("## Nothing to see yet"),
        told,
        gettext("Log what you spend with `/spend`.")
        if found.of_all
        else gettext("Log what you spend with `/spend`, or name a longer `period`, such as `all`."),
    )
