"""Accounts that go by different rate cards, and change them."""

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.ledger.model import Kind, Plan
from bot.ledger.notices import CutAhead
from bot.ledger.refusals import NoSuchRateCard
from bot.rate_cards import RateCards
from bot.store import accounts, history, movements, notices, proposals, rollover
from bot.store.accounts import Setup
from bot.store.audit import broken
from bot.store.card_changes import CardChange, changes_since
from bot.store.movements import SpendRequest

from .people import ANN, BOB, NOW, ask, undo

APRIL = datetime(2026, 4, 1, tzinfo=UTC)


def changed(connection: Any) -> list[CardChange]:
    account = accounts.find_account(connection, ANN)
    assert account is not None
    return changes_since(connection, account, NOW)


def balance(connection: Any, cards: RateCards, at: datetime) -> int:
    return accounts.up_to_date_books(connection, ANN, at, cards).balance


def choose(connection: Any, cards: RateCards, name: str, at: datetime = NOW) -> None:
    accounts.set_up(connection, ask(at=at), Setup(rates=name), cards)


def test_change_is_dated_and_moves_no_connects(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    made = movements.buy(connection, ask(), 40, 600, cards).entry.id
    choose(connection, cards, "2026", NOW + timedelta(hours=5))
    assert changed(connection) == [CardChange(NOW + timedelta(hours=5), "2022-07", "2026", made)]
    assert balance(connection, cards, NOW + timedelta(hours=5)) == 40


def test_host_s_card_that_is_chosen_stays_and_is_no_change(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    choose(connection, cards, "2022-07")
    assert changed(connection) == []
    later = RateCards(cards.by_name, cards.named("2026"))
    books = accounts.up_to_date_books(connection, ANN, NOW, later)
    assert later.of(books.account).name == "2022-07"


def test_missed_cycles_are_turned_by_the_old_card(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    accounts.set_up(connection, ask(), Setup(connects=230), cards)
    choose(connection, cards, "2026", APRIL + timedelta(days=35))  # two cycles were missed
    assert balance(connection, cards, APRIL + timedelta(days=35)) == 210
    assert balance(connection, cards, APRIL + timedelta(days=70)) == 210  # Basic brings nothing


def test_cap_that_appears_cuts_at_the_next_rollover_alone(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    choose(connection, cards, "2026")
    accounts.set_up(connection, ask(), Setup(connects=500), cards)
    choose(connection, cards, "2022-07", APRIL - timedelta(seconds=1))
    assert balance(connection, cards, APRIL - timedelta(seconds=1)) == 500
    assert balance(connection, cards, APRIL) == 210


def test_lots_keep_their_expiry(connection: sqlite3.Connection, cards: RateCards) -> None:
    longer = cards.default.model_copy(
        update={"name": "longer", "expiry": cards.default.expiry.model_copy(update={"years": 3})}
    )
    both = RateCards({**cards.by_name, "longer": longer}, cards.default)
    movements.buy(connection, ask(), 40, 600, both)
    choose(connection, both, "longer")
    books = movements.buy(connection, ask(), 20, 300, both).books
    assert [lot.expires_at.year for lot in books.lots] == [2027, 2029]


def test_undone_upgrade_turns_each_cycle_by_the_card_of_its_day(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    accounts.set_up(connection, ask(), Setup(cycle_day=15), cards)
    accounts.change_plan(connection, ask(), Plan.FREELANCER_PLUS, cards)
    assert balance(connection, cards, NOW) == 70
    choose(connection, cards, "2026", NOW + timedelta(days=10))
    movements.undo_newest(connection, ask(at=NOW + timedelta(days=20)), cards)
    assert balance(connection, cards, NOW + timedelta(days=20)) == 10  # of 15 March, by 2022-07
    assert balance(connection, cards, NOW + timedelta(days=40)) == 10


@pytest.mark.parametrize(
    ("offered", "upgrade", "month"), [(None, 90, 0), (True, 90, 10), (False, 100, 0)]
)
def test_basic_brings_what_the_person_says_and_an_upgrade_the_difference(
    connection: sqlite3.Connection,
    cards: RateCards,
    offered: bool | None,
    upgrade: int,
    month: int,
) -> None:
    accounts.set_up(connection, ask(), Setup(rates="2026", offered=offered), cards)
    assert balance(connection, cards, APRIL) == month
    receipt = accounts.change_plan(connection, ask(at=APRIL), Plan.FREELANCER_PLUS, cards)
    assert receipt.entry.amount == upgrade
    movements.undo_newest(connection, ask(at=APRIL + timedelta(days=1)), cards)
    assert balance(connection, cards, APRIL + timedelta(days=30)) == 2 * month


def test_what_is_offered_is_said_once_and_turns_no_cycle_before(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    choose(connection, cards, "2026")
    late = ask(at=APRIL + timedelta(days=35))  # two cycles were missed
    accounts.set_up(connection, late, Setup(offered=True), cards)
    assert balance(connection, cards, late.at) == 0
    accounts.set_up(connection, ask(at=late.at), Setup(offered=False), cards)
    accounts.set_up(connection, late, Setup(offered=True), cards)  # delivered once more
    assert balance(connection, cards, APRIL + timedelta(days=65)) == 0
    accounts.set_up(connection, ask(at=APRIL + timedelta(days=65)), Setup(offered=True), cards)
    assert balance(connection, cards, APRIL + timedelta(days=95)) == 10


def test_undo_takes_back_what_was_posted(connection: sqlite3.Connection, cards: RateCards) -> None:
    accounts.set_up(connection, ask(), Setup(new_account=True), cards)
    choose(connection, cards, "2026")
    assert undo(connection, ask(), cards).undone.amount == 40
    assert balance(connection, cards, NOW) == 0


def test_outcome_that_is_taken_back_has_the_effects_that_it_had(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    """The 2026 card knows no reward for an interview."""
    accounts.set_up(connection, ask(), Setup(connects=40), cards)
    sent = movements.spend(connection, ask(), SpendRequest(6, title="job"), cards).entry.id
    proposals.tell_outcome(connection, ask(), sent, "interviewing", None, cards)
    told = proposals.tell_outcome(connection, ask(), sent, "viewed", None, cards)
    assert told.outcome_id is not None
    assert balance(connection, cards, NOW) == 34
    choose(connection, cards, "2026")
    proposals.take_back_outcome(connection, ask(), told.outcome_id, cards)
    assert balance(connection, cards, NOW) == 44
    proposals.tell_outcome(connection, ask(), sent, "interviewing", None, cards)
    assert balance(connection, cards, NOW) == 44
    later = movements.spend(connection, ask(), SpendRequest(6, title="other"), cards).entry.id
    proposals.tell_outcome(connection, ask(), later, "interviewing", None, cards)
    assert balance(connection, cards, NOW) == 38


def test_one_batch_turns_each_account_by_its_card(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    for user_id, name in ((ANN, "2022-07"), (BOB, "2026")):
        accounts.set_up(connection, ask(user_id), Setup(rates=name, connects=230), cards)
    connection.execute("BEGIN")
    assert rollover.turn_batch(connection, APRIL, cards) == 2
    connection.execute("COMMIT")
    books = [accounts.read_books(connection, user_id) for user_id in (ANN, BOB)]
    assert [each.balance for each in books if each] == [210, 230]


def test_who_has_no_cap_is_not_warned_of_it(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    at = APRIL - timedelta(days=1)
    for user_id, name in ((ANN, "2022-07"), (BOB, "2026")):
        accounts.set_up(connection, ask(user_id), Setup(rates=name, connects=230), cards)
    told = [notices.due_notices(connection, user_id, at, cards)[0] for user_id in (ANN, BOB)]
    assert [[type(each) for each in found] for found in told] == [[CutAhead], []]


def test_card_whose_file_is_gone_is_the_host_s(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    choose(connection, cards, "2026")
    fewer = RateCards({"2022-07": cards.default}, cards.default)
    books = accounts.up_to_date_books(connection, ANN, NOW, fewer)
    assert fewer.of(books.account) is cards.default
    choose(connection, fewer, "2022-07")
    assert broken(connection) == []


def test_name_of_no_card_is_refused_with_the_names(cards: RateCards) -> None:
    with pytest.raises(NoSuchRateCard) as refused:
        cards.named("1999")
    assert refused.value.names == ("2022-07", "2026")


def test_changes_stand_between_the_lines(connection: sqlite3.Connection, cards: RateCards) -> None:
    """All at one instant: the order is that in which they were noted."""
    choose(connection, cards, "2026")
    first = movements.buy(connection, ask(), 40, 600, cards).entry
    choose(connection, cards, "2022-07")
    second = movements.buy(connection, ask(), 20, 300, cards).entry
    choose(connection, cards, "2026")
    lines = history.list_lines(connection, ANN, kind=Kind.PURCHASE, since=0, limit=9, offset=0)
    assert [line.entry.id for line in lines] == [second.id, first.id]

    def between(below: Any, above: Any) -> list[str]:
        found = history.list_changes(connection, ANN, below=below, above=above, since=0)
        return [change.rates for change in found]

    assert between(None, second) == ["2026"]
    assert between(second, first) == ["2022-07"]
    assert between(first, None) == ["2026"]
    assert between(None, None) == ["2026", "2022-07", "2026"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE card_change SET rates_before = '2020-12' WHERE id = 2",
        "UPDATE account SET rates = NULL",
        "UPDATE card_change SET entry_id = 99",
    ],
)
def test_audit_finds_changes_that_do_not_follow(
    connection: sqlite3.Connection, cards: RateCards, statement: str
) -> None:
    choose(connection, cards, "2026")
    choose(connection, cards, "2022-07")
    connection.execute("BEGIN")
    connection.execute(statement)
    assert len(broken(connection)) == 1
    connection.execute("ROLLBACK")
