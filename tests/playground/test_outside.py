"""What a host sees: metrics, health and the log."""

import logging
import sys

import aiohttp
import aiohttp.web
import pytest

from bot import health
from bot.app import App
from bot.client import Purser
from bot.logs import Logfmt
from bot.rate_cards import RateCards
from bot.store.engine.database import Database

from ..clock import HandClock
from .conftest import Wire


async def get(port: int, path: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}") as answer,
    ):
        return answer.status, await answer.text()


def port_of(runner: aiohttp.web.AppRunner) -> int:
    return int(runner.addresses[0][1])


async def test_metrics_count_what_was_answered(wire: Wire) -> None:
    await wire.bot.wait_until_ready()
    runner = await health.serve(wire.bot.app, wire.bot, 0)
    await wire.types("setup", connects=40)
    spent = await wire.types("spend", connects=6, job="Logo")
    await wire.presses(spent, "Undo the spend")
    await wire.types("estimate", budget="lots")
    status, text = await get(port_of(runner), "/metrics")
    assert status == 200
    for name in ("setup", "spend", "button undo", "estimate"):
        assert f'purser_answer_seconds_count{{name="{name}"}} 1.0' in text
    assert 'purser_due_work{kind="reminder"} 0.0' in text
    assert "purser_gateway_ready 1.0" in text
    assert "purser_writes" in text
    assert await get(port_of(runner), "/healthz") == (200, "ok\n")
    await runner.cleanup()


async def test_health_says_when_discord_is_not_there(
    database: Database, cards: RateCards, clock: HandClock
) -> None:
    app = App(database, cards, clock)
    runner = await health.serve(app, Purser(app), 0)
    status, _ = await get(port_of(runner), "/healthz")
    assert status == 503
    await runner.cleanup()


def record(message: str, **extra: object) -> logging.LogRecord:
    made = logging.makeLogRecord({"name": "cogs.month", "levelname": "INFO", "msg": message})
    made.__dict__.update(extra)
    return made


@pytest.mark.parametrize(
    ("message", "extra", "pairs"),
    [
        ("the month turned", {"accounts": 3}, 'said="the month turned" accounts=3'),
        ('a "quote"\nand a line', {}, r'said="a \"quote\"\nand a line"'),
        ("word", {"empty": ""}, 'said=word empty=""'),
    ],
)
def test_log_is_one_line_of_pairs(message: str, extra: dict[str, object], pairs: str) -> None:
    line = Logfmt().format(record(message, **extra))
    assert line.endswith(f"level=info from=cogs.month {pairs}")
    assert "\n" not in line


def test_traceback_follows_its_line() -> None:
    try:
        raise ValueError("why")
    except ValueError:
        line = Logfmt().format(record("fault", exc_info=sys.exc_info(), reference="ab12"))
    first, *trace = line.split("\n")
    assert first.endswith("said=fault reference=ab12")
    assert all(each.startswith("\t") for each in trace)
    assert trace[-1] == "\tValueError"
