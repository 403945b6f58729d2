"""Upwork's page of Connects as it was copied: rows whose cells stand below or beside each other.

A day heads its rows, or each row, or (on phones) stands behind it; an action and its title stand
in one line or in two; menus and page numbers stand around them.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from bot.parsing.cells import (
    Amount,
    RawMovement,
    is_decoration,
    names_balance,
    read_amount,
    stated_balance,
)
from bot.parsing.days import read_day
from bot.parsing.movement_words import begins_as_action, is_action, names_job, read_action
from bot.parsing.text import has_figure

LONGEST_LINE = 600
"""More than a row's day, action, title and amount have together."""


class Page(NamedTuple):
    """The rows, the lines that are in none of them, and the balance that the page states."""

    rows: list[RawMovement]
    unread: list[tuple[int, str]]
    balance: int | None


class _Cell(NamedTuple):
    """`kind`: day, amount, words."""

    kind: str
    number: int
    text: str
    amount: Amount | None = None


_GAP = re.compile(r"\t+|\s{2,}")
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d(?::\d\d)?(?:\s?[ap]\.?m\.?)?", re.IGNORECASE)


def read_page(lines: Sequence[tuple[int, str]], now: datetime, zone: str) -> Page:
    """The rows of a copied page."""
    cells: list[_Cell] = []
    balance: int | None = None
    awaits_balance = False
    for (number, whole), (_, below) in pairwise((*lines, (0, ""))):
        line = _unmarked(whole[:LONGEST_LINE])
        found = stated_balance(line)
        if found is None and awaits_balance and (alone := read_amount(line)):
            found = alone.connects
        if found is not None and balance is None and not _in_row(cells):
            balance = found
            continue
        awaits_balance = names_balance(line)
        amount_is_below = read_amount(below) is not None
        cells += _cells_of(number, line, now, zone, may_end_in_amount=not amount_is_below)
    if _day_stands_behind(cells):
        return Page(*_rows_behind(cells), balance)
    if _amount_stands_first(cells):
        return Page(*_rows_after_amounts(cells), balance)
    return Page(*_rows_below(cells), balance)


_MARK = re.compile(r"^\s*(?:\d{1,3}[.)]\s+(?=\*\*)|[-*•]\s+(?=[*_]*[^\W\d]))")
_LEADERS = re.compile(r"(?<=\s)(?:\.{3,}|…+)\s")


def _unmarked(line: str) -> str:
    """A line without a list's marks, bold letters, and the dots that lead to an amount."""
    line = _MARK.sub("", line)
    line = _LEADERS.sub("  ", line) if "..." in line or "…" in line else line
    return line.replace("*", "") if "**" in line else line


def _in_row(cells: Sequence[_Cell]) -> bool:
    """Whether a row has begun that has no amount yet: `40 Connects` is then its amount."""
    return bool(cells) and cells[-1].kind == "words" and is_action(cells[-1].text)


def _cells_of(
    number: int, line: str, now: datetime, zone: str, *, may_end_in_amount: bool
) -> list[_Cell]:
    parts = _dotted(line, now, zone)
    parts = parts or [part.strip() for part in _GAP.split(line) if part.strip()]
    if any(read_amount(part) for part in parts):
        if len(parts) > 1:
            parts[:1] = _split_day(parts[0], now, zone)
    elif may_end_in_amount and not is_decoration(line):
        parts = _split_amount(line, now, zone) or parts
    return [cell for part in parts if (cell := _cell(number, part, now, zone))]


_DOT = re.compile(r"\s[·•|]\s")
_DOTS = re.compile(r"(\s[·•|]\s)")


def _dotted(line: str, now: datetime, zone: str) -> list[str]:
    """`2027-01-18 · Applied to job Logo · -12`, with what dots stand in the title."""
    parts = _DOT.split(line, maxsplit=1)
    if len(parts) < 2 or read_day(parts[0].strip(), now, zone) is None:
        return []
    day, (*words, amount) = parts[0].strip(), _DOTS.split(parts[1])
    if not words or read_amount(amount.strip()) is None:
        return []
    return [day, "".join(words[:-1]).strip(), amount.strip()]


