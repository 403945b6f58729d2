"""Each request has one effect, however often it is delivered, also one that posts no entry."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.ledger.estimates import Consent
from bot.ledger.model import Plan, Source, State
from bot.rate_cards import RateCards
from bot.store import (
    accounts,
    guilds,
    learned,
    movements,
    notices,
    proposals,
    requests,
)
from bot.store.accounts import Setup
from bot.store.journal import Request
from bot.store.movements import SpendRequest
from bot.store.refusals import NotYours

from . import files
from .files import forget
from .people import ANN, NOW, ask

Act = Callable[[Any, Request, RateCards], object]


def state(connection: Any) -> dict[str, list[Any]]:
    """Every row but the notes of requests."""
    tables = (
        "account", "person", "entry", "lot", "proposal", "outcome", "card_change", "counted",
        "guild",
    )  # fmt: skip
    return {
        table: connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
        for table in tables
    }


def the_proposal(connection: Any) -> int:
    return int(connection.execute("SELECT max(id) FROM proposal").fetchone()[0])


def tell(result: str) -> Act:
    return lambda c, request, cards: proposals.tell_outcome(
        c, request, the_proposal(c), result, None, cards
    )


def take_back(connection: Any, request: Request, cards: RateCards) -> object:
    newest = connection.execute("SELECT max(id) FROM outcome").fetchone()[0]
    return proposals.take_back_outcome(connection, request, newest, cards)


def correct(to: int) -> Act:
    return lambda c, request, cards: movements.correct(c, request, to, "", cards)


def set_up(**told: Any) -> Act:
    return lambda c, request, cards: accounts.set_up(c, request, Setup(**told), cards)


def plan(to: Plan) -> Act:
    return lambda c, request, cards: accounts.change_plan(c, request, to, cards)


def wish(**changes: int) -> Act:
    return lambda c, request, cards: notices.change_settings(c, request, cards, changes)


def share(consent: Consent) -> Act:
    return lambda c, request, cards: learned.share(c, request, consent)


def count_me(connection: Any, request: Request, _: RateCards) -> object:
    return guilds.count_me(connection, request, 77)


def speak(language: str) -> Act:
    return lambda c, request, cards: guilds.change_settings(
        c, request, 77, timezone=None, language=language
    )


def spend(connection: Any, request: Request, cards: RateCards) -> object:
    return movements.spend(connection, request, SpendRequest(6, title="later"), cards)


def no_longer_top_rated(connection: Any, request: Request, cards: RateCards) -> object:
    return accounts.stop_top_rated(connection, request, cards)


def top_rated(connection: Any, request: Request, cards: RateCards) -> object:
    return movements.earn(connection, request, Source.TOP_RATED, None, "", cards)


@pytest.mark.parametrize(
    ("first", "between"),
    [
        pytest.param(tell("viewed"), tell("hired"), id="a state"),
        pytest.param(tell(State.SUBMITTED), tell("declined"), id="the state it is in"),
        pytest.param(correct(104), spend, id="a correction to what is held"),
        pytest.param(plan(Plan.BASIC), plan(Plan.FREELANCER_PLUS), id="a downgrade"),
        pytest.param(set_up(timezone="Asia/Manila"), set_up(timezone="UTC"), id="a zone"),
        pytest.param(set_up(cycle_day=5), set_up(cycle_day=9), id="a cycle day"),
        pytest.param(set_up(rates="2026"), set_up(rates="2022-07"), id="a card"),
        pytest.param(set_up(connects=104), spend, id="what is held"),
        pytest.param(wish(low_balance=9), wish(low_balance=3), id="a wish"),
        pytest.param(share(Consent.ALL), share(Consent.NONE), id="consent"),
        pytest.param(count_me, count_me, id="a digest"),
        pytest.param(speak("es"), speak("en"), id="a server's language"),
        pytest.param(no_longer_top_rated, top_rated, id="a status that ended"),
    ],
)
def test_delivered_again_it_changes_nothing(
    connection: sqlite3.Connection, cards: RateCards, first: Act, between: Act
) -> None:
    accounts.set_up(connection, ask(), Setup(connects=40), cards)
    accounts.change_plan(connection, ask(), Plan.FREELANCER_PLUS, cards)
    movements.spend(connection, ask(), SpendRequest(6, title="job"), cards)
    delivered = ask()
    first(connection, delivered, cards)
    between(connection, ask(), cards)
    before = state(connection)
    first(connection, delivered, cards)
    assert state(connection) == before


def test_outcome_is_taken_back_once(connection: sqlite3.Connection, cards: RateCards) -> None:
    accounts.set_up(connection, ask(), Setup(connects=40), cards)
    movements.spend(connection, ask(), SpendRequest(6, title="job"), cards)
    tell("viewed")(connection, ask(), cards)
    newest = connection.execute("SELECT max(id) FROM outcome").fetchone()[0]
    delivered = ask()
    proposals.take_back_outcome(connection, delivered, newest, cards)
    tell("viewed")(connection, ask(), cards)
    before = state(connection)
    proposals.take_back_outcome(connection, delivered, newest, cards)
    assert state(connection) == before


def test_no_the_other_one_is_whole_or_nothing(connection: Any, cards: RateCards) -> None:
    accounts.set_up(connection, ask(), Setup(connects=40), cards)
    movements.spend(connection, ask(), SpendRequest(6, title="job"), cards)
    told = proposals.tell_outcome(
        connection, ask(), the_proposal(connection), "closed", None, cards
    )
    before = state(connection)
    connection.execute("BEGIN")
    with pytest.raises(NotYours):
        proposals.tell_outcome(
            connection, ask(), 10**6, "closed", None, cards, instead_of=told.outcome_id
        )
    connection.execute("ROLLBACK")
    assert state(connection) == before


def test_forgotten_once_what_came_after_stays(
    connection: sqlite3.Connection, cards: RateCards, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivered = ask()
    monkeypatch.setattr(files, "ask", lambda user_id: delivered)
    movements.buy(connection, ask(), 40, 600, cards)
    forget(connection, ANN)
    movements.buy(connection, ask(), 20, 300, cards)
    forget(connection, ANN)
    books = accounts.read_books(connection, ANN)
    assert books is not None
    assert books.balance == 20


def test_notes_are_deleted_after_a_while(connection: sqlite3.Connection, cards: RateCards) -> None:
    accounts.set_up(connection, ask(), Setup(connects=0), cards)
    early = NOW + requests.KEPT
    assert requests.delete_old(connection, early, 9) == 0
    assert requests.delete_old(connection, early + timedelta(seconds=1), 9) == 1
