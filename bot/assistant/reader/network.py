"""The network: its weights of `data/reader`, run by onnxruntime on one core."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Self

import numpy as np
import onnxruntime

from .labels import CONTEXTS
from .segments import Floats, Scores, Segment, segments_of
from .words import Pieces, Word, words_of

WEIGHTS = Path(__file__).resolve().parents[3] / "data" / "reader"


class Network:
    """One trained reader. The word table is kept in bytes, and mapped rather than read."""

    def __init__(self, folder: Path, model: str) -> None:
        self.acts: tuple[str, ...] = tuple(json.loads((folder / "acts.json").read_text("utf-8")))
        self._pieces = Pieces((folder / "pieces.txt").read_text("utf-8").split("\n"))
        self._table = np.load(folder / "table.npy", mmap_mode="r")
        self._scales = np.load(folder / "scales.npy")
        self._places = np.load(folder / f"{model}.places.npy")
        self._contexts = np.load(folder / f"{model}.contexts.npy")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # it keeps what the longest sentence took
        self._session = onnxruntime.InferenceSession(
            str(folder / f"{model}.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def score(self, words: Sequence[Word], context: str) -> Scores:
        """Its opinion of the words, behind what Purser said last (one of CONTEXTS).

        Words beyond MOST_PIECES have none.
        """
        ids, first = self._pieces.encode(words)
        inputs = self._table[ids].astype("f") * self._scales[ids][:, None]
        inputs += self._places[: len(ids)]
        inputs[0] += self._contexts[CONTEXTS.index(context)]
        of_words, of_text = self._session.run(["words", "text"], {"pieces": inputs})
        count = len(self.acts)
        rows = of_words[first]
        return Scores(
            acts=_log_softmax(rows[:, :count]),
            begins=_sigmoid(rows[:, count]),
            tags=_log_softmax(rows[:, count + 1 :]),
            present=_sigmoid(of_text[0]),
        )


class Reader:
    """Networks of several seeds, which read together, and the words that they know to be no value.

    `plain_words` are those that several writers used outside of values in what they told.
    """

    def __init__(self, networks: Sequence[Network], plain_words: Iterable[str]) -> None:
        self.networks = tuple(networks)
        self.plain_words = frozenset(plain_words)

    @classmethod
    def load(cls, folder: Path = WEIGHTS) -> Self | None:
        """The reader that lies there; None where its weights are absent."""
        networks = [Network(folder, model.stem) for model in sorted(folder.glob("*.onnx"))]
        if not networks:
            return None
        return cls(networks, (folder / "plain_words.txt").read_text("utf-8").split("\n"))

    def read(self, text: str, context: str) -> tuple[list[Segment], list[list[Segment]]]:
        """The text's segments as the networks see them together, and as each of several does."""
        words = words_of(text)
        if not words:
            return [], []
        scores = [network.score(words, context) for network in self.networks]
        mean = Scores(*(np.mean(each, axis=0) for each in zip(*scores, strict=True)))
        acts = self.networks[0].acts
        together, *alone = (
            segments_of(words[: len(each.begins)], each, acts) for each in (mean, *scores)
        )
        return together, alone if len(alone) > 1 else []


def _log_softmax(scores: Floats) -> Floats:
    shifted = scores - scores.max(1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(1, keepdims=True)))


def _sigmoid(scores: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-scores)))
