"""What a proposal's spend took, put right: reversed and taken anew, in one go."""

from collections.abc import Sequence
from datetime import datetime

from .books import Books, Taken, in_order, next_number
from .model import Allocation, Entry, Kind
from .refusals import NotEnough


def retake(books: Books, spend: Entry, taken: Sequence[Taken], amount: int, at: datetime) -> Books:
    """Post the reversal of a proposal's `spend` and another one of `amount` Connects.

    `taken` is what it has out of its lots, in order of use. What is taken again comes out of the
    same lots, also of those that have expired since: it was spent in time. What is taken less
    returns, the Connects taken last first (to an expired lot: they are lost); what is taken more
    comes in the order of use. Raises NotEnough for what is taken more.
    """
    kept = _first(taken, amount)
    more = amount - sum(kept.values())
    if more > books.balance:
        raise NotEnough(needed=more, balance=books.balance)
    back = {lot.id: out if lot.expires_at > at else kept.get(lot.id, 0) for lot, out in taken}
    drawn = dict(kept)
    for lot in books.lots:
        part = min(lot.remaining, more)
        more -= part
        drawn[lot.id] = drawn.get(lot.id, 0) + part
    reversal = Entry(
        id=next_number(books),
        kind=Kind.SPEND,
        amount=sum(back.values()),
        at=at,
        source=spend.source,
        allocations=_allocations(back, 1),
        proposal_id=spend.proposal_id,
        reverses=spend.id,
    )
    renewed = reversal._replace(
        id=reversal.id - 1, amount=-amount, allocations=_allocations(drawn, -1), reverses=None
    )
    lots = {lot.id: lot for lot in (*(lot for lot, _ in taken), *books.lots)}
    left = [
        lot._replace(remaining=lot.remaining + back.get(lot.id, 0) - drawn.get(lot.id, 0))
        for lot in lots.values()
    ]
    return books._replace(
        lots=tuple(lot for lot in in_order(left) if lot.remaining),
        new_entries=(*books.new_entries, reversal, renewed),
    )


def _first(taken: Sequence[Taken], amount: int) -> dict[int, int]:
    """The first `amount` of the Connects that were taken, by their lots."""
    kept: dict[int, int] = {}
    for lot, out in taken:
        kept[lot.id] = min(out, amount - sum(kept.values()))
    return kept


def _allocations(parts: dict[int, int], sign: int) -> tuple[Allocation, ...]:
    return tuple(Allocation(lot_id, sign * part) for lot_id, part in parts.items() if part)
