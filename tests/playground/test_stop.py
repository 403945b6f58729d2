"""A clean stop: what somebody waits for is answered first."""

import asyncio
import time
from typing import Any

import discord
from discord import app_commands

from bot.client import FINISH_SECONDS, Purser

from .conftest import Wire


def slow_command(seconds: float, begun: asyncio.Event) -> Any:
    @app_commands.command(name="slow", description="Takes a while")
    async def slow(interaction: discord.Interaction[Purser]) -> None:
        begun.set()
        await asyncio.sleep(seconds)
        await interaction.response.send_message("done after all")

    return slow


async def test_answer_that_is_being_made_still_comes(wire: Wire) -> None:
    begun = asyncio.Event()
    wire.bot.tree.add_command(slow_command(0.5, begun))
    await wire.bot.tree.sync()
    asking = asyncio.create_task(wire.start("slow"))
    await begun.wait()
    await wire.stop_bot()
    assert (await asking)["type"] == 4
    assert list(wire.world.messages.values())[-1]["content"] == "done after all"


async def test_stop_takes_five_seconds_at_most(wire: Wire) -> None:
    begun = asyncio.Event()
    wire.bot.tree.add_command(slow_command(60, begun))
    await wire.bot.tree.sync()
    asking = asyncio.create_task(wire.start("slow"))
    await begun.wait()
    before = time.monotonic()
    await wire.stop_bot()
    assert FINISH_SECONDS <= time.monotonic() - before < 5
    asking.cancel()
