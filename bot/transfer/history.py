"""Upwork's history put before the journal: its proposals and purchases, the balance untouched.

What is held was told at set-up, and the history's end is what is held; so its lines come in as a
chain of their own, which begins with the Connects that it needs and ends with a correction of the
rest. Each line has a key made of itself: the same file twice changes nothing.

All of it is found out before the transaction that writes it, in time linear in the lines.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import NamedTuple

from rapidfuzz import fuzz

from bot.ledger import books as ledger
from bot.ledger.books import Books, Taken, reverse
from bot.ledger.figures import paid_for
from bot.ledger.model import Account, Allocation, Entry, Kind, Lot, Plan, Source, State
from bot.ledger.rate_card import RateCard
from bot.parsing.statements import StatementLine
from bot.transfer.refusals import ImportParts

ALIKE = 80
"""How alike (of 100) two titles must be to be taken for one job's."""
MOST_COMPARED = 20
"""Titles that one line is compared with; without a bound a history of refunds is quadratic."""
LONGEST_COMPARED = 80
MOST_ALLOCATIONS = 20_000
"""Parts that a history's lines take from its arrivals: four a line. Thousands of arrivals of one
Connect, each touched by each line, would be millions."""
NOON = time(12, tzinfo=UTC)


class Logged(NamedTuple):
    """What the person or the calendar has in the journal: an entry, with its proposal's title."""

    kind: Kind
    amount: int
    day: date
    title: str


class Preview(NamedTuple):
    """What an import would add, oldest first, and how many lines it would leave out.

    `known` came with an earlier file, `logged` were logged by hand on that day or one beside it.
    """

    new: tuple[tuple[str, StatementLine], ...]
    known: int
    logged: int


def compare(
    lines: Sequence[tuple[str, StatementLine]], known_keys: frozenset[str], logged: Iterable[Logged]
) -> Preview:
    """Which lines of a history, each with its key, the journal does not have yet."""
    by_hand: dict[tuple[Kind, int, date], list[Logged]] = defaultdict(list)
    for each in logged:
        by_hand[each.kind, each.amount, each.day].append(each)
    new, known, matched = [], 0, 0
    for key, movement in lines:
        if key in known_keys:
            known += 1
        elif _take_match(by_hand, movement):
            matched += 1
        else:
            new.append((key, movement))
    return Preview(tuple(new), known, matched)


def keyed(movements: Sequence[StatementLine]) -> list[tuple[str, StatementLine]]:
    """Each line with a key of its own; lines that are the same are counted."""
    seen: Counter[str] = Counter()
    lines = []
    for movement in movements:
        line = f"{movement.day}|{' '.join(movement.action.lower().split())}|{movement.connects}"
        seen[line] += 1
        digest = hashlib.sha256(f"{line}|{seen[line]}".encode()).hexdigest()[:24]
        lines.append((f"history:{digest}", movement))
    return lines


def _take_match(
    by_hand: dict[tuple[Kind, int, date], list[Logged]], movement: StatementLine
) -> bool:
    """Whether it was logged by hand on the day or one beside it; that line is then used up."""
    for days in (0, -1, 1):
        fitting = by_hand.get(
            (movement.kind, movement.connects, movement.day + timedelta(days=days)), []
        )
        for each in fitting[:MOST_COMPARED]:
            if not each.title or not movement.title or _alike(each.title, movement.title):
                fitting.remove(each)
                return True
    return False


def _alike(one: str, other: str) -> bool:
    return fuzz.WRatio(one[:LONGEST_COMPARED], other[:LONGEST_COMPARED]) >= ALIKE


class Sent(NamedTuple):
    """A proposal of the history: its line, its entry, and what became of it.

    `returned` Connects came back when it was closed; those that did not had cost `paid_cents`.
    """

    movement: StatementLine
    entry: Entry
    paid_cents: int
    closed_at: datetime | None = None
    returned: int = 0


class Chain(NamedTuple):
    """Entries that a history becomes, numbered from 1, and the proposals among them."""

    entries: tuple[Entry, ...]
    sent: tuple[Sent, ...]


def chain_of(new: Sequence[tuple[str, StatementLine]], card: RateCard) -> Chain:
    """The chain of lines that are new, oldest first; its sum is 0.

    Raises ImportParts where it would move Connects among too many arrivals.
    """
    writer = _Writer(card)
    first_key, first = new[0]
    needed = _needed([movement for _, movement in new])
    if needed:
        writer.open(needed, _instant(first.day, 0) - timedelta(seconds=1), f"{first_key}:before")
    for number, (key, movement) in enumerate(new):
        writer.add(movement, _instant(movement.day, number), key)
    writer.close(f"{first_key}:after")
    return Chain(tuple(writer.entries), tuple(writer.sent.values()))


def _needed(movements: Sequence[StatementLine]) -> int:
    """The Connects that must have been held before the first line."""
    held = least = 0
    for movement in movements:
        held += movement.connects
        least = min(least, held)
    return -least


def _instant(day: date, number: int) -> datetime:
    """Noon of the day, later lines a second later each."""
    return datetime.combine(day, NOON) + timedelta(seconds=number % 3600)


