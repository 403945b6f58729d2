"""/help."""

from discord import app_commands
from discord.ext import commands

from bot.actions.account import card_of
from bot.client import Interaction, Purser
from bot.views.buttons import ALL, ButtonAction, on_press
from bot.views.help import TOPICS, find_topic, help_card
from bot.views.replies import reply, update


class HelpCog(commands.Cog):
    def __init__(self, bot: Purser) -> None:
        self.bot = bot

    @app_commands.command(description="What I can do")
    @app_commands.describe(topic="Only about this")
    async def help(self, interaction: Interaction, topic: str | None = None) -> None:
        found = find_topic(topic) if topic is not None else None
        rates = await card_of(self.bot.app, interaction.user.id)
        card = help_card(found, self.bot.mention, rates, interaction.user.id)
        await reply(interaction, card)

    @help.autocomplete("topic")
    async def _topics(self, _: Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [
            app_commands.Choice(name=name, value=name)
            for name in TOPICS
            if current.casefold() in name.casefold()
        ]


@on_press(ButtonAction.HELP)
async def turn_to(interaction: Interaction, command: str) -> None:
    """The topic that has a command, or all of them."""
    bot, user_id = interaction.client, interaction.user.id
    found = None if command == ALL else find_topic(command)
    rates = await card_of(bot.app, user_id)
    await update(interaction, help_card(found, bot.mention, rates, user_id))


async def setup(bot: Purser) -> None:
    await bot.add_cog(HelpCog(bot))
