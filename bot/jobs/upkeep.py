"""What a host would forget: once a day a checked copy of the books, or on PostgreSQL an audit."""

import asyncio
import logging
import threading
from datetime import datetime, timedelta

from bot.actions.restoring import delete
from bot.app import App
from bot.store.audit import audited
from bot.store.backup import back_up
from bot.store.forgetting import claim_abandoned
from bot.store.key_values import get_value, put_value
from bot.store.upkeep import tidy

from .loop import Loop, Pause

log = logging.getLogger(__name__)

EVERY = timedelta(days=1)
LAST = "last looked after"


class Upkeep:
    """Looks after the books once a day, at whichever process it falls due first.

    When is in the database, so that a restart neither skips nor repeats it.
    """

    def __init__(self, app: App, pause: Pause) -> None:
        self._app = app
        self._stopped = threading.Event()
        self._loops = (
            Loop(pause, "tidy", 600, self.tidy),
            Loop(pause, "upkeep", 600, self.look_after_when_due),
        )

    def start(self) -> None:
        for loop in self._loops:
            loop.start()

    def stop(self) -> None:
        self._stopped.set()  # the end of the process waits for a copy that is being made
        for loop in self._loops:
            loop.cancel()

    async def tidy(self) -> None:
        """Delete what has been kept long enough, and what a restart left half deleted."""
        database, now = self._app.database, self._app.now()
        while await database.write(lambda tx: tidy(tx, now)):
            pass
        for account_id in await database.write(lambda tx: claim_abandoned(tx, now)):
            await delete(database, account_id)

    async def look_after_when_due(self) -> None:
        app, now = self._app, self._app.now()
        last = await app.database.read(lambda tx: get_value(tx, LAST))
        if last and timedelta() <= now - datetime.fromisoformat(last) < EVERY:
            return
        if app.backups:
            made, checked = await asyncio.to_thread(
                back_up, *app.backups, now, stopped=self._stopped
            )
            log.info("backed up", extra={"file": made.name})
        else:
            checked = await app.database.read_apart(audited)
        if checked.broken:
            log.error("the books do not add up", extra={"rules": "; ".join(checked.broken)})
        else:
            log.info("audited: every rule holds")
        app.metrics.audited(len(checked.broken))
        await app.database.write(lambda tx: put_value(tx, LAST, now.isoformat()))
