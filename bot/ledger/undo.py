"""Undoing: a reversing entry for one that a person made. The journal itself is never edited."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bot.ledger.refusals import PlanHasRun, TopRatedAlready

from .books import Books, Taken, arrive_again, debit, reverse, reverse_arrival
from .cycles import apply_due
from .model import Account, Entry, Kind, Purpose, Source
from .rate_card import RateCard

UNDOABLE = (Kind.SPEND, Kind.PURCHASE, Kind.GRANT, Kind.CORRECT)


class EntryFilter(NamedTuple):
    """Which entries are meant: of that kind, purpose and amount; None where it may be any."""

    kind: Kind | None = None
    purpose: Purpose | None = None
    connects: int | None = None


ANY_ENTRY = EntryFilter()


def undo(
    books: Books,
    entry: Entry,
    at: datetime,
    card: RateCard,
    *,
    taken: Sequence[Taken] = (),
    reward: Entry | None = None,
    before_upgrade: Account | None = None,
    cards_before: Sequence[tuple[datetime, RateCard]] = (),
) -> Books:
    """Post what reverses `entry`.

    `taken` are the Connects that a spend or a correction still has out of its lots, `reward` the
    interview grant that hangs on an undone spend, `before_upgrade` the account as it was before
    the plan change that brought a grant; `cards_before` are the cards that it went by since, each
    with the instant at which it went by another. Raises AlreadyUsed when Connects of the entry
    have been spent since, PlanHasRun when a cycle of the new plan has begun.
    """
    if entry.lot is None:
        if reward:
            books = reverse_arrival(books, reward, at)
        out = sum(part for _, part in taken)
        return reverse(
            books,
            entry.kind,
            out,
            at,
            taken=taken,
            source=entry.source,
            proposal_id=entry.proposal_id,
            reverses=entry.id,
        )
    if entry.source == Source.UPGRADE:
        return _undo_upgrade(books, entry, before_upgrade, (*cards_before, (at, card)))
    if entry.source == Source.TOP_RATED:
        books = books._replace(account=books.account._replace(top_rated=False))
    return reverse_arrival(books, entry, at)


def can_redo(undone: Entry) -> bool:
    """Whether what was undone can be done again as it was: no upgrade, and no reward of a
    proposal, which follow from more than themselves."""
    return undone.source != Source.UPGRADE and not (
        undone.kind is Kind.GRANT and undone.proposal_id is not None
    )


def redo(books: Books, undone: Entry, at: datetime) -> Books:
    """Post once more what was undone: the same lot, or Connects from the same lots.

    Raises NotEnough, TopRatedAlready where the status has been told anew.
    """
    if undone.lot is None:
        return debit(
            books,
            undone.kind,
            -undone.amount,
            at,
            source=undone.source,
            first=[allocation.lot_id for allocation in undone.allocations],
            proposal_id=undone.proposal_id,
            note=undone.note,
        )
    if undone.source == Source.TOP_RATED:
        if books.account.top_rated:
            raise TopRatedAlready(next_cycle_at=books.account.next_cycle_at)
        books = books._replace(account=books.account._replace(top_rated=True))
    return arrive_again(books, undone, at)


def _undo_upgrade(
    books: Books, entry: Entry, before: Account | None, cards: Sequence[tuple[datetime, RateCard]]
) -> Books:
    """The cycle that the upgrade ended goes on; what was due in it comes by the card of its day."""
    if before is None or books.account.cycle_started_at != entry.at:
        raise PlanHasRun()
    account = books.account
    books = reverse_arrival(books, entry, cards[-1][0])
    restored = before._replace(
        top_rated=account.top_rated, rates=account.rates, offered=account.offered
    )
    books = books._replace(account=restored)
    for until, card in cards:
        books = apply_due(books, until, card)
    return books
