"""New entries written to the journal, with their ids, lots and allocations."""

import sqlite3
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.ledger.books import CALENDAR, Books, entry_with_ids, with_ids
from bot.ledger.cycles import apply_due
from bot.ledger.model import Entry
from bot.rate_cards import RateCards

from .journal import Request, load_many, seconds


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
    connection: sqlite3.Connection, account_ids: Sequence[int], now: datetime, cards: RateCards
) -> int:
    """Write what the calendar posts to several accounts, in order; how many of them were done."""
    rows = _Rows()
    next_id = next_entry_id(connection)
    stop_at = time.monotonic() + BUDGET_SECONDS
    done = 0
    while done < len(account_ids) and time.monotonic() < stop_at:
        some = account_ids[done : done + AT_ONCE]
        for account, lots in load_many(connection, some):
            settled = apply_due(Books(account, lots), now, cards.of(account))
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
                "rates": account.rates,
                "offered": account.offered,
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
                key, actor_id = key_of(request, asked), request.user_id
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
    "next_cycle_at = :next_cycle_at, due_at = :due_at, rates = :rates, "
    "offered = :offered WHERE id = :id"
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


def key_of(request: Request, number: int) -> str:
    return f"{request.key}#{number}" if number else request.key
