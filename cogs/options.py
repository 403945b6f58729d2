"""Reading the options of commands: checks and choices that several share."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.ledger.model import Budget
from bot.ledger.rate_card import RateCard
from bot.ledger.refusals import Refusal
from bot.parsing.money import parse_budget
from bot.parsing.zones import COMMON_ZONES, ZONES

if TYPE_CHECKING:
    from bot.client import Purser

MOST_CHOICES = 25
MOST_CONNECTS = 100_000


def in_range(option: str, value: int | None, least: int, most: int = MOST_CONNECTS) -> None:
    """Raise Refusal `number-range` unless the value, where there is one, lies within."""
    if value is not None and not least <= value <= most:
        raise Refusal("number-range", option=option, least=least, most=most)


def read_id(text: str) -> int:
    """The number of a reminder as a completion gives it; 0, which is nobody's, for other text."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def cost_of_job(budget: Budget | None, invited: bool, rates: RateCard) -> int:
    """Base Connects of a proposal by the card. Raises Refusal when the card cannot tell."""
    if invited:
        return rates.cost.invited
    if budget is None:
        raise Refusal("spend-what")
    if not rates.cost.tiers:
        raise Refusal("cost-unknown")
    if budget.cents is None:
        raise Refusal("budget-hours")
    cost = rates.cost_of(budget.cents)
    assert cost is not None  # noqa: S101 (a card with tiers has one without a bound)
    return cost


def read_budget(text: str | None) -> Budget | None:
    return parse_budget(text) if text is not None else None


async def complete_zone(
    _: discord.Interaction["Purser"], current: str
) -> list[app_commands.Choice[str]]:
    """Time zones that hold what was typed, the common ones first."""
    typed = current.strip().lower().replace(" ", "_")
    found = [zone for zone in (*COMMON_ZONES, *ZONES) if typed in zone.lower()]
    return [app_commands.Choice(name=zone, value=zone) for zone in dict.fromkeys(found)][
        :MOST_CHOICES
    ]


def named(*names: str) -> list[app_commands.Choice[str]]:
    """Choices whose value is their name."""
    return [app_commands.Choice(name=name, value=name) for name in names]
