"""One bad item stops no batch: it is set aside, and the rest goes on in the same turn."""

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.ledger.model import Plan
from bot.parsing.moments import read_when
from bot.rate_cards import RateCards
from bot.store import (
    accounts,
    deliveries,
    failures,
    movements,
    notices,
    proposals,
    reminders,
    rollover,
    upkeep,
)
from bot.store.accounts import Setup
from bot.store.movements import SpendRequest

from .people import ANN, BOB, NOW, ask

CAT = 9
APRIL = datetime(2026, 4, 1, tzinfo=UTC)
PEOPLE = (ANN, BOB, CAT)


def settle_in(connection: Any, cards: RateCards) -> None:
    for user_id in PEOPLE:
        accounts.set_up(connection, ask(user_id), Setup(connects=40), cards)


def balance_in_db(connection: Any, user_id: int) -> int:
    books = accounts.read_books(connection, user_id)
    assert books is not None
    return books.balance


def break_account(connection: Any, user_id: int) -> int:
    """Give an account what no rule knows; its id."""
    account = accounts.find_account(connection, user_id)
    assert account is not None
    connection.execute("UPDATE account SET plan = 'gold' WHERE id = :id", {"id": account.id})
    return account.id


def mend_account(connection: Any, account_id: int) -> None:
    connection.execute("UPDATE account SET plan = 'basic' WHERE id = :id", {"id": account_id})


def test_month_turns_for_all_others(connection: sqlite3.Connection, cards: RateCards) -> None:
    settle_in(connection, cards)
    broken = break_account(connection, BOB)
    connection.execute("BEGIN")
    assert rollover.turn_batch(connection, APRIL, cards) == 3
    assert rollover.turn_batch(connection, APRIL, cards) == 0
    connection.execute("COMMIT")
    assert [balance_in_db(connection, each) for each in (ANN, CAT)] == [50, 50]
    assert upkeep.set_aside(connection) == {"account": 1, "person": 0, "reminder": 0}
    mend_account(connection, broken)


def test_what_failed_is_tried_again_ever_later(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    settle_in(connection, cards)
    broken = break_account(connection, BOB)
    at, pauses = APRIL, []
    connection.execute("BEGIN")
    for _ in range(12):
        rollover.turn_batch(connection, at, cards)
        (retry_at,) = connection.execute("SELECT retry_at FROM failure").fetchone()
        pauses.append(retry_at - int(at.timestamp()))
        assert rollover.due_accounts(connection, at, 9) == []
        at = datetime.fromtimestamp(retry_at, UTC)
    assert pauses == sorted(pauses)
    assert pauses[:3] == [60, 120, 240]
    assert pauses[-1] == failures.LONGEST_PAUSE.total_seconds()
    mend_account(connection, broken)
    assert rollover.turn_batch(connection, at, cards) == 1
    connection.execute("COMMIT")
    assert upkeep.set_aside(connection)["account"] == 0
    assert balance_in_db(connection, BOB) == 50


def test_disk_that_is_full_is_no_failure_of_an_item(connection: Any, cards: RateCards) -> None:
    settle_in(connection, cards)
    connection.execute("BEGIN")
    with (
        pytest.raises(sqlite3.OperationalError, match="disk"),
        failures.isolated(connection, "account", 1, NOW),
    ):
        raise sqlite3.OperationalError("database or disk is full")
    connection.execute("ROLLBACK")
    assert upkeep.set_aside(connection)["account"] == 0


def test_what_is_to_be_told_is_planned_for_all_others(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    settle_in(connection, cards)
    wish = "UPDATE person SET expiring_days = :days WHERE user_id = :id"
    connection.execute(wish, {"days": 999_999_999, "id": BOB})
    connection.execute("BEGIN")
    while notices.watch(connection, NOW, cards):
        pass
    planned = connection.execute("SELECT user_id FROM reminder ORDER BY user_id").fetchall()
    assert [user_id for (user_id,) in planned] == [ANN, CAT]
    assert upkeep.set_aside(connection)["person"] == 1
    connection.execute(wish, {"days": 7, "id": BOB})
    notices.try_again(connection, NOW + timedelta(seconds=59), cards)
    assert upkeep.set_aside(connection)["person"] == 1
    notices.try_again(connection, NOW + timedelta(seconds=60), cards)
    connection.execute("COMMIT")
    assert upkeep.set_aside(connection)["person"] == 0
    count = connection.execute("SELECT count(*) FROM reminder").fetchone()
    assert count == (3,)


@pytest.mark.parametrize("bad", ["9999-99-99T99:99:99", "", "now"])
def test_reminders_behind_a_bad_one_are_claimed(connection: sqlite3.Connection, bad: str) -> None:
    for user_id in PEOPLE:
        when = read_when("in 1 hour", NOW, "UTC")
        reminders.add(connection, ask(user_id), when, "call", "UTC")
    spoil = "UPDATE reminder SET local_at = :bad WHERE user_id <> :id"
    connection.execute(spoil, {"bad": bad, "id": CAT})
    due = NOW + timedelta(hours=1)
    assert [each.user_id for each in deliveries.claim(connection, due, 1)] == [CAT]
    assert deliveries.claim(connection, due, 1) == []
    assert upkeep.set_aside(connection)["reminder"] == 2


def test_cancelled_or_forgotten_it_has_not_failed(connection: Any) -> None:
    when = read_when("in 1 hour", NOW, "UTC")
    kept = reminders.add(connection, ask(ANN), when, "call", "UTC")
    deliveries.set_aside(connection, [kept], NOW, ValueError("x"))
    assert upkeep.set_aside(connection)["reminder"] == 1
    reminders.cancel_of_person(connection, ANN, kept.id, NOW)
    assert upkeep.set_aside(connection)["reminder"] == 0


def test_clock_that_ran_a_year_ahead_stops_nobody(connection: Any, cards: RateCards) -> None:
    """It comes back, a job is closed without hire, and the lot expires a second time."""
    settle_in(connection, cards)
    spent = movements.spend(connection, ask(ANN), SpendRequest(6, title="job"), cards)
    connection.execute("BEGIN")
    while rollover.turn_batch(connection, NOW + timedelta(days=370), cards):
        pass
    connection.execute("COMMIT")
    later = ask(ANN, at=NOW + timedelta(days=1))
    proposals.tell_outcome(connection, later, spent.entry.id, "closed", None, cards)
    accounts.change_plan(connection, later, Plan.FREELANCER_PLUS, cards)
    connection.execute("BEGIN")
    while rollover.turn_batch(connection, NOW + timedelta(days=800), cards):
        pass
    connection.execute("COMMIT")
    assert upkeep.set_aside(connection)["account"] == 0
    last = connection.execute(
        "SELECT count(*) FROM account WHERE next_cycle_at > :at",
        {"at": int((NOW + timedelta(days=800)).timestamp())},
    ).fetchone()
    assert last == (3,)
