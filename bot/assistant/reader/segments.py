"""The network's opinion of each word, brought to segments with the values in them."""

import math
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from .labels import KEYS, TAGS, holds
from .words import Word, words_of

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

    `sure` is how surely it is of that act, `by_network` how surely the network alone says so,
    `values_sure` how surely its least sure value was read.
    Of the whole text: `placed` is how surely its least sure word stands in its value or in none,
    `supposed` how surely something in it is supposed or denied. `margin` is how far the segment's
    words alone tell its act before any `other`: below 0 they tell that one. `revised` where its
    marks were put right by the words around them.
    """

    act: str
    start: int
    end: int
    values: tuple[Value, ...]
    sure: float = 1.0
    values_sure: float = 1.0
    placed: float = 1.0
    supposed: float = 0.0
    margin: float = math.inf
    other: str = ""
    revised: bool = False
    by_network: float = 1.0

    def spans(self, key: str) -> list[Value]:
        return [value for value in self.values if value.key == key]

    def without(self, key: str) -> Self:
        """The segment, where its values of that key stand for nothing."""
        return self._replace(values=tuple(value for value in self.values if value.key != key))


def words_after(segment: Segment, text: str, keys: str) -> list[Word]:
    """The words of the segment, in letters and in no value, right behind a value of those keys."""
    words = [word for word in words_of(text) if segment.start <= word.start < segment.end]
    taken = [(value.start, value.end) for value in segment.values]
    ends = {value.end for value in segment.values if value.key in keys}
    return [
        word
        for before, word in pairwise(words)
        if before.end in ends
        and word.text[0].isalpha()
        and not any(start <= word.start < end for start, end in taken)
    ]


_NEVER = -1e4
_LEAST = 1e-4
_OUTSIDE = 0
_SPAN_KEYS = ("", *KEYS)
"""Of words in no value, and of those in a value of each key."""


def _transitions() -> Floats:
    """What may stand behind what: between a value that is taken back and another stand words."""
    behind = np.zeros((len(_SPAN_KEYS), len(_SPAN_KEYS)), "f")
    taken_back = _SPAN_KEYS.index("r")
    behind[taken_back, 1:] = behind[1:, taken_back] = _NEVER
    behind[taken_back, taken_back] = 0
    return behind


_MAY_FOLLOW = _transitions()


Choice = tuple[str, float]
"""An act, and how surely it is that one."""


def segments_of(
    words: Sequence[Word],
    scores: Scores,
    acts: Sequence[str],
    choose: Callable[[Segment, Floats], Choice] | None = None,
) -> list[Segment]:
    """The segments of the words that were scored, in their order.

    The act of each is chosen from what it is most likely and the logarithms of each act's chance;
    it is the most likely one where nothing chooses.
    """
    found: list[Segment] = []
    for bounds in _bounds(words, scores):
        chances = scores.acts[slice(*bounds)].mean(0)
        segment = _segment(words, scores, bounds, acts[int(chances.argmax())])
        sure = float(np.exp(chances.max()))
        if choose is not None:
            act, sure = choose(segment, chances)
            if act != segment.act:
                segment = _segment(words, scores, bounds, act)
        at = acts.index(segment.act)
        by_network = min(float(np.exp(chances[at])), float(scores.present[at]))
        found.append(segment._replace(sure=sure, by_network=by_network))
    placed = float((_by_key(np.exp(scores.tags)) @ _as_good("")).max(1).min())
    supposed = float(scores.present[acts.index("neg")]) if "neg" in acts else 0.0
    return [each._replace(placed=placed, supposed=supposed) for each in found]


def _segment(words: Sequence[Word], scores: Scores, bounds: tuple[int, int], act: str) -> Segment:
    """The segment as one of that act."""
    start, end = bounds
    values, values_sure = _values(words[start:end], scores.tags[start:end], act)
    values = _whole_names(values, words[start:end])
    first, last = words[start], words[end - 1]
    return Segment(act, first.start, last.end, values, values_sure=values_sure)


def _bounds(words: Sequence[Word], scores: Scores) -> list[tuple[int, int]]:
    """Where segments begin and end; a sign alone belongs to what stands before it."""
    bounds: list[tuple[int, int]] = []
    for start, end in pairwise(_cuts(scores)):
        if bounds and end - start == 1 and not words[start].text[0].isalnum():
            bounds[-1] = bounds[-1][0], end
        else:
            bounds.append((start, end))
    return bounds


def _cuts(scores: Scores) -> list[int]:
    """Where each of the likeliest segments begins, all of them together, and the end (Viterbi).

    A word goes on with the act of the word before it, or begins a segment of any act.
    """
    begins = np.clip(scores.begins, _LEAST, 1 - _LEAST)
    score = scores.acts[0]
    back = []
    steps = zip(scores.acts[1:], np.log(begins)[1:], np.log(1 - begins)[1:], strict=True)
    for row, begin, goes_on in steps:
        best = int(score.argmax())
        kept, begun = score + goes_on, score[best] + begin
        back.append((begun > kept, best))
        score = row + np.maximum(kept, begun)
    cuts, act = [len(begins)], int(score.argmax())
    for at, (has_begun, best) in reversed(list(enumerate(back, 1))):
        if has_begun[act]:
            cuts.append(at)
            act = best
    return [0, *reversed(cuts)]


def _by_key(chances: Floats) -> Floats:
    """Of each tag's chances those of each key, whether it begins or goes on."""
    return np.concatenate([chances[:, :1], chances[:, 1::2] + chances[:, 2::2]], 1)


