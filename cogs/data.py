"""/export, /import, /forget-me and /privacy: a person's data is theirs."""

import contextlib
from collections.abc import Sequence

import discord
from discord import app_commands
from discord.ext import commands

from bot.actions import data, movements
from bot.actions.waiting import Draft
from bot.app import App
from bot.client import Interaction, Purser
from bot.i18n.language import gettext, gettext_noop
from bot.ledger.estimates import Consent
from bot.parsing.statements import Unknown
from bot.parsing.tables import Table
from bot.parsing.text import one_line
from bot.transfer.files import LARGEST
from bot.transfer.refusals import ImportLarge
from bot.transfer.rows import Export
from bot.views.buttons import ButtonAction, on_press
from bot.views.data import (
    export_card,
    forget_card,
    forget_sure_card,
    forgotten_card,
    not_forgotten_card,
    nothing_kept_card,
    privacy_card,
)
from bot.views.forms import Form
from bot.views.imports import (
    DAY_FIRST,
    column_options,
    left_card,
    meaning_options,
    offer_card,
    read_in_before_card,
    read_in_card,
)
from bot.views.interactions import request_of
from bot.views.movements import correct_card
from bot.views.replies import reply, think, update

from .options import choices_of

MOST_SERVERS = 20
"""Servers of a file in which it is looked whether the person is a member: a request each."""


class DataCog(commands.Cog):
    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command(description="Take out all that I keep of you")
    @app_commands.describe(format="JSON can be read in again; CSV is for a spreadsheet")
    @app_commands.choices(format=choices_of("json", "csv"))
    async def export(
        self,
        interaction: Interaction,
        format: str = "json",  # noqa: A002 (the option's name)
    ) -> None:
        await hand_out(interaction, format)

    @app_commands.command(
        name="import", description="Read in your export, or Upwork's history of your Connects"
    )
    @app_commands.describe(
        file="The JSON of /export, or rows of Upwork's Connects history as CSV or text"
    )
    async def import_(self, interaction: Interaction, file: discord.Attachment) -> None:
        if file.size > LARGEST:
            raise ImportLarge(most=LARGEST)
        await think(interaction)
        owner = interaction.user.id
        await reply(interaction, offer_card(await data.offer(self.app, owner, file.read), owner))

    @app_commands.command(name="forget-me", description="Have everything about you forgotten")
    async def forget_me(self, interaction: Interaction) -> None:
        await reply(interaction, forget_card(interaction.user.id))

    @app_commands.command(description="What I keep of you, why, where and for how long")
    async def privacy(self, interaction: Interaction) -> None:
        owner = interaction.user.id
        await reply(interaction, privacy_card(await data.consent_of(self.app, owner), owner))


async def hand_out(interaction: Interaction, form: str) -> None:
    """Give the person all that is kept of them."""
    await think(interaction)
    taken = await data.take_out(interaction.client.app, interaction.user.id, form)
    if taken is None:
        await reply(interaction, nothing_kept_card())
        return
    view, files = export_card(taken)
    await reply(interaction, view, files=files)


@on_press(ButtonAction.IMPORT)
async def read_in(interaction: Interaction, mark: str) -> None:
    """Apply the file that was shown, whole or not at all."""
    app, request = interaction.client.app, request_of(interaction.client.app, interaction)
    await data.staged(app, request.user_id, mark)  # or a sentence at once
    await interaction.response.defer()

    async def members(export: Export) -> frozenset[int]:
        return await _servers_of(interaction, export)

    found = await data.read_in(app, request, mark, members)
    card = read_in_card(found, request.user_id) if found else read_in_before_card()
    await update(interaction, card)


async def _servers_of(interaction: Interaction, export: Export) -> frozenset[int]:
    """Those of the export's servers in which Purser sees that the person is a member."""
    found = set()
    guild_ids = [row.guild_id for row in export.counted][:MOST_SERVERS]
    for guild in filter(None, map(interaction.client.get_guild, guild_ids)):
        with contextlib.suppress(discord.HTTPException):
            await guild.fetch_member(interaction.user.id)
            found.add(guild.id)
    return frozenset(found)


@on_press(ButtonAction.IMPORT_LEAVE)
async def leave(interaction: Interaction, mark: str) -> None:
    await data.leave(interaction.client.app, interaction.user.id, mark)
    await update(interaction, left_card())


