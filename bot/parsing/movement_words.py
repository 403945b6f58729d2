"""What an action in a history of Connects means: its kind, and the title that stands behind it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from bot.ledger.model import Kind, Purpose, Source
from bot.ledger.proposals import BOOST_RETURNED
from bot.parsing.lexicon import load
from bot.parsing.text import plain

BOOST = "boost"
"""The source of Connects that were bid to boost a proposal, in a history's lines."""
BOOST_CHARGE = "boost charge"
"""The same, of a bid's final charge behind a refund of the whole bid."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A kind and source of the ledger's, and whether Connects arrive (1) or leave (-1)."""

    kind: Kind
    source: str
    sign: int


MEANINGS = {
    "spend": Meaning(Kind.SPEND, Purpose.PROPOSAL, -1),
    "boost": Meaning(Kind.SPEND, BOOST, -1),
    "boost_back": Meaning(Kind.REFUND, BOOST_RETURNED, 1),
    "boost_charge": Meaning(Kind.SPEND, BOOST_CHARGE, -1),
    "refund": Meaning(Kind.REFUND, "closed", 1),
    "purchase": Meaning(Kind.PURCHASE, "purchase", 1),
    "plan": Meaning(Kind.GRANT, Source.PLAN, 1),
    "rising_talent": Meaning(Kind.GRANT, Source.RISING_TALENT, 1),
    "top_rated": Meaning(Kind.GRANT, Source.TOP_RATED, 1),
    "readiness_test": Meaning(Kind.GRANT, Source.READINESS_TEST, 1),
    "interview": Meaning(Kind.GRANT, Source.INTERVIEW, 1),
    "new_account": Meaning(Kind.GRANT, Source.NEW_ACCOUNT, 1),
    "other_free": Meaning(Kind.GRANT, Source.OTHER, 1),
    "badge": Meaning(Kind.SPEND, Purpose.AVAILABILITY_BADGE, -1),
    "profile_boost": Meaning(Kind.SPEND, Purpose.PROFILE_BOOST, -1),
    "expire": Meaning(Kind.EXPIRE, "expiry", -1),
    "forfeit": Meaning(Kind.FORFEIT, "cap", -1),
    "other": Meaning(Kind.SPEND, Purpose.OTHER, -1),
}
_PRIORITY = tuple(MEANINGS)
_OPPOSITE = {
    "spend": MEANINGS["refund"], "boost": MEANINGS["boost_back"],
    "refund": MEANINGS["spend"], "boost_back": MEANINGS["boost"],
}  # fmt: skip
"""What a kind is where a column of its own says that the Connects went the other way."""
_LAST = frozenset({"spend", "other", "other_free", "plan"})
"""Kinds whose words stand beside those of others: a boosted proposal, a bonus for an interview."""
WITH_TITLE = frozenset(
    {Purpose.PROPOSAL, BOOST, BOOST_CHARGE, BOOST_RETURNED, "closed", Source.INTERVIEW}
)
"""Sources whose lines are about a job."""


class _Phrase(NamedTuple):
    """A pattern of an action's words; `is_sure` where no job's title begins with them."""

    pattern: re.Pattern[str]
    name: str
    is_sure: bool

    @property
    def meaning(self) -> Meaning:
        return MEANINGS[self.name]


def _longest_first(words: Sequence[str]) -> str:
    said = (word.replace("connects", _CONNECTS) for word in words)
    return rf"(?:{'|'.join(sorted(said, key=len, reverse=True))})(?!\w)"


_CONNECTS = "(?:connects|conexiones|conectes)"
_PHRASES = tuple(
    _Phrase(re.compile(_longest_first(words)), name, is_sure)
    for name, lists in load("statements").items()
    for is_sure, words in ((True, lists["sure"]), (False, lists["plain"]))
    if words
)


_ANY = re.compile("|".join(phrase.pattern.pattern for phrase in _PHRASES))
"""Most texts have none of them."""


def _plain(text: str) -> str:
    """Small plain letters, sign for sign, so that places in it are places in the text."""
    words = plain(text)
    if len(words) != len(text):
        words = "".join((plain(sign) or " ")[:1] for sign in text)
    return words


@dataclass(frozen=True, slots=True)
class Action:
    """An action as it was read; no meaning where its words are none that are known."""

    meaning: Meaning | None
    title: str


def read_action(text: str, sign: int = 0, *, begins: bool = False) -> Action:
    """An action with its title in one text: `Applied to job Logo`, `Refund: Logo`.

    `sign` is what the amount's sign says; words of the other direction are then not its kind, and
    what remains is a title: `Refund module in Laravel`, -16. `begins` where each text of the file
    begins with its action, be there a colon behind it or not.
    """
    words = _plain(text)
    found = _longest(words, sign, lambda phrase, end: phrase.is_sure)
    found = found or _longest(
        words, sign, lambda _, end: begins or _BEFORE_TITLE.match(words, end) is not None
    )
    if found is None or (not sign and not found[1].is_sure and _MORE_OF_IT.match(words, found[0])):
        return _read_composed(text, words, sign, begins=begins)
    end, phrase = found
    behind = _BEHIND.match(words, end)
    rest = text[behind.end() if behind else end :]
    return Action(phrase.meaning, _title(_without_more(rest, phrase)))


def _read_composed(text: str, words: str, sign: int, *, begins: bool) -> Action:
    """An action in words that are no known phrase, where it is clear where they end."""
    end = _end_of_action(words)
    is_whole = sign or not _MORE_OF_IT.match(words, end)
    if end and is_whole and (begins or _BEFORE_TITLE.match(words, end)):
        meaning = _composed(words[:end], sign)
        if meaning is not None:
            behind = _BEHIND.match(words, end)
            return Action(meaning, _title(text[behind.end() if behind else end :]))
    return Action(None, _title(text))


