"""What the marks of a line say, as the assistant would understand it, and whether it did.

The marks go through the same code for values as what the reader marks, so an error of that code
that both share does not show.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from ..edits import is_of_boost, read_edit
from ..followups import lean
from ..intents import ACTS, Correct, Edit, Intent, Spend, Understanding, Undo
from ..minding import of_its_place
from ..places import place_meant
from ..turns import Turn
from ..values import tell
from .lines import WRITTEN, Line

_BESIDE_A_JOB = frozenset({"the", "a", "an", "job", "gig", "my", "one", "project", "client"})


def meant_by(marked: Line, last: Turn | None) -> Understanding:
    """What the line's marks say, behind that turn."""
    leaning = lean(marked.segments, marked.text, WRITTEN, last) if last else None
    if leaning := leaning or read_edit(marked.segments, marked.text, WRITTEN, last):
        return leaning
    told = tell(marked.text, marked.segments, WRITTEN)
    waiting = next((each for each in told if each.missing), None)
    understood = Understanding(
        intents=tuple(each.intent for each in told if each.intent and not each.missing),
        ask=waiting.missing if waiting else None,
        waiting=waiting.intent if waiting else None,
    )
    place = place_meant(marked.text, last) if last else None
    if last is None or place is None:
        return understood
    return of_its_place(understood, last.intents[place])


def turn_after(before: Understanding, said: str, last: Turn | None = None) -> Turn:
    """The turn that a message leaves which was understood as it was meant behind the last one, and
    what was said."""
    has_acts = any(isinstance(each, ACTS) for each in before.intents)
    return Turn(
        intents=_done(before.intents, last) if said == "noted" else before.intents,
        waiting=before.waiting if said == "asked" else None,
        unsure=before.intents if said == "sure" else (),
        entry_id=1 if said == "noted" and has_acts else None,
        is_of_boost=is_of_boost(before.intents),
        said=said,
        asked=before.ask,
    ).after(last)


def _done(intents: tuple[Intent, ...], last: Turn | None) -> tuple[Intent, ...]:
    """What is told of afterwards: what was taken back to be noted anew is gone, a spend is as it
    was edited."""
    told = tuple(each for each in intents if not isinstance(each, Undo)) or intents
    match told, last.intents if last else ():
        case [Edit(proposal_id=int()) as edit], [Spend() as spend]:
            return (_edited(spend, edit),)
    return told


def _edited(spend: Spend, edit: Edit) -> Spend:
    update = {
        "connects": spend.connects if edit.connects is None else edit.connects,
        "boost": (spend.boost if edit.boost is None else edit.boost) + edit.more_boost,
        "job": edit.new_job or spend.job,
        "budget": edit.budget or spend.budget,
    }
    return spend.model_copy(update=update)


def acts_in(intents: Iterable[Intent]) -> list[Intent]:
    """What changes the books; a balance that is told beside it is only compared."""
    return [
        each
        for each in intents
        if isinstance(each, ACTS) and not (isinstance(each, Correct) and each.beside)
    ]


def is_same(meant: Sequence[Intent], found: Sequence[Intent]) -> bool:
    """Whether the same is written; a job may be named in more words or fewer."""
    left = list(found)
    for each in meant:
        hit = next((other for other in left if _is_like(each, other)), None)
        if hit is None:
            return False
        left.remove(hit)
    return not left


def _is_like(one: Intent, other: Intent) -> bool:
    values, others = _values(one), _values(other)
    job, name = values.pop("job"), others.pop("job")
    return values == others and (job == name or bool(job and name and (job <= name or name <= job)))


def _values(intent: Intent) -> dict[str, Any]:
    values = intent.model_dump(exclude={"link", "about", "entry_id", "when"})
    words = re.sub(r"[^\w ]+", " ", str(values.get("job", "")).lower()).split()
    budget = re.sub(r"\s|\$|fixed|fix|price", "", str(values.get("budget", "")).lower())
    return {**values, "job": frozenset(words) - _BESIDE_A_JOB, "budget": budget}
