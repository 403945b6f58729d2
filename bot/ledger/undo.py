"""Undoing: a reversing entry for one that a person made. The journal itself is never edited."""

from collections.abc import Sequence
from datetime import datetime

from bot.ledger.refusals import PlanHasRun

from .books import Books, Taken, reverse, reverse_arrival
from .cycles import apply_due
from .model import Account, Entry, Kind, Source
from .rate_card import RateCard

UNDOABLE = (Kind.SPEND, Kind.PURCHASE, Kind.GRANT, Kind.CORRECT)


def undo(
    books: Books,
    entry: Entry,
    at: datetime,
    card: RateCard,
    *,
    taken: Sequence[Taken] = (),
    reward: Entry | None = None,
    before_upgrade: Account | None = None,
) -> Books:
    """Post what reverses `entry`.

    `taken` are the Connects that a spend or a correction still has out of its lots, `reward` the
    interview grant that hangs on an undone spend, `before_upgrade` the account as it was before
    the plan change that brought a grant. Raises AlreadyUsed when Connects of the entry
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
        return _undo_upgrade(books, entry, before_upgrade, at, card)
    if entry.source == Source.TOP_RATED:
        books = books._replace(account=books.account._replace(top_rated=False))
    return reverse_arrival(books, entry, at)


def _undo_upgrade(
    books: Books, entry: Entry, before: Account | None, at: datetime, card: RateCard
) -> Books:
    if before is None or books.account.cycle_started_at != entry.at:
        raise PlanHasRun()
    books = reverse_arrival(books, entry, at)
    restored = before._replace(top_rated=books.account.top_rated)
    return apply_due(books._replace(account=restored), at, card)
