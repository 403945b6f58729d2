"""The questions that have an answer (`data/answers`), and which of them a sentence asks.

Each topic has examples of how people ask it. A sentence belongs to the topic whose examples share
most with it: words and pairs of words, weighed by how rare they are among all examples.
"""

import math
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, Self

import snowballstemmer
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
        self._weigh(Counter(feature for _, features in examples for feature in features), examples)
        self._examples = [(name, self._length(features)) for name, features in examples]
        self._holding: dict[str, list[int]] = defaultdict(list)
        for number, (_, features) in enumerate(examples):
            for feature in features:
                self._holding[feature].append(number)

    def _weigh(self, counts: Counter[str], examples: list[tuple[str, frozenset[str]]]) -> None:
        self._unknown = math.log(1 + len(examples))
        self._rarity = {
            feature: math.log(1 + len(examples) / count) * _share(feature)
            for feature, count in counts.items()
        }
        sizes = Counter(name for name, _ in examples)
        within: dict[str, Counter[str]] = defaultdict(Counter)
        for name, features in examples:
            for feature in features:
                within[feature][name] += 1
        self._never = {name: _SMOOTH * 0.3 / (size + _SMOOTH) for name, size in sizes.items()}
        self._speaks: dict[str, dict[str, float]] = {}
        self._silent: dict[str, float] = {}
        for feature, names in within.items():
            total, share = counts[feature], _share(feature)
            self._silent[feature] = share * math.log(
                (total + _SMOOTH) / (len(examples) + _SMOOTH * 20)
            )
            self._speaks[feature] = {
                name: share * math.log((count + _SMOOTH * 0.3) / (sizes[name] + _SMOOTH))
                - share
                * math.log((total - count + _SMOOTH) / (len(examples) - sizes[name] + _SMOOTH * 20))
                for name, count in names.items()
            }

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

    def ask(self, tokens: Iterable[Token]) -> list[Match]:
        """The topics nearest to the sentence, best first, with their nearness from 0 to 1."""
        features = _features(tokens)
        near = self._nearness(features)
        evidence = self._evidence(features, near)
        matches = [(near[name] + _BAYES * evidence[name], Match(name, near[name])) for name in near]
        return [match for _, match in sorted(matches, key=lambda each: -each[0])[:5]]

    def _nearness(self, features: frozenset[str]) -> dict[str, float]:
        shared: dict[int, float] = defaultdict(float)
        for feature in features:
            weight = self._weight(feature) ** 2
            for number in self._holding.get(feature, ()):
                shared[number] += weight
        length = self._length(features) or 1.0
        best: dict[str, list[float]] = defaultdict(list)
        for number, product in shared.items():
            name, example_length = self._examples[number]
            best[name].append(product / (length * example_length))
        return {name: _together(scores) for name, scores in best.items()}

    def _evidence(self, features: frozenset[str], names: Iterable[str]) -> dict[str, float]:
        known = [feature for feature in features if feature in self._speaks]
        found: dict[str, float] = {}
        for name in names:
            never = math.log(self._never[name])
            found[name] = sum(
                self._speaks[feature].get(name, never * _share(feature) - self._silent[feature])
                for feature in known
            )
        return found


def _key(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", plain(text)))


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


def _together(scores: list[float]) -> float:
    """The best example counts most; others of the topic that are near support it."""
    ordered = sorted(scores, reverse=True)[:4]
    support = sum(ordered[1:]) / 3
    return 0.8 * ordered[0] + 0.2 * support


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
