"""A form (Discord's modal) in the language of who opened it."""

from typing import Any

import discord
from discord import ui

from bot.app import App
from bot.i18n.language import gettext

from .interactions import receive
from .replies import fail


class Form(ui.Modal):
    """A modal whose title and labels are marked messages, and whose refusals are answered."""

    def __init__(self, app: App) -> None:
        super().__init__(title=gettext(self.title))
        self.app = app
        for label in self.children:
            if isinstance(label, ui.Label):
                label.text = gettext(label.text)

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        await receive(self.app, interaction)
        return True

    async def on_error(  # type: ignore[override]
        self, interaction: discord.Interaction[Any], error: Exception
    ) -> None:
        await fail(self.app, interaction, error)
