"""Words about time, English and Spanish, as tokens of one lexicon.

Each token has a category, a letter: the grammar of times (`bot.parsing.time_grammar`) is patterns
over these letters and knows no word of either language. A word that is none of time's is a token
too, so that nothing that was typed is lost.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any, NamedTuple

from bot.parsing.lexicon import load
from bot.parsing.numbers import spelt_as_digits
from bot.parsing.text import plain
from bot.parsing.zones import typed_zones

UNKNOWN = "?"
"""The category of a word that is none of time's."""


class Token(NamedTuple):
    """One word of time; what its `value` is hangs on its category."""

    category: str
    text: str
    value: Any = None


class Figures(NamedTuple):
    """A time of day as it was typed in figures; `half` is `am` or `pm` where that was told."""

    hour: int
    minute: int
    half: str
    sure: bool


_LEXICON = load("times")
_ALONE = {
    "noon": "N", "working_days": "k", "weekend": "K", "next": "x", "this": "t", "last": "l",
    "half": "h", "quarter": "q", "and_half": "H", "and_quarter": "R", "less_quarter": "J",
    "article": "a", "couple": "c", "and": "&", "to": "-", "past": "+", "from": "F", "in": "i",
    "from_now": "f", "ago": "g", "every": "e", "plural_article": "L", "other": "A",
    "beginning": "B", "ending": "Y", "middle": "M", "same_time": "s", "at": "@",
}  # fmt: skip
"""The categories of words that all stand for one thing."""
_NUMBERED = {
    "weekday": "w",
    "each_weekday": "W",
    "month": "m",
    "ordinal": "o",
    "number": "n",
    "day": "d",
}
_NAMED = {"unit": "u", "part_of_day": "p", "adverb": "E", "end_of": "V"}
_VALUES = {
    "N": Figures(12, 0, "pm", True), "h": Fraction(1, 2), "q": Fraction(1, 4), "c": 2,
    "H": 30, "R": 15, "J": -15,
}  # fmt: skip


def _lexicon() -> Iterator[tuple[str, tuple[str, Any]]]:
    """Each word with its category and what it stands for."""
    for name, category in _ALONE.items():
        for word in _LEXICON["words"][name].split():
            yield word, (category, _VALUES.get(category))
    for name, category in (*_NUMBERED.items(), *_NAMED.items()):
        for value, words in _LEXICON[name].items():
            meant = int(value) if name in _NUMBERED else value
            yield from ((word, (category, meant)) for word in words.split())


_WORDS = dict(_lexicon())
_FILLERS = frozenset(_LEXICON["words"]["filler"].split())
_ONLY_GLUED = frozenset(["s", "m", "d", "w", "y"])
"""Letters that are a unit only right behind their number."""
_REPLACED = tuple(
    (re.compile(rf"(?<![\w'/])(?:{said['as']})(?![\w'/])"), said["is"]) for said in _LEXICON["said"]
)
_HALF_OF_DAY = re.compile(r"(?<=\d)\s?([ap])\.?\s?m\b\.?")
_STAMP = re.compile(r"<t:(\d{1,11})(?::[a-z])?>|(?<![\d.])(1\d{9})(?:\d{3})?(?![\d.,])")
_ISO_DAY = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?=$|[\st,z])")
_COMPACT_DAY = re.compile(r"(20\d\d)(\d\d)(\d\d)(?=$|\s|t\d)")
_FIGURES_DAY = re.compile(
    r"(\d{1,2})([./-])(\d{1,2})(?:\2(\d{4}|\d\d(?!\d))|\2(?=\s|$))?(?![\d:]|[.,]\d|\s?[ap]m\b)"
)
_CLOCK_HALF = re.compile(r"t?(\d{1,2})(?:[:.h ]?(\d\d))?(?::\d\d)?\s?([ap])m?(?![\w'])")
_CLOCK = re.compile(
    r"t?(\d{1,2})[:h](\d\d)(?::\d\d(?:[.,]\d+)?)?(?=z?\b)(?![:.]\d|m)(?:\s?(?:hs?|hrs?|hours|horas)\b)?"
)
_DOTTED = re.compile(r"(\d{1,2})\.([0-5]\d)(?![.\d])")
_MILITARY = re.compile(
    r"([012]\d)([0-5]\d)\s?(?:hs?|hrs?|hours|horas)\b|(0\d|1[0-8])([0-5]\d)(?![\d.:/-])"
)
_ORDINAL = re.compile(r"(\d{1,2})(?:\s?(?:st|nd|rd|th)|ro|do|er|o|[ºª°])(?!\w)")
_NUMBER = re.compile(r"(\d{1,6}) ?1/2(?!\d)|(\d{1,6}(?:[.,]\d{1,2})?)(?![\d.,]*\d)")
_WORD = re.compile(r"[^\W\d_]+(?:['/-][^\W\d_]+)*|\S")
_SPACE = re.compile(r"(?:[\s,;!?()]|\.(?!\d))+")
_HYPHENS = re.compile(r"(?<=\d)-(?=[a-z]{3,10}-\d)|(?<=[a-z])-(?=\d{2,4}\b)")


