"""Logged proposals put right: what they cost, and what they are called."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.ledger.books import Books
from bot.ledger.edits import retake
from bot.ledger.model import Entry, Kind, Proposal, State
from bot.ledger.refusals import ProposalUndone
from bot.rate_cards import RateCards
from bot.store.refusals import EditSuperseded, NotYours, SpendRefunded

from .accounts import Receipt, done_before, post, up_to_date_books
from .journal import Request, seconds, standing_spend, taken_by_proposal, unreversed
from .proposals import find_proposal, note_returned


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to be otherwise; None: it stays. Connects as int, the budget in cents, 0 for none.

    `more_boost` comes on top of the boost, as one that is told later does.
    """

    connects: int | None = None
    boost: int | None = None
    more_boost: int = 0
    title: str | None = None
    link: str | None = None
    budget_cents: int | None = None

    def of(self, proposal: Proposal) -> Proposal:
        """The proposal as it is with the edit."""
        boost = proposal.boost if self.boost is None else self.boost
        budget_cents = self.budget_cents
        if budget_cents is None:
            budget_cents = proposal.budget_cents
        return replace(
            proposal,
            base=proposal.base if self.connects is None else self.connects,
            boost=boost + self.more_boost,
            title=proposal.title if self.title is None else self.title,
            link=proposal.link if self.link is None else self.link,
            budget_cents=budget_cents or None,
        )


@dataclass(frozen=True, slots=True)
class EditReceipt:
    """What a proposal was and is now. `edit_id` takes it back; None where nothing changed."""

    receipt: Receipt
    before: Proposal
    proposal: Proposal
    edit_id: int | None


def edit(
    connection: sqlite3.Connection,
    request: Request,
    proposal_id: int,
    wanted: Edit,
    cards: RateCards,
) -> EditReceipt:
    """Put a proposal right; it keeps its id, its state and its age.

    Raises NotYours, ProposalUndone, SpendRefunded where Connects of it have come back, NotEnough.
    """
    books = up_to_date_books(connection, request.user_id, request.at, cards)
    before = _own(connection, books, proposal_id)
    if done := done_before(connection, books, request):
        return EditReceipt(done, before, before, None)
    after = wanted.of(before)
    if after == before:
        return EditReceipt(Receipt(books), before, before, None)
    return _change(connection, request, books, before, after)


def take_back_edit(
    connection: sqlite3.Connection, request: Request, edit_id: int, cards: RateCards
) -> EditReceipt:
    """Make what an edit changed what it was before; what was edited since stays.

    Raises NotYours, EditSuperseded when all of it was edited since, and those of `edit`.
    """
    books = up_to_date_books(connection, request.user_id, request.at, cards)
    row = connection.execute(
        f"SELECT {_WHAT_WAS}, proposal_id, spend_id, new_spend_id, is_over FROM edit "
        "WHERE id = :id",
        {"id": edit_id},
    ).fetchone()
    if row is None:
        raise NotYours()
    *was, proposal_id, spend_id, new_spend_id, is_over = row
    before = _own(connection, books, proposal_id)
    if done := done_before(connection, books, request):
        return EditReceipt(done, before, before, None)
    following = connection.execute(
        f"SELECT {_WHAT_WAS} FROM edit WHERE proposal_id = :id AND id > :edit_id "
        "ORDER BY id LIMIT 1",
        {"id": proposal_id, "edit_id": edit_id},
    ).fetchone()
    after = _restored(before, was, following)
    if new_spend_id is not None and _is_standing(connection, proposal_id, new_spend_id):
        after = replace(after, base=was[3], boost=was[4])
    if is_over or after == before:
        raise EditSuperseded()
    connection.execute("UPDATE edit SET is_over = 1 WHERE id = :id", {"id": edit_id})
    place = _place(connection, spend_id) if spend_id is not None else None
    return _change(connection, request, books, before, after, is_over=True, place=place)


_WHAT_WAS = "title, link, budget_cents, base, boost"
_NAMES = _WHAT_WAS.split(", ")


def _restored(now: Proposal, was: Sequence[Any], left: Sequence[Any] | None) -> Proposal:
    """With what an edit changed as it `was`, where that is as the edit `left` it (None: now).

    Base and boost alone, where their sum stays.
    """
    left = left or [getattr(now, name) for name in _NAMES]
    fields = {
        name: before
        for name, before, after in zip(_NAMES, was, left, strict=True)
        if getattr(now, name) == after
    }
    after: Proposal = replace(now, **fields)
    if after.connects == now.connects:
        return after
    return replace(after, base=now.base, boost=now.boost)


