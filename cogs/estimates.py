"""/estimate and /shop."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.ledger.budgets import parse_budget
from bot.ledger.bundles import cheapest_basket
from bot.ledger.estimates import estimate
from bot.store import accounts
from bot.views.estimates import estimate_card, shop_card
from bot.views.replies import reply

from .options import in_range

if TYPE_CHECKING:
    from bot.client import Purser


class EstimatesCog(commands.Cog):
    def __init__(self, bot: "Purser") -> None:
        self.bot = bot

    @app_commands.command(description="What a proposal to a job will cost you")
    @app_commands.describe(
        budget="The job's budget in US dollars: 500, $1.5k, 300-500, 30/hr 20h/wk 3 weeks",
        boost="Connects that you would bid on top",
        invited="The client has invited you",
    )
    async def estimate(
        self,
        interaction: discord.Interaction["Purser"],
        budget: str,
        boost: int = 0,
        invited: bool = False,
    ) -> None:
        bot = self.bot
        parsed = parse_budget(budget)
        in_range("boost", boost, 0)
        books = await accounts.current_books(
            bot.database, interaction.user.id, bot.now(), bot.rates
        )
        estimated = estimate(bot.rates, parsed, books.balance, boost=boost, invited=invited)
        await reply(interaction, estimate_card(estimated, bot.rates))

    @app_commands.command(description="The cheapest bundles for the Connects that you need")
    @app_commands.describe(need="How many Connects you need")
    async def shop(
        self,
        interaction: discord.Interaction["Purser"],
        need: int,
    ) -> None:
        in_range("need", need, 1)
        rates = self.bot.rates
        await reply(interaction, shop_card(cheapest_basket(rates, need), rates))


async def setup(bot: "Purser") -> None:
    await bot.add_cog(EstimatesCog(bot))
