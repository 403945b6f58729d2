"""From marked segments to intents: the reader says where a value stands, `bot/parsing` which it is.

What was said and cannot be read, or is claimed by no value, is named beside the intent: such an act
is never done at once.
"""

import math
import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from bot.ledger.model import Plan, Purpose, Source
from bot.ledger.refusals import Refusal
from bot.parsing.days import names_a_day, read_days_ago
from bot.parsing.moments import find_when
from bot.parsing.money import parse_budget, parse_money
from bot.parsing.money_words import is_foreign
from bot.parsing.numbers import MOST_CONNECTS, spelt_as_digits
from bot.parsing.text import LINK, LONGEST_LINK, plain
from bot.parsing.zones import read_zone

from .intents import (
    LONGEST_TEXT,
    Act,
    Buy,
    ChangePlan,
    Correct,
    Earn,
    Outcome,
    Remind,
    Result,
    Spend,
    Undo,
    UpdateSettings,
)
from .reader.labels import AMOUNTS, is_act
from .reader.segments import Segment, Value, words_after
from .reader.words import Known, words_of
from .tokens import whole_in
from .undoing import entry_named
from .vocabulary import words


@dataclass(frozen=True)
class Told:
    """An act that a segment tells. `missing` is what has to be asked, by its code; `doubts` are
    why it may not be what was meant; `held` is what it leaves, where that was told; `unread` are
    words of it that no value accounts for; `has_loose_word` where one of these is known from
    nobody; `margin` is the segment's."""

    act: str
    intent: Act | None
    missing: str = ""
    doubts: tuple[str, ...] = ()
    sure: float = 1.0
    has_loose_word: bool = False
    margin: float = math.inf
    held: int | None = None
    unread: tuple[str, ...] = ()


@dataclass
class _Said:
    """A segment's values as they were typed, its other words, and what could not be read."""

    text: str
    today: date
    values: dict[str, list[str]]
    words: set[str]
    doubts: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def one(self, key: str) -> str:
        """The value of that kind; several are a doubt, were they the same: `promo 5, logo 5`."""
        found = self.values.get(key, [])
        if len(found) > 1:
            self.doubts.append(f"several {key}")
        return found[0] if found else ""

    def number(self, key: str, least: int = 1) -> int | None:
        """The whole number of that kind; None of none, and of one that is no sensible one."""
        typed = self.one(key)
        if not typed:
            return None
        is_ordinal = _ORDINAL.search(spelt_as_digits(plain(typed))) is not None
        number = None if key in AMOUNTS and is_ordinal else whole_in(typed)
        if number is None or not least <= number <= MOST_CONNECTS:
            self._cannot_read(key, typed)
            return None
        return number

    def readable(self, key: str, read: Callable[[str], object]) -> str:
        """What was typed, where `read` can read it."""
        typed = self.one(key)
        try:
            if typed:
                read(typed)
        except Refusal:
            self._cannot_read(key, typed)
            return ""
        return typed[:LONGEST_TEXT]

    def days_ago(self) -> int:
        typed = self.one("d")
        ago = read_days_ago(typed, self.today) if typed else 0
        if ago is None or ago > _LONGEST_AGO:
            self._cannot_read("d", typed)
            return 0
        return ago

    def _cannot_read(self, key: str, typed: str) -> None:
        self.doubts.append(f"unread {key}")
        self.unread.append(typed)

    def job(self) -> str:
        """What the job is called; several are a doubt, be they a job and its client."""
        named = dict.fromkeys(" ".join(each.split()) for each in self.values.get("j", ()))
        if len(named) > 1:
            self.doubts.append("several j")
        job = ", ".join(named).strip(" \"'.,:;-")[:LONGEST_TEXT]
        job = _LEAD.sub("", job)
        is_filler = bool(job) and set(job.lower().split()) <= _FILLERS
        if is_filler or job.lower() in _OTHER_THINGS or _TOKENS.search(job):
            self.doubts.append("no proposal")
        if job[:1].isdigit() and job.split()[0].isdigit():
            self.doubts.append("number in name")
        return "" if job.lower() in _NO_NAMES else job


