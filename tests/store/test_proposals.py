"""A proposal's life in the books (domain.md §4), and undoing."""

import sqlite3
from datetime import timedelta

import pytest

from bot.ledger.model import Kind, Plan, Purpose, Source, State
from bot.ledger.refusals import EarnedAlready, NotEnough, PlanHasRun, ProposalUndone
from bot.ledger.undo import EntryFilter
from bot.rate_cards import RateCards
from bot.store import accounts, movements, proposals
from bot.store.accounts import Setup
from bot.store.movements import SpendRequest
from bot.store.proposals import OutcomeReceipt
from bot.store.refusals import (
    NoneOfThat,
    NothingToUndo,
    NotYours,
    OutcomeSuperseded,
    UndoneAlready,
)

from .people import ANN, BOB, NOW, ask, undo


class Books:
    """Ann's books with 40 Connects and one proposal of 6 + 2 boost."""

    def __init__(self, connection: sqlite3.Connection, cards: RateCards) -> None:
        self.connection, self.cards = connection, cards
        self.at = NOW
        accounts.set_up(connection, ask(), Setup(connects=40), cards)
        order = SpendRequest(6, 2, title="logo", budget_cents=70_000)
        self.proposal = movements.spend(connection, ask(), order, cards).entry.id

    def tell(self, result: str, user_id: int = ANN) -> OutcomeReceipt:
        return proposals.tell_outcome(
            self.connection, ask(user_id, at=self.at), self.proposal, result, None, self.cards
        )

    def balance(self) -> int:
        return accounts.up_to_date_books(self.connection, ANN, self.at, self.cards).balance

    def state(self) -> State:
        account = accounts.find_account(self.connection, ANN)
        assert account is not None
        found = proposals.find_proposal(self.connection, account.id, self.proposal)
        assert found is not None
        return found.state

    def undo(self) -> movements.UndoReceipt:
        return undo(self.connection, ask(at=self.at), self.cards)


@pytest.fixture
def books(connection: sqlite3.Connection, cards: RateCards) -> Books:
    return Books(connection, cards)


@pytest.mark.parametrize(
    ("result", "balance"),
    [
        ("viewed", 32),
        ("interviewing", 42),
        ("hired", 32),
        ("declined", 32),
        ("withdrawn", 32),
        ("expired", 32),
        ("closed", 40),
        ("removed", 40),
        ("boost_returned", 34),
    ],
)
def test_what_each_outcome_does(books: Books, result: str, balance: int) -> None:
    books.tell(result)
    assert books.balance() == balance
    books.tell(result)
    assert books.balance() == balance


def test_refund_after_the_boost_gives_back_the_rest(books: Books) -> None:
    books.tell("boost_returned")
    told = books.tell("closed")
    assert told.receipt.entry.amount == 6
    assert books.balance() == 40


def test_wrong_state_is_put_right_with_its_refund(books: Books) -> None:
    books.tell("closed")
    books.tell("declined")
    assert books.balance() == 32


def test_refund_that_was_spent_cannot_be_taken_back(books: Books) -> None:
    books.tell("closed")
    movements.spend(books.connection, ask(), SpendRequest(38), books.cards)
    with pytest.raises(NotEnough):
        books.tell("declined")


def test_reward_comes_once_and_stays_with_the_hire(books: Books) -> None:
    for result in ("interviewing", "hired", "interviewing", "declined"):
        books.tell(result)
    assert books.balance() == 42


def test_reward_is_taken_back_when_there_was_no_interview(books: Books) -> None:
    books.tell("interviewing")
    books.tell("viewed")
    assert books.balance() == 32


def test_outcome_is_taken_back(books: Books) -> None:
    books.tell("viewed")
    told = books.tell("closed")
    assert told.outcome_id is not None
    back = proposals.take_back_outcome(books.connection, ask(), told.outcome_id, books.cards)
    assert back.proposal.state is State.VIEWED
    assert books.balance() == 32
    with pytest.raises(OutcomeSuperseded):
        proposals.take_back_outcome(books.connection, ask(), told.outcome_id, books.cards)


