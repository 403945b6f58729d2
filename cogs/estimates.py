"""/estimate and /shop."""

from discord import app_commands
from discord.ext import commands

from bot.actions import estimates
from bot.app import App
from bot.client import Interaction, Purser
from bot.views.estimates import TIERS, estimate_card, shop_card
from bot.views.interactions import request_of
from bot.views.replies import reply


class EstimatesCog(commands.Cog):
    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command(description="What a proposal to a job will cost you")
    @app_commands.describe(
        budget="The job's budget in US dollars: 500, $1.5k, 300-500, 30/hr 20h/wk 3 weeks",
        connects="Or the Connects that the job post asks for",
        boost="Connects that you would bid on top",
        invited="The client has invited you",
        proposals="How many proposals the job has already, as Upwork shows it",
    )
    @app_commands.choices(
        proposals=[app_commands.Choice(name=name, value=tier) for tier, name in TIERS.items()]
    )
    async def estimate(
        self,
        interaction: Interaction,
        budget: str | None = None,
        connects: int | None = None,
        boost: int = 0,
        invited: bool = False,
        proposals: str = "",
    ) -> None:
        request = request_of(self.app, interaction)
        found = await estimates.estimate(
            self.app,
            request,
            budget,
            connects=connects,
            boost=boost,
            invited=invited,
            proposals=proposals,
        )
        await reply(interaction, estimate_card(found, request.user_id))

    @app_commands.command(description="The cheapest way to buy the Connects that you need")
    @app_commands.describe(need="How many Connects you need")
    async def shop(
        self,
        interaction: Interaction,
        need: int,
    ) -> None:
        await reply(
            interaction, shop_card(await estimates.shop(self.app, interaction.user.id, need))
        )


async def setup(bot: Purser) -> None:
    await bot.add_cog(EstimatesCog(bot.app))
