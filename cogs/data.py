"""/export, /import, /forget-me and /privacy: a person's data is theirs."""

import asyncio
import json
import logging
from dataclasses import astuple
from typing import TYPE_CHECKING

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.files import LARGEST, as_csv, as_json, text_of
from bot.language import mark, t
from bot.ledger.refusals import Refusal
from bot.ledger.statements import (
    Columns,
    Movement,
    Table,
    find_columns,
    read_statement,
    read_table,
)
from bot.store import accounts, exchange, forgetting, learned, staging, statements
from bot.views.actions import on_press
from bot.views.data import (
    column_names,
    columns_card,
    export_card,
    forget_card,
    forget_sure_card,
    forgotten_card,
    history_preview_card,
    kept_card,
    left_card,
    nothing_kept_card,
    privacy_card,
    read_in_before_card,
    read_in_card,
    restore_preview_card,
)
from bot.views.forms import Form
from bot.views.replies import reply, think, update

from .options import named

if TYPE_CHECKING:
    from bot.client import Purser

log = logging.getLogger(__name__)


class DataCog(commands.Cog):
    def __init__(self, bot: "Purser") -> None:
        self.bot = bot

    @app_commands.command(description="Take out all that I keep of you")
    @app_commands.describe(format="JSON can be read in again; CSV is for a spreadsheet")
    @app_commands.choices(format=named("json", "csv"))
    async def export(
        self,
        interaction: discord.Interaction["Purser"],
        format: str = "json",  # noqa: A002 (the option's name)
    ) -> None:
        await hand_out(interaction, format)

    @app_commands.command(
        name="import", description="Read in your export, or Upwork's history of your Connects"
    )
    @app_commands.describe(
        file="The JSON of /export, or rows of Upwork's Connects history as CSV or text"
    )
    async def import_(
        self, interaction: discord.Interaction["Purser"], file: discord.Attachment
    ) -> None:
        if file.size > LARGEST:
            raise Refusal("import-large", most=LARGEST)
        await think(interaction)
        text = text_of(await file.read())
        await reply(interaction, await self._preview(interaction.user.id, text))

    async def _preview(self, user_id: int, text: str) -> ui.LayoutView:
        """What reading the file in would do; it waits for the button."""
        bot = self.bot
        if text.lstrip().startswith("{"):
            export = await asyncio.to_thread(exchange.parse_export, text)
            mark = await bot.database.write(staging.stage, user_id, "export", text, bot.now())
            return restore_preview_card(export, mark, user_id)
        table = await asyncio.to_thread(read_table, text)
        columns = await asyncio.to_thread(find_columns, table)
        if columns is None:
            staged = json.dumps(table)
            mark = await bot.database.write(staging.stage, user_id, "table", staged, bot.now())
            return columns_card(table, mark, user_id)
        return await preview_history(bot, user_id, table, columns)

    @app_commands.command(name="forget-me", description="Have everything about you forgotten")
    async def forget_me(self, interaction: discord.Interaction["Purser"]) -> None:
        await reply(interaction, forget_card(interaction.user.id))

    @app_commands.command(description="What I keep of you, why, where and for how long")
    async def privacy(self, interaction: discord.Interaction["Purser"]) -> None:
        user_id = interaction.user.id
        shares = await self.bot.database.read(learned.shares, user_id)
        await reply(interaction, privacy_card(bool(shares), user_id))


async def hand_out(interaction: discord.Interaction["Purser"], form: str) -> None:
    """Give the person all that is kept of them."""
    bot = interaction.client
    await think(interaction)
    kept = await bot.database.read(exchange.read_all, interaction.user.id, bot.now())
    if kept is None:
        await reply(interaction, nothing_kept_card())
        return
    files = (
        {"purser.json": await asyncio.to_thread(as_json, kept)}
        if form == "json"
        else await asyncio.to_thread(as_csv, kept)
    )
    if sum(map(len, files.values())) > LARGEST:
        raise Refusal("export-large")
    view, attached = export_card(kept, files)
    await reply(interaction, view, files=attached)


async def preview_history(
    bot: "Purser", user_id: int, table: Table, columns: Columns
) -> ui.LayoutView:
    """What the rows would add; they wait for the button."""
    today = bot.now().date()
    movements = await asyncio.to_thread(read_statement, table, columns, today)
    staged = json.dumps({"table": table, "columns": astuple(columns)})
    mark = await bot.database.write(staging.stage, user_id, "history", staged, bot.now())
    found = await bot.database.read(statements.preview, user_id, movements)
    return history_preview_card(found, mark, user_id)