def _split_amount(line: str, now: datetime, zone: str) -> list[str]:
    """`Jan 18, 2027 Applied to job Logo -12`: its cells; none where it ends in no amount."""
    tail = _AMOUNT_AT_END.search(line, max(0, len(line) - _LONGEST_AMOUNT))
    if tail is None:
        return []
    before = [part.strip() for part in _GAP.split(line[: tail.start()])]
    before[:1] = _split_day(before[0], now, zone)
    has_day = len(before) > 1
    is_amount = tail["sign"] in _SIGNS or (has_day and begins_as_action(before[-1]))
    return [*before, tail["amount"].strip()] if is_amount else []


def _split_day(part: str, now: datetime, zone: str) -> list[str]:
    """`Jan 18, 2027 Applied to job Logo`: the longest beginning that is a day, if one is."""
    words = part.split(" ")
    if read_day(part, now, zone) is None:
        for count in range(min(5, len(words) - 1), 0, -1):
            day = " ".join(words[:count])
            if read_day(day, now, zone) is not None and not day.isdigit():
                return [day, " ".join(words[count:]).lstrip(" —–|:")]
    return [part]


_LONGEST_AMOUNT = 40
_SIGNS = ("-", "+", "−", "–")
_AMOUNT_AT_END = re.compile(
    r"\s(?:[—–|]\s)?(?P<amount>(?P<sign>[-+−–(]?)\s?\d[\d,.]*\)?(?: connects?)?)\s*$",
    re.IGNORECASE,
)


def _cell(number: int, text: str, now: datetime, zone: str) -> _Cell | None:
    if _CLOCK.fullmatch(text):
        return None
    if (amount := read_amount(text)) is not None:
        return _Cell("amount", number, text, amount)
    if read_day(text, now, zone) is not None:
        return _Cell("day", number, text)
    return _Cell("words", number, text)


def _day_stands_behind(cells: Sequence[_Cell]) -> bool:
    """Whether each amount has its day right behind it, and no day came before the first."""
    kinds = [cell.kind for cell in cells]
    if "amount" not in kinds or "day" not in kinds[kinds.index("amount") :]:
        return False
    if "day" in kinds[: kinds.index("amount")]:
        return False
    signed = [at for at, cell in enumerate(cells) if cell.amount and cell.amount.sign]
    return bool(signed) and all(at + 1 < len(kinds) and kinds[at + 1] == "day" for at in signed)


def _amount_stands_first(cells: Sequence[_Cell]) -> bool:
    """Whether below each day an amount stands in a line of its own, above its action."""
    first = [below for above, below in pairwise(cells) if above.kind == "day"]
    alone = [a.number != b.number for a, b in pairwise(cells) if a.amount and a.amount.sign]
    signed = bool(first) and all(cell.amount and cell.amount.sign for cell in first)
    return signed and all(alone) and cells[-1].kind == "words"


Rows = tuple[list[RawMovement], list[tuple[int, str]]]


def _rows_below(cells: Sequence[_Cell]) -> Rows:
    """Rows that stand below their day: words and an amount, in either order."""
    reading = _Below(cells)
    for at in range(len(cells)):
        reading.take(at)
    reading.left_over()
    return reading.rows, reading.unread


class _Below:
    """The day, the words and the amount that have been met of the row that is read."""

    def __init__(self, cells: Sequence[_Cell]) -> None:
        self._cells = cells
        self.rows: list[RawMovement] = []
        self.unread: list[tuple[int, str]] = []
        self._day = ""
        self._words: list[_Cell] = []
        self._early: _Cell | None = None

    def take(self, at: int) -> None:
        cell = self._cells[at]
        if cell.kind == "day":
            self.left_over()
            self._day = cell.text
        elif cell.kind == "words":
            self._take_words(at)
        else:
            self._take_amount(at)
        if self._early and self._words:
            self._end(self._early)

    def left_over(self) -> None:
        """Tell what no row was made of: above the first day, a menu's lines, only an action's."""
        words = self._words if self._day else [w for w in self._words if begins_as_action(w.text)]
        self.unread += _left_over(words, self._early)
        self._words, self._early = [], None

    def _take_words(self, at: int) -> None:
        cell = self._cells[at]
        if self.rows and _is_title_behind(self._cells, at):
            self.rows[-1] = self.rows[-1]._replace(title=cell.text)
        elif _says_something(cell.text) or _awaits_title(self._words):
            self._words.append(cell)

    def _take_amount(self, at: int) -> None:
        cell = self._cells[at]
        assert cell.amount is not None  # noqa: S101
        if not self._day:
            self.unread += _left_over(self._words, cell if cell.amount.sign else None)
            self._words = []
        elif _is_before_words(self._cells, at, self._words):
            self._early = cell
        elif self._words and (cell.amount.sign or _tells_action(self._words[0], cell)):
            self._end(cell)
        elif cell.amount.sign and not (self.rows and self.rows[-1].amount == cell.amount):
            self.unread.append((cell.number, cell.text))

    def _end(self, amount: _Cell) -> None:
        self.rows.append(_row(self._day, self._words, amount))
        self._words, self._early = [], None


