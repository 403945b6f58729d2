"""/help."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.ledger.refusals import Refusal
from bot.views.help import TOPICS, help_card
from bot.views.replies import reply

if TYPE_CHECKING:
    from bot.client import Purser


class HelpCog(commands.Cog):
    def __init__(self, bot: "Purser") -> None:
        self.bot = bot

    @app_commands.command(description="What I can do")
    @app_commands.describe(topic="Only about this")
    async def help(
        self, interaction: discord.Interaction["Purser"], topic: str | None = None
    ) -> None:
        await reply(interaction, help_card(_find(topic), self.bot.mention))

    @help.autocomplete("topic")
    async def _topics(
        self, _: discord.Interaction["Purser"], current: str
    ) -> list[app_commands.Choice[str]]:
        return [
            app_commands.Choice(name=name, value=name)
            for name in TOPICS
            if current.casefold() in name.casefold()
        ]


def _find(typed: str | None) -> str | None:
    """The topic that was typed, or the one that has the command of that name."""
    if typed is None:
        return None
    wanted = typed.strip().casefold().removeprefix("/")
    for name, topic in TOPICS.items():
        if wanted == name.casefold() or wanted in dict(topic.commands):
            return name
    raise Refusal("help-topic", text=typed)


async def setup(bot: "Purser") -> None:
    await bot.add_cog(HelpCog(bot))
