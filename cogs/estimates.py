"""/estimate and /shop."""

from datetime import timedelta
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.ledger.bundles import cheapest_basket
from bot.ledger.estimates import LEARNED_OVER, Learned, band_of, estimate
from bot.ledger.model import Budget
from bot.parsing.money import parse_budget
from bot.store import accounts
from bot.store.learned import read_learned
from bot.views.estimates import estimate_card, shop_card
from bot.views.replies import reply

from .options import in_range

if TYPE_CHECKING:
    from bot.client import Purser


REMEMBERED = timedelta(minutes=10)


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
        in_range("boost", boost, 0)
        view = await estimated(self.bot, interaction.user.id, budget, boost=boost, invited=invited)
        await reply(interaction, view)

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


async def estimated(
    bot: "Purser",
    user_id: int,
    budget_text: str,
    *,
    boost: int = 0,
    invited: bool = False,
    job: str = "",
) -> discord.ui.LayoutView:
    """The estimate for a person. Raises Refusal for a budget that cannot be read."""
    budget = parse_budget(budget_text)
    books = await accounts.current_books(bot.database, user_id, bot.now(), bot.rates)
    found = estimate(bot.rates, budget, books.balance, boost=boost, invited=invited)
    learned = None if invited else await _learned(bot, budget)
    return estimate_card(found, bot.rates, learned, job)


async def _learned(bot: "Purser", budget: Budget) -> Learned | None:
    """What such jobs did cost; read anew when it is older than REMEMBERED."""
    if budget.cents is None:
        return None
    band = band_of(bot.rates, budget.cents)
    now = bot.now()
    known = bot.learned.get(band)
    if known is None or not timedelta() <= now - known[0] < REMEMBERED:
        learned = await bot.database.read(lambda tx: read_learned(tx, *band, now - LEARNED_OVER))
        known = bot.learned[band] = (now, learned)
    return known[1]


async def setup(bot: "Purser") -> None:
    await bot.add_cog(EstimatesCog(bot))
