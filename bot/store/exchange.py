"""All of a person's data: written out, and read in again to the same state.

A file names entries by numbers of its own; what is read in gets new ones. Nothing in a file is
trusted: its form is checked here, its sums by the audit, and a file that fails changes nothing.
"""

import re
import sqlite3
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, Self
from zoneinfo import available_timezones

from dateutil.rrule import rrulestr
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from bot.ledger.model import Kind, Plan, Purpose, Source, State
from bot.ledger.refusals import Refusal

from .accounts import find_account, open_account
from .audit import broken
from .journal import load_books, next_entry_id, seconds

VERSION = 1
MOST_ENTRIES = 100_000

Whole = Annotated[int, Field(strict=True, ge=-1_000_000_000, le=1_000_000_000)]
Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)]
Number = Annotated[int, Field(strict=True, ge=1, le=2**53)]
Cents = Annotated[int, Field(strict=True, ge=0, le=10**12)]
Second = Annotated[int, Field(strict=True, ge=0, le=253_402_300_799)]
Flag = Annotated[int, Field(strict=True, ge=0, le=1)]
Text = Annotated[str, Field(max_length=2000)]


def _is_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("no such time zone")
    return name


Zone = Annotated[str, AfterValidator(_is_zone)]


def _is_rule(rule: str) -> str:
    if rule:
        rrulestr(rule)
    return rule


Rule = Annotated[str, Field(max_length=500), AfterValidator(_is_rule)]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PersonRow(_Row):
    timezone: Zone
    low_balance: Count
    expiring_days: Count
    rollover: Flag
    stale_days: Count
    at_night: Flag
    shares: Flag | None
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]


class AccountRow(_Row):
    plan: Plan
    next_plan: Plan | None
    top_rated: Flag
    cycle_day: Annotated[int, Field(strict=True, ge=1, le=28)]
    cycle_started_at: Second
    next_cycle_at: Second


class EntryRow(_Row):
    """`mine` when the person made it, and may undo it."""

    id: Number
    kind: Kind
    amount: Whole
    at: Second
    source: Text
    proposal_id: Number | None
    reverses: Number | None
    mine: Flag
    note: Text
    key: Text

    @model_validator(mode="after")
    def _known_source(self) -> Self:
        if self.kind is Kind.GRANT:
            Source(self.source)
        if self.kind is Kind.SPEND:
            Purpose(self.source)
        return self


class LotRow(_Row):
    id: Number
    amount: Count
    remaining: Count
    source: Text
    acquired_at: Second
    expires_at: Second
    price_cents: Cents


class AllocationRow(_Row):
    entry_id: Number
    lot_id: Number
    amount: Whole


class ProposalRow(_Row):
    id: Number
    title: Text
    link: Text
    budget_cents: Cents | None
    base: Count
    boost: Count
    invited: Flag
    state: State
    submitted_at: Second
    state_at: Second
    contract_cents: Cents | None
    reached: Annotated[int, Field(strict=True, ge=0, le=3)]
    returned: Count
    paid_cents: Cents


class OutcomeRow(_Row):
    proposal_id: Number
    at: Second
    state_before: State
    result: State | Literal["boost_returned"]


class UpgradeRow(_Row):
    entry_id: Number
    plan: Plan
    cycle_day: Annotated[int, Field(strict=True, ge=1, le=28)]
    cycle_started_at: Second
    next_cycle_at: Second


class ReminderRow(_Row):
    about: Text
    rule: Rule
    zone: Zone
    local_at: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$")]
    due_at: Second
    state: Literal["waiting", "held"]


class CountedRow(_Row):
    """A server in whose digest the person agreed to be counted."""

    guild_id: Number


