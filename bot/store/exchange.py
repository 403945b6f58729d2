"""A person's rows written out as an export, and an export's rows written in.

What is read in lies first in an account of nobody's (`forgetting`), in steps that hold the writer
for some milliseconds each; whole and checked, it becomes the person's in one transaction. What is
left of one that was broken off is deleted as if its owner had been forgotten.
"""

import re
import sqlite3
from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from bot.store.refusals import ImportBooks, ImportGone, ImportSums, TooManyReminders
from bot.transfer.export import new_key
from bot.transfer.rows import (
    MOST_ENDED,
    MOST_TOLD,
    AccountRow,
    AllocationRow,
    CardChangeRow,
    CountedRow,
    DigestedRow,
    EditRow,
    EntryRow,
    Export,
    LotRow,
    OutcomeRow,
    PendingRow,
    PersonRow,
    ProposalRow,
    ReminderRow,
    RequestRow,
    Row,
    StagedRow,
    UpgradeRow,
)

from .accounts import find_account, open_account
from .forgetting import is_being_deleted
from .journal import load_books, seconds
from .posting import next_entry_id
from .reminders import MOST_OF_PERSON, delete_beyond

STEP = 1000
"""Rows that are written or deleted in one transaction: some 10 to 20 ms."""
NEVER = 2**40
"""When an account of nobody's falls due."""

_OF_ACCOUNT = "account_id = :account_id"
_OF_ENTRIES = "{0} IN (SELECT id FROM entry WHERE account_id = :account_id)"
_OF_PERSON = "user_id = :user_id"


class _Part(NamedTuple):
    """A list of the file: its rows, and the table that they stand in."""

    name: str
    row: type[Row]
    table: str
    where: str
    order: str


_JOURNAL = (
    _Part("entries", EntryRow, "entry", _OF_ACCOUNT, "id"),
    _Part("lots", LotRow, "lot", _OF_ACCOUNT, "id"),
    _Part(
        "allocations", AllocationRow, "allocation",
        _OF_ENTRIES.format("entry_id"), "entry_id, lot_id",
    ),
    _Part("proposals", ProposalRow, "proposal", _OF_ACCOUNT, "id"),
    _Part("outcomes", OutcomeRow, "outcome", _OF_ENTRIES.format("proposal_id"), "id"),
    _Part("edits", EditRow, "edit", _OF_ENTRIES.format("proposal_id"), "id"),
    _Part("card_changes", CardChangeRow, "card_change", _OF_ACCOUNT, "id"),
    _Part("upgrades", UpgradeRow, "upgrade", _OF_ENTRIES.format("entry_id"), "entry_id"),
)  # fmt: skip
"""What is of the account, each after what it refers to."""
_BESIDE = (
    _Part("reminders", ReminderRow, "reminder", f"{_OF_PERSON} AND kind = 'asked'", "id"),
    _Part("counted", CountedRow, "counted", _OF_PERSON, "guild_id"),
    _Part("pending", PendingRow, "pending", _OF_PERSON, "id"),
    _Part("staged", StagedRow, "staged", _OF_PERSON, "user_id"),
    _Part("digested", DigestedRow, "digested", _OF_PERSON, "month"),
    _Part("requests", RequestRow, "request", _OF_PERSON, "key"),
)


def read_all(connection: sqlite3.Connection, user_id: int, now: datetime) -> Export | None:
    """Everything that is kept of the person; None when nothing is."""
    account = find_account(connection, user_id)
    if account is None:
        return None
    of = {"user_id": user_id, "account_id": account.id}
    parts: dict[str, Any] = {
        part.name: tuple(_rows(connection, part, of)) for part in (*_JOURNAL, *_BESIDE)
    }
    (person,) = _rows(connection, _Part("", PersonRow, "person", _OF_PERSON, "user_id"), of)
    (own,) = _rows(connection, _Part("", AccountRow, "account", "id = :account_id", "id"), of)
    told = connection.execute("SELECT what, at FROM told WHERE user_id = :user_id", of).fetchall()
    return Export(
        purser=1,
        exported_at=seconds(now),
        person=person,
        account=own,
        told=dict(told),
        **parts,
    )


def _rows(connection: sqlite3.Connection, part: _Part, of: Mapping[str, int]) -> list[Any]:
    names = part.row.__struct_fields__
    columns = ", ".join(
        "CASE WHEN actor_id = :user_id THEN 1 ELSE 0 END" if name == "mine" else name
        for name in names
    )
    found = connection.execute(
        f"SELECT {columns} FROM {part.table} WHERE {part.where} ORDER BY {part.order}", of
    ).fetchall()
    return [part.row(**dict(zip(names, row, strict=True))) for row in found]


