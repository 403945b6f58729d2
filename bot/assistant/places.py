"""Which of several things that were just noted is meant: `the first of the two`, `the SEO one`."""

import re
from collections.abc import Set

from .turns import Turn, words_in

_PLACES = re.compile(
    r"\b(?:the|la|el)\s+(?:(?P<first>first|1st|primer[oa]?)|(?P<second>second|2nd|segund[oa])"
    r"|(?P<third>third|3rd|tercer[oa]?))\b(?!\s+(?:time|thing|interview|round|call|message|draft|day"
    r"|place|hand|thoughts?|week|month|milestone|try|vez|d[ií]a|semana|mes|ronda)\b)",
    re.IGNORECASE,
)
_ORDER = ("first", "second", "third")
_MOST = len(_ORDER)


def place_named(said: Set[str], last: Turn) -> int | None:
    """The place, from 0, of the one that a word means which is of its name alone."""
    names = [words_in(getattr(each, "job", "")) for each in last.intents]
    named = [place for place, name in enumerate(names) if name & said]
    return named[0] if last.said == "noted" and len(names) > 1 and len(named) == 1 else None


def place_meant(text: str, last: Turn) -> int | None:
    """The place, from 0, of the one that the text means by it; None where it names none, or
    several, or not several were noted, or fewer."""
    named = {_ORDER.index(kind) for found in _PLACES.finditer(text) if (kind := found.lastgroup)}
    count = len(last.intents)
    if last.said != "noted" or len(named) != 1 or not 1 < count <= _MOST:
        return None
    (place,) = named
    return place if place < count else None
