"""The figures of /stats and /forecast against a second, naive computation."""

import contextlib
import sqlite3
from datetime import timedelta
from fractions import Fraction
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ledger.figures import Period, Totals
from bot.ledger.model import Contract, Kind, Purpose, Source, State
from bot.ledger.refusals import Refusal
from bot.ledger.series import DayMovement
from bot.rate_cards import RateCards
from bot.store import history, movements, proposals
from bot.store.audit import broken
from bot.store.figures import movements as movements_of
from bot.store.figures import read_summary, read_totals, spent_by_source, used_by_week
from bot.store.history import Line
from bot.store.movements import SpendRequest

from ..depth import thorough
from .conftest import NewBooks, examples_on
from .people import ANN, BOB, NOW, ask

RESULTS = [state for state in State if state not in (State.UNDONE, State.SUBMITTED)]
STEP = st.tuples(
    st.sampled_from(["buy", "spend", "tell", "back", "undo"]),
    st.integers(0, 40),
    st.sampled_from(RESULTS),
    st.sampled_from([None, 2_000, 30_000, 90_000]),
)


class Run:
    """Steps on the books, beside a list of the proposals that live and the stage of each."""

    def __init__(self, connection: Any, cards: RateCards) -> None:
        self.connection = connection
        self.cards = cards
        self.at = NOW
        self.stages: dict[int, int] = {}
        self.told: list[tuple[int, int, int]] = []
        movements.correct(self.connection, ask(), 60, "", cards)

    def buy(self, number: int, *_: Any) -> None:
        movements.buy(self.connection, ask(at=self.at), number + 1, 7 * number, self.cards)

    def spend(self, number: int, _: State, budget: int | None) -> None:
        order = SpendRequest(number % 7, number % 3, budget_cents=budget, invited=number % 2 == 0)
        made = movements.spend(self.connection, ask(at=self.at), order, self.cards)
        self.stages[made.entry.id] = 0

    def tell(self, number: int, state: State, _: int | None) -> None:
        if not self.stages:
            return
        which = list(self.stages)[number % len(self.stages)]
        request, before = ask(at=self.at), self.stages[which]
        receipt = proposals.tell_outcome(self.connection, request, which, state, None, self.cards)
        self._reach(which, state)
        if receipt.outcome_id:
            self.told.append((receipt.outcome_id, which, before))

    def back(self, *_: Any) -> None:
        if not self.told:
            return
        outcome_id, which, stage = self.told.pop()
        proposals.take_back_outcome(self.connection, ask(at=self.at), outcome_id, self.cards)
        self.stages[which] = stage

    def undo(self, *_: Any) -> None:
        if self.stages:
            which = list(self.stages)[-1]
            movements.undo_entry(self.connection, ask(at=self.at), which, self.cards)
            self.stages.pop(which)

    def _reach(self, which: int, state: State) -> None:
        if state in COURSE:
            self.stages[which] = COURSE.index(state)

    def net(self, proposal_id: int) -> tuple[int, Fraction]:
        """Connects that did not come back, and what they had cost, from the allocations."""
        connects, cents = 0, Fraction()
        for lot_amount, price, amount in self.connection.execute(
            "SELECT lot.amount, price_cents, allocation.amount FROM allocation "
            "JOIN lot ON lot.id = lot_id JOIN entry ON entry.id = entry_id "
            "WHERE proposal_id = :id AND kind IN ('spend', 'refund')",
            {"id": proposal_id},
        ).fetchall():
            connects -= amount
            cents -= Fraction(amount * price, lot_amount)
        return connects, cents


COURSE = [State.SUBMITTED, State.VIEWED, State.INTERVIEWING, State.HIRED]


@thorough
def test_summary_is_what_happened(new_books: NewBooks, cards: RateCards) -> None:
    @given(st.lists(STEP, max_size=30))
    @settings(max_examples=examples_on(new_books, 60))
    def check(steps: list[tuple[str, Any, Any, Any]]) -> None:
        with new_books() as connection:
            _summary_is_what_happened(Run(connection, cards), cards, steps)

    check()


