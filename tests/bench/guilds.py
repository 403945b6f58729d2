"""Memory of a bot in one, a thousand and ten thousand servers of a usual size."""

import asyncio
import sys
import tempfile
from pathlib import Path

from bot.clock import SystemClock
from bot.playground import Playground

from .load import resident
from .report import heading, line

COUNTS = (1, 1_000, 10_000)
CHANNELS = 20
MOST = {1: 180, 10_000: 250}


def run() -> None:
    heading(f"Memory by servers, of {CHANNELS} channels each")
    for count in COUNTS:
        with tempfile.TemporaryDirectory() as folder:
            megabytes = asyncio.run(_measure(count, Path(folder) / "p.db"))
        limit = MOST.get(count)
        line(
            f"{count:,} servers",
            f"{megabytes:.0f} MB",
            f"<= {limit} MB" if limit else "",
            met=megabytes <= limit if limit else None,
        )


async def _measure(count: int, path: Path) -> float:
    playground = Playground(None, SystemClock())
    await playground.start(0)
    world = playground.world
    guild = next(iter(world.guilds.values()))
    channel = next(each for each in world.channels.values() if "guild_id" in each)
    first = world.channels_of(guild["id"])
    channels = {guild["id"]: first}
    for number in range(1, count):
        guild_id = str((10**9 + number) << 22)
        world.guilds[guild_id] = {**guild, "id": guild_id, "name": f"Server {number}"}
        channels[guild_id] = [
            {**channel, "id": str(int(guild_id) + n + 1), "guild_id": guild_id, "name": f"room-{n}"}
            for n in range(CHANNELS)
        ]
    world.channels_of = lambda guild_id: channels[guild_id]  # type: ignore[method-assign]
    arguments = [playground.api_url, playground.gateway.url, playground.token, str(path)]
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.noop_bot", *arguments
    )
    try:
        await asyncio.wait_for(playground.gateway.connected.wait(), 60)
        await asyncio.sleep(2 + count / 1000)
        return resident(bot.pid)
    finally:
        bot.terminate()
        await bot.wait()
        await playground.close()
