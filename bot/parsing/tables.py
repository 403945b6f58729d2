"""Tables of Connects as people keep them: cells out of a text, and which column holds what."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.parsing.cells import is_decoration, read_amount
from bot.parsing.lexicon import load
from bot.parsing.movement_words import begins_as_action, read_kind
from bot.parsing.refusals import ImportEmpty, ImportLong, ImportMoney, ImportRow
from bot.parsing.text import has_figure, plain

MOST_ROWS = 5000
"""Some years of Upwork's history; so many go into the books within a transaction's 250 ms."""
MOST_COLUMNS = 50
MOST_LINES = 4 * MOST_ROWS
"""A row of a copied page takes three lines, and a day's heading one."""
LONGEST_CELL = 300
LONGEST_ROW = 20_000
"""In signs, whatever its cells hold: a quote that is never closed makes one row of a whole file."""
MOST_LINES_ABOVE = 60
"""Lines among which the names of columns are looked for: a copied page has a menu above them."""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row and the number of the line that it began in, counted from 1."""

    number: int
    cells: tuple[str, ...]

    @property
    def text(self) -> str:
        return " · ".join(cell for cell in self.cells if cell)[:LONGEST_CELL]


Table = Sequence[Row]


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns hold what (None: none does), and how many rows stand before the first.

    `more` are columns that tell the kind together with `action`.
    """

    date: int
    action: int | None
    connects: int | None
    header: int = 0
    title: int | None = None
    direction: int | None = None
    arrived: int | None = None
    left: int | None = None
    balance: int | None = None
    boost: int | None = None
    bought: int | None = None
    free: int | None = None
    more: tuple[int, ...] = ()
    titles_alone: bool = False
    """Whether no column tells the kind: a list of the proposals that were sent."""


_BREAKS = "\r\n", *"\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"
_LINE = re.compile(r"[^\n]+")


def lines_of(text: str) -> list[tuple[int, str]]:
    """The lines that hold something, with their numbers. Raises ImportEmpty, ImportLong."""
    for sign in _BREAKS:
        text = text.replace(sign, "\n")
    lines: list[tuple[int, str]] = []
    number, end = 1, 0
    for found in _LINE.finditer(text):
        number += text.count("\n", end, found.start())
        end = found.end()
        if not (line := found[0]).isspace():
            lines.append((number, line))
        if len(lines) > MOST_LINES:
            raise ImportLong(most=MOST_ROWS)
    if not lines:
        raise ImportEmpty()
    return lines


def read_table(lines: Sequence[tuple[int, str]]) -> Table | None:
    """The rows, where the lines are a table (commas, semicolons, tabs, pipes, or wide gaps).

    Raises ImportLong, ImportRow, ImportMoney for Upwork's report of money.
    """
    delimiter = _delimiter([line for _, line in lines])
    if delimiter is None:
        return None
    if delimiter == "|":
        rows = [Row(number, _piped(line)) for number, line in lines if not _RULED.fullmatch(line)]
    elif delimiter == "  ":
        rows = _gapped(lines)
    else:
        rows = list(_delimited(lines, delimiter))
    if len(rows) > MOST_ROWS + MOST_LINES_ABOVE:
        raise ImportLong(most=MOST_ROWS)
    if _is_money(rows):
        raise ImportMoney()
    return rows


def _gapped(lines: Sequence[tuple[int, str]]) -> list[Row]:
    """Columns of spaces; a cell that was broken stands on below its first part."""
    rows: list[Row] = []
    for number, line in lines:
        cells = tuple(map(cell_of, _GAP.split(line[:LONGEST_ROW].strip())[:MOST_COLUMNS]))
        broken = len(cells) == 1 and line.startswith(" " * 8) and not _ends_page(line)
        if rows and broken and len(rows[-1].cells) > 2:
            date, words, *rest = rows[-1].cells
            joined = f"{words}{'' if words.endswith('-') else ' '}{cells[0]}"
            rows[-1] = Row(rows[-1].number, (date, joined[:LONGEST_CELL], *rest))
        else:
            rows.append(Row(number, cells))
    return rows


def _ends_page(line: str) -> bool:
    if not any(map(str.isalnum, line)):
        return True
    return is_decoration(line) and has_figure(line)


_GAP = re.compile(r"\s{2,}|\t+")
_RULED = re.compile(r"[\s|:+-]+")