def _is_standing(connection: sqlite3.Connection, proposal_id: int, spend_id: int) -> bool:
    spend = standing_spend(connection, proposal_id)
    return spend is not None and _place(connection, spend.id) == spend_id


def edit_of(connection: sqlite3.Connection, spend_id: int) -> int | None:
    """The edit that a proposal's spend is of, and that has not been taken back."""
    row: tuple[int] | None = connection.execute(
        "SELECT id FROM edit WHERE new_spend_id = :id AND is_over = 0",
        {"id": _place(connection, spend_id)},
    ).fetchone()
    return row and row[0]


def stand_for(
    connection: sqlite3.Connection, request: Request, proposal_id: int, undone_id: int, new_id: int
) -> None:
    """Note that a new spend of a proposal stands in the place of one that was undone."""
    connection.execute(
        "INSERT INTO edit (proposal_id, at, title, link, budget_cents, base, boost, "
        "new_spend_id, place, is_over) SELECT id, :at, title, link, budget_cents, base, boost, "
        ":new_id, :place, 1 FROM proposal WHERE id = :id",
        {
            "id": proposal_id,
            "at": seconds(request.at),
            "new_id": new_id,
            "place": _place(connection, undone_id),
        },
    )


def _own(connection: sqlite3.Connection, books: Books, proposal_id: int) -> Proposal:
    found = find_proposal(connection, books.account.id, proposal_id)
    if found is None:
        raise NotYours()
    return found


def _place(connection: sqlite3.Connection, spend_id: int) -> int:
    """The entry in whose place a spend stands in the order of undoing."""
    row = connection.execute(
        "SELECT place FROM edit WHERE new_spend_id = :id AND place IS NOT NULL", {"id": spend_id}
    ).fetchone()
    return row[0] if row else spend_id


def _change(
    connection: sqlite3.Connection,
    request: Request,
    books: Books,
    before: Proposal,
    after: Proposal,
    *,
    is_over: bool = False,
    place: int | None = None,
) -> EditReceipt:
    if before.state is State.UNDONE:
        raise ProposalUndone()
    moved, spend = books, None
    if after.connects != before.connects:
        spend = _spend_of(connection, before)
        taken = taken_by_proposal(connection, before.id)
        moved = retake(books, spend, taken, after.connects, request.at)
    receipt = post(connection, books, moved, request)
    _update(connection, after)
    edit_id = _note(connection, request, before, receipt, spend, is_over=is_over, place=place)
    return EditReceipt(receipt, before, after, None if is_over else edit_id)


def _spend_of(connection: sqlite3.Connection, proposal: Proposal) -> Entry:
    """The spend to be reversed. Raises SpendRefunded."""
    if unreversed(connection, proposal.id, Kind.REFUND):
        raise SpendRefunded()
    spend = standing_spend(connection, proposal.id)
    assert spend is not None
    return spend


def _update(connection: sqlite3.Connection, proposal: Proposal) -> None:
    connection.execute(
        "UPDATE proposal SET title = :title, link = :link, budget_cents = :budget_cents, "
        "base = :base, boost = :boost WHERE id = :id",
        {
            "title": proposal.title,
            "link": proposal.link,
            "budget_cents": proposal.budget_cents,
            "base": proposal.base,
            "boost": proposal.boost,
            "id": proposal.id,
        },
    )
    note_returned(connection, proposal.id)


def _note(
    connection: sqlite3.Connection,
    request: Request,
    before: Proposal,
    receipt: Receipt,
    spend: Entry | None,
    *,
    is_over: bool,
    place: int | None,
) -> int:
    row = connection.execute(
        "INSERT INTO edit (proposal_id, at, title, link, budget_cents, base, boost, spend_id, "
        "new_spend_id, place, is_over) VALUES (:proposal_id, :at, :title, :link, :budget_cents, "
        ":base, :boost, :spend_id, :new_spend_id, :place, :is_over) RETURNING id",
        {
            "proposal_id": before.id,
            "at": seconds(request.at),
            "title": before.title,
            "link": before.link,
            "budget_cents": before.budget_cents,
            "base": before.base,
            "boost": before.boost,
            "spend_id": spend.id if spend else None,
            "new_spend_id": receipt.entry.id if spend else None,
            "place": place,
            "is_over": int(is_over),
        },
    ).fetchall()[0]
    return int(row[0])
