"""A person's data: taken out, read in, forgotten, and whether it may be counted."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from bot.actions.refusals import ExportLarge
from bot.app import App
from bot.ledger.estimates import Consent
from bot.parsing.days import Order
from bot.parsing.statements import ColumnsOpen, OrderOpen, Statement, Unknown, read_statement
from bot.parsing.tables import Columns, Table
from bot.store import accounts, exchange, imports, learned, staging
from bot.store.journal import Request
from bot.store.refusals import ImportGone
from bot.transfer.export import is_export, parse_export
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
    """A history whose new lines are added when its button is pressed.

    `balance` is what the person's books hold.
    """

    mark: str
    statement: Statement
    preview: Preview
    balance: int


@dataclass(frozen=True, slots=True)
class ColumnsUnclear:
    """A table of which it has to be said which column is which."""

    mark: str
    table: Table


@dataclass(frozen=True, slots=True)
class OrderUnclear:
    """A history whose dates may have the day or the month first; `example` is one of them."""

    mark: str
    example: str


Offered = ExportOffered | HistoryOffered | ColumnsUnclear | OrderUnclear


@dataclass(frozen=True, slots=True)
class ReadIn:
    """Lines that the journal has got, and servers in whose digests the person is not counted.

    `stated` is the balance that a history states, where it does.
    """

    balance: int
    lines: int
    not_joined: int = 0
    stated: int | None = None


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
    if is_export(text):
        export = await asyncio.to_thread(parse_export, text, app.now())
        return ExportOffered(await _stage(app, user_id, "export", text), export)
    zone = await app.database.read(lambda tx: accounts.timezone_of(tx, user_id))
    return await _offer_history(app, user_id, _History(text, app.now(), zone))


STATEMENT = "statement"
"""The kind of a waiting file that is a history; older versions' kinds are gone within the hour."""


class _History(msgspec.Struct, frozen=True):
    """A history as it waits for its button: its text, and what was told of it.

    It is read again as it was seen at first: `Today` is the same day after midnight too.
    """

    text: str
    at: datetime
    zone: str
    columns: Columns | None = None
    order: Order | None = None
    words: dict[str, str] = {}


async def name_columns(
    app: App, user_id: int, mark: str, date: int, action: int, connects: int
) -> Offered:
    """What the rows of the file would add, now that it is told which column is which."""
    async with app.one_file:
        history = _kept(await staged(app, user_id, mark))
        told = msgspec.structs.replace(history, columns=Columns(date, action, connects))
        return await _offer_history(app, user_id, told)


async def name_order(app: App, user_id: int, mark: str, *, day_first: bool) -> Offered:
    """What they would add, now that it is told whether the day stands before the month."""
    async with app.one_file:
        history = _kept(await staged(app, user_id, mark))
        told = msgspec.structs.replace(history, order=Order(day_first))
        return await _offer_history(app, user_id, told)


async def name_words(app: App, user_id: int, mark: str, words: Mapping[str, str]) -> Offered:
    """What they would add, now that it is told what unknown words of them mean.

    `words` are names of `movement_words.MEANINGS` by the words.
    """
    async with app.one_file:
        history = _kept(await staged(app, user_id, mark))
        told = msgspec.structs.replace(history, words={**history.words, **words})
        return await _offer_history(app, user_id, told)


async def unknown_of(app: App, user_id: int, mark: str) -> tuple[Unknown, ...]:
    """The words of the file that waits which are not known. Raises ImportGone."""
    read = await _read(_kept(await staged(app, user_id, mark)))
    return read.unknown if isinstance(read, Statement) else ()


async def table_of(app: App, user_id: int, mark: str) -> Table:
    """The table of the file that waits, for who is to name its columns. Raises ImportGone."""
    read = await _read(_kept(await staged(app, user_id, mark)))
    assert isinstance(read, ColumnsOpen)  # noqa: S101 (that was why it was asked)
    return read.table


def _kept(file: staging.Staged) -> _History:
    """The history that waits. Raises ImportGone for a file of another kind."""
    if file.kind != STATEMENT:
        raise ImportGone()
    return msgspec.json.decode(file.content, type=_History)


async def _read(history: _History) -> Statement | OrderOpen | ColumnsOpen:
    return await asyncio.to_thread(
        read_statement,
        history.text,
        history.at,
        history.zone,
        history.columns,
        history.order,
        history.words,
    )


async def _offer_history(app: App, user_id: int, history: _History) -> Offered:
    read = await _read(history)
    mark = await _stage(app, user_id, STATEMENT, msgspec.json.encode(history).decode())
    match read:
        case ColumnsOpen():
            return ColumnsUnclear(mark, read.table)
        case OrderOpen():
            return OrderUnclear(mark, read.example)
        case Statement():
            found = await _preview(app, user_id, read, history.zone)
            books = await current_books(app, user_id)
            return HistoryOffered(mark, read, found, books.balance)


async def _preview(app: App, user_id: int, statement: Statement, zone: str) -> Preview:
    return await app.database.read_apart(
        lambda tx: imports.preview(tx, user_id, statement.lines, zone)
    )


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
            found = await _read_in_history(app, request, _kept(file))
        await leave(app, user_id, mark)
    return found


async def _read_in_export(app: App, user_id: int, content: str, members: Members) -> ReadIn | None:
    """None where all of it was there."""
    export = await asyncio.to_thread(parse_export, content, app.now())
    guild_ids = await members(export)
    if not await restore(app.database, user_id, export, app.now(), app.cards, guild_ids):
        return None
    not_joined = len({row.guild_id for row in export.counted} - guild_ids)
    books = await current_books(app, user_id)
    return ReadIn(books.balance, len(export.entries), not_joined)


async def _read_in_history(app: App, request: Request, history: _History) -> ReadIn | None:
    """None where no line was new."""
    user_id = request.user_id
    read = await _read(history)
    assert isinstance(read, Statement)  # noqa: S101 (only such a one has the button)
    found = await _preview(app, user_id, read, history.zone)
    if not found.new:
        return None
    card = app.cards.of((await current_books(app, user_id)).account)
    chain = await asyncio.to_thread(chain_of, found.new, card, history.zone, request.at)
    is_new = await app.database.write(lambda tx: imports.bring_in(tx, request, chain, app.cards))
    if not is_new:
        return None
    return ReadIn((await current_books(app, user_id)).balance, len(found.new), stated=read.balance)


async def share(app: App, request: Request, consent: Consent) -> Consent:
    """Note what of the person's proposals may be counted; what is now."""
    await app.database.write(lambda tx: learned.share(tx, request, consent))
    return await consent_of(app, request.user_id)


async def consent_of(app: App, user_id: int) -> Consent:
    """What the person agreed to have counted."""
    consent = await app.database.read(lambda tx: learned.consent_of(tx, user_id))
    return consent if consent is not None else Consent.NONE


async def balance_kept(app: App, user_id: int) -> int | None:
    """The Connects in the person's books; None where nothing is kept of them."""
    books = await app.database.read(lambda tx: accounts.read_books(tx, user_id))
    return books.balance if books else None


async def forget(app: App, request: Request) -> None:
    """Delete all that is kept of the person."""
    await forget_all(app.database, request)
    app.forget_person(request.user_id)
    log.info("a person was forgotten at their wish")
