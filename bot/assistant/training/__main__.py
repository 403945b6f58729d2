"""`python -m bot.assistant.training ARCHIVE`: the reader of `data/reader`, made anew."""

import argparse
import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import jax
import numpy as np

from ..reader.labels import AMOUNTS, UNMARKED, is_act
from ..reader.network import WEIGHTS
from ..reader.segments import words_after
from ..reader.words import Pieces, Word, words_of
from .export import write_network, write_pieces
from .lines import CORPUS, Line
from .meant import lines_of
from .minilm import Base, Names, Trainer, Tree, batches_of, first_weights, load_base
from .phrases import write_asks, write_phrases
from .sureness import write_sureness
from .voices import Voices


class Plan(NamedTuple):
    """Which of the base's layers the network has, and how it is trained: so many epochs at the
    first rate, and some more at the last."""

    layers: tuple[int, ...]
    rate: float
    epochs: int
    last_rate: float
    last_epochs: int


PLAN = Plan((0, 1, 2, 3, 4, 5), 4e-4, 5, 1e-4, 2)
"""What some 20 minutes on two cores with AMX are best spent on."""
TRAINED_ON = "p*.txt"
"""Writers whose lines are trained on; those of others are kept to measure with."""
FREQUENT = 14_000
"""The base's vocabulary is in the order of how frequent its words are: later ones are dropped."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.assistant.training")
    parser.add_argument("archive", type=Path, help="the base weights: MiniLM's model.zip")
    parser.add_argument("--into", type=Path, default=WEIGHTS)
    arguments = parser.parse_args()
    base = load_base(arguments.archive)
    corpus = {path.stem: list(lines_of(path)) for path in sorted(CORPUS.glob(TRAINED_ON))}
    lines = [line for written in corpus.values() for line in written]
    names = Names(
        acts=sorted({segment.act for line in lines for segment in line.segments}),
        abouts=sorted({line.before.about for line in lines}),
    )
    arguments.into.mkdir(exist_ok=True)
    write_pieces(base, arguments.into, _kept(base), names)
    write_words(corpus, arguments.into)
    write_phrases(lines, arguments.into)
    write_asks(lines, arguments.into)
    write_network(train(base, lines, names, PLAN), arguments.into)
    write_sureness(arguments.into)


def _kept(base: Base) -> list[str]:
    """Frequent words of Latin letters, and all parts of words; others are read by their parts."""
    return [
        piece
        for at, piece in enumerate(base.vocabulary)
        if piece.isascii()
        and not piece.startswith("[unused")
        and (at < FREQUENT or piece.startswith("##"))
    ]


PLAIN_FROM, BEFORE_NAMES_FROM, LEANING_FROM, NAMES_FROM = 2, 3, 3, 2
"""Writers who used a word outside of values, right before a job's name, in what leans on the turn
before, and in a job's name, for it to be known."""
MOST_NAMED = 2
"""So many times as many writers may have used a plain word in a job's name."""


def write_words(corpus: Mapping[str, Sequence[Line]], folder: Path) -> None:
    """The words that stand in no value in what people tell or ask, by several writers and by one,
    those that stand right before a job's name, those right behind a number of Connects, those of
    corrections and answers, and those of jobs' names."""
    plain = _plain_words(corpus)
    names = _used_by(BEFORE_NAMES_FROM, corpus, _words_before_names_of)
    found = {
        "plain_words": plain,
        "seldom_words": _used_by(1, corpus, _plain_words_of) - plain,
        "before_names": names,
        "after_amounts": _used_by(1, corpus, _words_after_amounts_of),
        "leaning_words": _used_by(LEANING_FROM, corpus, _leaning_words_of),
        "name_words": _used_by(NAMES_FROM, corpus, _words_of_names_of) - plain - names,
    }
    for name, words in found.items():
        (folder / f"{name}.txt").write_text("\n".join(sorted(words)), "utf-8")