class Export(_Row):
    """Everything that is kept of one person."""

    purser: Literal[1]
    exported_at: Second
    person: PersonRow
    account: AccountRow
    entries: Annotated[tuple[EntryRow, ...], Field(max_length=MOST_ENTRIES)]
    lots: Annotated[tuple[LotRow, ...], Field(max_length=MOST_ENTRIES)]
    allocations: Annotated[tuple[AllocationRow, ...], Field(max_length=4 * MOST_ENTRIES)]
    proposals: Annotated[tuple[ProposalRow, ...], Field(max_length=MOST_ENTRIES)]
    outcomes: Annotated[tuple[OutcomeRow, ...], Field(max_length=4 * MOST_ENTRIES)]
    upgrades: Annotated[tuple[UpgradeRow, ...], Field(max_length=MOST_ENTRIES)]
    reminders: Annotated[tuple[ReminderRow, ...], Field(max_length=50)]
    counted: Annotated[tuple[CountedRow, ...], Field(max_length=1000)]
    told: Annotated[dict[Text, Second], Field(max_length=MOST_ENTRIES)]

    @property
    def balance(self) -> int:
        """Connects held."""
        return sum(lot.remaining for lot in self.lots)


_OF_ACCOUNT = "account_id = :account_id"
_OF_ENTRIES = "{0} IN (SELECT id FROM entry WHERE account_id = :account_id)"
_TABLES: tuple[tuple[str, type[_Row], str, str, str], ...] = (
    ("entries", EntryRow, "entry", _OF_ACCOUNT, "id"),
    ("lots", LotRow, "lot", _OF_ACCOUNT, "id"),
    (
        "allocations",
        AllocationRow,
        "allocation",
        _OF_ENTRIES.format("entry_id"),
        "entry_id, lot_id",
    ),
    ("proposals", ProposalRow, "proposal", _OF_ACCOUNT, "id"),
    ("outcomes", OutcomeRow, "outcome", _OF_ENTRIES.format("proposal_id"), "id"),
    ("upgrades", UpgradeRow, "upgrade", _OF_ENTRIES.format("entry_id"), "entry_id"),
    (
        "reminders",
        ReminderRow,
        "reminder",
        "user_id = :user_id AND kind = 'asked' AND state IN ('waiting', 'held')",
        "id",
    ),
    ("counted", CountedRow, "counted", "user_id = :user_id", "guild_id"),
)


def read_all(connection: sqlite3.Connection, user_id: int, now: datetime) -> Export | None:
    """Everything that is kept of the person; None when nothing is."""
    account = find_account(connection, user_id)
    if account is None:
        return None
    of = {"user_id": user_id, "account_id": account.id}
    parts: dict[str, Any] = {
        name: tuple(_rows(connection, model, table, where, order, of))
        for name, model, table, where, order in _TABLES
    }
    told = connection.execute("SELECT what, at FROM told WHERE user_id = :user_id", of).fetchall()
    return Export.model_construct(
        purser=VERSION,
        exported_at=seconds(now),
        person=_rows(connection, PersonRow, "person", "user_id = :user_id", "user_id", of)[0],
        account=_rows(connection, AccountRow, "account", "id = :account_id", "id", of)[0],
        told=dict(told),
        **parts,
    )


def _rows(
    connection: sqlite3.Connection,
    model: type[_Row],
    table: str,
    where: str,
    order: str,
    of: dict[str, int],
) -> list[Any]:
    names = list(model.model_fields)
    columns = ", ".join(
        "CASE WHEN actor_id = :user_id THEN 1 ELSE 0 END" if name == "mine" else name
        for name in names
    )
    found = connection.execute(
        f"SELECT {columns} FROM {table} WHERE {where} ORDER BY {order}", of
    ).fetchall()
    return [model.model_validate(dict(zip(names, row, strict=True))) for row in found]


def parse_export(text: str) -> Export:
    """Read an export. Raises Refusal `import-form` with the place that is wrong."""
    if "\\u0000" in text:
        raise Refusal("import-form", where="the file", why="it holds signs that are no text")
    try:
        return Export.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise Refusal("import-form", where=where, why=first["msg"]) from error


