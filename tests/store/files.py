"""What files do, on a connection of a test: each step in a transaction, as the database runs it."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from bot.actions import restoring
from bot.parsing.statements import StatementLine
from bot.rate_cards import RateCards, load_rate_cards
from bot.store import imports as statements
from bot.store.engine.database import Database
from bot.transfer.history import Preview, chain_of
from bot.transfer.rows import Export

from .people import ask

CARDS = load_rate_cards("2022-07")


class Inline:
    """Runs functions at once on one connection."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def read(self, function: Callable[..., Any], *args: Any) -> Any:
        return function(self._connection, *args)

    read_apart = read

    async def write(self, function: Callable[..., Any], *args: Any) -> Any:
        self._connection.execute("BEGIN")
        try:
            result = function(self._connection, *args)
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")
        return result


def inline(connection: Any) -> Database:
    return cast("Database", Inline(connection))


def restore(
    connection: Any,
    user_id: int,
    export: Export,
    now: datetime,
    guild_ids: frozenset[int] = frozenset(),
) -> bool:
    database = inline(connection)
    return asyncio.run(restoring.restore(database, user_id, export, now, CARDS, guild_ids))


def forget(connection: Any, user_id: int) -> None:
    asyncio.run(restoring.forget(inline(connection), ask(user_id)))


def bring_in(
    connection: Any, user_id: int, movements: list[StatementLine], now: datetime, cards: RateCards
) -> Preview:
    """Read a history in; what of it was new."""
    found = statements.preview(connection, user_id, movements, "UTC")
    if found.new:
        chain = chain_of(found.new, cards.default, "UTC", now)
        assert statements.bring_in(connection, ask(user_id, at=now), chain, cards)
    return found
