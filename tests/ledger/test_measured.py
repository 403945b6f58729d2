"""Measured costs, and what is to be expected by them (docs/estimates.md)."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from math import exp, log
from pathlib import Path
from random import Random
from statistics import mean, median
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.data_file import BadRateCard
from bot.ledger.measured import (
    TAKES_OVER,
    MeasuredCosts,
    Spread,
    expect,
    parse_measured_costs,
    weighted_quantile,
)
from bot.rate_cards import RATES, load_rate_cards

GOOD = (RATES / "2026.costs.toml").read_text()
TODAY = date(2026, 11, 26)


@pytest.fixture(scope="module")
def costs() -> MeasuredCosts:
    return parse_measured_costs(GOOD, "2026.costs.toml", TODAY)


@pytest.mark.parametrize(
    ("cents", "jobs"),
    [(None, 58), (1_999, 58), (2_000, 19), (9_999, 19), (10_000, 10), (50_000, 4), (10**9, 9)],
)
def test_jobs_are_of_the_budgets_band(costs: MeasuredCosts, cents: int | None, jobs: int) -> None:
    assert costs.spreads_of(cents)[0].n == jobs
    assert costs.spreads_of(cents)[-1] is costs.all


def test_what_was_measured_is_what_is_told(costs: MeasuredCosts) -> None:
    """The facts of September 24, 2026, row by row."""
    assert (costs.date, costs.niche, costs.all.n) == (date(2026, 9, 24), "WordPress", 58)
    assert [(b.n, b.least, b.median, b.most) for b in costs.bands] == [
        (19, 7, 14, 18),
        (10, 9, 14, 18),
        (9, 7, 13, 18),
        (4, 9, 14, 27),
        (9, 13, 19, 27),
    ]


def test_without_own_jobs_it_is_the_measured_range(costs: MeasuredCosts) -> None:
    found = expect(costs, 5_000, "", {})
    assert (found.low, found.middle, found.high) == (8, 14, 18)
    assert (found.measured, found.in_band, found.own) == (58, 19, 0)
    dear = expect(costs, 200_000, "", {})
    assert (dear.low, dear.middle, dear.high) == (9, 17, 26)


def test_proposals_narrow_and_move_it(costs: MeasuredCosts) -> None:
    plain, few, many = (expect(costs, None, tier, {}) for tier in ("", "0-5", "50+"))
    assert few.middle < plain.middle < many.middle
    assert few.high - few.low < plain.high - plain.low
    assert few.narrowed
    untold = expect(costs, None, "10-15", {})
    assert untold == plain


CROWDED = """
[[bands]]
from = 20
under = 100
tier = "50+"
n = 12
least = 15
lower_quartile = 17
median = 18
upper_quartile = 19
most = 22
"""


def test_band_of_a_tier_is_gone_by_where_it_was_measured() -> None:
    costs = parse_measured_costs(GOOD + CROWDED, "x.costs.toml", TODAY)
    assert [spread.n for spread in costs.spreads_of(5_000, "50+")] == [12, 19, 58]
    assert [spread.n for spread in costs.spreads_of(5_000, "0-5")] == [19, 58]
    found = expect(costs, 5_000, "50+", {})
    assert (found.low, found.middle, found.high) == (10, 17, 20)
    assert (found.in_band, found.narrowed) == (12, True)
    plain = parse_measured_costs(GOOD, "x.costs.toml", TODAY)
    for cents, tier in ((5_000, ""), (5_000, "0-5"), (20_000, "50+"), (None, "50+")):
        assert expect(costs, cents, tier, {}) == expect(plain, cents, tier, {})


def test_bands_of_one_tier_do_not_overlap() -> None:
    parse_measured_costs(GOOD + CROWDED.replace("50+", "0-5") + CROWDED, "x.costs.toml", TODAY)
    with pytest.raises(BadRateCard, match="bands: Value error, overlap"):
        parse_measured_costs(GOOD + CROWDED + CROWDED, "x.costs.toml", TODAY)
    with pytest.raises(BadRateCard, match=r"x\.costs\.toml: bands\.5\.tier: "):
        parse_measured_costs(GOOD + CROWDED.replace("50+", "many"), "x.costs.toml", TODAY)


def test_own_jobs_weigh_in_and_take_over(costs: MeasuredCosts) -> None:
    middles = [expect(costs, 5_000, "", {6: jobs}).middle for jobs in (0, 5, 20, 50, TAKES_OVER)]
    assert middles == sorted(middles, reverse=True)
    some = expect(costs, 5_000, "", {6: 20})
    assert some.low == 6 < some.high
    whole = expect(costs, 5_000, "", {6: TAKES_OVER})
    assert (whole.low, whole.middle, whole.high) == (6, 6, 6)
    assert (whole.measured, whole.in_band, whole.own) == (0, 0, TAKES_OVER)


@given(
    own=st.dictionaries(st.integers(0, 60), st.integers(1, 50), max_size=12),
    cents=st.none() | st.integers(1, 10**7),
    tier=st.sampled_from(["", "0-5", "20-50", "50+"]),
)
def test_range_holds_its_middle(
    costs: MeasuredCosts, own: dict[int, int], cents: int | None, tier: str
) -> None:
    found = expect(costs, cents, tier, own)
    assert 0 <= found.low <= found.middle <= found.high
    if not tier:
        assert min([7, *own]) <= found.low
        assert found.high <= max([27, *own])


def test_weighted_quantile_of_equal_weights() -> None:
    assert weighted_quantile({1: 1, 2: 1, 3: 1}, 0.5) == 2
    assert weighted_quantile({1: 1, 2: 1, 3: 1}, 0.0) == 1
    assert weighted_quantile({1: 3, 9: 1}, 0.5) == 3


def test_told_quartiles_are_gone_by() -> None:
    spread = Spread(n=9, least=1, lower_quartile=8, median=10, upper_quartile=12, most=30)
    assert [spread.quantile(share) for share in (0.05, 0.25, 0.5, 0.75, 0.95)] == [1, 8, 10, 12, 30]


@given(
    n=st.integers(1, 60),
    told=st.lists(st.floats(1, 60), min_size=5, max_size=5).map(sorted),
    quartiles=st.booleans(),
    shares=st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted),
)
def test_dearer_jobs_stand_higher(
    n: int, told: list[float], quartiles: bool, shares: list[float]
) -> None:
    least, lower, middle, upper, most = told
    both = quartiles and n >= 3
    spread = Spread(
        n=n,
        least=least,
        lower_quartile=lower if both else None,
        median=middle,
        upper_quartile=upper if both else None,
        most=most,
    )
    low, high = (spread.quantile(share) for share in shares)
    assert least <= low <= high + 1e-9 <= most + 2e-9


class Market(NamedTuple):
    """A synthetic market: costs are lognormal; the dearer a job, the more proposals it has."""

    middle: float
    sigma: float
    correlation: float

    def jobs(self, random: Random, count: int) -> list[tuple[int, float]]:
        """So many jobs: Connects, and how crowded each is (a standard normal)."""
        found = []
        for _ in range(count):
            crowd = random.gauss(0, 1)
            rest = random.gauss(0, (1 - self.correlation**2) ** 0.5)
            z = self.correlation * crowd + rest
            found.append((max(1, round(exp(log(self.middle) + self.sigma * z))), crowd))
        return found


FEW = -1.0
"""Of how crowded jobs are: about a sixth are below, and have few proposals."""


def _told(jobs: Sequence[tuple[int, float]]) -> dict[str, float]:
    connects = [job for job, _ in jobs]
    return {
        "n": len(jobs),
        "least": min(connects),
        "median": median(connects),
        "most": max(connects),
    }


def _measure(markets: Sequence[Market], random: Random) -> MeasuredCosts:
    """What somebody tells who measured 4 to 20 jobs of each of the markets, one a band."""
    bands = [market.jobs(random, random.randint(4, 20)) for market in markets]
    jobs = [job for band in bands for job in band]
    few = [connects for connects, crowd in jobs if crowd < FEW]
    return MeasuredCosts.model_validate(
        {
            "date": TODAY,
            "source": "simulated",
            "niche": "any",
            "all": _told(jobs),
            "bands": [
                {**_told(band), "from": place * 100, "under": (place + 1) * 100}
                for place, band in enumerate(bands)
            ],
            "proposals": {
                "rank_correlation": markets[0].correlation,
                "tiers": [{"tier": "0-5", "mean": mean(few)}]
                if few
                else [{"tier": "50+", "mean": 9}],
            },
        }
    )


def _coverage(own: int, tier: str) -> float:
    """The share of new jobs that cost what was expected, over 200 markets, with `own` jobs known.

    Members' market is not the measured one: it is dearer or cheaper, in one of three cases by
    more than a fifth.
    """
    random = Random(f"{own} {tier}")
    shares = []
    for _ in range(200):
        centre, sigma = random.uniform(8, 20), random.uniform(0.2, 0.4)
        bands = [
            Market(centre * exp(random.gauss(0, 0.15)), sigma, correlation=0.48) for _ in range(3)
        ]
        costs = _measure(bands, random)
        band = random.randrange(3)
        market = bands[band]._replace(middle=bands[band].middle * exp(random.gauss(0, 0.2)))
        known = Counter(connects for connects, _ in market.jobs(random, own))
        found = expect(costs, band * 10_000, tier, known)
        new = [c for c, crowd in market.jobs(random, 600) if not tier or crowd < FEW]
        shares.append(mean(found.low <= connects <= found.high for connects in new))
    return mean(shares)


@pytest.mark.parametrize("tier", ["", "0-5"])
@pytest.mark.parametrize("own", [0, 5, 20, 100])
def test_four_of_five_jobs_cost_what_was_expected(own: int, tier: str) -> None:
    assert 0.75 <= _coverage(own, tier) <= 0.90


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("under = 100", "under = 150", "bands: Value error, overlap: the one from 100 begins"),
        ("under = 250\n", "", "bands: Value error, overlap: the one from 250 begins"),
        ("under = 100", "under = 20", "bands.0: Value error, `under` must be more than `from`"),
        (
            "median = 14",
            "lower_quartile = 16\nmedian = 14",
            "all: Value error, out of order: `lower_quartile` 16 is more than `median` 14",
        ),
        ("median = 14", "median = 28", "all: Value error, out of order: `median` 28"),
        ("n = 19", "n = 0", "bands.0.n: Input should be greater than or equal to 1"),
        ("n = 19", "n = 1.5", "bands.0.n"),
        ("n = 58", "n = 2\nupper_quartile = 20", "all: Value error, fewer than 3 jobs have no"),
        ("least = 7", "least = nan", "all.least"),
        ("least = 7", "least = 0", "all.least: Input should be greater than 0"),
        ("2026-09-24", "2026-11-27", "date: Value error, 2026-11-27 is in the future: today is"),
        ('tier = "50+"', 'tier = "0-5"', "proposals.tiers: Value error, 0-5 is told twice"),
        ('tier = "50+"', 'tier = "60+"', "proposals.tiers.1.tier"),
        ("rank_correlation = 0.48", "rank_correlation = 1", "proposals.rank_correlation"),
        ("niche =", "nische =", "niche: Field required"),
        ("[all]", "[all", "not valid TOML"),
    ],
)
def test_broken_costs_are_refused_with_file_key_and_reason(old: str, new: str, reason: str) -> None:
    assert old in GOOD
    with pytest.raises(BadRateCard, match=r"^broken\.costs\.toml: ") as refused:
        parse_measured_costs(GOOD.replace(old, new, 1), "broken.costs.toml", TODAY)
    assert reason in str(refused.value)


def test_costs_of_no_card_are_refused(tmp_path: Path) -> None:
    (tmp_path / "2031.costs.toml").write_text(GOOD)
    with pytest.raises(BadRateCard, match=r"^2031\.costs\.toml: .* no card"):
        load_rate_cards("2022-07", tmp_path)


def test_card_has_the_costs_that_lie_beside_it() -> None:
    cards = load_rate_cards("2022-07", today=TODAY).by_name
    assert cards["2022-07"].measured is None
    assert cards["2026"].measured is not None
