"""Pieces of text: amounts, money, times, and people's own words made safe to show."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

import discord
from babel.dates import format_date, format_skeleton
from babel.numbers import format_currency, format_decimal, format_percent

from bot.i18n.language import babel_locale, gettext, gettext_noop, ngettext
from bot.ledger.figures import Rate
from bot.ledger.model import Kind, Plan, Proposal, Purpose, Source, State
from bot.parsing.text import one_line

_PLANS = {Plan.BASIC: gettext_noop("Basic"), Plan.FREELANCER_PLUS: gettext_noop("Freelancer Plus")}
STATES = {
    State.SUBMITTED: gettext_noop("submitted"),
    State.VIEWED: gettext_noop("viewed"),
    State.INTERVIEWING: gettext_noop("interviewing"),
    State.HIRED: gettext_noop("hired"),
    State.DECLINED: gettext_noop("declined"),
    State.WITHDRAWN: gettext_noop("withdrawn"),
    State.EXPIRED: gettext_noop("expired"),
    State.CLOSED: gettext_noop("closed without hire"),
    State.REMOVED: gettext_noop("removed by Upwork"),
    State.UNDONE: gettext_noop("undone"),
}
_PURPOSES = {
    Purpose.PROPOSAL: gettext_noop("proposal"),
    Purpose.AVAILABILITY_BADGE: gettext_noop("availability badge"),
    Purpose.PROFILE_BOOST: gettext_noop("profile boost"),
    Purpose.OTHER: gettext_noop("other"),
}
_SOURCES = {
    Source.NEW_ACCOUNT: gettext_noop("new account"),
    Source.READINESS_TEST: gettext_noop("Readiness Test"),
    Source.RISING_TALENT: gettext_noop("Rising Talent badge"),
    Source.TOP_RATED: gettext_noop("Top Rated status"),
    Source.INTERVIEW: gettext_noop("interview"),
    Source.PLAN: gettext_noop("monthly Connects of the plan"),
    Source.UPGRADE: gettext_noop("upgrade to Freelancer Plus"),
    Source.OTHER: gettext_noop("other"),
}
_KINDS = {
    Kind.PURCHASE: gettext_noop("bought"),
    Kind.EXPIRE: gettext_noop("expired unused"),
    Kind.FORFEIT: gettext_noop("cut by the cap"),
    Kind.CORRECT: gettext_noop("set to what Upwork shows"),
}
_LABELS: dict[type[StrEnum], Mapping[Any, str]] = {
    Plan: _PLANS,
    State: STATES,
    Purpose: _PURPOSES,
    Source: _SOURCES,
    Kind: _KINDS,
}


def label(value: Plan | State | Purpose | Source | Kind) -> str:
    """What it is called, in the present language."""
    return gettext(_LABELS[type(value)][value])


def number(value: int) -> str:
    return _number(value, babel_locale())


@lru_cache(maxsize=8192)
def _number(value: int, locale: str) -> str:
    return format_decimal(value, locale=locale)


def decimal(value: float) -> str:
    """A number with at most one digit behind the point."""
    return str(format_decimal(round(value, 1), locale=babel_locale()))


def share_text(rate: Rate | None) -> str:
    """`7 · 21% (10%-37%)`: how many of them, their share, and where it lies with certainty."""
    if rate is None:
        return gettext("none")
    return f"{number(rate.hits)} · {percent(rate.share)} ({percent(rate.low)}-{percent(rate.high)})"


def percent(share: float) -> str:
    return str(format_percent(share, locale=babel_locale())).replace("\N{NO-BREAK SPACE}", "")


def connects(value: int) -> str:
    """`1 Connect`, `6 Connects`."""
    return ngettext("{number} Connect", "{number} Connects", value, number=number(value))


def proposals(value: int) -> str:
    """`1 proposal`, `6 proposals`."""
    return ngettext("{number} proposal", "{number} proposals", value, number=number(value))


def interviews(value: int) -> str:
    """`1 interview`, `6 interviews`."""
    return ngettext("{number} interview", "{number} interviews", value, number=number(value))


def hires(value: int) -> str:
    """`1 hire`, `6 hires`."""
    return ngettext("{number} hire", "{number} hires", value, number=number(value))


def reminders(value: int) -> str:
    """`1 reminder`, `6 reminders`."""
    return ngettext("{number} reminder", "{number} reminders", value, number=number(value))


def journal_lines(value: int) -> str:
    """`1 line of the journal`, `6 lines of the journal`."""
    return ngettext(
        "{number} line of the journal",
        "{number} lines of the journal",
        value,
        number=number(value),
    )


def between(few: int, many: int) -> str:
    """From how many to how many: `2`, `2 to 6`, `up to 6`."""
    if few == many:
        return number(many)
    if not few:
        return gettext("up to {many}", many=number(many))
    return gettext("{few} to {many}", few=number(few), many=number(many))


def money(cents: int) -> str:
    """Cents as dollars: `$1.50`."""
    return _money(cents, babel_locale())


@lru_cache(maxsize=8192)
def _money(cents: int, locale: str) -> str:
    return str(format_currency(cents / 100, "USD", locale=locale))


def calendar_day(day: date) -> str:
    """A day that is the same for everybody: `July 6, 2022`."""
    return _calendar_day(day, babel_locale())


@lru_cache(maxsize=64)
def _calendar_day(day: date, locale: str) -> str:
    return str(format_date(day, "long", locale=locale))


def calendar_month(month: date) -> str:
    """A month with its year: `July 2022`."""
    return capital(str(format_skeleton("yMMMM", month, locale=babel_locale())))


def day(at: datetime) -> str:
    """A day that each reader sees in their own zone, and how far it is."""
    return f"{discord.utils.format_dt(at, 'D')} ({discord.utils.format_dt(at, 'R')})"


def day_alone(at: datetime) -> str:
    """A day that each reader sees in their own zone."""
    return discord.utils.format_dt(at, "D")


def capital(text: str) -> str:
    """The text with its first letter large, and the rest, timestamps among it, as it is."""
    return text[:1].upper() + text[1:]


def age(at: datetime) -> str:
    return discord.utils.format_dt(at, "R")


def escape(text: str, longest: int = 80) -> str:
    """People's words to be shown: cut, markdown and mentions without effect."""
    line = discord.utils.escape_mentions(one_line(text, longest))
    line = discord.utils.escape_markdown(line)
    return re.sub(r"(?<!\\)([<\[\]#`])", r"\\\1", line).replace("://", ":\u200b//")


def title(proposal: Proposal) -> str:
    """The name of a proposal's job, to be shown in bold."""
    return (
        f"**{escape(proposal.title)}**"
        if proposal.title
        else gettext("**Proposal {id}**", id=proposal.id)
    )


def plain_title(proposal: Proposal, longest: int = 60) -> str:
    """The name of a proposal's job where markdown is not read."""
    return one_line(proposal.title, longest) or gettext("Proposal {id}", id=proposal.id)
