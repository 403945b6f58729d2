"""/history."""

from discord import app_commands
from discord.ext import commands

from bot.actions import history as journal
from bot.app import App
from bot.client import Interaction, Purser
from bot.ledger.model import Kind
from bot.views.buttons import ButtonAction, on_press
from bot.views.history import history_card
from bot.views.replies import reply, update

from .options import choices_of


class HistoryCog(commands.Cog):
    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command(description="The journal of your Connects, newest first")
    @app_commands.describe(
        kind="Only lines of this kind", since="Only from then on: 2026-10-01, 30 days, last month"
    )
    @app_commands.choices(kind=choices_of(*Kind))
    async def history(
        self,
        interaction: Interaction,
        kind: str | None = None,
        since: str | None = None,
    ) -> None:
        owner = interaction.user.id
        start = await journal.since(self.app, owner, since) if since is not None else 0
        wanted = Kind(kind) if kind else None
        found = await journal.browse(self.app, owner, kind=wanted, since=start)
        await reply(interaction, history_card(found, owner))


@on_press(ButtonAction.HISTORY_PERIOD)
async def turn_page(
    interaction: Interaction, page: int, kind: Kind | None, since: int, until: int
) -> None:
    app, owner = interaction.client.app, interaction.user.id
    found = await journal.browse(app, owner, page, kind, since, until)
    await update(interaction, history_card(found, owner))


@on_press(ButtonAction.HISTORY)
async def turn_older_page(
    interaction: Interaction, page: int, kind: Kind | None, since: int
) -> None:
    """Of a card from before periods had an end."""
    await turn_page(interaction, page, kind, since, 0)


async def setup(bot: Purser) -> None:
    await bot.add_cog(HistoryCog(bot.app))
