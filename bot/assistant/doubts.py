"""What speaks against a segment's act, whichever it is."""

import re
import tomllib
from collections.abc import Container
from itertools import pairwise

from bot.parsing.days import names_a_day

from .outside import is_money, loose_numbers, loose_words, outside
from .reader.labels import AMOUNTS
from .reader.segments import Segment, Value, words_after
from .reader.words import Known, words_of
from .revision import is_open_total
from .said import Said
from .vocabulary import LISTS

_SAYS = {
    name: re.compile(pattern.replace("\n", ""), re.IGNORECASE)
    for name, pattern in tomllib.loads((LISTS / "doubts.toml").read_text("utf-8")).items()
}
BOOSTS = _SAYS["boosts"]


def doubts_of(segment: Segment, said: Said) -> list[str]:
    """What speaks against a segment's act, whichever it is."""
    text = said.text
    rest = outside(segment, text)
    numbers = loose_numbers(segment, text)
    money = [text[value.start - 1 : value.end] for value in segment.values if is_money(value, text)]
    said.unread += numbers + money
    found = {
        "loose number": bool(numbers),
        "loose day": _has_loose_day(segment, said),
        "negative": any(_is_negative(value, text) for value in segment.values),
        "money": bool(money),
        "part of a word": any(v.key in AMOUNTS and _is_in_word(v, text) for v in segment.values),
        "unit": any(v.key in AMOUNTS and _SAYS["unit"].match(text, v.end) for v in segment.values),
        "much": segment.act in _SPENDS
        and any(_is_much(v, segment.act, text) for v in segment.values),
        "repaired": bool(said.values.get("r")),
        "no job": any(
            v.key == "j" and _SAYS["connects"].match(text, v.end) for v in segment.values
        ),
        "cut name": any(
            v.key == "j" and _SAYS["goes_on"].match(text, v.end) for v in segment.values
        ),
        "somebody else": segment.act in _ONES_OWN
        and _SAYS["he_or_she"].match(said.part) is not None,
        "one more": segment.act.startswith("o:") and _SAYS["also"].search(text) is not None,
        "lost": segment.act in _GRANTED and _SAYS["loses"].search(said.part) is not None,
        "no purchase": segment.act == "buy" and not _is_bought(segment, said),
        "no balance": segment.act == "cor" and not _is_balance(said.part),
        "loose boost": _has_loose_boost(segment, text),
        "total": is_open_total(segment, text),
        "another day": any(v.key == "d" and _is_no_day(v, text) for v in segment.values),
        "no own zone": segment.act == "tz" and _is_of_another_place(said.part),
        "numbered": any(_is_numbered(v, segment, text) for v in segment.values),
        "worked": any(_is_work(value, text) for value in segment.spans("n")),
        "two of them": segment.act == "sp" and _may_be_two(segment, text),
        "priced": segment.act == "sp" and _is_priced(said.part),
        "only seen": segment.act == "sp" and _is_only_seen(said.part),
        "elsewhere": _is_elsewhere(segment, said),
        "several": segment.act.startswith("o:") and _SAYS["several"].search(said.part) is not None,
        "boosted to": any(_is_boosted_to(value, text) for value in segment.spans("b")),
        "turned down": segment.act == "o:declined"
        and _SAYS["turned_down"].search(rest) is not None,
        "another act": segment.margin < 0,
        "revised": segment.revised,
    }
    return [doubt for doubt, is_so in found.items() if is_so]


_ONES_OWN = frozenset({"acc", "cyc", "tz", "cor", "pl:plus", "pl:basic", "e:new", "e:top"})
_GRANTED = frozenset({"e:top", "e:rising", "e:new", "e:ready"})
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


def _is_no_day(day: Value, text: str) -> bool:
    """`the job posted 2 days ago`, `monday.com`."""
    is_site = text[day.end : day.end + 1] == "." and text[day.end + 1 : day.end + 2].isalpha()
    return is_site or _SAYS["posted"].search(text, 0, day.start) is not None


