"""The welcome of who is new, and what its buttons do."""

import logging

import discord
from discord import ui
from discord.ext import commands

from bot.actions import account, estimates
from bot.client import Interaction, Purser
from bot.i18n.language import gettext_noop, in_locale
from bot.views.buttons import ButtonAction, on_press
from bot.views.estimates import estimate_card
from bot.views.forms import Form
from bot.views.help import help_card
from bot.views.interactions import request_of
from bot.views.replies import is_private, reply
from bot.views.welcome import welcome_card

log = logging.getLogger(__name__)


class WelcomeCog(commands.Cog):
    def __init__(self, bot: Purser) -> None:
        self.bot = bot
        self.app = bot.app

    @commands.Cog.listener()
    async def on_app_command_completion(self, interaction: Interaction, _: object) -> None:
        """Greet once, after somebody's first command."""
        user_id = interaction.user.id
        if await account.claim_welcome(self.app, user_id):
            rates = await account.card_of(self.app, user_id)
            await reply(interaction, welcome_card(user_id, rates, private=is_private(interaction)))

    @commands.Cog.listener()
    async def on_installed(self, user_id: int) -> None:
        """Greet in the DM who has just installed Purser; Discord's gateway tells of nobody."""
        if not await account.claim_welcome(self.app, user_id):
            return
        rates = await account.card_of(self.app, user_id)
        with in_locale(await account.language_of(self.app, user_id)):
            view = welcome_card(user_id, rates, private=True)
        try:
            dm = await self.bot.create_dm(discord.Object(user_id))
            await dm.send(view=view)
        except discord.HTTPException as lost:
            log.warning("a welcome was lost: %s", lost.code)


class EstimateForm(Form, title=gettext_noop("Estimate a job")):
    budget: ui.Label["EstimateForm"] = ui.Label(
        text=gettext_noop("The job's budget, or the whole job post"),
        component=ui.TextInput(
            style=discord.TextStyle.paragraph, max_length=4000, placeholder="$700"
        ),
    )

    async def on_submit(  # type: ignore[override]
        self, interaction: Interaction
    ) -> None:
        assert isinstance(self.budget.component, ui.TextInput)  # noqa: S101
        typed = self.budget.component.value
        request = request_of(self.app, interaction)
        found = await estimates.estimate(self.app, request, typed)
        await reply(interaction, estimate_card(found, request.user_id))


@on_press(ButtonAction.WELCOME_ESTIMATE)
async def open_estimate(interaction: Interaction) -> None:
    await interaction.response.send_modal(EstimateForm(interaction.client.app))


@on_press(ButtonAction.WELCOME_HELP)
async def show_help(interaction: Interaction) -> None:
    owner = interaction.user.id
    rates = await account.card_of(interaction.client.app, owner)
    await reply(interaction, help_card(None, interaction.client.mention, rates, owner))


async def setup(bot: Purser) -> None:
    await bot.add_cog(WelcomeCog(bot))