_CONCEPTS = tuple(
    (name, re.compile("|".join(stems))) for name, stems in load("movements")["concepts"].items()
)
_RULES: tuple[tuple[str, frozenset[str]], ...] = (
    ("profile_boost", frozenset(["profile", "boost"])),
    ("badge", frozenset(["badge"])),
    ("boost_charge", frozenset(["boost", "charge"])),
    ("boost_back", frozenset(["boost", "back"])),
    ("boost_back", frozenset(["outbid"])),
    ("boost", frozenset(["boost"])),
    ("boost_back", frozenset(["boost"])),
    ("expire", frozenset(["expired"])),
    ("forfeit", frozenset(["cap"])),
    ("interview", frozenset(["interview"])),
    ("purchase", frozenset(["bought"])),
    ("refund", frozenset(["back"])),
    ("refund", frozenset(["ended"])),
    ("plan", frozenset(["monthly"])),
    ("other_free", frozenset(["free"])),
    ("spend", frozenset(["applied"])),
)
"""What concepts together mean; the first counts whose direction is the sign's."""
_TOKEN = re.compile(r"[\w'-]*[^\W\d][\w'-]*")


def _concepts_of(token: str) -> set[str]:
    return {name for name, stems in _CONCEPTS if stems.match(token)}


def _composed(words: str, sign: int) -> Meaning | None:
    """What the concepts in an action's words mean together; None where none is known."""
    found = set().union(*map(_concepts_of, _TOKEN.findall(words)))
    fits = (
        meaning
        for name, concepts in _RULES
        if concepts <= found and sign in (0, (meaning := MEANINGS[name]).sign)
    )
    return next(fits, None)


def _end_of_action(words: str) -> int:
    """Where the words that an action may have end; 0 where the text begins with others."""
    end = 0
    for token in _TOKEN.finditer(words):
        if words[end : token.start()].strip(' "(.,') or not _concepts_of(token[0]):
            break
        end = token.end()
    return end


_BEHIND = re.compile(r"(?:\s|[:;.,>»–—]|-(?=\s))*")
_BEFORE_TITLE = re.compile(r"\s*(?:[:;,>»–—]|-\s|\(|$)")
_MORE_OF_IT = re.compile(r"(?:\s+[^\s:]+){1,2}\s?:\s")
"""Words of the same action that are not known, which may turn it round: `Boost devuelto: Logo`."""
_MORE = re.compile(r"[^,;:]{2,40}[,;:]\s")
_TAIL = re.compile(r"[.,;]\s*connects (?:were )?returned\.?$", re.IGNORECASE)


def _without_more(rest: str, phrase: _Phrase) -> str:
    """The title without more words of the same action around it: `got boost back, Logo`."""
    rest = _TAIL.sub("", rest)
    first = _MORE.match(rest)
    if first and is_action(first[0].strip(" ,;:")) and read_kind(first[0]) == phrase.meaning:
        return rest[first.end() :]
    return rest


@lru_cache(maxsize=1024)
def read_kind(text: str, sign: int = 0) -> Meaning | None:
    """The kind that a cell of its own names, wherever the words stand in it.

    With a sign against its words it is their opposite: a proposal that came back.
    """
    words = plain(text).replace("_", " ").strip()
    best = max(_in_cell(words, sign), default=None)
    if best is None and sign:
        other = max(_in_cell(words, -sign), default=None)
        opposite = _OPPOSITE.get(_PRIORITY[-other[3]]) if other else None
        return opposite or _composed(words, sign)
    return MEANINGS[_PRIORITY[-best[3]]] if best else _composed(words, sign)


def _in_cell(words: str, sign: int) -> Iterator[tuple[bool, bool, int, int]]:
    """The phrases in a cell, with what makes one the likelier: sure, of its own, long."""
    for phrase in _PHRASES if _ANY.search(words) else ():
        if sign not in (0, phrase.meaning.sign):
            continue
        for found in phrase.pattern.finditer(words):
            if found.start() == 0 or not words[found.start() - 1].isalnum():
                length = found.end() - found.start()
                is_own = phrase.name not in _LAST
                yield phrase.is_sure, is_own, length, -_PRIORITY.index(phrase.name)


def is_action(text: str) -> bool:
    """Whether the text is the words of an action alone."""
    words = plain(text).strip(" .:")
    return _ANY.match(words) is not None and any(
        (found := phrase.pattern.match(words)) and found.end() == len(words) for phrase in _PHRASES
    )


def names_job(text: str) -> bool:
    """Whether it is the words of an action alone, of one that is about a job."""
    kind = read_kind(text) if is_action(text) else None
    return kind is not None and kind.source in WITH_TITLE


def begins_as_action(text: str, sign: int = 0, *, surely: bool = True) -> bool:
    """Whether the text begins with words of an action, such as no title begins with (`surely`)."""
    words = plain(text)
    return _longest(words, sign, lambda phrase, _: phrase.is_sure or not surely) is not None


def _longest(
    words: str, sign: int, fits: Callable[[_Phrase, int], bool]
) -> tuple[int, _Phrase] | None:
    """Where the longest phrase that the words begin with ends."""
    best: tuple[int, _Phrase] | None = None
    for phrase in _PHRASES if _ANY.match(words) else ():
        if sign in (0, phrase.meaning.sign) and (found := phrase.pattern.match(words)):
            end = found.end()
            if (best is None or end > best[0]) and fits(phrase, end):
                best = (end, phrase)
    return best


def _title(text: str) -> str:
    title = " ".join(text.split()).strip()
    return title[1:-1] if len(title) > 2 and title[0] + title[-1] in _QUOTED else title


_QUOTED = frozenset({'""', "''", "“”", "„“", "«»"})
