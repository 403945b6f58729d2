"""What was said or typed and waits for a button."""

import json

from pydantic import BaseModel, ValidationError

from bot.actions.refusals import ButtonUnknown, SaidTooLongAgo
from bot.app import App
from bot.store import pending
from bot.store.journal import Request
from bot.store.pending import Pending

SPEND = "spend"
"""The form of a spend, as a Draft names it."""


class Draft(BaseModel):
    """A form that waits: which it is and what it is `about`, with its fields as they were `typed`.

    `was` is what stood in the fields at first, where what is left as it was is not told.
    """

    form: str
    about: dict[str, int | str] = {}
    typed: dict[str, str] = {}
    was: dict[str, str] = {}

    def filled(self, name: str) -> str:
        """What stands in a field."""
        return self.typed.get(name, self.was.get(name, ""))


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


async def keep_draft(app: App, request: Request, draft: Draft) -> int:
    """Keep what stands in a form likewise."""
    return await keep(app, request, draft.model_dump_json(exclude_defaults=True))


async def find_draft(app: App, user_id: int, pending_id: int) -> Draft:
    """What the person typed. Raises SaidTooLongAgo, ButtonUnknown for what is no form."""
    said = json.loads((await find(app, user_id, pending_id)).said)
    try:
        return Draft.model_validate(said if "form" in said else _of_an_older_version(said))
    except ValidationError:
        raise ButtonUnknown() from None


def _of_an_older_version(said: dict[str, object]) -> dict[str, object]:
    """The form of a spend was the only one that was kept, as its fields alone."""
    invited = said.pop("invited", False)
    return {"form": SPEND, "about": {"invited": invited}, "typed": said}
