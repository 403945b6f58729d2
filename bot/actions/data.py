"""A person's data: taken out, read in, forgotten, and whether it may be counted."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import astuple, dataclass
from datetime import datetime

from bot.actions.refusals import ExportLarge
from bot.app import App
from bot.parsing.statements import (
    Columns,
    StatementLine,
    Table,
    find_columns,
    read_statement,
    read_table,
)
from bot.store import accounts, exchange, imports, learned, staging
from bot.store.journal import Request
from bot.transfer.export import parse_export
from bot.transfer.files import LARGEST, as_csv, as_json, text_of
from bot.transfer.history import Preview, chain_of
from bot.transfer.rows import Export

from .account import current_books
from .restoring import forget as forget_all
from .restoring import restore

log = logging.getLogger(__name__)

Members = Callable[[Export], Awaitable[frozenset[int]]]
"""Those of an export's servers of which the person is a member."""


@dataclass(frozen=True, slots=True)
class TakenOut:
    """All that is kept of a person, as files by their names."""

    export: Export
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class ExportOffered:
    """An export that becomes the person's books when its button is pressed."""

    mark: str
    export: Export


@dataclass(frozen=True, slots=True)
class HistoryOffered:
    """A history whose new lines are added when its button is pressed."""

    mark: str
    preview: Preview


@dataclass(frozen=True, slots=True)
class ColumnsUnclear:
    """A table of which it has to be said which column is which."""

    mark: str
    table: Table


Offered = ExportOffered | HistoryOffered | ColumnsUnclear


@dataclass(frozen=True, slots=True)
class ReadIn:
    """Lines that the journal has got, and servers in whose digests the person is not counted."""

    balance: int
    lines: int
    not_joined: int = 0


async def take_out(app: App, user_id: int, form: str) -> TakenOut | None:
    """All that is kept of a person as `json` or `csv`; None where it is nothing.

    Raises ExportLarge.
    """
    now = app.now()
    async with app.one_file:
        kept = await app.database.read_apart(lambda tx: exchange.read_all(tx, user_id, now))
        if kept is None:
            return None
        files = (
            {"purser.json": await asyncio.to_thread(as_json, kept)}
            if form == "json"
            else await asyncio.to_thread(as_csv, kept)
        )
    if sum(map(len, files.values())) > LARGEST:
        raise ExportLarge()
    return TakenOut(kept, files)


async def offer(app: App, user_id: int, download: Callable[[], Awaitable[bytes]]) -> Offered:
    """What reading a file in would do; it waits for the button. Raises an import's refusals."""
    async with app.one_file:
        return await _offer(app, user_id, await download())


async def _offer(app: App, user_id: int, content: bytes) -> Offered:
    text = await asyncio.to_thread(text_of, content)
    if text.lstrip().startswith("{"):
        export = await asyncio.to_thread(parse_export, text, app.now())
        return ExportOffered(await _stage(app, user_id, "export", text), export)
    table = await asyncio.to_thread(read_table, text)
    columns = await asyncio.to_thread(find_columns, table)
    if columns is None:
        return ColumnsUnclear(await _stage(app, user_id, "table", text), table)
    return await _offer_history(app, user_id, text, columns)


async def offer_history(app: App, user_id: int, text: str, columns: Columns) -> HistoryOffered:
    """What the rows would add, once it is known which column is which."""
    async with app.one_file:
        return await _offer_history(app, user_id, text, columns)


async def _offer_history(app: App, user_id: int, text: str, columns: Columns) -> HistoryOffered:
    movements = await asyncio.to_thread(_movements, text, columns, app.now())
    found = await app.database.read_apart(lambda tx: imports.preview(tx, user_id, movements))
    mark = await _stage(app, user_id, "history", json.dumps([astuple(columns), text]))
    return HistoryOffered(mark, found)


def _movements(text: str, columns: Columns, now: datetime) -> list[StatementLine]:
    return read_statement(read_table(text), columns, now.date())


async def _stage(app: App, user_id: int, kind: str, content: str) -> str:
    """Keep a file until its button is pressed; the mark that the button carries."""
    now = app.now()
    file = await asyncio.to_thread(staging.to_stage, kind, content)
    await app.database.write(lambda tx: staging.stage(tx, user_id, file, now))
    return file.mark


async def staged(app: App, user_id: int, mark: str) -> staging.Staged:
    """The file that waits under that mark. Raises ImportGone."""
    now = app.now()
    return await app.database.read(lambda tx: staging.staged(tx, user_id, mark, now))


async def leave(app: App, user_id: int, mark: str) -> None:
    """The file of that mark is not read in."""
    await app.database.write(lambda tx: staging.unstage(tx, user_id, mark))


async def read_in(app: App, request: Request, mark: str, members: Members) -> ReadIn | None:
    """Apply the file that was offered, whole or not at all; None where all of it is there."""
    user_id = request.user_id
    async with app.one_file:
        file = await staged(app, user_id, mark)
        if file.kind == "export":
            found = await _read_in_export(app, user_id, file.content, members)
        else:
            found = await _read_in_history(app, request, file.content)
        await leave(app, user_id, mark)
    if found is None:
        return None
    books = await current_books(app, user_id)
    lines, not_joined = found
    return ReadIn(books.balance, lines, not_joined)


async def _read_in_export(
    app: App, user_id: int, content: str, members: Members
) -> tuple[int, int] | None:
    """Lines that came, and servers that were not joined; None where all of it was there."""
    export = await asyncio.to_thread(parse_export, content, app.now())
    guild_ids = await members(export)
    if not await restore(app.database, user_id, export, app.now(), app.rates, guild_ids):
        return None
    return len(export.entries), len({row.guild_id for row in export.counted} - guild_ids)


async def _read_in_history(app: App, request: Request, content: str) -> tuple[int, int] | None:
    """Lines that came; None where no line was new."""
    user_id = request.user_id
    columns, text = await asyncio.to_thread(json.loads, content)
    movements = await asyncio.to_thread(_movements, text, Columns(*columns), app.now())
    found = await app.database.read_apart(lambda tx: imports.preview(tx, user_id, movements))
    if not found.new:
        return None
    chain = await asyncio.to_thread(chain_of, found.new, app.rates)
    is_new = await app.database.write(lambda tx: imports.bring_in(tx, request, chain, app.rates))
    return (len(found.new), 0) if is_new else None


async def share(app: App, request: Request, agreed: bool) -> bool:
    """Note whether the person's proposals may be counted; whether they are now."""
    await app.database.write(lambda tx: learned.share(tx, request, agreed))
    return await shares(app, request.user_id)


async def shares(app: App, user_id: int) -> bool:
    """Whether the person agreed to be counted."""
    return bool(await app.database.read(lambda tx: learned.shares(tx, user_id)))


async def balance_kept(app: App, user_id: int) -> int | None:
    """The Connects in the person's books; None where nothing is kept of them."""
    books = await app.database.read(lambda tx: accounts.read_books(tx, user_id))
    return books.balance if books else None


async def forget(app: App, request: Request) -> None:
    """Delete all that is kept of the person."""
    await forget_all(app.database, request)
    app.forget_person(request.user_id)
    log.info("a person was forgotten at their wish")
