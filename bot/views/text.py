"""Pieces of text: amounts, money, times, and people's own words made safe to show."""

import re
from datetime import date, datetime
from functools import lru_cache

import discord
from babel.dates import format_date, format_skeleton
from babel.numbers import format_currency, format_decimal

from bot.i18n.language import Translated, locale, mark, t, tn
from bot.ledger.model import Kind, Plan, Proposal, Purpose, Source, State
from bot.parsing.text import one_line

PLANS = Translated({Plan.BASIC: mark("Basic"), Plan.FREELANCER_PLUS: mark("Freelancer Plus")})
STATES = Translated(
    {
        State.SUBMITTED: mark("submitted"),
        State.VIEWED: mark("viewed"),
        State.INTERVIEWING: mark("interviewing"),
        State.HIRED: mark("hired"),
        State.DECLINED: mark("declined"),
        State.WITHDRAWN: mark("withdrawn"),
        State.EXPIRED: mark("expired"),
        State.CLOSED: mark("closed without hire"),
        State.REMOVED: mark("removed by Upwork"),
        State.UNDONE: mark("undone"),
    }
)
PURPOSES = Translated(
    {
        Purpose.PROPOSAL: mark("proposal"),
        Purpose.AVAILABILITY_BADGE: mark("availability badge"),
        Purpose.PROFILE_BOOST: mark("profile boost"),
        Purpose.OTHER: mark("other"),
    }
)
SOURCES = Translated(
    {
        Source.NEW_ACCOUNT: mark("new account"),
        Source.READINESS_TEST: mark("Readiness Test"),
        Source.RISING_TALENT: mark("Rising Talent badge"),
        Source.TOP_RATED: mark("Top Rated status"),
        Source.INTERVIEW: mark("interview"),
        Source.PLAN: mark("monthly Connects of the plan"),
        Source.UPGRADE: mark("upgrade to Freelancer Plus"),
        Source.OTHER: mark("other"),
    }
)
KINDS = Translated(
    {
        Kind.PURCHASE: mark("bought"),
        Kind.EXPIRE: mark("expired"),
        Kind.FORFEIT: mark("cut by the cap"),
        Kind.CORRECT: mark("corrected"),
    }
)


def number(value: int) -> str:
    return _number(value, locale())


@lru_cache(maxsize=8192)
def _number(value: int, locale: str) -> str:
    return format_decimal(value, locale=locale)


def decimal(value: float) -> str:
    """A number with at most one digit behind the point."""
    return str(format_decimal(round(value, 1), locale=locale()))


def connects(value: int) -> str:
    """`1 Connect`, `6 Connects`."""
    return tn("{number} Connect", "{number} Connects", value, number=number(value))


def money(cents: int) -> str:
    """Cents as dollars: `$1.50`."""
    return _money(cents, locale())


@lru_cache(maxsize=8192)
def _money(cents: int, locale: str) -> str:
    return str(format_currency(cents / 100, "USD", locale=locale))


def calendar_day(day: date) -> str:
    """A day that is the same for everybody: `July 6, 2022`."""
    return _calendar_day(day, locale())


@lru_cache(maxsize=64)
def _calendar_day(day: date, locale: str) -> str:
    return str(format_date(day, "long", locale=locale))


def calendar_month(month: date) -> str:
    """A month with its year: `July 2022`."""
    return capital(str(format_skeleton("yMMMM", month, locale=locale())))


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


def shown(text: str, longest: int = 80) -> str:
    """People's words to be shown: cut, markdown and mentions without effect."""
    line = discord.utils.escape_mentions(one_line(text, longest))
    line = discord.utils.escape_markdown(line)
    return re.sub(r"(?<!\\)([<\[\]#`])", r"\\\1", line).replace("://", ":\u200b//")


def title(proposal: Proposal) -> str:
    """The name of a proposal's job, to be shown in bold."""
    return (
        f"**{shown(proposal.title)}**" if proposal.title else t("**Proposal {id}**", id=proposal.id)
    )


def plain_title(proposal: Proposal, longest: int = 60) -> str:
    """The name of a proposal's job where markdown is not read."""
    return one_line(proposal.title, longest) or t("Proposal {id}", id=proposal.id)