def _summary_is_what_happened(
    run: Run, cards: RateCards, steps: list[tuple[str, Any, Any, Any]]
) -> None:
    for name, *told in steps:
        run.at += timedelta(hours=7)
        with contextlib.suppress(Refusal):
            getattr(run, name)(*told)
    assert broken(run.connection) == []
    period = Period(None, run.at + timedelta(days=1))
    total = read_summary(run.connection, ANN, period, cards.default.cost.bounds).total
    net = [run.net(each) for each in run.stages]
    reached = run.stages.values()
    assert (total.sent, total.viewed, total.interviews, total.hires) == tuple(
        sum(stage >= least for stage in reached) for least in range(4)
    )
    assert total.spent == sum(connects for connects, _ in net)
    assert abs(total.paid - sum((cents for _, cents in net), Fraction())) <= Fraction(len(net), 2)
    assert read_summary(run.connection, BOB, period, ()).total.sent == 0
    spent = spent_by_source(run.connection, ANN, period)
    assert sum(amount for _, _, amount in spent) == total.spent
    before, moved = movements_of(run.connection, ANN, Period(run.at, period.end))
    assert before + sum(movement.amount for movement in moved) == held(run.connection)
    assert net_of(read_totals(run.connection, ANN, period)) == held(run.connection)
    lines = history.list_lines(run.connection, ANN, kind=None, since=0, limit=500, offset=0)
    assert balances_of(lines) == [line.balance for line in lines]
    spends = history.list_lines(run.connection, ANN, kind=Kind.SPEND, since=0, limit=5, offset=2)
    by_id = {line.entry.id: line.balance for line in lines}
    assert [line.balance for line in spends] == [by_id[line.entry.id] for line in spends]


def net_of(totals: Totals) -> int:
    """What all that was moved comes to."""
    arrived = totals.granted + totals.bought + totals.returned + totals.corrected
    return arrived - totals.spent - totals.expired - totals.cut


def balances_of(lines: list[Line]) -> list[int]:
    """The balance after each line, added up from the first one."""
    return list(accumulate(line.amount for line in reversed(lines)))[::-1]


def held(connection: Any) -> int:
    """The balance, by the open lots."""
    return int(connection.execute("SELECT sum(remaining) FROM lot").fetchone()[0])


WHOLE = Period(None, NOW + timedelta(days=90))


def test_what_was_undone_is_in_no_figure(connection: sqlite3.Connection, cards: RateCards) -> None:
    movements.correct(connection, ask(), 60, "", cards)
    sent = movements.spend(connection, ask(), SpendRequest(6), cards)
    later = NOW + timedelta(days=8)
    badge = SpendRequest(9, purpose=Purpose.AVAILABILITY_BADGE)
    undone = (
        movements.correct(connection, ask(at=later), 1054, "", cards),
        movements.buy(connection, ask(at=later), 500, 7500, cards),
        movements.spend(connection, ask(at=later), SpendRequest(12), cards),
        movements.spend(connection, ask(at=later), badge, cards),
    )
    for receipt in reversed(undone):
        at = later + timedelta(days=1)
        movements.undo_entry(connection, ask(at=at), receipt.entry.id, cards)
    taken_back = proposals.tell_outcome(
        connection, ask(at=later), sent.entry.id, State.CLOSED, None, cards
    )
    assert taken_back.outcome_id
    proposals.take_back_outcome(connection, ask(at=later), taken_back.outcome_id, cards)
    assert movements_of(connection, ANN, WHOLE) == (
        0,
        [DayMovement(NOW.date(), Kind.CORRECT, 60), DayMovement(NOW.date(), Kind.SPEND, -6)],
    )
    assert spent_by_source(connection, ANN, WHOLE) == [(NOW.date(), "correct", 6)]
    assert used_by_week(connection, ANN, later + timedelta(days=2)) == [6, 0]
    assert read_summary(connection, ANN, WHOLE, ()).total.non_proposal_spend == 0
    assert read_totals(connection, ANN, WHOLE) == Totals(spent=6, corrected=60)


def test_totals_of_a_period(connection: sqlite3.Connection, cards: RateCards) -> None:
    movements.correct(connection, ask(), 60, "", cards)
    inside = NOW + timedelta(days=2)
    sent = movements.spend(connection, ask(at=inside), SpendRequest(6, sent_at=NOW), cards)
    movements.spend(connection, ask(at=inside), SpendRequest(4), cards)
    badge = SpendRequest(9, purpose=Purpose.AVAILABILITY_BADGE)
    movements.spend(connection, ask(at=inside), badge, cards)
    movements.buy(connection, ask(at=inside), 40, 550, cards)
    movements.earn(connection, ask(at=inside), Source.OTHER, 5, "", cards)
    proposals.tell_outcome(connection, ask(at=inside), sent.entry.id, State.CLOSED, None, cards)
    later = NOW + timedelta(days=4)
    movements.buy(connection, ask(at=later), 10, 150, cards)
    period = Period(NOW + timedelta(days=1), later)
    assert read_totals(connection, ANN, period) == Totals(
        granted=5, bought=40, paid=550, spent=13, elsewhere=9, returned=6
    )
    assert read_totals(connection, BOB, period) == Totals()
    before = Period(None, period.start or NOW)
    assert read_totals(connection, ANN, before) == Totals(spent=6, corrected=60)


