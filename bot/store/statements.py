"""Upwork's history put before the journal: its proposals and purchases, the balance untouched.

What is held was told at set-up, and the history's end is what is held; so its lines come in as a
chain of their own, which begins with the Connects that it needs and ends with a correction of the
rest. Each line has a key made of itself: the same file twice changes nothing.
"""

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from rapidfuzz import fuzz

from bot.ledger import books as ledger
from bot.ledger.books import Books, Taken, put_back
from bot.ledger.figures import paid_for
from bot.ledger.model import Entry, Kind, Lot, Source, State
from bot.ledger.rates import RateCard
from bot.ledger.statements import Movement

from .accounts import settle_books
from .journal import Request, save_books, seconds
from .proposals import note_returned

ALIKE = 80
"""How alike (of 100) two titles must be to be taken for one job's."""
NOON = time(12, tzinfo=UTC)


class Preview(NamedTuple):
    """What an import would add, oldest first, and how many lines it would leave out.

    `known` came with an earlier file, `logged` were logged by hand on that day or one beside it.
    """

    new: tuple[tuple[str, Movement], ...]
    known: int
    logged: int


def preview(connection: sqlite3.Connection, user_id: int, movements: Sequence[Movement]) -> Preview:
    """Compare a history with the journal. Nothing is written."""
    account = connection.execute(
        "SELECT account_id FROM person WHERE user_id = :user_id", {"user_id": user_id}
    ).fetchone()
    account_id = account[0] if account else 0
    known_keys = {
        key
        for (key,) in connection.execute(
            "SELECT key FROM entry WHERE account_id = :id AND key LIKE 'history:%'",
            {"id": account_id},
        ).fetchall()
    }
    logged = _logged(connection, account_id)
    new, known, by_hand = [], 0, 0
    for key, movement in _keyed(movements):
        if key in known_keys:
            known += 1
        elif (match := _match(logged, movement)) is not None:
            logged.pop(match)
            by_hand += 1
        else:
            new.append((key, movement))
    return Preview(tuple(new), known, by_hand)


def _keyed(movements: Sequence[Movement]) -> list[tuple[str, Movement]]:
    """Each line with a key of its own; lines that are the same are counted."""
    seen: Counter[str] = Counter()
    keyed = []
    for movement in movements:
        line = f"{movement.day}|{' '.join(movement.action.lower().split())}|{movement.connects}"
        seen[line] += 1
        digest = hashlib.sha256(f"{line}|{seen[line]}".encode()).hexdigest()[:24]
        keyed.append((f"history:{digest}", movement))
    return keyed


Logged = tuple[str, int, date, str]


def _logged(connection: sqlite3.Connection, account_id: int) -> list[Logged]:
    """Kind, Connects, day and title of what the person or the calendar has in the journal."""
    rows = connection.execute(
        "SELECT entry.kind, entry.amount, coalesce(proposal.submitted_at, entry.at), "
        "coalesce(proposal.title, '') FROM entry LEFT JOIN proposal ON proposal.id = entry.id "
        "WHERE entry.account_id = :id AND entry.key NOT LIKE 'history:%' AND reverses IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM entry AS later WHERE later.reverses = entry.id)",
        {"id": account_id},
    ).fetchall()
    return [
        (kind, amount, datetime.fromtimestamp(at, UTC).date(), title)
        for kind, amount, at, title in rows
    ]


def _match(logged: Sequence[Logged], movement: Movement) -> int | None:
    for at, (kind, amount, day, title) in enumerate(logged):
        same = kind == movement.kind and amount == movement.connects
        near = abs(day - movement.day) <= timedelta(days=1)
        named = not title or not movement.title
        if same and near and (named or fuzz.WRatio(title, movement.title) >= ALIKE):
            return at
    return None


def bring_in(
    connection: sqlite3.Connection, request: Request, movements: Sequence[Movement], card: RateCard
) -> Preview:
    """Add the lines that are new, whole; the balance stays what it is."""
    books = settle_books(connection, request.user_id, request.at, card)
    found = preview(connection, request.user_id, movements)
    if not found.new:
        return found
    chain = _Chain(Books(books.account, (), books.first_id), card)
    first = found.new[0]
    needed = _needed([movement for _, movement in found.new])
    if needed:
        chain.open(needed, _instant(first[1].day, 0) - timedelta(seconds=1), f"{first[0]}:before")
    for number, (key, movement) in enumerate(found.new):
        chain.add(movement, _instant(movement.day, number), key)
    chain.close(f"{first[0]}:after")
    save_books(connection, chain.books, chain.books, request)
    _insert_proposals(connection, chain)
    return found


