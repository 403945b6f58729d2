"""Job posts as people share them and as feed bots post them: title, link, budget, hours.

A post comes as its texts: the message's own, then each embed's title, description and fields.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.ledger.refusals import Refusal
from bot.parsing.money import parse_budget
from bot.parsing.refusals import OtherCurrency
from bot.parsing.text import LINK, LONGEST_LINK, LONGEST_TITLE, UNSEEN

LONGEST_READ = 8000
MOST_READINGS = 50
"""Amounts that are tried; a post names a few, and a wall of numbers is none."""


@dataclass(frozen=True)
class Embed:
    """The parts of an embed that a job post stands in."""

    title: str = ""
    url: str = ""
    description: str = ""
    fields: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class JobPost:
    """What was found; empty where nothing was. `budget` is text that `parse_budget` reads."""

    title: str = ""
    link: str = ""
    budget: str = ""


_AMOUNT = r"\$?\s?\d{1,9}(?:[.,]\d{1,3}){0,3}\s?k?"
_RANGE = rf"{_AMOUNT}(?:\s?(?:-|–|—|to)\s?{_AMOUNT})?"
_LABEL = (
    r"(?:budget|fixed[- ]?price|fixed|price|est(?:imated)?\.? budget|pay|payment|compensation|rate)"
)
_FIXED = re.compile(
    rf"\b{_LABEL}\b[^\n\d$]{{0,25}}(?P<amount>{_RANGE})(?!\s?(?:%|/5))", re.IGNORECASE
)
_HOURLY = re.compile(
    rf"\bhourly\b[^\n\d$]{{0,25}}(?P<after>{_RANGE})"
    rf"|(?<![\d.,])(?P<before>{_RANGE})\s?(?:usd\s?)?(?:/|per|an)\s?(?:h|hr|hour)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"\$\s?\d{1,9}(?:[.,]\d{1,3}){0,3}\s?k?(?:\s?(?:-|–|—|to)\s?\$?\s?\d{1,9}(?:[.,]\d{1,3}){0,3}\s?k?)?",
    re.IGNORECASE,
)
_FOREIGN = re.compile(r"(?P<amount>[€£₹]\s?\d{1,9}(?:[.,]\d{1,3}){0,3})")
_A_WEEK = re.compile(
    r"(?:(?:-|–|to)\s?)?(?P<hours>\d{1,3})\s?\+?\s?(?:h|hrs?|hours?)\s?(?:/|per|a|each)\s?(?:w|wk|week)\b",
    re.IGNORECASE,
)
_LASTS = re.compile(
    r"(?:(?:-|–|to)\s?)?(?P<count>\d{1,3})\s?\+?\s?(?P<unit>weeks?|months?)\b", re.IGNORECASE
)
_TITLE = re.compile(
    r"^\W{0,6}(?:job )?title\W{0,4}(?P<title>\S[^\n]{0,300})$", re.IGNORECASE | re.MULTILINE
)
_MARKS = re.compile(r"[*_`#>~|]+")


def read_post(text: str, embeds: Iterable[Embed] = ()) -> JobPost:
    """Find a job's title, link and budget in a message. Never raises."""
    text, embeds = _seen(text[:LONGEST_READ]), tuple(map(_seen_of, embeds))
    fields = [f"{name}: {value}" for embed in embeds for name, value in embed.fields]
    parts = [text, *(f"{embed.title}\n{embed.description}" for embed in embeds), *fields]
    whole = "\n".join(part for part in parts if part)[:LONGEST_READ]
    return JobPost(
        title=_title(text, embeds), link=_link(whole, embeds), budget=_budget(_MARKS.sub("", whole))
    )


def _seen(text: str) -> str:
    return UNSEEN.sub("", text)


def _seen_of(embed: Embed) -> Embed:
    return Embed(
        title=_seen(embed.title),
        url=_seen(embed.url),
        description=_seen(embed.description),
        fields=[(_seen(name), _seen(value)) for name, value in embed.fields],
    )


def _title(text: str, embeds: Sequence[Embed]) -> str:
    named = _TITLE.search(_MARKS.sub("", text))
    first = next((embed.title for embed in embeds if embed.title.strip()), "")
    found = first or (named["title"] if named else _first_line(text))
    return " ".join(_MARKS.sub("", found).split())[:LONGEST_TITLE]


def _first_line(text: str) -> str:
    for line in text.splitlines():
        words = LINK.sub("", _MARKS.sub("", line))
        priced = _FIXED.search(words) or _HOURLY.search(words) or _MONEY.search(words)
        words = (words[: priced.start()] if priced else words).strip(" -–:.,;|")
        if len(words) > 3:
            return words
    return ""


def _link(whole: str, embeds: Sequence[Embed]) -> str:
    found = [embed.url for embed in embeds if embed.url] + LINK.findall(whole)
    links = [each for each in found if each.startswith("http") and len(each) <= LONGEST_LINK]
    return next((link for link in links if "upwork.com" in link), links[0] if links else "")


def _budget(text: str) -> str:
    """The first reading that is a budget: hourly with its hours, one with a label, any dollars."""
    for found in islice(_readings(text), MOST_READINGS):
        try:
            parse_budget(found)
        except OtherCurrency:
            return found
        except Refusal:
            continue
        return found
    return ""


def _readings(text: str) -> Iterable[str]:
    if hourly := _HOURLY.search(text):
        rate = " ".join((hourly["after"] or hourly["before"]).split())
        a_week, lasts = _A_WEEK.search(text), _LASTS.search(text)
        hours = f" {a_week['hours']}h/wk" if a_week else ""
        weeks = f" {lasts['count']} {lasts['unit'].lower()}" if lasts else ""
        yield f"{rate}/hr{hours}{weeks}"
        yield f"{rate}/hr"
    for pattern in (_FIXED, _MONEY, _FOREIGN):
        for match in pattern.finditer(text):
            yield " ".join(
                (match["amount"] if "amount" in pattern.groupindex else match[0]).split()
            )
