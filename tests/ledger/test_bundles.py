from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.bundles import _cheapest, cheapest_basket
from bot.ledger.rate_card import Bundle, RateCard


@pytest.mark.parametrize(
    ("need", "bundles", "cents", "left_over"),
    [
        (1, [(10, 1)], 150, 9),
        (10, [(10, 1)], 150, 0),
        (11, [(20, 1)], 300, 9),
        (85, [(80, 1), (10, 1)], 1350, 5),
        (195, [(80, 2), (40, 1)], 3000, 5),
        (50_000, [(80, 625)], 750_000, 0),
    ],
)
def test_cheapest(
    rates: RateCard, need: int, bundles: list[tuple[int, int]], cents: int, left_over: int
) -> None:
    basket = cheapest_basket(rates, need)
    assert [(bundle.connects, count) for bundle, count in basket.bundles] == bundles
    assert (basket.price_cents, basket.left_over) == (cents, left_over)


@pytest.mark.parametrize(
    ("need", "connects", "cents"),
    [(1, 10, 150), (10, 10, 150), (11, 11, 165), (250_001, 250_001, 3_750_015)],
)
def test_any_number_from_the_minimum_on(
    newest_rates: RateCard, need: int, connects: int, cents: int
) -> None:
    basket = cheapest_basket(newest_rates, need)
    assert (basket.connects, basket.price_cents, basket.bundles) == (connects, cents, ())
    assert basket.left_over == connects - need


def bundle(connects: int, cents: int) -> Bundle:
    return Bundle.model_construct(connects=connects, price=cents)


some_bundles = st.lists(
    st.builds(bundle, st.integers(1, 12), st.integers(1, 40)),
    min_size=1,
    max_size=3,
    unique_by=lambda bundle: bundle.connects,
)


@given(bundles=some_bundles, need=st.integers(1, 40))
def test_as_cheap_as_brute_force(bundles: list[Bundle], need: int) -> None:
    most = [-(-need // bundle.connects) for bundle in bundles]
    prices = [
        sum(count * bundle.price for count, bundle in zip(counts, bundles, strict=True))
        for counts in product(*(range(count + 1) for count in most))
        if sum(count * b.connects for count, b in zip(counts, bundles, strict=True)) >= need
    ]
    basket = _cheapest(tuple(bundles), need)
    assert basket.price_cents == min(prices)
    assert basket.connects >= need


@given(bundles=some_bundles, need=st.integers(1, 60_000))
def test_large_need_is_exact(bundles: list[Bundle], need: int) -> None:
    """One more of the best bundle covers that many more, and never for less."""
    best = min(bundles, key=lambda b: (b.price / b.connects, -b.connects))
    basket = _cheapest(tuple(bundles), need)
    more = _cheapest(tuple(bundles), need + best.connects)
    assert basket.left_over >= 0
    assert more.price_cents <= basket.price_cents + best.price
    assert basket.price_cents * best.connects >= need * best.price
