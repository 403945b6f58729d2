"""Whether a message is in Spanish: it is answered in the language that it was written in."""

import re

from .intents import LONGEST_TEXT, Outcome
from .vocabulary import LISTS

_SPANISH = frozenset((LISTS / "spanish.txt").read_text("utf-8").split())
"""Frequent words that English lacks."""
_WORD = re.compile(r"[^\W\d_]+")
_SHARE = 0.34
"""Of a message's words: of the corpus' Spanish lines three of four have as many, and no English."""
_SHORT = 4


def is_spanish(text: str) -> bool:
    """Whether enough of its words are Spanish; a few with an accent do, or any beside ¿ and ¡."""
    words = _WORD.findall(text.lower())
    found = [word for word in words if word in _SPANISH]
    if not found:
        return False
    if set(text) & set("¿¡"):
        return True
    is_short = len(words) <= _SHORT and any(not word.isascii() for word in found)
    return is_short or (len(set(found)) >= 2 and len(found) >= _SHARE * len(words))


_CLOSED = re.compile(
    r"\W*(?:el|la) client[ea] (?:ya )?(?:me )?(?:cerr[oó]|cancel[oó])"
    r" (?:el|la) (?:trabajo|proyecto|oferta|aviso|puesto)"
    r" (?:de la|de los|de las|del?) (?P<job>[^,.;?]+?)[\W]*",
    re.IGNORECASE,
)


def closed_in_spanish(text: str) -> Outcome | None:
    """`el cliente cerró el trabajo del logo`, which the reader takes for talk of freelancing: the
    lines that it learnt from have few such."""
    found = _CLOSED.fullmatch(text)
    return Outcome(result="closed without hire", job=found["job"][:LONGEST_TEXT]) if found else None
