"""Which entry the words of an undo mean: `remove the badge`, `take my last purchase out`."""

import re
import tomllib
from collections.abc import Set

from .intents import Entry
from .vocabulary import LISTS

_LISTS = tomllib.loads((LISTS / "undo.toml").read_text("utf-8"))
_VERBS, _TAKES, _AWAY, _KEEPS, POINTS, _LAST, _SIGHS, _PLAIN, _UNSAID, _SEVERAL = (
    frozenset(_LISTS[name].split())
    for name in (
        "verbs", "takes", "away", "keeps", "points", "last", "sighs", "plain", "unsaid", "several"
    )
)  # fmt: skip
_ENTRIES: dict[Entry, frozenset[str]] = {
    name: frozenset(listed.split()) for name, listed in _LISTS["entries"].items()
}
_KNOWN = _PLAIN.union(_SIGHS, _VERBS, _TAKES, _AWAY, *_ENTRIES.values())


def entry_named(said: Set[str]) -> Entry | None:
    """What the words call the entry; the last one of any kind where they call it nothing.

    None where they name several.
    """
    named: list[Entry] = [name for name, its_words in _ENTRIES.items() if its_words & said]
    is_several = bool(_SEVERAL & said) or ("all" in said and "after" not in said)
    if is_several or len(named) > 1:
        return None
    return named[0] if named else "entry"


def names_several(text: str) -> bool:
    """`undo the last two`."""
    return not _SEVERAL.isdisjoint(_WORD.findall(text.lower()))


def is_plainly_undone(said: Set[str]) -> bool:
    """Whether each of the words is of undoing or of an entry: `remove that file` is of neither."""
    return said <= _KNOWN


def is_clearly_undone(rest: str) -> bool:
    """Whether a clause of what stands outside of an undo's values is of undoing and of entries
    alone, whatever stands beside it: `it bounced, scrap that`. What keeps an entry is none: `leave
    it in, put it back`."""
    clauses = _clauses(rest)
    is_kept = any(_KEEPS & said for said in clauses)
    return not is_kept and any(_undoes(said) and is_plainly_undone(said) for said in clauses)


def _clauses(text: str) -> list[frozenset[str]]:
    """The words of each of its clauses."""
    return [frozenset(_WORD.findall(part.lower())) for part in _CLAUSES.split(text)]


_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CLAUSES = re.compile(
    r"[,;.!?:\n]+|\s[-–—]+\s|\b(?:and|but|because|cause|cos|coz|since|as|so|i|i'?m|y|porque|que)\b",
    re.IGNORECASE,
)


def _undoes(said: Set[str]) -> bool:
    return bool(_VERBS & said) or bool(_TAKES & said and _AWAY & said)


def says_to_undo(text: str) -> bool:
    """Whether a word of it is of undoing: `oops` is but a sigh."""
    said = frozenset(_WORD.findall(text.lower()))
    return _undoes(said) and not _SEVERAL & said


def means_the_last(rest: str) -> bool:
    """`scrap that`, `nah, delete`; `and take the goose out` names one, though nothing was read as
    its name."""
    is_bare = any(_VERBS & said and said <= _VERBS | _SIGHS for said in _clauses(rest))
    points = not POINTS.isdisjoint(_WORD.findall(rest.lower()))
    return is_bare or points or names_the_last(rest)


def names_the_last(text: str) -> bool:
    """`the last one`."""
    return not _LAST.isdisjoint(_WORD.findall(text.lower()))


_MOST_OF_UNSAID = 6
_UNSAID_ALONE = frozenset({"never mind", "cancel", "cancela"})


def was_unsaid(text: str) -> bool:
    """`just kidding`, `never mind`: of what was noted right before."""
    said = _WORD.findall(text.lower())
    is_unsaid = bool(_UNSAID & {*said}) or " ".join(said) in _UNSAID_ALONE
    return is_unsaid and len(said) <= _MOST_OF_UNSAID and "?" not in text


_NOT_SENT = re.compile(
    r"\b(?:never|didn['’]?t|not|wasn['’]?t|nunca|no)\b.*"
    r"\b(?:sen[dt]|submit\w*|confirm\w*|went|go|appl\w+|env\w+|mand\w+)\b",
    re.IGNORECASE,
)


def was_not_sent(text: str) -> bool:
    """`I never confirmed it`: a proposal's spend is meant, not what was changed of it last."""
    return _NOT_SENT.search(text) is not None


_UNDOES_AN_UNDO = re.compile(
    r"\bundo (?:the |that |my |this )?(?:last )?undo\b"
    r"|^\W*redo(?: (?:it|that|this|(?:the )?last(?: one)?))?(?: please| pls)?\W*$",
    re.IGNORECASE,
)


def undoes_an_undo(text: str) -> bool:
    """`undo the undo`, `redo`: what was undone is noted again by its button alone."""
    return _UNDOES_AN_UNDO.search(text) is not None
