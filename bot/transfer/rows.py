"""The rows of an export: their fields, and what each may hold.

A file names entries by numbers of its own; what is read in gets new ones.
"""

from datetime import UTC, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from bot.ledger.model import MOST_CENTS, Kind, Plan, State

MOST_ENTRIES = 100_000
MOST_TOLD = 10_000
MOST_ENDED = 200
"""Reminders that were said or called off, the newest of them."""
FIRST = int(datetime(2010, 1, 1, tzinfo=UTC).timestamp())
"""Nothing is older: Upwork's predecessors had no Connects before."""
LAST = int(datetime(2200, 1, 1, tzinfo=UTC).timestamp())
Connects = Annotated[int, Meta(ge=0, le=100_000)]
Moved = Annotated[int, Meta(ge=-10_000_000, le=10_000_000)]
Held = Annotated[int, Meta(ge=0, le=10_000_000)]
Number = Annotated[int, Meta(ge=1, le=2**53)]
Cents = Annotated[int, Meta(ge=0, le=MOST_CENTS)]
Second = Annotated[int, Meta(ge=FIRST, le=LAST)]
Days = Annotated[int, Meta(ge=0, le=90)]
Flag = Annotated[int, Meta(ge=0, le=1)]
Agreed = Annotated[int, Meta(ge=0, le=2)]
Word = Annotated[str, Meta(max_length=40)]
Text = Annotated[str, Meta(max_length=500)]
Link = Annotated[str, Meta(pattern=r"^(https?://[^\s<>`]{1,500})?$")]
CycleDay = Annotated[int, Meta(ge=1, le=28)]
CardName = Annotated[str, Meta(pattern=r"^[0-9a-z][0-9a-z-]{0,31}$")]
Local = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$")]


class Row(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A line of a table; its fields are the table's columns."""


class PersonRow(Row, frozen=True):
    timezone: Text
    low_balance: Connects
    expiring_days: Days
    rollover: Flag
    stale_days: Days
    at_night: Flag
    shares: Agreed | None
    language: Word
    welcomed: Flag = 1
    refused_dms: Held = 0


class AccountRow(Row, frozen=True):
    plan: Plan
    next_plan: Plan | None
    top_rated: Flag
    cycle_day: CycleDay
    cycle_started_at: Second
    next_cycle_at: Second
    rates: CardName | None = None
    offered: Flag | None = None


class CardChangeRow(Row, frozen=True):
    """`mine` when the person made it; `entry_id` is the newest line then."""

    entry_id: Number | None
    at: Second
    rates_before: CardName
    rates: CardName
    mine: Flag


class EntryRow(Row, frozen=True):
    """`mine` when the person made it, and may undo it."""

    id: Number
    kind: Kind
    amount: Moved
    at: Second
    source: Word
    proposal_id: Number | None
    reverses: Number | None
    mine: Flag
    note: Text
    key: Text


class LotRow(Row, frozen=True):
    id: Number
    amount: Held
    remaining: Held
    source: Word
    acquired_at: Second
    expires_at: Second
    price_cents: Cents


class AllocationRow(Row, frozen=True, gc=False):
    entry_id: Number
    lot_id: Number
    amount: Moved


class ProposalRow(Row, frozen=True):
    id: Number
    title: Text
    link: Link
    budget_cents: Cents | None
    base: Connects
    boost: Connects
    invited: Flag
    state: State
    submitted_at: Second
    state_at: Second
    contract_cents: Cents | None
    reached: Annotated[int, Meta(ge=0, le=3)]
    returned: Held
    paid_cents: Cents
    fee_percent: Annotated[int, Meta(ge=0, le=100)] | None = None


class OutcomeRow(Row, frozen=True):
    proposal_id: Number
    at: Second
    state_before: State
    result: Word
    reached_before: Annotated[int, Meta(ge=0, le=3)] | None = None
    rates: CardName | None = None


class EditRow(Row, frozen=True):
    """What a proposal was before an edit; its spends are named where Connects moved."""

    proposal_id: Number
    at: Second
    title: Text
    link: Link
    budget_cents: Cents | None
    base: Connects
    boost: Connects
    spend_id: Number | None
    new_spend_id: Number | None
    place: Number | None
    is_over: Flag


class UpgradeRow(Row, frozen=True):
    entry_id: Number
    plan: Plan
    cycle_day: CycleDay
    cycle_started_at: Second
    next_cycle_at: Second


class ReminderRow(Row, frozen=True):
    about: Text
    rule: Text
    zone: Text
    local_at: Local
    due_at: Second
    state: Literal["waiting", "held", "said", "cancelled", "broken"]
    ended_at: Second | None = None


class CountedRow(Row, frozen=True, gc=False):
    """A server in whose digest the person agreed to be counted."""

    guild_id: Annotated[int, Meta(ge=1, le=2**63 - 1)]


class DigestedRow(Row, frozen=True, gc=False):
    """A month that stood in a server's digest; it is not read in again."""

    month: str
    guild_id: int


class PendingRow(Row, frozen=True):
    """What was said and waits for a button; it is not read in again: its buttons are gone."""

    said: str
    at: int


class StagedRow(Row, frozen=True):
    """A file that waits to be read in, likewise."""

    kind: str
    size: int
    at: int


class RequestRow(Row, frozen=True):
    """A request that was done without an entry, likewise."""

    key: str
    at: int


class Export(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Everything that is kept of one person."""

    purser: Literal[1]
    exported_at: Second
    person: PersonRow
    account: AccountRow
    entries: Annotated[tuple[EntryRow, ...], Meta(max_length=MOST_ENTRIES)]
    lots: Annotated[tuple[LotRow, ...], Meta(max_length=MOST_ENTRIES)]
    allocations: Annotated[tuple[AllocationRow, ...], Meta(max_length=4 * MOST_ENTRIES)]
    proposals: Annotated[tuple[ProposalRow, ...], Meta(max_length=MOST_ENTRIES)]
    outcomes: Annotated[tuple[OutcomeRow, ...], Meta(max_length=4 * MOST_ENTRIES)]
    edits: Annotated[tuple[EditRow, ...], Meta(max_length=4 * MOST_ENTRIES)] = ()
    upgrades: Annotated[tuple[UpgradeRow, ...], Meta(max_length=MOST_ENTRIES)]
    card_changes: Annotated[tuple[CardChangeRow, ...], Meta(max_length=MOST_ENTRIES)] = ()
    reminders: Annotated[tuple[ReminderRow, ...], Meta(max_length=MOST_ENTRIES)]
    counted: Annotated[tuple[CountedRow, ...], Meta(max_length=1000)]
    told: dict[Text, Second]
    pending: tuple[PendingRow, ...] = ()
    staged: tuple[StagedRow, ...] = ()
    requests: tuple[RequestRow, ...] = ()
    digested: tuple[DigestedRow, ...] = ()

    @property
    def balance(self) -> int:
        """Connects held."""
        return sum(lot.remaining for lot in self.lots)

    @property
    def waiting(self) -> tuple[ReminderRow, ...]:
        """The reminders that are still to come."""
        return tuple(each for each in self.reminders if each.state in ("waiting", "held"))
