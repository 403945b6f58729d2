"""Plain statements of what was done, read as acts. The grammar of Connects.

An act is certain only when every word of its clause is accounted for: as a value, as a part of
the pattern, as the job's name where one may stand, or as a word that means nothing here. What is
left over, and any word of doubt, makes it a question back.
"""

import re
from collections.abc import Callable

from ..clauses import Clause
from ..intents import ChangePlan, Correct, Earn, Intent, Outcome, Spend, Undo, UpdateSettings
from ..vocabulary import FIRST_PERSON, JOKING, NEGATED, OTHERS, SUPPOSED, words
from .accounts import read_account, read_plan
from .arrivals import read_correction, read_grant, read_purchase
from .outcomes import read_outcome
from .reading import Act, Reading
from .spends import read_spend, read_stated_spend
from .undo import read_undo

__all__ = ["Act", "is_plain", "read_act"]

_READERS: tuple[Callable[[Reading], Act | None], ...] = (
    read_undo,
    read_account,
    read_purchase,
    read_grant,
    read_outcome,
    read_plan,
    read_correction,
    read_stated_spend,
)


def read_act(clause: Clause, before: Intent | None = None) -> Act | None:
    """What the clause says was done, if it reads like that at all, whatever its mood.

    `before` is what the clause in front of it said, whose verb a bare `4 on the web job` shares.
    """
    for reader in _READERS:
        if act := reader(Reading(clause)):
            return act
    if isinstance(before, Spend) and (
        clause.tokens[0].kind in ("number", "connects") or clause.tokens[0].text in _SHARING
    ):
        return read_spend(Reading(clause))
    return None


def is_plain(clause: Clause, act: Act) -> bool:
    """Whether the clause states the act as a fact: nothing asked, supposed, denied or joked."""
    if clause.asked or clause.words & _NEVER_MEANT:
        return False
    if isinstance(act.intent, Outcome):
        if _ANOTHERS.search(clause.text):
            return False
        allowed = _PART_OF_RESULT if act.intent.result in _NEGATIVE else _SOMEBODY
        if act.intent.result == "interview" and not clause.words & FIRST_PERSON:
            allowed |= _INVITES
        return not clause.words & (SUPPOSED | JOKING | OTHERS | NEGATED) - allowed
    outside = clause.words - _title_words(act)
    doubts = (clause.words & (SUPPOSED | NEGATED)) | (outside & (JOKING | OTHERS))
    return not doubts - _HARMLESS.get(type(act.intent), frozenset())


_ANOTHERS = re.compile(r"\b(?:his|her|their) (?:proposal|application|bid)\b")
_SHARING = frozenset({"to", "for", "on"})
_NEVER_MEANT = frozenset({"kidding", "joking", "jk", "joke", "prank", "sarcasm", "lied", "nvm"})
_NEGATIVE = ("closed without hire", "declined", "expired")
_INVITES = frozenset({"wants", "want"})
_SOMEBODY = frozenset({"said", "people"})
_PART_OF_RESULT = words("part_of_result")
_HARMLESS: dict[type, frozenset[str]] = {
    Undo: frozenset({"not", "no", "instead"}),
    Correct: frozenset({"should", "says", "say"}),
    UpdateSettings: frozenset({"every"}),
    Earn: frozenset({"test", "upwork"}),
    ChangePlan: frozenset({"plan"}),
}


def _title_words(act: Act) -> set[str]:
    job = getattr(act.intent, "job", "")
    return set(job.lower().split())