def restore(connection: sqlite3.Connection, user_id: int, export: Export, now: datetime) -> bool:
    """Read an export in, whole. False when the books hold just that already.

    Raises Refusal `import-books` when the person has other books, `import-sums` when the file's
    do not add up; nothing of it is kept then.
    """
    account = open_account(connection, user_id, now)
    before = read_all(connection, user_id, now)
    assert before is not None
    if before.entries:
        if _same(before, export):
            return False
        raise Refusal("import-books")
    if max((entry.at for entry in export.entries), default=0) > seconds(now + timedelta(days=1)):
        raise Refusal("import-sums", why="it has entries of days to come")
    connection.execute("SAVEPOINT restore")
    try:
        _insert_all(connection, user_id, account.id, export)
        wrong = broken(connection, account.id)
    except (sqlite3.IntegrityError, KeyError) as error:
        wrong = [f"a line refers to one that is not there, or breaks a rule ({error})"]
    if wrong:
        connection.execute("ROLLBACK TO restore")
        connection.execute("RELEASE restore")
        raise Refusal("import-sums", why=wrong[0])
    connection.execute("RELEASE restore")
    return True


def _same(one: Export, other: Export) -> bool:
    """Whether two journals are line by line the same, whatever their numbers."""

    def lines(export: Export) -> list[tuple[Any, ...]]:
        return [(e.kind, e.amount, e.at, e.source, e.note, e.key) for e in export.entries]

    return lines(one) == lines(other)


_TOLD_OF = re.compile(r"^(stale:)(\d+)(:.*)$")


def _insert_all(
    connection: sqlite3.Connection, user_id: int, account_id: int, export: Export
) -> None:
    first = next_entry_id(connection)
    ids: dict[int | None, int | None] = {None: None}
    for number, entry in enumerate(export.entries):
        ids[entry.id] = first + number
    mine = {"account_id": account_id, "user_id": user_id}
    _update(connection, "person", "user_id = :user_id", export.person, mine)
    _update(connection, "account", "id = :account_id", export.account, mine)
    for name, model, table, _, _ in _TABLES:
        rows = [_renumbered(row, ids) | mine for row in getattr(export, name)]
        if name == "entries":
            rows = [row | {"actor_id": user_id if row["mine"] else None} for row in rows]
        if name == "reminders":
            rows = [row | {"kind": "asked", "try_at": row["due_at"]} for row in rows]
        _insert(connection, table, [*(n for n in model.model_fields if n != "mine")], rows)
    for what, at in export.told.items():
        found = _TOLD_OF.match(what)
        name = f"{found[1]}{ids[int(found[2])]}{found[3]}" if found else what
        connection.execute(
            "INSERT INTO told (user_id, what, at) VALUES (:user_id, :what, :at) "
            "ON CONFLICT DO NOTHING",
            {"user_id": user_id, "what": name, "at": at},
        )
    _set_due(connection, user_id)


_NUMBERS = ("id", "proposal_id", "reverses", "entry_id", "lot_id")
_ALSO = {
    "entry": ("account_id", "actor_id"),
    "lot": ("account_id",),
    "proposal": ("account_id",),
    "reminder": ("user_id", "kind", "try_at"),
    "counted": ("user_id",),
}


def _renumbered(row: _Row, ids: dict[int | None, int | None]) -> dict[str, Any]:
    """The row's values, entries by their new numbers. Raises KeyError for one that is not there."""
    return {
        name: ids[value] if name in _NUMBERS else str(value) if isinstance(value, str) else value
        for name, value in row
    }


def _insert(
    connection: sqlite3.Connection, table: str, names: list[str], rows: list[dict[str, Any]]
) -> None:
    columns = [*names, *_ALSO.get(table, ())]
    marks = ", ".join(f":{name}" for name in columns)
    connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)


def _update(
    connection: sqlite3.Connection, table: str, where: str, row: _Row, of: dict[str, int]
) -> None:
    values = _renumbered(row, {})
    changes = ", ".join(f"{name} = :{name}" for name in values)
    connection.execute(f"UPDATE {table} SET {changes} WHERE {where}", values | of)


def _set_due(connection: sqlite3.Connection, user_id: int) -> None:
    account = find_account(connection, user_id)
    assert account is not None
    connection.execute(
        "UPDATE account SET due_at = :due_at WHERE id = :id",
        {"due_at": seconds(load_books(connection, account).due_at), "id": account.id},
    )