_ORDINAL = re.compile(r"\d(?:st|nd|rd|th|[ºª])\b", re.IGNORECASE)
"""`boosted to third place`: no number of Connects."""
_LONGEST_AGO = 90
_DATED_OR_TOLD = frozenset({"sp", "bad", "pb", "oth", "o"})
"""Acts that are noted for the day that was told, and outcomes, which are when they are told; others
are for today."""
_NO_NAMES = frozenset({"prop", "proposal", "job", "gig", "project", "bid", "app", "application"})
"""Words that stand where a job's name would, and name none."""
_LEAD = re.compile(
    r"^(?:trabajo|proyecto|encargo|puesto)\s+(?:del|de\s+(?:la|los|las)|de|para)\s+(?=\w)",
    re.IGNORECASE,
)
"""`el trabajo del logo` is the logo's, as `the logo job` is."""
_OTHER_THINGS = frozenset(
    {"misc", "miscellaneous", "other", "something", "something else", "stuff"}
    | {"otra cosa", "otras cosas", "otro", "otros", "algo", "varios"}
    | {"badge", "availability badge", "profile boost", "boosted profile", "plus", "freelancer plus"}
    | {"readiness test", "rising talent", "top rated", "bundle", "promo"}
)
"""What is no proposal, but may be called what is: `credit: readiness test, 40`."""
_FILLERS = words("fillers") | words("thanks") | words("greetings") | words("byes")
"""What is called by these alone is hardly a job: `thx for asking`."""
_TOKENS = re.compile(r"\bconnects?\b", re.IGNORECASE)
"""`ran out of connects help` names no job."""
_CONNECTS = re.compile(r"\s+(?:connects?|cnx)\b", re.IGNORECASE)
"""`I didn't get my monthly connects` names no job."""
_NUMBER = re.compile(r"\d")
_FIGURE = re.compile(r"[^\w\s]?\d[\d.,]*(?<![.,])%?")


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
    told = []
    bare = (_without_links(each, text) for each in segments)
    whole = _whole([_with_what_is_left(each, text) for each in bare], text)
    for segment in whole:
        said = _Said(text, today, _values_of(segment, text), loose_words(segment, text))
        said.doubts += _doubts_of(segment, said)
        loose = _unheard_words(segment, text, known) if known is not None else []
        said.unread += loose
        if known is not None and _counts_otherwise(segment, text, known):
            said.doubts.append("unit")
        if known is not None and _has_cut_name(segment, text, known.before_names):
            said.doubts.append("cut name")
        kind = segment.act.partition(":")[0]
        if kind == "sp" and len(whole) == 1 and said.values.get("j") and _EACH.search(text):
            said.doubts.append("each")
        if kind not in _DATED_OR_TOLD and said.days_ago() > 1:
            said.doubts.append("unheard d")
        found = _TELLS[kind](segment.act, said)
        held = said.number("h", 0)
        told.append(
            replace(
                found,
                doubts=tuple(said.doubts),
                sure=min(segment.sure, segment.values_sure),
                has_loose_word=bool(loose),
                margin=segment.margin,
                held=held,
                unread=tuple(said.unread),
            )
        )
    return told


def _without_links(segment: Segment, text: str) -> Segment:
    """Without what was read in a link, which names no job: `https`."""
    links = [found.span() for found in LINK.finditer(text)]
    values = (
        value
        for value in segment.values
        if not any(value.start < end and start < value.end for start, end in links)
    )
    return segment._replace(values=tuple(values))


_LEAVES = re.compile(
    r"\b(?:leaves?|leaving|left with|down to|now at|quedan?|quedo con)\s+(?:me |us )?$",
    re.IGNORECASE,
)
_LEFT = re.compile(r"\s+(?:connects? )?(?:left|remaining|remain|to spare)\b", re.IGNORECASE)


def _with_what_is_left(segment: Segment, text: str) -> Segment:
    """Of two amounts, the one that words say is left: `6 on the logo job, leaves 28`."""
    amounts = [value for value in segment.values if value.key == "n"]
    left = [
        value
        for value in amounts
        if _LEFT.match(text, value.end) or _LEAVES.search(text[: value.start])
    ]
    if len(left) != 1 or len(amounts) < 2:
        return segment
    values = (value._replace(key="h") if value in left else value for value in segment.values)
    return segment._replace(values=tuple(values))


