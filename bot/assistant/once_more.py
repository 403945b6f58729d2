"""The same once more: `another of these`, `same for the app`."""

import re

from .intents import Intent, Outcome, Spend, Understanding
from .leaning import Correction, changed_by, understood_if
from .outside import loose_words, outside
from .reader.segments import Value
from .vocabulary import patterns

_SAYS = patterns("corrections.toml")
_TODAY = re.compile(r"\b(?:today|yesterday|this morning|earlier|hoy|ayer)\b", re.IGNORECASE)


def once_more(before: Intent, correction: Correction) -> Understanding | None:
    """Another spend like the last, for another job where one is named; of several, one is asked
    about. What became of one proposal is asked about of another that is named: `same with the app`.
    """
    match before:
        case Spend():
            return _spent_once_more(before, correction)
        case Outcome():
            other = changed_by(Outcome(result=before.result), correction)
            return understood_if(False, other) if other is not None else None
        case _:
            return None


def _spent_once_more(before: Spend, correction: Correction) -> Understanding | None:
    budget = before.budget if before.connects is None else ""
    fresh = before.model_copy(update={"job": "", "link": "", "days_ago": 0, "budget": budget})
    keys = {value.key for value in correction.segment.values}
    counts = "u" in keys and _SAYS["twice"].match(correction.text) is None
    is_sure = correction.is_surely() and not counts
    loose = loose_words(correction.segment, correction.text)
    is_sure &= correction.known is None or not loose - correction.known.leaning
    is_sure &= _SAYS["once_more"].search(correction.text) is not None
    is_sure &= _SAYS["not_sent"].search(outside(correction.segment, correction.text)) is None
    is_sure &= "d" not in keys or _TODAY.search(correction.text) is not None
    is_sure &= not any(_SAYS["later"].search(name) for name in correction.names())
    named = correction.segment.spans("j")
    if not keys - {"r", "u"}:
        is_sure &= _SAYS["says_same"].search(correction.text) is not None
        return understood_if(is_sure, fresh)
    changed = changed_by(fresh, correction)
    is_sure &= not any(_may_be_a_mood(value, correction.text) for value in named)
    is_sure &= changed is None or _SAYS["joins"].search(getattr(changed, "job", "")) is None
    return understood_if(is_sure, changed) if changed is not None else None


_BEHIND_COMMA = re.compile(
    r"\b(?:same|again|more|another|vez|mismo)\W*,\s*(?:the |a )?$", re.IGNORECASE
)
_MOST_OF_A_MOOD = 2


def _may_be_a_mood(name: Value, text: str) -> bool:
    """`same again, crickets`, `another, coffee time`; not `same again, room spray descriptions`."""
    is_short = len(text[name.start : name.end].split()) <= _MOST_OF_A_MOOD
    return is_short and _BEHIND_COMMA.search(text, 0, name.start) is not None
