"""Marks that the words around them put right, before their values are read.

The reader saw them otherwise, so an act with such marks must be read more surely
(`Segment.revised`).
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise, product

from bot.parsing.days import names_a_day, read_days_ago

from .lists import listed
from .outside import links_in, outside
from .reader.segments import Segment, Value
from .reader.words import Known, words_of


def revised(segments: Sequence[Segment], text: str, today: date) -> list[Segment]:
    """The segments as their words say: what stands in links is no value, the last of two amounts
    with a repair between them counts, a list is as many acts."""
    listed_ones = listed(segments, text)
    found = [_with_what_is_left(_without_no_values(each, text), text) for each in listed_ones]
    found = [part for each in _taken_back(found, text) for part in _listed(each, text)]
    dated = [_with_day(_with_total(each, text), text, today) for each in found]
    whole = [_with_whole_day(each, text, today) for each in dated]
    return [_with_whole_name(each, text, today) for each in whole]


def _without_no_values(segment: Segment, text: str) -> Segment:
    """Without what was read in a link, which names no job, nor do words that take something back:
    `https`, `correction`."""
    links = links_in(text)
    values = (
        value
        for value in segment.values
        if not any(value.start < end and start < value.end for start, end in links)
        and not (value.key == "j" and _REPAIR_ALONE.fullmatch(text, value.start, value.end))
    )
    return segment._replace(values=tuple(values))


_LEAVES = re.compile(
    r"\b(?:leaves?|leaving|left with|down to|now at|quedan?|quedo con)\s+(?:me |us )?$",
    re.IGNORECASE,
)
_LEFT = re.compile(r"\s+(?:connects? )?(?:left|remaining|remain|to spare)\b", re.IGNORECASE)


def _with_what_is_left(segment: Segment, text: str) -> Segment:
    """Of two amounts, the one that words say is left: `6 on the logo job, leaves 28`."""
    amounts = segment.spans("n")
    left = [
        value
        for value in amounts
        if _LEFT.match(text, value.end) or _LEAVES.search(text[: value.start])
    ]
    if len(left) != 1 or len(amounts) < 2:
        return segment
    return _renamed(segment, left[0], "h", revised=segment.revised)


def _renamed(segment: Segment, value: Value, key: str, *, revised: bool = True) -> Segment:
    values = (each._replace(key=key) if each is value else each for each in segment.values)
    return segment._replace(values=tuple(values), revised=revised)


# --- what is taken back in the message ------------------------------------------------------------

_ONE_OF_A_KIND = frozenset("nbdcyzpm")
_TAKES_BACK = (
    r"[\W_]*(?:(?:and|but|it'?s?|that'?s?|was|is|the|on|of|ok|let|me|look|see|check|says?|really"
    r"|connects?)[\W_]+)*?"
    r"(?:no+(?:pe|no)?|nah|wait|so?rr?y|actually|actly|correction|(?:i )?meant?|rather|er+m?|uh+m?"
    r"|ugh|hm+|ope|oops(?:ie)?|ups|jk|nvm|never ?mind|mb|my bad|hold on|scratch that"
    r"|make (?:it|that)|perd[oó]n|digo|mejor dicho|quise decir|ay mali)\b"
)
_REPAIR = re.compile(rf"{_TAKES_BACK}[^\d$€£]{{0,25}}", re.IGNORECASE)
_REPAIR_ALONE = re.compile(rf"{_TAKES_BACK}\W*", re.IGNORECASE)


def _taken_back(segments: Sequence[Segment], text: str) -> list[Segment]:
    """The first of two values of a kind is taken back where a repair stands between: `8, no 10`."""
    found = list(segments)
    placed = [(at, value) for at, each in enumerate(found) for value in each.values]
    for (at, value), (behind, other) in pairwise(placed):
        is_one = value.key == other.key and value.key in _ONE_OF_A_KIND
        is_same = found[at].act == found[behind].act
        if is_one and is_same and _REPAIR.fullmatch(text, value.end, other.start):
            # What is taken back counts for nothing, however surely it was read.
            found[at] = _renamed(found[at], value, "r")._replace(values_sure=1.0)
    return found


# --- several of a kind in a row -------------------------------------------------------------------


def _listed(segment: Segment, text: str) -> Iterator[Segment]:
    """A spend for each of the jobs that have an amount each: `logo 8, banner 12 and site 6`."""
    pairs = [value for value in segment.values if value.key in "nj"]
    keys, many = "".join(value.key for value in pairs), len(pairs) // 2
    if segment.act != "sp" or many < 2 or keys not in ("nj" * many, "jn" * many):
        yield segment
        return
    starts = [segment.start, *(value.start for value in pairs[2::2])]
    for start, end in zip(starts, [*starts[1:], segment.end], strict=True):
        values = tuple(value for value in segment.values if start <= value.start < end)
        yield segment._replace(start=start, end=end, values=values, revised=True)


# --- an amount with its boost, and without --------------------------------------------------------

SAYS_TOTAL = re.compile(
    r"\b(?:with (?:the|my) boost(?! of)|incl\w*|counting|totals?|totall?ing"
    r"|(?:came|comes|adds?) (?:up )?to|all[ -]?up|all told|all? ?together|in (?:all|sum)"
    r"|(?<!went )(?<!go )(?<!going )all in"
    r"|(?<!top )of (?:it|which|them|that|those|these|witch)|wher?eof|thereof|out of|damage"
    r"|(?:being|was) (?:the |a )?boost)\b"
    r"|\b(?:en total|incluid\w*|incluyendo|con todo|de (?:ellos|los cuales|esos|eso))\b",
    re.IGNORECASE,
)
_BASE = re.compile(r"\b(?:base|plus|on top|extra|further|more|another)\b|\+", re.IGNORECASE)


def _with_total(segment: Segment, text: str) -> Segment:
    """The one amount beside a boost is the total where words say so, and else without it:
    `18 at the law firm, 6 boost`, `20 for the site, 6 of it boost`."""
    amounts = [value for value in segment.values if value.key in "nt"]
    if segment.act not in ("sp", "amend") or len(amounts) != 1 or len(segment.spans("b")) != 1:
        return segment
    rest = outside(segment, text)
    if segment.spans("u") or any(sign.isdigit() for sign in rest):
        return segment
    says_total, says_base = (each.search(rest) is not None for each in (SAYS_TOTAL, _BASE))
    key = "t" if says_total else "n"
    if amounts[0].key == key or (says_total and says_base):
        return segment
    return _renamed(segment, amounts[0], key, revised=segment.revised or not says_base)


_INSIDE = re.compile(r"\d\s*(?:connects?\s*)?\((?!\s*\+)[^)]*$|\bincl\w*\.?\s*$", re.IGNORECASE)


def is_open_total(segment: Segment, text: str) -> bool:
    """Whether the amount beside a boost may be with it or without: words say both, or it is told
    in parentheses behind it: `18 (6 boost) on Alpha`, `20 on Alpha incl. 8 boost`."""
    boosts = segment.spans("b")
    amounts = segment.spans("n") + segment.spans("t")
    if segment.act not in ("sp", "amend") or len(boosts) != 1 or not amounts:
        return False
    rest = outside(segment, text)
    if SAYS_TOTAL.search(rest) is not None:
        return _BASE.search(rest) is not None
    return _INSIDE.search(text[: boosts[0].start]) is not None


# --- a day that was overlooked --------------------------------------------------------------------

_DATED = frozenset({"sp", "bad", "pb", "oth"})
_WORD = re.compile(r"[^\W\d_]+")
_LEAD = re.compile(r"\s+(?:on|el|este|this|last)\s*$", re.IGNORECASE)


def _with_day(segment: Segment, text: str, today: date) -> Segment:
    """With the only day that is told outside of its values, or at a name's end: `on tues`."""
    if segment.act not in _DATED or segment.spans("d"):
        return segment
    days = [
        Value("d", word.start(), word.end())
        for word in _WORD.finditer(text, segment.start, segment.end)
        if names_a_day(word[0]) and read_days_ago(word[0], today) is not None
        if not text[: word.start()].lower().endswith("the ")
    ]
    if len(days) != 1:
        return segment
    (day,) = days
    values = [_before(value, day, text) for value in segment.values]
    if None in values:
        return segment
    whole = sorted([day, *filter(None, values)], key=lambda value: value.start)
    return segment._replace(values=tuple(whole), revised=True)