def test_boosts_return_is_taken_back(books: Books) -> None:
    told = books.tell("boost_returned")
    assert told.outcome_id is not None
    proposals.take_back_outcome(books.connection, ask(), told.outcome_id, books.cards)
    assert books.balance() == 32


def test_refund_to_an_expired_lot_is_lost_and_said(books: Books) -> None:
    books.at += timedelta(days=366)
    before = books.balance()
    told = books.tell("closed")
    assert told.lost == 8
    assert books.balance() == before


def test_other_peoples_proposal_is_not_found(books: Books) -> None:
    with pytest.raises(NotYours):
        books.tell("closed", user_id=BOB)
    assert books.balance() == 32


def test_undo_goes_back_one_by_one(books: Books) -> None:
    books.tell("interviewing")
    assert books.undo().undone.source == Source.INTERVIEW
    assert books.balance() == 32
    assert books.undo().undone.id == books.proposal
    assert books.balance() == 40
    books.undo()
    assert books.balance() == 0
    with pytest.raises(NothingToUndo):
        books.undo()


BADGE = EntryFilter(Kind.SPEND, Purpose.AVAILABILITY_BADGE)


@pytest.mark.parametrize(
    ("which", "amount"),
    [
        (EntryFilter(), -3),
        (BADGE, -5),
        (EntryFilter(Kind.SPEND, Purpose.PROPOSAL), -3),
        (EntryFilter(Kind.PURCHASE), 10),
        (EntryFilter(connects=8), -8),
        (EntryFilter(Kind.SPEND, connects=8), -8),
    ],
)
def test_newest_entry_of_some_kind_and_amount_is_undone(
    books: Books, which: EntryFilter, amount: int
) -> None:
    movements.buy(books.connection, ask(), 10, 150, books.cards)
    badge = SpendRequest(5, purpose=Purpose.AVAILABILITY_BADGE)
    movements.spend(books.connection, ask(), badge, books.cards)
    movements.spend(books.connection, ask(), SpendRequest(3), books.cards)
    assert undo(books.connection, ask(), books.cards, which).undone.amount == amount


def test_no_entry_of_that_kind_is_left_to_undo(books: Books) -> None:
    for which in (BADGE, EntryFilter(connects=7), EntryFilter(Kind.PURCHASE)):
        with pytest.raises(NoneOfThat):
            undo(books.connection, ask(), books.cards, which)
    assert books.balance() == 32


def test_entry_of_some_kind_is_looked_for_among_the_newest_alone(books: Books) -> None:
    for _ in range(500):
        movements.spend(books.connection, ask(), SpendRequest(1), books.cards)
        movements.buy(books.connection, ask(), 1, 15, books.cards)
    with pytest.raises(NoneOfThat):
        undo(books.connection, ask(), books.cards, EntryFilter(connects=8))


def test_undo_of_the_interview_puts_the_state_back(books: Books) -> None:
    books.tell("viewed")
    books.tell("interviewing")
    books.undo()
    assert books.state() is State.VIEWED


def test_second_interview_undone_goes_back_to_what_was_before_it(books: Books) -> None:
    books.tell("interviewing")
    books.undo()
    books.tell("viewed")
    books.tell("interviewing")
    books.undo()
    assert books.state() is State.VIEWED


def test_undone_proposal_has_no_outcome(books: Books) -> None:
    books.undo()
    with pytest.raises(ProposalUndone):
        books.tell("closed")
    assert books.balance() == 40


def test_undo_after_a_refund_gives_nothing_twice(books: Books) -> None:
    books.tell("closed")
    books.undo()
    assert books.balance() == 40


def test_only_what_the_person_made_is_undone(books: Books) -> None:
    refund = books.tell("closed").receipt.entry.id
    books.at += timedelta(days=40)
    books.balance()
    for entry_id in (refund, refund + 1, 999):
        with pytest.raises(NotYours):
            movements.undo_entry(books.connection, ask(at=books.at), entry_id, books.cards)


