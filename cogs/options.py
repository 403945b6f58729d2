"""Completions and choices that several commands share."""

from discord import app_commands

from bot.client import Interaction
from bot.parsing.zones import COMMON_ZONES, ZONES
from bot.views.cards import card_name

MOST_CHOICES = 25
"""By Discord's rules."""


async def complete_zone(_: Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Time zones that hold what was typed, the common ones first."""
    typed = current.strip().lower().replace(" ", "_")
    found = [zone for zone in (*COMMON_ZONES, *ZONES) if typed in zone.lower()]
    return [app_commands.Choice(name=zone, value=zone) for zone in dict.fromkeys(found)][
        :MOST_CHOICES
    ]


async def complete_card(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
    """The rate cards, in words, that hold what was typed."""
    typed = current.strip().casefold()
    names = {name: card_name(card) for name, card in interaction.client.app.cards.by_name.items()}
    return [
        app_commands.Choice(name=words, value=name)
        for name, words in names.items()
        if typed in words.casefold()
    ][:MOST_CHOICES]


def choices_of(*names: str) -> list[app_commands.Choice[str]]:
    """Choices whose value is their name."""
    return [app_commands.Choice(name=name, value=name) for name in names]
