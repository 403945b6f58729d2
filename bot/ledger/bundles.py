"""The cheapest purchase that covers a need."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from math import gcd

from .rate_card import Bundle, RateCard


@dataclass(frozen=True, slots=True)
class Basket:
    """What to buy for a need of Connects; price in cents.

    `bundles` holds the largest first, with how many of each; none where the card sells any number.
    """

    need: int
    connects: int
    price_cents: int
    bundles: tuple[tuple[Bundle, int], ...] = ()

    @property
    def left_over(self) -> int:
        """Connects beyond the need."""
        return self.connects - self.need


def cheapest_basket(card: RateCard, need: int) -> Basket:
    """The cheapest bundles that hold at least `need` Connects, exactly, for any need.

    Among equally cheap ones it is the one with most Connects, then with fewest purchases. Where
    any number can be bought it is the least number that covers the need and the card's minimum.
    """
    if card.price.minimum is None:
        return _cheapest(card.price.bundles, need)
    connects = max(need, card.price.minimum)
    return Basket(need, connects, card.price_of(connects))


@lru_cache(maxsize=1024)
def _cheapest(bundles: tuple[Bundle, ...], need: int) -> Basket:
    unit = gcd(*(bundle.connects for bundle in bundles))
    best = min(bundles, key=lambda bundle: (bundle.price / bundle.connects, -bundle.connects))
    # Of the others an optimal set holds fewer than best.connects: among that many there is a
    # subset whose Connects are a multiple of best's, and best gives those for no more money.
    # Counted in units of what all bundles are multiples of, that many is small.
    others_at_most = best.connects // unit * max(bundle.connects for bundle in bundles)
    of_best = max(0, -(-(need - others_at_most) // best.connects))
    left = max(0, need - of_best * best.connects)
    chosen = Counter(_small(bundles, unit, -(-left // unit)))
    chosen[best] += of_best
    by_size = sorted(chosen.items(), key=lambda item: -item[0].connects)
    return Basket(
        need,
        connects=sum(bundle.connects * count for bundle, count in by_size),
        price_cents=sum(bundle.price * count for bundle, count in by_size),
        bundles=tuple((bundle, count) for bundle, count in by_size if count),
    )


def _small(bundles: tuple[Bundle, ...], unit: int, need: int) -> list[Bundle]:
    """The same by dynamic programming over every need (in units) up to this one."""
    table: list[tuple[int, int, int]] = [(0, 0, 0)]  # cents, minus the Connects, purchases
    picked: list[Bundle] = []
    for wanted in range(1, need + 1):
        options = []
        for bundle in bundles:
            cents, connects, count = table[max(0, wanted - bundle.connects // unit)]
            total = (cents + bundle.price, connects - bundle.connects, count + 1)
            options.append((total, bundle))
        total, bundle = min(options, key=lambda option: option[0])
        table.append(total)
        picked.append(bundle)
    basket = []
    while need > 0:
        basket.append(picked[need - 1])
        need -= picked[need - 1].connects // unit
    return basket
