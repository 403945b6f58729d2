"""A sentence as tokens: words, and the values in it (Connects, money, links, quotes, days).

What people type is brought into one form first; typos of words that the grammar knows are put
right. A token keeps the text as it was typed, for the titles of jobs. All patterns are linear.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from text_to_num import alpha2digit

from bot.parsing.numbers import compounds_as_digits, spelt_as_digits
from bot.parsing.text import LINK, UNSEEN, plain

from .vocabulary import COUNTED, put_right, words

_BOOST_JOINS = words("boost_joins")

LONGEST = 600


class Token(NamedTuple):
    """`kind`: word, number, connects, money, boost, day, link, quote, count, sep or end.

    `value` is a number's whole value, None where it is no sensible one. `glued` when nothing
    stands between it and the token before.
    """

    kind: str
    text: str
    raw: str
    value: int | None = None
    glued: bool = False


_QUOTES = str.maketrans("‘’´`“”„«»−–—", '\'\'\'\'"""""---')
_MENTION = re.compile(r"<[@#][!&]?\d{1,20}>|<a?:\w{1,40}:\d{1,20}>")
_EMPHASIS = re.compile(r"\*{1,3}|~~|\|\|")
_STRETCHED = re.compile(r"([a-z])\1{2,}", re.IGNORECASE)
_GLUED = re.compile(
    r"(?<![\w.,$€£/-])(\d{1,6})"
    r"(?=(?:con+ects?|tokens?|h|hrs?|hours?|wks?|weeks?|days?|mins?|jobs?|am|pm)\b)",
    re.IGNORECASE,
)

_SHORT = re.compile(r"(?<![\w.,$€£/-])(\d{1,3}) ?c\b", re.IGNORECASE)
_TO = re.compile(
    r"(?<=[a-z] )2 "
    r"(?=(?:a|the|an|my|apply|aply|buy|by|get|go|do|know|send|spend|be|use|see|make|log|me|bid"
    r"|plus|basic|freelancer)\b)",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"(?<=[a-z] )(?<!spent )(?<!sent )(?<!used )(?<!put )(?<!bid )4 "
    r"(?=(?:me|my|u|us|that|this|it|free|hourly|hrly|da) ?(?:\?|$|[a-z])|[$€£])",
    re.IGNORECASE,
)
_FOR_BESIDE = re.compile(
    r"(?<=[a-z] )4 (?=[a-z])"
    r"(?!(?:con|tok|cred|more|extra|boost|hours?|hrs?|days?|weeks?|on|to|for)\b)"
    r"(?=.{0,80}(?:[$€£]\d|\d connects))"
    r"|(?<=\d connects )4 (?=[a-z])",
    re.IGNORECASE,
)

_CURRENCY = r"us\$|[$€£₹¥₱]"
_UNIT = (
    r"dollars?|dolars?|dollers?|bucks?|usd|\$|€|£|₹|eur|euros?|gbp|pounds?|rupees?|inr|pesos?"
    r"|php|cad|aud"
)
_TOKEN = re.compile(
    rf"(?P<link>{LINK.pattern})"
    r"|(?P<quote>\"[^\"\n]{1,200}\"|(?<!\w)'[^'\n]{2,200}'(?!\w))"
    r"|(?P<number>(?P<sign>[-+])?(?P<before>" + _CURRENCY + r")?\s?\d++(?:[.,]\d++)*+"
    r"(?:\s?(?P<scale>k|grand|mil|million|m))?(?![^\W\d_])(?:\s?(?P<after>"
    + _UNIT
    + r")(?![^\W\d_]))?)"
    r"|(?P<ordinal>\d{1,4}(?:st|nd|rd|th)\b)"
    r"|(?P<word>[^\W\d_]{1,3}\d{1,2}(?!\w)"
    r"|[^\W\d_]++(?:'[^\W\d_]+|\.(?:js|io|net|com|ai|co|dev|app|py)\b)*[+#]{0,2}(?!\d))"
    r"|(?P<rest>[^\W\d_]+)"
    r"|(?P<end>[.!?…\n]+)"
    r"|(?P<sep>[,;:()/&+=-]+)"
    r"|(?P<other>\S)",
    re.IGNORECASE,
)


def normal(text: str) -> str:
    """The text in one form: plain signs, number words as digits, no marks of emphasis.

    Links stay as they were typed.
    """
    parts = LINK.split(UNSEEN.sub("", text))
    parts[::2] = map(_normal_words, parts[::2])
    return "".join(parts).strip()