def begin(connection: sqlite3.Connection, user_id: int, export: Export, now: datetime) -> int:
    """The id of a new account of nobody's, for what is read in.

    A file that names no rate card leaves the person the one that they go by here, and what they
    said of their offer. Raises ImportBooks when the person has books already.
    """
    present = open_account(connection, user_id, now)
    _check_no_books(connection, present.id)
    row = export.account
    account_id: int = connection.execute(
        "INSERT INTO account (plan, next_plan, top_rated, cycle_day, cycle_started_at, "
        "next_cycle_at, rates, offered, due_at) VALUES (:plan, :next_plan, :top_rated, "
        ":cycle_day, :cycle_started_at, :next_cycle_at, :rates, :offered, :due_at) RETURNING id",
        {
            **_values(row, {}),
            "rates": row.rates or present.rates,
            "offered": present.offered if row.offered is None else row.offered,
            "due_at": NEVER,
        },
    ).fetchall()[0][0]
    connection.execute(
        "INSERT INTO forgetting (account_id, at) VALUES (:account_id, :at)",
        {"account_id": account_id, "at": seconds(now)},
    )
    return account_id


def _check_no_books(connection: sqlite3.Connection, account_id: int) -> None:
    has_entries = connection.execute(
        "SELECT 1 FROM entry WHERE account_id = :id LIMIT 1", {"id": account_id}
    ).fetchone()
    if has_entries:
        raise ImportBooks()


class Steps(NamedTuple):
    """Rows of one table, some at a time; and the numbers that the file's entries get."""

    part: _Part
    rows: Sequence[Row]
    first: int


def steps(export: Export) -> Iterator[Steps]:
    """The file's journal in parts that are small enough for a transaction, in their order."""
    for part in _JOURNAL:
        rows = getattr(export, part.name)
        for first in range(0, len(rows), STEP):
            yield Steps(part, rows[first : first + STEP], first)


def write_step(
    connection: sqlite3.Connection,
    user_id: int,
    account_id: int,
    step: Steps,
    numbers: dict[int, int],
) -> dict[int, int]:
    """Write the rows of a step; the numbers here of the entries among them, by the file's.

    Raises ImportSums for a row that refers to one that is not there or breaks a rule,
    ImportGone when the account was left for so long that it is being deleted.
    """
    if is_being_deleted(connection, account_id):
        raise ImportGone()
    part, rows, first = step
    new: dict[int, int] = {}
    if part.table == "entry":
        following = next_entry_id(connection)
        new = {row.id: following + n for n, row in enumerate(rows) if isinstance(row, EntryRow)}
    of = {"account_id": account_id, "user_id": user_id}
    known = ChainMap(new, numbers)
    try:
        values = [_with_actor(_values(row, known) | of) for row in rows]
        if part.table == "entry":
            values = [
                row | {"key": new_key(row["key"], first + n)} for n, row in enumerate(values, 1)
            ]
        _insert(connection, part, values)
    except (sqlite3.IntegrityError, KeyError):
        why = "a line refers to one that is not there, or breaks a rule"
        raise ImportSums(why=why) from None
    return new


def _with_actor(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"actor_id": row["user_id"] if row.get("mine") else None}


_NUMBERS = (
    "id", "proposal_id", "reverses", "entry_id", "lot_id", "spend_id", "new_spend_id", "place",
)  # fmt: skip
_ALSO = {
    "entry": ("account_id", "actor_id"),
    "card_change": ("account_id", "actor_id"),
    "lot": ("account_id",),
    "proposal": ("account_id",),
    "reminder": ("user_id", "kind", "try_at"),
    "counted": ("user_id",),
}


def _values(row: Row, numbers: Mapping[int, int]) -> dict[str, Any]:
    """The row's values, entries by their new numbers. Raises KeyError for one that is not there."""
    values = {name: getattr(row, name) for name in row.__struct_fields__}
    return {
        name: numbers[value]
        if name in _NUMBERS and value is not None
        else str(value)
        if isinstance(value, str)
        else value
        for name, value in values.items()
    }


def _insert(connection: sqlite3.Connection, part: _Part, rows: Sequence[dict[str, Any]]) -> None:
    names = [name for name in part.row.__struct_fields__ if name != "mine"]
    columns = [*names, *_ALSO.get(part.table, ())]
    marks = ", ".join(f":{name}" for name in columns)
    connection.executemany(
        f"INSERT INTO {part.table} ({', '.join(columns)}) VALUES ({marks})", rows
    )


