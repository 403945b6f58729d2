"""Until when Connects last, and what to buy."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.books import Books, credit, with_ids
from bot.ledger.cycles import apply_due, arrives_at_next_rollover
from bot.ledger.forecast import FARTHEST, Pace, advise, course, pace_of
from bot.ledger.model import Account, Kind, Plan
from bot.ledger.rate_card import RateCard

pytestmark = pytest.mark.dated

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def books_of(connects: int, rates: RateCard, plan: Plan = Plan.BASIC) -> Books:
    account = Account(
        1, plan, None, False, 1, datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    )
    books = Books(account, ())
    if not connects:
        return books
    return with_ids(credit(books, Kind.CORRECT, connects, NOW, rates, source="correct"), 1)


def test_no_use_is_no_pace() -> None:
    assert pace_of([]) is None
    assert pace_of([0, 0]) is None


def test_pace_has_a_range_that_narrows() -> None:
    one, two, eight = pace_of([14]), pace_of([7, 21]), pace_of([7, 21] * 4)
    assert one
    assert two
    assert eight
    assert one.per_day == two.per_day == eight.per_day == 2
    assert one.slow == 1
    assert two.slow < eight.slow < 2 < eight.fast < two.fast


def test_runs_out_on_the_day_that_it_cannot_pay(rates: RateCard) -> None:
    found = course(books_of(10, rates), 1.0, rates, NOW)
    assert found.runs_out == NOW + timedelta(days=11)
    assert found.arrive == 0


def test_what_arrives_is_used_too(rates: RateCard) -> None:
    found = course(books_of(22, rates), 1.0, rates, NOW)
    assert found.arrive == 10
    assert found.runs_out == NOW + timedelta(days=33)


def test_slow_use_lasts_and_loses(rates: RateCard) -> None:
    found = course(books_of(210, rates), 0.01, rates, NOW)
    assert found.runs_out is None
    assert found.cut > 0
    assert found.expire > 0


@given(connects=st.integers(0, 400), per_day=st.floats(0.05, 30))
def test_nothing_is_made_or_lost_on_the_way(rates: RateCard, connects: int, per_day: float) -> None:
    books = books_of(connects, rates)
    found = course(books, per_day, rates, NOW)
    end = found.runs_out or NOW + FARTHEST
    days = (end - NOW).days
    used = int(per_day * (days - (found.runs_out is not None)) + 1e-6)
    left = connects + found.arrive - found.expire - found.cut - used
    assert left >= -1
    if found.runs_out:
        assert left < per_day + 1
    settled = apply_due(books._replace(new_entries=()), end, rates)
    assert found.arrive == sum(e.amount for e in settled.new_entries if e.kind is Kind.GRANT)


def pace(a_month: float) -> Pace:
    per_day = a_month / (365.25 / 12)
    return Pace(per_day, per_day, per_day, 8)


def test_nothing_is_bought_while_enough_arrives(rates: RateCard) -> None:
    advice = advise(books_of(10, rates), pace(9), rates)
    assert advice.basket is None


def test_plan_that_costs_more_than_its_bundles_never_pays(rates: RateCard) -> None:
    """70 more Connects for $14.99, and $10.50 in bundles: 2022-07."""
    advice = advise(books_of(10, rates), pace(120), rates)
    assert (advice.a_month, advice.arrive, advice.more) == (120, 10, 110)
    assert advice.plus_brings == 70
    assert advice.pays_from is None


def test_break_even_is_where_the_plan_costs_no_more(rates: RateCard) -> None:
    plus = rates.plans[Plan.FREELANCER_PLUS].model_copy(update={"price": 900})
    cheap = rates.model_copy(update={"plans": {**rates.plans, Plan.FREELANCER_PLUS: plus}})
    advice = advise(books_of(10, cheap), pace(80), cheap)
    assert advice.pays_from == 51  # 60 Connects cost $9 and 50 cost less
    assert advice.basket is not None
    assert advice.plus_cents == 900 < advice.basket.price_cents


@pytest.mark.parametrize("plan", Plan)
def test_who_has_the_plan_is_not_told_of_it(rates: RateCard, plan: Plan) -> None:
    books = books_of(10, rates, plan)
    advice = advise(books, pace(200), rates)
    assert advice.arrive == arrives_at_next_rollover(books.account, rates)
    assert bool(advice.plus_brings) is (plan is Plan.BASIC)
