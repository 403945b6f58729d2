"""What a job will cost, and what that does to the balance."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from statistics import median, quantiles

from bot.ledger.model import Budget

from .bundles import Basket, cheapest_basket
from .figures import Rate, rate
from .measured import Expected, expect
from .rate_card import RateCard

LEARNED_OVER = timedelta(days=90)
FEWEST_PROPOSALS = 20
FEWEST_PEOPLE = 5


class Consent(IntEnum):
    """What of a person's proposals may stand behind the estimates of others.

    COSTS is of those who agreed before it was asked about what came back too.
    """

    NONE = 0
    COSTS = 1
    ALL = 2


@dataclass(frozen=True, slots=True)
class Learned:
    """What such jobs did cost, in Connects, over how many proposals of how many people.

    `costs` says how many of the proposals took so many Connects.
    """

    median: float
    tenth: float
    ninetieth: float
    proposals: int
    people: int
    costs: Mapping[int, int]

    @property
    def is_enough(self) -> bool:
        """Whether it may stand alone: of fewer it is only weighed in with what was measured."""
        return self.proposals >= FEWEST_PROPOSALS


def learn(costs: Sequence[tuple[int, int]]) -> Learned | None:
    """The median and the 10th and 90th percentile of (person, Connects).

    None of fewer than FEWEST_PEOPLE: nobody's own figures are to be told from them.
    """
    people = len({person for person, _ in costs})
    if people < FEWEST_PEOPLE:
        return None
    connects = [cost for _, cost in costs]
    tenths = quantiles(connects, n=10, method="inclusive")
    return Learned(median(connects), tenths[0], tenths[-1], len(costs), people, Counter(connects))


@dataclass(frozen=True, slots=True)
class Brought:
    """What proposals of `low` to `high` Connects brought those who sent them.

    `contract` is the middle value of the contracts, in cents and gross; None where fewer than
    FEWEST_PEOPLE told one.
    """

    low: int
    high: int
    people: int
    interviews: Rate
    hires: Rate
    contract: int | None


def near(connects: int) -> tuple[int, int]:
    """The least and the most Connects of proposals that cost about as many: a quarter off."""
    return -(-connects * 3 // 4), connects * 5 // 4


def bring(
    low: int, high: int, sent: Sequence[tuple[int, bool, bool, int | None]]
) -> Brought | None:
    """What became of (person, had an interview, was hired, contract's cents).

    None of fewer than FEWEST_PEOPLE or FEWEST_PROPOSALS.
    """
    people = len({person for person, *_ in sent})
    if people < FEWEST_PEOPLE or len(sent) < FEWEST_PROPOSALS:
        return None
    worth = [(person, cents) for person, _, hired, cents in sent if hired and cents is not None]
    told = len({person for person, _ in worth}) >= FEWEST_PEOPLE
    interviews = rate(sum(interviewed for _, interviewed, _, _ in sent), len(sent))
    hires = rate(sum(hired for _, _, hired, _ in sent), len(sent))
    assert interviews is not None
    assert hires is not None
    contract = round(median(cents for _, cents in worth)) if told else None
    return Brought(low, high, people, interviews, hires, contract)


def band_of(card: RateCard, cents: int) -> tuple[int, int | None]:
    """The band of budgets that holds this one: from, and to under (cents, None: no bound)."""
    bounds = card.cost.bounds
    at = bisect_right(bounds, cents)
    return (bounds[at - 1] if at else 0), (bounds[at] if at < len(bounds) else None)


@dataclass(frozen=True, slots=True)
class Estimate:
    """The Connects of one proposal (base and boost) against a balance.

    `base` is None where the cost is not known: the card has no tiers, or hourly work without
    hours; `base_range` then holds the least and the most that the card's tiers give, if it has any.
    `expected` is what such jobs cost, the base alone, where the card has measured costs.
    """

    budget: Budget
    invited: bool
    base: int | None
    base_range: tuple[int, int] | None
    boost: int
    balance: int
    price_cents: int
    basket: Basket | None
    expected: Expected | None = None

    @property
    def connects(self) -> int | None:
        return None if self.base is None else self.base + self.boost

    @property
    def left(self) -> int | None:
        """Connects left after it; negative when short."""
        connects = self.connects
        return None if connects is None else self.balance - connects

    @property
    def more(self) -> int | None:
        """How many such proposals the balance pays for after this one; None when they are free."""
        return max(0, self.balance - self.connects) // self.connects if self.connects else None


def estimate(
    card: RateCard,
    budget: Budget,
    balance: int,
    *,
    connects: int | None = None,
    boost: int,
    invited: bool,
    proposals: str = "",
    learned: Learned | None = None,
) -> Estimate:
    """Estimate a proposal: by the post's own `connects`, else by the job's budget and the card.

    A card without tiers gives what to expect, by its measured costs, by how many `proposals` the
    job has already ("": not told) and by what was `learned` of members; short is what lacks to
    its upper end then.
    """
    base = card.cost.invited if invited else connects
    if base is None and budget.cents is not None:
        base = card.cost_of(budget.cents)
    costs = [tier.connects for tier in card.cost.tiers]
    expected = (
        expect(card.measured, budget.cents, proposals, learned.costs if learned else {})
        if card.measured and not costs and not invited
        else None
    )
    dearest = expected.high if base is None and expected else base
    needed = 0 if dearest is None else dearest + boost
    return Estimate(
        budget=budget,
        invited=invited,
        base=base,
        base_range=(min(costs), max(costs)) if costs else None,
        boost=boost,
        balance=balance,
        price_cents=card.worth(needed),
        basket=cheapest_basket(card, needed - balance) if needed > balance else None,
        expected=expected,
    )
