"""Upwork's own history of Connects, as a CSV or as rows copied from its page.

Its columns are the date, the action with the job's title, and the Connects that came or went.
Upwork keeps ninety days of it and exports none, so people bring what a table made of it.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from dateutil import parser as dates

from bot.ledger.model import Kind, Purpose, Source
from bot.parsing.numbers import MOST_CONNECTS
from bot.parsing.refusals import ImportEmpty, ImportLong, ImportRow

MOST_ROWS = 5000
"""Some years of Upwork's history; so many go into the books within a transaction's 250 ms."""
MOST_COLUMNS = 50
LONGEST_CELL = 300
LONGEST_ROW = 20_000
"""In signs, whatever its cells hold: a quote that is never closed makes one row of a whole file."""
Table = list[list[str]]


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns hold what, and how many lines stand before the first row."""

    date: int
    action: int
    connects: int
    header: int


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One row, read: what came (positive) or went, for which job or from which source."""

    day: date
    action: str
    connects: int
    kind: Kind
    source: str
    title: str


def read_table(text: str) -> Table:
    """The cells of a CSV (comma, semicolon or tab), or of lines copied from the page.

    Raises ImportEmpty, ImportLong.
    """
    lines: list[str] = []
    for found in _LINE.finditer(text):
        if not found[0].isspace():
            lines.append(found[0])
        if len(lines) > 4 * MOST_ROWS:
            raise ImportLong(most=MOST_ROWS)
    if not lines:
        raise ImportEmpty()
    delimiter = max("\t;,", key=lambda sign: sum(line.count(sign) >= 2 for line in lines))
    if sum(line.count(delimiter) >= 2 for line in lines) * 2 < len(lines):
        return _stacked(lines)
    try:
        return _delimited(lines, delimiter)
    except csv.Error as error:
        raise ImportEmpty() from error


_LINE = re.compile(r"[^\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")


def _delimited(lines: Sequence[str], delimiter: str) -> Table:
    """The rows of a CSV, whose cells may hold line breaks within quotes."""
    rows: Table = []
    length = 0

    def fed() -> Iterator[str]:
        nonlocal length
        for line in lines:
            length += len(line)
            if length > LONGEST_ROW:
                raise ImportRow(row=len(rows) + 1, text=line[:LONGEST_CELL])
            yield f"{line}\n"

    for row in csv.reader(fed(), delimiter=delimiter):
        length = 0
        rows.append([cell.strip()[:LONGEST_CELL] for cell in row[:MOST_COLUMNS]])
        if len(rows) > MOST_ROWS + 1:
            raise ImportLong(most=MOST_ROWS)
    return rows


def _stacked(lines: Sequence[str]) -> Table:
    """Rows whose cells stand below each other, or beside each other with nothing between."""
    rows: Table = []
    for line in (line.strip()[:LONGEST_CELL] for line in lines):
        if found := _IN_ONE.match(line):
            rows.append([found[1], found[2], found[3]])
        elif read_day(line) is not None:
            rows.append([line, "", ""])
        elif rows and (found := _AMOUNT.fullmatch(line)):
            rows[-1][2] = line
        elif rows and len(rows[-1][1]) < LONGEST_CELL:
            rows[-1][1] = f"{rows[-1][1]} {line}".strip()[:LONGEST_CELL]
        if len(rows) > MOST_ROWS:
            raise ImportLong(most=MOST_ROWS)
    if not rows:
        raise ImportEmpty()
    return rows


_DAY = (
    r"(?:[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4}|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}"
    r"|\d{1,2} [A-Z][a-z]{2,8}\.? \d{4})"
)
_IN_ONE = re.compile(
    rf"({_DAY})\s+(\S.*?)\s+([-+−–(]?\s?\d[\d,]*\)?)(?: connects?)?\s*$", re.IGNORECASE
)
_AMOUNT = re.compile(
    r"\(?\s*([-+−–]?)\s*(\d{1,3}(?:,\d{3})+|\d{1,7})\s*\)?(?:\s*connects?)?", re.IGNORECASE
)
_NAMES = {
    "date": re.compile(r"date|when|day|time|fecha", re.IGNORECASE),
    "action": re.compile(r"action|descr|detail|activity|job|title|what|acci[oó]n", re.IGNORECASE),
    "connects": re.compile(r"connect|amount|change|token|qty|quantity|cantidad", re.IGNORECASE),
}


def find_columns(table: Table) -> Columns | None:
    """The columns by their names, or by what stands in them; None where that is not clear."""
    named = {
        what: [at for at, name in enumerate(table[0]) if pattern.search(name)]
        for what, pattern in _NAMES.items()
    }
    if (
        all(len(found) == 1 for found in named.values())
        and len({found[0] for found in named.values()}) == 3
    ):
        return Columns(named["date"][0], named["action"][0], named["connects"][0], 1)
    return _by_content(table)


def _by_content(table: Table) -> Columns | None:
    header = 0 if any(read_amount(cell) is not None for cell in table[0]) else 1
    rows = table[header : header + 50]
    if not rows:
        return None
    width = min(len(row) for row in rows)
    columns = [[row[at] for row in rows] for at in range(width)]
    days = [at for at, cells in enumerate(columns) if all(read_day(cell) for cell in cells)]
    amounts = [
        at
        for at, cells in enumerate(columns)
        if at not in days and all(read_amount(cell) is not None for cell in cells)
    ]
    words = [at for at in range(width) if at not in days and at not in amounts]
    if len(days) != 1 or len(amounts) != 1 or len(words) != 1:
        return None
    return Columns(days[0], words[0], amounts[0], header)


def read_amount(text: str) -> int | None:
    """`-6`, `+40`, `(6)`, `6 Connects`."""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        return None
    value = int(found[2].replace(",", ""))
    return -value if found[1] in ("-", "−", "–") or text.strip().startswith("(") else value


def read_day(text: str, *, day_first: bool = False) -> date | None:
    """A date as tables hold them; None for anything else."""
    if not 6 <= len(text) <= 30 or not re.search(r"\d", text):
        return None
    try:
        found = dates.parse(
            text, dayfirst=day_first, yearfirst=False, default=_NO_DAY, ignoretz=True
        )
    except (ValueError, OverflowError):
        return None
    return found.date() if 2010 <= found.year <= 2100 else None


_NO_DAY = datetime(1, 1, 1, tzinfo=UTC)
_SLASHED = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}")


def read_statement(table: Table, columns: Columns, today: date) -> list[StatementLine]:
    """The rows, oldest first.

    Raises ImportRow with the number of the first line that cannot be read; lines
    without Connects (a heading, a job that cost none) say nothing and are left out.
    """
    rows = table[columns.header :]
    day_first = _is_day_first([_cell(row, columns.date) for row in rows])
    found = []
    for number, row in enumerate(rows, columns.header + 1):
        amount = read_amount(_cell(row, columns.connects))
        day = read_day(_cell(row, columns.date), day_first=day_first)
        if amount is None or day is None or day > today or abs(amount) > MOST_CONNECTS:
            raise ImportRow(row=number, text=" · ".join(row)[:LONGEST_CELL])
        if amount:
            found.append(_movement(day, _cell(row, columns.action), amount))
    if not found:
        raise ImportEmpty()
    if found[0].day > found[-1].day:
        found.reverse()
    return sorted(found, key=lambda movement: movement.day)


def _cell(row: Sequence[str], at: int) -> str:
    return row[at] if at < len(row) else ""


def _is_day_first(cells: Sequence[str]) -> bool:
    """Whether `3/4/2026` is the 3rd of April: some first number is no month."""
    pairs = [(int(found[1]), int(found[2])) for cell in cells if (found := _SLASHED.match(cell))]
    return any(first > 12 for first, _ in pairs) and not any(second > 12 for _, second in pairs)


_LEAD = re.compile(
    r"^(?:you )?(?:applied|apply|application|submitted|sent|proposals?|boost(?:ed)?|bid"
    r"|refund(?:ed)?|returned|connects|spent|used|invite accepted|accepted invitation)\b"
    r"(?:[\s:–—-]|\b(?:a|an|the|your|my|to|for|on|of|proposals?|submitted|sent|from|job|jobs|project"
    r"|connects|returned|refunded|refund|withdrawn|boost(?:ed)?|client|closed)\b)*",
    re.IGNORECASE,
)
_ARRIVALS: tuple[tuple[str, Kind, str], ...] = (
    (r"purchas|bought|bundle|top[- ]?up|paid", Kind.PURCHASE, "purchase"),
    (r"refund|return|reimburs|back|closed|cancel", Kind.REFUND, "closed"),
    (r"interview", Kind.GRANT, Source.INTERVIEW),
    (r"readiness", Kind.GRANT, Source.READINESS_TEST),
    (r"rising", Kind.GRANT, Source.RISING_TALENT),
    (r"top[- ]rated", Kind.GRANT, Source.TOP_RATED),
    (r"sign[- ]?up|new account|welcome|joining", Kind.GRANT, Source.NEW_ACCOUNT),
    (r"month|membership|plan|subscription|renew|basic|plus", Kind.GRANT, Source.PLAN),
)


def _movement(day: date, action: str, connects: int) -> StatementLine:
    said = action.lower()
    title = _LEAD.sub("", action, count=1).strip(" \"'“”:-–—")
    if connects > 0:
        for pattern, kind, source in _ARRIVALS:
            if re.search(pattern, said):
                return StatementLine(day, action, connects, kind, source, title)
        return StatementLine(day, action, connects, Kind.GRANT, Source.OTHER, "")
    if re.search(r"expire", said):
        return StatementLine(day, action, connects, Kind.EXPIRE, "expiry", "")
    if re.search(r"roll ?over|forfeit|\bcap\b", said):
        return StatementLine(day, action, connects, Kind.FORFEIT, "cap", "")
    if re.search(r"availab|badge", said):
        return StatementLine(day, action, connects, Kind.SPEND, Purpose.AVAILABILITY_BADGE, "")
    if re.search(r"profile", said) and re.search(r"boost|ad\b|promot", said):
        return StatementLine(day, action, connects, Kind.SPEND, Purpose.PROFILE_BOOST, "")
    return StatementLine(day, action, connects, Kind.SPEND, Purpose.PROPOSAL, title)
