"""100,000 reminders due at the same minute: claimed, handed over, and what else still runs."""

import asyncio
import re
import sqlite3
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import SystemClock
from bot.playground import Playground, ratelimits
from bot.store import deliveries
from bot.store.engine import schema, sqlite
from bot.store.engine.database import Database
from bot.store.journal import seconds
from bot.store.reminders import Reminder

from .report import heading, line, percentile
from .wire import call

DUE = 100_000
SECONDS = 20
DISCORDS_RATE = 50


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_claim(Path(folder) / "claim.db"))
        asyncio.run(_deliver(Path(folder) / "free.db", 1_000_000))
        asyncio.run(_deliver(Path(folder) / "bound.db", DISCORDS_RATE))


def _fill(path: Path, people: list[int], at: datetime) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL").fetchall()
    schema.migrate(connection)
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO reminder (kind, user_id, about, rule, zone, local_at, due_at, try_at) "
        "VALUES ('asked', ?, ?, '', 'UTC', '2026-01-01T00:00:00', ?, ?)",
        (
            (people[n % len(people)], f"n{n}.", seconds(at) + n // 2000, seconds(at) + n // 2000)
            for n in range(DUE)
        ),
    )
    connection.execute("COMMIT")
    connection.close()


async def _claim(path: Path) -> None:
    heading(f"{DUE:,} reminders due: claimed and marked in the database")
    now = datetime.now(UTC)
    _fill(path, [1, 2, 3], now - timedelta(minutes=2))
    async with await sqlite.open_database(path) as database:
        started, count, last = time.perf_counter(), 0, 0
        while due := await database.write(lambda tx: deliveries.claim(tx, now, 20)):
            assert [each.id for each in due] == list(range(last + 1, last + len(due) + 1))
            last = due[-1].id
            await asyncio.gather(*(_mark(database, each, now) for each in due))
            count += len(due)
        rate = count / (time.perf_counter() - started)
    assert count == DUE
    line("in order of their due time", f"{rate:,.0f} a second", f">= {DISCORDS_RATE}", met=True)


async def _mark(database: Database, reminder: Reminder, now: datetime) -> None:
    await database.write(lambda tx: deliveries.said(tx, [(reminder, None)], now))


async def _deliver(path: Path, limit: int) -> None:
    ratelimits.GLOBAL, ratelimits.POST_MESSAGE = (limit, 1.0), (1_000_000, 1.0)
    free = limit > DISCORDS_RATE
    playground = Playground(None, SystemClock())
    await playground.start(0)
    people = [int(person["id"]) for person in playground.world.people]
    arguments = [playground.api_url, playground.gateway.url, playground.token, str(path)]
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.noop_bot", *arguments
    )
    try:
        await asyncio.wait_for(playground.gateway.connected.wait(), 20)
        whose = "without limits" if free else f"of {limit} requests a second"
        heading(f"{DUE:,} due, handed to a Discord {whose} for {SECONDS} s")
        await call(playground, "setup", [{"name": "connects", "type": 4, "value": 40}])
        idle = await _balances(playground, 5)
        _fill(path, people, datetime.now(UTC) - timedelta(minutes=2))
        await _until_first(playground)
        before, memory = _said(playground), _memory(bot.pid)
        waits = await _balances(playground, SECONDS)
        said, grown = _said(playground), _memory(bot.pid) - memory
    finally:
        bot.kill()
        await bot.wait()
        await playground.close()
    rate = (len(said) - len(before)) / SECONDS
    farthest = max((abs(n - at) for at, n in enumerate(said)), default=0)
    least = DISCORDS_RATE * (1 if free else 0.9)
    line("handed over", f"{rate:.0f} a second", f">= {least:.0f}", met=rate >= least)
    line("out of order by at most", f"{farthest}", "<= 20", met=farthest <= 20)
    line("memory grown meanwhile", f"{grown / 1e6:.1f} MB", "<= 10 MB", met=grown <= 10e6)
    p99, p99_idle = percentile(waits, 0.99) * 1000, percentile(idle, 0.99) * 1000
    line("/balance meanwhile, p99", f"{p99:.1f} ms, {p99_idle:.1f} when idle")


async def _until_first(playground: Playground) -> None:
    while not _said(playground):  # noqa: ASYNC110 (it is another process's doing)
        await asyncio.sleep(0.05)


async def _balances(playground: Playground, for_seconds: float) -> list[float]:
    waits = []
    until = time.perf_counter() + for_seconds
    while time.perf_counter() < until:
        start = time.perf_counter()
        await call(playground, "balance", [])
        waits.append(time.perf_counter() - start)
        await asyncio.sleep(0.02)
    return waits


def _said(playground: Playground) -> list[int]:
    """The numbers of the reminders that came, in the order in which they came."""
    shown = (str(message["components"]) for message in list(playground.world.messages.values()))
    return [int(match[1]) for text in shown if (match := re.search(r"⏰ n(\d+)\.", text))]


def _memory(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096