def clean(text: str) -> str:
    """The text with plain signs and without mentions and emphasis, its words as they were typed,
    but for numbers of several words, which are figures."""
    text = unicodedata.normalize("NFKC", UNSEEN.sub("", text)).translate(_QUOTES)
    parts = LINK.split(_EMPHASIS.sub("", _MENTION.sub(" ", text)))
    parts[::2] = (_UNDO_KEYS.sub("undo that", compounds_as_digits(part)) for part in parts[::2])
    return _BULLET.sub("", "".join(parts))


_BULLET = re.compile(r"^\s*[-*•]\s+(?=\S)")
"""Before a line of a list."""
_UNDO_KEYS = re.compile(r"\b(?:ctrl|control|cmd|command)[ +-]?z\b", re.IGNORECASE)
"""Typed for what they do."""


def whole_in(text: str) -> int | None:
    """The only whole number in a value's words, in figures or spelt; None of none or several."""
    words = _NOUGHT.sub("0", plain(text).replace("-", " "))
    spelt = spelt_as_digits(_DOZEN.sub("12", _HALF_DOZEN.sub("6", words)))
    numbers = {int(each.replace(",", "")) for each in _FIGURES.findall(spelt) if len(each) < 9}
    return numbers.pop() if len(numbers) == 1 else None


_HALF_DOZEN = re.compile(r"\bhalf a dozen\b|\bmedia docena\b")
_DOZEN = re.compile(r"\b(?:a |una )?(?:dozen|docena)\b")
_NOUGHT = re.compile(r"\b(?:zero|nought|cero)\b")
_FIGURES = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d.,]\d)|(?<![\d.,])\d+(?![.,]?\d)")


def _normal_words(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    text = _MENTION.sub(" ", text)
    text = _UNDO_KEYS.sub("undo that", _EMPHASIS.sub("", text))
    text = _STRETCHED.sub(r"\1\1", text)
    text = _SHORT.sub(r"\1 connects", _GLUED.sub(r"\1 ", text))
    return _spelt_numbers(text)


_HALVES = (
    (re.compile(r"\bhalf a dozen\b", re.IGNORECASE), "6"),
    (re.compile(r"\b(?:a )?dozen\b", re.IGNORECASE), "12"),
    (re.compile(r"\b(?:a )?couple(?: of)? hundred\b", re.IGNORECASE), "200"),
    (re.compile(r"\ba (?=hundred|thousand|grand\b)", re.IGNORECASE), "one "),
    (re.compile(r"\bone grand\b", re.IGNORECASE), "1000 dollars"),
    (re.compile(r"\btwo\b(?! (?:of|things|questions))", re.IGNORECASE), "2"),
    (re.compile(r"\bone (?=connects?\b)", re.IGNORECASE), "1 "),
)
_NUMBER_WORD = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w{3,5}teen|twenty|thirty|"
    r"fou?rty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|dozen|grand|couple)\b",
    re.IGNORECASE,
)


def _spelt_numbers(text: str) -> str:
    if not _NUMBER_WORD.search(text):
        return text
    text = re.sub(r"\bfourty\b", "forty", text, flags=re.IGNORECASE)
    for pattern, digits in _HALVES:
        text = pattern.sub(digits, text)
    text = str(alpha2digit(text, "en"))
    return _HUNDRED.sub("100", text)


_HUNDRED = re.compile(r"(?<!\d )\bhundred\b(?! (?:percent|times))", re.IGNORECASE)


def as_said(tokens: Iterable[Token]) -> str:
    """The tokens' text as it was typed."""
    return "".join(f"{'' if token.glued else ' '}{token.raw}" for token in tokens).strip()


def tokenise(text: str, today: date) -> list[Token]:
    """The tokens of a normal text, values put together from their parts."""
    return list(_with_values(list(_plain(_worded(text))), today))


def _worded(text: str) -> str:
    """The text with a 2 and a 4 that stand for `to` and `for` written out."""
    return _TO.sub("to ", _FOR_BESIDE.sub("for ", _FOR.sub("for ", text)))


def _plain(text: str) -> Iterator[Token]:
    end = 0
    for match in _TOKEN.finditer(text):
        token = _token(match)
        yield token._replace(glued=match.start() == end and not match[0][0].isspace())
        end = match.end()


def _token(match: re.Match[str]) -> Token:
    raw = match[0]
    match match.lastgroup:
        case "word" | "rest":
            return Token("word", put_right(raw.lower()), raw)
        case "quote":
            return Token("quote", raw.lower(), raw.strip("\"'"))
        case "ordinal":
            return Token("ordinal", raw.lower(), raw, int(raw[:-2]))
        case "other":
            return Token("other", raw, raw)
        case "link" | "end" | "sep" as kind:
            return Token(kind, raw, raw)
        case _:
            return _number(match)


