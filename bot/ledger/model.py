"""The ledger's nouns: account, lot, entry, allocation, proposal, and the words they use."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What an entry of the journal does."""

    GRANT = "grant"
    PURCHASE = "purchase"
    SPEND = "spend"
    REFUND = "refund"
    EXPIRE = "expire"
    FORFEIT = "forfeit"
    CORRECT = "correct"


class Plan(StrEnum):
    BASIC = "basic"
    FREELANCER_PLUS = "freelancer_plus"


class Source(StrEnum):
    """Where granted Connects come from."""

    NEW_ACCOUNT = "new_account"
    READINESS_TEST = "readiness_test"
    RISING_TALENT = "rising_talent"
    TOP_RATED = "top_rated"
    INTERVIEW = "interview"
    PLAN = "plan"
    UPGRADE = "upgrade"
    OTHER = "other"


ONE_TIME = frozenset({Source.NEW_ACCOUNT, Source.READINESS_TEST, Source.RISING_TALENT})


class Purpose(StrEnum):
    """What Connects were spent on."""

    PROPOSAL = "proposal"
    AVAILABILITY_BADGE = "availability_badge"
    PROFILE_BOOST = "profile_boost"
    OTHER = "other"


class State(StrEnum):
    """Where a proposal stands; UNDONE is one whose spend was reversed."""

    SUBMITTED = "submitted"
    VIEWED = "viewed"
    INTERVIEWING = "interviewing"
    HIRED = "hired"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CLOSED = "closed"
    REMOVED = "removed"
    UNDONE = "undone"


OPEN = (State.SUBMITTED, State.VIEWED, State.INTERVIEWING)
"""The states of a proposal that is not at an end."""
STAGES = (State.SUBMITTED, State.VIEWED, State.INTERVIEWING, State.HIRED)
"""The natural course of a proposal that wins; the furthest one that it reached is kept."""


class Account(NamedTuple):
    """One balance sheet. `next_plan` takes effect when the next cycle starts.

    `rates` names the rate card that it goes by; None: the host's. `offered` is whether its offer
    includes the monthly Connects that only some accounts get; None: the person has not said yet.
    """

    id: int
    plan: Plan
    next_plan: Plan | None
    top_rated: bool
    cycle_day: int
    cycle_started_at: datetime
    next_cycle_at: datetime
    rates: str | None = None
    offered: bool | None = None


class Lot(NamedTuple):
    """Connects that arrived together; `price_cents` is what the whole lot cost (0 when free)."""

    id: int
    amount: int
    remaining: int
    source: str
    acquired_at: datetime
    expires_at: datetime
    price_cents: int


class Allocation(NamedTuple):
    """Connects that an entry took from a lot (negative) or gave back to it (positive)."""

    lot_id: int
    amount: int


class Entry(NamedTuple):
    """One line of the journal.

    `source` says where a grant came from, what a
    spend was for, or which outcome a refund is of. `reverses` is the entry that this one undoes.
    `key` makes the entry happen once; None for what a person asked for (the store gives it the
    request's key).
    """

    id: int
    kind: Kind
    amount: int
    at: datetime
    source: str
    allocations: tuple[Allocation, ...] = ()
    lot: Lot | None = None
    proposal_id: int | None = None
    reverses: int | None = None
    note: str = ""
    key: str | None = None


class Contract(NamedTuple):
    """What a contract is worth, in cents, and the percent of it that Upwork keeps.

    None is what was not told.
    """

    cents: int | None = None
    fee_percent: int | None = None

    @property
    def net_cents(self) -> int | None:
        """What is left of the value after the fee; None where one of them is not told."""
        if self.cents is None or self.fee_percent is None:
            return None
        return self.cents - (self.cents * self.fee_percent + 50) // 100


NOT_TOLD = Contract()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a spend paid for, in Connects and cents. `id` is the id of the spend's entry."""

    id: int
    title: str
    link: str
    budget_cents: int | None
    base: int
    boost: int
    invited: bool
    state: State
    submitted_at: datetime
    state_at: datetime
    contract: Contract = NOT_TOLD

    @property
    def connects(self) -> int:
        return self.base + self.boost


MOST_CENTS = 1_000_000_000
"""More than any budget, price or contract that is told."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What a job pays, in cents. A range counts by its top (`cents`).

    `cents` is None for hourly work whose hours or weeks are not told.
    """

    cents: int | None
    low_cents: int | None = None
    rate_cents: int | None = None
    hours: int | None = None
