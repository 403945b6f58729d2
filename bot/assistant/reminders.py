"""`remind me friday to follow up`: when, and about what, as they were said."""

import re

from bot.parsing.moments import find_when

from .intents import LONGEST_TEXT, Remind
from .tokens import Token, as_said

_REMIND = re.compile(
    r"^(?:hey |hi |ok |please |pls |purser |also |and |can you |could you |u )*"
    r"(?:remind|reminder|set (?:a |an? )?reminder|(?:add|make|create|put) (?:a )?reminder"
    r"|(?:ping|nudge|poke) me)\b"
)
_LEAD = re.compile(
    r"^.*?\b(?:remind(?:er)?|rem\w*|ping|nudge|poke)\b(?: me)?(?: again)?", re.IGNORECASE
)
_REMIND_ES = re.compile(
    r"^(?:hola|oye|che|por favor|porfa|purser|y|también|\W)*"
    r"(?:recu[eé]rdame|record[aá]me|av[ií]same|avis[aá]me)\b",
    re.IGNORECASE,
)
_WHEN_FIRST = re.compile(
    r"^(?P<when>.{2,60}?) (?:please |pls )?(?:remind|ping|nudge|poke) me\b", re.IGNORECASE
)


_OF_AN_EVENT = re.compile(
    r"\b(?:at|in|after|by|under|below|over)\s+\d+\s+"
    r"(?:more )?(?:connects?|cnx|left|proposals?|applications?|bids?|interviews?|jobs?|spent)\b"
    r"|(?<!\bin )\b(?:an?|\d+|one|two|three|four|five|un[oa]?)\s+"
    r"(?:min\w*|ho?u?rs?|days?|weeks?|months?|horas?|d[ií]as?|semanas?)\s+"
    r"(?:before|after|prior|antes|despu[eé]s)\b"
    r"|\b(?:when|if|once)\s+(?:i['’]?m|i am|i have|i['’]?ve|it['’]?s|(?:my |the )?balance)\b"
    r"[^,.;]*\b(?:at|under|below|down to)\s+\d+(?!\d|[:.]\d|\s?[ap]\.?m|\s?h\b)",
    re.IGNORECASE,
)


def is_of_an_event(text: str) -> bool:
    """Whether it is to come with something that has no time yet, whatever numbers it holds: `at 20
    connects`, `3 days before they expire`, `when i'm under 20`."""
    return _OF_AN_EVENT.search(text) is not None


def read_reminder(tokens: list[Token]) -> Remind | None:
    """`remind me friday to follow up`: when, and about what, as they were said."""
    text = " ".join(token.text for token in tokens)
    raw = re.sub(r"(\d) : (\d)", r"\1:\2", as_said(tokens))
    if spanish := _REMIND_ES.match(raw):
        return _read_spanish(raw[spanish.end() :].strip(" :,."))
    when_first = _WHEN_FIRST.match(raw)
    first = find_when(when_first["when"]) if when_first else ("", "")
    if not (first[0] and not first[1]) and not _REMIND.match(text):
        return None
    if re.match(r"(?i)\W*reminders\b", raw):
        return None
    rest = _LEAD.sub("", raw, count=1).strip(" :,.")
    if re.match(r"(?i)(?:how|what|when|why|who|which|where)\b", rest):
        return None
    when, about = (first[0], rest) if first[0] and not first[1] else find_when(rest)
    if is_of_an_event(raw):
        when, about = "", rest
    about = re.sub(
        r"(?i)^(?:\W|\b(?:to|about|that|of|for|i|should|need|have|me)\b)+",
        "",
        " ".join(about.split()),
    ).strip(" ,.")
    return Remind(when=when[:LONGEST_TEXT], about=about[:LONGEST_TEXT])


def _read_spanish(rest: str) -> Remind | None:
    """`recuérdame el viernes a las 9 dar seguimiento`, from what stands behind the first word."""
    if re.match(r"(?i)(?:(?:en|de|a|por) qu[eé]|qué|c[oó]mo|cu[aá]\w+|d[oó]nde)\b", rest):
        return None
    when, about = find_when(rest)
    about = re.sub(r"(?i)^(?:\W|(?:que|para|de|sobre|a|lo)\b)+", "", " ".join(about.split()))
    return Remind(when=when[:LONGEST_TEXT], about=about.strip(" ,.")[:LONGEST_TEXT])
