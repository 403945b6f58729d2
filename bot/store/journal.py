"""Books read from the database, and what was posted to them written to the journal."""

import sqlite3
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from bot.ledger.books import CALENDAR, Books, Taken, apply_due, entry_with_ids, with_ids
from bot.ledger.model import Account, Allocation, Entry, Kind, Lot, Plan
from bot.ledger.rate_card import RateCard
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


@lru_cache(maxsize=4096)
def instant(seconds: int) -> datetime:
    """The UTC instant of that many seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)


@lru_cache(maxsize=4096)
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


def save_books(
    connection: sqlite3.Connection, before: Books, after: Books, request: Request | None = None
) -> Books:
    """Write the new entries; the books with their ids.

    Entries without a key of their own carry the request's.
    """
    rows = _Rows()
    if after.account != before.account or after.due_at != before.due_at:
        rows.add_account(after)
    if after.new_entries:
        after = with_ids(after, next_entry_id(connection))
        rows.add_new(after.account.id, after.new_entries, request)
    rows.write(connection)
    return after


def save_entries(connection: sqlite3.Connection, account_id: int, entries: Sequence[Entry]) -> None:
    """Write entries that carry keys of their own and leave the account as it is."""
    rows = _Rows()
    for entry in entries:
        assert entry.key is not None
        rows.add_entry(entry, account_id, entry.key, None)
    rows.write(connection)


BUDGET_SECONDS = 0.05
"""After which a batch is ended and written, which takes twice as long again: accounts that missed
years, or hold thousands of lots, would hold the writer for seconds."""
AT_ONCE = 20
"""Accounts that are loaded with one statement, between two looks at the time."""


def apply_due_to_many(
    connection: sqlite3.Connection, account_ids: Sequence[int], now: datetime, card: RateCard
) -> int:
    """Write what the calendar posts to several accounts, in order; how many of them were done."""
    rows = _Rows()
    next_id = next_entry_id(connection)
    stop_at = time.monotonic() + BUDGET_SECONDS
    done = 0
    while done < len(account_ids) and time.monotonic() < stop_at:
        some = account_ids[done : done + AT_ONCE]
        for account, lots in load_many(connection, some):
            settled = apply_due(Books(account, lots), now, card)
            entries = [entry_with_ids(entry, next_id) for entry in settled.new_entries]
            next_id += len(entries)
            rows.add_account(settled)
            rows.add_new(account.id, entries, None)
        done += len(some)
    rows.write(connection)
    return done


class _Rows:
    """Rows to be written, table by table, so that many accounts cost few statements.

    Enumerations go in as plain strings: sqlite3 looks for an adapter for every other type.
    """

    def __init__(self) -> None:
        self._accounts: list[dict[str, Any]] = []
        self._entries: list[dict[str, Any]] = []
        self._lots: list[dict[str, Any]] = []
        self._allocations: list[dict[str, Any]] = []

    def add_account(self, books: Books) -> None:
        account = books.account
        self._accounts.append(
            {
                "id": account.id,
                "plan": str(account.plan),
                "next_plan": account.next_plan,
                "top_rated": account.top_rated,
                "cycle_day": account.cycle_day,
                "cycle_started_at": seconds(account.cycle_started_at),
                "next_cycle_at": seconds(account.next_cycle_at),
                "due_at": seconds(books.due_at),
            }
        )

    def add_new(self, account_id: int, entries: Sequence[Entry], request: Request | None) -> None:
        asked = 0
        for entry in entries:
            key, actor_id = entry.key, None
            if key == CALENDAR:
                key = f"{CALENDAR}:{entry.id}"
            elif key is None:
                assert request is not None
                key, actor_id = _key(request, asked), request.user_id
                asked += 1
            self.add_entry(entry, account_id, key, actor_id)

    def add_entry(self, entry: Entry, account_id: int, key: str, actor_id: int | None) -> None:
        self._entries.append(
            {
                "id": entry.id,
                "account_id": account_id,
                "kind": str(entry.kind),
                "amount": entry.amount,
                "at": seconds(entry.at),
                "source": str(entry.source),
                "proposal_id": entry.proposal_id,
                "reverses": entry.reverses,
                "actor_id": actor_id,
                "note": entry.note,
                "key": key,
            }
        )
        if lot := entry.lot:
            self._lots.append(
                {
                    "id": lot.id,
                    "account_id": account_id,
                    "amount": lot.amount,
                    "source": str(lot.source),
                    "acquired_at": seconds(lot.acquired_at),
                    "expires_at": seconds(lot.expires_at),
                    "price_cents": lot.price_cents,
                }
            )
        for part in entry.allocations:
            self._allocations.append(
                {"entry_id": entry.id, "lot_id": part.lot_id, "amount": part.amount}
            )

    def write(self, connection: sqlite3.Connection) -> None:
        for statement, rows in (
            (_UPDATE_ACCOUNT, self._accounts),
            (_INSERT_ENTRY, self._entries),
            (_INSERT_LOT, self._lots),
            (_INSERT_ALLOCATION, self._allocations),
            (_MOVE_REMAINING, self._allocations),
        ):
            if rows:
                connection.executemany(statement, rows)


_UPDATE_ACCOUNT = (
    "UPDATE account SET plan = :plan, next_plan = :next_plan, top_rated = :top_rated, "
    "cycle_day = :cycle_day, cycle_started_at = :cycle_started_at, "
    "next_cycle_at = :next_cycle_at, due_at = :due_at WHERE id = :id"
)
_INSERT_ENTRY = (
    "INSERT INTO entry (id, account_id, kind, amount, at, source, proposal_id, reverses, "
    "actor_id, note, key) VALUES (:id, :account_id, :kind, :amount, :at, :source, "
    ":proposal_id, :reverses, :actor_id, :note, :key)"
)
_INSERT_LOT = (
    "INSERT INTO lot (id, account_id, amount, remaining, source, acquired_at, expires_at, "
    "price_cents) VALUES (:id, :account_id, :amount, :amount, :source, :acquired_at, "
    ":expires_at, :price_cents)"
)
_INSERT_ALLOCATION = (
    "INSERT INTO allocation (entry_id, lot_id, amount) VALUES (:entry_id, :lot_id, :amount)"
)
_MOVE_REMAINING = "UPDATE lot SET remaining = remaining + :amount WHERE id = :lot_id"


def next_entry_id(connection: sqlite3.Connection) -> int:
    """The id that the next entry gets; ids are never used again."""
    row = connection.execute("SELECT id FROM last_entry").fetchone()
    return row[0] + 1 if row else 1


def _key(request: Request, number: int) -> str:
    return f"{request.key}#{number}" if number else request.key


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
        f"SELECT {ENTRY} FROM entry WHERE id = :id AND {_UNDOABLE}",
        {"id": entry_id, "account_id": account_id, "user_id": user_id},
    ).fetchone()
    return row and with_lot(connection, entry_from(row))


def newest_undoable(connection: sqlite3.Connection, account_id: int, user_id: int) -> Entry | None:
    """The newest entry that the person made and nothing has reversed."""
    row = connection.execute(
        f"SELECT {ENTRY} FROM entry WHERE {_UNDOABLE} "
        "AND NOT EXISTS (SELECT 1 FROM entry AS later WHERE later.reverses = entry.id) "
        "ORDER BY id DESC LIMIT 1",
        {"account_id": account_id, "user_id": user_id},
    ).fetchone()
    return row and with_lot(connection, entry_from(row))


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
        "entry.id = :id "
        "OR (entry.proposal_id = :id AND entry.proposal_id <> entry.id AND entry.kind = 'refund')",
        proposal_id,
    )


def _taken(connection: sqlite3.Connection, of: str, key: int) -> list[Taken]:
    rows = connection.execute(
        f"SELECT {_LOT}, -sum(allocation.amount) FROM entry "
        "JOIN allocation ON allocation.entry_id = entry.id JOIN lot ON lot.id = allocation.lot_id "
        f"WHERE {of} GROUP BY {_LOT} "
        "ORDER BY lot.expires_at, lot.id",
        {"id": key},
    ).fetchall()
    return [(_lot_from(row[:-1]), row[-1]) for row in rows]
