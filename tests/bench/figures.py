"""The figures of somebody with 100,000 proposals, and the pictures of them."""

import asyncio
import sqlite3
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.actions import history
from bot.app import App
from bot.ledger.figures import Period
from bot.ledger.series import balance_series, spending
from bot.rate_cards import load_rate_cards
from bot.store import figures
from bot.store.engine import sqlite
from bot.store.engine.database import Database
from bot.views.charts import chart_words
from bot.views.drawing import png

from ..clock import HandClock
from .report import heading, line, median

MANY = 100_000
START = 1_600_000_000
EACH = 600
NOW = datetime.fromtimestamp(START + (MANY + 1) * EACH, UTC)
USER = 7
STATES = ("submitted", "declined", "hired", "closed")


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_run(Path(folder) / "many.db"))


async def _run(path: Path) -> None:
    cards = load_rate_cards("2022-07")
    async with await sqlite.open_database(path) as database:
        await database.write(_fill)
        heading(f"Figures over {MANY:,} proposals of one person")
        for name, period in (
            ("all of them", Period(None, NOW)),
            ("a year beside the one before", Period(NOW - timedelta(days=365), NOW)),
        ):
            took, late = await _timed(database, period, cards.default.cost.bounds)
            met = took <= 0.1
            line(f"/stats, {name}, median", f"{took * 1000:.0f} ms", "<= 100 ms", met=met)
            line("the event loop meanwhile late by at most", f"{late * 1000:.1f} ms")
        await _history(database)
        await _charts(database)


async def _timed(
    database: Database, period: Period, bounds: tuple[int, ...]
) -> tuple[float, float]:
    """The median of reading the figures, and the longest that the loop stood still."""
    times: list[float] = []
    late = 0.0
    for _ in range(9):
        reading = asyncio.create_task(
            database.read(lambda tx: figures.read_summary(tx, USER, period, bounds))
        )
        started = time.perf_counter()
        while not reading.done():
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            late = max(late, time.perf_counter() - before - 0.001)
        times.append(time.perf_counter() - started)
    return median(times), late


async def _history(database: Database) -> None:
    heading(f"/history over {MANY:,} entries of one person")
    app = App(database, load_rate_cards("2022-07"), HandClock(NOW))
    for name, page in (("the newest page", 0), ("a page in the middle", MANY // 16)):
        times = []
        for _ in range(9):
            started = time.perf_counter()
            await history.browse(app, USER, page)
            times.append(time.perf_counter() - started)
        took = median(times)
        line(f"{name}, median", f"{took * 1000:.0f} ms", "<= 300 ms", met=took <= 0.3)


async def _charts(database: Database) -> None:
    year = Period(NOW - timedelta(days=365), NOW)
    first, last = (NOW - timedelta(days=365)).date(), NOW.date()
    before, moved = await database.read(lambda tx: figures.movements(tx, USER, year))
    spent = await database.read(lambda tx: figures.spent_by_source(tx, USER, year))
    total = (await database.read(lambda tx: figures.read_summary(tx, USER, year, ()))).total
    heading("Drawing a chart")
    contents: dict[str, Any] = {
        "the balance, week by week": balance_series(before, moved, first, last),
        "the spending, month by month": spending(spent, first, last),
        "the funnel": total,
    }
    png(total, chart_words(total)._replace(title="warm"))
    for name, content in contents.items():
        took = median([_drawn(content, number) for number in range(9)])
        line(f"{name}, median", f"{took * 1000:.0f} ms", "<= 300 ms", met=took <= 0.3)


def _drawn(content: Any, number: int) -> float:
    """How long a picture takes that was never drawn before."""
    words = chart_words(content)._replace(title=f"No {number}")
    started = time.perf_counter()
    png(content, words)
    return time.perf_counter() - started


def _fill(connection: sqlite3.Connection) -> None:
    """One account, one lot large enough, and a proposal every ten minutes."""
    connection.execute(
        "INSERT INTO account (id, plan, cycle_day, cycle_started_at, next_cycle_at, due_at) "
        "VALUES (1, 'basic', 1, 0, 9999999999, 9999999999)"
    )
    connection.execute("INSERT INTO person (user_id, account_id) VALUES (?, 1)", (USER,))
    connection.execute(
        "INSERT INTO entry (id, account_id, kind, amount, at, source, note, key) "
        "VALUES (1, 1, 'purchase', 1000000, ?, 'purchase', '', 'lot')",
        (START,),
    )
    connection.execute(
        "INSERT INTO lot VALUES (1, 1, 1000000, ?, 'purchase', ?, 9999999999, 15000000)",
        (1_000_000 - 6 * MANY, START),
    )
    ids = range(2, MANY + 2)
    connection.executemany(
        "INSERT INTO entry (id, account_id, kind, amount, at, source, proposal_id, note, key) "
        "VALUES (?, 1, 'spend', -6, ?, 'proposal', ?, '', ?)",
        [(i, START + (i - 1) * EACH, i, str(i)) for i in ids],
    )
    connection.executemany("INSERT INTO allocation VALUES (?, 1, -6)", [(i,) for i in ids])
    connection.executemany(
        "INSERT INTO proposal (account_id, id, title, link, budget_cents, base, boost, invited, "
        "state, submitted_at, state_at, reached, returned, paid_cents) "
        "VALUES (1, ?, ?, '', ?, 6, ?, ?, ?, ?, 0, ?, 0, 90)",
        [
            (i, f"The {i}th job that was sent", i * 977 % 200_000, i % 5 == 0, i % 11 == 0,
             STATES[i % 4], START + (i - 1) * EACH, i % 4)
            for i in ids
        ],
    )  # fmt: skip