def _is_of_another_place(part: str) -> bool:
    """`timezone in salt lake city`, which may ask for the time there."""
    return _SAYS["own_zone"].search(part) is None and _SAYS["asks_time"].search(part) is not None


def _is_numbered(value: Value, segment: Segment, text: str) -> bool:
    """`milestone 2`, where no job is called so."""
    before = _SAYS["numbered"].search(text, 0, value.start)
    named = (
        any(job.start <= before.start() < job.end for job in segment.spans("j")) if before else 0
    )
    return value.key in AMOUNTS and before is not None and not named


def _is_work(amount: Value, text: str) -> bool:
    return _SAYS["worked"].search(text, 0, amount.start) is not None


def _is_only_seen(part: str) -> bool:
    return _SAYS["only_seen"].search(part) is not None and not _SAYS["applied"].search(part)


def _is_elsewhere(segment: Segment, said: Said) -> bool:
    """Whether it is told of another site than Upwork, beside a job's name or as one."""
    named = any(_SAYS["elsewhere"].fullmatch(job) for job in said.values.get("j", ()))
    return named or _SAYS["elsewhere"].search(outside(segment, said.text)) is not None


def _is_boosted_to(boost: Value, text: str) -> bool:
    return _SAYS["boosted_to"].search(text, 0, boost.start) is not None


def is_of_before(segment: Segment, part: str) -> bool:
    """Whether a spend behind an outcome is of its proposal: `the job I applied to for 8`."""
    is_unnamed = segment.act == "sp" and not segment.spans("j")
    return is_unnamed and _SAYS["relative"].match(part) is not None


def _may_be_two(segment: Segment, text: str) -> bool:
    """`applied to two jobs, 12 and 16`: whether nothing says that one amount is a boost's."""
    is_both = bool(segment.spans("n") and segment.spans("b"))
    return is_both and _SAYS["on_top"].search(text, segment.start, segment.end) is None


def _is_priced(part: str) -> bool:
    """`quoted 80 for the logo`, without a word of Connects."""
    return _SAYS["priced"].search(part) is not None and not _COUNTS.search(part)


_COUNTS = re.compile(r"connects?\b|\bcnx\b", re.IGNORECASE)


def _is_balance(part: str) -> bool:
    is_held = _SAYS["holds"].search(part) is not None
    return is_held and (_COUNTS.search(part) is not None or not _SAYS["money_held"].search(part))


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


_SPENDS = frozenset({"sp", "bad", "pb", "oth"})
MOST, MUCH = 100, 30
"""More than a proposal takes with its boost: `after 2001` is a year; and, where no Connects are
named, what may be the proposal's price: `bid 35 on the logo`."""


def _is_much(value: Value, act: str, text: str) -> bool:
    typed = text[value.start : value.end]
    may_be_price = act == "sp" and value.key == "n" and not _COUNTS.search(text)
    most = MUCH if may_be_price else MOST
    return value.key in AMOUNTS and typed.isdigit() and int(typed) > most


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
    found = {
        "unit": _counts_otherwise(segment, text, known.after_amounts),
        "cut name": _has_cut_name(segment, text, known.before_names),
        "somebody else": _is_of_somebody(segment, text, known),
    }
    return [doubt for doubt, is_so in found.items() if is_so]


def _counts_otherwise(segment: Segment, text: str, after_amounts: Container[str]) -> bool:
    """`I bought 6 hens`: a word right behind an amount that nobody put there."""
    after = words_after(segment, text, AMOUNTS)
    return any(word.text.lower() not in after_amounts for word in after)


def _has_cut_name(segment: Segment, text: str, before_names: Container[str]) -> bool:
    """Whether the word before a job's name may be a part of it."""
    words = [word for word in words_of(text) if segment.start <= word.start < segment.end]
    return any(
        before.text[0].isalpha()
        and before.text.lower() not in before_names
        and any(value.key == "j" and value.start == word.start for value in segment.values)
        and not any(value.start <= before.start < value.end for value in segment.values)
        for before, word in pairwise(words)
    )
