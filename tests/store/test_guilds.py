"""A server's digest: of contributors, of whole months, and never of one person."""

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.rate_cards import RateCards
from bot.store import guilds, movements, proposals
from bot.store.guilds import FEWEST_COUNTED, Digest, count_me, keep_digest
from bot.store.movements import SpendRequest

from .people import ask

GUILD = 77
MARCH = datetime(2026, 3, 10, 12, tzinfo=UTC)
APRIL = datetime(2026, 4, 1, 9, tzinfo=UTC)


def digest_of(connection: Any, guild_id: int, now: datetime) -> Digest:
    """As it is shown, and kept."""
    return keep_digest(connection, guild_id, *guilds.digest_of(connection, guild_id, now))


def contribute(connection: Any, cards: RateCards, user_id: int, at: datetime = MARCH) -> int:
    """Agree to be counted, and send a proposal; its id."""
    movements.buy(connection, ask(user_id, at=at), 40, 600, cards)
    count_me(connection, ask(user_id, at=at), GUILD)
    return movements.spend(
        connection, ask(user_id, at=at), SpendRequest(6, title="x"), cards
    ).entry.id


def test_who_only_pressed_is_no_contributor(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    contribute(connection, cards, 1)
    for stranger in range(2, 7):
        count_me(connection, ask(stranger), GUILD)
    found = digest_of(connection, GUILD, APRIL)
    assert (found.people, found.proposals, found.spent) == (1, 0, 0)


def test_five_contributors_are_summed_without_what_was_undone(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    sent = [contribute(connection, cards, user_id) for user_id in range(1, 6)]
    extra = movements.spend(
        connection, ask(1, at=MARCH), SpendRequest(30, title="y"), cards
    ).entry.id
    proposals.tell_outcome(connection, ask(1, at=MARCH), extra, "interviewing", None, cards)
    movements.undo_entry(connection, ask(1, at=MARCH), extra, cards)
    proposals.tell_outcome(connection, ask(2, at=MARCH), sent[1], "closed", None, cards)
    proposals.tell_outcome(connection, ask(3, at=MARCH), sent[2], "hired", None, cards)
    found = digest_of(connection, GUILD, APRIL)
    assert found == Digest(APRIL.date().replace(month=3), 5, 5, 30, 0, 1, 6)


def test_who_undid_all_is_no_contributor(connection: sqlite3.Connection, cards: RateCards) -> None:
    sent = [contribute(connection, cards, user_id) for user_id in range(1, 6)]
    movements.undo_entry(connection, ask(5, at=MARCH), sent[4], cards)
    assert digest_of(connection, GUILD, APRIL).people == 4


def test_a_months_digest_stays_what_it_was(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    """With a member more, the difference would be theirs."""
    for user_id in range(1, FEWEST_COUNTED + 1):
        contribute(connection, cards, user_id)
    first = digest_of(connection, GUILD, APRIL)
    contribute(connection, cards, 9)
    count_me(connection, ask(1), GUILD)
    assert digest_of(connection, GUILD, APRIL + timedelta(days=3)) == first


def test_digests_of_different_days_are_of_the_same_month(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    for user_id in range(1, 6):
        contribute(connection, cards, user_id)
        contribute(connection, cards, user_id + 10, APRIL + timedelta(days=1))
    days = [datetime(2026, 4, day, 12, tzinfo=UTC) for day in (1, 15, 29)]
    assert {digest_of(connection, GUILD, day).people for day in days} == {5}
    assert digest_of(connection, GUILD, datetime(2026, 4, 30, 12, tzinfo=UTC)).month.month == 4


@pytest.mark.parametrize(("zone", "month"), [("Pacific/Auckland", 4), ("America/Los_Angeles", 3)])
def test_months_are_of_the_servers_zone(connection: Any, zone: str, month: int) -> None:
    guilds.change_settings(connection, ask(), GUILD, timezone=zone, language=None)
    at = datetime(2026, 4, 29, 12, tzinfo=UTC)
    assert digest_of(connection, GUILD, at).month.month == month


def test_settings_that_are_not_named_stay(connection: Any) -> None:
    guilds.change_settings(connection, ask(), GUILD, timezone="Asia/Tokyo", language=None)
    guilds.change_settings(connection, ask(), GUILD, timezone=None, language="es")
    assert guilds.timezone_of_guild(connection, GUILD) == "Asia/Tokyo"
    assert guilds.language_of_guild(connection, GUILD) == "es"


def test_two_servers_with_the_same_members_tell_nothing_by_their_difference(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    for user_id in range(1, 7):
        contribute(connection, cards, user_id)
        count_me(connection, ask(user_id), GUILD + 1)
    count_me(connection, ask(6), GUILD)  # out of the first again
    assert digest_of(connection, GUILD, APRIL).people == 5
    assert digest_of(connection, GUILD + 1, APRIL).people == 1
    assert digest_of(connection, GUILD, APRIL).people == 5


def test_other_servers_digest_that_was_kept_meanwhile_leaves_none(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    for user_id in range(1, 6):
        contribute(connection, cards, user_id)
        count_me(connection, ask(user_id), GUILD + 1)
    both = [guilds.digest_of(connection, each, APRIL) for each in (GUILD, GUILD + 1)]
    assert keep_digest(connection, GUILD, *both[0]).people == 5
    assert keep_digest(connection, GUILD + 1, *both[1]).people == 0


def test_whose_months_stood_in_a_digest_is_forgotten_in_time(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    for user_id in range(1, 6):
        contribute(connection, cards, user_id)
    digest_of(connection, GUILD, APRIL)
    assert guilds.delete_old(connection, APRIL + timedelta(days=60), 9) == 0
    assert guilds.delete_old(connection, APRIL + timedelta(days=100), 9) == 5
