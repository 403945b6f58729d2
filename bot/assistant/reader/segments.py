"""The network's opinion of each word, brought to segments with the values in them."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .labels import TAGS, holds
from .words import Word

Floats = NDArray[np.float32]


class Scores(NamedTuple):
    """Of each word: logarithms of what act and what value it belongs to, and whether a segment
    begins there; of the whole text: which acts occur in it."""

    acts: Floats
    begins: Floats
    tags: Floats
    present: Floats


class Value(NamedTuple):
    """A value: its key, and where it stands in the text."""

    key: str
    start: int
    end: int


class Segment(NamedTuple):
    """A stretch of the text that tells or asks one thing.

    `sure` is how surely it is of that act, `values_sure` how surely its least sure value was read.
    """

    act: str
    start: int
    end: int
    values: tuple[Value, ...]
    sure: float = 1.0
    values_sure: float = 1.0

    def spans(self, key: str) -> list[Value]:
        return [value for value in self.values if value.key == key]


_NEVER = -1e4
_OUTSIDE = TAGS.index("O")


def _transitions() -> tuple[Floats, Floats]:
    """What may stand first, and what behind what: an inner word only behind one of its kind."""
    first, behind = np.zeros(len(TAGS), "f"), np.zeros((len(TAGS), len(TAGS)), "f")
    for inner, tag in enumerate(TAGS):
        if tag.startswith("I"):
            first[inner] = _NEVER
            behind[[at for at, each in enumerate(TAGS) if each[1:] != tag[1:]], inner] = _NEVER
    return first, behind


_MAY_BE_FIRST, _MAY_FOLLOW = _transitions()


def segments_of(words: Sequence[Word], scores: Scores, acts: Sequence[str]) -> list[Segment]:
    """The segments of the words that were scored, in their order."""
    found: list[Segment] = []
    for start, end in _bounds(words, scores):
        mean = scores.acts[start:end].mean(0)
        act = acts[int(mean.argmax())]
        values, values_sure = _values(words[start:end], scores.tags[start:end], act)
        sure = min(float(np.exp(mean.max())), float(scores.present[int(mean.argmax())]))
        found.append(
            Segment(act, words[start].start, words[end - 1].end, values, sure, values_sure)
        )
    return found


def _bounds(words: Sequence[Word], scores: Scores) -> list[tuple[int, int]]:
    """Where segments begin and end; a sign alone belongs to what stands before it."""
    count = len(scores.begins)
    cuts = [0, *(at for at in range(1, count) if scores.begins[at] > 0.5), count]
    bounds: list[tuple[int, int]] = []
    for start, end in pairwise(cuts):
        if bounds and end - start == 1 and not words[start].text[0].isalnum():
            bounds[-1] = bounds[-1][0], end
        elif start < end:
            bounds.append((start, end))
    return bounds


def _values(words: Sequence[Word], tags: Floats, act: str) -> tuple[tuple[Value, ...], float]:
    """The likeliest values that the act may hold, and how sure the least sure word of them is."""
    may = np.array([tag == "O" or tag[2:] in holds(act) for tag in TAGS])
    tags = np.where(may, tags, _NEVER)
    tags = tags - np.log(np.exp(tags).sum(1, keepdims=True))
    found: list[Value] = []
    sure = 1.0
    for word, tag, chance in zip(words, path := _path(tags), _chances(tags, path), strict=True):
        if tag != _OUTSIDE or word.text[0].isdigit():
            sure = min(sure, chance)
        key = TAGS[tag][2:]
        if TAGS[tag].startswith("I") and found and found[-1].key == key:
            found[-1] = found[-1]._replace(end=word.end)
        elif tag != _OUTSIDE:
            found.append(Value(key, word.start, word.end))
    return tuple(found), sure


def _chances(tags: Floats, path: Sequence[int]) -> list[float]:
    return [float(np.exp(tags[at, tag])) for at, tag in enumerate(path)]


def _path(tags: Floats) -> list[int]:
    """The likeliest tags of all the words together (Viterbi)."""
    score, back = tags[0] + _MAY_BE_FIRST, []
    for row in tags[1:]:
        each = score[:, None] + _MAY_FOLLOW
        back.append(each.argmax(0))
        score = each.max(0) + row
    path = [int(score.argmax())]
    for step in reversed(back):
        path.append(int(step[path[-1]]))
    return path[::-1]
