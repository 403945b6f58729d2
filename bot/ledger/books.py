"""Books: an account, its open lots, and what has been posted since they were opened.

The balance is the sum over the open lots. Lots stand in their order of use: the one that expires
first, then the one that arrived first. Every function returns new books; none changes the old.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from bot.ledger.refusals import (
    AlreadyUsed,
    EarnDiffers,
    EarnedAlready,
    EarnHowMany,
    NotEnough,
    TopRatedAlready,
)

from .calendar import years_later
from .model import ONE_TIME, Account, Allocation, Entry, Kind, Lot, Purpose, Source
from .rate_card import RateCard

MOST_LOTS = 2000
"""Open lots that a person may bring about: each command looks through all of them (4 ms)."""

CALENDAR = "calendar"
"""The key of entries that the calendar posts, until the store adds their ids to it.

What the calendar does happens once because it moves `next_cycle_at` on and empties the lots; a
key made of a date would collide where a clock that ran ahead shows the date a second time.
"""

Taken = tuple[Lot, int]
"""A lot as it stands now, and the Connects that an earlier entry still has out of it."""


class Books(NamedTuple):
    """What an account holds, and the entries that are not stored yet.

    A new entry has no id: until the store gives it one (`with_ids`) it bears its number, counted
    from `first_number` on, as a negative id; so does a lot that it brings.
    """

    account: Account
    lots: tuple[Lot, ...]
    new_entries: tuple[Entry, ...] = ()
    first_number: int = 1

    @property
    def balance(self) -> int:
        """Connects held."""
        return sum(lot.remaining for lot in self.lots)

    @property
    def due_at(self) -> datetime:
        """When `apply_due` will have something to do next."""
        cycle_at = self.account.next_cycle_at
        return min(cycle_at, self.lots[0].expires_at) if self.lots else cycle_at

    @property
    def last(self) -> Entry:
        """The entry posted last."""
        return self.new_entries[-1]


def next_number(books: Books) -> int:
    return -(books.first_number + len(books.new_entries))


def _post(books: Books, entry: Entry, lots: Iterable[Lot]) -> Books:
    open_lots = tuple(lot for lot in lots if lot.remaining)
    return Books(books.account, open_lots, (*books.new_entries, entry), books.first_number)


def in_order(lots: Iterable[Lot]) -> list[Lot]:
    """Those that expire first come first, then those that arrived first: new ones at the end."""
    return sorted(lots, key=lambda lot: (lot.expires_at, lot.id < 0, abs(lot.id)))


def with_ids(books: Books, first_id: int) -> Books:
    """The books whose new entries, in their order, have the ids from `first_id` on."""
    return books._replace(
        lots=tuple(_lot_with_id(lot, first_id) for lot in books.lots),
        new_entries=tuple(entry_with_ids(entry, first_id) for entry in books.new_entries),
    )


def entry_with_ids(entry: Entry, first_id: int) -> Entry:
    """The same for one entry and all that it refers to."""
    return entry._replace(
        id=given_id(entry.id, first_id),
        proposal_id=entry.proposal_id and given_id(entry.proposal_id, first_id),
        lot=entry.lot and _lot_with_id(entry.lot, first_id),
        allocations=tuple(
            Allocation(given_id(part.lot_id, first_id), part.amount) for part in entry.allocations
        ),
    )


def _lot_with_id(lot: Lot, first_id: int) -> Lot:
    return lot if lot.id > 0 else lot._replace(id=given_id(lot.id, first_id))


def given_id(number: int, first_id: int) -> int:
    """The id of a new entry by its number; of one that is stored, its own."""
    return number if number > 0 else first_id - 1 - number


def credit(
    books: Books,
    kind: Kind,
    amount: int,
    at: datetime,
    card: RateCard,
    *,
    source: str,
    price_cents: int = 0,
    proposal_id: int | None = None,
    note: str = "",
    key: str | None = None,
    arrived_at: datetime | None = None,
) -> Books:
    """Post Connects that arrive as a new lot, which expires when the card says.

    `arrived_at` is when they arrived, where that was before they were logged (UTC).
    """
    lot_id = next_number(books)
    acquired_at = arrived_at or at
    expires_at = years_later(acquired_at, card.expiry.years)
    lot = Lot(lot_id, amount, amount, source, acquired_at, expires_at, price_cents)
    entry = Entry(
        lot_id, kind, amount, at, source, lot=lot, proposal_id=proposal_id, note=note, key=key
    )
    lots = (*books.lots, lot)
    if books.lots and books.lots[-1].expires_at > expires_at:
        lots = tuple(in_order(lots))
    return Books(books.account, lots, (*books.new_entries, entry), books.first_number)


def debit(
    books: Books,
    kind: Kind,
    amount: int,
    at: datetime,
    *,
    source: str,
    first: Sequence[int] = (),
    proposal_id: int | None = None,
    reverses: int | None = None,
    note: str = "",
    key: str | None = None,
) -> Books:
    """Post Connects that leave, from the lots with the ids in `first`, then in order of use.

    Raises NotEnough when the balance is smaller than `amount`.
    """
    if amount > books.balance:
        raise NotEnough(needed=amount, balance=books.balance)
    left = amount
    drawn: dict[int, int] = {}
    for lot in sorted(books.lots, key=lambda lot: lot.id not in first) if first else books.lots:
        if not left:
            break
        drawn[lot.id] = min(lot.remaining, left)
        left -= drawn[lot.id]
    entry = Entry(
        id=next_number(books),
        kind=kind,
        amount=-amount,
        at=at,
        source=source,
        allocations=tuple(Allocation(lot_id, -part) for lot_id, part in drawn.items()),
        proposal_id=proposal_id,
        reverses=reverses,
        note=note,
        key=key,
    )
    lots = (
        lot._replace(remaining=lot.remaining - drawn[lot.id]) if lot.id in drawn else lot
        for lot in books.lots
    )
    return _post(books, entry, lots)


def reverse(
    books: Books,
    kind: Kind,
    amount: int,
    at: datetime,
    *,
    taken: Sequence[Taken],
    source: str,
    proposal_id: int | None = None,
    reverses: int | None = None,
    note: str = "",
) -> Books:
    """Post `amount` Connects that return to the lots they came from, those taken last first.

    What would return to a lot that has expired is lost: the entry's amount is then smaller.
    """
    left = amount
    returned: list[Lot] = []
    allocations: list[Allocation] = []
    for lot, out in reversed(taken):
        part = min(out, left)
        left -= part
        if part and lot.expires_at > at:
            returned.append(lot._replace(remaining=lot.remaining + part))
            allocations.append(Allocation(lot.id, part))
    entry = Entry(
        id=next_number(books),
        kind=kind,
        amount=sum(allocation.amount for allocation in allocations),
        at=at,
        source=source,
        allocations=tuple(allocations),
        proposal_id=proposal_id,
        reverses=reverses,
        note=note,
    )
    touched = {lot.id for lot in returned}
    untouched = [lot for lot in books.lots if lot.id not in touched]
    return _post(books, entry, in_order((*untouched, *returned)))


def reverse_arrival(books: Books, arrival: Entry, at: datetime) -> Books:
    """Reverse an entry that brought a lot.

    Raises AlreadyUsed when some of the lot's Connects are gone.
    """
    lot = next((lot for lot in books.lots if lot.id == arrival.id), None)
    remaining = lot.remaining if lot else 0
    if remaining < arrival.amount:
        raise AlreadyUsed(amount=arrival.amount, used=arrival.amount - remaining)
    return debit(
        books,
        arrival.kind,
        arrival.amount,
        at,
        source=arrival.source,
        first=(arrival.id,),
        proposal_id=arrival.proposal_id,
        reverses=arrival.id,
    )


def arrive_again(books: Books, arrival: Entry, at: datetime) -> Books:
    """Post an arrival that was reversed once more: its lot expires when it would have."""
    assert arrival.lot is not None
    number = next_number(books)
    lot = arrival.lot._replace(id=number, remaining=arrival.lot.amount)
    entry = arrival._replace(id=number, at=at, lot=lot, key=None)
    return _post(books, entry, in_order((*books.lots, lot)))


def grant(
    books: Books,
    source: Source,
    amount: int,
    at: datetime,
    card: RateCard,
    *,
    note: str = "",
    proposal_id: int | None = None,
    arrived_at: datetime | None = None,
) -> Books:
    """Post free Connects that arrived from `source`."""
    return credit(
        books,
        Kind.GRANT,
        amount,
        at,
        card,
        source=source,
        proposal_id=proposal_id,
        note=note,
        arrived_at=arrived_at,
    )


def amount_earned(card: RateCard, source: Source, told: int | None) -> int:
    """Connects that `source` brings by the card, or as told where the card leaves it open.

    Raises EarnHowMany when neither knows, EarnDiffers when they disagree.
    """
    by_card = card.monthly_badges.get(source) or card.grants.get(source)
    if by_card is None and told is None:
        raise EarnHowMany(source=source, card=card.name)
    if by_card is not None and told is not None and told != by_card:
        raise EarnDiffers(source=source, card=card.name, by_card=by_card)
    amount = told if by_card is None else by_card
    assert amount is not None
    return amount


def earn(
    books: Books,
    source: Source,
    told: int | None,
    at: datetime,
    card: RateCard,
    *,
    earned_before: datetime | None,
    note: str = "",
    arrived_at: datetime | None = None,
) -> Books:
    """Post what a person says they earned, and when where that was before.

    `earned_before` is when `source` last brought Connects that were not reversed. Raises
    EarnedAlready for a one-time grant, TopRatedAlready while the status lasts, and what
    `amount_earned` raises.
    """
    if source in ONE_TIME and earned_before is not None:
        raise EarnedAlready(source=source, at=earned_before)
    amount = amount_earned(card, source, told)
    if source is not Source.TOP_RATED:
        return grant(books, source, amount, at, card, note=note, arrived_at=arrived_at)
    if books.account.top_rated:
        raise TopRatedAlready(next_cycle_at=books.account.next_cycle_at)
    books = books._replace(account=books.account._replace(top_rated=True))
    return grant(books, source, amount, at, card, note=note, arrived_at=arrived_at)


def purchase(
    books: Books,
    amount: int,
    price_cents: int,
    at: datetime,
    card: RateCard,
    *,
    arrived_at: datetime | None = None,
) -> Books:
    """Post bought Connects, priced as paid (cents for the whole lot)."""
    return credit(
        books,
        Kind.PURCHASE,
        amount,
        at,
        card,
        source="purchase",
        price_cents=price_cents,
        arrived_at=arrived_at,
    )


def spend(books: Books, amount: int, at: datetime, *, purpose: Purpose, note: str = "") -> Books:
    """Post Connects spent. Raises NotEnough; the spend is taken whole or not at all.

    A proposal has the id of the entry that paid for it.
    """
    proposal_id = next_number(books) if purpose is Purpose.PROPOSAL else None
    return debit(books, Kind.SPEND, amount, at, source=purpose, proposal_id=proposal_id, note=note)


def correct(books: Books, balance: int, at: datetime, card: RateCard, *, note: str = "") -> Books:
    """Post the one entry that makes the balance `balance`; none where it is that already."""
    difference = balance - books.balance
    if difference > 0:
        return credit(books, Kind.CORRECT, difference, at, card, source="correct", note=note)
    if difference < 0:
        return debit(books, Kind.CORRECT, -difference, at, source="correct", note=note)
    return books
