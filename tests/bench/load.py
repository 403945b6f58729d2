"""Many people at once over the playground's wire, at a steady rate, beside a command that does
nothing: how long they wait for their answers.
"""

import asyncio
import random
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.playground import Playground
from bot.playground.interactions import COMMAND
from bot.playground.world import Json
from bot.store.backup import back_up

from .report import heading, line, percentile
from .wire import COMMANDS, bot_process

PEOPLE = 10_000
SECONDS = 12
RATES = (50, 200, 500)
AT_ONCE = 1000
MIX = ("balance", "balance", "balance", "estimate", "spend", "spend", "buy")
OPTIONS: dict[str, list[dict[str, Any]]] = {
    **COMMANDS,
    "estimate": [{"name": "budget", "type": 3, "value": "700"}],
    "buy": [{"name": "connects", "type": 4, "value": 40}],
}


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_run(Path(folder)))


async def _run(folder: Path) -> None:
    path = folder / "p.db"
    async with bot_process(path) as (playground, pid):
        people = people_of(playground)
        heading(f"{PEOPLE:,} people, {SECONDS} s at each rate")
        for rate in RATES:
            quiet = await at_rate(playground, people, rate, ("noop",))
            busy = await at_rate(playground, people, rate, MIX)
            _report(rate, quiet, busy)
        line("memory of the bot, afterwards", f"{resident(pid):.0f} MB")
        await _all_at_once(playground, people[:AT_ONCE])
        line("memory after those", f"{resident(pid):.0f} MB")
    _, checked = back_up(path, folder / "backups", datetime.now(UTC))
    told = "; ".join(checked.broken) or "every rule holds"
    line("the audit afterwards", f"{checked.accounts:,} accounts, {told}", met=not checked.broken)


async def _all_at_once(playground: Playground, people: list[Json]) -> None:
    """Everybody asks in the same moment: how much longer the last waits than for a no-op."""
    worst = {}
    channel = next(c for c in playground.world.channels.values() if "guild_id" in c)
    for name in ("noop", "balance"):
        waits: list[float] = []
        await asyncio.gather(*(_ask(playground, each, channel, name, waits) for each in people))
        worst[name] = max(waits)
        playground.world.messages.clear()
    more = worst["balance"] - worst["noop"]
    line(
        f"{len(people):,} at once, the last one's answer",
        f"{worst['balance']:.2f} s, no-op {worst['noop']:.2f}",
        "<= 1 s more",
        met=more <= 1,
    )


def people_of(playground: Playground) -> list[Json]:
    ada = playground.world.people[0]
    made = [{**ada, "id": str(10**17 + number)} for number in range(PEOPLE)]
    playground.world.users.update({person["id"]: person for person in made})
    return made


async def at_rate(
    playground: Playground,
    people: list[Json],
    rate: int,
    mix: tuple[str, ...],
    channels: list[Json] | None = None,
) -> list[float]:
    """Seconds from each command to its answer; infinite where none came."""
    world = playground.world
    places = channels or [next(c for c in world.channels.values() if "guild_id" in c)]
    chance = random.Random(rate)
    waits: list[float] = []
    asked = []
    started = time.perf_counter()
    for number in range(rate * SECONDS):
        delay = started + number / rate - time.perf_counter()
        if delay > 0:
            await asyncio.sleep(delay)
        name = chance.choice(mix)
        person, place = chance.choice(people), chance.choice(places)
        asked.append(asyncio.create_task(_ask(playground, person, place, name, waits)))
    await asyncio.gather(*asked)
    playground.world.messages.clear()
    return waits


async def _ask(
    playground: Playground, person: Json, channel: Json, name: str, waits: list[float]
) -> None:
    world = playground.world
    command = next(each for each in world.commands.values() if each["name"] == name)
    data = {"id": command["id"], "name": name, "type": 1, "options": OPTIONS[name]}
    started = time.perf_counter()
    answer = await playground.interactions.start(COMMAND, person, channel, data)
    waits.append(float("inf") if answer["type"] == "silence" else time.perf_counter() - started)


def _report(rate: int, quiet: list[float], busy: list[float]) -> None:
    ratio = percentile(busy, 0.99) / percentile(quiet, 0.99)
    limit = 2 if rate == 200 else None
    line(
        f"{rate} commands a second",
        f"p50 {percentile(busy, 0.5) * 1000:.1f} p99 {percentile(busy, 0.99) * 1000:.1f} ms, "
        f"no-op {percentile(quiet, 0.5) * 1000:.1f} / {percentile(quiet, 0.99) * 1000:.1f}",
        f"p99 <= {limit} x no-op" if limit else f"{ratio:.1f} x",
        met=ratio <= limit if limit else None,
    )
    silent = sum(wait == float("inf") for wait in busy)
    if silent:
        line("    not answered", f"{silent} of {len(busy)}", "0", met=False)


def resident(pid: int) -> float:
    """Megabytes that the process has in memory."""
    status = Path(f"/proc/{pid}/status").read_text()
    kilobytes = next(each for each in status.splitlines() if each.startswith("VmRSS"))
    return int(kilobytes.split()[1]) / 1024
