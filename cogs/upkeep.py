"""What a host would forget: a copy of the books each night, checked."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from discord.ext import commands, tasks

from bot.store.backup import back_up
from bot.store.settings import get_setting, put_setting

if TYPE_CHECKING:
    from bot.client import Purser

log = logging.getLogger(__name__)

EVERY = timedelta(days=1)
LAST = "last backup"


class UpkeepCog(commands.Cog):
    """Backs up once a day; when is in the database, so that a restart neither skips nor repeats."""

    def __init__(self, bot: "Purser") -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        if self.bot.backups:
            self.watch.start()

    async def cog_unload(self) -> None:
        self.watch.cancel()

    @tasks.loop(minutes=10)
    async def watch(self) -> None:
        try:
            await self.back_up_when_due()
        except Exception:
            log.exception("no backup could be made; trying again")

    async def back_up_when_due(self) -> None:
        bot = self.bot
        assert bot.backups is not None  # noqa: S101
        last = await bot.database.read(get_setting, LAST)
        now = bot.now()
        if last and timedelta() <= now - datetime.fromisoformat(last) < EVERY:
            return
        made = await asyncio.to_thread(back_up, bot.backups.database, bot.backups.folder, now)
        await bot.database.write(put_setting, LAST, now.isoformat())
        log.info("backed up and checked: %s", made.name)


async def setup(bot: "Purser") -> None:
    await bot.add_cog(UpkeepCog(bot))
