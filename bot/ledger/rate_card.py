"""A rate card: one dated set of Upwork's rules, read from a TOML file and checked here."""

from datetime import date
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .data_file import Cents, Connects, Count, PastDate, Table, read_data_file
from .measured import MeasuredCosts
from .model import Plan, Source, State


class RateSource(Table):
    title: str = Field(min_length=1)
    updated: PastDate


class Tier(Table):
    """What a proposal costs for budgets under `below` cents; the last tier has no bound."""

    connects: Connects
    below: Cents | None = None


class Cost(Table):
    """`bands` part budgets (cents) for the figures where no tiers do."""

    invited: Connects
    tiers: tuple[Tier, ...] = ()
    bands: tuple[Cents, ...] = ()

    @property
    def bounds(self) -> tuple[int, ...]:
        """The cents at which the next band of budgets begins."""
        tiers = tuple(tier.below for tier in self.tiers if tier.below is not None)
        return tiers or self.bands

    @model_validator(mode="after")
    def _bands_rise(self) -> Self:
        if any(a >= b for a, b in pairwise(self.bands)):
            raise ValueError("bands overlap: each must begin above the one before")
        return self

    @model_validator(mode="after")
    def _bounds_rise(self) -> Self:
        bounds = [tier.below for tier in self.tiers]
        if not bounds:
            return self
        if bounds[-1] is not None or None in bounds[:-1]:
            raise ValueError("tiers: the last one, and only the last, has no `below`")
        rising = [bound for bound in bounds if bound is not None]
        if any(a >= b for a, b in pairwise(rising)):
            raise ValueError("tiers overlap: each `below` must be larger than the one before")
        return self


class Bundle(Table):
    connects: Count
    price: Cents


class Price(Table):
    """`minimum`: any number can be bought from it on; None: bundles alone can."""

    connect: Annotated[Cents, Field(ge=1)]
    minimum: Count | None = None
    bundles: tuple[Bundle, ...] = ()

    @model_validator(mode="after")
    def _something_is_sold(self) -> Self:
        if self.minimum is None and not self.bundles:
            raise ValueError("needs `bundles`, or the `minimum` from which any number is sold")
        return self


class PlanTerms(Table):
    """A plan: `price` in cents and `monthly` Connects a month (None: the card does not say).

    `monthly_if_offered`: what it brings those whose account's offer includes it, and nobody else.
    """

    title: str
    price: Cents
    monthly: Connects | None = None
    monthly_if_offered: Connects | None = None
    upgrade_brings: Connects

    @model_validator(mode="after")
    def _for_all_or_for_some(self) -> Self:
        if self.monthly is not None and self.monthly_if_offered is not None:
            raise ValueError("has `monthly` or `monthly_if_offered`, not both")
        return self


Percent = Annotated[int, Field(strict=True, ge=0, le=100)]


class Fee(Table):
    """What Upwork keeps of a contract: from `least` to `most` percent, fixed for each contract."""

    least: Percent
    most: Percent

    @model_validator(mode="after")
    def _least_first(self) -> Self:
        if self.least > self.most:
            raise ValueError("`least` is more than `most`")
        return self


class Boost(Table):
    """How boosts are sold: the `top` highest bids are shown first, for `days` or until a hire."""

    top: Count
    days: Count


class Rollover(Table):
    cap: Connects | None = None


class Expiry(Table):
    years: Annotated[int, Field(strict=True, ge=1, le=100)]


class Returns(Table):
    given_back: frozenset[State]
    not_given_back: frozenset[State]

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Self:
        if both := self.given_back & self.not_given_back:
            raise ValueError(f"{min(both)} cannot be both given back and not given back")
        return self


class Purchase(Table):
    paid_from: tuple[str, ...] = Field(alias="from")
    methods: tuple[str, ...]
    rules: tuple[str, ...]


class RateCard(Table):
    """One dated set of rules. Money in it is integer cents, Connects are integers.

    `order` is what it says of the order of use: lots that last equally long expire in the order in
    which they were received. None: it is silent.
    """

    name: str = Field(pattern=r"^[0-9a-z][0-9a-z-]{0,31}$")
    title: str
    in_words: str = Field(min_length=1, max_length=60)
    as_of: PastDate
    about: str
    uncertain: tuple[str, ...]
    sources: Annotated[tuple[RateSource, ...], Field(min_length=1)]
    cost: Cost
    price: Price
    plans: dict[Plan, PlanTerms]
    grants: dict[Source, Connects]
    monthly_badges: dict[Source, Connects]
    rollover: Rollover
    expiry: Expiry
    order: Literal["received"] | None = None
    returns: Returns
    purchase: Purchase
    boost: Boost | None = None
    fee: Fee | None = None
    measured: MeasuredCosts | None = None

    @model_validator(mode="after")
    def _every_plan(self) -> Self:
        if missing := set(Plan) - set(self.plans):
            raise ValueError(f"plans: {min(missing)} is missing")
        return self

    def cost_of(self, budget_cents: int) -> int | None:
        """Connects for a job of that budget; None where the card has no tiers."""
        for tier in self.cost.tiers:
            if tier.below is None or budget_cents < tier.below:
                return tier.connects
        return None

    def monthly(self, plan: Plan, *, offered: bool | None = None) -> int:
        """Connects that the plan brings at each cycle start; 0 where the card does not say.

        `offered`: the account's offer includes what the card says that some accounts get.
        """
        terms = self.plans[plan]
        return terms.monthly or (terms.monthly_if_offered if offered else 0) or 0

    def upgrade_brings(self, plan: Plan, *, offered: bool | None = None) -> int:
        """Connects that arrive at once with an upgrade to the plan.

        It is what the plan brings beside those that Basic had brought; an account whose offer
        includes none of these gets them as well. None (not told): the least that arrives.
        """
        without = self.plans[Plan.BASIC].monthly_if_offered if offered is False else None
        return self.plans[plan].upgrade_brings + (without or 0)

    def sells(self, connects: int) -> bool:
        """Whether that many can be bought at once: a bundle, or a number from the minimum on."""
        minimum = self.price.minimum
        return (minimum is not None and connects >= minimum) or any(
            bundle.connects == connects for bundle in self.price.bundles
        )

    def price_of(self, connects: int) -> int:
        """Cents for buying that many: the bundle's price, or so many times the price of one."""
        for bundle in self.price.bundles:
            if bundle.connects == connects:
                return bundle.price
        return self.worth(connects)

    def worth(self, connects: int) -> int:
        """Cents for that many Connects at the card's price of one."""
        return connects * self.price.connect


def parse_rate_card(text: str, file: str, today: date | None = None) -> RateCard:
    """Read a rate card from TOML; no date in it may be after `today`.

    Raises BadRateCard naming `file`, the key and the reason.
    """
    return read_data_file(RateCard, text, file, today)
