"""Spends told as a list: `logo design 12, SEO audit 16`, `12 - logo design, 16 - SEO audit`: a job
and its Connects in each line."""

import re
from collections.abc import Sequence

from .reader.labels import is_act
from .reader.segments import Segment, Value
from .vocabulary import patterns

_SAYS = patterns("lists.toml")
_SPLIT = re.compile(r"[,;\n]+(?!\d{3}\b)|\s(?:and|&|y)\s", re.IGNORECASE)
_VALUES_SURE = 0.9
"""A list is read by its form: as surely as what is read well."""


def listed(segments: Sequence[Segment], text: str) -> list[Segment]:
    """A spend for each line of a list, where the whole message is one and spends alone are read;
    else the segments as they are."""
    acts = [segment for segment in segments if is_act(segment.act)]
    if not acts or any(segment.act not in ("sp", "x") for segment in segments):
        return list(segments)
    lines = _lines(text)
    if len(lines) < 2:
        return list(segments)
    surest = max(acts, key=lambda segment: segment.sure)
    return [
        surest._replace(
            start=start, end=end, values=values, values_sure=_VALUES_SURE, revised=True,
            margin=min(segment.margin for segment in acts),
        )
        for start, end, values in lines
    ]  # fmt: skip


def _lines(text: str) -> list[tuple[int, int, tuple[Value, ...]]]:
    """Where each line of the list begins and ends, with its name and its amount; the first with
    what stands before the list, as a day there is of all of it. Empty where any part is no such
    line."""
    head = _SAYS["head"].match(text)
    starts = [head.end() if head else 0]
    ends: list[int] = []
    for found in _SPLIT.finditer(text, starts[0]):
        ends.append(found.start())
        starts.append(found.end())
    parts = [(start, end) for start, end in zip(starts, [*ends, len(text)], strict=True)
             if any(map(str.isalnum, text[start:end]))]  # fmt: skip
    lines: list[tuple[int, int, tuple[Value, ...]]] = []
    for start, end in parts:
        line = _line_of(text, start, end)
        if line is None or _SAYS["no_name"].search(line["name"]):
            return []
        values = (Value("j", *line.span("name")), Value("n", *line.span("amount")))
        lines.append((start if lines else 0, end, values))
    return lines


def _line_of(text: str, start: int, end: int) -> re.Match[str] | None:
    """`logo design 12`, or `12 - logo design`."""
    return _SAYS["line"].fullmatch(text, start, end) or _SAYS["amount_first"].fullmatch(
        text, start, end
    )


_HEADING = re.compile(r"\W*(?P<said>[^\d:\n]{2,40}):\s*(?=[^\d\s])")


def is_headed_otherwise(text: str) -> bool:
    """`hours this week: Ana 12, Bob 16`: whether it stands under a heading of no spending."""
    heading = _HEADING.match(text)
    return heading is not None and _SAYS["of_spending"].search(heading["said"]) is None
