"""Lines anew for each epoch: other values of the same kinds, other voices, two lines as one."""

import random
import re
from collections.abc import Callable, Sequence

from .lines import Line

_NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "twenty",
)  # fmt: skip
_FEW, _MANY = (2, 35), (36, 300)
"""Connects that one spends, and that one buys or holds: from, to."""
_MOST_OF_FEW = 36
_GLUE = (" ", ", ", ". ", " and ", "; ", " - ", "\n", " also ", "... ", "! ", " y ", " then ")
_JOINED = 0.08
"""Of the lines, how many pairs are made one message of."""
_ALONE = frozenset({"yes", "no!", "val", "amend", "again"})
"""Acts that lean on the turn before."""


class Voices:
    """Makes epochs of lines, the same ones for the same seed."""

    def __init__(self, lines: Sequence[Line], seed: int) -> None:
        self._lines = lines
        self._seed = seed
        self._pool: dict[str, list[str]] = {}
        for line in lines:
            for segment in line.segments:
                for value in segment.values:
                    words = line.text[value.start : value.end]
                    self._pool.setdefault(value.key, []).append(words)
        self._free = [line for line in lines if not {s.act for s in line.segments} & _ALONE]

    def epoch(self, number: int) -> list[Line]:
        """The first as they were written, later ones changed."""
        rng = random.Random(1000 * self._seed + number)  # noqa: S311 (no secret)
        lines = [line if number == 0 else self._anew(line, rng) for line in self._lines]
        for _ in range(int(len(lines) * _JOINED)):
            first, second = rng.choice(self._free), rng.choice(self._free)
            lines.append(self._anew(first.joined(second, rng.choice(_GLUE)), rng))
        return lines

    def _anew(self, line: Line, rng: random.Random) -> Line:
        return _in_another_voice(line.changed(lambda text, key: self._other(text, key, rng)), rng)

    def _other(self, text: str, key: str, rng: random.Random) -> str:
        """Another value of that kind, or the same."""
        if key in ("n", "b", "t", "r", "h") and text.isdigit() and rng.random() < 0.6:
            return str(rng.randint(*(_MANY if int(text) > _MOST_OF_FEW else _FEW)))
        share = {
            "j": 0.55,
            "z": 0.35,
            "w": 0.35,
            "a": 0.35,
            "d": 0.35,
            "m": 0.4,
            "p": 0.4,
            "c": 0.4,
        }
        if rng.random() < share.get(key, 0):
            return rng.choice(self._pool[key])
        return text


Change = Callable[[str, str], str]


def _in_another_voice(line: Line, rng: random.Random) -> Line:
    for share, change in _changes(rng):
        if rng.random() < share:
            line = line.changed(change)
    return line


def _changes(rng: random.Random) -> tuple[tuple[float, Change], ...]:
    """How often each is done: what phones, haste and dictation do to a text."""
    return (
        (0.3, lambda text, _: text.lower()),
        (0.25, lambda text, _: re.sub(r"[.,;!?]+(?=\s|$)", "", text)),
        (0.15, lambda text, key: text if key in ("z", "j") else _with_typos(text, rng)),
        (0.05, lambda text, _: text.upper()),
        (0.1, lambda text, key: _in_words(text) if key in ("n", "b") else text),
        (0.15, lambda text, _: text.replace("'", "").replace("’", "")),
    )


def _in_words(text: str) -> str:
    return _NUMBERS[int(text)] if text.isdigit() and int(text) < len(_NUMBERS) else text


def _with_typos(text: str, rng: random.Random) -> str:
    return re.sub(r"[a-z]{4,}", lambda found: _mistyped(found[0], rng), text)


def _mistyped(word: str, rng: random.Random) -> str:
    if rng.random() > 0.12:
        return word
    at = rng.randrange(1, len(word) - 1)
    before, sign, after = word[:at], word[at], word[at + 1 :]
    return rng.choice(
        [
            before + after[0] + sign + after[1:],
            before + after,
            before + sign + sign + after,
            before + rng.choice("aeionrtsl") + after,
        ]
    )
