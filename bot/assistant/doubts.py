"""What speaks against a segment's act, whichever it is."""

import re
from collections.abc import Container
from itertools import pairwise

from bot.parsing.days import names_a_day
from bot.parsing.numbers import MOST_CONNECTS

from .near_misses import near_misses_of
from .outside import is_money, loose_numbers, loose_words, outside
from .reader.labels import AMOUNTS
from .reader.segments import Segment, Value, words_after
from .reader.words import Known, words_of
from .revision import is_open_total
from .said import Said
from .vocabulary import patterns

_SAYS = patterns("doubts.toml")
BOOSTS, BOOSTS_OTHERS, SPOKEN = _SAYS["boosts"], _SAYS["boosts_others"], _SAYS["spoken"]


def doubts_of(segment: Segment, said: Said) -> list[str]:
    """What speaks against a segment's act, whichever it is."""
    text = said.text
    numbers = loose_numbers(segment, text)
    money = [text[value.start - 1 : value.end] for value in segment.values if is_money(value, text)]
    said.unread += numbers + money
    found = {
        "loose number": bool(numbers),
        "loose day": _has_loose_day(segment, said),
        "negative": any(_is_negative(value, text) for value in segment.values),
        "money": bool(money),
        "part of a word": any(v.key in AMOUNTS and _is_in_word(v, text) for v in segment.values),
        "much": any(_is_much(value, segment.act, text) for value in segment.values),
        "repaired": bool(said.values.get("r")),
        "no purchase": segment.act == "buy" and not _is_bought(segment, said),
        "loose boost": _has_loose_boost(segment, text),
        "total": is_open_total(segment, text),
        "another day": any(v.key == "d" and _is_site(v, text) for v in segment.values),
        "numbered": any(_is_numbered(v, segment, text) for v in segment.values),
        "two of them": segment.act == "sp" and _may_be_two(segment, text),
        "elsewhere": _is_elsewhere(segment, said),
        "spoken": any(v.key in AMOUNTS for v in segment.values) and SPOKEN.search(text) is not None,
        "denied": any(is_denied(value, text) for value in segment.values),
        "another act": segment.margin < 0,
        "revised": segment.revised,
    }
    found.update(dict.fromkeys(near_misses_of(segment, text), True))
    return [doubt for doubt, is_so in found.items() if is_so]


_GOT = frozenset({"got", "landed", "won", "scored", "bagged", "snagged", "nabbed"})


def _is_of_somebody(segment: Segment, text: str, known: Known) -> bool:
    """`Inês got the hotel gig`: a name that nobody used is who was hired."""
    if segment.act != "o:hired" or any(v.start == segment.start for v in segment.values):
        return False
    first, *more = [word.text.lower() for word in words_of(text[segment.start : segment.end])[:2]]
    return first not in known.plain and first not in known.seldom and bool(_GOT & {*more})


def _has_loose_day(segment: Segment, said: Said) -> bool:
    """Whether a day is told outside of what was read as one: `8 on the web job on tues`. With an
    outcome it tells something else: `they want a call on Monday`."""
    loose = not segment.act.startswith("o:") and names_a_day(outside(segment, said.text))
    return loose or any(names_a_day(job.split()[-1]) for job in said.values.get("j", ()))


def _is_site(day: Value, text: str) -> bool:
    """`monday.com`."""
    end = day.start + len(text[day.start : day.end].rstrip("."))
    return text[end : end + 1] == "." and text[end + 1 : end + 2].isalpha()


def _is_numbered(value: Value, segment: Segment, text: str) -> bool:
    """`milestone 2`, where no job is called so."""
    before = _SAYS["numbered"].search(text, 0, value.start)
    named = (
        any(job.start <= before.start() < job.end for job in segment.spans("j")) if before else 0
    )
    return value.key in AMOUNTS and before is not None and not named


def _is_elsewhere(segment: Segment, said: Said) -> bool:
    """Whether it is told of another site than Upwork, beside a job's name or as one."""
    named = any(_SAYS["elsewhere"].fullmatch(job) for job in said.values.get("j", ()))
    return named or _SAYS["elsewhere"].search(outside(segment, said.text)) is not None


