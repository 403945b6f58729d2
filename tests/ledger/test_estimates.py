"""Estimating (domain.md §5)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.estimates import bring, estimate, near
from bot.ledger.rate_card import RateCard
from bot.parsing.money import parse_budget


def test_estimate(rates: RateCard) -> None:
    found = estimate(rates, parse_budget("700"), 40, boost=0, invited=False)
    assert (found.connects, found.price_cents, found.left, found.more) == (6, 90, 34, 5)
    assert found.basket is None


def test_short_balance_gets_the_cheapest_bundles(rates: RateCard) -> None:
    found = estimate(rates, parse_budget("700"), 1, boost=10, invited=False)
    assert found.left == -15
    assert found.more == 0
    assert found.basket is not None
    assert (found.basket.connects, found.basket.price_cents) == (20, 300)


def test_invitation_is_free(rates: RateCard) -> None:
    found = estimate(rates, parse_budget("700"), 0, boost=0, invited=True)
    assert (found.connects, found.left, found.more) == (0, 0, None)


def test_hourly_without_hours_gives_the_range_of_tiers(rates: RateCard) -> None:
    found = estimate(rates, parse_budget("30/hr"), 40, boost=0, invited=False)
    assert found.connects is None
    assert found.base_range == (2, 6)


def test_card_without_tiers_knows_no_cost(newest_rates: RateCard) -> None:
    found = estimate(newest_rates, parse_budget("700"), 40, boost=0, invited=False)
    assert found.connects is None
    assert found.base_range is None


@pytest.mark.parametrize(
    ("connects", "found"), [(1, (1, 1)), (4, (3, 5)), (6, (5, 7)), (13, (10, 16)), (16, (12, 20))]
)
def test_about_as_many_is_a_quarter_off(connects: int, found: tuple[int, int]) -> None:
    assert near(connects) == found


def test_what_is_brought_stands_on_twenty_of_five() -> None:
    four = [(number % 4, True, True, 100) for number in range(40)]
    assert bring(1, 2, four) is None
    assert bring(1, 2, [(9, False, False, None), *four[:18]]) is None
    found = bring(1, 2, [(9, False, False, None), *four[:19]])
    assert found is not None
    assert (found.people, found.interviews.of, found.hires.hits) == (5, 20, 19)
    assert found.contract is None  # of four people alone
    told = bring(1, 2, [(9, True, True, 300), *four[:19]])
    assert told is not None
    assert told.contract == 100


@given(
    st.lists(
        st.tuples(
            st.integers(1, 7), st.booleans(), st.booleans(), st.none() | st.integers(0, 10**9)
        ),
        max_size=60,
    )
)
def test_nothing_is_told_of_fewer_than_five(
    sent: list[tuple[int, bool, bool, int | None]],
) -> None:
    found = bring(1, 2, sent)
    people = {person for person, *_ in sent}
    assert (found is None) is (len(people) < 5 or len(sent) < 20)
    valued = {person for person, _, hired, cents in sent if hired and cents is not None}
    assert found is None or (found.contract is None) is (len(valued) < 5)
