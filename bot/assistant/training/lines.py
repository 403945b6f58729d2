"""The marked lines of `data/understanding`: what people typed, and what they meant.

`<act>` opens a segment, `{k value}` marks a value in it. `+ ` goes on with the conversation of the
line above; `= noted` between them tells what Purser said.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ..reader.before import NOTHING, Before
from ..reader.labels import KEYS, LOOKS, QUIET, UNMARKED
from ..reader.segments import Segment, Value
from ..turns import words_in

WRITTEN = date(2026, 11, 23)
"""The day that the lines were written on, by which their days are read."""
CORPUS = Path(__file__).resolve().parents[3] / "data" / "understanding"
_MARK = re.compile(rf"<([a-z][a-z:!?-]*)>|\{{([{KEYS}]) ([^{{}}]+)\}}")


@dataclass(frozen=True)
class Line:
    """A message, its segments, and what the reader is told of the turn before."""

    text: str
    segments: tuple[Segment, ...]
    before: Before = NOTHING

    def changed(self, change: Callable[[str, str], str]) -> "Line":
        """The line with each stretch of words, and each value by its key, as `change` makes it.

        What the turn before named stays named, in the changed words.
        """
        text, at = "", 0
        names = set(self.before.names)
        segments = []
        for segment in self.segments:
            text += change(self.text[at : segment.start], "")
            at, start = segment.start, len(text)
            values = []
            for value in segment.values:
                text += change(self.text[at : value.start], "")
                typed = self.text[value.start : value.end]
                words = change(typed, value.key)
                if words_in(typed) & self.before.names:
                    names |= words_in(words)
                values.append(Value(value.key, len(text), len(text) + len(words)))
                text += words
                at = value.end
            text += change(self.text[at : segment.end], "")
            at = segment.end
            segments.append(segment._replace(start=start, end=len(text), values=tuple(values)))
        text += change(self.text[at:], "")
        before = self.before._replace(names=frozenset(names))
        return replace(self, text=text, segments=tuple(segments), before=before)

    def joined(self, other: "Line", glue: str) -> "Line":
        """Both as one message."""
        far = len(self.text) + len(glue)
        behind = (
            segment._replace(
                start=segment.start + far,
                end=segment.end + far,
                values=tuple(Value(v.key, v.start + far, v.end + far) for v in segment.values),
            )
            for segment in other.segments
        )
        return replace(self, text=self.text + glue + other.text, segments=(*self.segments, *behind))


def read_line(marked: str, before: Before = NOTHING) -> Line:
    """A marked line. Raises ValueError for marks that mean nothing."""
    text, at = "", 0
    opened = [(0, "x")]
    values: list[Value] = []
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        if mark[1]:
            opened.append((len(text), mark[1]))
        else:
            values.append(Value(mark[2], len(text), len(text) + len(mark[3])))
            text += mark[3]
        at = mark.end()
    text += marked[at:]
    if "{" in text or "}" in text:
        raise ValueError(f"a mark that is none: {marked}")
    ends = [*(start for start, _ in opened[1:]), len(text)]
    segments = tuple(
        Segment(act, start, end, tuple(v for v in values if start <= v.start < end))
        for (start, act), end in zip(opened, ends, strict=True)
        if text[start:end].strip()
    )
    for segment in segments:
        if segment.values and segment.act in UNMARKED:
            raise ValueError(f"a value in <{segment.act}>: {marked}")
    return Line(text, segments, before)


def conversations(path: Path) -> Iterator[list[Line]]:
    """The conversations of a file, most of them of one line.

    Of the turn before a line they tell how Purser answered it.
    """
    talk: list[Line] = []
    said = "none"
    for marked in path.read_text("utf-8").splitlines():
        if marked.startswith("# "):
            continue
        if marked.startswith("= "):
            said = "asked" if marked.startswith("= ask ") else marked[2:].rstrip("?")
            continue
        if not marked.startswith("+ "):
            if talk:
                yield talk
            talk, said = [], "none"
        if marked.strip():
            talk.append(read_line(marked.removeprefix("+ "), Before(said)))
            said = _said_after(talk[-1])
    if talk:
        yield talk


def _said_after(line: Line) -> str:
    """What Purser most likely says to a line, where the file doesn't tell."""
    acts = [segment.act for segment in line.segments if segment.act not in QUIET]
    looks = not acts or acts[-1] in LOOKS or acts[-1].startswith("t:")
    return "answered" if looks else "noted"
