"""How likely a reading is right: what speaks against it makes it less so."""

from typing import Any

import numpy as np
import pytest

from bot.assistant.reader.network import WEIGHTS
from bot.assistant.reader.sureness import Evidence, Sureness, log_odds
from bot.assistant.training.sureness import fitted

PLAIN = Evidence(
    read=log_odds(0.95),
    placed=log_odds(0.95),
    supposed=log_odds(0.01),
    seconded=1.0,
    by_rules=True,
)


@pytest.mark.parametrize(
    "against",
    [
        {"read": log_odds(0.6)}, {"placed": log_odds(0.5)},
        {"supposed": log_odds(0.4)}, {"seconded": -1.0}, {"by_rules": False},
    ],
)  # fmt: skip
def test_what_speaks_against_a_reading_makes_it_less_likely(against: dict[str, Any]) -> None:
    sureness = Sureness(WEIGHTS)
    assert sureness.chance(PLAIN._replace(**against)) < sureness.chance(PLAIN)


def test_weights_are_those_that_made_the_examples() -> None:
    rng = np.random.default_rng(0)
    evidence = np.concatenate([np.ones((20_000, 1)), rng.normal(size=(20_000, 3))], 1)
    made_by = np.array([0.5, 2.0, -1.0, 0.0])
    right = (rng.random(20_000) < 1 / (1 + np.exp(-evidence @ made_by))).astype(float)
    assert fitted(evidence, right, wrong=1.0) == pytest.approx(made_by, abs=0.1)