def test_same_undo_twice_has_one_effect(books: Books) -> None:
    for again in (False, True):
        undone = undo(books.connection, ask(key="undo"), books.cards)
        assert undone.undone.id == books.proposal
        assert undone.receipt.again is again
    assert books.balance() == 40


def test_undo_is_not_undone(books: Books) -> None:
    movements.undo_entry(books.connection, ask(), books.proposal, books.cards)
    with pytest.raises(UndoneAlready):
        movements.undo_entry(books.connection, ask(), books.proposal, books.cards)


def test_undo_leaves_what_the_calendar_did(books: Books) -> None:
    books.at += timedelta(days=40)
    books.balance()
    assert books.undo().undone.id == books.proposal


def test_undo_of_an_upgrade_puts_the_plan_back(books: Books) -> None:
    before = accounts.up_to_date_books(books.connection, ANN, NOW, books.cards).account
    accounts.change_plan(books.connection, ask(), Plan.FREELANCER_PLUS, books.cards)
    assert books.balance() == 102
    books.undo()
    after = accounts.up_to_date_books(books.connection, ANN, NOW, books.cards).account
    assert after == before
    assert books.balance() == 32


def test_undo_of_an_upgrade_applies_the_cycle_that_it_had_put_off(books: Books) -> None:
    accounts.set_up(books.connection, ask(), Setup(cycle_day=15), books.cards)
    accounts.change_plan(books.connection, ask(), Plan.FREELANCER_PLUS, books.cards)
    books.at += timedelta(days=10)
    assert books.balance() == 102
    assert books.undo().receipt.balance == 32 + 10


def test_undo_of_an_upgrade_that_has_run_is_refused(books: Books) -> None:
    accounts.change_plan(books.connection, ask(), Plan.FREELANCER_PLUS, books.cards)
    books.at += timedelta(days=40)
    with pytest.raises(PlanHasRun):
        books.undo()


def test_set_up_with_new_account_and_balance_counts_the_grant(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    receipt = accounts.set_up(connection, ask(), Setup(connects=28, new_account=True), cards)
    assert receipt.books.balance == 28
    with pytest.raises(EarnedAlready):
        movements.earn(connection, ask(), Source.NEW_ACCOUNT, None, "", cards)


def test_new_account_told_twice_grants_once(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    for _ in range(2):
        receipt = accounts.set_up(connection, ask(), Setup(new_account=True), cards)
    assert receipt.books.balance == 40
    assert receipt.granted_before == NOW


def test_who_never_sets_up_is_on_basic(connection: sqlite3.Connection, cards: RateCards) -> None:
    books = accounts.up_to_date_books(connection, BOB, NOW, cards)
    assert books.balance == 0
    assert (books.account.plan, books.account.cycle_day) == (Plan.BASIC, 1)
    assert accounts.timezone_of(connection, BOB) == "UTC"


def test_undone_interview_gives_back_again_what_was_given_back(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    movements.correct(connection, ask(), 40, "", cards)
    sent = movements.spend(connection, ask(), SpendRequest(6, title="logo"), cards).entry.id
    for result in ("closed", "interviewing"):
        proposals.tell_outcome(connection, ask(), sent, result, None, cards)
    undone = movements.undo_newest(connection, ask(), cards)
    assert undone.receipt.balance == 40
    assert [entry.amount for entry in undone.receipt.entries] == [-10, 6]
    found = proposals.list_proposals(connection, ANN, limit=1)[0]
    assert found.state is State.CLOSED


def test_outcome_that_was_taken_back_counts_no_longer(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    movements.correct(connection, ask(), 40, "", cards)
    sent = movements.spend(connection, ask(), SpendRequest(6, title="logo"), cards).entry.id
    proposals.tell_outcome(connection, ask(), sent, "declined", None, cards)
    told = proposals.tell_outcome(connection, ask(), sent, "hired", None, cards)
    assert told.outcome_id is not None
    proposals.take_back_outcome(connection, ask(), told.outcome_id, cards)
    reached = connection.execute("SELECT reached FROM proposal").fetchone()
    assert reached == (0,)
