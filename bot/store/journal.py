"""Books and entries read from the database."""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from bot.ledger.books import Books, Taken
from bot.ledger.model import Account, Allocation, Entry, Kind, Lot, Plan
from bot.ledger.undo import ANY_ENTRY, UNDOABLE, EntryFilter

Row = tuple[Any, ...]

ACCOUNT = (
    "account.id, account.plan, account.next_plan, account.top_rated, account.cycle_day, "
    "account.cycle_started_at, account.next_cycle_at, account.rates, account.offered"
)
_LOT = (
    "lot.id, lot.amount, lot.remaining, lot.source, lot.acquired_at, lot.expires_at, "
    "lot.price_cents"
)
ENTRY = (
    "entry.id, entry.kind, entry.amount, entry.at, entry.source, entry.proposal_id, "
    "entry.reverses, entry.note, entry.key"
)


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks, when (UTC), and the key under which it happens once however often it arrives."""

    user_id: int
    key: str
    at: datetime


@lru_cache(maxsize=4096)
def instant(seconds: int) -> datetime:
    """The UTC instant of that many seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)


@lru_cache(maxsize=4096)
def seconds(at: datetime) -> int:
    """Whole seconds since 1970, as the database holds instants."""
    return int(at.timestamp())


def account_from(row: Row) -> Account:
    account_id, plan, next_plan, top_rated, cycle_day, started, following, rates, offered = row
    return Account(
        account_id,
        Plan(plan),
        Plan(next_plan) if next_plan else None,
        bool(top_rated),
        cycle_day,
        instant(started),
        instant(following),
        rates,
        None if offered is None else bool(offered),
    )


def _lot_from(row: Row) -> Lot:
    lot_id, amount, remaining, source, acquired, expires, price = row
    return Lot(lot_id, amount, remaining, source, instant(acquired), instant(expires), price)


def entry_from(row: Row) -> Entry:
    """An entry as the journal has it, without its lot and allocations."""
    entry_id, kind, amount, at, source, proposal_id, reverses, note, key = row
    return Entry(
        id=entry_id,
        kind=Kind(kind),
        amount=amount,
        at=instant(at),
        source=source,
        proposal_id=proposal_id,
        reverses=reverses,
        note=note,
        key=key,
    )


def load_books(connection: sqlite3.Connection, account: Account) -> Books:
    rows = connection.execute(
        f"SELECT {_LOT} FROM lot WHERE account_id = :account_id AND remaining > 0 "
        "ORDER BY expires_at, id",
        {"account_id": account.id},
    ).fetchall()
    return Books(account, tuple(map(_lot_from, rows)))


def load_many(
    connection: sqlite3.Connection, account_ids: Sequence[int]
) -> list[tuple[Account, tuple[Lot, ...]]]:
    """Several accounts with their open lots, as they were named, in two statements."""
    marks = ",".join(map(str, account_ids))
    lots: dict[int, list[Lot]] = defaultdict(list)
    for row in connection.execute(
        f"SELECT {_LOT}, lot.account_id FROM lot WHERE account_id IN ({marks}) AND remaining > 0 "
        "ORDER BY expires_at, id"
    ):
        lots[row[-1]].append(_lot_from(row[:-1]))
    rows = connection.execute(f"SELECT {ACCOUNT} FROM account WHERE id IN ({marks})").fetchall()
    accounts = {row[0]: account_from(row) for row in rows}
    return [(accounts[each], tuple(lots[each])) for each in account_ids]


def entry_of(connection: sqlite3.Connection, account_id: int, request: Request) -> Entry | None:
    """The first entry that this very request has already posted."""
    row = connection.execute(
        f"SELECT {ENTRY} FROM entry WHERE account_id = :account_id AND key = :key",
        {"account_id": account_id, "key": request.key},
    ).fetchone()
    return entry_from(row) if row else None


_UNDOABLE = (
    "entry.account_id = :account_id AND entry.actor_id = :user_id AND entry.reverses IS NULL "
    f"AND entry.kind IN ({', '.join(repr(str(kind)) for kind in UNDOABLE)})"
)


def find_undoable(
    connection: sqlite3.Connection, account_id: int, user_id: int, entry_id: int
) -> Entry | None:
    """An entry that the person made and could undo, with the lot that it brought."""
    row = connection.execute(
        f"SELECT {ENTRY} FROM entry WHERE entry.id = :id AND {_UNDOABLE}",
        {"id": entry_id, "account_id": account_id, "user_id": user_id},
    ).fetchone()
    return row and with_lot(connection, entry_from(row))


def find_reversal(
    connection: sqlite3.Connection, account_id: int, user_id: int, entry_id: int
) -> Entry | None:
    """A reversing entry that the person made."""
    row = connection.execute(
        f"SELECT {ENTRY} FROM entry WHERE id = :id AND account_id = :account_id "
        "AND actor_id = :user_id AND reverses IS NOT NULL",
        {"id": entry_id, "account_id": account_id, "user_id": user_id},
    ).fetchone()
    return entry_from(row) if row else None


