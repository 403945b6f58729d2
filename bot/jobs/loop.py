"""What runs again and again, by the time that passes and whatever the clock shows.

discord.py's `tasks.loop` waits until a date of the machine's: a clock that is set back a year would
have it sleep for a year, and one that jumps ahead has it catch up step by step.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

Pause = Callable[[float], Awaitable[None]]
"""Waits for so many seconds, or until the clock is moved."""


class Loop:
    """Runs `act` at once, then `seconds` after each run or when the clock is moved.

    What fails is in the log, and tried again the next time.
    """

    def __init__(
        self, pause: Pause, name: str, seconds: float, act: Callable[[], Awaitable[object]]
    ) -> None:
        self._pause = pause
        self._name = name
        self._seconds = seconds
        self._act = act
        self._task: asyncio.Task[None] | None = None
        self._is_cancelled = False

    def start(self) -> None:
        """Begin; a loop that runs goes on, and one that was cancelled stays so.

        `on_ready` comes some time after the gateway is connected, perhaps when the bot is closed.
        """
        if self._task is None and not self._is_cancelled:
            self._task = asyncio.create_task(self._run(), name=f"loop: {self._name}")

    def cancel(self) -> None:
        self._is_cancelled = True
        if self._task is not None:
            self._task.cancel()

    async def _run(self) -> None:
        while True:
            try:
                await self._act()
            except Exception:
                log.exception("the loop %s failed; it goes on", self._name)
            await self._pause(self._seconds)