def _is_title_behind(cells: Sequence[_Cell], at: int) -> bool:
    """Whether they are the title of the row above: `Applied to job   -16` stood alone there."""
    if at < 2 or begins_as_action(cells[at].text):
        return False
    action, amount = cells[at - 2], cells[at - 1]
    return (
        amount.kind == "amount"
        and action.kind == "words"
        and action.number == amount.number != cells[at].number
        and names_job(action.text)
    )


def _tells_action(words: _Cell, amount: _Cell) -> bool:
    """Whether the words begin with an action's, so that an amount without a sign is theirs."""
    if begins_as_action(words.text):
        return True
    return words.number == amount.number and read_action(words.text).meaning is not None


def _is_before_words(cells: Sequence[_Cell], at: int, words: Sequence[_Cell]) -> bool:
    """Whether an amount stands in its line before the words: `6:55 AM  -9  Applied to job …`."""
    following = cells[at + 1] if at + 1 < len(cells) else None
    same_line = following is not None and following.number == cells[at].number
    return not words and same_line and following is not None and following.kind == "words"


def _rows_behind(cells: Sequence[_Cell]) -> Rows:
    """Rows whose day stands last."""
    rows: list[RawMovement] = []
    unread: list[tuple[int, str]] = []
    words, amount = list[_Cell](), None
    for cell in cells:
        if cell.kind == "words":
            unread += _left_over([], amount)
            amount = None
            if _says_something(cell.text) or _awaits_title(words):
                words.append(cell)
        elif cell.kind == "amount":
            amount = cell
        elif words and amount:
            rows.append(_row(cell.text, words, amount))
            words, amount = [], None
    return rows, unread + _left_over(words, amount)


def _rows_after_amounts(cells: Sequence[_Cell]) -> Rows:
    """Rows whose amount stands first, below their day."""
    rows: list[RawMovement] = []
    unread: list[tuple[int, str]] = []
    day, words, amount = "", list[_Cell](), None
    for cell in (*cells, _Cell("end", 0, "")):
        if cell.kind == "words":
            if _says_something(cell.text) or _awaits_title(words):
                words.append(cell)
            continue
        if day and amount and words:
            rows.append(_row(day, words, amount))
        elif day and (amount or words):
            unread += _left_over(words, amount)
        day = cell.text if cell.kind == "day" else day
        words, amount = [], cell if cell.kind == "amount" else None
    return rows, unread


def _left_over(words: Sequence[_Cell], amount: _Cell | None) -> list[tuple[int, str]]:
    """Words that no amount followed, as they are told: those that may be part of a row."""
    told = [cell for cell in words if _may_be_row(cell.text)]
    if amount is not None:
        told = [*words, amount]
    by_line: dict[int, str] = {}
    for cell in told:
        by_line[cell.number] = f"{by_line.get(cell.number, '')} {cell.text}".strip()
    return list(by_line.items())


def _awaits_title(words: Sequence[_Cell]) -> bool:
    """Whether an action stands alone: whatever stands below it is its title."""
    return len(words) == 1 and is_action(words[0].text)


def _says_something(text: str) -> bool:
    return is_action(text) or not is_decoration(text)


def _may_be_row(text: str) -> bool:
    return has_figure(text) or begins_as_action(text)


def _row(day: str, words: Sequence[_Cell], amount: _Cell) -> RawMovement:
    """A row of its cells; where one line is the action's words alone, the others are the title."""
    assert amount.amount is not None  # noqa: S101
    texts = [cell.text for cell in words]
    actions = [text for text in texts if is_action(text)]
    text = " · ".join([day, *texts, amount.text])
    if not actions or len(texts) == 1:
        return RawMovement(words[0].number, text, day, " ".join(texts), None, amount.amount)
    title = " ".join(each for each in texts if each not in actions)
    return RawMovement(words[0].number, text, day, " ".join(actions), title, amount.amount)
