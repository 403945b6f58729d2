"""What runs again and again goes on after a fault, and stops for good."""

import asyncio

from bot.jobs.loop import Loop


async def test_fault_is_survived() -> None:
    ran = asyncio.Queue[int]()
    pauses: list[float] = []

    async def act() -> None:
        ran.put_nowait(len(pauses))
        raise ValueError("a fault")

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            await asyncio.Event().wait()

    loop = Loop(pause, "test", 3600, act)
    loop.start()
    loop.start()
    assert [await ran.get(), await ran.get()] == [0, 1]
    await asyncio.sleep(0)
    assert pauses == [3600, 3600]
    loop.cancel()


async def test_cancelled_it_is_not_begun_again() -> None:
    """`on_ready` may come when the bot is closed already."""
    ran: list[int] = []

    async def act() -> None:
        ran.append(1)

    async def pause(_: float) -> None:
        await asyncio.Event().wait()

    loop = Loop(pause, "test", 3600, act)
    loop.cancel()
    loop.start()
    await asyncio.sleep(0)
    assert ran == []
