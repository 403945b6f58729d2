"""/history."""

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.ledger.model import Kind
from bot.ledger.refusals import Refusal
from bot.parsing.periods import read_date
from bot.store import accounts, history
from bot.store.journal import seconds
from bot.views.actions import on_press
from bot.views.history import PAGE, history_card
from bot.views.replies import reply, update

from .options import named

if TYPE_CHECKING:
    from bot.client import Purser


class HistoryCog(commands.Cog):
    def __init__(self, bot: "Purser") -> None:
        self.bot = bot

    @app_commands.command(description="The journal of your Connects, newest first")
    @app_commands.describe(
        kind="Only lines of this kind", since="Only from then on: 2026-10-01, 30 days, last month"
    )
    @app_commands.choices(kind=named(*Kind))
    async def history(
        self,
        interaction: discord.Interaction["Purser"],
        kind: str | None = None,
        since: str | None = None,
    ) -> None:
        start = 0
        if since is not None:
            zone = await self.bot.database.read(
                lambda tx: accounts.timezone_of(tx, interaction.user.id)
            )
            start = seconds(await asyncio.to_thread(read_since, since, zone, self.bot.now()))
        await reply(
            interaction, await journal_page(interaction, 0, Kind(kind) if kind else None, start)
        )


def read_since(text: str, zone: str, now: datetime) -> datetime:
    """The UTC instant that a date in words means in the zone. Raises Refusal `since`."""
    found = read_date(text, zone, now)
    if found is None:
        raise Refusal("since", text=text)
    return found


async def journal_page(
    interaction: discord.Interaction["Purser"], page: int, kind: Kind | None, since: int
) -> discord.ui.LayoutView:
    bot, owner = interaction.client, interaction.user.id
    books = await accounts.current_books(bot.database, owner, bot.now(), bot.rates)
    found = await bot.database.read(
        lambda tx: history.list_lines(
            tx,
            owner,
            kind=kind,
            since=since,
            limit=PAGE + 1,
            offset=page * PAGE,
        )
    )
    return history_card(found, page, kind or "all", since, owner, books.balance)


@on_press("history")
async def turn_page(
    interaction: discord.Interaction["Purser"], page: int, kind: Kind | None, since: int
) -> None:
    await update(interaction, await journal_page(interaction, page, kind, since))


async def setup(bot: "Purser") -> None:
    await bot.add_cog(HistoryCog(bot))
