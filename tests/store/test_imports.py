"""Upwork's history brought in: figures of it, and the balance untouched."""

import dataclasses
import sqlite3
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ledger.figures import Period
from bot.ledger.model import Kind, State
from bot.ledger.proposals import BOOST_RETURNED
from bot.parsing.movement_words import BOOST, BOOST_CHARGE
from bot.parsing.statements import Statement, StatementLine, read_statement
from bot.rate_cards import RateCards
from bot.store import accounts, movements, proposals
from bot.store.audit import broken
from bot.store.figures import read_summary
from bot.store.imports import preview
from bot.store.movements import SpendRequest

from ..depth import thorough
from ..parsing.test_statements import CSV
from .conftest import NewBooks, examples_on
from .files import bring_in
from .people import ANN, ask, undo
from .test_exchange import export_of

pytestmark = pytest.mark.dated

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ALL = Period(None, NOW + timedelta(days=1))


def history(text: str = CSV) -> list[StatementLine]:
    found = read_statement(text, NOW, "UTC")
    assert isinstance(found, Statement)
    return list(found.lines)


def balance(connection: sqlite3.Connection, cards: RateCards) -> int:
    return accounts.up_to_date_books(connection, ANN, NOW, cards).balance


def test_history_counts_and_the_balance_stays(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    movements.correct(connection, ask(at=NOW), 37, "", cards)
    found = bring_in(connection, ANN, history(), NOW, cards)
    assert len(found.new) == 5
    assert balance(connection, cards) == 37
    total = read_summary(connection, ANN, ALL, ()).total
    assert (total.sent, total.spent) == (2, 6)
    titles = {p.title: p.state.value for p in proposals.list_proposals(connection, ANN, limit=9)}
    assert titles == {"Logo design, urgent": "submitted", "Web shop": "closed"}


def test_same_file_twice_changes_nothing(connection: sqlite3.Connection, cards: RateCards) -> None:
    bring_in(connection, ANN, history(), NOW, cards)
    before = connection.execute("SELECT count(*), max(id) FROM entry").fetchone()
    again = bring_in(connection, ANN, history(), NOW, cards)
    assert (len(again.new), again.known) == (0, 5)
    assert connection.execute("SELECT count(*), max(id) FROM entry").fetchone() == before


def test_later_file_brings_only_what_is_new(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    bring_in(connection, ANN, history(), NOW, cards)
    line = '"Nov 22, 2026","Applied to job: Third",-6\n'
    later = bring_in(connection, ANN, history(CSV + line), NOW, cards)
    assert [m.title for _, m in later.new] == ["Third"]


def test_what_was_logged_by_hand_is_left_out(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    movements.correct(connection, ask(at=NOW - timedelta(days=9)), 40, "", cards)
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    movements.spend(connection, ask(at=at), SpendRequest(6, title="logo design"), cards)
    movements.spend(connection, ask(at=at), SpendRequest(4, title="something else"), cards)
    found = preview(connection, ANN, history(), "UTC")
    assert found.logged == 1
    assert "Logo design, urgent" not in [m.title for _, m in found.new]
    assert "Web shop" in [m.title for _, m in found.new]


def test_preview_writes_nothing(connection: sqlite3.Connection, cards: RateCards) -> None:
    movements.correct(connection, ask(at=NOW), 40, "", cards)
    before = export_of(connection, ANN)
    preview(connection, ANN, history(), "UTC")
    assert export_of(connection, ANN) == before


def test_undo_does_not_reach_into_the_history(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    movements.correct(connection, ask(at=NOW), 40, "", cards)
    bring_in(connection, ANN, history(), NOW, cards)
    assert undo(connection, ask(at=NOW), cards).undone.amount == 40


def test_refund_of_a_history_can_be_put_right(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    movements.correct(connection, ask(at=NOW), 40, "", cards)
    bring_in(connection, ANN, history(), NOW, cards)
    logo = proposals.list_proposals(connection, ANN, limit=9)[0]
    told = proposals.tell_outcome(connection, ask(at=NOW), logo.id, State.CLOSED, None, cards)
    assert told.receipt.balance == 46


BOOSTED = """Nov 20, 2026
Connects bid for boosted proposal. React
-20
Nov 20, 2026
Applied to job React
-12
Nov 21, 2026
You've been outbid to boost your proposal React
+20
"""


def test_boost_comes_in_with_its_base_and_the_same_file_twice_changes_nothing(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    movements.correct(connection, ask(at=NOW), 60, "", cards)
    bring_in(connection, ANN, history(BOOSTED), NOW, cards)
    found = proposals.list_proposals(connection, ANN, limit=9)
    assert [(each.title, each.base, each.boost) for each in found] == [("React", 12, 20)]
    assert broken(connection) == []
    assert bring_in(connection, ANN, history(BOOSTED), NOW, cards).known == 3
    assert balance(connection, cards) == 60


def test_base_and_boost_that_were_logged_are_left_out(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    movements.correct(connection, ask(at=NOW - timedelta(days=9)), 60, "", cards)
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    movements.spend(connection, ask(at=at), SpendRequest(12, title="React", boost=20), cards)
    found = preview(connection, ANN, history(BOOSTED), "UTC")
    assert (found.logged, len(found.new)) == (2, 1)


def test_day_of_what_was_logged_is_the_persons(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    movements.correct(connection, ask(at=NOW - timedelta(days=9)), 60, "", cards)
    at = datetime(2026, 11, 19, 3, tzinfo=UTC)  # the 18th in New York
    movements.spend(connection, ask(at=at), SpendRequest(12, title="React"), cards)
    lines = history("Nov 17, 2026\nApplied to job React\n-12\n")
    assert preview(connection, ANN, lines, "UTC").logged == 0
    assert preview(connection, ANN, lines, "America/New_York").logged == 1


ROWS = st.builds(
    StatementLine,
    st.dates(date(2026, 8, 25), date(2026, 11, 23)),
    st.sampled_from(["Applied to job: A", "Applied to job: B", "Bought", "Bonus"]),
    st.integers(-50, 50).filter(bool),
    st.just(Kind.SPEND),
    st.sampled_from(["proposal", BOOST, BOOST_CHARGE, BOOST_RETURNED]),
    st.sampled_from(["A", "B", ""]),
)


@thorough
def test_any_history_keeps_the_books_whole(new_books: NewBooks, cards: RateCards) -> None:
    @given(st.lists(ROWS, min_size=1, max_size=25), st.integers(0, 60))
    @settings(max_examples=examples_on(new_books, 80))
    def check(rows: list[StatementLine], held: int) -> None:
        _history_keeps_the_books_whole(new_books, cards, rows, held)

    check()


def _possible(row: StatementLine) -> StatementLine:
    """The row with a kind and source that its sign allows."""
    if row.connects < 0:
        source = "proposal" if row.source == BOOST_RETURNED else row.source
        return dataclasses.replace(row, source=source)
    if row.source in (BOOST, BOOST_RETURNED):
        return dataclasses.replace(row, kind=Kind.REFUND, source=BOOST_RETURNED)
    if row.title:
        return dataclasses.replace(row, kind=Kind.REFUND, source="closed")
    return dataclasses.replace(row, kind=Kind.PURCHASE, source="purchase")


def _history_keeps_the_books_whole(
    new_books: NewBooks, cards: RateCards, rows: list[StatementLine], held: int
) -> None:
    moves = sorted(map(_possible, rows), key=lambda m: m.day)
    with new_books() as connection:
        movements.correct(connection, ask(at=NOW), held, "", cards)
        found = bring_in(connection, ANN, moves, NOW, cards)
        assert len(found.new) == len(moves)
        assert broken(connection) == []
        assert balance(connection, cards) == held
        sent = read_summary(connection, ANN, ALL, ()).total
        assert sent.sent == sum(m.source == "proposal" for m in moves)
        assert bring_in(connection, ANN, moves, NOW, cards).new == ()


@pytest.mark.parametrize("held", [0, 40])
def test_opening_is_only_what_the_lines_need(
    connection: sqlite3.Connection, cards: RateCards, held: int
) -> None:
    movements.correct(connection, ask(at=NOW), held, "", cards)
    bring_in(connection, ANN, history(), NOW, cards)
    opening = connection.execute(
        "SELECT amount FROM entry WHERE note = 'before the history'"
    ).fetchall()
    assert opening == []
    closing = connection.execute("SELECT amount FROM entry WHERE note = 'after the history'")
    assert closing.fetchall() == [(-44,)]
