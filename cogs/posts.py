"""The message menus Estimate this job and Log this proposal, and the form of a spend."""

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.actions import estimates, movements, waiting
from bot.actions.movements import LONGEST_BUDGET, SpendDraft, SpendForm
from bot.app import App
from bot.client import Interaction, Purser
from bot.i18n.language import gettext, gettext_noop
from bot.ledger.refusals import Refusal
from bot.parsing.numbers import read_whole
from bot.parsing.posts import read_post
from bot.parsing.text import LONGEST_LINK, LONGEST_TITLE
from bot.views.buttons import ButtonAction, action_button, on_press
from bot.views.cards import CAREFUL, card
from bot.views.estimates import estimate_card
from bot.views.forms import Form
from bot.views.interactions import request_of
from bot.views.messages import read_message
from bot.views.movements import spend_card
from bot.views.refusals import PostWithoutBudget
from bot.views.replies import card_quoted, reply
from bot.views.sentences import sentence


class PostsCog(commands.Cog):
    """Its menus stand in the tree by hand: discord.py knows none inside a cog."""

    def __init__(self, bot: Purser) -> None:
        self.bot = bot
        self._menus = (
            app_commands.ContextMenu(name="Estimate this job", callback=estimate_this),
            app_commands.ContextMenu(name="Log this proposal", callback=log_this),
        )

    async def cog_load(self) -> None:
        for menu in self._menus:
            self.bot.tree.add_command(menu)

    async def cog_unload(self) -> None:
        for menu in self._menus:
            self.bot.tree.remove_command(menu.name, type=menu.type)


async def estimate_this(interaction: Interaction, message: discord.Message) -> None:
    app, post = interaction.client.app, read_post(read_message(message))
    if not post.budget and post.connects is None:
        raise PostWithoutBudget()
    request = request_of(app, interaction)
    found = await estimates.estimate_post(app, request, post)
    await reply(interaction, estimate_card(found, request.user_id))


async def log_this(interaction: Interaction, message: discord.Message) -> None:
    post = read_post(read_message(message))
    filled = SpendDraft(
        connects="" if post.connects is None else str(post.connects),
        job=post.title,
        link=post.link,
        budget=post.budget,
    )
    await interaction.response.send_modal(LogForm(interaction.client.app, filled))


def _field(text: str, filled: str, longest: int, hint: str = "") -> ui.Label["LogForm"]:
    return ui.Label(
        text=text,
        component=ui.TextInput(
            required=False, max_length=longest, default=filled[:longest], placeholder=hint or None
        ),
    )


class LogForm(Form, title=gettext_noop("Log this proposal")):
    """Logs the spend, filled in from a job post or an estimate; it outlives a refusal."""

    def __init__(self, app: App, filled: SpendDraft) -> None:
        super().__init__(app)
        self.invited = filled.invited
        if filled.invited:
            self.title = gettext("Log this proposal (invited)")
        self.fields = {
            "connects": _field(
                gettext("Connects (empty: none)")
                if filled.invited
                else gettext("Connects (empty: by the budget)"),
                filled.connects,
                6,
                gettext("as the job post says"),
            ),
            "boost": _field(gettext("Boost"), filled.boost, 6, "0"),
            "budget": _field(
                gettext("Budget in US dollars"),
                filled.budget,
                LONGEST_BUDGET,
                gettext("500, $1.5k, 30/hr 20h/wk"),
            ),
            "job": _field(gettext("Job"), filled.job, LONGEST_TITLE),
            "link": _field(gettext("Link"), filled.link, LONGEST_LINK),
        }
        for label in self.fields.values():
            self.add_item(label)

    def typed(self) -> SpendDraft:
        values: dict[str, str] = {}
        for name, label in self.fields.items():
            assert isinstance(label.component, ui.TextInput)  # noqa: S101
            values[name] = label.component.value.strip()
        return SpendDraft(**values, invited=self.invited)

    async def on_submit(  # type: ignore[override]
        self, interaction: Interaction
    ) -> None:
        app, request = self.app, request_of(self.app, interaction)
        typed = self.typed()
        try:
            receipt = await movements.spend(app, request, _spend_form(typed))
        except Refusal as refusal:
            kept = await waiting.keep(app, request, typed.model_dump_json())
            again = action_button(
                request.user_id,
                ButtonAction.LOG_AGAIN,
                kept,
                label=gettext("Open the form again"),
            )
            rates = await card_quoted(app, refusal, request.user_id)
            view = card(sentence(refusal, rates), colour=CAREFUL, buttons=[[again]])
            await reply(interaction, view, hidden=True)
            return
        await reply(
            interaction, spend_card(receipt, app.cards.of(receipt.books.account), request.user_id)
        )


def _spend_form(typed: SpendDraft) -> SpendForm:
    return SpendForm(
        connects=read_whole(gettext("Connects"), typed.connects),
        boost=read_whole(gettext("the boost"), typed.boost) or 0,
        budget=typed.budget or None,
        job=typed.job,
        link=typed.link,
        invited=typed.invited,
    )


@on_press(ButtonAction.LOG_AGAIN)
async def open_again(interaction: Interaction, pending_id: int) -> None:
    app = interaction.client.app
    kept = await waiting.find(app, interaction.user.id, pending_id)
    filled = SpendDraft.model_validate_json(kept.said)
    await interaction.response.send_modal(LogForm(app, filled))


async def setup(bot: Purser) -> None:
    await bot.add_cog(PostsCog(bot))
