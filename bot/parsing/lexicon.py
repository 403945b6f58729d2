"""The lists of words in `data/words` that the readers of this package know."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

LISTS = Path(__file__).resolve().parents[2] / "data" / "words"
NO_LETTER = r"(?![^\W\d_])"
"""Behind a word: no letter of any script follows."""


def load(name: str) -> dict[str, Any]:
    """The lists of `data/words/<name>.toml`."""
    return tomllib.loads((LISTS / f"{name}.toml").read_text("utf-8"))


def any_of(patterns: Iterable[str]) -> str:
    """A pattern of any of the words, longer ones first; one that ends in a letter ends there."""
    longest_first = sorted(patterns, key=len, reverse=True)
    return (
        "(?:"
        + "|".join(f"{each}{NO_LETTER if _is_word(each) else ''}" for each in longest_first)
        + ")"
    )


def _is_word(pattern: str) -> bool:
    return pattern[-1].isalpha() or pattern[-1] in "?)*]"