@cache
def _tags_of(act: str) -> NDArray[np.bool_]:
    return np.array([tag == "O" or tag[2:] in holds(act) for tag in TAGS])


def _values(words: Sequence[Word], tags: Floats, act: str) -> tuple[tuple[Value, ...], float]:
    """The likeliest values that the act may hold, and how sure the least sure word of them is.

    Whether a word begins a value or goes on with one matters only behind one of the same key.
    """
    chances = np.exp(np.where(_tags_of(act), tags, _NEVER))
    chances /= chances.sum(1, keepdims=True)
    begins, goes_on = chances[:, 1::2], chances[:, 2::2]
    by_key = _by_key(chances)
    alike = _as_good(act)
    found: list[Value] = []
    sure = 1.0
    before = _OUTSIDE
    for at, (word, key) in enumerate(zip(words, path := _path(by_key), strict=True)):
        if key != _OUTSIDE or word.text[0].isdigit():
            sure = min(sure, float(by_key[at] @ alike[key]))
        if key != _OUTSIDE:
            if key == before and goes_on[at, key - 1] >= begins[at, key - 1]:
                found[-1] = found[-1]._replace(end=word.end)
            else:
                found.append(Value(_SPAN_KEYS[key], word.start, word.end))
        before = path[at]
    return tuple(found), sure


@cache
def _as_good(act: str) -> Floats:
    """Which keys say the same of a word as which other: between a total and an amount the words
    beside tell (`revision.py`), another number counts for nothing, and an outcome has but a name
    and a contract, a reminder its words whatever they are about."""
    alike = np.eye(len(_SPAN_KEYS), dtype="f")
    groups = ["nt", ("", "u")]
    if act.startswith("o:"):
        groups.append([key for key in _SPAN_KEYS if key not in ("j", "c")])
    elif act == "rem":
        groups.append(("", "u", "a"))
    for group in groups:
        places = [_SPAN_KEYS.index(key) for key in group]
        alike[np.ix_(places, places)] = 1
    return alike


_LINKS = frozenset(("of", "of the", "de", "del", "de la", "de los", "de las"))
"""What stands inside of names, beside signs without a space: `jobs-to-be-done`, `homes.com`."""


def _whole_names(values: Sequence[Value], words: Sequence[Word]) -> tuple[Value, ...]:
    """The values, with two parts of a name as one where a link alone stands between.

    `logo & banner` and `logo. Banner` stay two: they may be two jobs.
    """
    whole: list[Value] = []
    for value in values:
        before = whole[-1] if whole else None
        if before is not None and before.key == value.key == "j" and _links(before, value, words):
            whole[-1] = before._replace(end=value.end)
        else:
            whole.append(value)
    return tuple(whole)


def _links(before: Value, value: Value, words: Sequence[Word]) -> bool:
    between = [word for word in words if before.end <= word.start < value.start]
    if " ".join(word.text.lower() for word in between) in _LINKS:
        return True
    ends = [before.end, *(word.end for word in between)]
    starts = [*(word.start for word in between), value.start]
    return ends == starts and not any(word.text[0].isalnum() for word in between)


def _path(by_key: Floats) -> list[int]:
    """The likeliest keys of all the words together (Viterbi)."""
    likeliest: list[int] = by_key.argmax(1).tolist()
    if all(_MAY_FOLLOW[each] == 0 for each in pairwise(likeliest)):
        return likeliest
    logs = np.log(np.maximum(by_key, 1e-9))
    score, back = logs[0], []
    for row in logs[1:]:
        each = score[:, None] + _MAY_FOLLOW
        back.append(each.argmax(0))
        score = each.max(0) + row
    path = [int(score.argmax())]
    for step in reversed(back):
        path.append(int(step[path[-1]]))
    return path[::-1]
