"""What proposals were measured to cost, and what to expect of a job by it (docs/estimates.md)."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise
from math import sqrt
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from .data_file import Cents, Count, PastDate, Table, read_data_file

Tier = Literal["0-5", "5-10", "10-15", "15-20", "20-50", "50+"]
"""How many proposals a job has already, as Upwork shows it."""
Cost = Annotated[float, Field(gt=0, le=100_000, allow_inf_nan=False)]

PRIOR_JOBS = 20
"""A measurement weighs as many jobs: of the nearest first, the rest of all that were measured."""
TAKES_OVER = 100
"""From so many jobs of members on a measurement counts no more."""
PRIOR_POINTS = 20


class Spread(Table):
    """How the Connects of `n` jobs were spread; the quartiles where the source tells them."""

    n: Count
    least: Cost
    lower_quartile: Cost | None = None
    median: Cost
    upper_quartile: Cost | None = None
    most: Cost

    @model_validator(mode="after")
    def _quartiles_stand_inside(self) -> Self:
        if self.n < 3 and (self.lower_quartile, self.upper_quartile) != (None, None):
            raise ValueError("fewer than 3 jobs have no quartiles")
        return self

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        named = ("least", "lower_quartile", "median", "upper_quartile", "most")
        told = [(name, cost) for name in named if (cost := getattr(self, name)) is not None]
        for (low, less), (high, more) in pairwise(told):
            if less > more:
                raise ValueError(f"out of order: `{low}` {less:g} is more than `{high}` {more:g}")
        return self

    def quantile(self, share: float) -> float:
        """The Connects that this share of jobs did not exceed: straight lines between those told.

        Of n jobs the cheapest stands at 1/(n + 1) and the dearest at n/(n + 1).
        """
        knots = [(1 / (self.n + 1), self.least)]
        if self.lower_quartile is not None:
            knots.append((0.25, self.lower_quartile))
        knots.append((0.5, self.median))
        if self.upper_quartile is not None:
            knots.append((0.75, self.upper_quartile))
        knots.append((self.n / (self.n + 1), self.most))
        return _between(sorted(knots), share)


class Band(Spread):
    """The same for budgets `from` so many cents to `under` so many; the last may have no bound.

    With a `tier` it is of those jobs alone that had so many proposals already.
    """

    since: Cents = Field(alias="from")
    under: Cents | None = None
    tier: Tier | None = None

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        if self.under is not None and self.under <= self.since:
            raise ValueError("`under` must be more than `from`")
        return self

    def holds(self, cents: int) -> bool:
        return self.since <= cents and (self.under is None or cents < self.under)


class Crowd(Table):
    """The mean Connects of jobs that had so many proposals already."""

    tier: Tier
    mean: Cost


class Crowds(Table):
    """How the cost goes with the proposals that a job has: its rank correlation, and the means."""

    rank_correlation: Annotated[float, Field(ge=0, lt=1)]
    tiers: Annotated[tuple[Crowd, ...], Field(min_length=1)]

    @field_validator("tiers")
    @classmethod
    def _each_once(cls, tiers: tuple[Crowd, ...]) -> tuple[Crowd, ...]:
        names = [crowd.tier for crowd in tiers]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"{name} is told twice")
        return tiers


class MeasuredCosts(Table):
    """What jobs of one niche cost on one day: all of them, by budget and by their proposals."""

    date: PastDate
    source: str = Field(min_length=1)
    niche: str = Field(min_length=1)
    all: Spread
    bands: tuple[Band, ...] = ()
    proposals: Crowds | None = None

    @field_validator("bands")
    @classmethod
    def _apart(cls, bands: tuple[Band, ...]) -> tuple[Band, ...]:
        of_tiers = sorted(bands, key=lambda band: band.tier or "")
        for before, band in pairwise(of_tiers):
            if before.tier == band.tier and (before.under is None or band.since < before.under):
                raise ValueError(
                    f"overlap: the one from {band.since / 100:g} begins before the one "
                    f"from {before.since / 100:g} ends"
                )
        return bands

    def spreads_of(self, cents: int | None, tier: str = "") -> list[Spread]:
        """What was measured of such jobs: of that budget and tier, of that budget, and of all.

        Of a budget or a tier that is not told (None, ""), or was not measured, there is none.
        """
        held = [band for band in self.bands if cents is not None and band.holds(cents)]
        of_tier = [band for band in held if band.tier == tier]
        return [*of_tier, *(band for band in held if band.tier is None), self.all]


def parse_measured_costs(text: str, file: str, today: date | None = None) -> MeasuredCosts:
    """Read measured costs from TOML; no date in them may be after `today`.

    Raises BadRateCard naming `file`, the key and the reason.
    """
    return read_data_file(MeasuredCosts, text, file, today)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a proposal will cost, in Connects: in four of five cases from `low` to `high`.

    `measured` jobs stand behind it, `in_band` of them of such a budget, and `own` ones of members;
    `narrowed` by the proposals' tier.
    """

    low: int
    middle: int
    high: int
    measured: int
    in_band: int
    own: int
    narrowed: bool


