"""`remind me friday to follow up`: when, and about what, as they were said."""

import re

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
_CLOCK = r"\d{1,2}(?::\d\d)? ?(?:am|pm)?"
_AT = rf"(?: at)?(?: {_CLOCK})?"
_PART_OF_DAY = r"(?: (?:morning|afternoon|evening|night))?"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*"
_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
_UNIT = r"(?:minutes?|mins?|min|m|hours?|hrs?|hr|h|days?|d|weeks?|wks?|months?)"
_EVERY = (
    rf"(?:every|each) (?:\w+ ){{0,2}}?(?:day|week|month|year|{_WEEKDAY}|morning|evening|weekdays?"
    r"|\d{1,2}(?:st|nd|rd|th)|\d{1,2} (?:days|weeks|months|hours))"
)
_WHEN = re.compile(
    rf"\b(?:{_EVERY}{_AT}|(?:on |next |this )?{_WEEKDAY}{_PART_OF_DAY}{_AT}"
    rf"|in (?:about )?(?:an?|\d{{1,3}}|half an) ?{_UNIT}\b"
    rf"|(?:tomorrow|tonight|today|tmrw){_PART_OF_DAY}{_AT}|next (?:week|month){_AT}"
    rf"|on the {_NTH}|weekdays{_AT}|(?:on )?(?:the )?{_MONTH} {_NTH}"
    rf"|(?:on )?{_NTH} (?:of )?{_MONTH}|at {_CLOCK}|daily|weekly|monthly)\b",
    re.IGNORECASE,
)


_WHEN_FIRST = re.compile(
    rf"({_WHEN.pattern}) (?:please |pls )?(?:remind|ping|nudge|poke) me\b", re.IGNORECASE
)


def read_reminder(tokens: list[Token]) -> Remind | None:
    """`remind me friday to follow up`: when, and about what, as they were said."""
    text = " ".join(token.text for token in tokens)
    raw = re.sub(r"(\d) : (\d)", r"\1:\2", as_said(tokens))
    when_first = _WHEN_FIRST.match(raw)
    if not when_first and not _REMIND.match(text):
        return None
    rest = _LEAD.sub("", raw, count=1).strip(" :,.")
    if when_first:
        rest = f"{when_first[1]} {rest}"
    if re.match(r"(?i)(?:how|what|when|why|who|which|where)\b", rest):
        return None
    when = _WHEN.search(rest)
    about = rest
    if when:
        about = f"{rest[: when.start()]} {rest[when.end() :]}"
    about = re.sub(
        r"(?i)^(?:\W|\b(?:to|about|that|of|for|i|should|need|have|me)\b)+",
        "",
        " ".join(about.split()),
    ).strip(" ,.")
    due = " ".join(when[0].split()) if when else ""
    return Remind(when=due[:LONGEST_TEXT], about=about[:LONGEST_TEXT])
