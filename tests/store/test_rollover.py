"""The month turns by itself, once for each account, whatever happened in between."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from bot.actions.account import current_books
from bot.app import App
from bot.ledger.cycles import apply_due
from bot.ledger.model import Kind
from bot.rate_cards import RateCards
from bot.store import accounts, history, movements, rollover
from bot.store.accounts import Setup
from bot.store.audit import broken
from bot.store.engine import postgres, sqlite
from bot.store.engine.database import Database
from bot.store.movements import SpendRequest

from ..clock import HandClock
from ..postgres import fresh_schema
from .people import NOW, ask

pytestmark = pytest.mark.dated

PEOPLE = range(100, 140)


@pytest.fixture(params=["sqlite", "postgres"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """Empty books, on one engine and on the other."""
    if request.param == "sqlite":
        async with await sqlite.open_database(tmp_path / "purser.db") as database:
            yield database
        return
    with fresh_schema(request.getfixturevalue("postgres_server")) as url:
        async with await postgres.open_database(url) as opened:
            yield opened


async def turn_all(database: Database, now: datetime, cards: RateCards) -> int:
    turned = 0
    while count := await database.write(lambda tx: rollover.turn_batch(tx, now, cards, 7)):
        turned += count
    return turned


async def balances(database: Database, now: datetime, cards: RateCards) -> list[int]:
    app = App(database, cards, HandClock(now))
    found = [await current_books(app, user) for user in PEOPLE]
    return [books.balance for books in found]


async def open_books(database: Database, cards: RateCards) -> None:
    for user in PEOPLE:
        told = Setup(connects=user * 3, cycle_day=user % 28 + 1)
        await database.write(lambda tx: accounts.set_up(tx, ask(user), told, cards))


async def test_two_years_with_outages_equal_two_years_without(
    database: Database, cards: RateCards
) -> None:
    await open_books(database, cards)
    end = NOW + timedelta(days=730)
    alone = await database.read(
        lambda connection: [accounts.read_books(connection, user) for user in PEOPLE]
    )
    random, now = Random(7), NOW
    while now < end:
        now = min(end, now + timedelta(days=random.choice([1, 3, 40, 200])))
        await turn_all(database, now, cards)
    expected = [apply_due(books, end, cards.default).balance for books in alone if books]
    assert await balances(database, end, cards) == expected
    assert await database.read(broken) == []


async def test_each_cycle_is_applied_once_whoever_asks(
    database: Database, cards: RateCards
) -> None:
    await open_books(database, cards)
    later = NOW + timedelta(days=95)
    await asyncio.gather(
        turn_all(database, later, cards),
        turn_all(database, later, cards),
        *(current_books(App(database, cards, HandClock(later)), user) for user in PEOPLE),
    )
    for user in PEOPLE:
        lines = await database.read(
            lambda tx: history.list_lines(tx, user, kind=Kind.GRANT, since=0, limit=50, offset=0)
        )
        starts = [line.entry.at for line in lines]
        assert len(starts) == len(set(starts))
        assert len(starts) in (3, 4)


async def test_person_who_asks_first_sees_the_right_balance(
    database: Database, cards: RateCards
) -> None:
    await open_books(database, cards)
    later = NOW + timedelta(days=45)
    before = await balances(database, later, cards)
    await turn_all(database, later, cards)
    assert await balances(database, later, cards) == before


async def test_lot_expires_between_cycles(database: Database, cards: RateCards) -> None:
    await database.write(
        lambda tx: accounts.set_up(tx, ask(), Setup(connects=40, cycle_day=1), cards)
    )
    due = NOW.replace(year=2027)
    await turn_all(database, due - timedelta(seconds=1), cards)
    assert (
        await database.read(lambda tx: rollover.due_accounts(tx, due - timedelta(seconds=1), 9))
        == []
    )
    assert await turn_all(database, due, cards) == 1


async def test_spends_go_on_while_the_month_turns(database: Database, cards: RateCards) -> None:
    await open_books(database, cards)
    later = NOW + timedelta(days=60)

    async def spend_often(user: int) -> None:
        for _ in range(10):
            await database.write(
                lambda tx: movements.spend(tx, ask(user, at=later), SpendRequest(2), cards)
            )

    await asyncio.gather(turn_all(database, later, cards), *map(spend_often, PEOPLE))
    assert await database.read(broken) == []