def _doubts_of(segment: Segment, said: _Said) -> list[str]:
    """What speaks against a segment's act, whichever it is."""
    text = said.text
    numbers = _loose_numbers(segment, text)
    money = [
        text[value.start - 1 : value.end] for value in segment.values if _is_money(value, text)
    ]
    said.unread += numbers + money
    found = {
        "loose number": bool(numbers),
        "loose day": _has_loose_day(segment, said),
        "negative": any(_is_negative(value, text) for value in segment.values),
        "money": bool(money),
        "part of a word": any(v.key in AMOUNTS and _is_in_word(v, text) for v in segment.values),
        "unit": any(v.key in AMOUNTS and _UNIT.match(text, v.end) for v in segment.values),
        "repaired": bool(said.values.get("r")),
        "no job": any(v.key == "j" and _CONNECTS.match(text, v.end) for v in segment.values),
        "another act": segment.margin < 0,
    }
    return [doubt for doubt, is_so in found.items() if is_so]


def _whole(segments: Sequence[Segment], text: str) -> list[Segment]:
    """The acts, each with the values that were told of it in segments around it."""
    whole: list[Segment] = []
    named: Segment | None = None
    for segment in segments:
        if segment.act == "x" and segment.values:
            named = segment
        elif is_act(segment.act) and segment.act.partition(":")[0] in _TELLS:
            if named is not None:
                segment = joined(named, segment)
                named = None
            if whole and _goes_on(whole[-1], segment):
                whole[-1] = joined(whole[-1], segment)
            elif whole and _shares(whole[-1], segment, text):
                amount = [value for value in whole[-1].values if value.key in "nb"]
                whole.append(segment._replace(values=(*amount, *segment.values)))
            else:
                whole.append(segment)
    return whole


def _goes_on(before: Segment, segment: Segment) -> bool:
    """Whether both tell of one thing: the first was taken back, or lacks what the second has."""
    keys, more = ({value.key for value in each.values} for each in (before, segment))
    if before.act != segment.act:
        return False
    return ("r" in keys and not keys & more & _AMOUNTS) or not keys & more - {"r", "u"}


_AMOUNTS = frozenset("nbpcm")
_EACH = re.compile(r"\b(?:each|apiece|both|cada un[oa]?|c/u)\b", re.IGNORECASE)


def _shares(before: Segment, segment: Segment, text: str) -> bool:
    """`6 each on logo and site`: whether the second job took as many as the first."""
    keys = {value.key for value in segment.values}
    is_each = _EACH.search(text, before.start, segment.end) is not None
    return is_each and before.act == segment.act == "sp" and not keys & _AMOUNTS


def joined(first: Segment, second: Segment) -> Segment:
    """The second with the values of the first that it lacks."""
    own = {value.key for value in second.values}
    kept = [value for value in first.values if value.key not in own or value.key in "ru"]
    return second._replace(
        start=min(first.start, second.start),
        values=(*kept, *second.values),
        sure=min(first.sure, second.sure),
        values_sure=min(first.values_sure, second.values_sure),
        margin=min(first.margin, second.margin) if first.values else second.margin,
    )


def _values_of(segment: Segment, text: str) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for value in segment.values:
        start, end = value.start, value.end
        if _is_money(value, text):
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
_CURRENCY_BEFORE = re.compile(r"[$€£¥₹]\s?$")
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


_NOUN = re.compile(r"\s+(?:job|gig|project|trabajo|proyecto)\b", re.IGNORECASE)
"""`the logo job`: people find it again by that name."""


def numbers_in(segment: Segment, text: str) -> list[str]:
    """Its numbers in figures, as they are typed."""
    return [found[0] for found in _FIGURE.finditer(text, segment.start, segment.end)]


def _loose_numbers(segment: Segment, text: str) -> list[str]:
    """The numbers of the segment that are in none of its values."""
    links = [found.span() for found in LINK.finditer(text)]
    claimed = [(value.start, value.end) for value in segment.values] + links
    return [
        found[0]
        for found in _FIGURE.finditer(text, segment.start, segment.end)
        if not any(start < found.end() and found.start() < end for start, end in claimed)
    ]


def _has_loose_day(segment: Segment, said: _Said) -> bool:
    """Whether a day is told outside of what was read as one: `8 on the web job on tues`."""
    loose = names_a_day(_outside(segment, said.text))
    return loose or any(names_a_day(job.split()[-1]) for job in said.values.get("j", ()))


def _outside(segment: Segment, text: str) -> str:
    """The segment's text with a stroke for each of its values."""
    rest, at = "", segment.start
    for value in segment.values:
        rest += f"{text[at : value.start]} | "
        at = value.end
    return rest + text[at : segment.end]


