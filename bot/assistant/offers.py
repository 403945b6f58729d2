"""What is offered of an act that is asked about, and what the question says was left out."""

from collections.abc import Sequence

from bot.ledger.model import Purpose

from .intents import LONGEST_TEXT, Act, Outcome, Spend, Undo
from .reader.labels import is_act
from .reader.segments import Segment
from .reader.words import words_of
from .told import Told


def offered(told: Told, text: str, context: str) -> Act | None:
    """The act; where it has no name, with the words that nobody used elsewhere as one: `Maison
    Velours peeked`.

    Behind a note it is more often about what was noted. Without what is more likely another's: `top
    bid is 30`, `client spent 20k`.
    """
    intent = _ones_own(told)
    if not isinstance(intent, Outcome | Spend | Undo) or intent.job or context == "noted":
        return intent
    if isinstance(intent, Spend) and intent.purpose is not Purpose.PROPOSAL:
        return intent
    name = _together(told.unread, text)
    return intent.model_copy(update={"job": name[:LONGEST_TEXT]}) if name else intent


_NO_BOOST = frozenset({"another's boost", "a rank", "instead of"})
_NO_BUDGET = frozenset({"client's money", "low budget", "size"})


def _ones_own(told: Told) -> Act | None:
    intent = told.intent
    if not isinstance(intent, Spend):
        return intent
    if _NO_BOOST & set(told.doubts):
        intent = intent.model_copy(update={"boost": 0})
    if _NO_BUDGET & set(told.doubts):
        intent = intent.model_copy(update={"budget": ""})
    return intent


def told_by_words(segments: Sequence[Segment]) -> list[Segment]:
    """The segments as their words alone tell them, where these tell otherwise of any; what they
    tell to be no act is then left out."""
    if not any(map(_tells_otherwise, segments)):
        return []
    return [
        segment._replace(act=segment.other) if _tells_otherwise(segment) else segment
        for segment in segments
    ]


def _tells_otherwise(segment: Segment) -> bool:
    return segment.margin < 0 and is_act(segment.other)


def either(shown: Sequence[Act], told: Sequence[Told], by_rules: Sequence[Act]) -> tuple[Act, ...]:
    """The acts of the first other reading that is whole and not the one that is shown: what the
    words alone tell, what the rules do."""
    by_words = [each.intent for each in told if each.intent and not each.missing]
    is_whole = len(by_words) == len(told)
    for reading in (by_words if is_whole else (), by_rules):
        if reading and not _are_alike(reading, shown) and not _is_part(reading, shown):
            return tuple(reading)
    return ()


def otherwise(told: Sequence[Told], by_rules: Sequence[Act]) -> tuple[Act, ...]:
    """The acts, where an amount may be with its boost or without it, `18 (6 boost)`, `12 on it, 20
    with boost`, or where two may be of two proposals, `12 and 16`; as the rules name them where
    these tell the same amounts: `12 on the logo and 8 on the app`."""
    if not any(_TWO_READINGS & set(each.doubts) for each in told):
        return ()
    found = [act for each in told for act in _read_otherwise(each)]
    if _amounts(found) == _amounts(by_rules):
        return tuple(by_rules)
    return tuple(act for act in found if act is not None) if all(found) else ()


def _amounts(acts: Sequence[Act | None]) -> list[tuple[int | None, int] | None]:
    return [(act.connects, act.boost) if isinstance(act, Spend) else None for act in acts]


_OF_ALL = frozenset({"total", "a part of it"})
_UP_TO = frozenset({"total or boost", "boosted to"})
_TWO_READINGS = _OF_ALL | _UP_TO | {"two of them"}


def _read_otherwise(told: Told) -> Sequence[Act | None]:
    intent = told.intent
    if _OF_ALL & set(told.doubts):
        return (_with_other_total(told),)
    if _UP_TO & set(told.doubts):
        return (_boosted_up_to(told),)
    if "two of them" in told.doubts and isinstance(intent, Spend):
        first = intent.model_copy(update={"boost": 0})
        return first, first.model_copy(update={"connects": intent.boost})
    return (intent,)


def _with_other_total(told: Told) -> Act | None:
    intent = told.intent
    if not isinstance(intent, Spend) or not intent.connects or not intent.boost > 0:
        return None
    other = intent.connects - intent.boost if told.total is None else told.total
    return intent.model_copy(update={"connects": other}) if other > 0 else None


def _boosted_up_to(told: Told) -> Act | None:
    """`12, 20 with boost`: a boost of 8."""
    intent = told.intent
    if not isinstance(intent, Spend) or not 0 < (intent.connects or 0) < intent.boost:
        return None
    return intent.model_copy(update={"boost": intent.boost - (intent.connects or 0)})


def _are_alike(acts: Sequence[Act], others: Sequence[Act]) -> bool:
    """Whether they are the same, but for how much of a job's name was taken."""
    return len(acts) == len(others) and all(map(_is_alike, acts, others))


def _is_part(acts: Sequence[Act], others: Sequence[Act]) -> bool:
    """Whether it tells a list of one kind with some of it left out."""
    is_list = len({type(other) for other in others}) == 1
    return is_list and all(any(_is_alike(act, other) for other in others) for act in acts)


def _is_alike(act: Act, other: Act) -> bool:
    values, others = (each.model_dump(exclude={"job", "link", "about"}) for each in (act, other))
    words, more = (set(getattr(each, "job", "").lower().split()) for each in (act, other))
    return values == others and (words <= more or more <= words)


_MOST_WORDS = 6
"""Of a name."""


def _together(unheard: Sequence[str], text: str) -> str:
    """The words as they stand in the text, with up to one other between; empty if they do not."""
    if not 0 < len(unheard) <= _MOST_WORDS or not all(word.isalpha() for word in unheard):
        return ""
    words = [word for word in words_of(text) if word.text.isalnum()]
    first = next((at for at, word in enumerate(words) if word.text == unheard[0]), None)
    if first is None:
        return ""
    last = first
    for wanted in unheard[1:]:
        near = range(last + 1, min(last + 3, len(words)))
        last = next((at for at in near if words[at].text == wanted), -1)
        if last < 0:
            return ""
    return text[words[first].start : words[last].end]


def left_out(told: Told, act: Act | None) -> list[str]:
    """What the question says nothing of."""
    name = getattr(act, "job", "")
    left = [word for word in told.unread if word not in name]
    for part in ("boost", "budget"):
        said = getattr(told.intent, part, None)
        if said and not getattr(act, part, None):
            left.append(str(said))
    return [*left, *([str(told.held)] if told.held is not None else [])]
