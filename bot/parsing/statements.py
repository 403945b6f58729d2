"""Histories of Connects: Upwork's page as it was copied, and tables that people keep of it.

Each line becomes a movement of Connects, or is told as not read; nothing is passed over but
headings, totals and a page's menus.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from bot.ledger.calendar import local_of
from bot.ledger.model import Kind, Purpose
from bot.ledger.refusals import Refusal
from bot.parsing.cells import (
    Amount,
    RawMovement,
    is_decoration,
    is_total,
    read_amount,
    read_both,
    stated_balance,
)
from bot.parsing.days import Order, orders_of, read_day
from bot.parsing.movement_words import (
    BOOST,
    MEANINGS,
    WITH_TITLE,
    Action,
    Meaning,
    begins_as_action,
    read_action,
    read_kind,
)
from bot.parsing.numbers import MOST_CONNECTS
from bot.parsing.pages import read_page
from bot.parsing.records import read_blocks, read_objects, text_of_page
from bot.parsing.refusals import ImportEmpty, ImportRow
from bot.parsing.tables import (
    MOST_LINES_ABOVE,
    Columns,
    Row,
    Table,
    header_of,
    is_header,
    lines_of,
    names_dates,
    read_table,
)
from bot.parsing.text import has_figure, plain


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One row, read: what came (positive) or went, for which job or from which source.

    `is_sure` is False where its words are none that are known and the sign alone tells.
    """

    day: date
    action: str
    connects: int
    kind: Kind
    source: str
    title: str
    is_sure: bool = True


class Unread(NamedTuple):
    """A line that could not be read, as it stands in the file."""

    number: int
    text: str


class Unknown(NamedTuple):
    """Words of an action that are not known, and a line in which they stand."""

    words: str
    example: str


