"""The month turns by itself: cycles start and lots expire for every account, once each."""

import asyncio
import logging

from bot.app import App
from bot.store import rollover

from .loop import Loop, Pause

log = logging.getLogger(__name__)


class Month:
    """Looks for due work again and again; what is due lies in the database, not in the ticks."""

    def __init__(self, app: App, pause: Pause) -> None:
        self._app = app
        self._turning = asyncio.Lock()
        self._loop = Loop(pause, "month", 15, self.turn_due)

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        self._loop.cancel()

    async def turn_due(self) -> int:
        """Apply what is due to every account; returns how many were looked at.

        While the clock differs from Discord's it waits.
        """
        app = self._app
        turned = 0
        if app.clock.is_wrong:
            await app.clock.ask()
        if app.clock.is_wrong:
            return 0
        async with self._turning:
            while count := await self._turn_some():
                turned += count
        if turned:
            log.info("the month turned", extra={"accounts": turned})
        return turned

    async def _turn_some(self) -> int:
        app, now = self._app, self._app.now()
        return await app.database.write(lambda tx: rollover.turn_batch(tx, now, app.cards))