def _is_in_word(value: Value, text: str) -> bool:
    """`where is my w2`."""
    before = text[max(0, value.start - 1) : value.start]
    return before.isalpha() and text[value.start].isdigit()


_UNIT = re.compile(
    r"[ -]?(?:yrs?|years?|hrs?|hours?|days?|weeks?|wks?|months?|mins?|minutes?|pages?|words?|%"
    r"|[ap]m|st|nd|rd|th|años?|d[ií]as?|semanas?|meses|mes|horas?|minutos?|p[aá]ginas?|palabras)\b",
    re.IGNORECASE,
)
"""What is counted is no Connects: `TR badge after 1 yr`."""


def _is_negative(value: Value, text: str) -> bool:
    """`spent -6`: a sign that may mean either."""
    before = text[max(0, value.start - 2) : value.start]
    return value.key in "nbp" and before[-1:] in ("-", "−") and not before[:1].isalnum()


def _is_money(value: Value, text: str) -> bool:
    """`paid £9 for 60`: nine are no Connects."""
    return value.key in AMOUNTS and _CURRENCY_BEFORE.search(text, 0, value.start) is not None


def has_number(segment: Segment, text: str) -> bool:
    """Whether a number, in figures or in words, stands in it outside of its values."""
    return _NUMBER.search(spelt_as_digits(plain(_outside(segment, text)))) is not None


def loose_words(segment: Segment, text: str) -> set[str]:
    """The segment's words, in lower case, that are in none of its values."""
    taken = [(value.start, value.end) for value in segment.values]
    taken += [found.span() for found in LINK.finditer(text)]
    return {
        word.text.lower()
        for word in words_of(text)
        if word.text[0].isalpha()
        and segment.start <= word.start < segment.end
        and not any(start <= word.start < end for start, end in taken)
    }


def _unheard_words(segment: Segment, text: str, known: Known) -> list[str]:
    """The segment's words, as typed, that are in none of its values and that no writer used."""
    unheard = loose_words(segment, text) - known.plain - known.seldom
    words = words_of(text[segment.start : segment.end])
    return [word.text for word in words if word.text.lower() in unheard]


def _counts_otherwise(segment: Segment, text: str, known: Known) -> bool:
    """`I bought 6 hens`: a word right behind an amount that nobody put there."""
    after = words_after(segment, text, AMOUNTS)
    return any(word.text.lower() not in known.after_amounts for word in after)


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


# --- acts --------------------------------------------------------------------------------------


_WITHIN = re.compile(
    r"\b(?:with (?:the )?boost|incl\w*|total|(?:came|comes) to|all in|altogether"
    r"|of (?:it|which|them|that)|out of)\b"
    r"|\b(?:en total|incluid\w*|de (?:ellos|los cuales))\b",
    re.IGNORECASE,
)
"""`30 with boost, boost was 14`: the boost is a part of it."""


_NAMES = re.compile(r"\s*(?:,|&|\by\b|\band\b)\s*", re.IGNORECASE)
"""`two out the door, Lark and Wren`: what joins as many names as a number tells."""


def _spend(act: str, said: _Said) -> Told:
    connects, boost, total = said.number("n", 0), said.number("b", 0), said.number("t")
    if total is not None and connects is None and boost is not None and boost < total:
        connects = total - boost
    elif total is not None and total != (connects or 0) + (boost or 0):
        said.doubts.append("another total")
    if connects and boost and total is None and _WITHIN.search(said.text):
        said.doubts.append("another total")
    invited = bool(said.values.get("i"))
    budget = said.readable("m", parse_budget)
    link = LINK.search(said.text)
    job = said.job()
    if connects == len(_NAMES.split(job)) > 1:
        said.doubts.append("count")
    intent = Spend(
        connects=connects or None,
        boost=boost or 0,
        budget=budget,
        invited=invited,
        job=job,
        link=link[0] if link and len(link[0]) <= LONGEST_LINK else "",
        days_ago=said.days_ago(),
    )
    is_enough = connects or budget or invited
    return Told(act, intent, "" if is_enough else "spend-how-many")


_PURPOSES = {
    "bad": Purpose.AVAILABILITY_BADGE, "pb": Purpose.PROFILE_BOOST, "oth": Purpose.OTHER,
}  # fmt: skip


def _spend_on(act: str, said: _Said) -> Told:
    connects = said.number("n")
    intent = Spend(connects=connects, purpose=_PURPOSES[act], days_ago=said.days_ago())
    return Told(act, intent, "" if connects else "spend-how-many")


