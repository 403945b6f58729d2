"""The rules as a witness of what the reader told: whether they tell the same, and the values that
they read where it could not."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from .intents import ACTS, SURE, Act, Understanding
from .told import Told
from .values import JOB_NOUNS

_LOOSE = frozenset({"loose number", "several n", "unread n"})


def acts_by(rules: Understanding) -> list[Act]:
    """What the rules would do at once."""
    if rules.certainty < SURE:
        return []
    return [intent for intent in rules.intents if isinstance(intent, ACTS)]


def tell_the_same(told: Sequence[Told], rules: Understanding) -> bool:
    """Whether the rules would do what was told, however its jobs are worded."""
    by_reader = (each.intent for each in told if each.intent is not None)
    return _keys_of(by_reader) == _keys_of(acts_by(rules))


def values_by(rules: Understanding, told: Sequence[Told], text: str) -> list[Act]:
    """What the rules would do, where they read numbers that the reader could not place.

    The reader must see acts of the same kinds: `spent 12+4 on the web job`.
    """
    acts = acts_by(rules)
    if not told or rules.ask is not None:
        return []
    doubts = {doubt for each in told for doubt in each.doubts}
    names = [each.intent.name for each in told if each.intent is not None]
    is_same = bool(doubts) and doubts <= _LOOSE and [act.name for act in acts] == names
    return acts if is_same and names_all(acts, text) else []


_DIGITS = re.compile(r"\d+")


def names_all(acts: Sequence[Act], text: str) -> bool:
    """Whether each number of the text is in the acts: `at 71 I'm a Rising Talent, 30 came`."""
    dumped = [act.model_dump(exclude_defaults=True) for act in acts]
    named = set(_DIGITS.findall(repr(dumped)))
    named |= {str(each.get("connects", 0) + each.get("boost", 0)) for each in dumped}
    return set(_DIGITS.findall(text)) <= named


def _keys_of(acts: Iterable[Act]) -> list[Any]:
    return sorted(map(_key, acts), key=repr)


def _key(intent: Act) -> Any:
    """What must be the same of an act for two readings to agree."""
    values = intent.model_dump(exclude={"job", "link", "about"})
    plain = {name: v.lower() if isinstance(v, str) else v for name, v in values.items()}
    job = frozenset(getattr(intent, "job", "").lower().replace(".", "").split()) - JOB_NOUNS
    return tuple(sorted(plain.items(), key=repr)), tuple(sorted(job))