def _before(value: Value, day: Value, text: str) -> Value | None:
    """The value without the day at its end; None where the day is a part of it: `SAT tutor`."""
    if not value.start <= day.start < value.end:
        return value
    lead = _LEAD.search(text, value.start, day.start)
    return value._replace(end=lead.start()) if lead and value.end == day.end else None


_MOST_AROUND = 3
"""Words before a day, and behind it, that may be of it: `about half an hour ago`."""
_WORDS = re.compile(r"[\w'’]+(?:\s+[\w'’]+)*")


def _with_whole_day(segment: Segment, text: str, today: date) -> Segment:
    """With the words around a day that cannot be read without them: `this` of `this arvo`, `ago` of
    `an hour ago`."""
    values = tuple(
        _whole_day(value, segment, text, today) if value.key == "d" else value
        for value in segment.values
    )
    return segment._replace(values=values)


def _with_whole_name(segment: Segment, text: str, today: date) -> Segment:
    """With what was read as a day, and is none, or as another name, as the end of the name that it
    stands right behind: `an SEO audit`, `theme migration to 2.0`."""
    values: list[Value] = []
    for value in segment.values:
        before = values[-1] if values else None
        if (
            before
            and before.key == "j"
            and (_goes_on(before, value, text) or _ends_name(before, value, text, today))
        ):
            values[-1] = before._replace(end=value.end)
        else:
            values.append(value)
    if len(values) == len(segment.values):
        return segment
    return segment._replace(values=tuple(values), revised=True)


