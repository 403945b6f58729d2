"""A segment's values as they were typed, read by `bot/parsing`."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from bot.ledger.refusals import Refusal
from bot.parsing.days import read_days_ago
from bot.parsing.numbers import MOST_CONNECTS, spelt_as_digits
from bot.parsing.text import plain

from .intents import LONGEST_AGO, LONGEST_TEXT
from .reader.labels import AMOUNTS
from .tokens import whole_in
from .vocabulary import LISTS, words


@dataclass
class Said:
    """A segment's values as they were typed, its other words, and what could not be read.

    `part` is the segment's part of the text.
    """

    text: str
    part: str
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
        if ago is None or ago > LONGEST_AGO:
            self._cannot_read("d", typed)
            return 0
        return ago

    def _cannot_read(self, key: str, typed: str) -> None:
        self.doubts.append(f"unread {key}")
        self.unread.append(typed)

    def job(self) -> str:
        """What the job is called; several are a doubt, be they a job and its client."""
        typed = (" ".join(each.split()) for each in self.values.get("j", ()))
        named = dict.fromkeys(each for each in typed if not _LEADS.fullmatch(each))
        if len(named) > 1:
            self.doubts.append("several j")
        job = ", ".join(named).replace('"', "").strip(" '.,:;-")[:LONGEST_TEXT]
        job = _END.sub("", _LEAD.sub("", _FILLED.sub("", job)))
        is_filler = bool(job) and set(job.lower().split()) <= _FILLERS
        is_goods = _are_goods(job) and not _TOKENS.search(self.text)
        if is_filler or is_goods or job.lower() in _OTHER_THINGS or _TOKENS.search(job):
            self.doubts.append("no proposal")
        if _BOOSTING.match(job):
            self.doubts.append("no proposal")
        if _OR.search(job):
            self.doubts.append("several j")
        if _has_number_at_an_end(job):
            self.doubts.append("number in name")
        return "" if job.lower() in _NO_NAMES else job


def _has_number_at_an_end(job: str) -> bool:
    """`12 landing pages`, `landing page 350`: it may be an amount; a version is none."""
    named = job.split()
    is_amount = bool(named) and named[-1].isdigit() and int(named[-1]) > _LARGEST_VERSION
    return is_amount or (bool(named) and named[0].isdigit())


def _are_goods(job: str) -> bool:
    """`spent 60 at the supermarket`, without a word of Connects: money, more likely."""
    return bool(job) and set(job.lower().split()) <= _GOODS


_LARGEST_VERSION = 59
"""`landing page 350` holds a budget, `iOS 17` and `Office 365 migration` do not."""
_ORDINAL = re.compile(r"\d(?:st|nd|rd|th|[ºª])\b", re.IGNORECASE)
"""`boosted to third place`: no number of Connects."""
_LEAD = re.compile(
    r"^(?:trabajo|proyecto|encargo|puesto)\s+(?:del|de\s+(?:la|los|las)|de|para)\s+(?=\w)",
    re.IGNORECASE,
)
"""`el trabajo del logo` is the logo's, as `the logo job` is."""
_FILLED = re.compile(r"^(?:uh+|um+|like an?)\s+(?=\w)", re.IGNORECASE)
_END = re.compile(
    r"(?:\s+(?:pls|plz|please|porfa|por favor|thanks|thx|for|of|de|at|por|en|plus|and|with|smh)"
    r"|\s*[@(+&])+$",
    re.IGNORECASE,
)

NO_JOBS = tomllib.loads((LISTS / "no_jobs.toml").read_text("utf-8"))
_NO_NAMES, _OTHER_THINGS = (frozenset(NO_JOBS[name]) for name in ("no_names", "other_things"))
_GOODS = frozenset(NO_JOBS["goods"].split())
_FILLERS = words("fillers") | words("thanks") | words("greetings") | words("byes")
"""What is called by these alone is hardly a job: `thx for asking`."""

_LEADS = re.compile(
    r"(?:trabajo |proyecto |encargo |puesto )?"
    r"(?:del?|el|la|los|las|de la|de los|de las|para|the|an?|my|for)",
    re.IGNORECASE,
)
"""Read as a name beside another one, they belong to that: `el trabajo del logo`."""
_BOOSTING = re.compile(r"boost(?:ing)?\s", re.IGNORECASE)
"""`spent 5 on boosting the logo job`: more on a proposal that was noted;
`the boost slider` is none."""
_OR = re.compile(r"\s(?:or|o)\s", re.IGNORECASE)
"""`Alpha or Beta` is one of two."""
_TOKENS = re.compile(r"\bconnects?\b", re.IGNORECASE)
"""`ran out of connects help` names no job."""
