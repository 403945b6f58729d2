"""Connects that come and go: spends, purchases, grants, corrections, and their undoing."""

import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.ledger import books as ledger
from bot.ledger import undo as reversal
from bot.ledger.figures import paid_for
from bot.ledger.model import ONE_TIME, Entry, Kind, Proposal, Purpose, Source, State
from bot.ledger.refusals import BalanceMoved, EarnedAlready
from bot.ledger.undo import ANY_ENTRY, EntryFilter
from bot.rate_cards import RateCards
from bot.store.refusals import NoneOfThat, NothingToUndo, NotYours, RedoneTooLate, UndoneAlready

from .accounts import (
    Receipt,
    before_upgrade,
    done_before,
    earned_before,
    post,
    up_to_date_books,
)
from .card_changes import changes_since
from .edits import EditReceipt, edit_of, stand_for, take_back_edit
from .journal import (
    Request,
    allocations_of,
    find_reversal,
    find_undoable,
    is_reversed,
    newest_undoable,
    seconds,
    standing_spend,
    taken_by_entry,
    taken_by_proposal,
    unreversed,
)
from .proposals import find_proposal, has_outcome, note_returned, set_state, undo_interview


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
    """What an undo reversed. `lost` Connects would have returned to lots that have expired.

    `redo_id` is what `redo` takes for an hour, where that is possible.
    """

    receipt: Receipt
    undone: Entry
    title: str | None
    lost: int
    redo_id: int | None = None


@dataclass(frozen=True, slots=True)
class RedoReceipt:
    """What was undone and has been done once more."""

    receipt: Receipt
    title: str | None


REDONE_FOR = timedelta(hours=1)


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
    arrived_at: datetime | None = None,
) -> Receipt:
    """Add bought Connects, priced as paid for all of them together.

    `arrived_at` is when they were bought, where that was before they were logged (UTC).
    """
    books = up_to_date_books(connection, request.user_id, request.at, cards)
    if done := done_before(connection, books, request):
        return done
    after = ledger.purchase(
        books,
        connects,
        price_cents,
        request.at,
        cards.of(books.account),
        arrived_at=arrived_at,
    )
    return post(connection, books, after, request)


def earn(
    connection: sqlite3.Connection,
    request: Request,
    source: Source,
    told: int | None,
    note: str,
    cards: RateCards,
    arrived_at: datetime | None = None,
) -> Receipt:
    """Add free Connects. Raises the Refusals of `bot.ledger.books.earn`.

    `arrived_at` is when they came, where that was before they were logged (UTC).
    """
    books = up_to_date_books(connection, request.user_id, request.at, cards)
    if done := done_before(connection, books, request):
        return done
    before = earned_before(connection, books.account.id, source)
    after = ledger.earn(
        books,
        source,
        told,
        request.at,
        cards.of(books.account),
        earned_before=before,
        note=note,
        arrived_at=arrived_at,
    )
    return post(connection, books, after, request)


def correct(
    connection: sqlite3.Connection,
    request: Request,
    connects: int,
    note: str,
    cards: RateCards,
    counted: int | None = None,
) -> Receipt:
    """Make the balance what Upwork shows; no entry where it is that already.

    `counted` is what the books held when it was compared. Raises BalanceMoved where they hold
    something else by now.
    """
    books = up_to_date_books(connection, request.user_id, request.at, cards)
    if done := done_before(connection, books, request):
        return done
    if counted is not None and counted != books.balance:
        raise BalanceMoved(books.balance)
    after = ledger.correct(books, connects, request.at, cards.of(books.account), note=note)
    return post(connection, books, after, request)


def undo_newest(
    connection: sqlite3.Connection,
    request: Request,
    cards: RateCards,
    which: EntryFilter = ANY_ENTRY,
) -> UndoReceipt | EditReceipt:
    """Reverse the newest entry of those that the person made. Raises NothingToUndo, NoneOfThat."""
    books = up_to_date_books(connection, request.user_id, request.at, cards)
    if done := done_before(connection, books, request):
        return _undone_again(connection, request, done)
    entry = newest_undoable(connection, books.account.id, request.user_id, which)
    if entry is None:
        raise NothingToUndo() if which == ANY_ENTRY else NoneOfThat()
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
    is_told = sent is not None and has_outcome(connection, sent)
    redo_id = receipt.entry.id if reversal.can_redo(entry) and not is_told else None
    return UndoReceipt(receipt, entry, _title(connection, receipt, entry), lost, redo_id)


def redo(
    connection: sqlite3.Connection, request: Request, redo_id: int, cards: RateCards
) -> RedoReceipt:
    """Do once more what an undo of the last hour reversed, once however often it is asked for.

    Raises NotYours, RedoneTooLate, NotEnough, EarnedAlready.
    """
    request = replace(request, key=f"redo:{redo_id}")
    books = up_to_date_books(connection, request.user_id, request.at, cards)
    undoing = find_reversal(connection, books.account.id, request.user_id, redo_id)
    if undoing is None:
        raise NotYours()
    if done := done_before(connection, books, request):
        return RedoReceipt(done, _title(connection, done, done.entry))
    if request.at - undoing.at > REDONE_FOR:
        raise RedoneTooLate()
    undone = find_undoable(connection, books.account.id, request.user_id, undoing.reverses or 0)
    sent = undone.proposal_id if undone and undone.kind is Kind.SPEND else None
    if undone is None or not reversal.can_redo(undone) or (sent and has_outcome(connection, sent)):
        raise NotYours()
    _check_once(connection, books.account.id, undone)
    undone = undone._replace(allocations=allocations_of(connection, undone.id))
    receipt = post(connection, books, reversal.redo(books, undone, request.at), request)
    if sent:
        set_state(connection, sent, State.SUBMITTED, request.at)
        stand_for(connection, request, sent, undone.id, receipt.entry.id)
        note_returned(connection, sent)
    return RedoReceipt(receipt, _title(connection, receipt, receipt.entry))


def _check_once(connection: sqlite3.Connection, account_id: int, undone: Entry) -> None:
    """Raises EarnedAlready for a one-time grant that has been told again since."""
    if undone.kind is not Kind.GRANT or undone.source not in ONE_TIME:
        return
    source = Source(undone.source)
    if at := earned_before(connection, account_id, source):
        raise EarnedAlready(source=source, at=at)


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
