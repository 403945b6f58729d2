"""How an account moves (domain.md §3)."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.ledger import books as ledger
from bot.ledger import cycles
from bot.ledger.books import Books
from bot.ledger.calendar import years_later
from bot.ledger.model import Account, Kind, Lot, Plan, Purpose, Source
from bot.ledger.rate_card import RateCard
from bot.ledger.refusals import (
    AlreadyUsed,
    EarnedAlready,
    EarnHowMany,
    NotEnough,
    SamePlan,
)
from bot.ledger.undo import undo

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def books() -> Books:
    account = Account(
        id=1,
        plan=Plan.BASIC,
        next_plan=None,
        top_rated=False,
        cycle_day=1,
        cycle_started_at=datetime(2026, 3, 1, tzinfo=UTC),
        next_cycle_at=datetime(2026, 4, 1, tzinfo=UTC),
    )
    return Books(account, ())


def stored(books: Books) -> Books:
    """The books as they are read again once their new entries are stored."""
    newest = max((lot.id for lot in books.lots), default=0)
    return ledger.with_ids(books, max(newest, 0) + 1)._replace(new_entries=())


def bought(books: Books, amount: int, at: datetime, rates: RateCard) -> Books:
    return ledger.purchase(books, amount, rates.price_of(amount), at, rates)


def remaining(books: Books) -> list[int]:
    return [lot.remaining for lot in books.lots]


def test_lot_that_expires_first_is_used_first(books: Books, rates: RateCard) -> None:
    books = bought(books, 10, NOW, rates)
    books = bought(books, 20, NOW - timedelta(days=30), rates)
    books = ledger.spend(books, 22, NOW, purpose=Purpose.PROPOSAL)
    assert remaining(books) == [8]
    assert [part.amount for part in books.last.allocations] == [-20, -2]


def test_year_of_a_lot_runs_from_when_it_arrived(books: Books, rates: RateCard) -> None:
    earlier = NOW - timedelta(days=3)
    books = ledger.purchase(books, 40, 600, NOW, rates, arrived_at=earlier)
    assert books.last.at == NOW
    assert books.last.lot is not None
    assert books.last.lot.acquired_at == earlier
    assert books.last.lot.expires_at == years_later(earlier, 1)
    books = ledger.grant(books, Source.OTHER, 5, NOW, rates, arrived_at=NOW - timedelta(days=9))
    assert remaining(books) == [5, 40]


def test_ties_are_used_by_arrival(books: Books, rates: RateCard) -> None:
    books = bought(bought(books, 10, NOW, rates), 20, NOW, rates)
    first = books.new_entries[0]
    books = ledger.spend(books, 4, NOW, purpose=Purpose.PROPOSAL)
    assert [(part.lot_id, part.amount) for part in books.last.allocations] == [(first.id, -4)]


def test_too_large_a_spend_is_refused_whole(books: Books, rates: RateCard) -> None:
    books = bought(books, 10, NOW, rates)
    with pytest.raises(NotEnough) as refused:
        ledger.spend(books, 16, NOW, purpose=Purpose.PROPOSAL)
    facts = refused.value
    assert (facts.needed, facts.balance, facts.missing) == (16, 10, 6)


def test_lot_is_gone_at_the_same_instant_a_year_later(books: Books, rates: RateCard) -> None:
    books = bought(books, 40, NOW, rates)
    due = datetime(2027, 3, 10, 12, tzinfo=UTC)
    before = cycles.apply_due(books, due - timedelta(seconds=1), rates)
    after = cycles.apply_due(books, due, rates)
    assert before.balance - after.balance == 40
    assert after.last.kind is Kind.EXPIRE
    assert after.last.at == due


def test_rollover_expires_then_cuts_then_grants(books: Books, rates: RateCard) -> None:
    at = books.account.next_cycle_at
    books = bought(books, 50, at.replace(year=2025), rates)
    books = bought(books, 230, NOW, rates)
    books = cycles.apply_due(stored(books), at, rates)
    assert [(entry.kind, entry.amount) for entry in books.new_entries] == [
        (Kind.EXPIRE, -50),
        (Kind.FORFEIT, -30),
        (Kind.GRANT, 10),
    ]
    assert {entry.at for entry in books.new_entries} == {at}
    assert books.balance == 210


def test_cap_cuts_from_the_lots_that_expire_first(books: Books, rates: RateCard) -> None:
    books = bought(books, 20, NOW - timedelta(days=90), rates)
    books = bought(books, 200, NOW, rates)
    books = cycles.apply_due(books, books.account.next_cycle_at, rates)
    assert remaining(books) == [200, 10]


def test_no_cap_cuts_nothing(books: Books, newest_rates: RateCard) -> None:
    books = bought(books, 999, NOW, newest_rates)
    books = cycles.apply_due(books, books.account.next_cycle_at, newest_rates)
    assert books.balance == 999


def test_settling_again_changes_nothing(books: Books, rates: RateCard) -> None:
    later = NOW + timedelta(days=100)
    once = cycles.apply_due(books, later, rates)
    assert cycles.apply_due(once, later, rates) is once


def test_missed_cycles_are_applied_one_by_one(books: Books, rates: RateCard) -> None:
    at_once = cycles.apply_due(books, NOW + timedelta(days=800), rates)
    step_by_step = books
    for day in range(801):
        step_by_step = cycles.apply_due(step_by_step, NOW + timedelta(days=day), rates)
    assert at_once == step_by_step
    starts = [entry.at for entry in at_once.new_entries if entry.kind is Kind.GRANT]
    assert starts[:3] == [datetime(2026, month, 1, tzinfo=UTC) for month in (4, 5, 6)]


def test_upgrade_brings_the_difference_and_a_new_cycle(books: Books, rates: RateCard) -> None:
    books = bought(books, 30, NOW, rates)
    books = cycles.change_plan(books, Plan.FREELANCER_PLUS, NOW, rates)
    assert books.last.amount == 70
    assert books.balance == 100
    assert books.account.cycle_day == 10
    assert books.account.next_cycle_at == datetime(2026, 4, 10, tzinfo=UTC)
    books = cycles.apply_due(books, books.account.next_cycle_at, rates)
    assert books.last.amount == 80


@pytest.mark.parametrize("day", [29, 30, 31])
def test_upgrade_late_in_the_month_makes_the_first_the_cycle_day(
    books: Books, rates: RateCard, day: int
) -> None:
    books = cycles.change_plan(books, Plan.FREELANCER_PLUS, NOW.replace(day=day), rates)
    assert books.account.cycle_day == 1


def test_downgrade_takes_effect_at_the_next_cycle(books: Books, rates: RateCard) -> None:
    books = cycles.change_plan(books, Plan.FREELANCER_PLUS, NOW, rates)
    books = cycles.change_plan(books, Plan.BASIC, NOW + timedelta(days=1), rates)
    assert books.account.plan is Plan.FREELANCER_PLUS
    assert books.balance == 70
    books = cycles.apply_due(books, books.account.next_cycle_at, rates)
    assert books.account.plan is Plan.BASIC
    assert books.last.amount == 10


def test_plan_named_again_calls_the_downgrade_off(books: Books, rates: RateCard) -> None:
    books = cycles.change_plan(books, Plan.FREELANCER_PLUS, NOW, rates)
    books = cycles.change_plan(books, Plan.BASIC, NOW, rates)
    books = cycles.change_plan(books, Plan.FREELANCER_PLUS, NOW, rates)
    assert books.account.next_plan is None
    assert books.balance == 70
    with pytest.raises(SamePlan):
        cycles.change_plan(books, Plan.FREELANCER_PLUS, NOW, rates)


def test_top_rated_brings_its_connects_each_month_beside_the_plan(
    books: Books, rates: RateCard
) -> None:
    books = ledger.earn(books, Source.TOP_RATED, None, NOW, rates, earned_before=None)
    assert books.balance == 70
    books = cycles.apply_due(books, books.account.next_cycle_at, rates)
    assert [(entry.source, entry.amount) for entry in books.new_entries[-2:]] == [
        (Source.PLAN, 10),
        (Source.TOP_RATED, 70),
    ]


def test_one_time_grant_comes_once(books: Books, rates: RateCard) -> None:
    with pytest.raises(EarnedAlready):
        ledger.earn(books, Source.NEW_ACCOUNT, None, NOW, rates, earned_before=NOW)


def test_interview_comes_each_time(books: Books, rates: RateCard) -> None:
    books = ledger.earn(books, Source.INTERVIEW, None, NOW, rates, earned_before=NOW)
    assert books.balance == 10


def test_unknown_amount_is_asked_for(books: Books, newest_rates: RateCard) -> None:
    with pytest.raises(EarnHowMany):
        ledger.earn(books, Source.INTERVIEW, None, NOW, newest_rates, earned_before=None)
    books = ledger.earn(books, Source.INTERVIEW, 12, NOW, newest_rates, earned_before=None)
    assert books.balance == 12


@pytest.mark.parametrize(("to", "difference"), [(55, 15), (12, -28), (0, -40)])
def test_correct_is_one_entry(books: Books, rates: RateCard, to: int, difference: int) -> None:
    books = stored(bought(books, 40, NOW, rates))
    books = ledger.correct(books, to, NOW, rates)
    assert [(entry.kind, entry.amount) for entry in books.new_entries] == [
        (Kind.CORRECT, difference)
    ]
    assert books.balance == to


def test_correct_to_what_it_is_writes_nothing(books: Books, rates: RateCard) -> None:
    books = bought(books, 40, NOW, rates)
    assert ledger.correct(books, 40, NOW, rates) is books


def test_undo_of_a_purchase_that_was_spent_is_refused(books: Books, rates: RateCard) -> None:
    books = bought(books, 40, NOW, rates)
    purchase = books.last
    books = ledger.spend(books, 6, NOW, purpose=Purpose.OTHER)
    with pytest.raises(AlreadyUsed) as refused:
        undo(books, purchase, NOW, rates)
    assert refused.value.used == 6


def test_undo_of_top_rated_ends_it(books: Books, rates: RateCard) -> None:
    books = ledger.earn(books, Source.TOP_RATED, None, NOW, rates, earned_before=None)
    books = undo(books, books.last, NOW, rates)
    assert books.balance == 0
    assert not books.account.top_rated


def test_next_rollover_foretells_the_cut(books: Books, rates: RateCard) -> None:
    books = bought(books, 230, NOW, rates)
    assert cycles.cut_at_next_rollover(books, rates) == 30


def test_cycle_day_moves_the_next_cycle_only(books: Books) -> None:
    account = cycles.set_cycle_day(books.account, 20, NOW)
    assert account.next_cycle_at == datetime(2026, 3, 20, tzinfo=UTC)


def test_cycle_day_never_repeats_a_cycle_when_the_clock_is_set_back(books: Books) -> None:
    account = cycles.set_cycle_day(books.account, 1, NOW - timedelta(days=40))
    assert account.next_cycle_at == datetime(2026, 4, 1, tzinfo=UTC)


def test_thousands_of_expiries_are_posted_in_one_pass(rates: RateCard) -> None:
    """Each lot is looked at some times, not once for each other one."""
    looked_at = 0

    class Counted(datetime):
        def __eq__(self, other: object) -> bool:
            nonlocal looked_at
            looked_at += 1
            return super().__eq__(other)

        __hash__ = datetime.__hash__

    count = 1000
    first = Counted(2026, 3, 1, tzinfo=UTC)
    began, ends = NOW - timedelta(days=365), NOW + timedelta(days=9)
    lots = tuple(
        Lot(number, 2, 2, "correct", began, first + timedelta(seconds=number), 0)
        for number in range(1, count + 1)
    )
    account = Account(1, Plan.BASIC, None, False, 1, began, ends)
    settled = cycles.apply_due(Books(account, lots), NOW + timedelta(days=1), rates)
    assert settled.balance == 0
    assert [entry.amount for entry in settled.new_entries] == [-2] * count
    assert [entry.at for entry in settled.new_entries] == [lot.expires_at for lot in lots]
    assert len({entry.id for entry in settled.new_entries}) == count
    assert looked_at < 20 * count
