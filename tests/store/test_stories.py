"""One proposal's whole story, from its journal, its outcomes and its edits."""

import sqlite3
from datetime import timedelta

import pytest

from bot.ledger.model import Contract, State
from bot.rate_cards import RateCards
from bot.store import accounts, edits, movements, proposals
from bot.store.accounts import Setup
from bot.store.edits import Edit
from bot.store.movements import SpendRequest
from bot.store.refusals import NotYours
from bot.store.stories import Edited, Moved, Sent, Told, read_story

from .people import ANN, BOB, NOW, ask


def test_story_has_every_event_in_its_order(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    accounts.set_up(connection, ask(), Setup(connects=60), cards)
    movements.buy(connection, ask(), 10, 150, cards)
    order = SpendRequest(12, title="logo", sent_at=NOW - timedelta(days=1))
    logo = movements.spend(connection, ask(), order, cards).entry.id
    movements.spend(connection, ask(), SpendRequest(4, title="other"), cards)

    def day(number: int) -> timedelta:
        return timedelta(days=number)

    later = [ask(at=NOW + day(number)) for number in range(1, 6)]
    edits.edit(connection, later[0], logo, Edit(more_boost=4), cards)
    edits.edit(connection, later[1], logo, Edit(title="Acme logo"), cards)
    proposals.tell_outcome(connection, later[2], logo, State.VIEWED, None, cards)
    proposals.tell_outcome(connection, later[3], logo, State.INTERVIEWING, None, cards)
    contract = Contract(50_000, 10)
    proposals.tell_outcome(connection, later[4], logo, State.HIRED, contract, cards)
    story = read_story(connection, ANN, logo)
    sent, boosted, renamed, viewed, *interviewed, hired = story.events
    assert sent == Sent(NOW - day(1), 12)
    assert isinstance(boosted, Edited)
    assert (boosted.before.boost, boosted.after.boost) == (0, 4)
    assert isinstance(renamed, Edited)
    assert (renamed.before.title, renamed.after.title) == ("logo", "Acme logo")
    assert viewed == Told(NOW + day(3), "viewed")
    assert [type(event) for event in interviewed] == [Told, Moved]
    assert hired == Told(NOW + day(5), "hired")
    assert (story.cost, story.brought, story.proposal.contract) == (16, 10, contract)


def test_what_came_back_is_no_cost(connection: sqlite3.Connection, cards: RateCards) -> None:
    accounts.set_up(connection, ask(), Setup(connects=60), cards)
    logo = movements.spend(connection, ask(), SpendRequest(6), cards).entry.id
    later = ask(at=NOW + timedelta(days=1))
    proposals.tell_outcome(connection, later, logo, State.CLOSED, None, cards)
    story = read_story(connection, ANN, logo)
    assert (story.cost, story.paid_cents, story.brought) == (0, 0, 0)
    moved = story.events[-1]
    assert isinstance(moved, Moved)
    assert moved.entry.amount == 6


def test_undone_spend_is_told(connection: sqlite3.Connection, cards: RateCards) -> None:
    accounts.set_up(connection, ask(), Setup(connects=60), cards)
    logo = movements.spend(connection, ask(), SpendRequest(6), cards).entry.id
    edits.edit(connection, ask(), logo, Edit(connects=8), cards)
    movements.undo_entry(connection, ask(at=NOW + timedelta(days=1)), logo, cards)
    story = read_story(connection, ANN, logo)
    assert [type(event) for event in story.events] == [Sent, Edited, Moved]
    assert story.cost == 0


def test_story_of_somebody_elses_is_nobodys(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    accounts.set_up(connection, ask(), Setup(connects=60), cards)
    logo = movements.spend(connection, ask(), SpendRequest(6), cards).entry.id
    accounts.set_up(connection, ask(BOB), Setup(connects=60), cards)
    with pytest.raises(NotYours):
        read_story(connection, BOB, logo)


@pytest.mark.parametrize(
    ("search", "found"),
    [("logo", ["Logo 100%"]), ("100%", ["Logo 100%"]), ("%", ["Logo 100%"]), ("_", []),
     ("É", ["Élan"]), ("nothing", []), ("", ["Élan", "Logo 100%"])],
)  # fmt: skip
def test_proposals_are_searched_by_title(
    connection: sqlite3.Connection, cards: RateCards, search: str, found: list[str]
) -> None:
    accounts.set_up(connection, ask(), Setup(connects=60), cards)
    for title in ("Logo 100%", "Élan"):
        movements.spend(connection, ask(), SpendRequest(6, title=title), cards)
    listed = proposals.list_proposals(connection, ANN, search=search, limit=9)
    assert [each.title for each in listed] == found
    assert proposals.count_proposals(connection, ANN, search=search) == len(found)
