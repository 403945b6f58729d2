"""The audit looks at each row some times, however many there are."""

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

from bot.rate_cards import RateCards
from bot.store import movements
from bot.store.audit import broken
from bot.store.movements import SpendRequest

from .conftest import on_sqlite
from .people import ask


def steps_of(connection: sqlite3.Connection, act: Callable[[Any], object]) -> int:
    """How many thousands of steps SQLite's machine takes."""
    count = 0

    def step() -> int:
        nonlocal count
        count += 1
        return 0

    connection.set_progress_handler(step, 1000)
    act(connection)
    connection.set_progress_handler(None, 0)
    return count


def audited_with(cards: RateCards, people: int, spends: int) -> int:
    with on_sqlite() as connection:
        connection.execute("BEGIN")
        for user_id in range(1, people + 1):
            for _ in range(3):
                movements.buy(connection, ask(user_id), 40, 600, cards)
            for number in range(spends):
                movements.spend(connection, ask(user_id), SpendRequest(1, title=f"{number}"), cards)
        connection.execute("COMMIT")
        return steps_of(connection, broken)


@pytest.mark.parametrize(("people", "spends"), [(100, 1), (2, 50)])
def test_audit_is_linear(cards: RateCards, people: int, spends: int) -> None:
    few, many = audited_with(cards, people, spends), audited_with(cards, 4 * people, spends)
    assert many < 6 * few
