"""Which of a person's proposals is meant by a word or two of its title, or by `it`."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA
from rapidfuzz.utils import default_process

from bot.ledger.model import OPEN, Proposal

FITS = 82.0
"""Of 100, by rapidfuzz; chosen by trial on titles with typos (tests/assistant/test_naming.py)."""
MEANS_IT = re.compile(
    r"\b(?:it|that|this|they|them|he|she|theyve|theyre)\b"
    r"|\b(?:la|lo|esa|ese|eso|ya la|ya lo) (?:vieron|vio|abrieron|abri[oó])\b",
    re.IGNORECASE,
)
"""Words that point to a proposal which was named or noted just before."""
GENERIC = frozenset(
    {
        "job",
        "jobs",
        "gig",
        "project",
        "proposal",
        "one",
        "post",
        "client",
        "the",
        "a",
        "an",
        "my",
        "for",
    }
)


def proposals_named(
    proposals: Sequence[Proposal], words: str, *, prefer_open: bool = True
) -> list[Proposal]:
    """The proposals that the words fit; the open ones alone where any of these fits.

    Without words: every open one. Unless `prefer_open`, all that fit.
    """
    wanted = " ".join(word for word in default_process(words).split() if word not in GENERIC)
    if not wanted:
        return [proposal for proposal in proposals if proposal.state in OPEN]
    exact = [each for each in proposals if default_process(each.title) == default_process(words)]
    fitting = exact or [each for each in proposals if _fits(wanted, each.title)]
    still_open = [each for each in fitting if each.state in OPEN]
    return still_open if prefer_open and still_open else fitting


def noted_already(proposals: Sequence[Proposal], job: str) -> list[Proposal]:
    """Those that wait for an answer and are called so: another spend on one may be the same told
    twice, what it took in truth, or its boost."""
    called = _distinct(job)
    return [p for p in proposals if p.state in OPEN and _distinct(p.title) == called]


def _distinct(title: str) -> list[str]:
    """Its words but those that any may have: `the logo job` is called as `logo` is."""
    words = default_process(title).split()
    return [word for word in words if word not in GENERIC] or words


def _fits(wanted: str, title: str) -> bool:
    words = default_process(title).split()
    if not words:
        return False
    return (
        all(any(_alike(part, word) for word in words) for part in wanted.split())
        or fuzz.token_sort_ratio(wanted, " ".join(words)) >= FITS
    )


def _alike(part: str, word: str) -> bool:
    if part == word or (len(part) >= 3 and word.startswith(part)):
        return True
    return len(part) >= 4 and OSA.distance(part, word) <= (1 if len(part) < 7 else 2)
