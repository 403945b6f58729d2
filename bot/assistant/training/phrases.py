"""Weights of the words alone, of which act a segment is and which question it asks: softmax
regressions over n-grams of the marked segments."""

import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from ..reader import choice
from ..reader.before import Before
from ..reader.labels import is_question
from ..reader.phrases import ROWS, features, kind_of
from ..reader.segments import Segment
from ..reader.words import Word, words_of
from .lines import Line
from .voices import Voices

VOICES, EPOCHS, BATCH, RATE = 2, 4, 256, 0.03
MOST_FEATURES = 160
"""Of one segment; a longer one's other features are left out while training."""
_SHRUNK = 1e-6
"""How much weights that the sentences do not need are drawn to nothing."""


def write_phrases(lines: Sequence[Line], folder: Path, seed: int = 0) -> None:
    """`phrases.npy` and `kinds.json`, the same ones for the same seed."""
    told = _examples(lines, seed, features, lambda act: True)
    kinds = sorted({kind_of(act) for _, act in told})
    weights, _ = _fitted([(rows, kinds.index(kind_of(act))) for rows, act in told], ROWS, seed)
    np.save(folder / "phrases.npy", weights)
    (folder / "kinds.json").write_text(json.dumps(kinds), "utf-8")


def write_asks(lines: Sequence[Line], folder: Path, seed: int = 0) -> None:
    """`asks.npy` and `asks.json`, the same ones for the same seed."""
    told = _examples(lines, seed, choice.rows_of, is_question)
    questions = sorted({act for _, act in told})
    examples = [(rows, questions.index(act)) for rows, act in told]
    weights, scale = _fitted(examples, choice.ROWS, seed)
    np.save(folder / "asks.npy", weights)
    told_of_them = {"questions": questions, "scale": round(scale, 6)}
    (folder / "asks.json").write_text(json.dumps(told_of_them), "utf-8")


def _examples(
    lines: Sequence[Line],
    seed: int,
    rows_of: Callable[[str, Sequence[Word], Segment, Before], list[int]],
    counts: Callable[[str], bool],
) -> list[tuple[list[int], str]]:
    """The rows of the segments whose act counts, and the act."""
    voices = Voices(lines, seed)
    return [
        (rows_of(line.text, words, segment, line.before)[:MOST_FEATURES], segment.act)
        for number in range(VOICES)
        for line in voices.epoch(number)
        if (words := words_of(line.text))
        for segment in line.segments
        if counts(segment.act)
        and any(sign.isalnum() for sign in line.text[segment.start : segment.end])
    ]


def _fitted(
    examples: Sequence[tuple[list[int], int]], size: int, seed: int
) -> tuple[np.ndarray, float]:
    """The weights, a byte each, and what one of these stands for.

    While they are fitted, the row behind the last one stays zero and stands for no feature.
    """
    rows = np.full((len(examples), MOST_FEATURES), size, "i4")
    for row, (found, _) in zip(rows, examples, strict=True):
        row[: len(found)] = found
    right = np.array([kind for _, kind in examples])
    optimiser = optax.adam(optax.linear_schedule(RATE, 0.0, EPOCHS * (len(rows) // BATCH)))
    weights = jnp.zeros((size + 1, int(right.max()) + 1))
    state = optimiser.init(weights)

    def loss(weights: Any, rows: Any, right: Any) -> Any:
        scores = weights.at[size].set(0.0)[rows].sum(1)
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
    fitted = np.asarray(weights[:size])
    scale = float(np.abs(fitted).max()) / 127
    return np.round(fitted / scale).astype("i1"), scale
