"""Books read from the database, and what was posted to them written to the journal."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.ledger.books import Books, Taken
from bot.ledger.model import Account, Allocation, Entry, Kind, Lot, Plan
from bot.ledger.undo import UNDOABLE

Row = tuple[Any, ...]

ACCOUNT = (
    "account.id, account.plan, account.next_plan, account.top_rated, account.cycle_day, "
    "account.cycle_started_at, account.next_cycle_at"
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


def instant(seconds: int) -> datetime:
    """The UTC instant of that many seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)


def seconds(at: datetime) -> int:
    """Whole seconds since 1970, as the database holds instants."""
    return int(at.timestamp())


def account_from(row: Row) -> Account:
    account_id, plan, next_plan, top_rated, cycle_day, started, following = row
    return Account(
        account_id,
        Plan(plan),
        Plan(next_plan) if next_plan else None,
        bool(top_rated),
        cycle_day,
        instant(started),
        instant(following),
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


def load_many(connection: sqlite3.Connection, account_ids: Sequence[int]) -> list[Books]:
    """The books of several accounts, in two statements."""
    marks = ",".join(map(str, account_ids))
    lots: dict[int, list[Lot]] = defaultdict(list)
    for row in connection.execute(
        f"SELECT {_LOT}, lot.account_id FROM lot WHERE account_id IN ({marks}) AND remaining > 0 "
        "ORDER BY expires_at, id"
    ):
        lots[row[-1]].append(_lot_from(row[:-1]))
    accounts = connection.execute(f"SELECT {ACCOUNT} FROM account WHERE id IN ({marks})").fetchall()
    return [Books(account_from(row), tuple(lots[row[0]])) for row in accounts]


def save_books(
    connection: sqlite3.Connection, before: Books, books: Books, request: Request | None = None
) -> Books:
    """Write what was posted; the books come back with the ids that the journal gave.

    Entries without a key of their own carry the request's.
    """
    if books.account != before.account or books.due_at != before.due_at:
        _save_account(connection, books)
    if not books.posted:
        return books
    saved = _numbered(books, _last_id(connection) + 1)
    _insert(connection, saved, request)
    return saved


def save_all(connection: sqlite3.Connection, settled: Iterable[Books]) -> None:
    """Write what the calendar posted to several accounts."""
    next_id = _last_id(connection) + 1
    for books in settled:
        _save_account(connection, books)
        _insert(connection, _numbered(books, next_id), None)
        next_id += len(books.posted)


_UPDATE_ACCOUNT = (
    "UPDATE account SET plan = :plan, next_plan = :next_plan, top_rated = :top_rated, "
    "cycle_day = :cycle_day, cycle_started_at = :cycle_started_at, "
    "next_cycle_at = :next_cycle_at, due_at = :due_at WHERE id = :id"
)


def _save_account(connection: sqlite3.Connection, books: Books) -> None:
    account = books.account
    connection.execute(
        _UPDATE_ACCOUNT,
        {
            "id": account.id,
            "plan": account.plan,
            "next_plan": account.next_plan,
            "top_rated": account.top_rated,
            "cycle_day": account.cycle_day,
            "cycle_started_at": seconds(account.cycle_started_at),
            "next_cycle_at": seconds(account.next_cycle_at),
            "due_at": seconds(books.due_at),
        },
    )


def _last_id(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'entry'").fetchone()
    return row[0] if row else 0


def _numbered(books: Books, first: int) -> Books:
    """The books with the journal's ids: -1 stands for `first`, -2 for the one after it."""

    def real(local: int) -> int:
        return first - 1 - local if local < 0 else local

    lots = tuple(lot if lot.id > 0 else replace(lot, id=real(lot.id)) for lot in books.lots)
    posted = tuple(
        Entry(
            real(entry.id),
            entry.kind,
            entry.amount,
            entry.at,
            entry.source,
            tuple(Allocation(real(part.lot_id), part.amount) for part in entry.allocations),
            entry.lot and replace(entry.lot, id=real(entry.lot.id)),
            entry.proposal_id and real(entry.proposal_id),
            entry.reverses,
            entry.note,
            entry.key,
        )
        for entry in books.posted
    )
    return Books(books.account, lots, posted)


def _insert(connection: sqlite3.Connection, books: Books, request: Request | None) -> None:
    account_id = books.account.id
    asked = 0
    for entry in books.posted:
        key, actor_id = entry.key, None
        if key is None:
            assert request is not None
            key, actor_id = _key(request, asked), request.user_id
            asked += 1
        connection.execute(
            "INSERT INTO entry (id, account_id, kind, amount, at, source, proposal_id, reverses, "
            "actor_id, note, key) VALUES (:id, :account_id, :kind, :amount, :at, :source, "
            ":proposal_id, :reverses, :actor_id, :note, :key)",
            {
                "id": entry.id,
                "account_id": account_id,
                "kind": entry.kind,
                "amount": entry.amount,
                "at": seconds(entry.at),
                "source": entry.source,
                "proposal_id": entry.proposal_id,
                "reverses": entry.reverses,
                "actor_id": actor_id,
                "note": entry.note,
                "key": key,
            },
        )
        if entry.lot:
            _insert_lot(connection, account_id, entry.lot)
        for allocation in entry.allocations:
            _insert_allocation(connection, entry.id, allocation)
    _note_turned(connection, account_id, [entry for entry in books.posted if entry.key])


def _insert_lot(connection: sqlite3.Connection, account_id: int, lot: Lot) -> None:
    connection.execute(
        "INSERT INTO lot (id, account_id, amount, remaining, source, acquired_at, expires_at, "
        "price_cents) VALUES (:id, :account_id, :amount, :remaining, :source, :acquired_at, "
        ":expires_at, :price_cents)",
        {
            "id": lot.id,
            "account_id": account_id,
            "amount": lot.amount,
            "remaining": lot.amount,
            "source": lot.source,
            "acquired_at": seconds(lot.acquired_at),
            "expires_at": seconds(lot.expires_at),
            "price_cents": lot.price_cents,
        },
    )


def _insert_allocation(
    connection: sqlite3.Connection, entry_id: int, allocation: Allocation
) -> None:
    row = {"entry_id": entry_id, "lot_id": allocation.lot_id, "amount": allocation.amount}
    connection.execute(
        "INSERT INTO allocation (entry_id, lot_id, amount) VALUES (:entry_id, :lot_id, :amount)",
        row,
    )
    connection.execute("UPDATE lot SET remaining = remaining + :amount WHERE id = :lot_id", row)


def _note_turned(connection: sqlite3.Connection, account_id: int, entries: list[Entry]) -> None:
    if entries:
        connection.execute(
            "INSERT INTO turned (account_id, first_entry_id, last_entry_id) "
            "VALUES (:account_id, :first, :last)",
            {"account_id": account_id, "first": entries[0].id, "last": entries[-1].id},
        )


def _key(request: Request, number: int) -> str:
    return f"{request.key}#{number}" if number else request.key


def entry_of(connection: sqlite3.Connection, account_id: int, request: Request) -> Entry | None:
    """The first entry that this very request has already posted."""
    row = connection.execute(
        f"SELECT {ENTRY} FROM entry WHERE account_id = :account_id AND key = :key",
        {"account_id": account_id, "key": request.key},
    ).fetchone()
    return entry_from(row) if row else None


def find_entry(connection: sqlite3.Connection, account_id: int, entry_id: int) -> Entry | None:
    """An entry of that account with the lot that it brought, as it stands now."""
    row = connection.execute(
        f"SELECT {ENTRY} FROM entry WHERE id = :id AND account_id = :account_id",
        {"id": entry_id, "account_id": account_id},
    ).fetchone()
    return row and with_lot(connection, entry_from(row))


def newest_undoable(connection: sqlite3.Connection, account_id: int, user_id: int) -> Entry | None:
    """The newest entry that the person made and nothing has reversed."""
    kinds = ",".join(f"'{kind}'" for kind in UNDOABLE)
    row = connection.execute(
        f"SELECT {ENTRY} FROM entry WHERE account_id = :account_id AND actor_id = :user_id "
        f"AND kind IN ({kinds}) AND reverses IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM entry AS later WHERE later.reverses = entry.id) "
        "ORDER BY id DESC LIMIT 1",
        {"account_id": account_id, "user_id": user_id},
    ).fetchone()
    return row and with_lot(connection, entry_from(row))


def with_lot(connection: sqlite3.Connection, entry: Entry) -> Entry:
    """The entry with the lot that it brought, if it brought one."""
    row = connection.execute(f"SELECT {_LOT} FROM lot WHERE id = :id", {"id": entry.id}).fetchone()
    return replace(entry, lot=_lot_from(row)) if row else entry


def is_reversed(connection: sqlite3.Connection, entry_id: int) -> bool:
    return bool(
        connection.execute("SELECT 1 FROM entry WHERE reverses = :id", {"id": entry_id}).fetchone()
    )


def standing(connection: sqlite3.Connection, proposal_id: int, kind: Kind) -> list[Entry]:
    """The entries of a kind that hang on a proposal and that nothing has reversed."""
    rows = connection.execute(
        f"SELECT {ENTRY} FROM entry WHERE proposal_id = :proposal_id AND proposal_id <> id "
        "AND kind = :kind "
        "AND reverses IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM entry AS later WHERE later.reverses = entry.id)",
        {"proposal_id": proposal_id, "kind": kind},
    ).fetchall()
    return [
        with_lot(connection, replace(entry, allocations=allocations_of(connection, entry.id)))
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
        "entry.id = :id "
        "OR (entry.proposal_id = :id AND entry.proposal_id <> entry.id AND entry.kind = 'refund')",
        proposal_id,
    )


def _taken(connection: sqlite3.Connection, of: str, key: int) -> list[Taken]:
    rows = connection.execute(
        f"SELECT {_LOT}, -sum(allocation.amount) FROM entry "
        "JOIN allocation ON allocation.entry_id = entry.id JOIN lot ON lot.id = allocation.lot_id "
        f"WHERE {of} GROUP BY {_LOT} HAVING sum(allocation.amount) < 0 "
        "ORDER BY lot.expires_at, lot.id",
        {"id": key},
    ).fetchall()
    return [(_lot_from(row[:-1]), row[-1]) for row in rows]
