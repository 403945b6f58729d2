"""From marked segments to intents: the reader says where a value stands, `bot/parsing` which it is.

What was said and cannot be read, or is claimed by no value, is named beside the intent: such an act
is never done at once.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.parsing.days import read_days_ago
from bot.parsing.money_words import is_foreign

from .doubts import BOOSTS_OTHERS, doubts_by_words, doubts_of, unheard_words
from .intents import Outcome, Spend
from .lists import is_headed_otherwise
from .naming import MEANS_IT
from .outside import is_money, loose_words, outside
from .reader.labels import is_act
from .reader.segments import Segment, Value
from .reader.words import Known
from .revision import revised, with_whole_names
from .said import Said
from .tokens import whole_in
from .told import TELLS, Told

_COUNTED_FROM_TODAY = ("cor", "pl:plus", "acc")
"""Acts that are noted for today, and whose balance or cycle runs from there (domain.md): of another
day they are asked about, and that it is left out is said. Basic begins with the next cycle,
whenever it was chosen."""


def tell(
    text: str,
    segments: Sequence[Segment],
    today: date,
    known: Known | None = None,
) -> list[Told]:
    """What the segments tell, in the order said.

    Where the known words are given, any other that stands in no value is named. One right behind
    an amount is a doubt then, and so is a name behind one that stands before none: `the SEO audit`,
    of which only the last word was read.
    """
    told: list[Told] = []
    whole = _whole(revised(segments, text, today), text)
    if known is not None:
        whole = [with_whole_names(segment, text, known) for segment in whole]
    for segment in whole:
        said = _said(segment, text, today)
        loose = unheard_words(segment, text, known) if known is not None else []
        said.doubts += doubts_by_words(segment, text, known) if known is not None else []
        said.unread += loose
        if len(whole) == 1 and _is_each(segment, said):
            said.doubts.append("each")
        if told and isinstance(told[-1].intent, Outcome) and _is_unnamed_spend(segment, said):
            said.doubts.append("told before")
        told.append(_finished(segment, said, bool(loose)))
        if "each" in said.doubts and not said.values.get("j"):
            told += [told[-1]] * (_count_of(said) - 1)
        if more := _of_several(whole, segment, text, today):
            told[-1] = replace(told[-1], doubts=(*told[-1].doubts, *more))
        if len(told) > 1 and MEANS_IT.search(outside(segment, text)):
            told[-1] = _of_the_one_before(told[-1], told[-2])
    return told


def _said(segment: Segment, text: str, today: date) -> Said:
    part = text[segment.start : segment.end]
    said = Said(text, part, today, _values_of(segment, text), loose_words(segment, text))
    said.doubts += doubts_of(segment, said)
    return said


def _is_each(segment: Segment, said: Said) -> bool:
    """Whether so many were spent on each of several."""
    is_of_several = bool(said.values.get("j")) or _SEVERAL.search(said.text) is not None
    return segment.act == "sp" and is_of_several and _EACH.search(said.text) is not None


def _is_unnamed_spend(segment: Segment, said: Said) -> bool:
    return segment.act == "sp" and not said.values.get("j")


def _finished(segment: Segment, said: Said, has_loose_word: bool) -> Told:
    """What the segment tells, with all that was doubted and not read of it."""
    if segment.act.startswith(_COUNTED_FROM_TODAY) and said.days_ago():
        said.doubts.append("unheard d")
        said.unread += said.values["d"]
    found = TELLS[segment.act.partition(":")[0]](segment.act, said)
    held = said.number("h", 0)
    return replace(
        found,
        doubts=tuple(said.doubts),
        sure=min(segment.sure, segment.values_sure),
        by_network=min(segment.by_network, segment.values_sure),
        has_loose_word=has_loose_word,
        margin=segment.margin,
        held=held,
        unread=tuple(said.unread),
    )


_MOST_AT_ONCE = 6


def _count_of(said: Said) -> int:
    """How many were told of, `two jobs, 8 each`: 1 where it is not a few."""
    count = whole_in(said.values["u"][0]) if len(said.values.get("u", ())) == 1 else None
    return count if count is not None and 1 < count <= _MOST_AT_ONCE else 1


def _of_the_one_before(told: Told, before: Told) -> Told:
    """`8 to the bakery sign, they opened it already`: of the job that was named just before."""
    named = before.intent.job if isinstance(before.intent, Spend | Outcome) else ""
    if not named or not isinstance(told.intent, Outcome) or told.intent.job:
        return told
    return replace(told, intent=told.intent.model_copy(update={"job": named}))


def _of_several(whole: Sequence[Segment], segment: Segment, text: str, today: date) -> list[str]:
    """What is told with the last of several and may be of others, too."""
    if len(whole) == 1:
        return []
    found = {
        "day of all": _ends_with_a_day(whole, segment, text, today),
        "boost of all": bool(segment.spans("b")) and BOOSTS_OTHERS.search(text) is not None,
        "headed": segment.act == "sp" and is_headed_otherwise(text),
    }
    return [doubt for doubt, is_so in found.items() if is_so]


def _ends_with_a_day(whole: Sequence[Segment], segment: Segment, text: str, today: date) -> bool:
    """`12 on crm and 14 on zapier yesterday`: whether a day at the end may be of all of it."""
    spends = [each for each in whole if each.act in ("sp", "buy")]
    if len(spends) < 2 or segment is not spends[-1] or any(e.spans("d") for e in spends[:-1]):
        return False
    days = segment.spans("d")
    if not days or read_days_ago(text[days[-1].start : days[-1].end], today) == 0:
        return False
    is_last = not any(map(str.isalnum, text[days[-1].end : segment.end]))
    return is_last and not _ENDS.search(text, spends[0].start, segment.end - 1)


def _whole(segments: Sequence[Segment], text: str) -> list[Segment]:
    """The acts, each with the values that were told of it in segments around it."""
    whole: list[Segment] = []
    named: Segment | None = None
    for segment in segments:
        if not segment.values and _JOINS.fullmatch(text, segment.start, segment.end):
            continue
        if segment.act == "x" and segment.values:
            named = segment
        elif is_act(segment.act) and segment.act.partition(":")[0] in TELLS:
            if named is not None:
                segment = joined(named, segment)
                named = None
            if whole and _goes_on(whole[-1], segment):
                whole[-1] = joined(whole[-1], segment)
            elif whole and _shares(whole[-1], segment, text):
                amount = [value for value in whole[-1].values if value.key in "nb"]
                whole.append(segment._replace(values=(*amount, *segment.values)))
            else:
                day = _shared_day(whole[-1], segment, text) if whole else []
                whole.append(segment._replace(values=(*day, *segment.values)))
    return whole


_JOINS = re.compile(r"\W*(?:and|then|plus|but|so|also|y|e)\W*", re.IGNORECASE)
"""Tells nothing by itself, whatever it was read as."""


def _goes_on(before: Segment, segment: Segment) -> bool:
    """Whether both tell of one thing: the first was taken back, or lacks what the second has."""
    keys, more = ({value.key for value in each.values} for each in (before, segment))
    if before.act != segment.act:
        return False
    return ("r" in keys and not keys & more & _AMOUNTS) or not keys & more - {"r", "u"}


_AMOUNTS = frozenset("nbpcm")

_EACH = re.compile(r"\b(?:each|apiece|both|cada un[oa]?|c/u)\b", re.IGNORECASE)


_SEVERAL = re.compile(
    r"\b(?:jobs|gigs|proposals|bids|posts|applications|propuestas)\b", re.IGNORECASE
)


def _shares(before: Segment, segment: Segment, text: str) -> bool:
    """`6 each on logo and site`: whether the second job took as many as the first."""
    keys = {value.key for value in segment.values}
    is_each = _EACH.search(text, before.start, segment.end) is not None
    return is_each and before.act == segment.act == "sp" and not keys & _AMOUNTS


def _shared_day(before: Segment, segment: Segment, text: str) -> list[Value]:
    """The day in front of all the spends of one sentence: `yesterday 12 on A and 8 on B`."""
    days = before.spans("d")
    rest = [value.start for value in before.values if value.key in "nj"]
    is_first = len(days) == 1 and bool(rest) and days[0].end <= min(rest)
    is_one = before.act == segment.act == "sp" and not segment.spans("d")
    is_sentence = not _ENDS.search(text, before.start, segment.end - 1)
    return days if is_first and is_one and is_sentence else []


_ENDS = re.compile(r"[.!?;\n](?!\w)|\b(?:now|today|then|later|hoy|luego)\b", re.IGNORECASE)


def joined(first: Segment, second: Segment) -> Segment:
    """The second with the values of the first that it lacks."""
    own = {value.key for value in second.values}
    kept = [value for value in first.values if value.key not in own or value.key in "ru"]
    is_taken_back = all(value.key == "r" for value in kept)
    return second._replace(
        start=min(first.start, second.start),
        values=(*kept, *second.values),
        sure=min(first.sure, second.sure),
        by_network=min(first.by_network, second.by_network),
        values_sure=min(1.0 if is_taken_back else first.values_sure, second.values_sure),
        margin=min(first.margin, second.margin) if first.values else second.margin,
        revised=first.revised or second.revised,
    )


def _values_of(segment: Segment, text: str) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for value in segment.values:
        start, end = value.start, value.end
        if is_money(value, text):
            continue
        if value.key in _MONEY:
            start, end = _with_currency(text, start, end)
        elif value.key == "j":
            start, end = _whole_words(text, start, end)
            noun = _NOUN.match(text, end)
            end = noun.end() if noun else end
        values.setdefault(value.key, []).append(text[start:end])
    return values


_MONEY = frozenset("mpc")

_SIGN_BEFORE = re.compile(r"(?:\b[^\W\d_]{1,4}\$?|[^\w\s.,;:!?()])\s?$")

_WORD_BEHIND = re.compile(r"\s?(?:[^\W\d]+|[^\w\s.,;:!?()])")


def _with_currency(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the amount stands with another currency's sign or word at it: `£11.80`, `S$20`,
    `20 eur`."""
    sign, word = _SIGN_BEFORE.search(text, 0, start), _WORD_BEHIND.match(text, end)
    if sign and is_foreign(sign[0] + text[start].strip("0123456789")):
        start = sign.start()
    if word and is_foreign(word[0]):
        end = word.end()
    return start, end


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Without a word cut in two, where letters and figures meet: `binance p2p`."""
    while start and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return start, end


JOB_NOUNS = frozenset({"job", "gig", "project", "trabajo", "proyecto"})
_NOUN = re.compile(
    rf"\s+(?:{'|'.join(sorted(JOB_NOUNS))}|bot|(?<=cover )letter|(?<=bid )writing|template|software"
    r"|(?:(?<=mobile )|(?<=web )|(?<=desktop )|(?<=react )|(?<=flutter ))application)\b",
    re.IGNORECASE,
)
"""`the logo job`: people find it again by that name; and what the reader cuts off at times."""
