"""/export, /import, /forget-me and /privacy: a person's data is theirs."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Sequence
from dataclasses import astuple
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.i18n.language import mark, t
from bot.ledger.refusals import Refusal
from bot.parsing.statements import Columns, Movement, find_columns, read_statement, read_table
from bot.store import accounts, exchange, learned, staging
from bot.store import imports as statements
from bot.transfer.export import parse_export
from bot.transfer.files import LARGEST, as_csv, as_json, text_of
from bot.transfer.history import chain_of
from bot.transfer.restore import forget as forget_all
from bot.transfer.restore import restore
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

MOST_SERVERS = 20
"""Servers of a file in which it is looked whether the person is a member: a request each."""


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
        async with self.bot.one_file:
            content = await file.read()
            view = await self._preview(interaction.user.id, content)
        await reply(interaction, view)

    async def _preview(self, user_id: int, content: bytes) -> ui.LayoutView:
        """What reading the file in would do; it waits for the button."""
        text = await asyncio.to_thread(text_of, content)
        if text.lstrip().startswith("{"):
            return await self._preview_export(user_id, text)
        table = await asyncio.to_thread(read_table, text)
        columns = await asyncio.to_thread(find_columns, table)
        if columns is None:
            mark = await stage(self.bot, user_id, "table", text)
            return columns_card(table, mark, user_id)
        return await preview_history(self.bot, user_id, text, columns)

    async def _preview_export(self, user_id: int, text: str) -> ui.LayoutView:
        export = await asyncio.to_thread(parse_export, text, self.bot.now())
        mark = await stage(self.bot, user_id, "export", text)
        return restore_preview_card(export, mark, user_id)

    @app_commands.command(name="forget-me", description="Have everything about you forgotten")
    async def forget_me(self, interaction: discord.Interaction["Purser"]) -> None:
        await reply(interaction, forget_card(interaction.user.id))

    @app_commands.command(description="What I keep of you, why, where and for how long")
    async def privacy(self, interaction: discord.Interaction["Purser"]) -> None:
        user_id = interaction.user.id
        shares = await self.bot.database.read(lambda tx: learned.shares(tx, user_id))
        await reply(interaction, privacy_card(bool(shares), user_id))


async def hand_out(interaction: discord.Interaction["Purser"], form: str) -> None:
    """Give the person all that is kept of them."""
    bot = interaction.client
    await think(interaction)
    async with bot.one_file:
        kept = await bot.database.read_apart(
            lambda tx: exchange.read_all(tx, interaction.user.id, bot.now())
        )
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


async def stage(bot: "Purser", user_id: int, kind: str, content: str) -> str:
    """Keep a file until its button is pressed; the mark that the button carries."""
    file = await asyncio.to_thread(staging.to_stage, kind, content)
    await bot.database.write(lambda tx: staging.stage(tx, user_id, file, bot.now()))
    return file.mark


async def preview_history(
    bot: "Purser", user_id: int, text: str, columns: Columns
) -> ui.LayoutView:
    """What the rows would add; they wait for the button."""
    movements = await asyncio.to_thread(_movements, text, columns, bot.now())
    found = await bot.database.read_apart(lambda tx: statements.preview(tx, user_id, movements))
    mark = await stage(bot, user_id, "history", json.dumps([astuple(columns), text]))
    return history_preview_card(found, mark, user_id)


def _movements(text: str, columns: Columns, now: datetime) -> list[Movement]:
    return read_statement(read_table(text), columns, now.date())


@on_press("import")
async def read_in(interaction: discord.Interaction["Purser"], mark: str) -> None:
    """Apply the file that was shown, whole or not at all."""
    bot, user_id = interaction.client, interaction.user.id
    await bot.database.read(
        lambda tx: staging.staged(tx, user_id, mark, bot.now())
    )  # or a sentence at once
    await interaction.response.defer()
    async with bot.one_file:
        file = await bot.database.read(lambda tx: staging.staged(tx, user_id, mark, bot.now()))
        reading = _read_in_export if file.kind == "export" else _read_in_history
        found = await reading(interaction, file.content)
        await bot.database.write(lambda tx: staging.unstage(tx, user_id, mark))
    if found is None:
        await update(interaction, read_in_before_card())
        return
    books = await accounts.current_books(bot.database, user_id, bot.now(), bot.rates)
    await update(interaction, read_in_card(books.balance, found.lines, found.not_joined))


class _ReadIn(NamedTuple):
    """Lines that the journal has got, and servers in whose digests the person is not counted."""

    lines: int
    not_joined: int = 0


async def _read_in_export(
    interaction: discord.Interaction["Purser"], content: str
) -> _ReadIn | None:
    """What was read in; None where all of the file was there already."""
    bot, user_id = interaction.client, interaction.user.id
    export = await asyncio.to_thread(parse_export, content, bot.now())
    guild_ids = await _servers_of(bot, user_id, [row.guild_id for row in export.counted])
    is_new = await restore(bot.database, user_id, export, bot.now(), bot.rates, guild_ids)
    not_joined = len({row.guild_id for row in export.counted} - guild_ids)
    return _ReadIn(len(export.entries), not_joined) if is_new else None


async def _servers_of(bot: "Purser", user_id: int, guild_ids: Sequence[int]) -> frozenset[int]:
    """Those of the servers in which Purser sees that the person is a member."""
    found = set()
    for guild in filter(None, map(bot.get_guild, guild_ids[:MOST_SERVERS])):
        with contextlib.suppress(discord.HTTPException):
            await guild.fetch_member(user_id)
            found.add(guild.id)
    return frozenset(found)


async def _read_in_history(
    interaction: discord.Interaction["Purser"], content: str
) -> _ReadIn | None:
    """What was read in; None where no line was new."""
    bot, user_id = interaction.client, interaction.user.id
    columns, text = await asyncio.to_thread(json.loads, content)
    movements = await asyncio.to_thread(_movements, text, Columns(*columns), bot.now())
    found = await bot.database.read_apart(lambda tx: statements.preview(tx, user_id, movements))
    if not found.new:
        return None
    chain = await asyncio.to_thread(chain_of, found.new, bot.rates)
    request = bot.request(interaction)
    is_new = await bot.database.write(lambda tx: statements.bring_in(tx, request, chain, bot.rates))
    return _ReadIn(len(found.new)) if is_new else None


@on_press("import-leave")
async def leave(interaction: discord.Interaction["Purser"], mark: str) -> None:
    await interaction.client.database.write(
        lambda tx: staging.unstage(tx, interaction.user.id, mark)
    )
    await update(interaction, left_card())


class ColumnsForm(Form, title=mark("Which column is which?")):
    """Three choices among the names of the first row."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        table = read_table(text)
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
        bot = interaction.client
        async with bot.one_file:
            view = await preview_history(bot, interaction.user.id, self._text, columns)
        await update(interaction, view)


