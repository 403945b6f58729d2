"""Where in a clause the name of a job stands."""

from collections.abc import Sequence

from ..intents import LONGEST_TEXT
from ..tokens import Token, as_said
from ..vocabulary import CLIENT, FILLERS, FIRST_PERSON, JOBS, words
from .reading import Reading

_STOPS_TITLE = words("stops_title")
BEFORE_TITLE = words("before_title")
_ARTICLES = words("articles")
_NO_TITLE = FIRST_PERSON | words("no_title")
_VALUES = ("connects", "number", "money", "boost", "day", "link", "count")
_TRAILS = words("trails")
_TOOK = frozenset({"cost", "costed", "costs", "took"})
_ENDS_TITLE = words("ends_title")


def find_title(reading: Reading) -> str:
    """The job that the clause names, without its article; its tokens are accounted for."""
    for at, token in enumerate(reading.tokens):
        if token.kind == "quote":
            reading.used.add(at)
            return token.raw[:LONGEST_TEXT]
    for at, token in enumerate(reading.tokens):
        introduced = token.text == ":" and at and at - 1 in reading.used
        if at in reading.used or not (introduced or token.text in BEFORE_TITLE):
            continue
        if title := _title_from(reading, at + 1):
            reading.used.add(at)
            return title
    return ""


def _title_from(reading: Reading, start: int) -> str:
    tokens = reading.tokens
    while start < len(tokens) and (
        tokens[start].text in _ARTICLES | {"applying", "apply", "proposal", "to", "for", "bid"}
        or tokens[start].kind == "money"
    ):
        start += 1
    end = start
    while end < len(tokens) and not _stops_title(tokens, end):
        end += 1
    while end > start and tokens[end - 1].text in _TRAILS:
        end -= 1
    named = tokens[start:end]
    if not named or all(t.text in JOBS | _ARTICLES | _NO_TITLE for t in named):
        return ""
    if (named[0].kind != "word" and named[0].kind != "ordinal") or named[0].text in _NO_TITLE:
        return ""
    reading.used.update(range(start, end))
    return as_said(named)[:LONGEST_TEXT]


def _stops_title(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if token.kind in ("connects", "money", "boost", "day", "link", "quote"):
        return True
    if token.kind == "number":
        return at + 1 >= len(tokens) or (following is not None and following.kind != "word")
    if token.text in _ENDS_TITLE:
        return (
            following is None
            or following.kind in _VALUES
            or (token.kind == "sep" and token.text not in ("-", "&", "/"))
            or following.text in _STOPS_TITLE
            or token.text in ("because", "cuz", "which")
        )
    return token.text in _TOOK and following is not None and following.kind in _VALUES


def subject(reading: Reading, verb: int | None) -> str:
    """`logo job cost me 6`: the job that stands before the verb."""
    if verb is None or reading.tokens[verb].text not in (
        "cost",
        "costed",
        "costs",
        "took",
        "charged",
    ):
        return ""
    named = [
        t
        for t in reading.tokens[:verb]
        if t.kind == "word" and t.text not in _ARTICLES | FIRST_PERSON | CLIENT
    ]
    if not named or all(t.text in JOBS | FILLERS for t in named):
        return ""
    at = [i for i, t in enumerate(reading.tokens[:verb]) if t in named]
    reading.used.update(at)
    return as_said(named)[:LONGEST_TEXT]


def trailing(reading: Reading) -> str:
    """`spent 6 logo job`, `applied logo job 6`: words that end in one for a job."""
    tokens = reading.tokens
    free = [
        at
        for at, token in enumerate(tokens)
        if at not in reading.used and token.kind == "word" and token.text not in FILLERS - JOBS
    ]
    if (
        len(free) < 2
        or len(free) > 6
        or tokens[free[-1]].text not in JOBS - {"one"}
        or free[-1] - free[0] >= 7
    ):
        return ""
    reading.used.update(free)
    return as_said(tokens[at] for at in free)[:LONGEST_TEXT]


def between(reading: Reading) -> str:
    """`proposal shopify theme 6 connects`: words between the proposal and its Connects."""
    tokens = reading.tokens
    ends = next((at for at, token in enumerate(tokens) if token.kind == "connects"), 0)
    start = ends
    while start and _is_free_word(reading, start - 1):
        start -= 1
    named = tokens[start:ends]
    if not 1 <= len(named) <= 4 or not start or start - 1 not in reading.used:
        return ""
    reading.used.update(range(start, ends))
    return as_said(named)[:LONGEST_TEXT]


def _is_free_word(reading: Reading, at: int) -> bool:
    token = reading.tokens[at]
    return at not in reading.used and token.kind == "word" and token.text not in FILLERS
