"""What of a segment stands in none of its values: its words, its numbers."""

import re

from bot.parsing.numbers import spelt_as_digits
from bot.parsing.text import LINK, plain

from .reader.labels import AMOUNTS
from .reader.segments import Segment, Value
from .reader.words import words_of

_NUMBER = re.compile(r"\d")
_FIGURE = re.compile(r"[^\w\s]?\d[\d.,]*(?<![.,])%?")
_CURRENCY_BEFORE = re.compile(r"[$€£¥₹]\s?$")
_CURRENCY_BEHIND = re.compile(r"[$€£₹¥](?!\d)")


def links_in(text: str) -> list[tuple[int, int]]:
    """Where its links begin and end."""
    return [found.span() for found in LINK.finditer(text)]


def numbers_in(segment: Segment, text: str) -> list[str]:
    """Its numbers in figures, as they are typed."""
    return [found[0] for found in _FIGURE.finditer(text, segment.start, segment.end)]


def loose_numbers(segment: Segment, text: str) -> list[str]:
    """The numbers of the segment that are in none of its values."""
    claimed = [(value.start, value.end) for value in segment.values] + links_in(text)
    return [
        found[0]
        for found in _FIGURE.finditer(text, segment.start, segment.end)
        if not any(start < found.end() and found.start() < end for start, end in claimed)
    ]


def outside(segment: Segment, text: str) -> str:
    """The segment's text with a stroke for each of its values."""
    rest, at = "", segment.start
    for value in segment.values:
        rest += f"{text[at : value.start]} | "
        at = value.end
    return rest + text[at : segment.end]


def is_money(value: Value, text: str) -> bool:
    """`paid £9 for 60`, `an extra 1£`: nine and one are no Connects."""
    is_before = _CURRENCY_BEFORE.search(text, 0, value.start) is not None
    is_behind = _CURRENCY_BEHIND.match(text, value.end) is not None
    return value.key in AMOUNTS and (is_before or is_behind)


def has_number(segment: Segment, text: str) -> bool:
    """Whether a number, in figures or in words, stands in it outside of its values."""
    return _NUMBER.search(spelt_as_digits(plain(outside(segment, text)))) is not None


def loose_words(segment: Segment, text: str) -> set[str]:
    """The segment's words, in lower case, that are in none of its values."""
    taken = [(value.start, value.end) for value in segment.values] + links_in(text)
    return {
        word.text.lower()
        for word in words_of(text)
        if word.text[0].isalpha()
        and segment.start <= word.start < segment.end
        and not any(start <= word.start < end for start, end in taken)
    }
