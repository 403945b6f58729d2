"""The turn before, which a message may lean on."""

import re
from dataclasses import dataclass, replace
from typing import Self

from .intents import Decline, Edit, Intent, Outcome, SmallTalk, Spend, Undo
from .reader.before import NOTHING, Before
from .vocabulary import words


@dataclass(frozen=True)
class Turn:
    """The turn before, which a follow-up leans on.

    `waiting` lacks a value, `unsure` was asked about, and `either` beside it where there were two
    readings; `outcome_id` is that of the outcome that was told last, `proposal_id` that of its
    proposal, or of the one that was noted or edited; `entry_id` is that of the spend, the purchase
    or the grant that was noted or edited last, `is_of_boost` where only its boost was edited;
    `back` is what takes back what was done, the last first. `said` is how Purser answered, one of
    the reader's CONTEXTS; `asked` is the code of the question back. `noted` is the turn before it
    that noted something, where nothing but questions was answered since.
    """

    intents: tuple[Intent, ...] = ()
    waiting: Intent | None = None
    unsure: tuple[Intent, ...] = ()
    either: tuple[Intent, ...] = ()
    outcome_id: int | None = None
    proposal_id: int | None = None
    entry_id: int | None = None
    is_of_boost: bool = False
    back: tuple[Undo, ...] = ()
    said: str = "none"
    asked: str | None = None
    noted: Self | None = None

    def after(self, before: Self | None) -> Self:
        """Behind the turn before: what that one noted can still be put right behind an answer."""
        if self.said != "answered" or before is None:
            return self
        return replace(self, noted=before if before.said == "noted" else before.noted)

    def words_of_jobs(self) -> frozenset[str]:
        """The words, in lower case, of the jobs that it was about."""
        of_jobs = (each for each in self.intents if isinstance(each, Spend | Edit | Outcome))
        return words_in(" ".join(each.job for each in of_jobs))


_KINDS = ("purpose", "result", "source", "plan", "topic")
"""What tells an intent of a name from others of it."""
IN_ANY_NAME = words("in_any_name")


def told_before(last: Turn | None) -> Before:
    """What the reader is told of the turn before."""
    if last is None:
        return NOTHING
    told = (*last.intents, last.waiting) if last.waiting else last.intents
    noted = last.noted.intents if last.noted else ()
    names = words_in(" ".join(getattr(each, "job", "") for each in (*told, *noted)))
    return Before(last.said, _about(told[-1]) if told else "", names - IN_ANY_NAME)


def _about(intent: Intent) -> str:
    if isinstance(intent, SmallTalk | Decline):
        return ""
    if isinstance(intent, Edit):
        return _about(Spend())
    kinds = (getattr(intent, kind, "") for kind in _KINDS)
    return ":".join((intent.name, *filter(None, kinds)))


def words_in(name: str) -> frozenset[str]:
    """The words of a job's name, in lower case."""
    return frozenset(re.findall(r"\w+", name.casefold()))
