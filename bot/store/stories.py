"""One proposal's whole story: what happened to it, when, and what it cost and brought."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.ledger.model import Entry, Kind, Proposal
from bot.store.refusals import NotYours

from .journal import ENTRY, entry_from, instant
from .proposals import own


@dataclass(frozen=True, slots=True)
class Sent:
    """It was sent, for so many Connects."""

    at: datetime
    connects: int


@dataclass(frozen=True, slots=True)
class Told:
    """What became of it was told: a State, or `boost_returned`."""

    at: datetime
    result: str


@dataclass(frozen=True, slots=True)
class Edited:
    """It was put right: what it was before, and what after."""

    at: datetime
    before: Proposal
    after: Proposal


@dataclass(frozen=True, slots=True)
class Moved:
    """Connects came or went back with it, or its spend was undone (a spend that is reversed), or
    done again."""

    at: datetime
    entry: Entry


Event = Sent | Told | Edited | Moved


@dataclass(frozen=True, slots=True)
class ProposalStory:
    """A proposal with its events, the oldest first.

    `cost` are the Connects that did not come back and `paid_cents` what these had cost; `brought`
    are those that it won.
    """

    proposal: Proposal
    events: Sequence[Event]
    cost: int
    paid_cents: int
    brought: int


def read_story(connection: sqlite3.Connection, user_id: int, proposal_id: int) -> ProposalStory:
    """The story of a proposal of the person's own. Raises NotYours."""
    proposal = own(connection, user_id, proposal_id)
    if proposal is None:
        raise NotYours()
    entries = _entries(connection, proposal_id)
    edits, renewed, again = _edits(connection, proposal)
    first = edits[0].before if edits else proposal
    events: list[Event] = [*edits, *_outcomes(connection, proposal_id)]
    events += [
        Moved(entry.at, entry) for entry in entries if entry.id in again or _is_told(entry, renewed)
    ]
    events.sort(key=lambda event: event.at)
    paid = connection.execute(
        "SELECT paid_cents FROM proposal WHERE id = :id", {"id": proposal_id}
    ).fetchone()[0]
    return ProposalStory(
        proposal,
        [Sent(proposal.submitted_at, first.connects), *events],
        cost=-sum(entry.amount for entry in entries if entry.kind is not Kind.GRANT),
        paid_cents=int(paid),
        brought=sum(entry.amount for entry in entries if entry.kind is Kind.GRANT),
    )


def _entries(connection: sqlite3.Connection, proposal_id: int) -> list[Entry]:
    rows = connection.execute(
        f"SELECT {ENTRY} FROM entry WHERE entry.id = :id "
        "OR (entry.proposal_id = :id AND entry.proposal_id <> entry.id) ORDER BY entry.id",
        {"id": proposal_id},
    ).fetchall()
    return list(map(entry_from, rows))


def _is_told(entry: Entry, renewed: set[int]) -> bool:
    """Whether an entry is an event of its own: spends are those of the sending and of edits."""
    if entry.kind is Kind.SPEND:
        return entry.reverses is not None and entry.reverses not in renewed
    return entry.amount != 0


def _outcomes(connection: sqlite3.Connection, proposal_id: int) -> Iterator[Told]:
    rows = connection.execute(
        "SELECT at, result FROM outcome WHERE proposal_id = :id ORDER BY id", {"id": proposal_id}
    ).fetchall()
    return (Told(instant(at), result) for at, result in rows)


def _edits(
    connection: sqlite3.Connection, proposal: Proposal
) -> tuple[list[Edited], set[int], set[int]]:
    """The edits in their order, the spends that they took anew, and those that were done again."""
    rows = connection.execute(
        "SELECT at, title, link, budget_cents, base, boost, spend_id, new_spend_id FROM edit "
        "WHERE proposal_id = :id ORDER BY id DESC",
        {"id": proposal.id},
    ).fetchall()
    edits: list[Edited] = []
    after = proposal
    for at, title, link, budget_cents, base, boost, spend_id, new_spend_id in rows:
        if spend_id is None and new_spend_id is not None:
            continue
        before = replace(
            after, title=title, link=link, budget_cents=budget_cents, base=base, boost=boost
        )
        edits.append(Edited(instant(at), before, after))
        after = before
    renewed = {row[-2] for row in rows if row[-2] is not None}
    again = {row[-1] for row in rows if row[-2] is None and row[-1] is not None}
    return edits[::-1], renewed, again
