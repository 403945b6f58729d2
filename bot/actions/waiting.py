"""What was said or typed and waits for a button."""

from bot.actions.refusals import SaidTooLongAgo
from bot.app import App
from bot.store import pending
from bot.store.journal import Request
from bot.store.pending import Pending


async def keep(app: App, request: Request, as_json: str) -> int:
    """Keep it for a week; the id that the button carries."""
    return await app.database.write(lambda tx: pending.keep(tx, request, as_json))


async def find(app: App, user_id: int, pending_id: int) -> Pending:
    """What the person said. Raises SaidTooLongAgo."""
    now = app.now()
    kept = await app.database.read(lambda tx: pending.find(tx, user_id, pending_id, now))
    if kept is None:
        raise SaidTooLongAgo()
    return kept
