"""The month turns by itself: cycles start and lots expire for every account, once each."""

import asyncio
import logging
from typing import TYPE_CHECKING

from discord.ext import commands

from bot.loops import Loop
from bot.store import rollover

if TYPE_CHECKING:
    from bot.client import Purser

log = logging.getLogger(__name__)


class MonthCog(commands.Cog):
    """Looks for due work again and again; what is due lies in the database, not in the ticks."""

    def __init__(self, bot: "Purser") -> None:
        self.bot = bot
        self._turning = asyncio.Lock()
        self._loop = Loop(bot, "month", 15, self.turn_due)

    async def cog_load(self) -> None:
        self._loop.start()

    async def cog_unload(self) -> None:
        self._loop.cancel()

    @commands.Cog.listener()
    async def on_clock_moved(self) -> None:
        await self.turn_due()

    async def turn_due(self) -> int:
        """Settle every account that is due; returns how many were looked at.

        While the clock differs from Discord's it waits.
        """
        database, rates = self.bot.database, self.bot.rates
        turned = 0
        if self.bot.clock.is_wrong:
            await self.bot.ask_discords_time()
        if self.bot.clock.is_wrong:
            return 0
        async with self._turning:
            while count := await database.write(
                lambda tx: rollover.turn_batch(tx, self.bot.now(), rates)
            ):
                turned += count
        if turned:
            log.info("the month turned", extra={"accounts": turned})
        return turned


async def setup(bot: "Purser") -> None:
    await bot.add_cog(MonthCog(bot))
