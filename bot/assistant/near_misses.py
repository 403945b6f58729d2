"""What an act may tell instead of what it seems to: the reasons to ask of
`data/words/near_misses.toml`."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Self

from .reader.segments import Segment, Value
from .vocabulary import LISTS, pattern

_Pattern = re.Pattern[str] | None


@dataclass(frozen=True)
class NearMiss:
    """A reason to ask: whatever is given must hold, as the file says."""

    name: str
    acts: tuple[str, ...]
    keys: str
    lacks: str
    before: _Pattern
    itself: _Pattern
    behind: _Pattern
    part: _Pattern
    text: _Pattern
    unless: _Pattern

    @classmethod
    def of(cls, told: dict[str, str]) -> Self:
        """As it is told in the file. Raises re.error for what is no regular expression."""

        def found(where: str) -> _Pattern:
            return pattern(told[where]) if where in told else None

        return cls(
            name=told["name"],
            acts=tuple(told.get("acts", "").split()) or ("",),
            keys=told.get("keys", ""),
            lacks=told.get("lacks", ""),
            before=found("before"),
            itself=found("itself"),
            behind=found("behind"),
            part=found("part"),
            text=found("text"),
            unless=found("unless"),
        )

    def may_be(self, segment: Segment, text: str) -> bool:
        """Whether a segment of the text, of one of its acts, may be that."""
        part = text[segment.start : segment.end]
        return (
            (not self.keys or any(self._stands(each, text) for each in segment.values))
            and not any(value.key in self.lacks for value in segment.values)
            and (self.part is None or self.part.search(part) is not None)
            and (self.text is None or self.text.search(text) is not None)
            and (self.unless is None or self.unless.search(part) is None)
        )

    def _stands(self, value: Value, text: str) -> bool:
        """Whether the value is of one of the keys, says that, and stands between those words."""
        if value.key not in self.keys:
            return False
        said = text[value.start : value.end]
        is_said = self.itself is None or self.itself.search(said) is not None
        is_behind = self.before is None or self.before.search(text, 0, value.start) is not None
        is_before = self.behind is None or self.behind.match(text, value.end) is not None
        return is_said and is_behind and is_before


NEAR_MISSES = [
    NearMiss.of(each)
    for each in tomllib.loads((LISTS / "near_misses.toml").read_text("utf-8"))["near_miss"]
]


@cache
def _of_act(act: str) -> tuple[NearMiss, ...]:
    return tuple(each for each in NEAR_MISSES if act.startswith(each.acts))


def near_misses_of(segment: Segment, text: str) -> Iterator[str]:
    """The names of what the segment may be instead."""
    return (each.name for each in _of_act(segment.act) if each.may_be(segment, text))