def read_tokens(text: str) -> list[Token]:
    """The tokens of words about time, in order, without the words that change none."""
    text = re.sub(r"^\s*\+\s*(?=\d)", "in ", text)
    words = _HALF_OF_DAY.sub(r"\1m", plain(text.replace("½", " 1/2")))
    for pattern, word in _REPLACED:
        words = pattern.sub(word, words)
    words = spelt_as_digits(_HYPHENS.sub(" ", words))
    tokens: list[Token] = []
    at = 0
    while at < len(words):
        if space := _SPACE.match(words, at):
            at = space.end()
            continue
        token, at = _token_at(words, at, tokens)
        if token is not None:
            tokens.append(token)
    return tokens


def _token_at(words: str, at: int, before: list[Token]) -> tuple[Token | None, int]:
    clock = bool(before) and (
        before[-1].category in "TNpHRJZ" or [each.category for each in before[-2:]] == ["@", "n"]
    )
    if clock and (found := typed_zones(words, at)):
        return Token("Z", words[at : found[1]], found[0]), found[1]
    for pattern, read in _LITERALS:
        if (match := pattern.match(words, at)) and (token := read(match, before)):
            return token, match.end()
    match = _WORD.match(words, at)
    assert match is not None  # noqa: S101 (what is no space is a word)
    return _word(match[0], glued=at > 0 and words[at - 1].isdigit()), match.end()


def _word(text: str, *, glued: bool) -> Token | None:
    if text in _FILLERS:
        return None
    category, value = _WORDS.get(text, (UNKNOWN, None))
    if text in _ONLY_GLUED and not glued:
        category = "&" if text == "y" else UNKNOWN
    if category == UNKNOWN and "-" in text:  # mon-fri
        parts = [_WORDS.get(part, ("", None)) for part in text.split("-")]
        if [each[0] for each in parts] == ["w", "w"]:
            return Token("r", text, (parts[0][1], parts[1][1]))
    return Token(category, text, value)


def _stamp(match: re.Match[str], _: list[Token]) -> Token | None:
    try:
        at = datetime.fromtimestamp(int(match[1] or match[2]), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return Token("I", match[0], at)


def _day(match: re.Match[str], _: list[Token]) -> Token:
    numbers = [int(each) for each in match.groups() if each.isdigit()]
    return Token("D", match[0], (numbers[2], numbers[1], numbers[0]))


def _figures_day(match: re.Match[str], before: list[Token]) -> Token | None:
    """`25.01.2027`, `12/25`; day and month as they stand where both could be either."""
    one, two, year = int(match[1]), int(match[3]), int(match[4]) if match[4] else None
    if year is not None and year < 100:
        year += 2000
    if not 1 <= min(one, two) <= 12 or max(one, two) > 31:
        return None
    if match[2] == "." and year is None and not match[0].endswith("."):
        return _dotted(match, before)
    if one <= 12 and two <= 12 and one != two and match[2] != ".":  # with dots the day is first
        return Token("S", match[0], (one, two, year))
    day, month = (one, two) if two <= 12 else (two, one)
    return Token("D", match[0], (day, month, year))


def _dotted(match: re.Match[str], before: list[Token]) -> Token | None:
    """`25.01` is a day, `10.30` a time and `1.5` a number; `10.12` may be the first or second."""
    one, two = match[1], match[3]
    if len(two) < 2 or (before and before[-1].category in "@"):
        return None
    if int(two) > 12:
        return None
    if int(one) > 23:
        return Token("D", match[0], (int(one), int(two), None))
    return Token("O", match[0], (f"{one}:{two}", f"{one}.{two}."))


def _clock(match: re.Match[str], before: list[Token]) -> Token | None:
    if match.re is _MILITARY and before and before[-1].category in "ieFf":
        return None
    groups = [each for each in match.groups() if each]
    hour, minute = int(groups[0]), int(groups[1]) if len(groups) > 1 and groups[1].isdigit() else 0
    half = f"{match[3]}m" if match.re is _CLOCK_HALF else ""
    if minute > 59 or hour > 24 or (hour == 24 and minute) or (half and hour == 0):
        return None
    if half and hour > 12:
        return Token("T", match[0], Figures(hour, minute, "", True)) if half == "pm" else None
    sure = bool(half) or not 1 <= hour <= 7 or groups[0].startswith("0")
    return Token("T", match[0], Figures(hour % 24, minute, half, sure))


def _ordinal(match: re.Match[str], _: list[Token]) -> Token:
    return Token("o", match[0], int(match[1]))


def _number(match: re.Match[str], _: list[Token]) -> Token:
    if match[1]:
        return Token("n", match[0], int(match[1]) + Fraction(1, 2))
    value = Fraction(match[2].replace(",", "."))
    return Token("n", match[0], int(value) if value.denominator == 1 else value)


_LITERALS = (
    (_STAMP, _stamp),
    (_ISO_DAY, _day),
    (_COMPACT_DAY, _day),
    (_CLOCK_HALF, _clock),
    (_CLOCK, _clock),
    (_MILITARY, _clock),
    (_FIGURES_DAY, _figures_day),
    (_DOTTED, _clock),
    (_ORDINAL, _ordinal),
    (_NUMBER, _number),
)