def _buy(act: str, said: _Said) -> Told:
    connects = said.number("n")
    paid = said.readable("p", parse_money)
    if not connects:
        return Told(act, None, "buy-how-many")
    return Told(act, Buy(connects=connects, paid_cents=parse_money(paid) if paid else None))


_SOURCES = {
    "ready": Source.READINESS_TEST, "rising": Source.RISING_TALENT, "top": Source.TOP_RATED,
    "int": Source.INTERVIEW, "new": Source.NEW_ACCOUNT, "other": Source.OTHER,
}  # fmt: skip
_NEEDS_NUMBER = frozenset(["int", "other"])


def _earn(act: str, said: _Said) -> Told:
    source = act.partition(":")[2]
    connects = said.number("n")
    missing = "earn-how-many" if source in _NEEDS_NUMBER and not connects else ""
    return Told(act, Earn(source=_SOURCES[source], connects=connects), missing)


def _correct(act: str, said: _Said) -> Told:
    connects = said.number("n", 0)
    if connects is None:
        return Told(act, None, "correct-how-many")
    return Told(act, Correct(connects=connects))


_PLAN_WORDS = re.compile(
    r"\b(?:plus|basic|b[aá]sico|free|gratis|gratuito|paid|premium|pago|up-?grad\w*|down-?grad\w*"
    r"|sub\w*|membership|membres[ií]a)\b",
    re.IGNORECASE,
)


def _plan(act: str, said: _Said) -> Told:
    if not _PLAN_WORDS.search(said.text):
        said.doubts.append("unnamed plan")
    return Told(act, ChangePlan(plan=Plan.FREELANCER_PLUS if act == "pl:plus" else Plan.BASIC))


def _setting(act: str, said: _Said) -> Told:
    day = said.number("y") if said.values.get("y") else None
    if day is not None and day > 31:
        said.doubts.append("unread y")
        day = None
    zone = said.readable("z", read_zone).removesuffix(" time")
    if act == "acc":
        return Told(act, UpdateSettings(new_account=True, cycle_day=day, timezone=zone))
    if day is None and not zone:
        return Told(act, None, "which-day" if act == "cyc" else "which-zone")
    return Told(act, UpdateSettings(cycle_day=day, timezone=zone))


_RESULTS: dict[str, Result] = {
    "viewed": "viewed", "interview": "interview", "hired": "hired", "declined": "declined",
    "withdrawn": "withdrawn", "expired": "expired", "closed": "closed without hire",
    "removed": "removed by upwork", "boostback": "boost returned",
}  # fmt: skip


def _outcome(act: str, said: _Said) -> Told:
    contract = said.readable("c", parse_money)
    intent = Outcome(
        result=_RESULTS[act.partition(":")[2]],
        job=said.job(),
        contract_cents=parse_money(contract) if contract else None,
    )
    return Told(act, intent)


def _undo(act: str, said: _Said) -> Told:
    named, connects, job = entry_named(said.words), said.number("n"), said.job()
    is_else = any(said.values.get(key) for key in "jbd") and not job
    if named is None or is_else:
        return Told(act, None, "undo-which")
    if job:
        return Told(act, Undo(job=job, connects=connects))
    return Told(act, Undo(of=named, connects=connects))


def _with_day(when: str, text: str) -> str:
    """With the word before it that is of the time too: of `mañana a las 10` the last was read."""
    before = text[: text.find(when)].split() if when in text else []
    longer = f"{before[-1]} {when}" if before else when
    return longer if find_when(longer)[0] == longer else when


def _remind(act: str, said: _Said) -> Told:
    if act != "rem":
        return Told(act, None, "remind-which")
    when = _with_day(" ".join(said.values.get("w", ())), said.text)
    about = " ".join(said.values.get("a", ()))
    if when and not about:
        when, about = find_when(when)
    return Told(act, Remind(when=when[:LONGEST_TEXT], about=about[:LONGEST_TEXT]))


_TELLS: dict[str, Callable[[str, _Said], Told]] = {
    "sp": _spend, "bad": _spend_on, "pb": _spend_on, "oth": _spend_on, "buy": _buy, "e": _earn,
    "cor": _correct, "pl": _plan, "cyc": _setting, "tz": _setting, "acc": _setting,
    "o": _outcome, "undo": _undo, "rem": _remind,
}  # fmt: skip
