"""Twenty minutes of commands, with the gateway cut every five seconds and Discord answering 500 to
every third call at times: who was answered, and what the memory does.
"""

import asyncio
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bot.playground import Playground
from bot.store.backup import back_up

from .load import MIX, at_rate, people_of, resident
from .report import heading, line
from .wire import bot_process

RATE = 30
MINUTES = 20
ROUND_SECONDS = 12
FAULTY_EVERY = 4
"""Every so manieth round, everything that can fail on the wire does."""


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_run(Path(folder)))


async def _run(folder: Path) -> None:
    path = folder / "p.db"
    heading(f"A soak of {MINUTES} minutes at {RATE} commands a second")
    async with bot_process(path) as (playground, pid):
        people = people_of(playground)
        until = time.monotonic() + MINUTES * 60
        memory: list[float] = []
        asked = silent = faulty = silent_faulty = number = 0
        while time.monotonic() < until:
            breaking = number % FAULTY_EVERY == FAULTY_EVERY - 1
            trouble = asyncio.create_task(_break(playground)) if breaking else None
            waits = await at_rate(playground, people, RATE, MIX)
            if trouble:
                trouble.cancel()
                faulty += len(waits)
                silent_faulty += sum(wait == float("inf") for wait in waits)
            else:
                asked += len(waits)
                silent += sum(wait == float("inf") for wait in waits)
            memory.append(resident(pid))
            number += 1
        line("not answered, on a sound wire", f"{silent} of {asked:,}", "0", met=not silent)
        line("not answered, while the wire broke", f"{silent_faulty} of {faulty:,}")
        line("memory at the beginning, in the middle, at the end", _three(memory))
    _, checked = back_up(path, folder / "backups", datetime.now(UTC))
    told = "; ".join(checked.broken) or "every rule holds"
    line("the audit afterwards", f"{checked.accounts:,} accounts, {told}", met=not checked.broken)


def _three(memory: list[float]) -> str:
    settled = memory[len(memory) // 10]
    return f"{settled:.0f} / {memory[len(memory) // 2]:.0f} / {memory[-1]:.0f} MB"


async def _break(playground: Playground) -> None:
    """Cut the gateway every five seconds, and fail every third answer."""
    calls = 0
    while True:
        await asyncio.sleep(0.1)
        calls += 1
        if calls % 3 == 0:
            playground.faults.add("POST", "/callback$", 500)
        if calls % 50 == 0:
            await playground.gateway.drop()