def _delimiter(lines: Sequence[str]) -> str | None:
    """The sign that two thirds of the lines with most of them have at least twice."""
    counts = {sign: sum(line.count(sign) >= 2 for line in lines) for sign in ("\t", ";", "|", ",")}
    sign = max(counts, key=lambda each: counts[each])
    if counts[sign] * 2 >= len(lines) or _names_in(lines, sign):
        return sign
    gapped = sum(len(_GAP.split(line.strip())) >= 3 for line in lines)
    return "  " if gapped * 2 >= len(lines) or (gapped > 2 and _names_in(lines, "  ")) else None


def _names_in(lines: Sequence[str], sign: str) -> bool:
    """Whether some line of the first ones is names of columns."""
    for line in lines[:MOST_LINES_ABOVE]:
        cells = _GAP.split(line.strip()) if sign == "  " else line.split(sign)
        if len(cells) >= 3 and _roles(tuple(cells)) is not None:
            return True
    return False


def _piped(line: str) -> tuple[str, ...]:
    inner = line[:LONGEST_ROW].strip().removeprefix("|").removesuffix("|")
    linked = _MARKED_LINK.sub(lambda found: found[1].replace("\\|", "|").replace("|", "\\|"), inner)
    cells = re.split(r"(?<!\\)\|", linked)
    return tuple(cell_of(cell) for cell in cells[:MOST_COLUMNS])


def _delimited(lines: Sequence[tuple[int, str]], delimiter: str) -> Iterator[Row]:
    """The rows of a CSV, whose cells may hold line breaks within quotes."""
    length = number = 0

    def fed() -> Iterator[str]:
        nonlocal length, number
        for at, line in lines:
            length += len(line)
            number = number or at
            if length > LONGEST_ROW:
                raise ImportRow(row=number, text=line[:LONGEST_CELL])
            yield f"{line}\n"

    reader = csv.reader(fed(), delimiter=delimiter)
    try:
        for cells in reader:
            yield Row(number, tuple(cell_of(cell) for cell in cells[:MOST_COLUMNS]))
            length = number = 0
    except csv.Error as error:
        raise ImportEmpty() from error


_MARKED_LINK = re.compile(r"\[([^\]\n]{1,300})\]\(https?://[^)\s]{1,500}(?: \"[^\"\n]{0,300}\")?\)")
_BOLD = re.compile(r"^\*\*(.*)\*\*$")
_UNSEEN_WORDS = re.compile(r"\(?opens in (?:a )?new (?:window|tab)\)?", re.IGNORECASE)
"""What a page says to screen readers, and a browser copies."""
_ESCAPED = re.compile(r"\\([-+*_|.#()\[\]])")


def cell_of(text: str) -> str:
    """A cell's words, without Markdown's links and escapes; none of `null`."""
    words = _ESCAPED.sub(r"\1", _MARKED_LINK.sub(r"\1", text))
    words = _BOLD.sub(r"\1", _UNSEEN_WORDS.sub("", words).strip())
    return "" if words == "null" else " ".join(words.split())[:LONGEST_CELL]


_REPORT = frozenset({"ref id", "reference id", "transaction id", "amount in local currency", "po"})


def _is_money(rows: Sequence[Row]) -> bool:
    """Whether it is a report of money (Upwork's, PayPal's), which has no Connects."""
    for row in rows[:10]:
        names = {plain(cell).strip() for cell in row.cells}
        has_money = any(name.startswith("amount") for name in names) or {"gross", "net"} <= names
        if names & _REPORT and has_money:
            return not any("connect" in name for name in names)
    return False


# --- columns -----------------------------------------------------------------------------------

_ROLES = {role: re.compile(f"(?:{'|'.join(names)})") for role, names in load("columns").items()}


_AMOUNTS = frozenset({"connects", "left", "arrived", "total", "bought", "free"})


def _roles(cells: Sequence[str]) -> dict[str, list[int]] | None:
    """The columns of each role by their names; None where it is no row of names."""
    found: dict[str, list[int]] = {}
    for at, cell in enumerate(cells):
        name = _name(cell)
        role = next((role for role, pattern in _ROLES.items() if pattern.fullmatch(name)), None)
        if role:
            found.setdefault(role, []).append(at)
    amounts = found.keys() & _AMOUNTS
    words = len(found.get("action", ())) + len(found.get("title", ()))
    named = {at for each in found.values() for at in each}
    others = [at for at, cell in enumerate(cells) if cell and at not in named]
    if not words and amounts and len(others) == 1:
        found["action"], words = others, 1
    return found if "date" in found and words and (amounts or words > 1) else None


