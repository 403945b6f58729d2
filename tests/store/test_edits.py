"""Proposals put right after they were logged (domain.md §3)."""

import sqlite3
from datetime import timedelta
from typing import Any

import pytest

from bot.ledger.figures import Period
from bot.ledger.model import Kind, Proposal, State
from bot.ledger.refusals import NotEnough, ProposalUndone
from bot.rate_cards import RateCards
from bot.store import accounts, edits, history, movements, proposals
from bot.store.accounts import Setup
from bot.store.audit import broken
from bot.store.edits import Edit, EditReceipt
from bot.store.figures import read_totals
from bot.store.movements import SpendRequest, UndoReceipt
from bot.store.refusals import EditSuperseded, NotYours, SpendRefunded, UndoneAlready

from .people import ANN, BOB, NOW, ask


class Books:
    """Ann's books: 60 Connects, of which 16 went to a proposal of 12 + 4."""

    def __init__(self, connection: sqlite3.Connection, cards: RateCards) -> None:
        self.connection, self.cards = connection, cards
        self.at = NOW
        accounts.set_up(connection, ask(at=NOW), Setup(connects=60), cards)
        order = SpendRequest(12, 4, title="logo", budget_cents=70_000)
        self.logo = movements.spend(connection, ask(at=NOW), order, cards).entry.id

    def edit(self, key: str | None = None, **wanted: object) -> EditReceipt:
        request = ask(key=key, at=self.at)
        return edits.edit(self.connection, request, self.logo, Edit(**wanted), self.cards)  # type: ignore[arg-type]

    def take_back(self, edited: EditReceipt) -> EditReceipt:
        assert edited.edit_id is not None
        request = ask(at=self.at)
        return edits.take_back_edit(self.connection, request, edited.edit_id, self.cards)

    def undo(self) -> UndoReceipt | EditReceipt:
        return movements.undo_newest(self.connection, ask(at=self.at), self.cards)

    def tell(self, result: str) -> None:
        request = ask(at=self.at)
        proposals.tell_outcome(self.connection, request, self.logo, result, None, self.cards)

    def balance(self) -> int:
        return accounts.up_to_date_books(self.connection, ANN, self.at, self.cards).balance

    def proposal(self) -> Proposal:
        found = proposals.own(self.connection, ANN, self.logo)
        assert found is not None
        return found


@pytest.fixture
def books(connection: sqlite3.Connection, cards: RateCards) -> Books:
    return Books(connection, cards)


def test_budget_and_link_are_taken_away_and_come_back(books: Books) -> None:
    books.edit(link="https://www.upwork.com/jobs/~01")
    edited = books.edit(budget_cents=0, link="")
    assert (edited.proposal.budget_cents, edited.proposal.link) == (None, "")
    assert books.proposal() == edited.proposal
    books.take_back(edited)
    assert books.proposal() == edited.before
    assert edited.before.budget_cents == 70_000


@pytest.mark.parametrize(
    ("wanted", "balance", "cost"),
    [
        ({"connects": 14}, 42, (14, 4)),
        ({"connects": 10}, 46, (10, 4)),
        ({"connects": 0, "boost": 0}, 60, (0, 0)),
        ({"boost": 0}, 48, (12, 0)),
        ({"more_boost": 6}, 38, (12, 10)),
        ({"connects": 16, "boost": 0}, 44, (16, 0)),
        ({"connects": 56}, 0, (56, 4)),
    ],
)
def test_what_it_cost_is_put_right(
    books: Books, wanted: dict[str, Any], balance: int, cost: tuple[int, int]
) -> None:
    books.tell("viewed")
    books.at += timedelta(hours=3)
    before = books.proposal()
    edited = books.edit(**wanted)
    assert edited.receipt.balance == books.balance() == balance
    now = books.proposal()
    assert edited.proposal == now
    assert (now.base, now.boost) == cost
    same = ("id", "state", "submitted_at", "state_at", "title", "budget_cents")
    assert [getattr(now, name) for name in same] == [getattr(before, name) for name in same]


def test_an_edit_of_connects_is_a_reversal_and_a_new_spend(books: Books) -> None:
    reversal, spend = books.edit(connects=14).receipt.entries
    assert (reversal.kind, reversal.amount, reversal.reverses) == (Kind.SPEND, 16, books.logo)
    assert (spend.kind, spend.amount, spend.proposal_id) == (Kind.SPEND, -18, books.logo)


def test_words_are_put_right_without_a_line_of_the_journal(books: Books) -> None:
    edited = books.edit(title="Logo for Acme", link="https://x.test/1", budget_cents=90_000)
    assert not edited.receipt.entries
    now = books.proposal()
    assert (now.title, now.link, now.budget_cents) == ("Logo for Acme", "https://x.test/1", 90_000)
    assert books.balance() == 44


def test_what_is_taken_again_comes_from_where_it_came(books: Books) -> None:
    """The lot has expired since; what was spent of it in time is not lost by an edit."""
    books.at += timedelta(days=370)
    before = books.balance()
    books.edit(connects=10)
    assert books.balance() == before
    books.edit(connects=16)
    assert books.balance() == before - 4


def test_refused_where_the_balance_does_not_cover_it(books: Books) -> None:
    with pytest.raises(NotEnough) as refused:
        books.edit(connects=57)
    assert refused.value.missing == 1
    assert books.balance() == 44


