"""What Connects brought: proposals counted by stage, what they cost, what they won."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

from .model import Entry, Lot

FEWEST_RANKED = 5
"""Nothing is compared on fewer proposals than these."""
FEW = 20
"""Under so many a rate says little, and is said to."""
_Z = NormalDist().inv_cdf(0.975)


class Period(NamedTuple):
    """From `start` up to, not including, `end` (UTC); `start` is None for all time."""

    start: datetime | None
    end: datetime

    def before(self) -> "Period | None":
        """The period of the same length that ends where this one starts."""
        if self.start is None:
            return None
        return Period(self.start - (self.end - self.start), self.start)


class Rate(NamedTuple):
    """A share with its 95 % Wilson interval."""

    hits: int
    of: int
    low: float
    high: float

    @property
    def share(self) -> float:
        return self.hits / self.of


def rate(hits: int, of: int) -> Rate | None:
    """How many of how many; None of none. Wilson 1927, as in Brown, Cai & DasGupta 2001."""
    if not of:
        return None
    share = hits / of
    middle = (share + _Z**2 / (2 * of)) / (1 + _Z**2 / of)
    half = _Z / (1 + _Z**2 / of) * sqrt(share * (1 - share) / of + _Z**2 / (4 * of**2))
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return Rate(hits, of, min(low, share), max(high, share))


@dataclass(frozen=True, slots=True)
class Figures:
    """Proposals and what became of them.

    `spent` and `non_proposal_spend` (on badges and boosts of the profile) are Connects that did
    not come back. `paid` is what the Connects of the proposals had cost and `won` the contracts'
    value, both in cents; `valued` hires told theirs. Of the `netted` among these the fee is known:
    they count net of it, the others gross.
    """

    sent: int = 0
    viewed: int = 0
    interviews: int = 0
    hires: int = 0
    spent: int = 0
    paid: int = 0
    won: int = 0
    valued: int = 0
    netted: int = 0
    non_proposal_spend: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            *(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__)
        )

    @property
    def rates(self) -> dict[str, Rate | None]:
        """The rate of each stage among all that were sent."""
        return {
            "viewed": rate(self.viewed, self.sent),
            "interviews": rate(self.interviews, self.sent),
            "hires": rate(self.hires, self.sent),
        }


class Group(NamedTuple):
    """Figures of proposals that are alike. `band` is the index of the budget's band; None: none."""

    band: int | None
    boosted: bool
    invited: bool
    figures: Figures


@dataclass(frozen=True, slots=True)
class Totals:
    """What a period moved, in Connects, without what was undone; `paid` is cents.

    `elsewhere` is the part of `spent` that went to no proposal; of `corrected` alone the sign tells
    the direction.
    """

    granted: int = 0
    bought: int = 0
    paid: int = 0
    spent: int = 0
    elsewhere: int = 0
    returned: int = 0
    expired: int = 0
    cut: int = 0
    corrected: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a period, in all and by kind, beside those of the period before."""

    total: Figures
    before: Figures | None
    bands: dict[int | None, Figures]
    boosted: dict[bool, Figures]
    invited: dict[bool, Figures]


def summarise(groups: Sequence[Group], non_proposal_spend: int, before: Figures | None) -> Summary:
    """Add the groups up, by each of what they have in common."""
    return Summary(
        total=replace(
            _sum(group.figures for group in groups), non_proposal_spend=non_proposal_spend
        ),
        before=before,
        bands={
            band: _sum(group.figures for group in groups if group.band == band)
            for band in sorted({g.band for g in groups}, key=lambda band: (band is None, band or 0))
        },
        boosted={
            told: _sum(group.figures for group in groups if group.boosted is told)
            for told in (True, False)
        },
        invited={
            told: _sum(group.figures for group in groups if group.invited is told)
            for told in (True, False)
        },
    )


def _sum(figures: Iterable[Figures]) -> Figures:
    return sum(figures, Figures())


def clearly_best(rates: Sequence[Rate | None]) -> int | None:
    """Which rate lies above all others with its whole interval; None when none does.

    Rates of fewer than FEWEST_RANKED proposals are not compared, and one alone is not the best.
    """
    ranked = [(i, r) for i, r in enumerate(rates) if r is not None and r.of >= FEWEST_RANKED]
    for index, best in ranked:
        others = [other for i, other in ranked if i != index]
        if others and all(best.low > other.high for other in others):
            return index
    return None


def paid_for(entry: Entry, lots: Sequence[Lot]) -> int:
    """What the Connects that an entry took from the lots had cost, in cents, rounded."""
    by_id = {lot.id: lot for lot in lots}
    cents = sum(
        -part.amount * by_id[part.lot_id].price_cents / by_id[part.lot_id].amount
        for part in entry.allocations
    )
    return int(cents + 0.5)
