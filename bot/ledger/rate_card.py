"""A rate card: one dated set of Upwork's rules, read from a TOML file and checked here."""

import tomllib
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from .model import Plan, Source, State

Connects = Annotated[int, Field(strict=True, ge=0, le=100_000)]


def _dollars_to_cents(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError("must be an amount in dollars, such as 0.15")
    cents = Decimal(value) * 100
    if not cents.is_finite() or cents != int(cents):
        raise ValueError("must be whole cents")
    return int(cents)


Cents = Annotated[int, BeforeValidator(_dollars_to_cents), Field(ge=0)]


class BadRateCard(Exception):
    """A rate card that cannot be used; the message names the file, the key and the reason."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RateSource(_Table):
    title: str = Field(min_length=1)
    updated: date


class Tier(_Table):
    """What a proposal costs for budgets under `below` cents; the last tier has no bound."""

    connects: Connects
    below: Cents | None = None


class Cost(_Table):
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
    def _bounds_rise(self) -> Self:
        bounds = [tier.below for tier in self.tiers]
        if not bounds:
            return self
        if bounds[-1] is not None or None in bounds[:-1]:
            raise ValueError("tiers: the last one, and only the last, has no `below`")
        rising = [bound for bound in bounds if bound is not None]
        if any(a >= b for a, b in pairwise(rising)):
            raise ValueError("tiers: each `below` must be larger than the one before")
        return self


class Bundle(_Table):
    connects: Annotated[int, Field(strict=True, ge=1, le=100_000)]
    price: Cents


class Price(_Table):
    connect: Annotated[Cents, Field(ge=1)]
    bundles: Annotated[tuple[Bundle, ...], Field(min_length=1)]


class PlanTerms(_Table):
    """A plan: `price` in cents and `monthly` Connects a month (None: the card does not say)."""

    title: str
    price: Cents
    monthly: Connects | None = None
    upgrade_brings: Connects


class Rollover(_Table):
    cap: Connects | None = None


class Expiry(_Table):
    years: Annotated[int, Field(strict=True, ge=1, le=100)]


class Returns(_Table):
    given_back: frozenset[State]
    not_given_back: frozenset[State]

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Self:
        if both := self.given_back & self.not_given_back:
            raise ValueError(f"{min(both)} cannot be both given back and not given back")
        return self


class Purchase(_Table):
    paid_from: tuple[str, ...] = Field(alias="from")
    methods: tuple[str, ...]
    rules: tuple[str, ...]


class RateCard(_Table):
    """One dated set of rules. Money in it is integer cents, Connects are integers."""

    name: str = Field(pattern=r"^[0-9a-z][0-9a-z-]{0,31}$")
    title: str
    as_of: date
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
    returns: Returns
    purchase: Purchase

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

    def monthly(self, plan: Plan) -> int:
        """Connects that the plan brings at each cycle start; 0 where the card does not say."""
        return self.plans[plan].monthly or 0

    def price_of(self, connects: int) -> int:
        """Cents for buying that many: the bundle's price, or so many times the price of one."""
        for bundle in self.price.bundles:
            if bundle.connects == connects:
                return bundle.price
        return self.worth(connects)

    def worth(self, connects: int) -> int:
        """Cents for that many Connects at the card's price of one."""
        return connects * self.price.connect


def parse_rate_card(text: str, file: str) -> RateCard:
    """Read a rate card from TOML. Raises BadRateCard naming `file`, the key and the reason."""
    try:
        return RateCard.model_validate(tomllib.loads(text, parse_float=Decimal))
    except tomllib.TOMLDecodeError as error:
        raise BadRateCard(f"{file}: not valid TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "(the whole card)"
        raise BadRateCard(f"{file}: {key}: {first['msg']}") from error