def _may_be_two(segment: Segment, text: str) -> bool:
    """`applied to two jobs, 12 and 16`: whether nothing says that one amount is a boost's."""
    is_both = bool(segment.spans("n") and segment.spans("b"))
    names_two = any(_AND.search(text, value.start, value.end) for value in segment.spans("j"))
    says_so = (BOOSTS if names_two else _SAYS["on_top"]).search(text, segment.start, segment.end)
    return is_both and says_so is None


_AND = re.compile(r"\s(?:and|n|y|&|\+)\s", re.IGNORECASE)


_COUNTS = re.compile(r"connects?\b|\bcnx\b", re.IGNORECASE)


def _is_bought(segment: Segment, said: Said) -> bool:
    """`got 60 connects` may be a balance, or have come."""
    return bool(segment.spans("p")) or _SAYS["buys"].search(said.part) is not None


def _has_loose_boost(segment: Segment, text: str) -> bool:
    """`12 plus boost`: whether a boost is told of a proposal, and not how much it took."""
    is_told = segment.act != "sp" or bool(segment.spans("b"))
    return not is_told and BOOSTS.search(outside(segment, text)) is not None


def _is_in_word(value: Value, text: str) -> bool:
    """`where is my w2`."""
    before = text[max(0, value.start - 1) : value.start]
    return before.isalpha() and text[value.start].isdigit()


MOST, MUCH = 100, 30
"""More than a proposal takes with its boost: `after 2001` is a year; and, where no Connects are
named, what may be the proposal's price: `bid 35 on the logo`."""
_MOST_OF = {"sp": MOST, "bad": MOST, "pb": MOST, "oth": MOST, "buy": 500}
"""People buy fewer at once: `bought 10000 connects lol`."""


def _is_much(value: Value, act: str, text: str) -> bool:
    typed = text[value.start : value.end]
    if value.key not in AMOUNTS or not typed.isdigit():
        return False
    may_be_price = act == "sp" and value.key == "n" and not _COUNTS.search(text)
    most = MUCH if may_be_price else _MOST_OF.get(act, MOST_CONNECTS)
    return int(typed) > most


_ASSERTED = frozenset("nbtmpcyzd")
"""Values that an act tells as they are."""


def is_denied(value: Value, text: str) -> bool:
    """`it wasn't 14`, `not the 18th`, `no 5 boost`."""
    is_so = _SAYS["denied"].search(text, 0, value.start) is not None
    is_so |= _SAYS["denied_behind"].match(text, value.end) is not None
    is_boost = value.key == "b" and _SAYS["denied_boost"].search(text, 0, value.start) is not None
    return value.key in _ASSERTED and (is_so or is_boost)


def _is_negative(value: Value, text: str) -> bool:
    """`spent -6`: a sign that may mean either."""
    before = text[max(0, value.start - 2) : value.start]
    return value.key in "nbp" and before[-1:] in ("-", "−") and not before[:1].isalnum()


def unheard_words(segment: Segment, text: str, known: Known) -> list[str]:
    """The segment's words, as typed, that are in none of its values and that no writer used."""
    unheard = loose_words(segment, text) - known.plain - known.seldom
    words = words_of(text[segment.start : segment.end])
    return [word.text for word in words if word.text.lower() in unheard]


def doubts_by_words(segment: Segment, text: str, known: Known) -> list[str]:
    """What words speak against it that nobody put where they stand."""
    before_names = _words_before_names(segment, text) - known.before_names
    found = {
        "unit": _counts_otherwise(segment, text, known.after_amounts),
        "cut name": bool(before_names),
        "part of a name": bool(before_names - known.plain),
        "somebody else": _is_of_somebody(segment, text, known),
    }
    return [doubt for doubt, is_so in found.items() if is_so]


def _counts_otherwise(segment: Segment, text: str, after_amounts: Container[str]) -> bool:
    """`I bought 6 hens`: a word right behind an amount that nobody put there."""
    after = words_after(segment, text, AMOUNTS)
    return any(word.text.lower() not in after_amounts for word in after)


def _words_before_names(segment: Segment, text: str) -> set[str]:
    """The words right before the jobs' names, which may be a part of these."""
    words = [word for word in words_of(text) if segment.start <= word.start < segment.end]
    names = {value.start for value in segment.values if value.key == "j"}
    return {
        before.text.lower()
        for before, word in pairwise(words)
        if word.start in names
        and before.text[0].isalpha()
        and not any(value.start <= before.start < value.end for value in segment.values)
    }