@on_press("import")
async def read_in(interaction: discord.Interaction["Purser"], mark: str) -> None:
    """Apply the file that was shown, whole or not at all."""
    bot, user_id = interaction.client, interaction.user.id
    kind, content = await bot.database.read(staging.staged, user_id, mark)
    if kind == "export":
        export = await asyncio.to_thread(exchange.parse_export, content)
        is_new = await bot.database.write(exchange.restore, user_id, export, bot.now())
        count = len(export.entries)
    else:
        movements = await asyncio.to_thread(_movements, content, bot)
        found = await bot.database.write(
            statements.bring_in, bot.request(interaction), movements, bot.rates
        )
        count = len(found.new)
        is_new = bool(found.new)
    await bot.database.write(staging.unstage, user_id)
    if not is_new:
        await update(interaction, read_in_before_card())
        return
    books = await accounts.current_books(bot.database, user_id, bot.now(), bot.rates)
    await update(interaction, read_in_card(books.balance, count))


def _movements(content: str, bot: "Purser") -> list[Movement]:
    staged = json.loads(content)
    return read_statement(staged["table"], Columns(*staged["columns"]), bot.now().date())


@on_press("import-leave")
async def leave(interaction: discord.Interaction["Purser"]) -> None:
    await interaction.client.database.write(staging.unstage, interaction.user.id)
    await update(interaction, left_card())


class ColumnsForm(Form, title=mark("Which column is which?")):
    """Three choices among the names of the first row."""

    def __init__(self, table: Table) -> None:
        super().__init__()
        self._table = table
        self._selects: list[ui.Select[ColumnsForm]] = []
        for what in (t("The date"), t("The action, with the job"), t("The Connects")):
            options = [
                discord.SelectOption(label=name, value=str(at))
                for at, name in enumerate(column_names(table))
            ]
            select: ui.Select[ColumnsForm] = ui.Select(options=options)
            self._selects.append(select)
            self.add_item(ui.Label(text=what, component=select))

    async def on_submit(  # type: ignore[override]
        self, interaction: discord.Interaction["Purser"]
    ) -> None:
        date, action, amount = (int(select.values[0]) for select in self._selects)
        columns = Columns(date, action, amount, header=1)
        user_id = interaction.user.id
        view = await preview_history(interaction.client, user_id, self._table, columns)
        await update(interaction, view)


@on_press("import-columns")
async def name_columns(interaction: discord.Interaction["Purser"], mark: str) -> None:
    bot = interaction.client
    _, content = await bot.database.read(staging.staged, interaction.user.id, mark)
    await interaction.response.send_modal(ColumnsForm(json.loads(content)))


@on_press("export")
async def take_out(interaction: discord.Interaction["Purser"]) -> None:
    await hand_out(interaction, "json")


@on_press("share")
async def share(interaction: discord.Interaction["Purser"], agreed: str) -> None:
    bot, user_id = interaction.client, interaction.user.id
    await bot.database.write(accounts.open_account, user_id, bot.now())
    await bot.database.write(learned.share, user_id, agreed == "1")
    await update(interaction, privacy_card(agreed == "1", user_id))


@on_press("forget")
async def forget(interaction: discord.Interaction["Purser"]) -> None:
    await reply(interaction, forget_card(interaction.user.id))


@on_press("forget-sure")
async def ask_again(interaction: discord.Interaction["Purser"]) -> None:
    bot, user_id = interaction.client, interaction.user.id
    books = await bot.database.read(accounts.read_books, user_id)
    view = forget_sure_card(books.balance, user_id) if books else nothing_kept_card()
    await update(interaction, view)


@on_press("forget-now")
async def forget_now(interaction: discord.Interaction["Purser"]) -> None:
    bot, user_id = interaction.client, interaction.user.id
    await bot.database.write(forgetting.forget, user_id)
    bot.dispatch("person_forgotten", user_id)
    log.info("a person was forgotten at their wish")
    await update(interaction, forgotten_card())


@on_press("forget-not")
async def keep(interaction: discord.Interaction["Purser"]) -> None:
    await update(interaction, kept_card())


async def setup(bot: "Purser") -> None:
    await bot.add_cog(DataCog(bot))
