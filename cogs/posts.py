"""The message menus: Estimate this job, and Log this proposal."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands, ui
from discord.ext import commands
from pydantic import BaseModel

from bot.i18n.language import mark, t
from bot.ledger.refusals import Refusal
from bot.parsing.posts import Embed, JobPost, read_post
from bot.store import movements, pending
from bot.views.actions import action_button, on_press
from bot.views.cards import CAREFUL, card
from bot.views.forms import Form
from bot.views.movements import spend_card
from bot.views.replies import reply
from bot.views.sentences import sentence
from bot.views.text import LONGEST_TITLE

from .estimates import estimated
from .movements import LONGEST_LINK, read_order

if TYPE_CHECKING:
    from bot.client import Purser


class PostsCog(commands.Cog):
    """Its menus stand in the tree by hand: discord.py knows none inside a cog."""

    def __init__(self, bot: "Purser") -> None:
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


def find_post(message: discord.Message) -> JobPost:
    """The job in a message's text and embeds."""
    embeds = (
        Embed(
            title=embed.title or "",
            url=embed.url or "",
            description=embed.description or "",
            fields=[(field.name or "", field.value or "") for field in embed.fields],
        )
        for embed in message.embeds
    )
    return read_post(message.content, embeds)


async def estimate_this(
    interaction: discord.Interaction["Purser"], message: discord.Message
) -> None:
    bot = interaction.client
    post = find_post(message)
    if not post.budget:
        raise Refusal("post-no-budget")
    view = await estimated(bot, interaction.user.id, post.budget, job=post.title)
    await reply(interaction, view)


async def log_this(interaction: discord.Interaction["Purser"], message: discord.Message) -> None:
    post = find_post(message)
    form = Filled(job=post.title, link=post.link, budget=post.budget)
    await interaction.response.send_modal(LogForm(form))


class Filled(BaseModel):
    """What stands in the fields of the form."""

    connects: str = ""
    boost: str = ""
    budget: str = ""
    job: str = ""
    link: str = ""


def _field(text: str, filled: str, longest: int, hint: str = "") -> ui.Label["LogForm"]:
    return ui.Label(
        text=text,
        component=ui.TextInput(
            required=False, max_length=longest, default=filled[:longest], placeholder=hint or None
        ),
    )


class LogForm(Form, title=mark("Log this proposal")):
    """Logs the spend, filled in from a job post; what was typed outlives a refusal."""

    def __init__(self, filled: Filled) -> None:
        super().__init__()
        self.fields = {
            "connects": _field(
                t("Connects (empty: by the budget)"), filled.connects, 6, t("as the job post says")
            ),
            "boost": _field(t("Boost"), filled.boost, 6, "0"),
            "budget": _field(
                t("Budget in US dollars"), filled.budget, 100, t("500, $1.5k, 30/hr 20h/wk")
            ),
            "job": _field(t("Job"), filled.job, LONGEST_TITLE),
            "link": _field(t("Link"), filled.link, LONGEST_LINK),
        }
        for label in self.fields.values():
            self.add_item(label)

    def typed(self) -> Filled:
        values = {}
        for name, label in self.fields.items():
            assert isinstance(label.component, ui.TextInput)  # noqa: S101
            values[name] = label.component.value.strip()
        return Filled(**values)

    async def on_submit(  # type: ignore[override]
        self, interaction: discord.Interaction["Purser"]
    ) -> None:
        bot, typed = interaction.client, self.typed()
        request = bot.request(interaction)
        try:
            order = read_order(
                bot.rates,
                connects=_whole(t("Connects"), typed.connects),
                boost=_whole(t("the boost"), typed.boost) or 0,
                budget=typed.budget or None,
                job=typed.job,
                link=typed.link,
            )
            receipt = await bot.database.write(
                lambda tx: movements.spend(tx, request, order, bot.rates)
            )
        except Refusal as refusal:
            kept = await bot.database.write(
                lambda tx: pending.keep(tx, request, typed.model_dump_json())
            )
            again = action_button(
                interaction.user.id, "log-again", kept, label=t("Open the form again")
            )
            view = card(sentence(refusal, bot.rates), colour=CAREFUL, buttons=[[again]])
            await reply(interaction, view, hidden=True)
            return
        await reply(interaction, spend_card(receipt, bot.rates, interaction.user.id))


def _whole(field: str, text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise Refusal("not-a-number", field=field, text=text)
    return int(text)


@on_press("log-again")
async def open_again(interaction: discord.Interaction["Purser"], pending_id: int) -> None:
    bot = interaction.client
    kept = await bot.database.read(
        lambda tx: pending.find(tx, interaction.user.id, pending_id, bot.now())
    )
    if kept is None:
        raise Refusal("said-too-long-ago")
    await interaction.response.send_modal(LogForm(Filled.model_validate_json(kept.said)))


async def setup(bot: "Purser") -> None:
    await bot.add_cog(PostsCog(bot))
