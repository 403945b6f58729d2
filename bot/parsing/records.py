"""Histories that are records: lists of objects in JSON, blocks of `Name: value`, tables in HTML."""

import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from typing import Any

import msgspec

from bot.parsing.refusals import ImportLong
from bot.parsing.tables import MOST_COLUMNS, MOST_ROWS, Row, Table, cell_of, is_header

LONGEST_JSON = 1_000_000
"""In signs: of empty objects such a text makes 20 MB, and a tracker's years take half of it."""
_DEEPEST = 8
"""Objects within objects that are looked into: an answer of GraphQL has five."""


def read_objects(text: str) -> Table | None:
    """The rows of a JSON that holds a list of objects; None for anything else."""
    if len(text) > LONGEST_JSON or not text.lstrip().startswith(("[", "{")):
        return None
    try:
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return None
    several = next(_lists_in(value, _DEEPEST), None)
    if several is None:
        return None
    if len(several) > MOST_ROWS:
        raise ImportLong(most=MOST_ROWS)
    return _table([dict(_flat("", each, _DEEPEST)) for each in several])


def _lists_in(value: Any, depth: int) -> Iterator[list[dict[str, Any]]]:
    """The lists of objects in a value, the outer ones first."""
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        yield value
    elif isinstance(value, dict) and depth:
        for each in value.values():
            yield from _lists_in(each, depth - 1)


def _flat(name: str, value: Any, depth: int) -> Iterator[tuple[str, str]]:
    """An object's values as cells; those of an object within it by their own names."""
    if isinstance(value, dict) and depth:
        inner = [pair for key, each in value.items() for pair in _flat(str(key), each, depth - 1)]
        yield from reversed(dict(reversed(inner)).items())
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield _CAMEL.sub(" ", name), cell_of(str(value))


_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def _table(records: Sequence[dict[str, str]]) -> Table:
    names = tuple(dict.fromkeys(name for each in records for name in each))[:MOST_COLUMNS]
    rows = [
        Row(at, tuple(each.get(name, "") for name in names)) for at, each in enumerate(records, 2)
    ]
    return [Row(1, names), *rows]


_PAIR = re.compile(r"\s*(?:[-*]\s)?\W{0,3}(?P<name>[^\W\d][\w ]{1,24}?)\W{0,3}:\s+(?P<value>\S.*)")
_TITLE = re.compile(r"#{1,4}\s+(?P<title>\S.*)")


def read_blocks(lines: Sequence[tuple[int, str]]) -> Table | None:
    """The rows of notes as `Date: …`, `Type: …`, `Connects: …`, a heading above each or none.

    None where their names are not those of a history's columns.
    """
    records: list[dict[str, str]] = []
    title = ""
    for _, line in lines:
        if heading := _TITLE.match(line):
            title = cell_of(heading["title"])
        if pair := _PAIR.fullmatch(line):
            name = pair["name"].strip()
            if not records or title or name in records[-1]:
                records.append({"title": title} if title else {})
                title = ""
            records[-1][name] = cell_of(pair["value"])
    if len(records) > MOST_ROWS:
        raise ImportLong(most=MOST_ROWS)
    rows = [each for each in records if is_header(each)]
    return _table(rows) if len(rows) > 1 else None


def text_of_page(text: str) -> str:
    """The text of a saved page of HTML, a row of its tables in a line; any other text as it is."""
    if not _IS_PAGE.search(text[:2000]):
        return text
    page = _Page()
    page.feed(text)
    page.close()
    return "".join(page.said)


_IS_PAGE = re.compile(r"<(?:!doctype html|html|table|body)\b", re.IGNORECASE)
_CELLS = frozenset({"td", "th"})
_LINES = frozenset(
    {"tr", "p", "div", "li", "br", "h1", "h2", "h3", "h4", "table", "section", "title"}
)
_UNSEEN = frozenset({"style", "script", "head", "template", "noscript"})


class _Page(HTMLParser):
    """Collects what a page shows."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        if tag in _LINES:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        if tag in _CELLS:
            self.said.append("\t")
        elif tag in _LINES:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.said.append(re.sub(r"\s+", " ", data))
