"""A form (Discord's modal) in the language of who opened it."""

from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.i18n.language import t

from .replies import fail

if TYPE_CHECKING:
    from bot.client import Purser


class Form(ui.Modal):
    """A modal whose title and labels are marked messages, and whose refusals are answered."""

    def __init__(self) -> None:
        super().__init__(title=t(self.title))
        for label in self.children:
            if isinstance(label, ui.Label):
                label.text = t(label.text)

    async def interaction_check(  # type: ignore[override]
        self, interaction: discord.Interaction["Purser"], /
    ) -> bool:
        await interaction.client.hear(interaction)
        interaction.client.flood.check(interaction.user.id)
        return True

    async def on_error(  # type: ignore[override]
        self, interaction: discord.Interaction["Purser"], error: Exception
    ) -> None:
        await fail(interaction, error)