class ColumnsForm(Form, kind="columns", title=gettext_noop("Which column is which?")):
    """Three choices among the columns of a file, each with a sample of what stands in it."""

    def __init__(self, app: App, draft: Draft, table: Table) -> None:
        super().__init__(app, draft)
        for name, what in (
            ("date", gettext("The date")),
            ("action", gettext("The action, with the job")),
            ("connects", gettext("The Connects")),
        ):
            self.choose(name, what, column_options(table), required=True)

    @classmethod
    async def open(cls, interaction: Interaction, draft: Draft) -> None:
        app = interaction.client.app
        table = await data.table_of(app, interaction.user.id, str(draft.about["mark"]))
        await cls(app, draft, table).show(interaction)

    async def on_submit(  # type: ignore[override]
        self, interaction: Interaction
    ) -> None:
        date, action, amount = (int(self.typed(name)) for name in ("date", "action", "connects"))
        owner, mark = interaction.user.id, str(self.draft.about["mark"])
        offered = await data.name_columns(self.app, owner, mark, date, action, amount)
        await update(interaction, offer_card(offered, owner))


@on_press(ButtonAction.IMPORT_COLUMNS)
async def name_columns(interaction: Interaction, mark: str) -> None:
    await ColumnsForm.open(interaction, Draft(form=ColumnsForm.kind, about={"mark": mark}))


MOST_FIELDS = 5
"""Fields of a form on Discord."""
LONGEST_LABEL, LONGEST_DESCRIPTION = 45, 100


class WordsForm(Form, kind="words", title=gettext_noop("What do these words mean?")):
    """A choice among the kinds for each of the first unknown words, with a line that has them."""

    def __init__(self, app: App, draft: Draft, unknown: Sequence[Unknown]) -> None:
        super().__init__(app, draft)
        self._words = [each.words for each in unknown[:MOST_FIELDS]]
        for each in unknown[:MOST_FIELDS]:
            self.choose(
                each.words,
                one_line(each.words, LONGEST_LABEL),
                meaning_options(),
                gettext("It stays out"),
                description=one_line(each.example, LONGEST_DESCRIPTION),
            )

    @classmethod
    async def open(cls, interaction: Interaction, draft: Draft) -> None:
        app = interaction.client.app
        unknown = await data.unknown_of(app, interaction.user.id, str(draft.about["mark"]))
        await cls(app, draft, unknown).show(interaction)

    async def on_submit(  # type: ignore[override]
        self, interaction: Interaction
    ) -> None:
        told = {words: typed for words in self._words if (typed := self.typed(words))}
        owner, mark = interaction.user.id, str(self.draft.about["mark"])
        offered = await data.name_words(self.app, owner, mark, told)
        await update(interaction, offer_card(offered, owner))


@on_press(ButtonAction.IMPORT_WORDS)
async def name_words(interaction: Interaction, mark: str) -> None:
    await WordsForm.open(interaction, Draft(form=WordsForm.kind, about={"mark": mark}))


@on_press(ButtonAction.IMPORT_ORDER)
async def name_order(interaction: Interaction, mark: str, first: str) -> None:
    owner = interaction.user.id
    day_first = first == DAY_FIRST
    offered = await data.name_order(interaction.client.app, owner, mark, day_first=day_first)
    await update(interaction, offer_card(offered, owner))


@on_press(ButtonAction.IMPORT_BALANCE)
async def set_balance(interaction: Interaction, connects: int, counted: int) -> None:
    """Make the balance what the file stated."""
    app, request = interaction.client.app, request_of(interaction.client.app, interaction)
    note = gettext("as the history states it")
    done = await movements.correct(app, request, connects, note, counted)
    await reply(interaction, correct_card(done.receipt, request.user_id))


@on_press(ButtonAction.EXPORT)
async def take_out(interaction: Interaction) -> None:
    await hand_out(interaction, "json")


@on_press(ButtonAction.SHARE)
async def share(interaction: Interaction, told: int) -> None:
    app, request = interaction.client.app, request_of(interaction.client.app, interaction)
    consent = await data.share(app, request, Consent(told))
    await update(interaction, privacy_card(consent, request.user_id))


@on_press(ButtonAction.FORGET)
async def forget(interaction: Interaction) -> None:
    await reply(interaction, forget_card(interaction.user.id))


@on_press(ButtonAction.FORGET_SURE)
async def ask_again(interaction: Interaction) -> None:
    owner = interaction.user.id
    balance = await data.balance_kept(interaction.client.app, owner)
    view = nothing_kept_card() if balance is None else forget_sure_card(balance, owner)
    await update(interaction, view)


@on_press(ButtonAction.FORGET_NOW)
async def forget_now(interaction: Interaction) -> None:
    app = interaction.client.app
    await data.forget(app, request_of(app, interaction))
    await update(interaction, forgotten_card())


@on_press(ButtonAction.FORGET_NOT)
async def keep(interaction: Interaction) -> None:
    await update(interaction, not_forgotten_card())


async def setup(bot: Purser) -> None:
    await bot.add_cog(DataCog(bot.app))
