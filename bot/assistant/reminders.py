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
_WHEN_FIRST = re.compile(
    r"^(?P<when>.{2,60}?) (?:please |pls )?(?:remind|ping|nudge|poke) me\b", re.IGNORECASE
)


def read_reminder(tokens: list[Token]) -> Remind | None:
    """`remind me friday to follow up`: when, and about what, as they were said."""
    text = " ".join(token.text for token in tokens)
    raw = re.sub(r"(\d) : (\d)", r"\1:\2", as_said(tokens))
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
    about = re.sub(
        r"(?i)^(?:\W|\b(?:to|about|that|of|for|i|should|need|have|me)\b)+",
        "",
        " ".join(about.split()),
    ).strip(" ,.")
    return Remind(when=when[:LONGEST_TEXT], about=about[:LONGEST_TEXT])
