"""A job's title in its post: a label's value, a heading, or the line that stands above figures."""

import re
from collections.abc import Iterator, Sequence

from bot.ledger.refusals import Refusal
from bot.parsing.documents import Line
from bot.parsing.money_words import read_money
from bot.parsing.post_words import CHATTER, KIND, MENU, POSTED, beside, label_of, role_of
from bot.parsing.text import LINK, LONGEST_TITLE, has_figure

_TAIL = re.compile(r"\s+-\s+(?:upwork|freelance job in\b.*)$", re.IGNORECASE)
_SHARED = re.compile(r"^check out this (?:job|project) (?:on|i found on) upwork\W*", re.IGNORECASE)
_SCORE = re.compile(r"^\W*\d+ ?/ ?\d+\b")
_PREFIX = re.compile(
    r"^(?:[\[(]?\d+ ?/ ?\d+\W+|(?:new job|invitation to interview|job invitation)\s?[:–-]\s)",
    re.IGNORECASE,
)
"""A bot's score, an alert's words."""
_INVITED_TO = re.compile(r"(?:job|interview for)\W{1,3}\"([^\"\n]{4,200})\"")
_LONGEST_SAID = 110
"""Longer first lines are somebody's talk, and no title."""
_LONGEST_CATEGORY = 4
"""Words of the category that a page names between the title and the day."""


def title_of(lines: Sequence[Line]) -> str:
    """The title in plain text; empty where there is none."""
    rest = [line for line in lines if not line.is_title]
    ways = (
        _labelled(lines),
        *(_trimmed(line.text) for line in lines if line.is_title and not CHATTER.match(line.words)),
        *_named_in_words(rest),
    )
    for title in ways:
        if title:
            return title
    finders = (
        _of_feed,
        _below_details,
        _below_posted,
        _above_posted,
        _heading,
        _above_figures,
        _first,
    )
    return next((title for find in finders if (title := find(rest))), "")


def _labelled(lines: Sequence[Line]) -> str:
    """The value of `Title: …`."""
    values = (line.value for line in lines if role_of(line) == "title")
    fitting = (each for each in values if len(each) > 2 and not _is_figures(each))
    return next(map(_trimmed, fitting), "")


def _named_in_words(lines: Sequence[Line]) -> Iterator[str]:
    """What `Check out this job on Upwork: …` and `invited you to the job "…"` name."""
    for line in lines:
        if shared := _SHARED.match(line.text):
            yield _trimmed(line.text[shared.end() :])
    for line in lines:
        if invited := _INVITED_TO.search(line.text):
            yield _trimmed(invited[1])


def _of_feed(lines: Sequence[Line]) -> str:
    """The first line of a feed's item, which labels the day and the category."""
    labels = {label_of(line) for line in lines}
    return _first(lines) if {"posted on", "category"} <= labels else ""


def _below_posted(lines: Sequence[Line]) -> str:
    """The line between `Posted 3 minutes ago` and `Fixed price` in a list of jobs."""
    for before, line, behind in beside(lines):
        is_named = _may_be_title(line) and "." not in line.text
        if POSTED.match(before) and KIND.match(behind) and is_named:
            return _trimmed(line.text)
    return ""


def _below_details(lines: Sequence[Line]) -> str:
    """The line below `Job details`."""
    for before, line, _ in beside(lines):
        if before.strip(" :") == "job details" and _may_be_title(line):
            return _trimmed(line.text)
    return ""


def _above_posted(lines: Sequence[Line]) -> str:
    """The line above `Posted 2 hours ago`, or above the category that stands between."""
    for at, line in enumerate(lines):
        if not POSTED.match(line.words) or at == 0:
            continue
        above = [each for each in lines[max(0, at - 2) : at] if _may_be_title(each)]
        if len(above) == 2 and len(above[1].text.split()) > _LONGEST_CATEGORY:
            above = above[1:]
        if above:
            return _trimmed(above[0].text)
    return ""


def _heading(lines: Sequence[Line]) -> str:
    heads = [line for line in lines if line.is_heading and _may_be_title(line)]
    heads.sort(key=lambda line: bool(_SCORE.match(line.text)))
    return _trimmed(heads[0].text) if heads else ""


def _above_figures(lines: Sequence[Line]) -> str:
    """The line above a card's `Fixed-price - Intermediate - Est. Budget: $480`."""
    for at, line in enumerate(lines[1:]):
        words = line.words.strip(" :")
        if KIND.fullmatch(words) or (KIND.match(words) and has_figure(words)):
            return _trimmed(lines[at].text) if _may_be_title(lines[at]) else ""
    return ""


def _first(lines: Sequence[Line]) -> str:
    fitting = (line for line in lines if not line.is_others and _may_be_title(line))
    first = next((_trimmed(_without_figures(line.text)) for line in fitting), "")
    return first if len(first) <= _LONGEST_SAID else ""


def _is_figures(text: str) -> bool:
    """Whether the text is money or a length alone."""
    try:
        money = read_money(text)
    except Refusal:
        return False
    return bool(money.amounts or money.counts)


def _may_be_title(line: Line) -> bool:
    if role_of(line) or CHATTER.match(line.words) or MENU.fullmatch(line.words.strip(" :")):
        return False
    if POSTED.match(line.words) or _is_figures(line.text):
        return False
    return len(_without_figures(line.text)) > 3


def _without_figures(text: str) -> str:
    """The words before the first amount, label or link of a line."""
    words = LINK.sub("", text)
    cut = _FIGURE.search(words)
    return (words[: cut.start()] if cut else words).strip(" -–—:.,;|(\"'")


_FIGURE = re.compile(
    r"(?:\b(?:budget|fixed[- ]?price|fixed|hourly|paying|pays|pay)\b\W{0,3})?"
    r"(?:[$€£₹]|us\$|\b\d[\d.,]{0,15}\s?(?:[$€£₹]|k? ?usd|dollars|/hr|connects))",
    re.IGNORECASE,
)


def _trimmed(text: str) -> str:
    words = re.sub(r"^[^\w\"'(\[$#&]+", "", LINK.sub("", text)).replace("()", "")
    words = _PREFIX.sub("", words)
    return _TAIL.sub("", " ".join(words.split()).strip(" \"',`|")).strip()[:LONGEST_TITLE]
