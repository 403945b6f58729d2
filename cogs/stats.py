"""/stats, /forecast and /chart: what the Connects brought, and how long they last."""

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.ledger.books import Books
from bot.ledger.courses import balance_course, spending
from bot.ledger.figures import Period
from bot.ledger.forecast import Course, Pace, advise, course, pace_of
from bot.ledger.rate_card import RateCard
from bot.parsing.periods import PERIODS, read_period
from bot.store import accounts
from bot.store.figures import first_day, movements, read_summary, spent_by_source, used_by_week
from bot.views.charts import CAME_FROM, chart_card, chart_words, nothing_to_draw_card
from bot.views.drawing import Content, draw
from bot.views.replies import reply, think
from bot.views.stats import forecast_card, no_pace_card, stats_card

from .options import named

if TYPE_CHECKING:
    from bot.client import Purser


async def complete_period(
    _: discord.Interaction["Purser"], typed: str
) -> list[app_commands.Choice[str]]:
    """The usual periods, and what was typed."""
    fitting = [each for each in PERIODS if typed.strip().lower() in each]
    return [app_commands.Choice(name=each, value=each) for each in fitting or [typed[:60]]]


def courses(
    books: Books, pace: Pace, rates: RateCard, now: datetime
) -> tuple[Course, Course, Course]:
    """What becomes of the books at the slow, the mean and the fast pace."""
    return (
        course(books, pace.slow, rates, now),
        course(books, pace.per_day, rates, now),
        course(books, pace.fast, rates, now),
    )


async def period_of(bot: "Purser", user_id: int, typed: str | None) -> Period:
    """The period that a person named. Raises Refusal `period`."""
    zone = await bot.database.read(lambda tx: accounts.timezone_of(tx, user_id))
    return await asyncio.to_thread(read_period, typed, zone, bot.now())


async def stats_of(bot: "Purser", user_id: int, typed: str | None) -> discord.ui.LayoutView:
    """The figures of a period. Raises Refusal `period`."""
    period = await period_of(bot, user_id, typed)
    bounds = bot.rates.cost.bounds
    summary = await bot.database.read(lambda tx: read_summary(tx, user_id, period, bounds))
    return stats_card(summary, period, bot.rates)


async def forecast_of(bot: "Purser", user_id: int) -> discord.ui.LayoutView:
    """Until when the person's Connects last."""
    now = bot.now()
    books = await accounts.current_books(bot.database, user_id, now, bot.rates)
    pace = pace_of(await bot.database.read(lambda tx: used_by_week(tx, user_id, now)))
    if pace is None:
        return no_pace_card(books)
    found = await asyncio.to_thread(courses, books, pace, bot.rates, now)
    return forecast_card(books, pace, found, advise(books, pace, bot.rates), bot.rates)


class StatsCog(commands.Cog):
    def __init__(self, bot: "Purser") -> None:
        self.bot = bot

    @app_commands.command(description="What your proposals brought and what they cost")
    @app_commands.describe(period="90 days, this month, a year, all, or 2026-01-01 to 2026-03-31")
    @app_commands.autocomplete(period=complete_period)
    async def stats(
        self, interaction: discord.Interaction["Purser"], period: str | None = None
    ) -> None:
        await reply(interaction, await stats_of(self.bot, interaction.user.id, period))

    @app_commands.command(description="Until when your Connects last, and what to buy when")
    async def forecast(self, interaction: discord.Interaction["Purser"]) -> None:
        await reply(interaction, await forecast_of(self.bot, interaction.user.id))

    @app_commands.command(description="A picture of your balance, your proposals or your spending")
    @app_commands.describe(
        kind="What to draw",
        period="90 days, this month, a year, all, or 2026-01-01 to 2026-03-31",
    )
    @app_commands.choices(kind=named("balance", "funnel", "spending"))
    @app_commands.autocomplete(period=complete_period)
    async def chart(
        self,
        interaction: discord.Interaction["Purser"],
        kind: str = "balance",
        period: str | None = None,
    ) -> None:
        user_id = interaction.user.id
        shown = await period_of(self.bot, user_id, period)
        await think(interaction)
        content = await self._content(kind, user_id, shown)
        if content is None:
            await reply(interaction, nothing_to_draw_card())
            return
        view, file = chart_card(content, await draw(content, chart_words(content)))
        await reply(interaction, view, files=[file])

    async def _content(self, kind: str, user_id: int, period: Period) -> Content | None:
        """What is to be drawn; None where the period holds nothing."""
        bot = self.bot
        await accounts.current_books(bot.database, user_id, bot.now(), bot.rates)
        if kind == "funnel":
            summary = await bot.database.read(lambda tx: read_summary(tx, user_id, period, ()))
            return summary.total if summary.total.sent else None
        first = await bot.database.read(lambda tx: first_day(tx, user_id, period))
        if first is None:
            return None
        last = period.end.date()
        if kind == "spending":
            spent = await bot.database.read(lambda tx: spent_by_source(tx, user_id, period))
            return spending(spent, CAME_FROM, first, last) if spent else None
        before, moved = await bot.database.read(lambda tx: movements(tx, user_id, period))
        start = period.start.date() if period.start and before else first
        return balance_course(before, moved, start, last)


async def setup(bot: "Purser") -> None:
    await bot.add_cog(StatsCog(bot))
