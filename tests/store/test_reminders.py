"""Reminders in the database: claimed together, held, called off, kept for a while, then gone."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.parsing.moments import read_when
from bot.rate_cards import RateCards
from bot.store import deliveries, movements, notices, reminders
from bot.store.deliveries import LATE, LEASE
from bot.store.refusals import NoReminder
from bot.store.reminders import KEPT, Reminder

from .people import ANN, BOB, NOW, ask

DUE = NOW + timedelta(hours=1)


def remind(connection: Any, about: str, user_id: int = ANN, when: str = "in 1 hour") -> Reminder:
    return reminders.add(connection, ask(user_id), read_when(when, NOW, "UTC"), about, "UTC")


def state(connection: Any, reminder: Reminder) -> str:
    found = reminders.find(connection, reminder.id)
    assert found is not None
    return found.state


def test_late_ones_of_a_person_are_claimed_together(connection: Any) -> None:
    for number in range(3):
        remind(connection, f"a{number}")
        remind(connection, f"b{number}", BOB)
    remind(connection, "later", when="in 3 hours")
    claimed = deliveries.claim(connection, DUE + LATE, 1)
    assert [each.about for each in claimed] == ["a0", "a1", "a2"]
    assert [each.about for each in deliveries.claim(connection, DUE + LATE, 1)] == [
        "b0",
        "b1",
        "b2",
    ]
    assert deliveries.claim(connection, DUE + LATE, 1) == []


def test_those_in_time_are_claimed_one_by_one(connection: Any) -> None:
    for number in range(3):
        remind(connection, f"a{number}")
    assert len(deliveries.claim(connection, DUE, 1)) == 1


def test_claim_that_was_left_is_claimed_again(connection: Any) -> None:
    remind(connection, "call")
    assert len(deliveries.claim(connection, DUE, 9)) == 1
    assert deliveries.claim(connection, DUE + LEASE - timedelta(seconds=1), 9) == []
    assert len(deliveries.claim(connection, DUE + LEASE, 9)) == 1


@pytest.mark.parametrize("then", ["hold", "put_off", "set_aside", "said"])
def test_called_off_while_it_is_sent_it_stays_off(connection: Any, then: str) -> None:
    kept = remind(connection, "call")
    (claimed,) = deliveries.claim(connection, DUE, 9)
    reminders.cancel_of_person(connection, ANN, kept.id, DUE)
    match then:
        case "hold":
            deliveries.suspend(connection, [claimed])
        case "put_off":
            deliveries.retry_later(connection, [claimed], DUE)
        case "set_aside":
            deliveries.set_aside(connection, [claimed], DUE, ValueError())
        case _:
            deliveries.said(connection, [(claimed, None)], DUE)
    assert state(connection, kept) == "cancelled"
    assert deliveries.people_with_suspended(connection) == set()


def test_discord_in_trouble_is_waited_for_without_end(connection: Any) -> None:
    kept = remind(connection, "call")
    at, waits = DUE, []
    for _ in range(40):
        (claimed,) = deliveries.claim(connection, at, 9)
        deliveries.retry_later(connection, [claimed], at)
        row = connection.execute("SELECT try_at FROM reminder").fetchone()
        waits.append(row[0] - int(at.timestamp()))
        at = datetime.fromtimestamp(row[0], at.tzinfo)
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (60, 600)
    assert state(connection, kept) == "waiting"


def test_what_is_over_is_deleted_after_ninety_days(connection: Any) -> None:
    said, called_off = remind(connection, "said"), remind(connection, "off", when="in 400 days")
    repeated = remind(connection, "again", when="every monday 10:00")
    deliveries.said(connection, [(said, None)], DUE)
    reminders.cancel_of_person(connection, ANN, called_off.id, DUE)
    deliveries.said(connection, [(repeated, deliveries.next_time(repeated, DUE))], DUE)
    assert reminders.delete_old(connection, DUE + KEPT, 9) == 0
    assert reminders.delete_old(connection, DUE + KEPT + timedelta(seconds=1), 1) == 1
    assert reminders.delete_old(connection, DUE + KEPT + timedelta(seconds=1), 9) == 1
    assert reminders.find(connection, repeated.id) is not None


def test_series_skips_what_was_missed(connection: Any) -> None:
    kept = remind(connection, "stand-up", when="every monday 10:00")
    later = NOW + timedelta(days=40)
    following = deliveries.next_time(kept, later)
    assert following is not None
    assert later.replace(tzinfo=None) < following <= later.replace(tzinfo=None) + timedelta(days=7)


def test_zone_moves_series_and_leaves_the_others(connection: Any) -> None:
    series, once = remind(connection, "a", when="every monday 10:00"), remind(connection, "b")
    found = reminders.list_of_person(connection, ANN)
    assert reminders.in_zone(found, "America/Lima", "Asia/Manila", NOW) == []  # typed with it
    moved = reminders.in_zone(found, series.zone, "Asia/Manila", NOW)
    assert [each.reminder_id for each in moved] == [series.id]
    reminders.move_zone(connection, moved)
    after = {each.id: each for each in reminders.list_of_person(connection, ANN)}
    assert after[series.id].local.hour == 10
    assert after[series.id].due_at.hour == 2
    assert after[once.id] == once


def test_what_was_told_is_known_for_as_long_as_it_could_be_told_again(
    connection: Any, cards: RateCards
) -> None:
    """A lot is told of twice in its year; who is told in between must not hear it again."""
    movements.buy(connection, ask(), 40, 600, cards)
    for days in (359, 365 + 360):
        at = NOW + timedelta(days=days)
        movements.buy(connection, ask(at=at), 10, 150, cards)
        found, _ = notices.due_notices(connection, ANN, at, cards)
        notices.note_sent(connection, ANN, found, at, cards)
    kept = connection.execute("SELECT what FROM told WHERE what LIKE 'expiring:%'").fetchall()
    assert ("expiring:2027-03-10:7",) in kept


def spoil(connection: Any, reminder: Reminder) -> None:
    """As a file could have it before repetitions and times were checked."""
    connection.execute(
        "UPDATE reminder SET local_at = '9999-99-99T99:99:99', due_at = :never WHERE id = :id",
        {"never": 2**62, "id": reminder.id},
    )


def test_held_ones_beside_an_unreadable_one_are_claimed(connection: Any) -> None:
    kept = [remind(connection, about) for about in ("bad", "good", "good too")]
    deliveries.suspend(connection, kept)
    spoil(connection, kept[0])
    claimed = deliveries.claim_suspended(connection, ANN, DUE)
    assert [each.about for each in claimed] == ["good", "good too"]


def test_unreadable_one_is_listed_and_can_be_called_off(connection: Any) -> None:
    bad, good = remind(connection, "bad", when="every monday 10:00"), remind(connection, "good")
    spoil(connection, bad)
    found = reminders.list_of_person(connection, ANN)
    assert {each.about for each in found} == {"bad", "good"}
    reminders.in_zone(found, good.zone, "Asia/Manila", NOW)
    assert reminders.cancel_of_person(connection, ANN, bad.id, NOW).about == "bad"
    assert reminders.list_of_person(connection, ANN) == [good]


def test_faults_of_the_network_do_not_use_up_those_of_ours(connection: Any) -> None:
    kept = remind(connection, "call")
    at = DUE
    for _ in range(deliveries.MOST_ATTEMPTS + 5):
        (claimed,) = deliveries.claim(connection, at, 9)
        deliveries.retry_later(connection, [claimed], at)
        at += timedelta(hours=1)
    (claimed,) = deliveries.claim(connection, at, 9)
    deliveries.set_aside(connection, [claimed], at, ValueError())
    assert state(connection, kept) == "waiting"


def test_given_up_it_is_listed_and_can_be_called_off(connection: Any) -> None:
    kept = remind(connection, "call")
    for _ in range(deliveries.MOST_ATTEMPTS):
        deliveries.set_aside(connection, [kept], DUE, ValueError())
    assert [each.state for each in reminders.list_of_person(connection, ANN)] == ["broken"]
    reminders.cancel_of_person(connection, ANN, kept.id, DUE)
    assert reminders.list_of_person(connection, ANN) == []


def test_one_stands_in_anothers_place_once(connection: Any) -> None:
    was = remind(connection, "call")
    request, when = ask(ANN), read_when("in 2 hours", NOW, "UTC")
    kept = reminders.replace(connection, request, was.id, when, "call", "UTC")
    again = reminders.replace(connection, request, was.id, when, "call", "UTC")
    assert again.id == kept.id
    assert [each.id for each in reminders.list_of_person(connection, ANN)] == [kept.id]
    for of_none in (was.id, remind(connection, "mine", BOB).id):
        with pytest.raises(NoReminder):
            reminders.replace(connection, ask(ANN), of_none, when, "call", "UTC")
    assert [each.id for each in reminders.list_of_person(connection, ANN)] == [kept.id]
