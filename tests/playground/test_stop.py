"""A clean stop: what somebody waits for is answered first."""

import asyncio
from typing import Any

import discord
import pytest
from discord import app_commands

from bot import client
from bot.client import Purser

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


async def test_stop_waits_no_longer_than_it_may(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "FINISH_SECONDS", 0.1)
    begun = asyncio.Event()
    wire.bot.tree.add_command(slow_command(3600, begun))
    await wire.bot.tree.sync()
    asking = asyncio.create_task(wire.start("slow"))
    await begun.wait()
    await wire.stop_bot()
    assert not asking.done()
    asking.cancel()
