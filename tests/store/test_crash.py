"""Killed at any moment, the books keep every entry that was acknowledged."""

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot.store.audit import broken

KILLED_AFTER = (1, 2, 3, 8, 30, 100, 300, 1000)
"""How many entries were acknowledged when the writer was killed, each time."""

WRITER = """
import asyncio, sys
from pathlib import Path
from bot.rate_cards import load_rate_cards
from bot.store import movements
from bot.store.engine import sqlite
from bot.store.journal import Request
from datetime import UTC, datetime

async def write(database, cards, name):
    for i in range(100_000):
        request = Request(7, f"{name}.{i}", datetime(2026, 3, 10, tzinfo=UTC))
        receipt = await database.write(
            lambda tx: movements.buy(tx, request, 10, 150, cards)
        )
        print(receipt.entry.key or receipt.entry.id, flush=True)

async def main():
    cards = load_rate_cards("2022-07")
    database = await sqlite.open_database(Path(sys.argv[1]))
    await asyncio.gather(*(write(database, cards, f"{sys.argv[2]}.{w}") for w in range(8)))

asyncio.run(main())
"""


@pytest.mark.slow
def test_no_acknowledged_entry_is_lost_at_kill_9(tmp_path: Path) -> None:
    path = tmp_path / "purser.db"
    acknowledged: set[int] = set()
    for number, enough in enumerate(KILLED_AFTER):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(number)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert writer.stdout is not None
        acknowledged |= {int(writer.stdout.readline()) for _ in range(enough)}
        writer.send_signal(signal.SIGKILL)
        acknowledged |= {int(line) for line in writer.stdout if line.endswith("\n")}
        writer.stdout.close()
        writer.wait()
    connection = sqlite3.connect(path)
    kept = {entry_id for (entry_id,) in connection.execute("SELECT id FROM entry").fetchall()}
    assert broken(connection) == []
    connection.close()
    assert len(acknowledged) >= sum(KILLED_AFTER)
    assert acknowledged <= kept
