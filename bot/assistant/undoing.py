"""Which entry the words of an undo mean: `remove the badge`, `take my last purchase out`."""

import tomllib
from collections.abc import Set

from bot.ledger.model import Kind, Purpose
from bot.ledger.undo import ANY, Which

from .vocabulary import LISTS

_LISTS = tomllib.loads((LISTS / "undo.toml").read_text("utf-8"))
_WORDS = {name: frozenset(listed.split()) for name, listed in _LISTS.items()}
_SEVERAL = _WORDS.pop("several")
_KNOWN = frozenset[str]().union(*_WORDS.values())
_ENTRIES = {
    Which(Kind.PURCHASE): _WORDS["purchase"],
    Which(Kind.GRANT): _WORDS["grant"],
    Which(Kind.CORRECT): _WORDS["correction"],
    Which(Kind.SPEND): _WORDS["spend"],
    Which(Kind.SPEND, Purpose.PROPOSAL): _WORDS["proposal"],
    Which(Kind.SPEND, Purpose.AVAILABILITY_BADGE): _WORDS["badge"],
    Which(Kind.SPEND, Purpose.PROFILE_BOOST): _WORDS["profile"],
}


def which_is_undone(said: Set[str]) -> Which | None:
    """What kind of entry the words name, which may be any; None where they name several."""
    named = [which for which, its_words in _ENTRIES.items() if its_words & said]
    is_several = bool(_SEVERAL & said) or ("all" in said and "after" not in said)
    if is_several or len(named) > 1:
        return None
    return named[0] if named else ANY


def is_plainly_undone(said: Set[str]) -> bool:
    """Whether each of the words is of undoing or of an entry: `remove that file` is of neither."""
    return said <= _KNOWN
