"""Whose figures a line of a job post holds, and what its label names.

The client's own figures ($20K+ spent) and the freelancer's (You'll receive) are never the job's.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.parsing.documents import Line
from bot.parsing.lexicon import load
from bot.parsing.text import plain


def _any(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(words))


_WORDS = load("posts")
_CLIENT = _any(_WORDS["others"]["client"])
OWN = _any(_WORDS["others"]["own"])
_ROLES = [(role, _any(words)) for role, words in _WORDS["labels"].items()]
HOURLY = _any(_WORDS["says"]["hourly"])
FIXED = _any(_WORDS["says"]["fixed"])
NONE = _any(_WORDS["says"]["none"])
NO_BUDGET = _any(_WORDS["says"]["no_budget"])
FOR_HIRE = _any(_WORDS["says"]["for_hire"])
KIND = _any(_WORDS["says"]["kind"])
OF_JOB = _any(_WORDS["says"]["job"])
CONTEXT = _any(_WORDS["says"]["context"])
POSTED = _any(_WORDS["titles"]["posted"])
CHATTER = _any(_WORDS["titles"]["chatter"])
MENU = _any(_WORDS["titles"]["menu"])


ASKS: list[str] = _WORDS["asks"]["connects"]


@lru_cache(maxsize=256)
def is_others(words: str) -> bool:
    """Whether a figure among these words is the client's or the freelancer's own."""
    return bool(_CLIENT.search(words) or OWN.search(words))


def label_of(line: Line) -> str:
    return plain(line.label).replace("_", " ").strip("\"' ")


def role_of(line: Line) -> str:
    """What the line's label names; `other` of the client and the freelancer, empty of none."""
    label = label_of(line)
    if not label:
        return ""
    found = next((role for role, pattern in _ROLES if pattern.search(label)), "")
    if found != "connects" and is_others(label):
        return "other"
    return "other" if OWN.search(label) else found


CONNECTS = r"(?:conn?ects?(?![a-z])|коннект\w*|конект\w*|كونكت\w*)"
_SEPARATORS = re.compile(
    r"[\u2300-\u27bf\U0001f000-\U0001faff]+|\s+[·•|/]+\s+|\s*[·•|;]\s*|(?<=[^\s\dkKmM])\s+[–—-]+\s+|\s+[–—-]+\s+(?=[^\s\d$])"
    r"|(?<!\d),\s*|,\s+(?!\d{3}\b)|\t|(?<=[a-z)])(?<!\b[Ss]td)(?<!\bhrs)(?<!\bwks)(?<!\b[Ee]st)[.!?]\s+|\s{2,}"
)


def parts_of(text: str) -> list[str]:
    return [part.strip() for part in _SEPARATORS.split(text) if part and part.strip()]


_CLAUSES = re.compile(
    r"(?<!\d),|,(?!\d)|[;()!?]|\.(?!\d)|\s-\s|\s[–—|·•]\s"
    r"|\b(?:but|pero|yo ya|while|although|they say|says)\b"
    r"|\band (?=i\b|i'|my\b|the client)|(?=\b(?:client|highest)\b)"
)


def clauses_of(text: str) -> list[str]:
    """The thoughts of a sentence: what one of them says of the client concerns no other."""
    return [each for each in _CLAUSES.split(text) if any(map(str.isalnum, each))]


def beside(lines: Sequence[Line]) -> Iterator[tuple[str, Line, str]]:
    """Each line with the words of the one before it and of the one behind."""
    for at, line in enumerate(lines):
        before = lines[at - 1].words if at else ""
        yield before, line, lines[at + 1].words if at + 1 < len(lines) else ""
