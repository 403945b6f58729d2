"""Job posts as people share them and as feed bots post them: what they ask, pay and cost.

Lines have roles (`bot.parsing.documents`, `bot.parsing.post_words`): the job's own figures are read
from labelled lines, from amounts beside which stands what they are, and from lines that hold
nothing else; an amount in prose counts only where it is the only one that is said to be the job's.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.parsing.documents import Line, Message, links_of, read_lines
from bot.parsing.numbers import spelt_as_digits
from bot.parsing.post_budgets import budget_of
from bot.parsing.post_titles import title_of
from bot.parsing.post_words import ASKS, CONNECTS, clauses_of, is_others, parts_of, role_of
from bot.parsing.text import LINK, LONGEST_LINK, has_figure, plain


@dataclass(frozen=True)
class JobPost:
    """What was found; empty where nothing was.

    `budget` is text that `parse_budget` reads, `connects` the post's own figure, `proposals` how
    many the job has, in Upwork's ranges: `0-5`, `5-10`, `10-15`, `15-20`, `20-50`, `50+`.
    """

    title: str = ""
    link: str = ""
    budget: str = ""
    connects: int | None = None
    proposals: str = ""


def read_post(message: Message) -> JobPost:
    """Find a job's figures, title and link in a message. Never raises."""
    lines = read_lines(message)
    return JobPost(
        title=title_of(lines),
        link=_link(links_of(message)),
        budget=budget_of(lines),
        connects=_connects(lines),
        proposals=_proposals(lines),
    )


# --- Connects, proposals -----------------------------------------------------------------------

_ASKS = re.compile(
    rf"(?:{'|'.join(ASKS)})\W{{0,4}}(?:for |with )?(\d{{1,3}})\s?{CONNECTS}"
    r"|(?:required connects to submit a proposal|connects required|required)\s?:\s?(\d{1,3})\b"
)
_SO_MANY = re.compile(
    rf"(?<![\d.,$])(\d{{1,3}})\s?(?:required )?{CONNECTS}|\bconnects\s(\d{{1,3}})\b"
)
_NUMBER = re.compile(r"(?<![\d.,$€])\d{1,3}(?![\d.,]\d|\d|%)")
_MOST_ASKED = 100
"""More than any job asks for."""


def _connects(lines: Sequence[Line]) -> int | None:
    """The post's own figure: as Upwork words it; else by a label or by itself, a boost apart.

    None where figures that Upwork's words do not tell apart are several: one is what is held.
    """
    asked = [int(found[1] or found[2]) for line in lines for found in _ASKS.finditer(line.words)]
    asked += [int(base[1]) for line in lines if (base := _WITH_BOOST.search(line.words))]
    if fitting := [each for each in asked if each <= _MOST_ASKED]:
        return fitting[0]
    told = {each for each in (*_labelled(lines), *_loose(lines)) if each <= _MOST_ASKED}
    if told:
        return told.pop() if len(told) == 1 else None
    sent = (int(found[1]) for line in lines if (found := _SEND_FOR.search(line.words)))
    return next((each for each in sent if each <= _MOST_ASKED), None)


def _labelled(lines: Sequence[Line]) -> Iterator[int]:
    """The figures of lines whose label names Connects, or proposals and what they cost."""
    for line in lines:
        value = plain(LINK.sub("", line.value))
        if role_of(line) in _COSTS and len(value) < 40 and _IS_CONNECTS.search(line.words):
            named = _SO_MANY.search(value)
            if named is None and role_of(line) == "connects":
                named = _NUMBER.search(value)
            if named:
                yield int(re.sub(r"\D", "", named[0]))


def _loose(lines: Sequence[Line]) -> Iterator[int]:
    """Figures with the word Connects in a part of a line, or a clause, that is of the job."""
    for line in lines:
        if not _IS_CONNECTS.search(line.words) or _SEND_FOR.search(line.words):
            continue
        if role_of(line) == "other" or line.is_others:
            continue
        for words in map(plain, (*parts_of(line.text), *clauses_of(line.text))):
            many = _SO_MANY.search(spelt_as_digits(words))
            if many and not is_others(words) and len(words) < 90 and not _NO_COST.search(words):
                yield int(many[1] or many[2])


_IS_CONNECTS = re.compile(CONNECTS)
_COSTS = ("connects", "proposals")
_WITH_BOOST = re.compile(r"(?<![\d.,$])(\d{1,3}) \+ \d{1,3} boost\b")
_SEND_FOR = re.compile(rf"send for (\d{{1,3}})\s?{CONNECTS}")
"""The button of a proposal's form: with the boost, where one is bid."""
_NO_COST = re.compile(
    r"per proposal|monthly|for \$|bundle|\bplus\b|\bplan\b|membership"
    r"|al mes\b|a month\b|vienen|come with"
)
_TIERS = ((5, "0-5"), (10, "5-10"), (15, "10-15"), (20, "15-20"), (50, "20-50"))
_TOLD = re.compile(
    r"(?:(?P<less>less|fewer|under|menos|moins|weniger|اقل|менее|<)\D{0,12})?(?P<first>\d{1,4})"
    r"(?:\s?(?:to|-|an?d?|y|et|и|до|bis|الى)\s?(?P<second>\d{1,3}))?(?P<more>\+)?"
)
_MANY = re.compile(
    r"(?P<behind>(?:(?:less|fewer) than |<\s?)?\d{1,4}(?:\s?(?:to|-|an?d?|y|et|bis)\s?\d{1,3})?\+?)"
    r"\s?(?:(?!per\b|each\b|a\b)[a-z]+\s){0,2}"
    r"(?:proposals?|bids?|applicants|applications|propuestas|postulaciones|propostas|candidaturas"
    r"|propositions|proposte|vorschlage|bewerbungen|angebote|откликов)\b(?! \d)"
    r"|\b(?:proposals?|bids?|propuestas|vorschlage)\s(?P<before>(?:(?:less|fewer) than )?\d.{0,10})"
)


def _proposals(lines: Sequence[Line]) -> str:
    for line in lines:
        found = _TOLD.search(plain(line.value)) if role_of(line) == "proposals" else None
        if found and "connect" not in plain(line.value):
            return _tier(found)
        for words in map(plain, parts_of(line.text) if has_figure(line.text) else ()):
            if (many := _MANY.search(words)) and not is_others(words):
                told = _TOLD.search(many["behind"] or many["before"])
                return _tier(told) if told else ""
    return ""


def _tier(found: re.Match[str]) -> str:
    """How Upwork names so many: a range by its upper end, one number by where it lies."""
    first, second = int(found["first"]), int(found["second"] or 0)
    if found["more"] and first >= 50:
        return "50+"
    if second:
        return next((name for top, name in _TIERS if second <= top), "50+")
    if found["less"]:
        return next((name for top, name in _TIERS if first <= top), "50+")
    return next((name for top, name in _TIERS if first < top), "50+")


def _link(links: Sequence[str]) -> str:
    fitting = [
        each
        for each in links
        if each.startswith("http") and len(each) <= LONGEST_LINK and "/freelancers/" not in each
    ]
    of_upwork = [each for each in fitting if "upwork.com" in each]
    jobs = [each for each in of_upwork if re.search(r"/jobs?/|/apply/|~", each)]
    return next(iter([*jobs, *of_upwork, *fitting]), "")