def header_of(table: Table) -> Columns | None:
    """The columns by their names, where these are clear; `header` rows stand before the first."""
    for at, row in enumerate(table[:MOST_LINES_ABOVE]):
        roles = _roles(row.cells)
        if roles is not None:
            return _columns(roles, row.cells, table[at + 1 : at + 51], at + 1)
    return None


def _columns(
    roles: dict[str, list[int]], names: Sequence[str], rows: Table, header: int
) -> Columns | None:
    if any(len(roles.get(role, [])) > 1 for role in ("left", "arrived")):
        return None
    date = _of_dates(roles["date"], names)
    if date is None:
        return None
    connects = _of_connects(roles, names) or _of_amounts(roles, rows, len(names))
    if connects is None and not roles.keys() & {"left", "arrived", "bought", "free"}:
        return None

    def one(role: str) -> int | None:
        return roles[role][0] if role in roles else None

    actions = [at for at in roles.get("action", []) if at != connects]
    telling = [at for at in actions if _kinds_in(rows, at)]
    telling = telling or _telling(rows, {at for each in roles.values() for at in each}, len(names))
    several = roles.get("boost", [])
    boosts = [at for at in several if _amounts_in(rows, at)]
    boosts += [at for at in several if "boost" in _name(names[at])]  # not a bid in dollars
    titles = roles.get("title", [])
    action, *more = telling or titles or actions
    titles = [at for at in titles if at != action]
    direction = one("direction")
    return Columns(
        date=date,
        action=action,
        connects=connects,
        header=header,
        title=titles[0] if titles else None,
        direction=direction,
        arrived=one("arrived") if connects is None else None,
        left=one("left") if connects is None else None,
        balance=one("balance"),
        boost=boosts[0] if boosts else None,
        bought=one("bought"),
        free=one("free"),
        more=tuple(more) if telling else (),
        titles_alone=not telling and direction is None,
    )


def _of_dates(several: Sequence[int], names: Sequence[str]) -> int | None:
    """The column of the day; of several the one that is called so and nothing else."""
    plainly = [
        at for at in several if plain(names[at]).strip() in ("date", "fecha", "data", "datum")
    ]
    return several[0] if len(several) == 1 else plainly[0] if len(plainly) == 1 else None


def _of_connects(roles: dict[str, list[int]], names: Sequence[str]) -> int | None:
    several = roles.get("connects") or roles.get("total", [])
    named = [at for at in several if "connect" in plain(names[at]) or "коне" in plain(names[at])]
    if len(several) == 1 or len(named) == 1:
        return (named or several)[0]
    return None


def _of_amounts(roles: dict[str, list[int]], rows: Table, width: int) -> int | None:
    """The only column of amounts, where no name tells it."""
    if roles.keys() & _AMOUNTS:
        return None
    others = {at for role in ("date", "balance") for at in roles.get(role, ())}
    found = []
    for at in set(range(width)) - others:
        cells = [row.cells[at] for row in rows if at < len(row.cells) and row.cells[at]]
        if cells and sum(read_amount(cell) is not None for cell in cells) * 5 >= len(cells) * 4:
            found.append(at)
    return found[0] if len(found) == 1 else None


def _kinds_in(rows: Table, at: int) -> int:
    return sum(at < len(row.cells) and read_kind(row.cells[at]) is not None for row in rows)


def _amounts_in(rows: Table, at: int) -> int:
    return sum(at < len(row.cells) and read_amount(row.cells[at]) is not None for row in rows)


def _telling(rows: Table, named: set[int], width: int) -> list[int]:
    """The column without a known name most of whose cells begin with words of an action."""
    found: list[int] = []
    for at in set(range(width)) - named:
        cells = [row.cells[at] for row in rows if at < len(row.cells) and row.cells[at]]
        if cells and sum(begins_as_action(c, surely=False) for c in cells) * 5 >= len(cells) * 4:
            found.append(at)
    return found[:1]


def names_dates(cell: str) -> bool:
    """Whether a cell is what people call the column of dates."""
    return _ROLES["date"].fullmatch(_name(cell)) is not None


def _name(cell: str) -> str:
    return re.sub(r"[_\s]+", " ", plain(cell)).strip(" :#\"'*")


def is_header(cells: Iterable[str]) -> bool:
    """Whether the cells are names of columns: a page's table begins anew with them."""
    return _roles(tuple(cells)) is not None
