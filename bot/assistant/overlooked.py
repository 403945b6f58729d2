"""Outcomes in whole messages of one form, which the reader takes for talk of freelancing or for a
denial: the lines that it learnt from have few such."""

import re

from .intents import LONGEST_TEXT, Outcome

_CLOSED = re.compile(
    r"\W*(?:el|la) client[ea] (?:ya )?(?:me )?(?:cerr[oó]|cancel[oó])"
    r" (?:el|la) (?:trabajo|proyecto|oferta|aviso|puesto)"
    r" (?:de la|de los|de las|del?) (?P<job>[^,.;?]+?)[\W]*",
    re.IGNORECASE,
)
_OUTBID = re.compile(
    r"\W*(?:(?:i|i['’]ve|we) )?(?:(?:have|just|got|was|were|been) ){0,2}outbid (?:on|for)"
    r" (?:the |my )?"
    r"(?!(?:all|both|several|many|some|two|three|it|that|this|them|another|every(?:thing|one)?|once|now"
    r"|an?|one|jobs?|gig|project|proposal)\b)"
    r"(?P<job>[^\W\d][^\s?!,;:]*"
    r"(?: (?!again|today|yesterday|this|last|so|and|but|by)[^\W\d][^\s?!,;:]*){0,3}?)"
    r"(?: one)?[.! ]*",
    re.IGNORECASE,
)


def closed_in_spanish(text: str) -> Outcome | None:
    """`el cliente cerró el trabajo del logo`."""
    found = _CLOSED.fullmatch(text)
    return Outcome(result="closed without hire", job=found["job"][:LONGEST_TEXT]) if found else None


def outbid_on(text: str) -> Outcome | None:
    """`I was outbid on the logo job`, and nothing else: the boost comes back (domain.md)."""
    found = _OUTBID.fullmatch(text)
    job = found["job"].rstrip(".")[:LONGEST_TEXT] if found else ""
    return Outcome(result="boost returned", job=job) if job else None
