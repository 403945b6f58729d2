"""`python -m bot.assistant.training ARCHIVE`: the reader of `data/reader`, made anew."""

import argparse
import random
import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import jax

from ..reader.labels import UNMARKED
from ..reader.network import WEIGHTS
from ..reader.words import Pieces, Word, words_of
from .export import write_network, write_pieces
from .lines import Line, read_corpus
from .minilm import Base, Trainer, Tree, batches_of, first_weights, load_base
from .voices import Voices


class Plan(NamedTuple):
    """Which of the base's layers a network has, and how it is trained."""

    layers: tuple[int, ...]
    rate: float
    epochs: int


PLANS = (Plan((0, 1, 2, 3, 4, 5), 5e-4, 6),)
"""One for each network: 19 minutes on two cores are best spent on one of all six layers."""
TRAINED_ON = re.compile(r"p\d\d")
"""Writers whose lines are trained on; those of others are kept to measure with."""
FREQUENT = 14_000
"""The base's vocabulary is in the order of how frequent its words are: later ones are dropped."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.assistant.training")
    parser.add_argument("archive", type=Path, help="the base weights: MiniLM's model.zip")
    parser.add_argument("--into", type=Path, default=WEIGHTS)
    arguments = parser.parse_args()
    base = load_base(arguments.archive)
    corpus = {
        writer: lines for writer, lines in read_corpus().items() if TRAINED_ON.fullmatch(writer)
    }
    lines = [line for written in corpus.values() for line in written]
    acts = sorted({segment.act for line in lines for segment in line.segments})
    arguments.into.mkdir(exist_ok=True)
    write_pieces(base, arguments.into, _kept(base), acts)
    plain = "\n".join(plain_words(corpus))
    (arguments.into / "plain_words.txt").write_text(plain, "utf-8")
    for seed, plan in enumerate(PLANS):
        weights = train(base, lines, acts, plan, seed)
        write_network(weights, arguments.into, f"reader{seed}")


def _kept(base: Base) -> list[str]:
    """Frequent words of Latin letters, and all parts of words; others are read by their parts."""
    return [
        piece
        for at, piece in enumerate(base.vocabulary)
        if piece.isascii()
        and not piece.startswith("[unused")
        and (at < FREQUENT or piece.startswith("##"))
    ]


PLAIN_FROM = 2
"""Writers who used a word outside of values, for it to be known as none."""


def plain_words(corpus: Mapping[str, Sequence[Line]]) -> list[str]:
    """The words that stand in no value in what people tell or ask."""
    writers: dict[str, set[str]] = {}
    for writer, lines in corpus.items():
        for line in lines:
            for word in words_of(line.text):
                if word.text[0].isalpha() and _is_plain(word, line):
                    writers.setdefault(word.text.lower(), set()).add(writer)
    return sorted(word for word, by in writers.items() if len(by) >= PLAIN_FROM)


def _is_plain(word: Word, line: Line) -> bool:
    return any(
        segment.start <= word.start < segment.end
        and segment.act not in UNMARKED
        and not any(value.start <= word.start < value.end for value in segment.values)
        for segment in line.segments
    )


def train(base: Base, lines: Sequence[Line], acts: Sequence[str], plan: Plan, seed: int) -> Tree:
    """The base's layers, fine-tuned on the lines; the same for the same seed."""
    pieces = Pieces(base.vocabulary)
    voices = Voices(lines, seed)
    rng = random.Random(seed)  # noqa: S311 (no secret)
    batches = batches_of(voices.epoch(0), pieces, acts, rng)
    table = base.weights["embeddings.word_embeddings.weight"]
    weights = first_weights(base, plan.layers, len(acts), seed)
    trainer = Trainer(weights, table, plan.rate, len(batches) * plan.epochs)
    key = jax.random.key(seed)
    for number in range(plan.epochs):
        if number:
            batches = batches_of(voices.epoch(number), pieces, acts, rng)
        started = time.perf_counter()
        loss = trainer.epoch(batches, jax.random.fold_in(key, number))
        took = time.perf_counter() - started
        print(f"network {seed}, epoch {number}: {loss:.3f}, {took:.0f} s", flush=True)
    return jax.tree.map(lambda each: each.__array__(), trainer.weights)


if __name__ == "__main__":
    main()
