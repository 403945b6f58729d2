"""Pieces of text: amounts, money, times, and people's own words made safe to show."""

import re
from datetime import date, datetime
from functools import lru_cache

import discord
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from bot.ledger.model import Kind, Plan, Proposal, Purpose, Source, State

LOCALE = "en_US"
LONGEST_TITLE = 200

PLANS = {Plan.BASIC: "Basic", Plan.FREELANCER_PLUS: "Freelancer Plus"}
STATES = {
    State.SUBMITTED: "submitted",
    State.VIEWED: "viewed",
    State.INTERVIEWING: "interviewing",
    State.HIRED: "hired",
    State.DECLINED: "declined",
    State.WITHDRAWN: "withdrawn",
    State.EXPIRED: "expired",
    State.CLOSED: "closed without hire",
    State.REMOVED: "removed by Upwork",
    State.UNDONE: "undone",
}
PURPOSES = {
    Purpose.PROPOSAL: "proposal",
    Purpose.AVAILABILITY_BADGE: "availability badge",
    Purpose.PROFILE_BOOST: "profile boost",
    Purpose.OTHER: "other",
}
SOURCES = {
    Source.NEW_ACCOUNT: "new account",
    Source.READINESS_TEST: "Readiness Test",
    Source.RISING_TALENT: "Rising Talent badge",
    Source.TOP_RATED: "Top Rated status",
    Source.INTERVIEW: "interview",
    Source.PLAN: "monthly Connects of the plan",
    Source.UPGRADE: "upgrade to Freelancer Plus",
    Source.OTHER: "other",
}
KINDS = {
    Kind.PURCHASE: "bought",
    Kind.EXPIRE: "expired",
    Kind.FORFEIT: "cut by the cap",
    Kind.CORRECT: "corrected",
}

_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")


@lru_cache(maxsize=8192)
def number(value: int) -> str:
    return format_decimal(value, locale=LOCALE)


def decimal(value: float) -> str:
    """A number with at most one digit behind the point."""
    return str(format_decimal(round(value, 1), locale=LOCALE))


def connects(value: int) -> str:
    """`1 Connect`, `6 Connects`."""
    return f"{number(value)} Connect{'' if value == 1 else 's'}"


@lru_cache(maxsize=8192)
def money(cents: int) -> str:
    """Cents as dollars: `$1.50`."""
    return str(format_currency(cents / 100, "USD", locale=LOCALE))


@lru_cache(maxsize=64)
def calendar_day(day: date) -> str:
    """A day that is the same for everybody: `July 6, 2022`."""
    return str(format_date(day, "long", locale=LOCALE))


def day(at: datetime) -> str:
    """A day that each reader sees in their own zone, and how far it is."""
    return f"{discord.utils.format_dt(at, 'D')} ({discord.utils.format_dt(at, 'R')})"


def day_alone(at: datetime) -> str:
    """A day that each reader sees in their own zone."""
    return discord.utils.format_dt(at, "D")


def age(at: datetime) -> str:
    return discord.utils.format_dt(at, "R")


def one_line(text: str, longest: int = LONGEST_TITLE) -> str:
    """People's words as one line without invisible signs, cut to `longest`."""
    line = " ".join(_UNSEEN.sub(" ", text).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def shown(text: str, longest: int = 80) -> str:
    """People's words to be shown: cut, markdown and mentions without effect."""
    line = discord.utils.escape_mentions(one_line(text, longest))
    line = discord.utils.escape_markdown(line)
    return re.sub(r"(?<!\\)([<\[\]#`])", r"\\\1", line).replace("://", ":\u200b//")


def title(proposal: Proposal) -> str:
    """The name of a proposal's job, to be shown in bold."""
    return f"**{shown(proposal.title)}**" if proposal.title else f"**Proposal {proposal.id}**"


def plain_title(proposal: Proposal, longest: int = 60) -> str:
    """The name of a proposal's job where markdown is not read."""
    return one_line(proposal.title, longest) or f"Proposal {proposal.id}"
