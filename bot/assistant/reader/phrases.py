"""A second opinion of what a segment is, from its words and their order alone (linear, by n-grams).

It errs on other sentences than the network does: where the two differ, Purser asks.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import numpy as np

from .labels import is_act
from .segments import Segment
from .words import words_of

ROWS = 1 << 15
"""Features share this many rows of weights by their sums: 2,900 of 30,000 did better with more."""
_AROUND = 3
"""Words looked at before and behind the segment."""
_LETTERS = 4
"""Length of the parts of words, which slips leave whole."""


def kind_of(act: str) -> str:
    """What the second opinion tells apart: the acts, questions, and what tells nothing."""
    if is_act(act) or act == "neg":
        return act
    return "quiet" if act in ("near", "off", "lang", "x") or act.startswith("s:") else "asks"


def features(text: str, segment: Segment, context: str) -> list[int]:
    """The rows of a segment's words, pairs, triples and parts of words, and of those around it."""
    return sorted({crc32(each.encode()) % ROWS for each in _features(text, segment, context)})


def _features(text: str, segment: Segment, context: str) -> Iterator[str]:
    inner = _inner(text, segment)
    framed = ["^", *inner, "$"]
    yield f"said {context}"
    if segment.start == 0:
        yield "first"
    if "?" in text[segment.start : segment.end + 1]:
        yield "asked"
    yield from inner
    yield from (f"{a} {b}" for a, b in pairwise(framed))
    yield from (f"{a} {b} {c}" for a, b, c in zip(framed, framed[1:], framed[2:], strict=False))
    words = words_of(text)
    yield from (
        f"before {word.text.lower()}"
        for word in [each for each in words if each.end <= segment.start][-_AROUND:]
    )
    yield from (
        f"behind {word.text.lower()}"
        for word in [each for each in words if each.start >= segment.end][:_AROUND]
    )
    for word in inner:
        if word[0].isalpha() and len(word) >= _LETTERS:
            marked = f"<{word}>"
            yield from (
                f"part {marked[at : at + _LETTERS]}" for at in range(len(marked) - _LETTERS + 1)
            )


def _inner(text: str, segment: Segment) -> list[str]:
    """The segment's words, with each value as its key, and other figures as one sign."""
    found: list[str] = []
    for word in words_of(text[: segment.end]):
        if word.start < segment.start:
            continue
        value = next((v for v in segment.values if v.start <= word.start < v.end), None)
        if value is not None:
            key = f"{{{value.key}}}"
            if found[-1:] != [key]:
                found.append(key)
        else:
            found.append("#" if word.text[0].isdigit() else word.text.lower().replace("’", "'"))
    return found


class Phrases:
    """The weights of `data/reader/phrases.npy`, a byte each: a row a feature, a column a kind."""

    def __init__(self, folder: Path) -> None:
        self._kinds: Sequence[str] = json.loads((folder / "kinds.json").read_text("utf-8"))
        self._weights = np.load(folder / "phrases.npy")

    def kind(self, text: str, segment: Segment, context: str) -> str:
        """What the segment is, as `kind_of` names it."""
        rows = self._weights[features(text, segment, context)]
        return self._kinds[int(rows.sum(0, dtype="i4").argmax())]
