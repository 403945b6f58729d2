"""`python -m bot.assistant.training ARCHIVE`: the reader of `data/reader`, made anew."""

import argparse
import random
import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import jax

from ..reader.labels import UNMARKED
from ..reader.network import WEIGHTS
from ..reader.words import Pieces, Word, words_of
from .export import write_network, write_pieces
from .lines import Line, read_corpus
from .minilm import Base, Trainer, Tree, batches_of, first_weights, load_base
from .voices import Voices

LAYERS = (0, 1, 2, 3)
SEEDS = (0, 1)
EPOCHS = 6
RATE = 3e-4


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.assistant.training")
    parser.add_argument("archive", type=Path, help="the base weights: MiniLM's model.zip")
    parser.add_argument("--without", default="", help="a pattern of writers who are left out")
    parser.add_argument("--into", type=Path, default=WEIGHTS)
    arguments = parser.parse_args()
    base = load_base(arguments.archive)
    corpus = {
        writer: lines
        for writer, lines in read_corpus().items()
        if not (arguments.without and re.fullmatch(arguments.without, writer))
    }
    lines = [line for written in corpus.values() for line in written]
    acts = sorted({segment.act for line in lines for segment in line.segments})
    arguments.into.mkdir(exist_ok=True)
    write_pieces(base, arguments.into, _kept(base), acts)
    plain = "\n".join(plain_words(corpus))
    (arguments.into / "plain_words.txt").write_text(plain, "utf-8")
    for seed in SEEDS:
        weights = train(base, lines, acts, seed)
        write_network(weights, arguments.into, f"reader{seed}")


def _kept(base: Base) -> list[str]:
    """Pieces of Latin letters, figures and signs; others are read as unknown."""
    return [each for each in base.vocabulary if each.isascii() and not each.startswith("[unused")]


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


def train(base: Base, lines: Sequence[Line], acts: Sequence[str], seed: int) -> Tree:
    """The base's layers, fine-tuned on the lines; the same for the same seed."""
    pieces = Pieces(base.vocabulary)
    voices = Voices(lines, seed)
    rng = random.Random(seed)  # noqa: S311 (no secret)
    batches = batches_of(voices.epoch(0), pieces, acts, rng)
    table = base.weights["embeddings.word_embeddings.weight"]
    trainer = Trainer(
        first_weights(base, LAYERS, len(acts), seed), table, RATE, len(batches) * EPOCHS
    )
    key = jax.random.key(seed)
    for number in range(EPOCHS):
        if number:
            batches = batches_of(voices.epoch(number), pieces, acts, rng)
        started = time.perf_counter()
        loss = trainer.epoch(batches, jax.random.fold_in(key, number))
        print(f"seed {seed}, epoch {number}: {loss:.3f}, {time.perf_counter() - started:.0f} s")
    return jax.tree.map(lambda each: each.__array__(), trainer.weights)


if __name__ == "__main__":
    main()
