"""What a job will cost, and what that does to the balance."""

from dataclasses import dataclass

from .budgets import Budget
from .bundles import Basket, cheapest_basket
from .rates import RateCard


@dataclass(frozen=True, slots=True)
class Estimate:
    """The Connects of one proposal (base and boost) against a balance.

    `base` is None where the cost is not known: the card has no tiers, or hourly work without
    hours; `base_range` then holds the least and the most that the card's tiers give, if it has any.
    """

    budget: Budget
    invited: bool
    base: int | None
    base_range: tuple[int, int] | None
    boost: int
    balance: int
    price_cents: int
    basket: Basket | None

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
    card: RateCard, budget: Budget, balance: int, *, boost: int, invited: bool
) -> Estimate:
    """Estimate a proposal for a job of that budget by the card."""
    base = card.cost.invited if invited else None
    if base is None and budget.cents is not None:
        base = card.cost_of(budget.cents)
    costs = [tier.connects for tier in card.cost.tiers]
    needed = 0 if base is None else base + boost
    return Estimate(
        budget=budget,
        invited=invited,
        base=base,
        base_range=(min(costs), max(costs)) if costs else None,
        boost=boost,
        balance=balance,
        price_cents=card.worth(needed),
        basket=cheapest_basket(card, needed - balance) if needed > balance else None,
    )
