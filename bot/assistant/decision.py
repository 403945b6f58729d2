"""Whether to act on what was read: at once, after a yes, or not at all.

A wrong change of somebody's books weighs a hundred times a question, so an act is done at once only
where nothing speaks against it:

- it was read surely, its values too (`ACT_SURE`);
- nothing of it is in doubt: each number is in a value, each value can be read, none was taken back;
- the other witnesses (each network alone, and both without case and stops) tell the same acts with
  the same values;
- no part of the message supposes or denies something (`neg`) or leans on a turn before that is not
  known, and the act is not put as a question;
- the rules see no joke and no supposition in it, unless it is read more surely still.

What fails that is asked about with exactly what would be written; what is hardly read (`ASK_SURE`)
is not offered. The figures were chosen on the writers d01 to d03, whose lines no network was
trained on: first no wrong change, then as many right ones at once as there are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .intents import ACTS, Act, Decline, Intent, Understanding
from .reader.segments import Segment
from .values import Told

ACT_SURE = 0.75
VERY_SURE = 0.93
ASK_SURE = 0.3
SHOWN, ASKED = 1.0, 0.5
"""Certainties of an Understanding: done at once, and asked about."""


@dataclass(frozen=True)
class Reading:
    """A message as it was read, and the witnesses, who are heard last: they cost the most."""

    text: str
    segments: Sequence[Segment]
    told: Sequence[Told]
    witnesses: Iterable[Sequence[Told]]
    by_rules: Understanding


def decide(reading: Reading, looks: Sequence[Intent]) -> Understanding:
    """What to do about the acts, and the looks beside them."""
    told = [each for each in reading.told if each.sure >= ASK_SURE]
    waiting = next((each for each in told if each.missing), None)
    acts = [each for each in told if each.intent is not None and not each.missing]
    if not acts:
        if waiting is not None and not looks:
            return Understanding(ask=waiting.missing, waiting=waiting.intent)
        return _without_acts(reading, looks)
    return Understanding(
        intents=(*(each.intent for each in acts if each.intent), *_beside(looks)),
        certainty=SHOWN if _is_sure(reading, told) else ASKED,
        ask=waiting.missing if waiting else None,
        waiting=waiting.intent if waiting else None,
    )


def _is_sure(reading: Reading, told: Sequence[Told]) -> bool:
    if any(each.doubts or each.missing for each in told) or len(told) < len(reading.told):
        return False
    if min(each.sure for each in told) < ACT_SURE or _is_asked(reading):
        return False
    if any(segment.act in _STOPS for segment in reading.segments):
        return False
    doubted = reading.by_rules.ask == "considered"
    if doubted and min(each.sure for each in told) < VERY_SURE:
        return False
    keys = _keys(told)
    return all(_keys(witness) == keys for witness in reading.witnesses)


_STOPS = frozenset({"neg", "amend", "again", "val", "yes", "no!"})


def _is_asked(reading: Reading) -> bool:
    """Whether an act is put as a question."""
    return any(
        "?" in reading.text[segment.start : segment.end + 1]
        for segment in reading.segments
        if segment.act == "neg" or any(each.act == segment.act for each in reading.told)
    )


def _keys(told: Sequence[Told]) -> list[Any]:
    return sorted((_key(each.intent) for each in told if each.intent is not None), key=repr)


def _key(intent: Act) -> Any:
    """What must be the same of an act for two witnesses to agree."""
    values = intent.model_dump(exclude={"job", "link", "about"})
    job = frozenset(getattr(intent, "job", "").lower().replace(".", "").split())
    return tuple(sorted(values.items(), key=repr)), tuple(sorted(job))


def _beside(looks: Sequence[Intent]) -> list[Intent]:
    return [look for look in looks if not isinstance(look, Decline)]


def _without_acts(reading: Reading, looks: Sequence[Intent]) -> Understanding:
    """An answer; else, to who only supposes something, that nothing was noted."""
    if any(segment.act == "neg" for segment in reading.segments) and not _beside(looks):
        quiet = [i for i in reading.by_rules.intents if not isinstance(i, (*ACTS, Decline))]
        return Understanding(intents=tuple(quiet), ask="considered")
    return Understanding(intents=tuple(looks) or (Decline(),))
