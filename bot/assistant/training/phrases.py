"""The second opinion's weights: a softmax regression over n-grams of the marked segments."""

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from ..reader.phrases import ROWS, features, kind_of
from ..reader.words import words_of
from .lines import Line
from .voices import Voices

VOICES, EPOCHS, BATCH, RATE = 2, 4, 256, 0.03
MOST_FEATURES = 160
"""Of one segment; a longer one's other features are left out while training."""
_SHRUNK = 1e-6
"""How much weights that the sentences do not need are drawn to nothing."""


def write_phrases(lines: Sequence[Line], folder: Path, seed: int = 0) -> None:
    """`phrases.npy` and `kinds.json`, the same ones for the same seed."""
    rows, names = _examples(lines, seed)
    kinds = sorted(set(names))
    weights = _fitted(rows, np.array([kinds.index(name) for name in names]), len(kinds), seed)
    np.save(folder / "phrases.npy", np.round(weights / np.abs(weights).max() * 127).astype("i1"))
    (folder / "kinds.json").write_text(json.dumps(kinds), "utf-8")


def _examples(lines: Sequence[Line], seed: int) -> tuple[np.ndarray, list[str]]:
    rows, names = [], []
    voices = Voices(lines, seed)
    for number in range(VOICES):
        for line in voices.epoch(number):
            words = words_of(line.text)
            for segment in line.segments:
                if any(sign.isalnum() for sign in line.text[segment.start : segment.end]):
                    found = features(line.text, words, segment, line.context)[:MOST_FEATURES]
                    rows.append(found + [ROWS] * (MOST_FEATURES - len(found)))
                    names.append(kind_of(segment.act))
    return np.array(rows, "i4"), names


def _fitted(rows: np.ndarray, right: np.ndarray, kinds: int, seed: int) -> np.ndarray:
    """The weights; the row behind the last one stays zero and stands for no feature."""
    optimiser = optax.adam(optax.linear_schedule(RATE, 0.0, EPOCHS * (len(rows) // BATCH)))
    weights = jnp.zeros((ROWS + 1, kinds))
    state = optimiser.init(weights)

    def loss(weights: Any, rows: Any, right: Any) -> Any:
        scores = weights.at[ROWS].set(0.0)[rows].sum(1)
        missed = optax.softmax_cross_entropy_with_integer_labels(scores, right).mean()
        return missed + _SHRUNK * (weights**2).sum()

    @jax.jit
    def step(weights: Any, state: Any, rows: Any, right: Any) -> tuple[Any, Any]:
        update, state = optimiser.update(jax.grad(loss)(weights, rows, right), state)
        return optax.apply_updates(weights, update), state

    order = list(range(len(rows)))
    rng = random.Random(seed)  # noqa: S311 (no secret)
    for _ in range(EPOCHS):
        rng.shuffle(order)
        for at in range(0, len(order) - BATCH + 1, BATCH):
            batch = np.array(order[at : at + BATCH])
            weights, state = step(weights, state, rows[batch], right[batch])
    return np.asarray(weights[:ROWS])