def newest_undoable(
    connection: sqlite3.Connection, account_id: int, user_id: int, which: EntryFilter = ANY_ENTRY
) -> Entry | None:
    """The newest entry of those that the person made and nothing has reversed.

    A spend that was posted because an edit was taken back is as old as the one it stands for. One
    of some kind or amount is looked for among the last `_LOOKED_AT` of the account.
    """
    conditions = {
        "entry.kind = :kind": which.kind,
        "entry.source = :purpose": which.purpose,
        "abs(entry.amount) = :connects": which.connects,
    }
    asked = "".join(f"AND {each} " for each, value in conditions.items() if value is not None)
    if asked:
        asked += f"AND entry.id >= ({_FIRST_LOOKED_AT}) "
    newest: Row | None = None
    place = 0
    before = _AFTER_ALL
    while before > place:
        row = connection.execute(
            f"SELECT {ENTRY}, coalesce(edit.place, entry.id) FROM entry "
            "LEFT JOIN edit ON edit.new_spend_id = entry.id "
            f"WHERE {_UNDOABLE} AND entry.id < :before "
            f"{asked}AND NOT EXISTS (SELECT 1 FROM entry AS later WHERE later.reverses = entry.id) "
            "ORDER BY entry.id DESC LIMIT 1",
            {
                "account_id": account_id,
                "user_id": user_id,
                "before": before,
                **{name: value for name, value in which._asdict().items() if value is not None},
            },
        ).fetchone()
        if row is None:
            break
        before = row[0]
        if row[-1] > place:
            newest, place = row[:-1], row[-1]
    return with_lot(connection, entry_from(newest)) if newest else None


_AFTER_ALL = 2**62
_LOOKED_AT = 500
_FIRST_LOOKED_AT = (
    "SELECT min(id) FROM (SELECT id FROM entry WHERE account_id = :account_id "
    f"ORDER BY id DESC LIMIT {_LOOKED_AT}) AS latest"
)


def with_lot(connection: sqlite3.Connection, entry: Entry) -> Entry:
    """The entry with the lot that it brought, if it brought one."""
    row = connection.execute(f"SELECT {_LOT} FROM lot WHERE id = :id", {"id": entry.id}).fetchone()
    return entry._replace(lot=_lot_from(row)) if row else entry


def is_reversed(connection: sqlite3.Connection, entry_id: int) -> bool:
    return bool(
        connection.execute("SELECT 1 FROM entry WHERE reverses = :id", {"id": entry_id}).fetchone()
    )


def unreversed(connection: sqlite3.Connection, proposal_id: int, kind: Kind) -> list[Entry]:
    """The entries of a kind that hang on a proposal and that nothing has reversed."""
    rows = connection.execute(
        f"SELECT {ENTRY} FROM entry WHERE proposal_id = :proposal_id AND proposal_id <> id "
        "AND kind = :kind "
        "AND reverses IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM entry AS later WHERE later.reverses = entry.id)",
        {"proposal_id": proposal_id, "kind": kind},
    ).fetchall()
    return [
        with_lot(connection, entry._replace(allocations=allocations_of(connection, entry.id)))
        for entry in map(entry_from, rows)
    ]


def allocations_of(connection: sqlite3.Connection, entry_id: int) -> tuple[Allocation, ...]:
    rows = connection.execute(
        "SELECT lot_id, amount FROM allocation WHERE entry_id = :id", {"id": entry_id}
    ).fetchall()
    return tuple(Allocation(*row) for row in rows)


def taken_by_entry(connection: sqlite3.Connection, entry_id: int) -> list[Taken]:
    """What one entry took, lot by lot in order of use."""
    return _taken(connection, "entry.id = :id", entry_id)


def taken_by_proposal(connection: sqlite3.Connection, proposal_id: int) -> list[Taken]:
    """What a proposal still has out of the lots after its refunds, in order of use."""
    return _taken(
        connection,
        f"(entry.id = :id OR {_HANGS_ON}) AND entry.kind IN ('spend', 'refund')",
        proposal_id,
    )


_HANGS_ON = "(entry.proposal_id = :id AND entry.proposal_id <> entry.id)"
"""Entries that follow from a proposal's first one: more would be read without their index."""
_STANDS = (
    "entry.reverses IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM entry AS later WHERE later.reverses = entry.id)"
)


def standing_spend(connection: sqlite3.Connection, proposal_id: int) -> Entry | None:
    """The spend of a proposal that nothing has reversed: after an edit, the edit's."""
    row: Row | None = connection.execute(
        f"SELECT {ENTRY} FROM entry WHERE (entry.id = :id OR {_HANGS_ON}) "
        f"AND entry.kind = 'spend' AND {_STANDS}",
        {"id": proposal_id},
    ).fetchone()
    return entry_from(row) if row else None


def _taken(connection: sqlite3.Connection, of: str, key: int) -> list[Taken]:
    rows = connection.execute(
        f"SELECT {_LOT}, -sum(allocation.amount) FROM entry "
        "JOIN allocation ON allocation.entry_id = entry.id JOIN lot ON lot.id = allocation.lot_id "
        f"WHERE {of} GROUP BY {_LOT} "
        "ORDER BY lot.expires_at, lot.id",
        {"id": key},
    ).fetchall()
    return [(_lot_from(row[:-1]), row[-1]) for row in rows]
