"""Refusals: requests that cannot be done as asked. Here those of the ledger.

Each is a class with its facts (Connects as int, money in cents, instants in UTC); the sentence for
the person is a view's (`bot.views.sentences`).
"""

from dataclasses import dataclass
from datetime import datetime

from .model import Plan, Source


class Refusal(Exception):
    """A request that cannot be done as asked; nothing has changed."""


@dataclass(eq=False)
class NotEnough(Refusal):
    """More Connects are to leave than are held."""

    needed: int
    balance: int

    @property
    def missing(self) -> int:
        return self.needed - self.balance


@dataclass(eq=False)
class BalanceMoved(Refusal):
    """The books hold another balance than when it was compared with Upwork's."""

    balance: int


@dataclass(eq=False)
class AlreadyUsed(Refusal):
    """Some of the Connects that arrived are gone since."""

    amount: int
    used: int


@dataclass(eq=False)
class EarnHowMany(Refusal):
    """Neither the person nor the rate card tells how many Connects came."""

    source: Source
    card: str


@dataclass(eq=False)
class EarnDiffers(Refusal):
    """The rate card tells another number than the person."""

    source: Source
    card: str
    by_card: int


@dataclass(eq=False)
class EarnedAlready(Refusal):
    """A source that brings Connects once has brought them."""

    source: Source
    at: datetime


@dataclass(eq=False)
class TopRatedAlready(Refusal):
    """The status is known, and brings the next Connects then."""

    next_cycle_at: datetime


@dataclass(eq=False)
class SamePlan(Refusal):
    """The account is on the plan, or (pending) moves to it."""

    plan: Plan
    pending: bool
    next_cycle_at: datetime


@dataclass(eq=False)
class PlanHasRun(Refusal):
    """An upgrade has run into another cycle."""


@dataclass(eq=False)
class NoSuchRateCard(Refusal):
    """No rate card has that name; these are the names that there are."""

    name: str
    names: tuple[str, ...]


@dataclass(eq=False)
class NoBoost(Refusal):
    """The proposal had no boost that could come back."""


@dataclass(eq=False)
class ProposalUndone(Refusal):
    """The spend of the proposal was undone."""
