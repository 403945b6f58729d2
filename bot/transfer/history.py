"""Upwork's history put before the journal: its proposals and purchases, the balance untouched.

What is held was told at set-up, and the history's end is what is held; so its lines come in as a
chain of their own, which begins with the Connects that it needs and ends with a correction of the
rest. Each line has a key made of itself: the same file twice changes nothing. The lines of a
proposal's base and of its boost become one entry, which bears the keys of all of them.

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
from bot.ledger.calendar import instant_of
from bot.ledger.figures import paid_for
from bot.ledger.model import Account, Allocation, Entry, Kind, Lot, Plan, Purpose, Source, State
from bot.ledger.proposals import BOOST_RETURNED
from bot.ledger.rate_card import RateCard
from bot.parsing.movement_words import BOOST, BOOST_CHARGE
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
MOST_KEYS = 15
"""Lines that become one entry: a key of the journal has 500 signs at most."""
BOOSTED_WITHIN = timedelta(days=60)
"""How long after a proposal a bid for its boost may come: Upwork's bids end with the post."""
NOON = time(12)


class Logged(NamedTuple):
    """What the person or the calendar has in the journal; a proposal's base and boost apart."""

    kind: Kind
    source: str
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


Group = tuple[str, int, date]
"""What must be the same of a line and of what was logged: its kind, amount and day."""


def compare(
    lines: Sequence[tuple[str, StatementLine]], known_keys: frozenset[str], logged: Iterable[Logged]
) -> Preview:
    """Which lines of a history, each with its key, the journal does not have yet."""
    by_hand: dict[Group, list[Logged]] = defaultdict(list)
    for each in logged:
        by_hand[_kind_of(each.kind, each.source), each.amount, each.day].append(each)
    new, known, matched = [], 0, 0
    for key, line in lines:
        if key in known_keys:
            known += 1
        elif _take_match(by_hand, line, line.connects):
            matched += 1
        else:
            new.append((key, line))
    together = _logged_together(new, by_hand)
    new = [(key, line) for key, line in new if key not in together]
    return Preview(tuple(new), known, matched + len(together))


def _kind_of(kind: Kind, source: str) -> str:
    return source if source in (BOOST, BOOST_RETURNED) else kind


def keyed(movements: Sequence[StatementLine]) -> list[tuple[str, StatementLine]]:
    """Each line with a key of its own; lines that are the same are counted."""
    seen: Counter[str] = Counter()
    lines = []
    for movement in movements:
        line = f"{movement.day}|{' '.join(_note(movement).lower().split())}|{movement.connects}"
        seen[line] += 1
        lines.append((f"{KEY}{_digest(f'{line}|{seen[line]}')}", movement))
    return lines


KEY = "history:"


def keys_in(key: str) -> list[str]:
    """The keys of the lines that became the entry with that key."""
    return [f"{KEY}{digest}" for digest in key.removeprefix(KEY).split("+")]


def _take_match(by_hand: dict[Group, list[Logged]], line: StatementLine, connects: int) -> bool:
    """Whether it was logged by hand on the day or one beside it; that line is then used up."""
    for days in (0, -1, 1):
        day = line.day + timedelta(days=days)
        fitting = by_hand.get((_kind_of(line.kind, line.source), connects, day), [])
        for each in fitting[:MOST_COMPARED]:
            if not each.title or not line.title or _alike(each.title, line.title):
                fitting.remove(each)
                return True
    return False


def _logged_together(
    new: Sequence[tuple[str, StatementLine]], by_hand: dict[Group, list[Logged]]
) -> set[str]:
    """The keys of a base and its boost that were logged as one number."""
    boosts: dict[tuple[date, str], list[tuple[str, StatementLine]]] = defaultdict(list)
    for key, line in new:
        if line.source == BOOST:
            boosts[line.day, _exact(line.title)].append((key, line))
    found: set[str] = set()
    for key, line in new:
        several = boosts.get((line.day, _exact(line.title)), [])
        if line.source != Purpose.PROPOSAL or not several:
            continue
        boost_key, boost = several[0]
        if _take_match(by_hand, line, line.connects + boost.connects):
            found |= {key, boost_key}
            several.pop(0)
    return found


def _exact(title: str) -> str:
    return " ".join(title.casefold().split())


def _alike(one: str, other: str) -> bool:
    return fuzz.WRatio(one[:LONGEST_COMPARED], other[:LONGEST_COMPARED]) >= ALIKE


# --- base and boost ----------------------------------------------------------------------------


class Posting(NamedTuple):
    """A line as it is posted, with the keys of all lines in it; `boost` Connects go with a base.

    `of` is the key of the proposal whose boost came back.
    """

    key: str
    line: StatementLine
    boost: int = 0
    of: str = ""