_WITHIN_NAMES = re.compile(r"\s+(?:(?:a|to|for|in|of|the|de|del|en|para)\s+)?", re.IGNORECASE)


def _goes_on(name: Value, value: Value, text: str) -> bool:
    """`local SEO for plumbers`, of which two parts were read as names."""
    return value.key == "j" and _WITHIN_NAMES.fullmatch(text, name.end, value.start) is not None


def _ends_name(name: Value, value: Value, text: str, today: date) -> bool:
    said = text[value.start : value.end]
    is_day = read_days_ago(said, today) is not None or names_a_day(said)
    is_next = text[name.end : value.start].isspace()
    is_else = is_day or said.lower() in _GONE_BY
    return value.key == "d" and is_next and said.isalpha() and not is_else


_GONE_BY = frozenset({"earlier", "ago", "back", "before", "recently", "already", "now", "just"})


def _whole_day(day: Value, segment: Segment, text: str, today: date) -> Value:
    spans = [(day.start, day.end), *_around(day, segment, text)]
    readable = (span for span in spans if read_days_ago(text[slice(*span)], today) is not None)
    start, end = next(readable, (day.start, day.end))
    return day._replace(start=start, end=end)


def _around(day: Value, segment: Segment, text: str) -> list[tuple[int, int]]:
    """The day with ever more of the words around it that are of no other value."""
    first = max((v.end for v in segment.values if v.end <= day.start), default=segment.start)
    last = min((v.start for v in segment.values if v.start >= day.end), default=segment.end)
    words = words_of(text)
    starts = [word.start for word in words if first <= word.start < day.start][-_MOST_AROUND:]
    ends = [word.end for word in words if day.end <= word.start < last][:_MOST_AROUND]
    found = product([*starts, day.start], [day.end, *ends])
    whole = (span for span in found if _WORDS.fullmatch(text, *span))
    return sorted(whole, key=lambda span: span[1] - span[0])


# --- a name that was cut --------------------------------------------------------------------------


def with_whole_names(segment: Segment, text: str, known: Known) -> Segment:
    """With the words right before a job's name and behind it that stand in names alone:
    `onboarding` of `onboarding flow redesign`."""
    values = tuple(
        value._replace(
            start=_start_of_name(value, segment, text, known),
            end=_end_of_name(value, segment, text, known),
        )
        if value.key == "j"
        else value
        for value in segment.values
    )
    return segment._replace(values=values)


def _start_of_name(name: Value, segment: Segment, text: str, known: Known) -> int:
    first = max((v.end for v in segment.values if v.end <= name.start), default=segment.start)
    start = _start_of_word(name.start, first, text)
    for word in reversed([word for word in words_of(text) if first <= word.start < name.start]):
        is_joined = not text[word.end : start].strip()
        if not is_joined or word.text.lower() not in known.of_names:
            break
        start = word.start
    return start


_JOINED = re.compile(r"[^\W_]+[.&/'’-]$|[^\W_]\.[^\W_]\.$")


def _start_of_word(at: int, least: int, text: str) -> int:
    """Where the word begins of which the name is but the end: `A.I. chatbot`."""
    found = _JOINED.search(text[least:at])
    return least + found.start() if found else at


def _end_of_name(name: Value, segment: Segment, text: str, known: Known) -> int:
    last = min((v.start for v in segment.values if v.start >= name.end), default=segment.end)
    end = name.end
    for word in words_of(text):
        if not name.end <= word.start < last:
            continue
        if text[end : word.start].strip() or word.text.lower() not in known.of_names:
            break
        end = word.end
    return end
