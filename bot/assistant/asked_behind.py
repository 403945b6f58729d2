"""Questions that are about what was just noted: `do I get anything back for that?`."""

import re

from bot.ledger.model import Plan, Source

from .intents import (
    Answer,
    Balance,
    ChangePlan,
    Earn,
    History,
    Intent,
    Outcome,
    Proposals,
    Story,
    Understanding,
)
from .turns import Turn

_BACK = frozenset({"refunds", "withdrawing"})
"""Topics of what comes back: which of them is told by what became of the proposal."""
_OF_GRANTS = frozenset(
    {
        "free-connects", "interview-reward", "monthly", "my-monthly", "new-account",
        "readiness-test", "rising-talent", "top-rated",
    }
)  # fmt: skip
_GRANTED = {
    Source.NEW_ACCOUNT: "new-account",
    Source.READINESS_TEST: "readiness-test",
    Source.RISING_TALENT: "rising-talent",
    Source.TOP_RATED: "top-rated",
    Source.INTERVIEW: "interview-reward",
}
_WHAT = re.compile(r"\b(?:what|qu[eé])\b", re.IGNORECASE)

_NAMES_ITS_MATTER = re.compile(
    r"\b(?:withdr\w+|retir\w+|declin\w+|rechaz\w+|expir\w+|clos(?:e|ed|es)\b|cierr\w+|removed?"
    r"|top rated|rising|readiness|interview\w*|entrevista\w*|new account|monthly|upgrad\w+"
    r"|if|si)\b",
    re.IGNORECASE,
)
"""What it is about is said: `do they come back if I withdraw?`."""


_LOOKS = (Proposals(), History(), Balance())
_OF_ONE = re.compile(
    r"\b(?:this|that|the same|es[ae]|est[ae])\W+(?:one|proposal|bid|entry|application|propuesta)\b"
    r"|\b(?:news|answer|response|reply|word|novedad\w*|noticias?)\b.*\b(?:on|of|from|to|about|de|sobre)"
    r"\W+(?:it|that|this|es[ae]|est[ae])\W*$"
    r"|\byou (?:have|got|hold|hav)\b.*\b(?:on|for|of)\W+(?:it|that|this)\b",
    re.IGNORECASE,
)
"""`any answer on that?`, `what do you have on it now?`: of the one proposal, not of them all."""


def about_the_last(understood: Understanding, last: Turn | None, text: str) -> Understanding:
    """A question of no named matter is about the turn before: its proposal, its plan, its grant.

    `when did I send that one` is of that proposal; without one, any.
    """
    intents = tuple(_about(each, last, text) for each in understood.intents)
    return understood.model_copy(update={"intents": intents})


def _about(intent: Intent, last: Turn | None, text: str) -> Intent:
    is_of_one = intent in _LOOKS and _OF_ONE.search(text) is not None
    if intent == Story() or (is_of_one and _last_proposal(last) is not None):
        last_id = _last_proposal(last)
        return Proposals() if last_id is None else Story(proposal_id=last_id)
    is_behind = last is not None and last.said == "noted" and len(last.intents) == 1
    if (
        last is None
        or not is_behind
        or not isinstance(intent, Answer)
        or _NAMES_ITS_MATTER.search(text)
    ):
        return intent
    return intent.model_copy(update={"topic": _topic_of(last.intents[0], intent.topic, text)})


def _last_proposal(last: Turn | None) -> int | None:
    """The id of the proposal that the turn before was about, or what was noted before it."""
    turns = (last, last.noted) if last else ()
    ids = (turn.proposal_id for turn in turns if turn)
    return next((each for each in ids if each is not None), None)


def _topic_of(noted: Intent, topic: str, text: str) -> str:
    match noted:
        case Outcome(result="withdrawn") if topic in _BACK:
            return "withdrawing"
        case Outcome() if topic in _BACK:
            return "refunds"
        case ChangePlan(plan=Plan.FREELANCER_PLUS) if topic in _BACK:
            return "plans"
        case ChangePlan(plan=Plan.FREELANCER_PLUS) if topic == "upgrade" and _WHAT.search(text):
            return "plans"
        case ChangePlan(plan=Plan.BASIC) if topic in _BACK:
            return "downgrade"
        case Earn(source=source) if topic in _OF_GRANTS:
            return _GRANTED.get(source, topic)
        case _:
            return topic
