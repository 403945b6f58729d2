"""Requests of people, each with a key of its own unless told otherwise."""

import sqlite3
from datetime import UTC, datetime
from itertools import count

from bot.ledger.undo import ANY_ENTRY, EntryFilter
from bot.rate_cards import RateCards
from bot.store import movements
from bot.store.journal import Request
from bot.store.movements import UndoReceipt

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
ANN, BOB = 7, 8

_keys = count()


def ask(user_id: int = ANN, *, key: str | None = None, at: datetime = NOW) -> Request:
    return Request(user_id, key or f"test{next(_keys)}", at)


def undo(
    connection: sqlite3.Connection,
    request: Request,
    cards: RateCards,
    which: EntryFilter = ANY_ENTRY,
) -> UndoReceipt:
    """The newest entry of those reversed, which is no edit."""
    undone = movements.undo_newest(connection, request, cards, which)
    assert isinstance(undone, UndoReceipt)
    return undone
