"""What was undone, done once more."""

import sqlite3
from datetime import timedelta

import pytest

from bot.ledger.model import Kind, Plan, Purpose, Source, State
from bot.ledger.refusals import EarnedAlready, NotEnough, TopRatedAlready
from bot.rate_cards import RateCards
from bot.store import accounts, edits, history, movements, proposals
from bot.store.accounts import Setup
from bot.store.edits import Edit
from bot.store.movements import RedoReceipt, SpendRequest, UndoReceipt
from bot.store.refusals import NotYours, RedoneTooLate
from bot.store.stories import Moved, read_story

from .people import ANN, BOB, NOW, ask, undo


class Books:
    """Ann's books with 40 Connects, one transaction after another."""

    def __init__(self, connection: sqlite3.Connection, cards: RateCards) -> None:
        self.connection, self.cards = connection, cards
        accounts.set_up(connection, ask(), Setup(connects=40), cards)

    def spend(self, purpose: Purpose = Purpose.PROPOSAL) -> int:
        order = SpendRequest(6, 0, purpose, title="logo")
        return movements.spend(self.connection, ask(), order, self.cards).entry.id

    def redo(self, undone: UndoReceipt, minutes: int = 5, user_id: int = ANN) -> RedoReceipt:
        assert undone.redo_id is not None
        request = ask(user_id, at=NOW + timedelta(minutes=minutes))
        return movements.redo(self.connection, request, undone.redo_id, self.cards)

    def undo(self) -> UndoReceipt:
        return undo(self.connection, ask(), self.cards)

    def balance(self) -> int:
        return accounts.up_to_date_books(self.connection, ANN, NOW, self.cards).balance


@pytest.fixture
def books(connection: sqlite3.Connection, cards: RateCards) -> Books:
    return Books(connection, cards)


@pytest.mark.parametrize("purpose", [Purpose.PROPOSAL, Purpose.AVAILABILITY_BADGE])
def test_spend_is_done_again(books: Books, purpose: Purpose) -> None:
    books.spend(purpose)
    undone = books.undo()
    assert books.balance() == 40
    for _ in range(2):  # a button pressed twice
        assert books.redo(undone).receipt.balance == 34
    assert books.balance() == 34
    assert books.undo().receipt.balance == 40


def test_proposal_is_there_again(books: Books) -> None:
    logo = books.spend()
    books.redo(books.undo())
    found = proposals.own(books.connection, ANN, logo)
    assert found is not None
    assert (found.state, found.base) == (State.SUBMITTED, 6)
    edited = edits.edit(books.connection, ask(), logo, Edit(connects=8), books.cards)
    assert edited.receipt.balance == 32


def test_undo_goes_on_in_the_order_of_what_was_done(books: Books) -> None:
    logo = books.spend()
    books.spend(Purpose.AVAILABILITY_BADGE)
    undone = movements.undo_entry(books.connection, ask(), logo, books.cards)
    assert isinstance(undone, UndoReceipt)
    books.redo(undone)
    assert books.undo().undone.source == Purpose.AVAILABILITY_BADGE


def test_what_arrived_arrives_again_and_expires_when_it_would_have(books: Books) -> None:
    bought = movements.buy(books.connection, ask(), 20, 300, books.cards)
    lot = bought.entry.lot
    redone = books.redo(books.undo())
    again = redone.receipt.entry.lot
    assert lot is not None
    assert again is not None
    assert (again.amount, again.expires_at, again.price_cents) == (20, lot.expires_at, 300)
    assert books.balance() == 60


def test_one_time_grant_that_was_told_again_is_not_done_twice(books: Books) -> None:
    tell = (Source.READINESS_TEST, None, "", books.cards)
    movements.earn(books.connection, ask(), *tell)
    undone = books.undo()
    movements.earn(books.connection, ask(), *tell)
    with pytest.raises(EarnedAlready):
        books.redo(undone)
    assert books.balance() == 80


def test_journal_and_story_tell_the_undoing_and_that_it_was_done_again(books: Books) -> None:
    logo = books.spend()
    books.redo(books.undo())
    lines = history.list_lines(books.connection, ANN, kind=Kind.SPEND, since=0, limit=9, offset=0)
    assert [(line.amount, line.reversed, line.edited_from) for line in lines] == [
        (-6, False, None),
        (6, False, None),
        (-6, True, None),
    ]
    moved = [
        event
        for event in read_story(books.connection, ANN, logo).events
        if isinstance(event, Moved)
    ]
    assert [event.entry.amount for event in moved] == [6, -6]


def test_status_that_was_told_again_is_not_done_twice(books: Books) -> None:
    tell = (Source.TOP_RATED, None, "", books.cards)
    movements.earn(books.connection, ask(), *tell)
    undone = books.undo()
    movements.earn(books.connection, ask(), *tell)
    with pytest.raises(TopRatedAlready):
        books.redo(undone)


def test_refused_after_an_hour_of_another_person_and_where_the_balance_is_too_small(
    books: Books,
) -> None:
    books.spend()
    undone = books.undo()
    with pytest.raises(RedoneTooLate):
        books.redo(undone, minutes=61)
    with pytest.raises(NotYours):
        books.redo(undone, user_id=BOB)
    movements.correct(books.connection, ask(), 2, "", books.cards)
    with pytest.raises(NotEnough):
        books.redo(undone)


def test_what_has_more_to_it_is_not_offered(books: Books) -> None:
    logo = books.spend()
    proposals.tell_outcome(books.connection, ask(), logo, "viewed", None, books.cards)
    assert books.undo().redo_id is None
    accounts.change_plan(books.connection, ask(), Plan.FREELANCER_PLUS, books.cards)
    assert books.undo().redo_id is None
