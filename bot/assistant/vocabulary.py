"""The words that the grammar knows, and which of them a mistyped word was meant to be."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

LONGEST_WORD = 20

LISTS = Path(__file__).resolve().parents[2] / "data" / "words"
_LISTS: dict[str, str] = tomllib.loads((LISTS / "english.toml").read_text("utf-8"))


def words(name: str) -> frozenset[str]:
    """A list of `data/words`, as a set."""
    return frozenset(_LISTS[name].split())


def pairs(name: str) -> dict[str, str]:
    """A list of `data/words` whose items say what stands for what."""
    return dict(item.split("=", 1) for item in _LISTS[name].split())


def patterns(name: str) -> dict[str, re.Pattern[str]]:
    """The regular expressions of a file of `data/words`, by their names."""
    told = tomllib.loads((LISTS / name).read_text("utf-8"))
    return {each: pattern(said) for each, said in told.items()}


def pattern(said: str) -> re.Pattern[str]:
    """A regular expression as `data/words` tells it: over several lines, in any capitals."""
    return re.compile(said.replace("\n", ""), re.IGNORECASE)


SPENT = words("spent")
APPLIED = words("applied")
BOUGHT = words("bought")
GOT = words("got")
LOG = words("log")
FIRST_PERSON = words("first_person")
CLIENT = words("client")
OTHERS = words("others")
NEGATED = words("negated")
SUPPOSED = words("supposed")
JOKING = words("joking")
ASKING = words("asking")
TELL = words("tell")
COUNTED = words("counted")
JOBS = words("jobs")
FILLERS = words("fillers")

TYPOS = pairs("typos")
"""Abbreviations and habits of spelling that no distance finds."""

_ENGLISH = frozenset((LISTS / "known.txt").read_text("utf-8").split())
"""English words of their own, however near they are to one that the grammar knows."""

_NOT_MEANT = frozenset(
    {
        "typos", "same", "states", "about_names", "no_job", "hedges", "also_yes", "also_no",
        "beside_answers", "beside_yes", "beside_days", "beside_estimate", "vocatives",
    }
)  # fmt: skip
"""Lists of what the grammar does not read."""
_KNOWN: Counter[str] = Counter(
    word for name in _LISTS if name not in _NOT_MEANT for word in words(name)
)
_BY_LETTER: dict[tuple[str, int], list[str]] = {}
_BY_CONSONANTS: dict[str, str] = {}


def teach(more: Iterable[str]) -> None:
    """Words beyond the grammar's: those of the questions that have answers, as often as there."""
    _KNOWN.update(more)
    _BY_LETTER.clear()
    _BY_CONSONANTS.clear()
    for word, _ in _KNOWN.most_common():
        if len(word) > 3:
            _BY_LETTER.setdefault((word[0], len(word)), []).append(word)
        _BY_CONSONANTS.setdefault(_consonants(word), word)
    _nearest.cache_clear()


def put_right(word: str) -> str:
    """The word that was meant; the word itself where none is near."""
    if word in TYPOS:
        return TYPOS[word]
    if not 2 <= len(word) <= LONGEST_WORD or word in _KNOWN or word in _ENGLISH:
        return word
    if not word.isascii():
        return word
    return _nearest(word)


@lru_cache(maxsize=4096)
def _nearest(word: str) -> str:
    """The commonest word of the same consonants (`cnects`), or else the one of fewest changes."""
    if not set(word[1:]) & _VOWELS or len(word) > 4:
        same = _BY_CONSONANTS.get(_consonants(word))
        if same and len(same) > 2:
            return same
    if len(word) < 4:
        return word
    most = 1 if len(word) < 6 else 2
    lengths = range(len(word) - most, len(word) + most + 1)
    known = [each for length in lengths for each in _BY_LETTER.get((word[0], length), ())]
    found = process.extractOne(word, known, scorer=OSA.distance, score_cutoff=most)
    return str(found[0]) if found else word


_VOWELS = frozenset("aeiouy'")


def _consonants(word: str) -> str:
    """A word as it is texted: without vowels but the first letter, and without doubles."""
    kept = word[0]
    for letter in word[1:]:
        if letter not in _VOWELS and letter != kept[-1]:
            kept += letter
    return kept


teach(())