_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Nothing expires within a history: what came back there did come back."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NOBODYS = Account(0, Plan.BASIC, None, False, 1, _EPOCH, _EPOCH)


class _Writer:
    """Books of the history alone, as its lines are posted to them."""

    def __init__(self, card: RateCard) -> None:
        self.card = card
        self.entries: list[Entry] = []
        self.sent: dict[int, Sent] = {}
        self._lots: tuple[Lot, ...] = ()
        self._taken: dict[int, list[Taken]] = {}
        self._allocations = 0
        self._open: dict[tuple[int, str], dict[int, None]] = defaultdict(dict)

    @property
    def _books(self) -> Books:
        """Books without what was posted before: a tuple that grows would be copied each time."""
        return Books(_NOBODYS, self._lots, (), len(self.entries) + 1)

    def _post(self, books: Books, key: str) -> Entry:
        self._lots = books.lots
        entry = books.last._replace(key=key)
        self._allocations += len(entry.allocations)
        if self._allocations > MOST_ALLOCATIONS:
            raise ImportParts()
        self.entries.append(entry)
        return entry

    def open(self, needed: int, at: datetime, key: str) -> None:
        books = ledger.credit(
            self._books, Kind.CORRECT, needed, at, self.card, source="correct",
            note="before the history",
        )  # fmt: skip
        self._post(books, key)

    def close(self, key: str) -> None:
        books = self._books
        if books.balance:
            at = self.entries[-1].at
            books = ledger.debit(
                books, Kind.CORRECT, books.balance, at, source="correct", note="after the history"
            )
            self._post(books, key)

    def add(self, movement: StatementLine, at: datetime, key: str) -> None:
        if movement.connects < 0:
            self._take(movement, at, key)
        elif movement.kind is Kind.REFUND and (spent := self._spend_of(movement)):
            self._refund(spent, movement, at, key)
        else:
            self._bring(movement, at, key)

    def _take(self, movement: StatementLine, at: datetime, key: str) -> None:
        is_proposal = movement.kind is Kind.SPEND and movement.source == "proposal"
        before = self._lots
        books = ledger.debit(
            self._books, movement.kind, -movement.connects, at, source=movement.source,
            proposal_id=-(len(self.entries) + 1) if is_proposal else None,
            note="" if is_proposal else movement.action,
        )  # fmt: skip
        entry = self._post(books, key)
        if is_proposal:
            by_id = {lot.id: lot for lot in before}
            self._taken[entry.id] = [
                (by_id[part.lot_id], -part.amount) for part in entry.allocations
            ]
            self.sent[entry.id] = Sent(movement, entry, paid_for(entry, before))
            for word in _words(movement.title):
                self._open[-movement.connects, word][entry.id] = None

    def _spend_of(self, movement: StatementLine) -> Sent | None:
        """The newest proposal that a refund is of: the same Connects and a title that is alike."""
        by_word = [self._open.get((movement.connects, word), {}) for word in _words(movement.title)]
        newest_of_the_rarest = (
            entry_id for found in sorted(by_word, key=len) for entry_id in reversed(found)
        )
        for entry_id in islice(newest_of_the_rarest, MOST_COMPARED):
            if _alike(self.sent[entry_id].movement.title, movement.title):
                return self.sent[entry_id]
        return None

    def _refund(self, sent: Sent, movement: StatementLine, at: datetime, key: str) -> None:
        now = {lot.id: lot for lot in self._lots}
        taken = [
            (now.get(lot.id, lot._replace(remaining=0))._replace(expires_at=_NEVER), part)
            for lot, part in self._taken[sent.entry.id]
        ]
        books = reverse(
            self._books, Kind.REFUND, movement.connects, at, taken=taken, source=State.CLOSED,
            proposal_id=sent.entry.id,
        )  # fmt: skip
        entry = self._post(books, key)
        back = {part.lot_id: part.amount for part in entry.allocations}
        out = [Allocation(lot.id, back.get(lot.id, 0) - part) for lot, part in taken]
        self.sent[sent.entry.id] = sent._replace(
            closed_at=at,
            returned=entry.amount,
            paid_cents=paid_for(entry._replace(allocations=tuple(out)), [lot for lot, _ in taken]),
        )
        for word in _words(sent.movement.title):
            del self._open[-sent.movement.connects, word][sent.entry.id]

    def _bring(self, movement: StatementLine, at: datetime, key: str) -> None:
        kind = Kind.GRANT if movement.kind is Kind.REFUND else movement.kind
        source = Source.OTHER if movement.kind is Kind.REFUND else movement.source
        price = self.card.price_of(movement.connects) if kind is Kind.PURCHASE else 0
        books = ledger.credit(
            self._books, kind, movement.connects, at, self.card, source=source,
            price_cents=price, note=movement.action if kind is Kind.GRANT else "",
        )  # fmt: skip
        self._post(books, key)


def _words(title: str) -> set[str]:
    """The words of a title that are compared, and the empty one that every title has."""
    return {"", *title[:LONGEST_COMPARED].casefold().split()}
