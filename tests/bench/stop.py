"""How long a stop takes while somebody waits for an answer that does not come."""

import asyncio
import contextlib
import tempfile
import time
from pathlib import Path

import discord
from discord import app_commands

from bot.app import App
from bot.client import Purser
from bot.clock import SystemClock
from bot.playground import Playground
from bot.rate_cards import load_rate_cards
from bot.serving import purser_in
from bot.store.engine import sqlite

from .report import heading, line
from .wire import call

HOUR = 3600


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_run(Path(folder)))


async def _run(folder: Path) -> None:
    begun = asyncio.Event()

    @app_commands.command(description="Does not end")
    async def hang(interaction: discord.Interaction[Purser]) -> None:
        begun.set()
        await asyncio.sleep(HOUR)

    playground = Playground(None, SystemClock())
    await playground.start(0)
    async with await sqlite.open_database(folder / "p.db") as database:
        bot = purser_in(playground, App(database, load_rate_cards("2022-07"), playground))
        bot.tree.add_command(hang)
        running = asyncio.create_task(bot.start(playground.token))
        await playground.gateway.connected.wait()
        asking = asyncio.create_task(call(playground, "hang", []))
        await begun.wait()
        started = time.perf_counter()
        await bot.close()
        took = time.perf_counter() - started
        for task in (running, asking):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, TimeoutError):
                await task
    await playground.close()
    heading("A stop while an answer hangs")
    line("until it has stopped", f"{took:.2f} s", "<= 5 s", met=took <= 5)
