"""What the marks of a line say, as the assistant would understand it, and whether it did.

The marks go through the same code for values as what the reader marks, so an error of that code
that both share does not show.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.ledger.model import Purpose

from ..edits import is_of_boost, read_edit
from ..followups import lean
from ..intents import ACTS, Correct, Decline, Edit, Intent, Outcome, Spend, Understanding, Undo
from ..looks import read_look
from ..minding import mind_the_last, of_its_place
from ..places import place_meant
from ..topics import load_questions
from ..turns import Turn, told_before
from ..values import tell
from .lines import WRITTEN, Line, conversations


def lines_of(path: Path) -> Iterator[Line]:
    """The lines of a file, each with all that the marks before it tell of the turn before."""
    for talk in conversations(path):
        yield from _told_each_before(talk)


def _told_each_before(talk: Iterable[Line]) -> Iterator[Line]:
    understood: Understanding | None = None
    last: Turn | None = None
    for line in talk:
        last = turn_after(understood, line.before.said, last) if understood else None
        understood = meant_by(line, last)
        yield replace(line, before=told_before(last))


_BESIDE_A_JOB = frozenset({"the", "a", "an", "job", "gig", "my", "one", "project", "client"})


def meant_by(marked: Line, last: Turn | None) -> Understanding:
    """What the line's marks say, behind that turn."""
    leaning = lean(marked.segments, marked.text, WRITTEN, last) if last else None
    if leaning := leaning or read_edit(marked.segments, marked.text, WRITTEN, last):
        return leaning
    told = tell(marked.text, marked.segments, WRITTEN)
    waiting = next((each for each in told if each.missing), None)
    acts = tuple(each.intent for each in told if each.intent and not each.missing)
    understood = Understanding(
        intents=acts or (() if waiting else _looks(marked)),
        ask=waiting.missing if waiting else None,
        waiting=waiting.intent if waiting else None,
    )
    place = place_meant(marked.text, last) if last else None
    if last is None or place is None:
        return mind_the_last(understood, last, marked.text)
    return of_its_place(understood, last.intents[place])


def _looks(marked: Line) -> tuple[Intent, ...]:
    read = (read_look(each, marked.text, (), load_questions()) for each in marked.segments)
    return tuple(each for each in read if each and not isinstance(each, Decline))


def turn_after(before: Understanding, said: str, last: Turn | None = None) -> Turn:
    """The turn that a message leaves which was understood as it was meant behind the last one, and
    what was said."""
    has_acts = any(isinstance(each, ACTS) for each in before.intents)
    return Turn(
        intents=_done(before.intents, last) if said == "noted" else before.intents,
        waiting=before.waiting if said == "asked" else None,
        unsure=before.intents if said == "sure" else (),
        entry_id=1 if said == "noted" and has_acts else None,
        proposal_id=1 if said == "noted" and _is_of_a_proposal(before) else None,
        is_of_boost=is_of_boost(before.intents),
        said=said,
        asked=before.ask,
    ).after(last)


def _is_of_a_proposal(understood: Understanding) -> bool:
    told = understood.intents[-1:]
    return any(
        isinstance(each, Outcome | Edit)
        or (isinstance(each, Spend) and each.purpose is Purpose.PROPOSAL)
        for each in told
    )


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