class _Base:
    """A proposal's base, and the lines of its boost as they are found."""

    def __init__(self, key: str, line: StatementLine) -> None:
        self.key, self.line = key, line
        self.out: list[tuple[str, StatementLine]] = []
        self.back: list[tuple[str, StatementLine]] = []

    def settle(self) -> None:
        """A bid that was refunded whole and then charged is what it cost in the end."""
        if any(line.source == BOOST_CHARGE for _, line in self.out):
            self.out += self.back
            self.back = []
        if self.boost < sum(line.connects for _, line in self.back):
            self.out, self.back = [], []  # more came back than went: its bids are not in the file

    @property
    def boost(self) -> int:
        return -sum(line.connects for _, line in self.out)

    def add(self, key: str, line: StatementLine) -> None:
        several = self.back if line.source == BOOST_RETURNED else self.out
        if len(self.out) + len(self.back) < MOST_KEYS:
            several.append((key, line))


def posted_as(new: Sequence[tuple[str, StatementLine]]) -> list[Posting]:
    """The lines as they are posted, oldest first: each boost with its base."""
    bases = {key: _Base(key, line) for key, line in new if line.source == Purpose.PROPOSAL}
    titles = _Titles(bases.values())
    for key, line in new:
        if line.source in _OF_BOOST and (base := titles.find(line)):
            base.add(key, line)
    joined: set[str] = set()
    returned: dict[str, str] = {}
    for base in bases.values():
        base.settle()
        joined |= {key for key, _ in base.out}
        returned |= {key: base.key for key, _ in base.back}
    return [
        _posting(key, line, bases.get(key), returned.get(key, ""))
        for key, line in new
        if key not in joined
    ]


_OF_BOOST = (BOOST, BOOST_CHARGE, BOOST_RETURNED)


def _posting(key: str, line: StatementLine, base: _Base | None, of: str) -> Posting:
    if base is None:
        return Posting(key, line, of=of)
    keys = [key, *(each for each, _ in base.out)]
    return Posting(KEY + "+".join(each.removeprefix(KEY) for each in keys), line, base.boost)


class _Titles:
    """Proposals by their titles; of those that fit, the newest that was sent before."""

    def __init__(self, bases: Iterable[_Base]) -> None:
        self._exact: dict[str, list[_Base]] = defaultdict(list)
        self._by_word: dict[str, list[_Base]] = defaultdict(list)
        for base in bases:
            self._exact[_exact(base.line.title)].append(base)
            for word in _words(base.line.title):
                self._by_word[word].append(base)

    def find(self, line: StatementLine) -> _Base | None:
        """The proposal that the line's title means; None of no title, or where none fits."""
        if not line.title:
            return None
        fitting = self._exact.get(_exact(line.title)) or self._alike(line.title)
        before = [base for base in fitting if _is_before(base.line, line)]
        after = [base for base in fitting if base.line.day == line.day + timedelta(days=1)]
        return before[-1] if before else next(iter(after), None)

    def _alike(self, title: str) -> list[_Base]:
        """Those that share the rarest of the title's words, as many as are compared at most."""
        words = [self._by_word[word] for word in _words(title) if word in self._by_word]
        rarest = min(words, key=len, default=[])
        return [base for base in rarest[-MOST_COMPARED:] if _alike(base.line.title, title)]


def _is_before(base: StatementLine, line: StatementLine) -> bool:
    return base.day <= line.day <= base.day + BOOSTED_WITHIN


# --- the chain ---------------------------------------------------------------------------------


class Sent(NamedTuple):
    """A proposal of the history: its line, its entry, and what became of it.

    `returned` Connects came back, of the boost or when it was closed; those that did not had cost
    `paid_cents`.
    """

    movement: StatementLine
    entry: Entry
    boost: int
    paid_cents: int
    closed_at: datetime | None = None
    returned: int = 0


class Chain(NamedTuple):
    """Entries that a history becomes, numbered from 1, and the proposals among them."""

    entries: tuple[Entry, ...]
    sent: tuple[Sent, ...]


def chain_of(
    new: Sequence[tuple[str, StatementLine]], card: RateCard, zone: str, now: datetime
) -> Chain:
    """The chain of lines that are new, oldest first; its sum is 0.

    Each is of its day's noon in the zone, or of `now` (UTC) where that is still to come. Raises
    ImportParts where it would move Connects among too many arrivals.
    """
    postings = posted_as(new)
    writer = _Writer(card)
    first = postings[0]
    needed = _needed(postings)
    if needed:
        before = _instant(first.line.day, 0, zone, now) - timedelta(seconds=1)
        writer.open(needed, before, f"{KEY}{_digest(f'{first.key}:before')}")
    for number, posting in enumerate(postings):
        writer.add(posting, _instant(posting.line.day, number, zone, now))
    writer.close(f"{KEY}{_digest(f'{first.key}:after')}")
    return Chain(tuple(writer.entries), tuple(writer.sent.values()))


def _needed(postings: Sequence[Posting]) -> int:
    """The Connects that must have been held before the first line."""
    held = least = 0
    for posting in postings:
        held += posting.line.connects - posting.boost
        least = min(least, held)
    return -least


