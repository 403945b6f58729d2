"""An export read in, whole or not at all; a person forgotten. In steps, so that others go on."""

import logging
from datetime import datetime

from bot.rate_cards import RateCards
from bot.store import exchange, forgetting, notices
from bot.store.audit import broken
from bot.store.engine.database import Database
from bot.store.journal import Request
from bot.store.refusals import ImportSums
from bot.transfer.export import is_same
from bot.transfer.rows import Export

log = logging.getLogger(__name__)


async def restore(
    database: Database,
    user_id: int,
    export: Export,
    now: datetime,
    cards: RateCards,
    guild_ids: frozenset[int],
) -> bool:
    """Make the export the person's books. False when they hold just that already.

    Raises ImportBooks when the person has other books, ImportSums when the file's do
    not add up, ImportGone, TooManyReminders; nothing of it is kept then.
    """
    before = await database.read_apart(lambda tx: exchange.read_all(tx, user_id, now))
    if before and before.entries and is_same(before, export):
        return False
    account_id = await database.write(lambda tx: exchange.begin(tx, user_id, export, now))
    try:
        numbers = await _write_journal(database, user_id, account_id, export)
        if wrong := await database.read_apart(lambda tx: broken(tx, account_id)):
            raise ImportSums(why=wrong[0])
        await database.write(
            lambda tx: exchange.adopt(tx, user_id, account_id, export, numbers, guild_ids)
        )
    except BaseException:
        await delete(database, account_id)
        raise
    await database.write(lambda tx: notices.plan_check(tx, user_id, now, cards))
    return True


async def _write_journal(
    database: Database, user_id: int, account_id: int, export: Export
) -> dict[int, int]:
    """Write the file's journal into an account of nobody's; its entries' numbers here."""
    numbers: dict[int, int] = {}

    async def write(step: exchange.Steps) -> None:
        new = await database.write(
            lambda tx: exchange.write_step(tx, user_id, account_id, step, numbers)
        )
        numbers.update(new)

    for step in exchange.steps(export):
        await write(step)
    return numbers


async def forget(database: Database, request: Request) -> None:
    """Delete all that is kept of the person."""
    account_id = await database.write(lambda tx: forgetting.begin(tx, request))
    if account_id is not None:
        await delete(database, account_id)


async def delete(database: Database, account_id: int) -> None:
    """Delete an account that is nobody's, some entries at a time."""
    while await database.write(lambda tx: forgetting.delete_some(tx, account_id)):
        pass
