"""The store: spend and balance beside the same functions on sqlite3 inline, and by size."""

import asyncio
import gc
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from bot.actions.account import current_books
from bot.app import App
from bot.ledger.cycles import apply_due
from bot.rate_cards import RateCards, load_rate_cards
from bot.store import accounts, movements, rollover
from bot.store.accounts import Setup
from bot.store.engine import schema, sqlite
from bot.store.engine.database import Database
from bot.store.journal import Request
from bot.store.movements import SpendRequest

from ..clock import HandClock
from .report import heading, line, median, percentile
from .seeds import NOW, fill

OPERATIONS = 1500
ROUNDS = 3
ORDER = SpendRequest(1, title="job")
LEAST = {1: 0.6, 8: 1.5, 64: 2.5}


def run() -> None:
    """Spend and balance."""
    cards = load_rate_cards("2022-07")
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_beside_inline(Path(folder), cards))
        asyncio.run(_by_size(Path(folder), cards))
        _change_card(Path(folder) / "change.db", cards)


def run_rollovers() -> None:
    """The month's turn for everybody; in a process of its own, for its memory is measured."""
    gc.freeze()  # as bot.__main__ does
    cards = load_rate_cards("2022-07")
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_rollovers(Path(folder), cards))


async def _beside_inline(folder: Path, cards: RateCards) -> None:
    heading("Spend (durable) and balance, beside the same functions on stdlib sqlite3 inline")
    inline = _inline(folder / "inline.db", cards)
    async with await sqlite.open_database(folder / "ours.db") as ours:
        await ours.write(
            lambda tx: accounts.set_up(tx, Request(1, "s", NOW), Setup(connects=100_000), cards)
        )
        for at_once, least in LEAST.items():
            rates_of_both, commits = [], ours.commits
            for number in range(ROUNDS):
                name = f"{at_once}.{number}"
                peer = _inline_speed(inline, cards, name)
                rates_of_both.append((await speed(ours, cards, at_once, name), peer))
            ratio = _middle_ratio(rates_of_both)
            line(
                f"spend, {at_once} at once",
                f"{rates_of_both[-1][0]:,.0f}/s, {ratio:.2f} x inline",
                f">= {least} x",
                met=ratio >= least,
            )
        each = (ours.commits - commits) / OPERATIONS / ROUNDS
        line("commits (one fsync each) per spend at 64", f"{each:.3f}", "<= 0.2", met=each <= 0.2)
        for at_once in LEAST:
            peer = _inline_reads(inline, cards)
            reads = await _reads(ours, cards, at_once)
            line(f"balance, {at_once} at once", f"{reads:,.0f}/s, {reads / peer:.2f} x inline")
    inline.close()


def _middle_ratio(pairs: list[tuple[float, float]]) -> float:
    return median([ours / theirs for ours, theirs in pairs])


def _inline_reads(connection: sqlite3.Connection, cards: RateCards) -> float:
    start = time.perf_counter()
    for _ in range(OPERATIONS):
        _one_balance(connection, cards, "")
    return OPERATIONS / (time.perf_counter() - start)


async def _reads(ours: Database, cards: RateCards, at_once: int) -> float:
    app = App(ours, cards, HandClock(NOW))

    async def worker(_: int) -> None:
        for _ in range(OPERATIONS // at_once):
            await current_books(app, 1)

    start = time.perf_counter()
    await asyncio.gather(*map(worker, range(at_once)))
    return OPERATIONS // at_once * at_once / (time.perf_counter() - start)


def _inline(path: Path, cards: RateCards) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, cached_statements=256)
    sqlite._tune(connection)
    schema.migrate(connection)
    accounts.set_up(connection, Request(1, "s", NOW), Setup(connects=100_000), cards)
    return connection


def _inline_speed(connection: sqlite3.Connection, cards: RateCards, name: str) -> float:
    start = time.perf_counter()
    for i in range(OPERATIONS):
        connection.execute("BEGIN IMMEDIATE")
        movements.spend(connection, Request(1, f"{name}.{i}", NOW), ORDER, cards)
        connection.execute("COMMIT")
    return OPERATIONS / (time.perf_counter() - start)


