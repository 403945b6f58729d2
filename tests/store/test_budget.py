"""Each write transaction does little enough for a quarter of a second of one core, with the largest
inputs there are.

Counted is the work, which is the same on every machine: SQLite's steps and Python's calls.
"""

import ast
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.ledger.books import MOST_LOTS
from bot.ledger.estimates import Consent
from bot.ledger.model import Kind, Plan, Source
from bot.ledger.notices import AWAITING_NEWS
from bot.parsing.moments import When
from bot.parsing.statements import StatementLine
from bot.parsing.tables import MOST_ROWS
from bot.rate_cards import RateCards
from bot.store import (
    accounts,
    deliveries,
    edits,
    exchange,
    forgetting,
    guilds,
    learned,
    movements,
    notices,
    pending,
    proposals,
    reminders,
    requests,
    rollover,
    staging,
)
from bot.store import imports as statements
from bot.store.accounts import Setup, note_language
from bot.store.edits import Edit, EditReceipt
from bot.store.engine import schema
from bot.store.guilds import Digest
from bot.store.key_values import put_value
from bot.store.movements import SpendRequest
from bot.store.upkeep import tidy
from bot.transfer.history import chain_of, compare, keyed
from bot.transfer.rows import MOST_TOLD, Export

from .people import ANN, BOB, NOW, ask

pytestmark = pytest.mark.xdist_group("budget")  # the books take seconds to fill: once is enough

MOST_STEPS, MOST_CALLS = 2_500_000, 350_000
"""Of SQLite's virtual machine, and of functions, where each one's return counts too: 1.7 million
steps with 220,000 calls took 0.21 to 0.25 s of a core of 2021 (AMD EPYC 7003)."""
STEPS_A_TICK = 1000
ENTRIES = 40_000
CROWD = range(1000, 1500)
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory, cards: RateCards) -> Iterator[Any]:
    """Ann has as much of everything as one may have; a crowd waits for the calendar."""
    path = tmp_path_factory.mktemp("budget") / "purser.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA foreign_keys = ON")
        schema.migrate(connection)
        connection.execute("BEGIN")
        crowd(connection, cards)
        rich(connection, cards)
        connection.execute("COMMIT")
        yield connection


def crowd(connection: Any, cards: RateCards) -> None:
    for user_id in CROWD:
        accounts.set_up(connection, ask(user_id), Setup(connects=300), cards)
        for number in range(20):
            movements.spend(connection, ask(user_id), SpendRequest(1, title=f"job {number}"), cards)


def rich(connection: Any, cards: RateCards) -> None:
    """A long journal, as many open lots as there may be, proposals, reminders, notes."""
    accounts.open_account(connection, ANN, NOW)
    buy_often(connection, MOST_LOTS, cards)
    movements.spend(connection, ask(), SpendRequest(MOST_LOTS * 50, title="one"), cards)
    buy_often(connection, MOST_LOTS - 1, cards)
    for number in range(300):
        movements.spend(connection, ask(), SpendRequest(1, title=f"job {number}"), cards)
    lengthen(connection)
    for number in range(reminders.MOST_OF_PERSON):
        remind(connection, number)
    fill = {"user_id": ANN, "at": int(NOW.timestamp())}
    connection.executemany(
        "INSERT INTO told (user_id, what, at) VALUES (:user_id, :what, :at)",
        [fill | {"what": f"turned:{10**9 + number}"} for number in range(MOST_TOLD)],
    )
    for number in range(requests.MOST):
        requests.note_done(connection, ask(key=f"r{number}"))
        pending.keep(connection, ask(key=f"p{number}"), "x" * 2000)


def buy_often(connection: Any, times: int, cards: RateCards) -> None:
    """One purchase of 50, and copies of its entry and lot: by command they take seconds."""
    bought = movements.buy(connection, ask(), 50, 750, cards).entry.id
    copied = {"id": bought, "times": times}
    connection.execute(
        "WITH RECURSIVE count (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM count WHERE n < :times) "
        "INSERT INTO entry (account_id, kind, amount, at, source, actor_id, note, key) "
        "SELECT account_id, kind, amount, at, source, actor_id, note, key || '.' || n "
        "FROM entry, count WHERE id = :id",
        copied,
    )
    connection.execute(
        "INSERT INTO lot SELECT entry.id, lot.account_id, lot.amount, remaining, lot.source, "
        "acquired_at, expires_at, price_cents FROM lot JOIN entry ON entry.id > lot.id "
        "WHERE lot.id = :id",
        copied,
    )


