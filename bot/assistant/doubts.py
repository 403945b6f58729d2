"""What speaks against a segment's act, whichever it is."""

import re
from collections.abc import Container
from itertools import pairwise

from bot.parsing.days import names_a_day

from .outside import is_money, loose_numbers, loose_words, outside
from .reader.labels import AMOUNTS
from .reader.segments import Segment, Value, words_after
from .reader.words import Known, words_of
from .revision import is_open_total
from .said import Said

_CONNECTS = re.compile(r"\s+(?:connects?|cnx)\b", re.IGNORECASE)
"""`I didn't get my monthly connects` names no job."""


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
        "unit": any(v.key in AMOUNTS and _UNIT.match(text, v.end) for v in segment.values),
        "much": segment.act in _SPENDS and any(_is_much(v, text) for v in segment.values),
        "repaired": bool(said.values.get("r")),
        "no job": any(v.key == "j" and _CONNECTS.match(text, v.end) for v in segment.values),
        "cut name": any(v.key == "j" and _GOES_ON.match(text, v.end) for v in segment.values),
        "somebody else": segment.act in _ONES_OWN and _HE_OR_SHE.match(said.part) is not None,
        "one more": segment.act.startswith("o:") and _ALSO.search(text) is not None,
        "lost": segment.act in _GRANTED and _LOSES.search(said.part) is not None,
        "no purchase": segment.act == "buy" and not _is_bought(segment, said),
        "no balance": segment.act == "cor" and _HOLDS.search(said.part) is None,
        "loose boost": _has_loose_boost(segment, text),
        "total": is_open_total(segment, text),
        "another day": any(
            v.key == "d" and _POSTED.search(text, 0, v.start) for v in segment.values
        ),
        "another act": segment.margin < 0,
        "revised": segment.revised,
    }
    return [doubt for doubt, is_so in found.items() if is_so]


_GOES_ON = re.compile(
    r"\s+(?!job|gig|project)[^\W\d_]+\s+(?:job|gig|project|post|posting|listing)\b", re.IGNORECASE
)
"""`that {shady} typing job`."""
_ALSO = re.compile(r"\b(?:too(?!\s+\w)|also|as well(?!\s+\w)|tambi[eé]n)\b", re.IGNORECASE)
"""`snowplow viewed me, thrift did too`: another outcome may have been overlooked."""
_ONES_OWN = frozenset({"acc", "cyc", "tz", "cor", "pl:plus", "pl:basic", "e:new", "e:top"})
_HE_OR_SHE = re.compile(r"\W*(?:s?he(?:['’]?s)?|his|her|[eé]l|ella)\b(?!\s+me\b)", re.IGNORECASE)
"""`he's new on upwork`."""
_GRANTED = frozenset({"e:top", "e:rising", "e:new", "e:ready"})
_LOSES = re.compile(
    r"\b(?:los[et]\w*|losing|no longer|removed?|revoked|stripped|took away|taken away|gone|ended"
    r"|expired|perd[ií]\w*|quitaron|ya no)\b",
    re.IGNORECASE,
)
"""`lost my Top Rated badge` grants nothing."""
_BUYS = re.compile(
    r"\b(?:b[ou]y\w*|bou?ght\w*|purchas\w*|paid|pay\w*|pa(?:ck|ckage|quete)s?|bundles?"
    r"|top\w*[ -]?up\w*|re-?(?:fill|load|charge|stock|up)\w*|order\w*|stock\w*|card|amex|visa"
    r"|paypal|receipt|invoice|store|shop\w*|cash|checkout|charged?|compr\w*|recarg\w*|pagu?\w*)\b",
    re.IGNORECASE,
)
_HOLDS = re.compile(
    r"\b(?:connects?|cn[xt]s?|bal(?:ance)?|up ?work|i|i['’]?m|i['’]?ve|me|my|we|our|us|have|has"
    r"|hold|got|left|remain\w*|shows?|says?|said|sees?|site|app|account|screen|page|counter?|number"
    r"|books?|actual\w*|real\w*|current\w*|now|today|saldo|tengo|quedan?|dice|muestra|sale|hay|son)\b",
    re.IGNORECASE,
)
"""`oven set it to 350` tells no balance."""
_HAS = re.compile(r"\b(?:got|get|have|received?|came|landed|tengo|recib[ií])\b", re.IGNORECASE)
BOOSTS = re.compile(
    r"(?<!no )(?<!not )(?<!nothing )(?<!without )(?<!without a )(?<!didn't )(?<!didnt )(?<!sin )"
    r"\bboost\w*\b(?! (?:none|nothing|no|returned|back|came)\b)",
    re.IGNORECASE,
)
_POSTED = re.compile(
    r"\b(?:posted|listed|published|publicad[oa]|drafted|saved|seen)(?: on| since)?\s*$",
    re.IGNORECASE,
)
"""`the job posted 2 days ago`: nothing was spent then."""
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


def _is_bought(segment: Segment, said: Said) -> bool:
    """`got 60 connects` may be a balance, or have come."""
    is_had = _HAS.search(said.part) is not None and not segment.spans("p")
    return not is_had or _BUYS.search(said.part) is not None


def _has_loose_boost(segment: Segment, text: str) -> bool:
    """`12 plus boost`: whether a boost is told of a proposal, and not how much it took."""
    is_told = segment.act != "sp" or bool(segment.spans("b"))
    return not is_told and BOOSTS.search(outside(segment, text)) is not None


def _is_in_word(value: Value, text: str) -> bool:
    """`where is my w2`."""
    before = text[max(0, value.start - 1) : value.start]
    return before.isalpha() and text[value.start].isdigit()


_UNIT = re.compile(
    r"[ -]?(?:yrs?|years?|hrs?|hours?|days?|weeks?|wks?|months?|mins?|minutes?|pages?|words?|%"
    r"|coins?|tokens?|credits?|bids|points?|invoices|emails|reports|bugs|replies"
    r"|[ap]m|st|nd|rd|th|años?|d[ií]as?|semanas?|meses|mes|horas?|minutos?|p[aá]ginas?|palabras)\b",
    re.IGNORECASE,
)
"""What is counted is no Connects: `TR badge after 1 yr`."""


_SPENDS = frozenset({"sp", "bad", "pb", "oth"})
_MUCH = 100
"""More than a proposal takes with its boost: `after 2001` is a year."""


def _is_much(value: Value, text: str) -> bool:
    typed = text[value.start : value.end]
    return value.key in AMOUNTS and typed.isdigit() and int(typed) > _MUCH


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