async def speed(ours: Database, cards: RateCards, at_once: int, name: str) -> float:
    """Spends a second of account 1, that many waiting at once."""

    async def worker(number: int) -> None:
        for i in range(OPERATIONS // at_once):
            request = Request(1, f"{name}.{number}.{i}", NOW)
            await ours.write(lambda tx: movements.spend(tx, request, ORDER, cards))

    start = time.perf_counter()
    await asyncio.gather(*map(worker, range(at_once)))
    return OPERATIONS // at_once * at_once / (time.perf_counter() - start)


async def _by_size(folder: Path, cards: RateCards) -> None:
    heading("Balance and spend by the size of the database, in turn with one of 100 entries")
    sizes = {"10 k entries": (1, 10_000), "1 M entries": (1, 1_000_000)}
    sizes |= {"1 k accounts": (1_000, 1), "100 k accounts": (100_000, 1)}
    small = folder / "small.db"
    fill(str(small), 1, entries_of_first=100)
    async with await sqlite.open_database(small) as least:
        for name, (people, entries) in sizes.items():
            path = folder / f"{people}-{entries}.db"
            fill(str(path), people, entries_of_first=entries)
            async with await sqlite.open_database(path) as books:
                for what, call in (("balance", _one_balance), ("spend", _one_spend)):
                    pairs = [
                        (
                            await books.write(
                                lambda tx: _many_ms(tx, call, cards, f"{name}{turn}")
                            ),
                            await least.write(
                                lambda tx: _many_ms(tx, call, cards, f"{name}{turn}")
                            ),
                        )
                        for turn in range(9)
                    ]
                    ratio = _middle_ratio(pairs)
                    figure = f"{median([ms for ms, _ in pairs]):.3f} ms, {ratio:.2f} x"
                    line(f"{what}, {name}", figure, "<= 1.3 x", met=ratio <= 1.3)
            path.unlink()


def _one_balance(connection: sqlite3.Connection, cards: RateCards, _: str) -> None:
    books = accounts.read_books(connection, 1)
    assert books is not None
    apply_due(books, NOW, cards.default)


def _one_spend(connection: sqlite3.Connection, cards: RateCards, key: str) -> None:
    movements.spend(connection, Request(1, key, NOW), ORDER, cards)


def _change_card(path: Path, cards: RateCards) -> None:
    heading("Changing the rate card of an account with 100,000 entries (durable)")
    fill(str(path), 1, entries_of_first=100_000)
    times = []
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for number in range(200):
            request = Request(1, f"change{number}", NOW)
            told = Setup(rates=("2026", "2022-07")[number % 2])
            start = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            accounts.set_up(connection, request, told, cards)
            connection.execute("COMMIT")
            times.append((time.perf_counter() - start) * 1000)
    p99 = percentile(times, 0.99)
    line("change of card, median", f"{median(times):.2f} ms")
    line("change of card, p99", f"{p99:.2f} ms", "<= 20 ms", met=p99 <= 20)


def _many_ms(
    connection: sqlite3.Connection,
    call: Callable[[sqlite3.Connection, RateCards, str], None],
    cards: RateCards,
    name: str,
) -> float:
    """The median of many calls, in ms."""
    times = []
    for number in range(300):
        start = time.perf_counter()
        call(connection, cards, f"{name}.{number}")
        times.append(time.perf_counter() - start)
    return median(times) * 1000


async def _rollovers(folder: Path, cards: RateCards) -> None:
    heading("Rollover of everybody at once, while a person spends")
    for people in (100_000, 1_000_000):
        path = folder / f"roll{people}.db"
        fill(str(path), people, held=40)
        later = NOW.replace(month=4, day=2)
        async with await sqlite.open_database(path) as books:
            done = asyncio.Event()
            waiting = asyncio.create_task(_spend_until(books, done, later, cards))
            start = time.perf_counter()
            while await books.write(lambda tx: rollover.turn_batch(tx, later, cards)):
                pass
            took = time.perf_counter() - start
            done.set()
            waits = await waiting
        path.unlink()
        p99 = percentile(waits, 0.99) * 1000
        if people == 1_000_000:
            line(f"{people:,} rollovers", f"{took:.1f} s", "<= 40 s", met=took <= 40)
        else:
            line(f"{people:,} rollovers", f"{took:.1f} s")
        line("  a person's spend meanwhile, p99", f"{p99:.0f} ms", "<= 50 ms", met=p99 <= 50)
        line(
            "  memory of the process, at most",
            f"{_peak_mb():.0f} MB",
            "< 200 MB",
            met=_peak_mb() < 200,
        )


async def _spend_until(
    books: Database, done: asyncio.Event, at: datetime, cards: RateCards
) -> list[float]:
    waits: list[float] = []
    while not done.is_set():
        start = time.perf_counter()
        request = Request(1, f"wait{len(waits)}", at)
        await books.write(
            lambda tx: movements.spend(tx, request, SpendRequest(0, title="invited"), cards)
        )
        waits.append(time.perf_counter() - start)
        await asyncio.sleep(0.005)
    return waits


def _peak_mb() -> float:
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024
