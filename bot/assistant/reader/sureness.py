"""How likely what was read of a message is what was meant: a logistic regression over what speaks
for it and against it.

Its weights lie in `data/reader/sureness.json`; `training/sureness.py` fits them on lines of writers
that the network was not trained on.
"""

import json
import math
from pathlib import Path
from typing import NamedTuple


class Evidence(NamedTuple):
    """What speaks for a reading and against it; chances as log-odds.

    `read` is of its least sure act or value by the network, `placed` of each word standing in its
    value or in none, `supposed` of the message supposing or denying something; `seconded` is how
    far the words alone tell the act before any other.
    """

    read: float
    placed: float
    supposed: float
    seconded: float
    by_rules: bool


_SUREST = 1 - 1e-4


def log_odds(chance: float) -> float:
    """From about -9 to 9."""
    kept = min(max(chance, 1 - _SUREST), _SUREST)
    return math.log(kept / (1 - kept))


class Sureness:
    """The weights of each piece of evidence."""

    def __init__(self, folder: Path) -> None:
        self._weights: dict[str, float] = json.loads((folder / "sureness.json").read_text("utf-8"))

    def chance(self, evidence: Evidence) -> float:
        """How likely the reading is right, from 0 to 1, where a wrong one weighs as several."""
        weighed = (self._weights[name] * value for name, value in evidence._asdict().items())
        return 1 / (1 + math.exp(-self._weights["always"] - sum(weighed)))
