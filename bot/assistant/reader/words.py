"""A text's words, and BERT's pieces of them, which the network reads."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

MOST_PIECES = 192
"""Of one sentence; the network has places for so many, and a paragraph of 600 signs fewer."""
MOST_PIECES_OF_A_WORD = 8

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\w\s]|_")
_PART = re.compile(r"[^\W_]+|[^\w\s]|_")
_FIRST, _LAST, _UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
SPECIAL = (_UNKNOWN, _FIRST, _LAST)


class Word(NamedTuple):
    """A word, a number or a sign, and where it stands in the text."""

    text: str
    start: int
    end: int


class Known(NamedTuple):
    """Words (in lower case) that several writers used outside of values in what they told, those
    that one did, those that several put right before a job's name, those that any put right behind
    a number of Connects, those of corrections and answers, and those that several used in a job's
    name and that are none of the first."""

    plain: frozenset[str]
    seldom: frozenset[str]
    before_names: frozenset[str]
    after_amounts: frozenset[str]
    leaning: frozenset[str]
    of_names: frozenset[str]


@lru_cache(maxsize=4)  # each segment's values and doubts look at the words of the one text
def words_of(text: str) -> tuple[Word, ...]:
    return tuple(Word(found[0], found.start(), found.end()) for found in _WORD.finditer(text))


_YEAR = re.compile(r"199\d|20\d\d")
_KINDS = (("0", 0), ("6", 9), ("14", 31), ("64", 99), ("350", 999), ("1500", 9999))
_MANY_DIGITS = "15000"


def _kind_of_number(part: str) -> str:
    """Another number of the same kind in the place of one: what it counts is not told by which it
    is, but a year looks like one, and no day of a month is above 31."""
    if not (part.isascii() and part.isdigit()):
        return part
    if _YEAR.fullmatch(part):
        return "2026"
    if len(part) > len(_MANY_DIGITS):
        return _MANY_DIGITS
    return next((kind for kind, most in _KINDS if int(part) <= most), _MANY_DIGITS)


class Pieces:
    """The pieces of words by a vocabulary, the longest that fit first (WordPiece)."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._ids = {piece: at for at, piece in enumerate(vocabulary)}
        self._special = {name: self._ids[name] for name in SPECIAL}
        self._of = lru_cache(maxsize=4096)(self._split_word)

    def encode(self, words: Sequence[Word]) -> tuple[list[int], list[int]]:
        """The ids of the pieces, and where each word's first one stands; what is beyond is cut."""
        ids, first = [self._special[_FIRST]], []
        for word in words:
            pieces = self._of(word.text)
            if len(ids) + len(pieces) >= MOST_PIECES:
                break
            first.append(len(ids))
            ids += pieces
        return [*ids, self._special[_LAST]], first

    def _split_word(self, word: str) -> tuple[int, ...]:
        decomposed = unicodedata.normalize("NFD", word.lower().replace("’", "'"))
        plain = "".join(sign for sign in decomposed if unicodedata.category(sign) != "Mn")
        found = [piece for part in _PART.findall(plain) for piece in self._split(part)]
        return tuple(found[:MOST_PIECES_OF_A_WORD]) or (self._special[_UNKNOWN],)

    def _split(self, part: str) -> list[int]:
        part = _kind_of_number(part)
        found: list[int] = []
        at = 0
        while at < len(part):
            lead = "##" if at else ""
            for end in range(len(part), at, -1):
                if (piece := self._ids.get(lead + part[at:end])) is not None:
                    found.append(piece)
                    at = end
                    break
            else:
                return [self._special[_UNKNOWN]]
        return found
