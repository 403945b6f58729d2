"""/stats, /forecast and /chart: what the Connects brought, and how long they last."""

from discord import app_commands
from discord.ext import commands

from bot.actions import figures
from bot.actions.figures import Chart, TooLittle
from bot.app import App
from bot.client import Interaction, Purser
from bot.parsing.periods import PERIODS
from bot.views.charts import chart_card, chart_words, named_series, too_little_card
from bot.views.drawing import draw
from bot.views.forecast import forecast_card
from bot.views.replies import reply, think
from bot.views.stats import stats_card

from .options import choices_of

LONGEST_CHOICE = 60


async def complete_period(_: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """The usual periods, and what was typed."""
    fitting = [each for each in PERIODS if typed.strip().lower() in each]
    return [
        app_commands.Choice(name=each, value=each) for each in fitting or [typed[:LONGEST_CHOICE]]
    ]


class StatsCog(commands.Cog):
    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command(description="What your proposals brought and what they cost")
    @app_commands.describe(period="90 days, this month, a year, all, or 2026-01-01 to 2026-03-31")
    @app_commands.autocomplete(period=complete_period)
    async def stats(self, interaction: Interaction, period: str | None = None) -> None:
        found = await figures.stats(self.app, interaction.user.id, period)
        await reply(interaction, stats_card(found))

    @app_commands.command(description="Until when your Connects last, and what to buy when")
    async def forecast(self, interaction: Interaction) -> None:
        found = await figures.forecast(self.app, interaction.user.id)
        await reply(interaction, forecast_card(found, self.app.cards.of(found.books.account)))

    @app_commands.command(description="A picture of your balance, your proposals or your spending")
    @app_commands.describe(
        kind="What to draw",
        period="90 days, this month, a year, all, or 2026-01-01 to 2026-03-31",
    )
    @app_commands.choices(kind=choices_of("balance", "funnel", "spending"))
    @app_commands.autocomplete(period=complete_period)
    async def chart(
        self,
        interaction: Interaction,
        kind: str = Chart.BALANCE.value,
        period: str | None = None,
    ) -> None:
        app, user_id = self.app, interaction.user.id
        escape = await figures.period_of(app, user_id, period)
        await think(interaction)
        found = await figures.chart(app, user_id, Chart(kind), escape)
        if isinstance(found, TooLittle):
            await reply(interaction, too_little_card(found))
            return
        drawn = named_series(found)
        view, file = chart_card(drawn, await draw(drawn, chart_words(drawn)))
        await reply(interaction, view, files=[file])


async def setup(bot: Purser) -> None:
    await bot.add_cog(StatsCog(bot.app))
