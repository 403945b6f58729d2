"""Estimating (domain.md §5)."""

from bot.ledger.estimates import estimate
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