def _number(match: re.Match[str]) -> Token:
    raw = match[0].strip()
    text = raw.lower().lstrip("+")
    if match["before"] or match["after"] or match["scale"]:
        return Token("money", _in_one_currency(text), raw)
    digits = re.sub(r"(?<=\d)[.,](?=\d{3}(?:\D|$))", "", text)
    whole = digits.isdecimal() and digits.isascii() and len(digits) <= 7
    return Token("number", text, raw, int(digits) if whole else None)


_DOLLARS = re.compile(r"us\$|dollars?|dolars?|dollers?|bucks?|usd|\$")


def _in_one_currency(text: str) -> str:
    """The amount with its currency as one sign before it, where that is dollars."""
    text = text.replace("grand", "k").replace(" ", "")
    return "$" + _DOLLARS.sub("", text) if _DOLLARS.search(text) else text


_DOLLAR_WORDS = frozenset({"dollars", "dollar", "bucks", "buck", "usd"})
_PER = frozenset({"/", "per", "an", "a", "each", "every"})
_HOUR = frozenset({"h", "hr", "hrs", "hour", "hours", "hourly"})
_WEEK = frozenset({"w", "wk", "wks", "week", "weeks", "weekly"})
_LENGTH = _WEEK | {"month", "months", "mo", "mos"}
_CONNECTS = frozenset({"connect", "connects", "credits", "credit", "tokens", "token"})
_BOOST = frozenset({"boost", "boosted", "boosting"})


def _with_values(tokens: list[Token], today: date) -> Iterator[Token]:
    """Join the tokens that make one value together."""
    at = 0
    while at < len(tokens):
        joined, used = _value_at(tokens, at, today)
        yield joined._replace(glued=tokens[at].glued)
        at += used


def _value_at(tokens: list[Token], at: int, today: date) -> tuple[Token, int]:
    token = tokens[at]
    if token.kind in ("number", "money"):
        return _hourly(tokens, at) or _range(tokens, at) or _counted(tokens, at) or (token, 1)
    if token.text in _BOOST:
        return _boost_before(tokens, at) or (token, 1)
    if token.kind == "word":
        return _day(tokens, at, today) or (token, 1)
    return token, 1


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS = {"yesterday": 1, "today": 0, "tonight": 0}


def _day(tokens: list[Token], at: int, today: date) -> tuple[Token, int] | None:
    """A day gone by, as so many days ago: `yesterday`, `last friday`, `on monday`."""
    first, second = _words(tokens, at, 2)[:2]
    if first in _DAYS:
        return Token("day", "day", tokens[at].raw, _DAYS[first]), 1
    if first == "last" and second == "night":
        return Token("day", "day", "last night", 1), 2
    if first == "this" and second in ("morning", "afternoon", "evening"):
        return Token("day", "day", f"this {second}", 0), 2
    if first in ("on", "last", "this") and second in _WEEKDAYS:
        back = (today.weekday() - _WEEKDAYS.index(second)) % 7 or 7
        return Token("day", "day", f"{first} {second}", back), 2
    return None


def _words(tokens: list[Token], at: int, many: int) -> list[str]:
    return [token.text for token in tokens[at : at + many]] + [""] * many


def _range(tokens: list[Token], at: int) -> tuple[Token, int] | None:
    """`300-500`, `$1k to 2k`, `between 300 and 500`: a budget."""
    if at + 2 >= len(tokens):
        return _glued_range(tokens, at) if at + 1 < len(tokens) else None
    low, between, high = tokens[at : at + 3]
    joins = ("-", "to") if not (at and tokens[at - 1].text == "between") else ("-", "to", "and")
    if high.kind == "number" and high.text.startswith("-") and between.text == "-":
        return None
    if between.text not in joins or high.kind not in ("number", "money"):
        return _glued_range(tokens, at)
    if _words(tokens, at + 3, 1)[0] in _CONNECTS:
        return None
    plain = low.kind == high.kind == "number"
    if plain and ((low.value or 0) < 30 or (high.value or 0) < (low.value or 0)):
        return None
    text = f"{low.text}-{high.text.lstrip('-')}"
    return Token("money", text, text), 3


