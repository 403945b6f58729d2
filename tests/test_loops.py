"""What runs again and again goes on after a fault, and stops for good."""

import asyncio

import discord

from bot.loops import Loop


async def test_fault_is_survived_and_a_moved_clock_wakes_it() -> None:
    client = discord.Client(intents=discord.Intents.none())
    await client._async_setup_hook()
    ran = asyncio.Queue[int]()
    count = 0

    async def act() -> None:
        nonlocal count
        count += 1
        ran.put_nowait(count)
        raise ValueError("a fault")

    loop = Loop(client, "test", 3600, act)
    loop.start()
    loop.start()
    assert await ran.get() == 1
    while not client._listeners.get("clock_moved"):  # noqa: ASYNC110
        await asyncio.sleep(0)
    client.dispatch("clock_moved")
    assert await ran.get() == 2
    loop.cancel()


async def test_cancelled_it_is_not_begun_again() -> None:
    """`on_ready` may come when the bot is closed already."""
    client = discord.Client(intents=discord.Intents.none())
    ran: list[int] = []

    async def act() -> None:
        ran.append(1)

    loop = Loop(client, "test", 3600, act)
    loop.cancel()
    loop.start()
    await asyncio.sleep(0)
    assert ran == []