def adopt(
    connection: sqlite3.Connection,
    user_id: int,
    account_id: int,
    export: Export,
    numbers: Mapping[int, int],
    guild_ids: frozenset[int],
) -> None:
    """Make an account of nobody's the person's, with what stands beside its journal.

    They are counted in the digests of those servers of the file that are among `guild_ids`. Raises
    ImportBooks, TooManyReminders, or ImportGone when they had themselves
    forgotten meanwhile, or the account was left for so long that it is being deleted.
    """
    account = find_account(connection, user_id)
    was_nobodys = connection.execute(
        "DELETE FROM forgetting WHERE account_id = :account_id AND at > 0 RETURNING account_id",
        {"account_id": account_id},
    ).fetchall()
    if account is None or not was_nobodys:
        raise ImportGone()
    _check_no_books(connection, account.id)
    of = {"user_id": user_id, "account_id": account_id, "old": account.id}
    person = _values(export.person, {})
    changes = ", ".join(f"{name} = :{name}" for name in person)
    connection.execute(
        f"UPDATE person SET {changes}, account_id = :account_id WHERE user_id = :user_id",
        {**person, **of},
    )
    connection.execute("DELETE FROM failure WHERE kind = 'account' AND id = :old", of)
    connection.execute("DELETE FROM card_change WHERE account_id = :old", of)
    connection.execute("DELETE FROM account WHERE id = :old", of)
    _add_reminders(connection, user_id, export.reminders)
    _add_beside(connection, user_id, export, numbers, guild_ids)
    adopted = find_account(connection, user_id)
    assert adopted is not None
    connection.execute(
        "UPDATE account SET due_at = :due_at WHERE id = :account_id",
        {"due_at": seconds(load_books(connection, adopted).due_at), **of},
    )


def _add_reminders(
    connection: sqlite3.Connection, user_id: int, reminders: Sequence[ReminderRow]
) -> None:
    """Add those that the person does not have. Raises TooManyReminders."""
    had = {
        tuple(row)
        for row in connection.execute(
            "SELECT about, rule, due_at, state FROM reminder WHERE user_id = :user_id "
            "AND kind = 'asked'",
            {"user_id": user_id},
        ).fetchall()
    }
    new = [r for r in _newest(reminders) if (r.about, r.rule, r.due_at, r.state) not in had]
    states = [state for _, _, _, state in had] + [each.state for each in new]
    if sum(state in ("waiting", "held", "broken") for state in states) > MOST_OF_PERSON:
        raise TooManyReminders(most=MOST_OF_PERSON, server=False)
    of = {"user_id": user_id, "kind": "asked"}
    rows = [_values(each, {}) | of | {"try_at": each.due_at} for each in new]
    _insert(connection, _BESIDE[0], rows)
    delete_beyond(connection, user_id)


def _newest(reminders: Sequence[ReminderRow]) -> list[ReminderRow]:
    """Those that still stand, and the newest of those that have ended."""
    ended = [each for each in reminders if each.ended_at is not None]
    ended.sort(key=lambda each: each.ended_at or 0, reverse=True)
    return [each for each in reminders if each.ended_at is None] + ended[:MOST_ENDED]


_TOLD_OF = re.compile(r"(stale:|waiting:)(\d+)(.*)")


def _add_beside(
    connection: sqlite3.Connection,
    user_id: int,
    export: Export,
    numbers: Mapping[int, int],
    guild_ids: frozenset[int],
) -> None:
    told = []
    for what, at in sorted(export.told.items(), key=lambda item: -item[1])[:MOST_TOLD]:
        found = _TOLD_OF.fullmatch(what)
        if found and int(found[2]) not in numbers:
            continue
        name = f"{found[1]}{numbers[int(found[2])]}{found[3]}" if found else what
        told.append({"user_id": user_id, "what": name, "at": at})
    connection.executemany(
        "INSERT INTO told (user_id, what, at) VALUES (:user_id, :what, :at) ON CONFLICT DO NOTHING",
        told,
    )
    connection.executemany(
        "INSERT INTO counted (guild_id, user_id) VALUES (:guild_id, :user_id) "
        "ON CONFLICT DO NOTHING",
        [
            {"guild_id": row.guild_id, "user_id": user_id}
            for row in export.counted
            if row.guild_id in guild_ids
        ],
    )
