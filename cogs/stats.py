"""/stats, /forecast and /chart: what the Connects brought, and how long they last."""

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.ledger.books import Books
from bot.ledger.forecast import Course, Pace, advise, course, pace_of
from bot.ledger.rates import RateCard
from bot.store import accounts
from bot.store.figures import Period, read_summary, used_by_week
from bot.views.replies import reply
from bot.views.stats import forecast_card, no_pace_card, stats_card

from .periods import PERIODS, read_period

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


class StatsCog(commands.Cog):
    def __init__(self, bot: "Purser") -> None:
        self.bot = bot

    @app_commands.command(description="What your proposals brought and what they cost")
    @app_commands.describe(period="90 days, this month, a year, all, or 2026-01-01 to 2026-03-31")
    @app_commands.autocomplete(period=complete_period)
    async def stats(
        self, interaction: discord.Interaction["Purser"], period: str | None = None
    ) -> None:
        bot = self.bot
        named = await self._period(interaction.user.id, period)
        summary = await bot.database.read(
            read_summary, interaction.user.id, named, bot.rates.cost.bounds
        )
        await reply(interaction, stats_card(summary, named, bot.rates))

    @app_commands.command(description="Until when your Connects last, and what to buy when")
    async def forecast(self, interaction: discord.Interaction["Purser"]) -> None:
        bot, user_id, now = self.bot, interaction.user.id, self.bot.now()
        books = await accounts.current_books(bot.database, user_id, now, bot.rates)
        pace = pace_of(await bot.database.read(used_by_week, user_id, now))
        if pace is None:
            await reply(interaction, no_pace_card(books))
            return
        slow, middle, fast = await asyncio.to_thread(courses, books, pace, bot.rates, now)
        advice = advise(books, pace, bot.rates)
        await reply(
            interaction, forecast_card(books, pace, (slow, middle, fast), advice, bot.rates)
        )

    async def _period(self, user_id: int, typed: str | None) -> Period:
        zone = await self.bot.database.read(accounts.timezone_of, user_id)
        return await asyncio.to_thread(read_period, typed, zone, self.bot.now())


async def setup(bot: "Purser") -> None:
    await bot.add_cog(StatsCog(bot))
