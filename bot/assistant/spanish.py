"""Whether a message is in Spanish: it is answered in the language that it was written in."""

import re

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
