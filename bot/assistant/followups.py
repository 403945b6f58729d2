"""What leans on the turn before: `and for 900?`, `6` after “how many?”, `undo that`."""

import re
from dataclasses import dataclass

from bot.parsing.numbers import MOST_CONNECTS

from .intents import (
    LONGEST_TEXT,
    Estimate,
    Intent,
    Outcome,
    Spend,
    Understanding,
    Undo,
)
from .tokens import Token
from .vocabulary import words


@dataclass(frozen=True)
class Turn:
    """The turn before, which a follow-up leans on.

    `waiting` lacks a value, `unsure` was asked about; `outcome_id` and `proposal_id` are those of
    the outcome that was told last.
    """

    intents: tuple[Intent, ...] = ()
    waiting: Intent | None = None
    unsure: tuple[Intent, ...] = ()
    outcome_id: int | None = None
    proposal_id: int | None = None


_LEANS = re.compile(
    r"^(?:and |ok |so |hm+ |then |now )*"
    r"(?:and|what about|how about|same for|for|what if(?: it's| its)?|if|with|or|but)\b"
)


def read_follow_up(tokens: list[Token], last: Turn | None) -> Understanding | None:
    """What a sentence means as the next turn; None where it stands on its own."""
    if last is None:
        return None
    return _on_what_was_asked(tokens, last) or _filled(tokens, last) or _changed(tokens, last)


def _text(tokens: list[Token]) -> str:
    return " ".join(token.text for token in tokens if token.kind != "end")


def _filled(tokens: list[Token], last: Turn) -> Understanding | None:
    """The number that was asked for: `6`, `$700`."""
    numbers = [token for token in tokens if token.kind in ("number", "connects", "money")]
    if len(numbers) != 1 or len(tokens) > 6 or _LEANS.match(_text(tokens)):
        return None
    number = numbers[0]
    if not isinstance(last.waiting, Spend):
        return None
    if number.kind == "money":
        budget = number.text[:LONGEST_TEXT]
        return Understanding(intents=(last.waiting.model_copy(update={"budget": budget}),))
    if not number.value or number.value > MOST_CONNECTS:
        return None
    return Understanding(intents=(last.waiting.model_copy(update={"connects": number.value}),))


def _changed(tokens: list[Token], last: Turn) -> Understanding | None:
    """The last estimate with another value: `and for 900?`, `and with 4 boost?`."""
    before = next((intent for intent in last.intents if isinstance(intent, Estimate)), None)
    leans = _LEANS.match(_text(tokens)) or len(tokens) <= 2
    if before is None or len(tokens) > 9 or not leans:
        return None
    change: dict[str, object] = {}
    for token in tokens:
        if token.kind == "boost" and token.value and token.value <= MOST_CONNECTS:
            change["boost"] = token.value
        elif token.text in ("invited", "invite"):
            change["invited"] = True
        elif token.kind == "money" or (token.kind == "number" and token.value):
            change["budget"] = token.text[:LONGEST_TEXT]
    return Understanding(intents=(before.model_copy(update=change),)) if change else None


_YES = words("yes")
_NO = words("no")
_OTHER = re.compile(r"\b(?:the other(?: one)?|other one|not that one|wrong (?:one|job|proposal))\b")


def _on_what_was_asked(tokens: list[Token], last: Turn) -> Understanding | None:
    """`yes`, `no`, `the other one`, `undo that`, after something that these can mean."""
    words = {token.text for token in tokens if token.kind == "word"}
    text = " ".join(token.text for token in tokens)
    told = next((i for i in last.intents if isinstance(i, Outcome)), None)
    if told and last.outcome_id is not None and len(tokens) < 10 and _OTHER.search(text):
        changed = {
            "instead_of": last.outcome_id,
            "not_proposal_id": last.proposal_id,
            "proposal_id": None,
        }
        return Understanding(intents=(told.model_copy(update=changed),))
    if last.outcome_id is not None and words & {"undo", "revert", "reverse"} and len(tokens) < 7:
        return Understanding(intents=(Undo(outcome_id=last.outcome_id),))
    if last.unsure and words and words <= _YES:
        return Understanding(intents=last.unsure, confirms=True)
    if last.unsure and words and words <= _NO:
        return Understanding(ask="dropped")
    return None
