"""Whole commands over the playground's wire, beside a command that does nothing."""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.clock import SystemClock
from bot.playground import Playground
from bot.playground.interactions import COMMAND

from .report import heading, line, median, percentile

CALLS = 300
ROUNDS = 3
COMMANDS: dict[str, list[dict[str, Any]]] = {
    "noop": [],
    "balance": [],
    "spend": [
        {"name": "connects", "type": 4, "value": 1},
        {"name": "job", "type": 3, "value": "React dashboard"},
    ],
}
MOST = {"balance": 1.5, "spend": 2.0}


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_run(Path(folder)))


@asynccontextmanager
async def bot_process(path: Path) -> AsyncIterator[tuple[Playground, int]]:
    """A playground, and the id of a process of its own with the bot on that database."""
    playground = Playground(None, SystemClock())
    await playground.start(0)
    arguments = [playground.api_url, playground.gateway.url, playground.token, str(path)]
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.noop_bot", *arguments
    )
    try:
        await asyncio.wait_for(playground.gateway.connected.wait(), 20)
        yield playground, bot.pid
    finally:
        bot.terminate()
        await bot.wait()
        await playground.close()


async def _run(folder: Path) -> None:
    started = time.perf_counter()
    async with bot_process(folder / "p.db") as (playground, pid):
        ready = time.perf_counter() - started
        heading("Start")
        line("process start to ready", f"{ready:.2f} s", "<= 2 s", met=ready <= 2)
        await _compare(playground, pid)


async def _compare(playground: Playground, pid: int) -> None:
    heading("Commands over the wire: the bot's CPU and the answer's latency, beside a no-op")
    cpu: dict[str, list[float]] = {name: [] for name in COMMANDS}
    waits: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS):
        for name, options in COMMANDS.items():
            await call(playground, "setup", [{"name": "connects", "type": 4, "value": CALLS}])
            before = _cpu_seconds(pid)
            for _ in range(CALLS):
                start = time.perf_counter()
                await call(playground, name, options)
                waits[name].append(time.perf_counter() - start)
            cpu[name].append((_cpu_seconds(pid) - before) / CALLS * 1000)
    for name in COMMANDS:
        ms, ratio = median(cpu[name]), median(cpu[name]) / median(cpu["noop"])
        p50, p99 = (percentile(waits[name], share) * 1000 for share in (0.5, 0.99))
        limit = MOST.get(name)
        line(
            f"/{name}",
            f"{ms:.2f} ms CPU, {ratio:.2f} x, p50 {p50:.1f} p99 {p99:.1f}",
            f"<= {limit} x CPU" if limit else "",
            met=ratio <= limit if limit else None,
        )


async def call(playground: Playground, name: str, options: list[dict[str, Any]]) -> None:
    world = playground.world
    command = next(each for each in world.commands.values() if each["name"] == name)
    channel = next(each for each in world.channels.values() if "guild_id" in each)
    data = {"id": command["id"], "name": name, "type": 1, "options": options}
    answer = await playground.interactions.start(COMMAND, world.people[0], channel, data)
    if answer["type"] == "silence":
        raise TimeoutError(f"/{name} was not answered")


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
