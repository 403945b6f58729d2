"""The network: its weights of `data/reader`, run by onnxruntime on one core."""

import json
import logging
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from typing import Self

import numpy as np
import onnxruntime

from .before import NOTHING, Before
from .choice import Asks, Chooser
from .labels import CONTEXTS, is_act
from .phrases import Phrases
from .segments import Floats, Scores, Segment, segments_of
from .sureness import Sureness
from .words import Known, Pieces, Word, words_of

log = logging.getLogger(__name__)

_LISTS = (
    "plain_words", "seldom_words", "before_names", "after_amounts", "leaning_words", "name_words",
)  # fmt: skip
NAMED, FIRST_ABOUT = len(CONTEXTS), len(CONTEXTS) + 1
"""Rows of `before.npy`, behind those of CONTEXTS: what is added to a word of a job that was named,
and for what the turn before was about."""
WEIGHTS = Path(__file__).resolve().parents[3] / "data" / "reader"


_VNNI = frozenset({"avx512_vnni", "avx512bw", "avx512dq", "avx512vl"})


def sums_in_32_bits(cpuinfo: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether the processor is known to sum the products of bytes in 32 bits.

    Others may do it in 16, which overflow: the reader would read otherwise there. onnxruntime then
    takes weights without a sign, with the same sums at half the speed, by that option; it does so
    on these processors too (1.32, on a Xeon with VNNI: 4.2 ms for 14 pieces, without it 2.6).
    """
    try:
        lines = cpuinfo.read_text("utf-8").splitlines()
    except OSError:
        return False
    flags = next((line for line in lines if line.startswith("flags")), "")
    return set(flags.split()) >= _VNNI


class Network:
    """One trained reader. The word table is kept in bytes, and mapped rather than read."""

    def __init__(self, folder: Path) -> None:
        self.acts: tuple[str, ...] = tuple(json.loads((folder / "acts.json").read_text("utf-8")))
        self._pieces = Pieces((folder / "pieces.txt").read_text("utf-8").split("\n"))
        self._table = np.load(folder / "table.npy", mmap_mode="r")
        self._scales = np.load(folder / "scales.npy")
        self._places = np.load(folder / "places.npy")
        self._before = np.load(folder / "before.npy")
        abouts = json.loads((folder / "abouts.json").read_text("utf-8"))
        self._abouts = {about: at for at, about in enumerate(abouts)}
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # it keeps what the longest sentence took
        if not sums_in_32_bits():
            options.add_session_config_entry("session.x64quantprecision", "1")
        self._session = onnxruntime.InferenceSession(
            str(folder / "reader.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def score(self, words: Sequence[Word], before: Before) -> Scores:
        """Its opinion of the words, behind the turn before.

        Words beyond MOST_PIECES have none.
        """
        ids, first = self._pieces.encode(words)
        inputs = self._table[ids].astype("f") * self._scales[ids][:, None]
        inputs += self._places[: len(ids)]
        inputs[0] += self._before[CONTEXTS.index(before.said)]
        inputs[0] += self._before[FIRST_ABOUT + self._abouts.get(before.about, self._abouts[""])]
        named = [at for word, at in zip(words, first, strict=False) if before.names_word(word)]
        inputs[named] += self._before[NAMED]
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
    """The network, the second opinion of its segments, and the words that its writers used."""

    def __init__(
        self, network: Network, asks: Asks, phrases: Phrases, known: Known, sureness: Sureness
    ) -> None:
        self._network = network
        self.acts = network.acts
        self.chooser = Chooser(network.acts, phrases, asks)
        self._phrases = phrases
        self.known = known
        self.sureness = sureness

    @classmethod
    def load(cls, folder: Path = WEIGHTS) -> Self | None:
        """The reader that lies there; None where its weights are absent."""
        if not (folder / "reader.onnx").exists():
            return None
        known = Known(
            *(frozenset((folder / f"{name}.txt").read_text("utf-8").split("\n")) for name in _LISTS)
        )
        return cls(Network(folder), Asks(folder), Phrases(folder), known, Sureness(folder))

    def read(self, text: str, before: Before = NOTHING) -> list[Segment]:
        """The text's segments, behind the turn before."""
        words = words_of(text)
        if not words:
            return []
        scores = self._network.score(words, before)
        scored = words[: len(scores.begins)]
        choose = partial(self.chooser.choose, text, words, before)
        found = segments_of(scored, scores, self.acts, choose)
        return [
            segment._replace(**self._phrases.opinion(text, words, segment, before)._asdict())
            if is_act(segment.act)
            else segment
            for segment in found
        ]


@cache
def load_reader() -> Reader | None:
    """The shipped reader, the same for all of a process; None where its weights are absent."""
    reader = Reader.load()
    if reader is None:
        log.warning("the learnt reader's weights are absent: sentences are read by rules alone")
    return reader


def _log_softmax(scores: Floats) -> Floats:
    shifted = scores - scores.max(1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(1, keepdims=True)))


def _sigmoid(scores: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-scores)))