def _glued_range(tokens: list[Token], at: int) -> tuple[Token, int] | None:
    """`300-500` as the tokeniser leaves it: a number and a negative one."""
    low, high = tokens[at], tokens[at + 1]
    if not (high.kind in ("number", "money") and high.raw.startswith("-")):
        return None
    if low.kind == "number" and (low.value or 0) < 30:
        return None
    text = f"{low.text}{high.text}"
    return Token("money", text, text), 2


def _hourly(tokens: list[Token], at: int) -> tuple[Token, int] | None:
    """`30/hr 20h/wk 3 weeks`, `$25 - $40 an hour, 20 hrs a week`: a budget."""
    rate, used = _range(tokens, at) or _glued(tokens, at) or (tokens[at], 1)
    if _words(tokens, at + used, 1)[0] in _DOLLAR_WORDS:
        used += 1
    first, second = _words(tokens, at + used, 2)[:2]
    if first in _PER and second in _HOUR:
        used += 2
    elif first in ("hourly", "ph"):
        used += 1
    else:
        return None
    text = f"{rate.text}/hr"
    while found := _hours_at(tokens, at + used):
        part, more = found
        text, used = f"{text} {part}", used + more
    return Token("money", text, text), used


def _glued(tokens: list[Token], at: int) -> tuple[Token, int] | None:
    """A range of small rates, `25-40`, which is one only before `an hour`."""
    for width in (2, 3):
        part = tokens[at : at + width]
        if len(part) == width and part[-1].kind in ("number", "money"):
            middle = part[1].text if width == 3 else "-"
            if middle in ("-", "to") and (width == 3 or part[1].raw.startswith("-")):
                text = f"{part[0].text}-{part[-1].text.lstrip('-')}"
                return Token("money", text, text), width
    return None


_BETWEEN = words("between")


def _hours_at(tokens: list[Token], at: int) -> tuple[str, int] | None:
    """Hours a week, weeks, or hours in all, after an hourly rate."""
    skipped = 0
    while skipped < 2 and _words(tokens, at + skipped, 1)[0] in _BETWEEN:
        skipped += 1
    at += skipped
    if at >= len(tokens) or tokens[at].value is None:
        return None
    count = tokens[at].text
    first, second, third = _words(tokens, at + 1, 3)[:3]
    if first in _HOUR and second in _PER and third in _WEEK:
        return f"{count}h/wk", 4 + skipped
    if first in _HOUR and second in _WEEK:
        return f"{count}h/wk", 3 + skipped
    if first in _HOUR:
        return f"{count} hours", 2 + skipped
    if first in _LENGTH:
        return f"{count} {'months' if first.startswith('mo') else 'weeks'}", 2 + skipped
    return None


def _counted(tokens: list[Token], at: int) -> tuple[Token, int] | None:
    """`6 connects`, `4 boost`, `3 jobs`: what a number counts."""
    token = tokens[at]
    if token.kind != "number":
        return None
    skip = 1 if _words(tokens, at + 1, 1)[0] in ("upwork", "more", "free", "extra", "new") else 0
    word = _words(tokens, at + 1 + skip, 1)[0]
    raw = " ".join(part.raw for part in tokens[at : at + 2 + skip])
    if word in _CONNECTS:
        if _words(tokens, at + 2 + skip, 1)[0] in _BOOST and not _boost_before(
            tokens, at + 2 + skip
        ):
            return Token("boost", "boost", raw, token.value), 3 + skip
        return Token("connects", token.text, raw, token.value), 2 + skip
    if word in _DOLLAR_WORDS and not skip:
        return Token("money", f"${token.text}", raw, token.value), 2
    if word in _BOOST and not skip:
        return Token("boost", "boost", raw, token.value), 2
    if word in ("day", "days") and _words(tokens, at + 2, 1)[0] in ("ago", "back"):
        return Token("day", "day", f"{raw} ago", token.value), 3
    if word in COUNTED:
        return Token("count", word, raw, token.value), 2 + skip
    return None


def _boost_before(tokens: list[Token], at: int) -> tuple[Token, int] | None:
    """`boosted it with 4 more`, `boost of 10`, `boost 12 connects`."""
    used = 1
    while used < 4 and _words(tokens, at + used, 1)[0] in _BOOST_JOINS:
        used += 1
    if at + used >= len(tokens) or tokens[at + used].kind != "number":
        return None
    value = tokens[at + used].value
    used += 1
    while _words(tokens, at + used, 1)[0] in _CONNECTS | {"more", "extra"}:
        used += 1
    raw = " ".join(part.raw for part in tokens[at : at + used])
    return Token("boost", "boost", raw, value), used
