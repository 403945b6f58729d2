"""Rates with their intervals, and what is compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.figures import Figures, Group, Rate, clearly_best, rate, summarise


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (1, 10, 0.0179, 0.4042),
        (5, 10, 0.2366, 0.7634),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_interval_is_wilsons(hits: int, of: int, low: float, high: float) -> None:
    """Figures of Newcombe 1998, table I, method 3, and of scipy."""
    found = rate(hits, of)
    assert found is not None
    assert found.low == pytest.approx(low, abs=1e-4)
    assert found.high == pytest.approx(high, abs=1e-4)


@given(st.integers(1, 10_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_interval_holds_the_share(told: tuple[int, int]) -> None:
    found = rate(*told)
    assert found is not None
    assert 0 <= found.low <= found.share <= found.high <= 1


def test_nothing_of_none_has_a_rate() -> None:
    assert rate(0, 0) is None


def test_fewer_than_five_are_not_ranked() -> None:
    all_of_four, none_of_many = rate(4, 4), rate(0, 100)
    assert clearly_best([all_of_four, none_of_many]) is None
    assert clearly_best([rate(50, 60), none_of_many]) == 0
    assert clearly_best([rate(50, 60), rate(45, 60)]) is None
    assert clearly_best([rate(50, 60), None]) is None


@given(
    st.lists(
        st.builds(
            Group,
            st.none() | st.integers(0, 3),
            st.booleans(),
            st.booleans(),
            st.builds(Figures, *[st.integers(0, 99)] * 8),
        )
    )
)
def test_every_breakdown_adds_up_to_the_total(groups: list[Group]) -> None:
    summary = summarise(groups, 7, None)
    for parts in (summary.bands, summary.boosted, summary.invited):
        assert sum(f.sent for f in parts.values()) == summary.total.sent
        assert sum(f.won for f in parts.values()) == summary.total.won
    assert summary.total.non_proposal_spend == 7


def test_rate_reads_as_a_share() -> None:
    assert Rate(1, 4, 0, 1).share == 0.25