def _instant(day: date, number: int, zone: str, now: datetime) -> datetime:
    """Noon of the day, later lines a second later each."""
    noon = instant_of(datetime.combine(day, NOON), zone)
    return min(noon + timedelta(seconds=number % 3600), now)


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
        self._by_key: dict[str, int] = {}
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

    def add(self, posting: Posting, at: datetime) -> None:
        line = posting.line
        if line.connects < 0:
            self._take(posting, at)
        elif line.kind is Kind.REFUND and (sent := self._sent_of(posting)):
            self._refund(sent, posting, at)
        else:
            self._bring(posting, at)

    def _take(self, posting: Posting, at: datetime) -> None:
        line = posting.line
        is_proposal = line.kind is Kind.SPEND and line.source == Purpose.PROPOSAL
        is_boost = line.source in _OF_BOOST
        before = self._lots
        books = ledger.debit(
            self._books, line.kind, posting.boost - line.connects, at,
            source=Purpose.OTHER if is_boost else line.source,
            proposal_id=-(len(self.entries) + 1) if is_proposal else None,
            note="" if is_proposal else _note(line),
        )  # fmt: skip
        entry = self._post(books, posting.key)
        if is_proposal:
            by_id = {lot.id: lot for lot in before}
            self._taken[entry.id] = [
                (by_id[part.lot_id], -part.amount) for part in entry.allocations
            ]
            self.sent[entry.id] = Sent(line, entry, posting.boost, paid_for(entry, before))
            self._by_key[keys_in(posting.key)[0]] = entry.id
            self._open_for(self.sent[entry.id])

    def _open_for(self, sent: Sent) -> None:
        """Note what may come back of it: its base, or all that is out."""
        for amount in self._amounts(sent):
            for word in _words(sent.movement.title):
                self._open[amount, word][sent.entry.id] = None

    def _close_for(self, sent: Sent) -> None:
        for amount in self._amounts(sent):
            for word in _words(sent.movement.title):
                self._open[amount, word].pop(sent.entry.id, None)

    @staticmethod
    def _amounts(sent: Sent) -> set[int]:
        return {-sent.movement.connects, -sent.entry.amount - sent.returned} - {0}

    def _sent_of(self, posting: Posting) -> Sent | None:
        """The proposal that a refund is of: the newest of these Connects and an alike title."""
        line = posting.line
        if posting.of:
            return self.sent.get(self._by_key.get(posting.of, 0))
        if line.source == BOOST_RETURNED:
            return None
        by_word = [self._open.get((line.connects, word), {}) for word in _words(line.title)]
        newest_of_the_rarest = (
            entry_id for found in sorted(by_word, key=len) for entry_id in reversed(found)
        )
        for entry_id in islice(newest_of_the_rarest, MOST_COMPARED):
            if _alike(self.sent[entry_id].movement.title, line.title):
                return self.sent[entry_id]
        return None

    def _refund(self, sent: Sent, posting: Posting, at: datetime) -> None:
        now = {lot.id: lot for lot in self._lots}
        taken = [
            (now.get(lot.id, lot._replace(remaining=0))._replace(expires_at=_NEVER), part)
            for lot, part in self._taken[sent.entry.id]
        ]
        is_boost = posting.line.source == BOOST_RETURNED
        books = reverse(
            self._books, Kind.REFUND, posting.line.connects, at, taken=taken,
            source=BOOST_RETURNED if is_boost else State.CLOSED, proposal_id=sent.entry.id,
        )  # fmt: skip
        entry = self._post(books, posting.key)
        back = {part.lot_id: part.amount for part in entry.allocations}
        out = [(lot, part - back.get(lot.id, 0)) for lot, part in taken]
        self._close_for(sent)
        still = [Allocation(lot.id, -part) for lot, part in out]
        sent = self.sent[sent.entry.id] = sent._replace(
            closed_at=sent.closed_at if is_boost else at,
            returned=sent.returned + entry.amount,
            paid_cents=paid_for(
                entry._replace(allocations=tuple(still)), [lot for lot, _ in taken]
            ),
        )
        self._taken[sent.entry.id] = [(lot, part) for lot, part in out if part]
        if is_boost:
            self._open_for(sent)

    def _bring(self, posting: Posting, at: datetime) -> None:
        line = posting.line
        kind = Kind.GRANT if line.kind is Kind.REFUND else line.kind
        source = Source.OTHER if line.kind is Kind.REFUND else line.source
        price = self.card.price_of(line.connects) if kind is Kind.PURCHASE else 0
        books = ledger.credit(
            self._books, kind, line.connects, at, self.card, source=source,
            price_cents=price, note=_note(line) if kind is Kind.GRANT else "",
        )  # fmt: skip
        self._post(books, posting.key)


def _note(line: StatementLine) -> str:
    return f"{line.action} {line.title}".strip() if line.title not in line.action else line.action


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _words(title: str) -> set[str]:
    """The words of a title that are compared, and the empty one that every title has."""
    return {"", *title[:LONGEST_COMPARED].casefold().split()}
