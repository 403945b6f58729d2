"""The questions that have an answer (`data/answers`), and which of them a sentence asks.

Each topic has examples of how people ask it. A sentence belongs to the topic whose examples share
most with it: words and pairs of words, weighed by how rare they are among all examples.
"""

import math
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
import snowballstemmer
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.parsing.text import plain

from .tokens import Token, normal, tokenise
from .vocabulary import pairs, teach, words

ANSWERS = Path(__file__).resolve().parents[2] / "data" / "answers"

_STEMMER = snowballstemmer.stemmer("english")
_SAME = pairs("same")
"""Stems that mean the same here."""

_PAIR_WEIGHT = 0.6
_COMMON = words("common")
_COMMON_WEIGHT = 0.25


class Topic(BaseModel):
    """A question with its answer: a Jinja template, or the read (`balance`) that answers it.

    A `personal` one is answered from the person's own books, which the template calls `mine`; one
    `of_cards` is about the rate cards themselves.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = ""
    asks: tuple[str, ...] = Field(min_length=1)
    text: str = ""
    reads: str = ""
    personal: bool = False
    of_cards: bool = False

    @model_validator(mode="after")
    def _says_that_it_is_personal(self) -> Self:
        if "mine." in self.text and not self.personal:
            raise ValueError("an answer with `mine` must be `personal`")
        return self


class Match(NamedTuple):
    topic: str
    score: float


def load_topics() -> dict[str, Topic]:
    """Every topic of `data/answers`, by its name. A bad file raises with its name."""
    topics: dict[str, Topic] = {}
    for file in sorted(ANSWERS.glob("*.toml")):
        for name, table in tomllib.loads(file.read_text("utf-8")).items():
            topics[name] = Topic.model_validate(table)
    return topics


@cache
def load_questions() -> "Questions":
    """The questions that have an answer, the same for all of a process."""
    return Questions(load_topics())


class Questions:
    """Finds the topic that a sentence asks, among the examples of all topics.

    Two opinions are added up: how near the nearest examples are (cosine), and how much each word
    speaks for the topic rather than for the others (naive Bayes).
    """

    def __init__(self, topics: dict[str, Topic]) -> None:
        self.topics = topics
        teach(word for topic in topics.values() for ask in topic.asks for word in _plain_words(ask))
        examples = [
            (name, _features(tokenise(normal(ask), _ANY_DAY)))
            for name, topic in topics.items()
            for ask in topic.asks
        ]
        self._asks = {_key(ask) for topic in topics.values() for ask in topic.asks}
        self._names = list(topics)
        self._sizes = np.array([len(topic.asks) for topic in topics.values()])
        holding: dict[str, list[int]] = defaultdict(list)
        for number, (_, features) in enumerate(examples):
            for feature in features:
                holding[feature].append(number)
        self._holding = {feature: np.array(numbers) for feature, numbers in holding.items()}
        self._unknown = math.log(1 + len(examples))
        self._rarity = {
            feature: math.log(1 + len(examples) / len(numbers)) * _share(feature)
            for feature, numbers in holding.items()
        }
        self._lengths = np.array([self._length(features) for _, features in examples])
        # An example's place in a table of a row a topic, wide enough for each one's examples.
        self._widest = max(int(self._sizes.max()), _SUPPORTING + 1)
        self._topic_of = np.repeat(np.arange(len(topics)), self._sizes)
        first = np.cumsum(self._sizes) - self._sizes
        within = np.arange(len(examples)) - first[self._topic_of]
        self._place = self._topic_of * self._widest + within
        self._speaks = {feature: self._bayes(feature) for feature in self._holding}

    def _bayes(self, feature: str) -> NDArray[np.float64]:
        """How much a feature speaks for each topic rather than for the others."""
        numbers = self._holding[feature]
        own = np.bincount(self._topic_of[numbers], minlength=len(self._names))
        others = len(self._topic_of) - self._sizes
        for_it = np.log((own + _SMOOTH * 0.3) / (self._sizes + _SMOOTH))
        silent = math.log((len(numbers) + _SMOOTH) / (len(self._topic_of) + _SMOOTH * 20))
        against = np.log((len(numbers) - own + _SMOOTH) / (others + _SMOOTH * 20))
        speaks: NDArray[np.float64] = for_it - np.where(own, against, silent)
        return _share(feature) * speaks

    def _length(self, features: Iterable[str]) -> float:
        return math.sqrt(sum(self._weight(feature) ** 2 for feature in features))

    def _weight(self, feature: str) -> float:
        known = self._rarity.get(feature)
        if known is not None:
            return known
        return self._unknown * (0.2 if " " in feature else 0.5)

    def is_example(self, text: str) -> bool:
        """Whether it is one of the examples, word for word."""
        return _key(text) in self._asks

    def ask(self, tokens: Iterable[Token]) -> Match | None:
        """The topic nearest to the sentence, with its nearness from 0 to 1."""
        features = _features(tokens)
        known = sorted(feature for feature in features if feature in self._holding)
        if not known:
            return None
        near = self._nearness(known, self._length(features))
        scores = near + _BAYES * sum(self._speaks[feature] for feature in known)
        best = max(np.flatnonzero(near), key=lambda topic: float(scores[topic]), default=None)
        return None if best is None else Match(self._names[best], float(near[best]))

    def _nearness(self, known: Iterable[str], length: float) -> NDArray[np.float64]:
        """Of each topic: its best example counts most; others that are near support it."""
        shared = np.zeros(len(self._names) * self._widest)
        for feature in known:
            shared[self._place[self._holding[feature]]] += self._weight(feature) ** 2
        shared[self._place] /= length * self._lengths
        table = np.sort(shared.reshape(-1, self._widest), axis=1)
        support = table[:, -1 - _SUPPORTING : -1].mean(1)
        nearness: NDArray[np.float64] = 0.8 * table[:, -1] + 0.2 * support
        return nearness


def _key(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", plain(text)))


_SUPPORTING = 3
_SMOOTH = 0.2
_BAYES = 0.04
"""Chosen, like the weights above, by trial on the labelled questions of tests/assistant."""
_ANY_DAY = date(2026, 1, 1)


def _share(feature: str) -> float:
    """How much a feature counts beside a word with a meaning."""
    if " " in feature:
        return _PAIR_WEIGHT
    return _COMMON_WEIGHT if feature in _COMMON else 1.0


def _plain_words(ask: str) -> list[str]:
    return [word for word in ask.lower().split() if word.isalpha()]


def _features(tokens: Iterable[Token]) -> frozenset[str]:
    stems = [stem for token in tokens if (stem := _stem(token))]
    content = [stem for stem in stems if stem not in _COMMON]
    pairs = {f"{first} {second}" for first, second in pairwise(content)}
    return frozenset(stems) | pairs


def _stem(token: Token) -> str:
    match token.kind:
        case "word":
            return _stem_word(token.text)
        case "number" | "connects":
            return "connect" if token.kind == "connects" else "#"
        case "money":
            return "$"
        case "ordinal" if token.value == 1:
            return _stem_word("first")
        case "count":
            return _stem_word(token.text)
        case _:
            return ""


@lru_cache(maxsize=8192)
def _stem_word(word: str) -> str:
    stem = str(_STEMMER.stemWord(word))
    return _SAME.get(word) or _SAME.get(stem) or stem