def _plain_words(corpus: Mapping[str, Sequence[Line]]) -> set[str]:
    """Words that several writers used outside of values, and not far more of them in jobs' names:
    `excel` beside a name may be a part of it."""
    outside, in_names = (
        _writers_of(corpus, _plain_words_of),
        _writers_of(corpus, _words_of_names_of),
    )
    return {
        word
        for word, by in outside.items()
        if len(by) >= max(PLAIN_FROM, len(in_names.get(word, ())) / MOST_NAMED)
    }


def _used_by(
    many: int, corpus: Mapping[str, Sequence[Line]], words_in: Callable[[Line], Iterable[Word]]
) -> set[str]:
    return {word for word, by in _writers_of(corpus, words_in).items() if len(by) >= many}


def _writers_of(
    corpus: Mapping[str, Sequence[Line]], words_in: Callable[[Line], Iterable[Word]]
) -> dict[str, set[str]]:
    """The words in lower case, each with its writers."""
    writers: dict[str, set[str]] = {}
    for writer, lines in corpus.items():
        for line in lines:
            for word in words_in(line):
                if word.text[0].isalpha():
                    writers.setdefault(word.text.lower(), set()).add(writer)
    return writers


def _plain_words_of(line: Line) -> Iterable[Word]:
    return (word for word in words_of(line.text) if _is_plain(word, line))


def _words_of_names_of(line: Line) -> Iterable[Word]:
    names = [v for s in line.segments for v in s.values if v.key == "j"]
    return (w for w in words_of(line.text) if any(v.start <= w.start < v.end for v in names))


def _words_before_names_of(line: Line) -> Iterable[Word]:
    names = {v.start for s in line.segments for v in s.values if v.key == "j"}
    return (before for before, word in pairwise(words_of(line.text)) if word.start in names)


def _words_after_amounts_of(line: Line) -> Iterable[Word]:
    told = (segment for segment in line.segments if is_act(segment.act))
    return (word for segment in told for word in words_after(segment, line.text, AMOUNTS))


_LEANS = frozenset({"amend", "again", "val"})


def _leaning_words_of(line: Line) -> Iterable[Word]:
    leaning = [segment for segment in line.segments if segment.act in _LEANS]
    return (
        word
        for word in words_of(line.text)
        for segment in leaning
        if segment.start <= word.start < segment.end
        and not any(value.start <= word.start < value.end for value in segment.values)
    )


def _is_plain(word: Word, line: Line) -> bool:
    return any(
        segment.start <= word.start < segment.end
        and segment.act not in UNMARKED
        and not any(value.start <= word.start < value.end for value in segment.values)
        for segment in line.segments
    )


def train(base: Base, lines: Sequence[Line], names: Names, plan: Plan, seed: int = 0) -> Tree:
    """The base's layers, fine-tuned on the lines; the same for the same seed."""
    pieces = Pieces(base.vocabulary)
    voices = Voices(lines, seed)
    rng = random.Random(seed)  # noqa: S311 (no secret)
    batches = batches_of(voices.epoch(0), pieces, names, rng)
    table = base.weights["embeddings.word_embeddings.weight"]
    weights = first_weights(base, plan.layers, names, seed)
    trainer = Trainer(weights, table, plan.rate, len(batches) * plan.epochs)
    noise = np.random.default_rng(seed)
    for number in range(plan.epochs + plan.last_epochs):
        if number:
            batches = batches_of(voices.epoch(number), pieces, names, rng)
        if number == plan.epochs:
            steps = len(batches) * plan.last_epochs
            trainer = Trainer(trainer.weights, table, plan.last_rate, steps)
        started = time.perf_counter()
        loss = trainer.epoch(batches, noise)
        took = time.perf_counter() - started
        print(f"epoch {number}: {loss:.3f}, {took:.0f} s", flush=True)
    return jax.tree.map(lambda each: each.__array__(), trainer.weights)


if __name__ == "__main__":
    main()
