"""A proposal's life and what its states do to the books.

Effects follow from the state: a proposal that is in a state which the card gives back has one live
refund, a proposal that reached an interview has one live reward. Telling a state again changes
nothing, and putting a wrong state right puts its effects right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.ledger.refusals import NoBoost, ProposalUndone

from .books import Books, Taken, debit, grant, reverse, reverse_arrival
from .model import Entry, Kind, Proposal, Source, State
from .rate_card import RateCard

BOOST_RETURNED = "boost_returned"

RESULTS = {
    "viewed": State.VIEWED.value,
    "interview": State.INTERVIEWING.value,
    "hired": State.HIRED.value,
    "declined": State.DECLINED.value,
    "withdrawn": State.WITHDRAWN.value,
    "expired": State.EXPIRED.value,
    "closed without hire": State.CLOSED.value,
    "removed by upwork": State.REMOVED.value,
    "boost returned": BOOST_RETURNED,
}
"""The results as people name them, with what they are in the ledger."""


@dataclass(frozen=True, slots=True)
class Effects:
    """What the journal says of a proposal.

    `taken` holds the Connects still out, lot by lot, in the order in which they were taken.
    The others are entries that stand, that is, that nothing has reversed.
    """

    taken: Sequence[Taken]
    refund: Entry | None
    boost_refund: Entry | None
    reward: Entry | None


def move(
    books: Books, proposal: Proposal, effects: Effects, state: State, at: datetime, card: RateCard
) -> Books:
    """Post what follows from the proposal's being in `state` now; nothing where it is already.

    Raises NotEnough when a refund must be taken back that the balance no longer covers,
    AlreadyUsed when the reward must be and has been spent, ProposalUndone for a reversed proposal.
    """
    if proposal.state is State.UNDONE:
        raise ProposalUndone()
    if state is proposal.state:
        return books
    gives_back = state in card.returns.given_back
    if effects.refund and not gives_back:
        books = _take_back(books, effects.refund, at)
    if gives_back and not effects.refund:
        out = sum(part for _, part in effects.taken)
        books = _refund(books, proposal, effects.taken, out, state, at)
    return _reward(books, proposal, effects, state, at, card)


def return_boost(books: Books, proposal: Proposal, effects: Effects, at: datetime) -> Books:
    """Post the boost's return: outbid before the client did anything.

    Raises NoBoost, or ProposalUndone for a reversed proposal. Told again, or after
    a refund of everything, it changes nothing.
    """
    if proposal.state is State.UNDONE:
        raise ProposalUndone()
    if not proposal.boost:
        raise NoBoost()
    if effects.boost_refund or effects.refund:
        return books
    return _refund(books, proposal, effects.taken, proposal.boost, BOOST_RETURNED, at)


def keep_boost(books: Books, proposal: Proposal, effects: Effects, at: datetime) -> Books:
    """Post the reversal of a boost's return. Raises NotEnough, or ProposalUndone."""
    if proposal.state is State.UNDONE:
        raise ProposalUndone()
    if effects.boost_refund is None:
        return books
    return _take_back(books, effects.boost_refund, at)


def _refund(
    books: Books,
    proposal: Proposal,
    taken: Sequence[Taken],
    amount: int,
    source: str,
    at: datetime,
) -> Books:
    if not amount:
        return books
    return reverse(
        books, Kind.REFUND, amount, at, taken=taken, source=source, proposal_id=proposal.id
    )


def _take_back(books: Books, refund: Entry, at: datetime) -> Books:
    return debit(
        books,
        Kind.REFUND,
        refund.amount,
        at,
        source=refund.source,
        first=[allocation.lot_id for allocation in refund.allocations],
        proposal_id=refund.proposal_id,
        reverses=refund.id,
    )


def _reward(
    books: Books, proposal: Proposal, effects: Effects, state: State, at: datetime, card: RateCard
) -> Books:
    amount = card.grants.get(Source.INTERVIEW)
    if state is State.INTERVIEWING and effects.reward is None and amount:
        return grant(books, Source.INTERVIEW, amount, at, card, proposal_id=proposal.id)
    if state in (State.SUBMITTED, State.VIEWED) and effects.reward:
        return reverse_arrival(books, effects.reward, at)
    return books