def test_undone_spend_of_expired_connects_counts_as_expired(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    movements.correct(connection, ask(), 20, "", cards)
    year = timedelta(days=366)
    late = ask(at=NOW + year - timedelta(days=3))
    spent = movements.spend(connection, late, SpendRequest(12), cards)
    undone_at = NOW + year
    movements.undo_entry(connection, ask(at=undone_at), spent.entry.id, cards)
    _, moved = movements_of(connection, ANN, Period(None, undone_at + timedelta(days=1)))
    assert not [each for each in moved if each.kind is Kind.SPEND]
    assert sum(each.amount for each in moved) == held(connection)
    assert DayMovement(undone_at.date(), Kind.EXPIRE, -12) in moved


def test_what_came_back_counts_on_the_day_of_its_spend(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    movements.correct(connection, ask(), 60, "", cards)
    spend = movements.spend(connection, ask(), SpendRequest(6), cards)
    movements.spend(connection, ask(), SpendRequest(4), cards)
    later = ask(at=NOW + timedelta(days=40))
    proposals.tell_outcome(connection, later, spend.entry.id, State.CLOSED, None, cards)
    assert spent_by_source(connection, ANN, WHOLE) == [(NOW.date(), "correct", 4)]


def test_period_holds_its_start_and_not_its_end(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    movements.correct(connection, ask(), 60, "", cards)
    for days in range(4):
        movements.spend(connection, ask(at=NOW + timedelta(days=days)), SpendRequest(6), cards)
    period = Period(NOW + timedelta(days=2), NOW + timedelta(days=3))
    summary = read_summary(connection, ANN, period, cards.default.cost.bounds)
    assert summary.total.sent == 1
    assert summary.before is not None
    assert summary.before.sent == 1


def test_bands_are_the_cards(connection: sqlite3.Connection, cards: RateCards) -> None:
    movements.correct(connection, ask(), 60, "", cards)
    for budget in (None, 4_999, 5_000, 59_999, 60_000):
        movements.spend(connection, ask(), SpendRequest(1, budget_cents=budget), cards)
    period = Period(None, NOW + timedelta(days=1))
    bands = read_summary(connection, ANN, period, cards.default.cost.bounds).bands
    assert {band: figures.sent for band, figures in bands.items()} == {0: 1, 1: 2, 2: 1, None: 1}


def test_contracts_count_net_where_the_fee_is_known(
    connection: sqlite3.Connection, cards: RateCards
) -> None:
    movements.correct(connection, ask(), 60, "", cards)
    told = (Contract(1_005, 15), Contract(50_000), Contract(None, 5), Contract(999, 0), None)
    for contract in told:
        sent = movements.spend(connection, ask(), SpendRequest(1), cards).entry.id
        proposals.tell_outcome(connection, ask(), sent, "hired", contract, cards)
    total = read_summary(connection, ANN, Period(None, NOW + timedelta(days=1)), ()).total
    known = [each for each in told if each and each.cents is not None]
    net = [each.net_cents for each in known]
    assert net == [854, None, 999]
    assert total.won == 854 + 50_000 + 999
    assert (total.hires, total.valued, total.netted) == (5, 3, 2)


def test_badges_are_counted_beside(connection: sqlite3.Connection, cards: RateCards) -> None:
    movements.correct(connection, ask(), 60, "", cards)
    badge = SpendRequest(8, purpose=Purpose.AVAILABILITY_BADGE)
    movements.spend(connection, ask(), badge, cards)
    undone = movements.spend(connection, ask(), badge, cards)
    movements.undo_entry(connection, ask(), undone.entry.id, cards)
    period = Period(None, NOW + timedelta(days=1))
    assert read_summary(connection, ANN, period, ()).total.non_proposal_spend == 8


@pytest.mark.parametrize(
    ("days_ago", "weeks"), [([], []), ([0], [4]), ([0, 8], [4, 4]), ([20], [4, 0, 0]), ([60], [])]
)
def test_pace_is_counted_by_whole_weeks(
    connection: sqlite3.Connection, cards: RateCards, days_ago: list[int], weeks: list[int]
) -> None:
    movements.correct(connection, ask(at=NOW - timedelta(days=90)), 60, "", cards)
    for days in sorted(days_ago, reverse=True):
        movements.spend(connection, ask(at=NOW - timedelta(days=days)), SpendRequest(4), cards)
    assert used_by_week(connection, ANN, NOW) == weeks
