"""A second opinion of what a segment is, from its words and their order alone (linear, by n-grams).

It errs on other sentences than the network does: where the two differ, Purser asks.
"""

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np

from .before import Before
from .labels import is_act
from .segments import Floats, Segment, Value
from .words import Word

ROWS = 1 << 17
"""Features share this many rows of weights by their sums."""
_AROUND = 3
"""Words looked at before and behind the segment."""
_LETTERS = 4
"""Length of the parts of words, which slips leave whole."""


def kind_of(act: str) -> str:
    """What the second opinion tells apart: the acts, questions, and what tells nothing."""
    if is_act(act) or act == "neg":
        return act
    return "quiet" if act in ("near", "off", "lang", "x") or act.startswith("s:") else "asks"


def features(text: str, words: Sequence[Word], segment: Segment, before: Before) -> list[int]:
    """The rows of a segment's words, pairs, triples and parts of words, and of those around it."""
    return _rows(text, tuple(words), segment.start, segment.end, segment.values, before)


@lru_cache(maxsize=4)  # both opinions of a segment's words, and the choice of its act, ask for them
def _rows(
    text: str,
    words: tuple[Word, ...],
    start: int,
    end: int,
    values: tuple[Value, ...],
    before: Before,
) -> list[int]:
    found = _features(text, words, start, end, values, before)
    return sorted({crc32(each.encode()) % ROWS for each in found})


def _features(
    text: str,
    words: Sequence[Word],
    start: int,
    end: int,
    values: Sequence[Value],
    before: Before,
) -> Iterator[str]:
    first = sum(word.start < start for word in words)
    behind = sum(word.start < end for word in words)
    inner = _inner(words[first:behind], values, before)
    framed = ["^", *inner, "$"]
    yield f"said {before.said}"
    if before.about:
        yield f"about {before.about}"
        yield from (f"{each} about {before.about}" for each in inner)
    if start == 0:
        yield "first"
    if "?" in text[start : end + 1]:
        yield "asked"
    yield from inner
    yield from (f"{a} {b}" for a, b in pairwise(framed))
    yield from (f"{a} {b} {c}" for a, b, c in zip(framed, framed[1:], framed[2:], strict=False))
    for word in words[max(0, first - _AROUND) : first]:
        yield f"before {word.text.lower()}"
    for word in words[behind : behind + _AROUND]:
        yield f"behind {word.text.lower()}"
    for each in inner:
        if each[0].isalpha() and len(each) >= _LETTERS:
            marked = f"<{each}>"
            yield from (
                f"part {marked[at : at + _LETTERS]}" for at in range(len(marked) - _LETTERS + 1)
            )


def _inner(words: Sequence[Word], values: Sequence[Value], before: Before) -> list[str]:
    """The segment's words, with each value as its key, and other figures as one sign.

    A job that the turn before named has a key of its own.
    """
    found: list[str] = []
    for word in words:
        value = next((v for v in values if v.start <= word.start < v.end), None)
        if value is not None:
            key = f"{{{value.key}{'=' if before.names_word(word) else ''}}}"
            if found[-1:] != [key]:
                found.append(key)
        else:
            found.append("#" if word.text[0].isdigit() else word.text.lower().replace("’", "'"))
    return found


class Opinion(NamedTuple):
    """How far words tell a segment's act before any `other`, a kind as `kind_of` names them; below
    0 they tell that one."""

    margin: float
    other: str


class Phrases:
    """The weights of `data/reader/phrases.npy`, a byte each: a row a feature, a column a kind."""

    def __init__(self, folder: Path) -> None:
        self.kinds: Sequence[str] = json.loads((folder / "kinds.json").read_text("utf-8"))
        self._weights = np.load(folder / "phrases.npy")

    def opinion(
        self, text: str, words: Sequence[Word], segment: Segment, before: Before
    ) -> Opinion:
        """What the segment's words tell of its act. The words are all of the text."""
        scores = self.scores(text, words, segment, before)
        own = self.kinds.index(kind_of(segment.act))
        others = scores.copy()
        others[own] = -np.inf
        other = int(others.argmax())
        return Opinion(float(scores[own] - scores[other]), self.kinds[other])

    def scores(self, text: str, words: Sequence[Word], segment: Segment, before: Before) -> Floats:
        """How far the segment's words speak for each kind."""
        rows = features(text, words, segment, before)
        return np.asarray(self._weights[rows].sum(0, dtype="i4"), "f")
