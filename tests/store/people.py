"""Requests of people, each with a key of its own unless told otherwise."""

from datetime import UTC, datetime
from itertools import count

from bot.store.journal import Request

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
ANN, BOB = 7, 8

_keys = count()


def ask(user_id: int = ANN, *, key: str | None = None, at: datetime = NOW) -> Request:
    return Request(user_id, key or f"test{next(_keys)}", at)
