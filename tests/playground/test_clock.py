"""A host whose clock is wrong, over the wire: the calendar waits, commands are dated rightly."""

import asyncio
from datetime import datetime, timedelta

import aiohttp
import pytest

from bot.health import serve
from bot.store import accounts

from .conftest import Wire, text_of


class Ahead:
    """The playground's time and a year."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.off = timedelta(days=365)

    def now(self) -> datetime:
        return self.wire.world.now() + self.off


@pytest.fixture
async def ahead(wire: Wire) -> Ahead:
    """The bot started anew on a machine whose clock is a year ahead."""
    await wire.types("setup", connects=230)
    await wire.stop_bot()
    clock = Ahead(wire)
    await wire.start_bot(clock)
    await asyncio.wait_for(wire.bot.wait_until_ready(), 10)
    return clock


async def held(wire: Wire) -> int:
    """The balance as it lies in the database."""
    books = await wire.database.read(lambda tx: accounts.read_books(tx, int(wire.ada["id"])))
    assert books is not None
    return books.balance


async def turn(wire: Wire) -> int:
    month = wire.bot.month
    turned: int = await month.turn_due()
    return turned


async def test_wrong_clock_turns_no_month_and_expires_nothing(wire: Wire, ahead: Ahead) -> None:
    assert wire.bot.app.clock.is_wrong
    assert await turn(wire) == 0
    assert await held(wire) == 230
    assert "230 Connects" in text_of(await wire.types("balance"))
    await wire.types("spend", connects=6, job="logo")
    rows = await wire.database.read(lambda c: c.execute("SELECT max(at) FROM entry").fetchone())
    assert abs(rows[0] - wire.world.now().timestamp()) < 60
    assert await held(wire) == 224


async def test_health_and_metrics_say_it_and_it_recovers(wire: Wire, ahead: Ahead) -> None:
    runner = await serve(wire.bot.app, wire.bot, 0)
    port = runner.addresses[0][1]
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        async with session.get("/healthz") as answer:
            assert answer.status == 503
            assert "clock differs" in await answer.text()
        async with session.get("/metrics") as answer:
            assert "purser_clock_wrong 1.0" in await answer.text()
        ahead.off = timedelta()
        await wire.bot.app.clock.ask()
        async with session.get("/healthz") as answer:
            assert (answer.status, await answer.text()) == (200, "ok\n")
    await runner.cleanup()
    assert await turn(wire) == 0


async def test_clock_that_jumps_while_it_runs_turns_nothing(wire: Wire) -> None:
    clock = Ahead(wire)
    clock.off = timedelta()
    await wire.stop_bot()
    await wire.start_bot(clock)
    await asyncio.wait_for(wire.bot.wait_until_ready(), 10)
    await wire.types("setup", connects=40)
    for days in (370, -370):
        clock.off = timedelta(days=days)
        assert await turn(wire) == 0
        await wire.types("buy", connects=20)
        rows = await wire.database.read(lambda c: c.execute("SELECT max(at) FROM entry").fetchone())
        assert abs(rows[0] - wire.world.now().timestamp()) < 60
        clock.off = timedelta()
        await wire.bot.app.clock.ask()
    assert await held(wire) == 80
