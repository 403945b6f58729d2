"""Connects that come and go: spends, purchases, grants, corrections, and their undoing."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from bot.ledger import books as ledger
from bot.ledger import undo as reversal
from bot.ledger.figures import paid_for
from bot.ledger.model import Entry, Kind, Proposal, Purpose, Source, State
from bot.rate_cards import RateCards
from bot.store.refusals import NothingToUndo, NotYours, UndoneAlready

from .accounts import (
    Receipt,
    before_upgrade,
    done_before,
    earned_before,
    post,
    up_to_date_books,
)
from .card_changes import changes_since
from .edits import EditReceipt, edit_of, take_back_edit
from .journal import (
    Request,
    find_undoable,
    is_reversed,
    newest_undoable,
    seconds,
    standing_spend,
    taken_by_entry,
    taken_by_proposal,
    unreversed,
)
from .proposals import find_proposal, note_returned, set_state, undo_interview


@dataclass(frozen=True, slots=True)
class SpendRequest:
    """What Connects are to be spent on. `base` and `boost` are Connects, the budget is cents.

    `sent_at` is when the proposal was sent, where that was before it was logged (UTC).
    """

    base: int
    boost: int = 0
    purpose: Purpose = Purpose.PROPOSAL
    title: str = ""
    link: str = ""
    budget_cents: int | None = None
    invited: bool = False
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SpendReceipt(Receipt):
    """What a spend did, with the proposal that it paid for, if it paid for one."""

    proposal: Proposal | None = None


@dataclass(frozen=True, slots=True)
class UndoReceipt:
    """What an undo reversed. `lost` Connects would have returned to lots that have expired."""

    receipt: Receipt
    undone: Entry
    title: str | None
    lost: int


def spend(
    connection: sqlite3.Connection, request: Request, order: SpendRequest, cards: RateCards
) -> SpendReceipt:
    """Spend Connects and, for a proposal, note what they paid for. Raises NotEnough."""
    books = up_to_date_books(connection, request.user_id, request.at, cards)
    if done := done_before(connection, books, request):
        proposal = find_proposal(connection, books.account.id, done.entry.id)
        return SpendReceipt(done.books, done.again, proposal)
    after = ledger.spend(
        books,
        order.base + order.boost,
        request.at,
        purpose=order.purpose,
        note="" if order.purpose is Purpose.PROPOSAL else order.title,
    )
    paid_cents = paid_for(after.last, books.lots)
    books = post(connection, books, after, request).books
    if order.purpose is not Purpose.PROPOSAL:
        return SpendReceipt(books)
    return SpendReceipt(books, proposal=_insert_proposal(connection, books, order, paid_cents))


def _insert_proposal(
    connection: sqlite3.Connection, books: ledger.Books, order: SpendRequest, paid_cents: int
) -> Proposal:
    entry = books.last
    proposal = Proposal(
        id=entry.id,
        title=order.title,
        link=order.link,
        budget_cents=order.budget_cents,
        base=order.base,
        boost=order.boost,
        invited=order.invited,
        state=State.SUBMITTED,
        submitted_at=order.sent_at or entry.at,
        state_at=order.sent_at or entry.at,
    )
    connection.execute(
        "INSERT INTO proposal (id, account_id, title, link, budget_cents, base, boost, invited, "
        "state, submitted_at, state_at, paid_cents) VALUES (:id, :account_id, :title, :link, "
        ":budget_cents, :base, :boost, :invited, :state, :sent_at, :sent_at, :paid_cents)",
        {
            "id": proposal.id,
            "account_id": books.account.id,
            "title": proposal.title,
            "link": proposal.link,
            "budget_cents": proposal.budget_cents,
            "base": proposal.base,
            "boost": proposal.boost,
            "invited": proposal.invited,
            "state": proposal.state,
            "sent_at": seconds(proposal.submitted_at),
            "paid_cents": paid_cents,
        },
    )
    return proposal


def buy(
    connection: sqlite3.Connection,
    request: Request,
    connects: int,
    price_cents: int,
    cards: RateCards,
) -> Receipt:
    """Add bought Connects, priced as paid for all of them together."""
    books = up_to_date_books(connection, request.user_id, request.at, cards)
    if done := done_before(connection, books, request):
        return done
    after = ledger.purchase(books, connects, price_cents, request.at, cards.of(books.account))
    return post(connection, books, after, request)


def earn(
    connection: sqlite3.Connection,
    request: Request,
    source: Source,
    told: int | None,
    note: str,
    cards: RateCards,
) -> Receipt:
    """Add free Connects. Raises the Refusals of `bot.ledger.books.earn`."""
    books = up_to_date_books(connection, request.user_id, request.at, cards)
    if done := done_before(connection, books, request):
        return done
    before = earned_before(connection, books.account.id, source)
    after = ledger.earn(
        books, source, told, request.at, cards.of(books.account), earned_before=before, note=note
    )
    return post(connection, books, after, request)


def correct(
    connection: sqlite3.Connection, request: Request, connects: int, note: str, cards: RateCards
) -> Receipt:
    """Make the balance what Upwork shows; no entry where it is that already."""
    books = up_to_date_books(connection, request.user_id, request.at, cards)
    if done := done_before(connection, books, request):
        return done
    after = ledger.correct(books, connects, request.at, cards.of(books.account), note=note)
    return post(connection, books, after, request)


def undo_newest(
    connection: sqlite3.Connection, request: Request, cards: RateCards
) -> UndoReceipt | EditReceipt:
    """Reverse the newest entry that the person made. Raises NothingToUndo."""
    books = up_to_date_books(connection, request.user_id, request.at, cards)
    if done := done_before(connection, books, request):
        return _undone_again(connection, request, done)
    entry = newest_undoable(connection, books.account.id, request.user_id)
    if entry is None:
        raise NothingToUndo()
    return _undo_or_take_back(connection, request, books, entry, cards)


def undo_entry(
    connection: sqlite3.Connection, request: Request, entry_id: int, cards: RateCards
) -> UndoReceipt | EditReceipt:
    """Reverse one entry of the person's own; of a proposal that was edited since, its spend.

    Raises UndoneAlready, NotYours.
    """
    books = up_to_date_books(connection, request.user_id, request.at, cards)
    if done := done_before(connection, books, request):
        return _undone_again(connection, request, done)
    entry = find_undoable(connection, books.account.id, request.user_id, entry_id)
    if entry is None:
        raise NotYours()
    if not is_reversed(connection, entry.id):
        return _undo_or_take_back(connection, request, books, entry, cards)
    renewed = entry.proposal_id == entry.id and standing_spend(connection, entry.id)
    if not renewed:
        raise UndoneAlready()
    return _undo(connection, request, books, renewed, cards)


def _undo_or_take_back(
    connection: sqlite3.Connection,
    request: Request,
    books: ledger.Books,
    entry: Entry,
    cards: RateCards,
) -> UndoReceipt | EditReceipt:
    """An edit's spend is undone by the edit's being taken back."""
    if (edit_id := edit_of(connection, entry.id)) is not None:
        return take_back_edit(connection, request, edit_id, cards)
    return _undo(connection, request, books, entry, cards)


def _undo(
    connection: sqlite3.Connection,
    request: Request,
    books: ledger.Books,
    entry: Entry,
    cards: RateCards,
) -> UndoReceipt:
    sent = entry.proposal_id if entry.kind is Kind.SPEND else None
    rewards = unreversed(connection, sent, Kind.GRANT) if sent else []
    taken = taken_by_proposal(connection, sent) if sent else taken_by_entry(connection, entry.id)
    after = reversal.undo(
        books,
        entry,
        request.at,
        cards.of(books.account),
        taken=taken,
        reward=rewards[0] if rewards else None,
        before_upgrade=before_upgrade(connection, entry.id),
        cards_before=[
            (change.at, cards.once(change.rates_before))
            for change in changes_since(connection, books.account, entry.at)
        ],
    )
    before = None
    if entry.proposal_id and not sent:
        after, before = undo_interview(connection, after, entry.proposal_id, request.at, cards)
    receipt = post(connection, books, after, request)
    if sent:
        set_state(connection, sent, State.UNDONE, request.at)
    elif before and entry.proposal_id:
        set_state(connection, entry.proposal_id, before[0], request.at, before[1])
        note_returned(connection, entry.proposal_id)
    out = sum(part for _, part in taken)
    lost = out - receipt.entry.amount if entry.lot is None else 0
    return UndoReceipt(receipt, entry, _title(connection, receipt, entry), lost)


def _title(connection: sqlite3.Connection, receipt: Receipt, entry: Entry) -> str | None:
    if entry.proposal_id is None:
        return None
    proposal = find_proposal(connection, receipt.books.account.id, entry.proposal_id)
    return proposal.title if proposal else None


def _undone_again(
    connection: sqlite3.Connection, request: Request, done: Receipt
) -> UndoReceipt | EditReceipt:
    account_id, reversed_id = done.books.account.id, done.entry.reverses
    assert reversed_id is not None
    undone = find_undoable(connection, account_id, request.user_id, reversed_id)
    assert undone is not None
    sent = undone.proposal_id if undone.kind is Kind.SPEND else None
    if sent and standing_spend(connection, sent):
        proposal = find_proposal(connection, account_id, sent)
        assert proposal is not None
        return EditReceipt(done, proposal, proposal, None)
    return UndoReceipt(done, undone, _title(connection, done, undone), 0)