def _needed(movements: Sequence[Movement]) -> int:
    """The Connects that must have been held before the first line."""
    held = least = 0
    for movement in movements:
        held += movement.connects
        least = min(least, held)
    return -least


def _instant(day: date, number: int) -> datetime:
    """Noon of the day, later lines a second later each."""
    return datetime.combine(day, NOON) + timedelta(seconds=number % 3600)


class _Chain:
    """Books of the history alone, as its lines are posted to them."""

    def __init__(self, books: Books, card: RateCard) -> None:
        self.books = books
        self.card = card
        self.sent: list[tuple[Movement, Entry, int]] = []
        self.closed: dict[int, datetime] = {}
        self._taken: dict[int, list[Taken]] = {}

    def open(self, needed: int, at: datetime, key: str) -> None:
        self.books = ledger.bring(
            self.books, Kind.CORRECT, needed, at, self.card, source="correct", key=key,
            note="before the history",
        )  # fmt: skip

    def close(self, key: str) -> None:
        if self.books.balance:
            self.books = ledger.take(
                self.books, Kind.CORRECT, self.books.balance, self.books.last.at,
                source="correct", key=key, note="after the history",
            )  # fmt: skip

    def add(self, movement: Movement, at: datetime, key: str) -> None:
        if movement.connects < 0:
            self._take(movement, at, key)
        elif movement.kind is Kind.REFUND and (spent := self._spend_of(movement)):
            self._refund(spent, movement, at, key)
        else:
            self._bring(movement, at, key)

    def _take(self, movement: Movement, at: datetime, key: str) -> None:
        is_proposal = movement.kind is Kind.SPEND and movement.source == "proposal"
        before = self.books.lots
        number = self.books.first_id + len(self.books.posted)
        self.books = ledger.take(
            self.books, movement.kind, -movement.connects, at, source=movement.source, key=key,
            proposal_id=number if is_proposal else None,
            note="" if is_proposal else movement.action,
        )  # fmt: skip
        if is_proposal:
            entry = self.books.last
            by_id: dict[int, Lot] = {lot.id: lot for lot in before}
            self._taken[entry.id] = [
                (by_id[part.lot_id], -part.amount) for part in entry.allocations
            ]
            self.sent.append((movement, entry, paid_for(entry, before)))

    def _spend_of(self, movement: Movement) -> Entry | None:
        """The proposal that a refund is of: the same Connects and a title that is alike."""
        for sent, entry, _ in reversed(self.sent):
            if entry.id in self.closed or sent.connects != -movement.connects:
                continue
            if fuzz.WRatio(sent.title, movement.title) >= ALIKE:
                return entry
        return None

    def _refund(self, spent: Entry, movement: Movement, at: datetime, key: str) -> None:
        now = {lot.id: lot for lot in self.books.lots}
        taken = [
            (now.get(lot.id, lot._replace(remaining=0)), part)
            for lot, part in self._taken[spent.id]
        ]
        self.books = put_back(
            self.books, Kind.REFUND, movement.connects, at, taken=taken, source=State.CLOSED,
            proposal_id=spent.id,
        )  # fmt: skip
        keyed = self.books.last._replace(key=key)
        self.books = self.books._replace(posted=(*self.books.posted[:-1], keyed))
        self.closed[spent.id] = at

    def _bring(self, movement: Movement, at: datetime, key: str) -> None:
        kind = Kind.GRANT if movement.kind is Kind.REFUND else movement.kind
        source = Source.OTHER if movement.kind is Kind.REFUND else movement.source
        price = self.card.price_of(movement.connects) if kind is Kind.PURCHASE else 0
        self.books = ledger.bring(
            self.books, kind, movement.connects, at, self.card, source=source,
            price_cents=price, note=movement.action if kind is Kind.GRANT else "", key=key,
        )  # fmt: skip


def _insert_proposals(connection: sqlite3.Connection, chain: _Chain) -> None:
    connection.executemany(
        "INSERT INTO proposal (id, account_id, title, link, base, boost, invited, state, "
        "submitted_at, state_at, paid_cents) VALUES (:id, :account_id, :title, '', :base, 0, 0, "
        ":state, :sent_at, :state_at, :paid_cents)",
        [
            {
                "id": entry.id,
                "account_id": chain.books.account.id,
                "title": movement.title,
                "base": -movement.connects,
                "state": str(State.CLOSED if entry.id in chain.closed else State.SUBMITTED),
                "sent_at": seconds(entry.at),
                "state_at": seconds(chain.closed.get(entry.id, entry.at)),
                "paid_cents": paid_cents,
            }
            for movement, entry, paid_cents in chain.sent
        ],
    )
    for proposal_id in chain.closed:
        note_returned(connection, proposal_id)