def expect(costs: MeasuredCosts, cents: int | None, tier: str, own: Mapping[int, int]) -> Expected:
    """What to expect of a job of that budget (cents; None: not known) and tier ("": not known).

    `own` says how many of members' jobs took so many Connects lately.
    """
    spreads = costs.spreads_of(cents, tier)
    jobs = sum(own.values())
    fades = max(0.0, 1 - jobs / TAKES_OVER)
    weights = {float(cost): float(count) for cost, count in own.items()}
    left = PRIOR_JOBS
    for spread in spreads:
        share = left if spread is costs.all else min(spread.n, left)
        _add(weights, spread, share * fades)
        left -= share
    low, middle, high = (weighted_quantile(weights, share) for share in (0.1, 0.5, 0.9))
    nearest = spreads[0]
    of_tier = isinstance(nearest, Band) and nearest.tier is not None
    crowd = None if of_tier else _crowd(costs, tier)
    if crowd is not None and costs.proposals is not None:
        factor = crowd.mean / costs.all.median
        rest = sqrt(1 - costs.proposals.rank_correlation**2)
        low, middle, high = (
            factor * (middle + rest * (cost - middle)) for cost in (low, middle, high)
        )
    return Expected(
        low=round(low),
        middle=round(middle),
        high=round(high),
        measured=costs.all.n if fades else 0,
        in_band=nearest.n if fades and nearest is not costs.all else 0,
        own=jobs,
        narrowed=crowd is not None or (of_tier and fades > 0),
    )


def _add(weights: dict[float, float], spread: Spread, jobs: float) -> None:
    """Add costs that are spread as those were and weigh so many jobs together."""
    for point in range(PRIOR_POINTS if jobs else 0):
        cost = spread.quantile((point + 0.5) / PRIOR_POINTS)
        weights[cost] = weights.get(cost, 0) + jobs / PRIOR_POINTS


def _crowd(costs: MeasuredCosts, tier: str) -> Crowd | None:
    crowds = costs.proposals.tiers if costs.proposals else ()
    return next((crowd for crowd in crowds if crowd.tier == tier), None)


def weighted_quantile(weights: Mapping[float, float], share: float) -> float:
    """The value under which that share of the weight lies, of values with their weights.

    Each value stands in the middle of its weight, with straight lines between them.
    """
    ordered = sorted(weights.items())
    whole = sum(weight for _, weight in ordered)
    ends = accumulate(weight for _, weight in ordered)
    return _between(
        [
            ((end - weight / 2) / whole, value)
            for end, (value, weight) in zip(ends, ordered, strict=True)
        ],
        share,
    )


def _between(knots: Sequence[tuple[float, float]], at: float) -> float:
    """The line through the knots at that place, level beyond the first and the last."""
    above = bisect_left(knots, (at,))
    if above == 0:
        return knots[0][1]
    if above == len(knots):
        return knots[-1][1]
    (x0, y0), (x1, y1) = knots[above - 1], knots[above]
    return y0 + (y1 - y0) * (at - x0) / (x1 - x0)
