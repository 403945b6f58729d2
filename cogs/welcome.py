"""The welcome of who is new, and what its buttons do."""

import logging

import discord
from discord.ext import commands

from bot.actions import account, estimates
from bot.actions.waiting import Draft
from bot.app import App
from bot.client import Interaction, Purser
from bot.i18n.language import gettext, gettext_noop, in_locale
from bot.ledger.refusals import Refusal
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


LONGEST_POST = 4000


class EstimateForm(Form, kind="estimate", title=gettext_noop("Estimate a job")):
    def __init__(self, app: App, draft: Draft) -> None:
        super().__init__(app, draft)
        self.ask(
            "budget",
            gettext("The job's budget, or the whole job post"),
            LONGEST_POST,
            "$700",
            required=True,
            style=discord.TextStyle.paragraph,
        )

    async def on_submit(  # type: ignore[override]
        self, interaction: Interaction
    ) -> None:
        request = request_of(self.app, interaction)
        try:
            found = await estimates.estimate(self.app, request, self.typed("budget"))
        except Refusal as refusal:
            self.note("budget", refusal)
        self.check()
        await reply(interaction, estimate_card(found, request.user_id))


@on_press(ButtonAction.WELCOME_ESTIMATE)
async def open_estimate(interaction: Interaction) -> None:
    await EstimateForm.open(interaction, Draft(form=EstimateForm.kind))


@on_press(ButtonAction.WELCOME_HELP)
async def show_help(interaction: Interaction) -> None:
    owner = interaction.user.id
    rates = await account.card_of(interaction.client.app, owner)
    await reply(interaction, help_card(None, interaction.client.mention, rates, owner))


async def setup(bot: Purser) -> None:
    await bot.add_cog(WelcomeCog(bot))
