"""Which act a segment is, or which question it asks: the network's opinion and that of its words
alone, added up.

Each errs where the other does not: of the segments of the `d` and `t` lines the network takes 5.5 %
for another kind, the words alone 4.9 %, both together 3.5 %; of the questions 7.4, 6.7 and 4.8 %
for another one.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from .before import Before
from .labels import is_question
from .phrases import Phrases, features, kind_of
from .segments import Choice, Floats, Segment
from .words import Word

ROWS = 1 << 14
"""Of the questions' weights: four times as many find no more."""
_WEIGHT = 0.8
"""Of the words' opinion of questions; from 0.5 to 2 it makes little difference."""
_KIND_WEIGHT = 0.02
"""Of one of `Phrases`' scores in log-odds: with less the two err more often, with more they are
surer than they are right."""


def rows_of(text: str, words: Sequence[Word], segment: Segment, before: Before) -> list[int]:
    """The rows of the questions' weights of a segment's words."""
    return sorted({each % ROWS for each in features(text, words, segment, before)})


class Asks:
    """The weights of `data/reader/asks.npy`, a byte each: a row a feature, a column a question."""

    def __init__(self, folder: Path) -> None:
        told = json.loads((folder / "asks.json").read_text("utf-8"))
        self.questions: Sequence[str] = told["questions"]
        self._scale: float = told["scale"]
        self._weights = np.load(folder / "asks.npy")

    def scores(self, text: str, words: Sequence[Word], segment: Segment, before: Before) -> Floats:
        """How far the segment's words speak for each question, as log-odds."""
        rows = rows_of(text, words, segment, before)
        return np.asarray(self._weights[rows].sum(0, dtype="i4") * self._scale, "f")


class Chooser:
    """Adds up both opinions."""

    def __init__(self, acts: Sequence[str], phrases: Phrases, asks: Asks) -> None:
        self._acts, self._phrases, self._asks = acts, phrases, asks
        self._kinds = [phrases.kinds.index(kind_of(act)) for act in acts]
        self._questions = [acts.index(each) for each in asks.questions]

    def choose(
        self, text: str, words: Sequence[Word], before: Before, segment: Segment, chances: Floats
    ) -> Choice:
        """The act of a segment of the text, from the logarithms of each act's chance by the
        network, and how surely it is that one."""
        kinds = self._phrases.scores(text, words, segment, before) * _KIND_WEIGHT
        scores = chances + (kinds - kinds.max())[self._kinds]
        best, sure = _best(scores)
        if not is_question(self._acts[best]):
            return self._acts[best], sure
        asked = self._asks.scores(text, words, segment, before) * _WEIGHT
        best, sure = _best(chances[self._questions] + asked)
        return self._asks.questions[best], sure


def _best(scores: Floats) -> tuple[int, float]:
    """Which is the highest, and its share."""
    shares = np.exp(scores - scores.max())
    best = int(shares.argmax())
    return best, float(shares[best] / shares.sum())
