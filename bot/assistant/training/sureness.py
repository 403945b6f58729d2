"""The weights of what speaks for a reading and against it, fitted on lines of writers that the
network was not trained on."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..intents import Understanding
from ..reader.network import Reader
from ..reader.sureness import Evidence, Sureness
from ..topics import load_questions
from ..turns import Turn
from ..understand import understand
from .lines import CORPUS, WRITTEN, conversations
from .meant import acts_in, is_same, meant_by, turn_after

_SHRUNK, _STEPS = 10.0, 30
_WRONG = 10.0
"""How many right readings a wrong one weighs."""


class _Asked(Sureness):
    """Stands for the weights: keeps what it was asked about, and calls everything sure."""

    def __init__(self) -> None:
        self._evidence: list[Evidence] = []

    def chance(self, evidence: Evidence) -> float:
        self._evidence.append(evidence)
        return 1.0

    def take(self) -> Evidence | None:
        """What it was asked about since, if it was."""
        return self._evidence.pop() if self._evidence else None


def write_sureness(folder: Path) -> None:
    """`sureness.json` of the reader that lies there, by the lines of the files `d*.txt`."""
    names = ("always", *Evidence._fields)
    _write(folder, dict.fromkeys(names, 0.0))
    found = list(_judged(folder))
    evidence = np.array([[1.0, *each] for each, _ in found])
    weights = fitted(evidence, np.array([float(is_right) for _, is_right in found]), _WRONG)
    _write(folder, {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)})


def _write(folder: Path, weights: dict[str, float]) -> None:
    (folder / "sureness.json").write_text(json.dumps(weights, indent=1) + "\n", "utf-8")


def _judged(folder: Path) -> Iterator[tuple[Evidence, bool]]:
    """What spoke for each reading that no rule forbids to act on, and whether it was right."""
    reader = Reader.load(folder)
    assert reader is not None  # noqa: S101 (it was just made)
    asked = _Asked()
    reader.sureness = asked
    questions = load_questions()
    for path in sorted(CORPUS.glob("d*.txt")):
        for talk in conversations(path):
            before: Understanding | None = None
            last: Turn | None = None
            for each in talk:
                last = turn_after(before, each.before.said, last) if before else None
                before = meant = meant_by(each, last)
                found = understand(each.text, WRITTEN, questions, last, reader)
                if evidence := asked.take():
                    yield evidence, is_same(acts_in(meant.intents), acts_in(found.intents))


def fitted(
    evidence: NDArray[np.float64], right: NDArray[np.float64], wrong: float
) -> NDArray[np.float64]:
    """A logistic regression by Newton's method, where a wrong one counts as so many right ones.

    The weights are drawn to nothing as `_SHRUNK` says, each by the spread of its evidence, the
    constant one not.
    """
    spread = evidence.std(0)
    penalty = _SHRUNK * spread**2
    weights = np.zeros(evidence.shape[1])
    counts = np.where(right > 0, 1.0, wrong)
    for _ in range(_STEPS):
        chances = 1 / (1 + np.exp(-evidence @ weights))
        slope = evidence.T @ (counts * (right - chances)) - penalty * weights
        spreads = counts * chances * (1 - chances)
        bend = (evidence * spreads[:, None]).T @ evidence + np.diag(penalty)
        weights += np.linalg.solve(bend, slope)
    return weights
