"""Which entry the words of an undo mean: `remove the badge`, `take my last purchase out`."""

import tomllib
from collections.abc import Set

from .intents import Entry
from .vocabulary import LISTS

_LISTS = tomllib.loads((LISTS / "undo.toml").read_text("utf-8"))
_VERBS, _PLAIN, _SEVERAL = (
    frozenset(_LISTS[name].split()) for name in ("verbs", "plain", "several")
)
_ENTRIES: dict[Entry, frozenset[str]] = {
    name: frozenset(listed.split()) for name, listed in _LISTS["entries"].items()
}
_KNOWN = _PLAIN.union(_VERBS, *_ENTRIES.values())


def entry_named(said: Set[str]) -> Entry | None:
    """What the words call the entry; the last one of any kind where they call it nothing.

    None where they name several.
    """
    named: list[Entry] = [name for name, its_words in _ENTRIES.items() if its_words & said]
    is_several = bool(_SEVERAL & said) or ("all" in said and "after" not in said)
    if is_several or len(named) > 1:
        return None
    return named[0] if named else "entry"


def is_plainly_undone(said: Set[str]) -> bool:
    """Whether each of the words is of undoing or of an entry: `remove that file` is of neither."""
    return said <= _KNOWN


_AWAY = frozenset({"off", "out", "back", "away", "rid"})
_KEEPS = frozenset({"keep", "leave", "put", "again"})
"""`leave it in, put it back`."""
_LAST_ONE = frozenset(
    "it that this one last latest second undo eso ese esa esto lo último ultima último".split()
)


def says_undo(said: Set[str]) -> bool:
    """Whether one of the words is of nothing but undoing: `scrap it`, `take that off`."""
    is_taken = bool({"take", "get", "roll", "pull"} & said) and bool(_AWAY & said)
    return (bool(_VERBS & said) or is_taken) and not _KEEPS & said


def means_the_last(said: Set[str]) -> bool:
    """`and take the goose out` names one, though nothing was read as its name."""
    return bool(_LAST_ONE & said)
