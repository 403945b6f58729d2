"""Export, forget, import: the same books; and nothing of a person left in between."""

import json
import sqlite3
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ledger.estimates import Consent
from bot.ledger.model import Contract, Plan, Source, State
from bot.parsing.moments import read_when
from bot.rate_cards import RateCards
from bot.store import (
    accounts,
    edits,
    exchange,
    learned,
    movements,
    notices,
    proposals,
    reminders,
    staging,
)
from bot.store.accounts import Setup, note_language
from bot.store.audit import broken
from bot.store.edits import Edit
from bot.store.engine import schema
from bot.store.guilds import count_me
from bot.store.movements import SpendRequest
from bot.store.pending import keep
from bot.store.refusals import ImportBooks, ImportSums
from bot.transfer.export import parse_export
from bot.transfer.files import as_csv, as_json
from bot.transfer.refusals import ImportForm
from bot.transfer.rows import Export

from ..depth import thorough
from .conftest import NewBooks, examples_on, tables_of
from .files import forget, restore
from .people import ANN, BOB, NOW, ask

LATER = NOW + timedelta(days=40)


def live(connection: sqlite3.Connection, cards: RateCards, user_id: int) -> None:
    """A person with something in every table."""
    told = Setup(connects=60, timezone="Asia/Manila", cycle_day=5)
    accounts.set_up(connection, ask(user_id), told, cards)
    movements.buy(connection, ask(user_id), 40, 611, cards)
    movements.earn(connection, ask(user_id), Source.TOP_RATED, None, "=cmd", cards)
    spent = [
        movements.spend(
            connection, ask(user_id), SpendRequest(6, 2, title=f"Job {n}"), cards
        ).entry.id
        for n in range(4)
    ]
    for which, state in zip(spent, (State.INTERVIEWING, State.CLOSED, State.HIRED), strict=False):
        contract = Contract(90_000, 10) if state is State.HIRED else None
        proposals.tell_outcome(connection, ask(user_id), which, state, contract, cards)
    movements.undo_newest(connection, ask(user_id), cards)
    edits.edit(connection, ask(user_id), spent[2], Edit(connects=8, title="Job C"), cards)
    accounts.change_plan(connection, ask(user_id), Plan.FREELANCER_PLUS, cards)
    accounts.set_up(connection, ask(user_id), Setup(rates="2026", offered=True), cards)
    when = read_when("every monday 10:00", NOW, "Asia/Manila")
    reminders.add(connection, ask(user_id), when, "call Dana", "Asia/Manila")
    note_language(connection, user_id, "es")
    count_me(connection, ask(user_id), 77)
    keep(connection, ask(user_id), "[]")
    staging.stage(connection, user_id, staging.to_stage("export", "{}"), NOW)
    accounts.up_to_date_books(connection, user_id, LATER, cards)


def comparable(export: Export) -> dict[str, Any]:
    """An export with its entries numbered from one."""
    ids = {entry.id: number for number, entry in enumerate(export.entries, 1)}
    kept = json.loads(as_json(export))

    def renumber(value: Any) -> Any:
        if isinstance(value, list):
            return [renumber(each) for each in value]
        if isinstance(value, dict):
            numbered = (
                "id", "proposal_id", "reverses", "entry_id", "lot_id", "spend_id", "new_spend_id"
            )  # fmt: skip
            return {k: ids[v] if k in numbered and v else renumber(v) for k, v in value.items()}
        return value

    for name in (
        "pending",
        "staged",
        "requests",
        "digested",
    ):  # these wait for buttons, or for a repetition
        del kept[name]
    for entry in kept["entries"]:
        del entry["key"]
    told = {what for what in kept.pop("told") if not what.startswith("stale:")}
    return {**renumber(kept), "told": sorted(told), "exported_at": None}


def export_of(connection: sqlite3.Connection, user_id: int) -> Export:
    found = exchange.read_all(connection, user_id, LATER)
    assert found is not None
    return found


def test_export_forget_import_is_the_same(connection: sqlite3.Connection, cards: RateCards) -> None:
    live(connection, cards, BOB)
    live(connection, cards, ANN)
    before = export_of(connection, ANN)
    text = as_json(before).decode()
    forget(connection, ANN)
    assert exchange.read_all(connection, ANN, LATER) is None
    parsed = parse_export(text, LATER)
    assert restore(connection, ANN, parsed, LATER, frozenset({77}))
    assert comparable(export_of(connection, ANN)) == comparable(before)
    assert not restore(connection, ANN, parsed, LATER)