@pytest.mark.parametrize("result", ["closed", "boost_returned"])
def test_refused_where_connects_have_come_back(books: Books, result: str) -> None:
    books.tell(result)
    with pytest.raises(SpendRefunded):
        books.edit(connects=14)
    books.edit(title="Logo for Acme")


def test_refused_of_an_undone_proposal_and_of_another_persons(books: Books) -> None:
    with pytest.raises(NotYours):
        edits.edit(books.connection, ask(BOB), books.logo, Edit(boost=1), books.cards)
    books.undo()
    with pytest.raises(ProposalUndone):
        books.edit(connects=14)


def test_a_refund_after_an_edit_gives_all_back(books: Books) -> None:
    books.edit(connects=30)
    books.tell("closed")
    assert books.balance() == 60
    assert broken(books.connection) == []


def test_boost_that_was_told_later_comes_back_alone(books: Books) -> None:
    books.edit(more_boost=6)
    books.tell("boost_returned")
    assert books.balance() == 48


def test_same_edit_twice_has_one_effect(books: Books) -> None:
    for _ in range(2):
        books.edit("once", more_boost=2)
    assert books.proposal().boost == 6
    assert books.balance() == 42


def test_edit_is_taken_back(books: Books) -> None:
    edited = books.edit(connects=30, title="Acme")
    assert books.take_back(edited).proposal == books.proposal()
    now = books.proposal()
    assert (now.base, now.boost, now.title) == (12, 4, "logo")
    assert books.balance() == 44
    with pytest.raises(EditSuperseded):
        books.take_back(edited)


def test_what_was_edited_since_stays(books: Books) -> None:
    first = books.edit(connects=30, title="Acme")
    books.edit(title="Acme Ltd")
    books.take_back(first)
    assert (books.proposal().base, books.proposal().title) == (12, "Acme Ltd")
    second = books.edit(connects=20)
    books.edit(connects=22)
    with pytest.raises(EditSuperseded):
        books.take_back(second)


def test_undo_goes_back_through_an_edit_in_the_order_of_what_was_done(books: Books) -> None:
    order = SpendRequest(6, title="web")
    movements.spend(books.connection, ask(at=NOW), order, books.cards)
    books.edit(connects=14)
    assert isinstance(books.undo(), EditReceipt)
    assert books.balance() == 38
    last = books.undo()
    assert isinstance(last, UndoReceipt)
    assert last.title == "web"
    last = books.undo()
    assert isinstance(last, UndoReceipt)
    assert last.title == "logo"
    assert books.proposal().state is State.UNDONE
    assert books.balance() == 60


def test_the_spends_own_button_undoes_what_an_edit_made_of_it(books: Books) -> None:
    books.edit(connects=14)
    movements.undo_entry(books.connection, ask(at=NOW), books.logo, books.cards)
    assert books.proposal().state is State.UNDONE
    assert books.balance() == 60
    with pytest.raises(UndoneAlready):
        movements.undo_entry(books.connection, ask(at=NOW), books.logo, books.cards)


def test_undo_pressed_twice_takes_an_edit_back_once(books: Books) -> None:
    books.edit(connects=14)
    for _ in range(2):
        movements.undo_newest(books.connection, ask(key="undo"), books.cards)
    assert books.proposal().base == 12
    assert books.balance() == 44


def test_edits_of_many_lots_leave_the_books_whole(books: Books) -> None:
    for connects in (30, 3, 50, 0, 12):
        books.edit(connects=connects)
        assert broken(books.connection) == []
    assert books.balance() == 44
    lines = history.list_lines(books.connection, ANN, kind=Kind.SPEND, since=0, limit=50, offset=0)
    assert sum(line.amount for line in lines) == -16


def test_edit_is_one_line_of_the_journal(books: Books) -> None:
    books.at += timedelta(minutes=1)
    edited = books.edit(connects=14)
    assert journal(books) == [
        (-2, 42, 16, False),
        (-16, 44, None, False),
        (60, 60, None, False),
    ]
    assert history.count_lines(books.connection, ANN, kind=None, since=0, until=history.EVER) == 3
    books.at += timedelta(minutes=1)
    books.take_back(edited)
    assert journal(books)[:2] == [(2, 44, 18, False), (-2, 42, 16, False)]
    movements.undo_entry(books.connection, ask(at=books.at), books.logo, books.cards)
    assert journal(books) == [
        (16, 60, None, False),
        (2, 44, 18, True),
        (-2, 42, 16, True),
        (-16, 44, None, True),
        (60, 60, None, False),
    ]


def journal(books: Books) -> list[tuple[int, int, int | None, bool]]:
    """What each line moved, what was held after it, what an edit changed, and whether undone."""
    lines = history.list_lines(books.connection, ANN, kind=None, since=0, limit=50, offset=0)
    return [(line.amount, line.balance, line.edited_from, line.reversed) for line in lines]


def test_edited_spend_counts_once_and_where_it_was_sent(books: Books) -> None:
    books.at += timedelta(days=40)
    books.edit(connects=14)
    sent = Period(NOW - timedelta(days=1), NOW + timedelta(days=1))
    assert read_totals(books.connection, ANN, sent).spent == 18
    later = Period(sent.end, NOW + timedelta(days=90))
    assert read_totals(books.connection, ANN, later).spent == 0