@dataclass(frozen=True, slots=True)
class Statement:
    """The lines, oldest first; those that could not be read; and the balance that is stated.

    `unknown` are words for which some of the unread lines could not be read.
    """

    lines: tuple[StatementLine, ...]
    unread: tuple[Unread, ...] = ()
    balance: int | None = None
    unknown: tuple[Unknown, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderOpen:
    """Dates of which it has to be said whether the day or the month stands first."""

    example: str


@dataclass(frozen=True, slots=True)
class ColumnsOpen:
    """A table of which it has to be said which column is which."""

    table: Table


Read = Statement | OrderOpen | ColumnsOpen


def read_statement(
    text: str,
    now: datetime,
    zone: str,
    columns: Columns | None = None,
    order: Order | None = None,
    words: Mapping[str, str] | None = None,
) -> Read:
    """A history as it is seen in the zone at `now` (UTC), or what has to be asked first.

    `words` tells what words that were unknown mean, by the names of MEANINGS.
    Raises ImportEmpty where no row can be read, ImportLong, ImportRow, ImportMoney.
    """
    text = text_of_page(text)
    lines = lines_of(text)
    told = {_key(said): MEANINGS[name] for said, name in (words or {}).items()}
    table = read_objects(text) or read_blocks(lines) or read_table(lines)
    if table is not None:
        columns = columns or _columns_of(table, now, zone)
    of_table = _rows_of(table, columns, now, zone) if table is not None and columns else None
    if of_table and of_table.movements:
        return _statement(of_table, now, zone, order, told)
    page = _rows_of_page(lines, now, zone)
    if page.movements and len(page.movements) >= len(page.unread):
        return _statement(page, now, zone, order, told)
    if table is not None and columns is None and _is_full(table):
        return ColumnsOpen(table)
    if len(page.movements) * 2 >= len(page.unread) > 0:
        return _statement(page, now, zone, order, told)
    raise _nothing(of_table.unread if of_table else [])


def _nothing(unread: Sequence[tuple[int, str]]) -> Refusal:
    """What is said of a file of which no row could be read: the first of a table's rows."""
    if not unread:
        return ImportEmpty()
    number, text = unread[0]
    return ImportRow(row=number, text=text)


class _Rows(NamedTuple):
    """The rows of a file before their meaning is read."""

    movements: list[RawMovement]
    unread: list[tuple[int, str]]
    balance: int | None


def _rows_of_page(lines: Sequence[tuple[int, str]], now: datetime, zone: str) -> _Rows:
    return _Rows(*read_page(lines, now, zone))


def _is_full(table: Table) -> bool:
    """Whether some rows have three cells that hold something, digits among them."""
    return any(sum(bool(cell) for cell in row.cells) >= 3 and has_figure(row.text) for row in table)


# --- tables ------------------------------------------------------------------------------------


def _columns_of(table: Table, now: datetime, zone: str) -> Columns | None:
    """The columns by their names, or by what stands in them; None where that is not clear."""
    found = header_of(table)
    if found is not None or any(is_header(row.cells) for row in table[:MOST_LINES_ABOVE]):
        return found
    return _by_content(table, now, zone)


def _by_content(table: Table, now: datetime, zone: str) -> Columns | None:
    """Without names that say something: a column of days, one of amounts, one or two of words."""
    rows = [row for row in table if sum(bool(cell) for cell in row.cells) >= 3]
    header = next((at for at, row in enumerate(rows) if _has_day(row, now, zone)), None)
    if header is None or header > 3:
        return None
    rows = rows[header : header + 50]
    width = min(len(row.cells) for row in rows)
    columns = [[row.cells[at] for row in rows] for at in range(width)]
    days = [at for at, cells in enumerate(columns) if all(read_day(c, now, zone) for c in cells)]
    amounts = [
        at
        for at, cells in enumerate(columns)
        if at not in days and all(read_amount(cell) is not None for cell in cells)
    ]
    words = [at for at in range(width) if at not in days and at not in amounts and any(columns[at])]
    if len(days) != 1 or len(amounts) != 1 or not 1 <= len(words) <= 2:
        return None
    actions = [at for at in words if all(read_kind(cell) for cell in columns[at])]
    if len(words) == 2 and len(actions) == 1:
        title = next(at for at in words if at != actions[0])
        return Columns(days[0], actions[0], amounts[0], title=title)
    return Columns(days[0], words[0], amounts[0]) if len(words) == 1 else None


def _has_day(row: Row, now: datetime, zone: str) -> bool:
    return any(read_day(cell, now, zone) is not None for cell in row.cells)


def _rows_of(table: Table, columns: Columns, now: datetime, zone: str) -> _Rows:
    movements: list[RawMovement] = []
    unread: list[tuple[int, str]] = []
    balance: int | None = None
    day = section = ""
    own: Columns | None = columns
    for at, row in enumerate(table):
        if at >= columns.header and _begins_table(row, columns):
            own = header_of(table[at : at + MOST_LINES_ABOVE])
        if len(filled := [cell for cell in row.cells if cell]) == 1:
            section = filled[0]
        found = _of_row(row, own, day, now, zone) if own else "unread"
        if isinstance(found, RawMovement):
            movements.append(_in_section(found, section))
            day = found.day
        elif (stated := stated_balance(" ".join(filled))) is not None:
            balance = stated if balance is None else balance
        elif found == "unread" and at >= columns.header:
            unread.append((row.number, row.text))
    return _Rows(movements, unread, balance)


def _in_section(row: RawMovement, section: str) -> RawMovement:
    """A row of a list, of the kind that the heading above it names: `Purchases`."""
    is_told = row.is_listed and not row.amount.sign and read_kind(section)
    if not is_told:
        return row
    return row._replace(action=section, title=row.action, is_listed=False)


def _begins_table(row: Row, columns: Columns) -> bool:
    """Whether the row is names of columns: a file may hold another table below the first."""
    name = _at(row.cells, columns.date)
    return not has_figure(row.text) and names_dates(name)


def _of_row(
    row: Row, columns: Columns, day_before: str, now: datetime, zone: str
) -> RawMovement | str:
    """The row as a movement; else `unread`, or `nothing` where it says nothing."""
    cells = row.cells
    date_cell = _at(cells, columns.date)
    action = " ".join(filter(None, (_at(cells, at) for at in (columns.action, *columns.more))))
    filled = [cell for cell in cells if cell]
    if not has_figure(row.text) or is_header(cells):
        return "nothing"
    if len(filled) == 1 and is_decoration(filled[0]):
        return "nothing"
    title = None if columns.title is None else _at(cells, columns.title)
    amount, boost = _amount(cells, columns)
    if came := _came(cells, columns):
        is_one = len(came) == 1 and not boost and not (amount and amount.connects)
        (amount, action), title = came[0] if is_one else (None, action), ""
    is_sum = any(map(is_total, filled))
    if not date_cell and amount and day_before and (action or title) and not is_sum:
        date_cell = "" if any(plain(cell) in _NOT_YET for cell in filled) else day_before
    if amount is None or not _is_day(date_cell, now, zone):
        return "nothing" if is_sum or is_decoration(row.text) else "unread"
    if columns.direction is not None:
        direction = _at(cells, columns.direction)
        way = _direction(direction)
        if way is None:
            return "unread"
        amount = amount._replace(sign=amount.sign or way)
        action = f"{action} {direction}".strip()
    balance = read_amount(_at(cells, columns.balance))
    return RawMovement(
        row.number, row.text, date_cell, action, title, amount, boost,
        balance.value if balance else None, columns.titles_alone and title is None,
    )  # fmt: skip


_LEAVES = frozenset((
    "-", "−", "spent", "out", "debit", "used", "lost", "sent", "minus",
    "gasto", "salida", "ausgang", "sortie", "d", "dr", "debito", "saida", "soll", "debe",
))  # fmt: skip
_ARRIVES = frozenset((
    "+", "earned", "in", "credit", "received", "returned", "back", "plus",
    "entrada", "eingang", "entree", "c", "cr", "credito", "haben", "haber",
))  # fmt: skip
_NOT_YET = frozenset(["false", "no", "planned", "draft", "todo", "to do", "pendiente"])
"""Of a row without a date: a job that nobody has applied to yet."""


def _direction(text: str) -> int | None:
    """-1 of `spent`, 1 of `earned`, 0 of nothing; None of words that are not known."""
    word = plain(text).strip()
    if word in _LEAVES:
        return -1
    return int(word in _ARRIVES) if word in _ARRIVES or not word else None


def _is_day(text: str, now: datetime, zone: str) -> bool:
    days = (read_day(text, now, zone, Order(day_first)) for day_first in (False, True))
    return any(day is not None for day in days)


def _at(cells: Sequence[str], at: int | None) -> str:
    return cells[at] if at is not None and at < len(cells) else ""


def _amount(cells: Sequence[str], columns: Columns) -> tuple[Amount | None, int]:
    """The amount of a row, from one column or from one of what came and one of what went.

    None where an amount stands there that cannot be read, or in both.
    """
    boost = read_amount(_at(cells, columns.boost))
    if boost is None and has_figure(_at(cells, columns.boost)):
        return None, 0
    if columns.connects is not None:
        text = _at(cells, columns.connects)
        if both := read_both(text):
            return both
        return read_amount(text), boost.connects if boost else 0
    told = [
        (sign, text)
        for at, sign in ((columns.left, -1), (columns.arrived, 1))
        if has_figure(text := _at(cells, at)) and read_amount(text) != Amount(0, 0)
    ]
    if len(told) != 1:
        return None, 0
    ((sign, text),) = told
    if both := read_both(text):
        return Amount(both[0].connects, sign), both[1]
    found = read_amount(text)
    return found and Amount(found.connects, sign), boost.connects if boost else 0


def _came(cells: Sequence[str], columns: Columns) -> list[tuple[Amount, str]]:
    """What came by a column that names it, with words that `read_action` knows."""
    named = ((columns.bought, "bought connects"), (columns.free, "free connects"))
    found = [(read_amount(_at(cells, at)), action) for at, action in named]
    return [(Amount(each.connects, 1), action) for each, action in found if each and each.connects]


# --- movements ---------------------------------------------------------------------------------


def _statement(
    rows: _Rows, now: datetime, zone: str, order: Order | None, told_words: Mapping[str, Meaning]
) -> Statement | OrderOpen:
    orders = [order] if order else orders_of([row.day for row in rows.movements], now, zone)
    if len(orders) > 1:
        days = (row.day for row in rows.movements)
        return OrderOpen(next(day for day in days if len(set(_both_days(day, now, zone))) == 2))
    reader = _Reader(rows, told_words)
    today = local_of(now, zone).date()
    lines: list[StatementLine] = []
    held: list[tuple[date, int]] = []
    told = [Unread(number, text) for number, text in rows.unread]
    for row in rows.movements:
        day = read_day(row.day, now, zone, orders[0])
        found = reader.read(row, day) if day and day <= today else None
        if found is None:
            told.append(Unread(row.number, row.text))
        elif day and row.balance is not None:
            held.append((day, row.balance))
        lines += found or ()
    if not (lines or reader.unknown):
        raise _nothing(sorted(told))
    if lines and lines[0].day > lines[-1].day:
        lines.reverse()
        held.reverse()
    stated = rows.balance if rows.balance is not None else _newest(held)
    return Statement(
        tuple(sorted(lines, key=lambda line: line.day)),
        tuple(sorted(told)),
        stated,
        tuple(reader.unknown.values()),
    )


def _newest(held: Sequence[tuple[date, int]]) -> int | None:
    """The balance beside the newest row; rows of one day stand oldest first."""
    if not held:
        return None
    newest = max(day for day, _ in held)
    return [balance for day, balance in held if day == newest][-1]


def _both_days(text: str, now: datetime, zone: str) -> list[date | None]:
    return [read_day(text, now, zone, Order(day_first)) for day_first in (False, True)]


def _key(title: str) -> str:
    return " ".join(plain(title).split())


class _Reader:
    """What the rows of one file mean; some of it only all of them together tell."""

    def __init__(self, rows: _Rows, told: Mapping[str, Meaning]) -> None:
        movements = rows.movements
        self._told = told
        self.unknown: dict[str, Unknown] = {}
        listed = [row for row in movements if row.is_listed]
        self._lists_proposals = bool(listed) and not any(
            begins_as_action(row.action) or row.amount.sign for row in listed
        )
        signs = {row.amount.sign for row in movements}
        self._unsigned = 1 if -1 in signs else -1 if 1 in signs else 0
        """What no sign means beside those that are written."""
        sent = {_key(row.title or row.action) for row in movements if row.amount.sign < 0}
        self._sent = sent - {""}
        whole = [row.action for row in movements if row.title is None]
        begin = sum(begins_as_action(action, surely=False) for action in whole)
        self._begins = begin >= 3 and begin * 5 >= len(whole) * 4
        self._names_proposals = any(
            (meaning := self._action(row, row.amount.sign).meaning)
            and meaning.source == Purpose.PROPOSAL
            for row in movements
            if not (row.is_listed and self._lists_proposals)
        )
        """Whether proposals are told by words; then what is none of them is not one by its sign."""

    def read(self, row: RawMovement, day: date) -> list[StatementLine] | None:
        """One movement, or a base and its boost; none of 0 Connects; None where it is unclear."""
        if not row.amount.connects and not row.boost:
            return []
        if row.amount.connects > MOST_CONNECTS:
            return None
        sign = row.amount.sign or self._unsigned
        is_proposal = row.is_listed and self._lists_proposals
        action = Action(None, row.action) if is_proposal else self._action(row, sign)
        meaning = action.meaning
        if meaning is None and begins_as_action(row.action):
            return None  # its words say that it came where its sign says that it went, or reversed
        is_sure = meaning is not None
        meaning = meaning or self._by_sign(row, -1 if is_proposal else sign)
        if meaning is None:
            words = _words_of(row)
            self.unknown.setdefault(_key(words), Unknown(words, row.text))
            return None
        if not is_proposal and sign * meaning.sign < 0:
            return None
        title = action.title if meaning.source in WITH_TITLE else ""
        line = StatementLine(
            day, row.action or row.title or "", meaning.sign * row.amount.connects, meaning.kind,
            meaning.source, title, is_sure,
        )  # fmt: skip
        if not row.boost:
            return [line]
        if meaning.source != Purpose.PROPOSAL:
            return None
        boost = replace(line, connects=-row.boost, source=BOOST)
        return [line, boost] if row.amount.connects else [boost]

    def _action(self, row: RawMovement, sign: int) -> Action:
        words = _words_of(row)
        if self._told and (meaning := self._told.get(_key(words))):
            behind = row.action[len(words) :].strip(_BETWEEN)
            return Action(meaning, behind if row.title is None else row.title)
        if row.title is None:
            return read_action(row.action, sign, begins=self._begins)
        if kind := read_kind(row.action, sign):
            return Action(kind, _title_without(row.title, kind))
        if row.action and begins_as_action(row.action):
            return Action(None, row.title)
        return read_action(row.title or row.action, sign)

    def _by_sign(self, row: RawMovement, sign: int) -> Meaning | None:
        """What a job's title alone is taken for: a proposal, or one that came back."""
        if self._names_proposals and row.title is not None and row.action:
            return None
        if sign < 0 and not self._names_proposals:
            return MEANINGS["spend"]
        if sign > 0 and _key(row.title or row.action) in self._sent:
            return MEANINGS["refund"]
        return None


_BETWEEN = " :-–—|·"
_SAID = re.compile(r"[^:|·–—]{2,60}?(?=\s*[:|·–—]|\s-\s)")


def _words_of(row: RawMovement) -> str:
    """The words of a row that tell its kind: a cell of its own, or what stands before a colon."""
    if row.title is not None:
        return row.action or row.title
    said = _SAID.match(row.action)
    return said[0] if said else row.action


def _title_without(title: str, kind: Meaning) -> str:
    """A job's title, without an action's words before it."""
    again = read_action(title, kind.sign)
    return again.title if again.meaning == kind else title
