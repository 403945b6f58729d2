"""Histories that are records: lists of objects in JSON, blocks of `Name: value`, tables in HTML."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from bot.parsing.markup import text_of_html
from bot.parsing.refusals import ImportLong
from bot.parsing.tables import MOST_COLUMNS, MOST_ROWS, Row, Table, cell_of, is_header

LONGEST_JSON = 1_000_000
"""In signs: of empty objects such a text makes 20 MB, and a tracker's years take half of it."""
LONGEST_PAGE = 2_000_000
"""In signs: a text of tags alone takes eight times its length to be read."""
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
    named = list(_lists_in("", value, _DEEPEST))
    if sum(len(several) for _, several in named) > MOST_ROWS:
        raise ImportLong(most=MOST_ROWS)
    records: list[dict[str, str] | str] = []
    for name, several in named:
        records += [name] if name and len(named) > 1 else []
        records += [dict(_flat("", each, _DEEPEST)) for each in several]
    return _table(list(enumerate(records, 2))) if named else None


def _lists_in(name: str, value: Any, depth: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The lists of objects in a value, each with its name; those within them are none of them."""
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        yield name, value
    elif isinstance(value, dict) and depth:
        for key, each in value.items():
            yield from _lists_in(str(key), each, depth - 1)


def _flat(name: str, value: Any, depth: int) -> Iterator[tuple[str, str]]:
    """An object's values as cells; those of an object within it by their own names."""
    if isinstance(value, dict) and depth:
        inner = [pair for key, each in value.items() for pair in _flat(str(key), each, depth - 1)]
        yield from reversed(dict(reversed(inner)).items())
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield _CAMEL.sub(" ", name), cell_of(str(value))


_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def _table(records: Sequence[tuple[int, dict[str, str] | str]]) -> Table:
    """Records with the number of their line, and lines among them that are none, as they stand."""
    told = [each for _, each in records if isinstance(each, dict)]
    names = tuple(dict.fromkeys(name for each in told for name in each))[:MOST_COLUMNS]
    return [Row(1, names), *(_row(number, each, names) for number, each in records)]


def _row(number: int, record: dict[str, str] | str, names: Sequence[str]) -> Row:
    if isinstance(record, str):
        return Row(number, (cell_of(record),))
    return Row(number, tuple(record.get(name, "") for name in names))


_PAIR = re.compile(r"\s*(?:[-*]\s)?\W{0,3}(?P<name>[^\W\d][\w ]{1,24}?)\W{0,3}:\s+(?P<value>\S.*)")
_TITLE = re.compile(r"#{1,4}\s+(?P<title>\S.*)")


def read_blocks(lines: Sequence[tuple[int, str]]) -> Table | None:
    """The rows of notes as `Date: …`, `Type: …`, `Connects: …`, a heading above each or none.

    None where their names are not those of a history's columns.
    """
    records: list[tuple[int, dict[str, str] | str]] = []
    record: dict[str, str] = {}
    title = ""
    for number, line in lines:
        if heading := _TITLE.match(line):
            title = cell_of(heading["title"])
        elif pair := _PAIR.fullmatch(line):
            name = pair["name"].strip()
            if not record or title or name in record:
                record = {"title": title} if title else {}
                records.append((number, record))
                title = ""
            record[name] = cell_of(pair["value"])
        else:
            records.append((number, line))
    blocks = [each for _, each in records if isinstance(each, dict)]
    if len(blocks) > MOST_ROWS:
        raise ImportLong(most=MOST_ROWS)
    return _table(records) if sum(map(is_header, blocks)) > 1 else None


def text_of_page(text: str) -> str:
    """The text of a saved page of HTML, a row of its tables in a line; any other text as it is."""
    if len(text) > LONGEST_PAGE or not _IS_PAGE.search(text[:2000]):
        return text
    return text_of_html(_BETWEEN_TAGS.sub(" ", text))


_IS_PAGE = re.compile(r"<(?:!doctype html|html|table|body)\b", re.IGNORECASE)
_BETWEEN_TAGS = re.compile(r"[\r\n\t]+")
"""What breaks a page's source breaks none of its lines."""