def test_proposal_that_is_still_waited_for_is_it_after_a_restore(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    movements.buy(connection, ask(BOB), 40, 600, cards)
    movements.buy(connection, ask(ANN), 40, 600, cards)
    sent = movements.spend(connection, ask(ANN), SpendRequest(6, title="logo"), cards)
    notices.note_waiting(connection, ask(ANN), sent.entry.id, cards)
    kept = export_of(connection, ANN)
    assert kept.told == {f"waiting:{sent.entry.id}": int(NOW.timestamp())}
    forget(connection, ANN)
    assert restore(connection, ANN, parse_export(as_json(kept).decode(), LATER), LATER)
    (restored,) = proposals.list_proposals(connection, ANN, limit=1)
    assert export_of(connection, ANN).told == {f"waiting:{restored.id}": int(NOW.timestamp())}
    assert restored.id != sent.entry.id


def test_file_without_a_card_leaves_the_one_that_is_gone_by(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    movements.buy(connection, ask(ANN), 40, 600, cards)
    kept = export_of(connection, ANN)
    assert kept.account.rates is None
    accounts.set_up(connection, ask(BOB), Setup(rates="2026", offered=False), cards)
    assert restore(connection, BOB, kept, LATER)
    restored = export_of(connection, BOB).account
    assert (restored.rates, restored.offered) == ("2026", 0)


def rows_of(connection: Any, user_id: int, account_id: int) -> list[str]:
    """The tables that hold anything of the person."""
    found = []
    for table, names in tables_of(connection).items():
        by = {"user_id": user_id, "account_id": account_id, "actor_id": user_id}
        by |= {"id": account_id} if table == "account" else {}
        for column in names & by.keys():
            where = f"{column} = {by[column]}"
            if connection.execute(f"SELECT 1 FROM {table} WHERE {where}").fetchone():
                found.append(table)
    return found


def test_nothing_of_a_forgotten_person_is_left(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    live(connection, cards, ANN)
    live(connection, cards, BOB)
    account = accounts.find_account(connection, ANN)
    assert account is not None
    everywhere = set(rows_of(connection, ANN, account.id))
    assert everywhere >= {
        "account",
        "person",
        "entry",
        "card_change",
        "lot",
        "proposal",
        "reminder",
        "staged",
    }
    entries = [e.id for e in export_of(connection, ANN).entries]
    bobs = comparable(export_of(connection, BOB))
    forget(connection, ANN)
    assert rows_of(connection, ANN, account.id) == []
    marks = ",".join(map(str, entries))
    for table, column in (
        ("allocation", "entry_id"),
        ("outcome", "proposal_id"),
        ("upgrade", "entry_id"),
    ):
        query = f"SELECT count(*) FROM {table} WHERE {column} IN ({marks})"
        assert connection.execute(query).fetchone() == (0,)
    assert comparable(export_of(connection, BOB)) == bobs


def test_journal_stays_append_only_for_the_others(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    live(connection, cards, ANN)
    forget(connection, BOB)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute("DELETE FROM entry")


def test_file_never_goes_onto_other_books(connection: sqlite3.Connection, cards: RateCards) -> None:
    live(connection, cards, ANN)
    live(connection, cards, BOB)
    movements.buy(connection, ask(BOB, at=LATER), 1, 15, cards)
    with pytest.raises(ImportBooks):
        restore(connection, BOB, export_of(connection, ANN), LATER)


def mutations(kept: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value of a file."""
    if isinstance(kept, dict):
        return [p for k, v in kept.items() for p in mutations(v, (*path, k))] or [path]
    if isinstance(kept, list):
        return [p for k, v in enumerate(kept) for p in mutations(v, (*path, k))] or [path]
    return [path]


@pytest.fixture(scope="module")
def anns_file(cards: RateCards) -> str:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.migrate(connection)
    live(connection, cards, ANN)
    return as_json(export_of(connection, ANN)).decode()


@thorough
def test_tampered_file_is_refused_whole_or_adds_up(new_books: NewBooks, anns_file: str) -> None:
    @given(st.data())
    @settings(max_examples=examples_on(new_books, 250))
    def check(data: st.DataObject) -> None:
        _tampered_file_is_refused_whole_or_adds_up(new_books, anns_file, data)

    check()


def _tampered_file_is_refused_whole_or_adds_up(
    new_books: NewBooks, anns_file: str, data: st.DataObject
) -> None:
    kept = json.loads(anns_file)
    path = data.draw(st.sampled_from(mutations(kept)))
    value: Any = data.draw(
        st.sampled_from([None, -1, 0, 1, 7, 10**18, "", "x", "hired", [], {}, True, 2.5])
    )
    at = kept
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    with new_books() as connection:
        refused = False
        try:
            restore(connection, ANN, parse_export(json.dumps(kept), LATER), LATER)
        except (ImportForm, ImportSums):
            refused = True
        if refused:
            assert connection.execute("SELECT count(*) FROM entry").fetchone() == (0,)
        assert broken(connection) == []


@pytest.mark.parametrize(
    "text", ["{}", "[]", "{", '{"purser": 2}', "null", "{" * 5000, '{"a": "\\u0000"}']
)
def test_what_is_no_export_is_refused(text: str) -> None:
    with pytest.raises(ImportForm):
        parse_export(text, LATER)


def test_tables_hold_no_formulas(connection: sqlite3.Connection, cards: RateCards) -> None:
    live(connection, cards, ANN)
    evil = SpendRequest(1, title="=HYPERLINK(1)", link="@SUM(A1)")
    movements.spend(connection, ask(ANN, at=LATER), evil, cards)
    files = as_csv(export_of(connection, ANN))
    assert set(files) == {
        "accounts.csv",
        "journal.csv",
        "rules.csv",
        "proposals.csv",
        "reminders.csv",
    }
    assert b"'=HYPERLINK(1),'@SUM(A1)" in files["proposals.csv"]
    assert b",'=cmd" in files["journal.csv"]
    assert b",-1," in files["journal.csv"]


def test_estimates_learn_from_twenty_of_five_who_agreed(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    people = range(100, 106)
    for user_id in people:
        movements.correct(connection, ask(user_id), 100, "", cards)
        for cost in (6, 8, 10, 12):
            order = SpendRequest(cost, budget_cents=70_000, title="x")
            movements.spend(connection, ask(user_id), order, cards)
    band = (60_000, None, NOW - timedelta(days=90))
    for count, user_id in enumerate(people):
        found = learned.read_learned(connection, *band)
        assert (found is None) is (count < 5)
        agreed = Consent.ALL if count % 2 else Consent.COSTS
        learned.share(connection, ask(user_id), agreed)
    found = learned.read_learned(connection, *band)
    assert found is not None
    assert (found.median, found.tenth, found.ninetieth) == (9, 6, 12)
    assert (found.proposals, found.people) == (24, 6)
    assert learned.read_learned(connection, 5_000, 60_000, band[2]) is None
    for user_id in (100, 101):
        learned.share(connection, ask(user_id), Consent.NONE)
    assert learned.read_learned(connection, *band) is None


def test_what_proposals_brought_is_of_those_who_agreed(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    since = NOW - timedelta(days=90)
    for user_id in range(100, 105):
        movements.correct(connection, ask(user_id), 100, "", cards)
        for state in (None, "viewed", "interviewing", "hired"):
            sent = movements.spend(connection, ask(user_id), SpendRequest(12), cards).entry.id
            if state:
                contract = Contract(user_id * 100) if state == "hired" else None
                proposals.tell_outcome(connection, ask(user_id), sent, state, contract, cards)
        movements.spend(connection, ask(user_id), SpendRequest(12, invited=True), cards)
        assert learned.read_brought(connection, 10, 15, since) is None
        learned.share(connection, ask(user_id), Consent.ALL)
    found = learned.read_brought(connection, 10, 15, since)
    assert found is not None
    assert (found.people, found.interviews.of) == (5, 20)
    assert (found.interviews.hits, found.hires.hits, found.contract) == (10, 5, 10_200)
    assert learned.read_brought(connection, 13, 15, since) is None
    assert learned.read_brought(connection, 10, 15, NOW + timedelta(1)) is None
    for less in (Consent.NONE, Consent.COSTS):
        learned.share(connection, ask(102), less)
        assert learned.read_brought(connection, 10, 15, since) is None