def lengthen(connection: Any) -> None:
    """Make the journal long with corrections of nothing."""
    account = accounts.find_account(connection, ANN)
    assert account is not None
    connection.executemany(
        "INSERT INTO entry (account_id, kind, amount, at, source, note, key) "
        "VALUES (:account_id, 'correct', 0, :at, 'correct', '', :key)",
        [
            {"account_id": account.id, "at": int(NOW.timestamp()), "key": f"k{number}"}
            for number in range(ENTRIES)
        ],
    )


def remind(connection: Any, number: int) -> None:
    when = When(NOW + timedelta(minutes=1), NOW.replace(tzinfo=None), "FREQ=HOURLY")
    reminders.add(connection, ask(key=f"reminder{number}"), when, "x" * 200, "UTC")


def history(count: int = MOST_ROWS) -> list[StatementLine]:
    """Spends that are refunded, as many lines as a file may have."""
    day = NOW.date()
    half = [
        StatementLine(day, f"Applied {n}", -6, Kind.SPEND, "proposal", f"job {n}")
        for n in range(count // 2)
    ]
    return half + [
        StatementLine(day, f"Refund {n}", 6, Kind.REFUND, "closed", f"job {n}")
        for n in range(count // 2)
    ]


Act = Callable[[Any, RateCards], object]
YEARS = NOW + timedelta(days=3 * 366)


def newest(connection: Any, table: str) -> int:
    return int(connection.execute(f"SELECT max(id) FROM {table}").fetchone()[0])


def closes(connection: Any, cards: RateCards) -> object:
    return proposals.tell_outcome(connection, ask(), one(connection), "closed", None, cards)


def takes_back(connection: Any, cards: RateCards) -> object:
    closes(connection, cards)
    return proposals.take_back_outcome(connection, ask(), newest(connection, "outcome"), cards)


def one(connection: Any) -> int:
    row = connection.execute("SELECT id FROM proposal WHERE title = 'one'").fetchone()
    return int(row[0])


def edits_one(connection: Any, cards: RateCards) -> EditReceipt:
    return edits.edit(connection, ask(), one(connection), Edit(connects=9), cards)


def takes_an_edit_back(connection: Any, cards: RateCards) -> object:
    edited = edits_one(connection, cards).edit_id
    assert edited is not None
    return lambda: edits.take_back_edit(connection, ask(), edited, cards)


def redoes(connection: Any, cards: RateCards) -> object:
    undone = movements.undo_entry(connection, ask(), one(connection), cards)
    assert isinstance(undone, movements.UndoReceipt)
    redo_id = undone.redo_id
    assert redo_id is not None
    return lambda: movements.redo(connection, ask(), redo_id, cards)


def undoes(connection: Any, cards: RateCards) -> object:
    return movements.undo_entry(connection, ask(), one(connection), cards)


def export_of(connection: Any) -> Export:
    found = exchange.read_all(connection, ANN, NOW)
    assert found is not None
    return found


def begins(connection: Any, cards: RateCards) -> object:
    export = export_of(connection)
    return lambda: exchange.begin(connection, BOB, export, NOW)


def adopts(connection: Any, cards: RateCards) -> object:
    export = export_of(connection)
    account_id = exchange.begin(connection, BOB, export, NOW)
    return lambda: exchange.adopt(connection, BOB, account_id, export, {}, frozenset())


def writes_a_step(part: str) -> Act:
    def prepare(connection: Any, cards: RateCards) -> object:
        export = export_of(connection)
        account_id = exchange.begin(connection, BOB, export, NOW)
        numbers: dict[int, int] = {}
        for step in exchange.steps(export):
            if step.part.name == part and len(step.rows) == exchange.STEP:
                write = exchange.write_step
                return lambda: write(connection, BOB, account_id, step, numbers)
            numbers |= exchange.write_step(connection, BOB, account_id, step, numbers)
        raise AssertionError(part)

    return prepare


def deletes_some(connection: Any, _: RateCards) -> object:
    account_id = forgetting.begin(connection, ask())
    assert account_id is not None
    return lambda: forgetting.delete_some(connection, account_id)


def brings_in(connection: Any, cards: RateCards) -> object:
    chain = chain_of(compare(keyed(history()), frozenset(), ()).new, cards.default, "UTC", NOW)
    return lambda: statements.bring_in(connection, ask(), chain, cards)


def watches(connection: Any, cards: RateCards) -> object:
    put_value(connection, notices.WATCHED, "0")
    return lambda: notices.watch(connection, NOW, cards)


def fails_and_retries(connection: Any, cards: RateCards) -> object:
    for user_id in CROWD:
        connection.execute("INSERT INTO failure VALUES ('person', :id, 1, 1, 'x')", {"id": user_id})
    return lambda: notices.try_again(connection, NOW, cards)


def tells(connection: Any, cards: RateCards) -> object:
    at = NOW + timedelta(days=360)
    found, _ = notices.due_notices(connection, ANN, at, cards)
    return lambda: notices.note_sent(connection, ANN, found, at, cards)


def waits(connection: Any, cards: RateCards) -> object:
    (newest,) = proposals.list_proposals(connection, ANN, states=AWAITING_NEWS, limit=1)
    return lambda: notices.note_waiting(connection, ask(), newest.id, cards)


def claims(connection: Any, _: RateCards) -> object:
    return deliveries.claim(connection, NOW + timedelta(days=2), 20)


def says(connection: Any, cards: RateCards) -> object:
    late = NOW + timedelta(days=2)
    claimed = deliveries.claim(connection, late, 20)
    done = [(each, deliveries.next_time(each, late)) for each in claimed]
    return lambda: deliveries.said(connection, done, late)


def holds(connection: Any, cards: RateCards) -> object:
    claimed = reminders.list_of_person(connection, ANN)
    return lambda: deliveries.suspend(connection, claimed)


def adds(connection: Any, _: RateCards) -> object:
    reminders.cancel_of_person(connection, ANN, first_reminder(connection).id, NOW)
    return lambda: remind(connection, 10**6)


def replaces(connection: Any, _: RateCards) -> object:
    was = first_reminder(connection)
    when = When(NOW + timedelta(minutes=1), NOW.replace(tzinfo=None))
    return lambda: reminders.replace(connection, ask(), was.id, when, "x" * 200, "UTC")


def cancels_of_guild(connection: Any, _: RateCards) -> object:
    when = When(NOW + timedelta(minutes=1), NOW.replace(tzinfo=None))
    kept = reminders.add(connection, ask(), when, "x", "UTC", reminders.Place(77, 78))
    return lambda: reminders.cancel_of_guild(connection, 77, kept.id, NOW)


def first_reminder(connection: Any) -> reminders.Reminder:
    return reminders.list_of_person(connection, ANN)[0]


def stages(connection: Any, _: RateCards) -> object:
    for user_id in range(10):
        file = staging.to_stage("table", str(user_id) * 7_000_000)
        staging.stage(connection, 5000 + user_id, file, NOW)
    file = staging.to_stage("table", "x" * 8 * 1024 * 1024)
    return lambda: staging.stage(connection, ANN, file, NOW)


def unstages(connection: Any, _: RateCards) -> object:
    file = staging.to_stage("table", "x" * 8 * 1024 * 1024)
    staging.stage(connection, ANN, file, NOW)
    return lambda: staging.unstage(connection, ANN, file.mark)


def moves_zone(connection: Any, cards: RateCards) -> object:
    found = reminders.list_of_person(connection, ANN)
    told = Setup(
        connects=1, timezone="Asia/Manila", cycle_day=5, plan=Plan.FREELANCER_PLUS,
        moved=tuple(reminders.in_zone(found, found[0].zone, "Asia/Manila", NOW)),
    )  # fmt: skip
    return lambda: accounts.set_up(connection, ask(), told, cards)


DIGEST = Digest(NOW.date(), 9, 9, 9, 9, 9, 9)
ACTS: dict[str, list[Act]] = {
    "set_up": [
        moves_zone,
        lambda c, r: accounts.set_up(c, ask(at=YEARS), Setup(rates="2026"), r),
    ],
    "open_account": [lambda c, r: accounts.open_account(c, BOB, NOW, "2026")],
    "up_to_date_books": [lambda c, r: accounts.up_to_date_books(c, ANN, YEARS, r)],
    "open_and_claim_welcome": [lambda c, r: accounts.open_and_claim_welcome(c, BOB, NOW)],
    "change_plan": [lambda c, r: accounts.change_plan(c, ask(), Plan.FREELANCER_PLUS, r)],
    "stop_top_rated": [lambda c, r: accounts.stop_top_rated(c, ask(), r)],
    "spend": [lambda c, r: movements.spend(c, ask(), SpendRequest(0, title="x" * 200), r)],
    "buy": [lambda c, r: movements.buy(c, ask(), 100_000, 10**9, r)],
    "earn": [lambda c, r: movements.earn(c, ask(), Source.TOP_RATED, None, "x" * 200, r)],
    "correct": [
        lambda c, r: movements.correct(c, ask(), 0, "x" * 200, r),
        lambda c, r: movements.correct(c, ask(at=YEARS), 100_000, "", r),
    ],
    "undo_newest": [lambda c, r: movements.undo_newest(c, ask(), r)],
    "undo_entry": [undoes],
    "edit": [edits_one],
    "take_back_edit": [takes_an_edit_back],
    "redo": [redoes],
    "tell_outcome": [closes],
    "take_back_outcome": [takes_back],
    "plan_check": [lambda c, r: notices.plan_check(c, ANN, NOW, r)],
    "watch": [watches],
    "try_again": [fails_and_retries],
    "note_sent": [tells],
    "note_waiting": [waits],
    "add": [adds],
    "replace": [replaces],
    "cancel_of_person": [
        lambda c, r: reminders.cancel_of_person(c, ANN, first_reminder(c).id, NOW)
    ],
    "cancel_of_guild": [cancels_of_guild],
    "claim": [claims],
    "said": [says],
    "suspend": [holds],
    "claim_suspended": [lambda c, r: deliveries.claim_suspended(c, ANN, NOW)],
    "wait_until": [lambda c, r: deliveries.wait_until(c, reminders.list_of_person(c, ANN), NOW)],
    "retry_later": [lambda c, r: deliveries.retry_later(c, [first_reminder(c)], NOW)],
    "set_aside": [lambda c, r: deliveries.set_aside(c, [first_reminder(c)], NOW, ValueError())],
    "break_off": [lambda c, r: deliveries.break_off(c, first_reminder(c))],
    "turn_batch": [
        lambda c, r: rollover.turn_batch(c, NOW + timedelta(days=31), r),
        lambda c, r: rollover.turn_batch(c, YEARS, r),
    ],
    "tidy": [lambda c, r: tidy(c, YEARS)],
    "stage": [stages],
    "unstage": [unstages],
    "begin": [
        lambda c, r: forgetting.begin(c, ask()),
        begins,
    ],
    "write_step": [writes_a_step("entries"), writes_a_step("allocations"), writes_a_step("lots")],
    "adopt": [adopts],
    "claim_abandoned": [lambda c, r: forgetting.claim_abandoned(c, YEARS)],
    "delete_some": [deletes_some],
    "bring_in": [brings_in],
    "count_me": [lambda c, r: guilds.count_me(c, ask(), 77)],
    "change_settings": [
        lambda c, r: notices.change_settings(c, ask(), r, {"expiring_days": 90}),
        lambda c, r: guilds.change_settings(c, ask(), 77, timezone="UTC", language="es"),
    ],
    "keep_digest": [lambda c, r: guilds.keep_digest(c, 77, DIGEST, range(10_000))],
    "share": [lambda c, r: learned.share(c, ask(), Consent.ALL)],
    "keep": [lambda c, r: pending.keep(c, ask(), "x" * 4000)],
    "note_language": [lambda c, r: note_language(c, ANN, "es")],
    "put_value": [lambda c, r: put_value(c, "commands", "x" * 4000)],
}
"""What holds the writer, by its name: each prepares what is not measured and returns the rest."""


@pytest.mark.parametrize(
    "act", [pytest.param(act, id=name) for name, acts in ACTS.items() for act in acts]
)
def test_transaction_is_within_the_budget(books: Any, cards: RateCards, act: Act) -> None:
    books.execute("BEGIN")
    with counted(books) as work:
        rest = act(books, cards)
    if callable(rest):
        with counted(books) as work:
            rest()
    books.execute("ROLLBACK")
    assert work.steps < MOST_STEPS
    assert work.calls < MOST_CALLS


@dataclass
class Work:
    steps: int = 0
    calls: int = 0


@contextmanager
def counted(books: Any) -> Iterator[Work]:
    work = Work()

    def step() -> int:
        work.steps += STEPS_A_TICK
        return 0

    def call(*_: object) -> None:
        work.calls += 1

    books.set_progress_handler(step, STEPS_A_TICK)
    sys.setprofile(call)
    try:
        yield work
    finally:
        sys.setprofile(None)
        books.set_progress_handler(None, 0)


def written() -> set[str]:
    """The names of all functions that some code hands to `write`."""
    found = set()
    for file in [*(ROOT / "bot").rglob("*.py"), *(ROOT / "cogs").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            is_write = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "write"
                and "playground" not in file.parts
            )
            if is_write and isinstance(node, ast.Call) and node.args:
                transaction = node.args[0]
                if isinstance(transaction, ast.Lambda) and isinstance(transaction.body, ast.Call):
                    transaction = transaction.body.func
                called = ast.unparse(transaction).split(".")[-1]
                if called.isidentifier():
                    found.add(called)
    return found


def test_every_transaction_is_measured() -> None:
    assert written() - {"connection"} == set(ACTS)
