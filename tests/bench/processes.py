"""One process on PostgreSQL beside two: what the second costs each answer."""

import asyncio
import sys
import time

from bot.clock import SystemClock
from bot.playground import Playground

from ..playground.conftest import server_on
from ..postgres import fresh_schema, running_server
from .load import MIX, at_rate, people_of
from .report import heading, line, percentile

RATE = 100


def run() -> None:
    heading(f"Processes on one PostgreSQL, {RATE} commands a second in all")
    with running_server() as server:
        waits = {}
        for count in (1, 2):
            with fresh_schema(server) as url:
                waits[count] = asyncio.run(_measure(url, count))
            p50, p99 = (percentile(waits[count], share) * 1000 for share in (0.5, 0.99))
            line(f"{count} of them", f"p50 {p50:.1f} p99 {p99:.1f} ms")
    ratio = percentile(waits[2], 0.5) / percentile(waits[1], 0.5)
    line("two beside one, median", f"{ratio:.2f} x", "<= 1.2 x", met=ratio <= 1.2)


async def _measure(url: str, count: int) -> list[float]:
    playground = Playground(None, SystemClock())
    await playground.start(0)
    channels = [server_on(playground.world, shard, count) for shard in range(count)]
    arguments = [playground.api_url, playground.gateway.url, playground.token, url]
    began = [SystemClock().now().isoformat(), str(time.monotonic())]
    bots = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.playground.shard_bot",
            *arguments,
            str(n),
            str(count),
            *began,
        )
        for n in range(count)
    ]
    try:
        async with asyncio.timeout(30):
            while len(playground.gateway.sessions) < count:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        await asyncio.sleep(2)
        people = people_of(playground)
        await at_rate(playground, people, RATE, MIX, channels)
        return await at_rate(playground, people, RATE, MIX, channels)
    finally:
        for bot in bots:
            bot.terminate()
            await bot.wait()
        await playground.close()