@on_press("import-columns")
async def name_columns(interaction: discord.Interaction["Purser"], mark: str) -> None:
    bot = interaction.client
    file = await bot.database.read(
        lambda tx: staging.staged(tx, interaction.user.id, mark, bot.now())
    )
    await interaction.response.send_modal(await asyncio.to_thread(ColumnsForm, file.content))


@on_press("export")
async def take_out(interaction: discord.Interaction["Purser"]) -> None:
    await hand_out(interaction, "json")


@on_press("share")
async def share(interaction: discord.Interaction["Purser"], agreed: str) -> None:
    bot, user_id = interaction.client, interaction.user.id
    await bot.database.write(lambda tx: learned.share(tx, bot.request(interaction), agreed == "1"))
    shares = await bot.database.read(lambda tx: learned.shares(tx, user_id))
    await update(interaction, privacy_card(bool(shares), user_id))


@on_press("forget")
async def forget(interaction: discord.Interaction["Purser"]) -> None:
    await reply(interaction, forget_card(interaction.user.id))


@on_press("forget-sure")
async def ask_again(interaction: discord.Interaction["Purser"]) -> None:
    bot, user_id = interaction.client, interaction.user.id
    books = await bot.database.read(lambda tx: accounts.read_books(tx, user_id))
    view = forget_sure_card(books.balance, user_id) if books else nothing_kept_card()
    await update(interaction, view)


@on_press("forget-now")
async def forget_now(interaction: discord.Interaction["Purser"]) -> None:
    bot, user_id = interaction.client, interaction.user.id
    await forget_all(bot.database, bot.request(interaction))
    bot.dispatch("person_forgotten", user_id)
    log.info("a person was forgotten at their wish")
    await update(interaction, forgotten_card())


@on_press("forget-not")
async def keep(interaction: discord.Interaction["Purser"]) -> None:
    await update(interaction, kept_card())


async def setup(bot: "Purser") -> None:
    await bot.add_cog(DataCog(bot))
