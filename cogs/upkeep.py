"""What a host would forget: once a day a checked copy of the books, or on PostgreSQL an audit."""

import asyncio
import logging
import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from discord.ext import commands

from bot.loops import Loop
from bot.store.audit import audited
from bot.store.backup import back_up
from bot.store.forgetting import claim_abandoned
from bot.store.key_values import get_setting, put_setting
from bot.store.upkeep import tidy
from bot.transfer.restore import delete

if TYPE_CHECKING:
    from bot.client import Purser

log = logging.getLogger(__name__)

EVERY = timedelta(days=1)
LAST = "last looked after"


class UpkeepCog(commands.Cog):
    """Looks after the books once a day, at whichever process it falls due first.

    When is in the database, so that a restart neither skips nor repeats it.
    """

    def __init__(self, bot: "Purser") -> None:
        self.bot = bot
        self._stopped = threading.Event()
        self._loops = (
            Loop(bot, "tidy", 600, self.tidy),
            Loop(bot, "upkeep", 600, self.look_after_when_due),
        )

    async def cog_load(self) -> None:
        for loop in self._loops:
            loop.start()

    async def cog_unload(self) -> None:
        self._stopped.set()  # the end of the process waits for a copy that is being made
        for loop in self._loops:
            loop.cancel()

    async def tidy(self) -> None:
        """Delete what has been kept long enough, and what a restart left half deleted."""
        database, now = self.bot.database, self.bot.now()
        while await database.write(lambda tx: tidy(tx, now)):
            pass
        for account_id in await database.write(lambda tx: claim_abandoned(tx, now)):
            await delete(database, account_id)

    async def look_after_when_due(self) -> None:
        bot = self.bot
        last = await bot.database.read(lambda tx: get_setting(tx, LAST))
        now = bot.now()
        if last and timedelta() <= now - datetime.fromisoformat(last) < EVERY:
            return
        if bot.backups:
            made, checked = await asyncio.to_thread(
                back_up, *bot.backups, now, stopped=self._stopped
            )
            log.info("backed up", extra={"file": made.name})
        else:
            checked = await bot.database.read_apart(audited)
        if checked.broken:
            log.error("the books do not add up", extra={"rules": "; ".join(checked.broken)})
        else:
            log.info("audited: every rule holds")
        bot.metrics.audited(len(checked.broken))
        await bot.database.write(lambda tx: put_setting(tx, LAST, now.isoformat()))


async def setup(bot: "Purser") -> None:
    await bot.add_cog(UpkeepCog(bot))
