"""Proposals: what was paid for, what became of it, and what that did to the books."""

import re
import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime

from bot.ledger import proposals as life
from bot.ledger.books import Books
from bot.ledger.model import STAGES, Contract, Entry, Kind, Proposal, State
from bot.ledger.proposals import BOOST_RETURNED, Effects
from bot.ledger.rate_card import RateCard
from bot.rate_cards import RateCards
from bot.store.refusals import NotYours, OutcomeSuperseded

from .accounts import Receipt, done_before, find_account, post, up_to_date_books
from .journal import Request, Row, instant, seconds, taken_by_proposal, unreversed

_PROPOSAL = (
    "id, title, link, budget_cents, base, boost, invited, state, submitted_at, state_at, "
    "contract_cents, fee_percent"
)


@dataclass(frozen=True, slots=True)
class OutcomeReceipt:
    """What a told outcome did. `outcome_id` takes it back; `lost` Connects had expired."""

    receipt: Receipt
    proposal: Proposal
    outcome_id: int | None
    lost: int


def _proposal_from(row: Row) -> Proposal:
    proposal_id, title, link, budget, base, boost, invited, state, submitted, moved, *told = row
    return Proposal(
        id=proposal_id,
        title=title,
        link=link,
        budget_cents=budget,
        base=base,
        boost=boost,
        invited=bool(invited),
        state=State(state),
        submitted_at=instant(submitted),
        state_at=instant(moved),
        contract=Contract(*told),
    )


def find_proposal(
    connection: sqlite3.Connection, account_id: int, proposal_id: int
) -> Proposal | None:
    """A proposal of that account, or None."""
    row = connection.execute(
        f"SELECT {_PROPOSAL} FROM proposal WHERE id = :id AND account_id = :account_id",
        {"id": proposal_id, "account_id": account_id},
    ).fetchone()
    return row and _proposal_from(row)


def own(connection: sqlite3.Connection, user_id: int, proposal_id: int) -> Proposal | None:
    """A proposal of the person's own, or None."""
    account = find_account(connection, user_id)
    return find_proposal(connection, account.id, proposal_id) if account else None


def list_proposals(
    connection: sqlite3.Connection,
    user_id: int,
    *,
    states: tuple[State, ...] = (),
    search: str = "",
    limit: int,
    offset: int = 0,
) -> list[Proposal]:
    """The person's proposals, newest first; those that were undone only when asked for.

    With a `search`: those whose title holds it.
    """
    rows = connection.execute(
        f"SELECT {_PROPOSAL} FROM proposal WHERE {_wanted(states, search)} "
        "ORDER BY submitted_at DESC, id DESC LIMIT :limit OFFSET :offset",
        {"user_id": user_id, "limit": limit, "offset": offset, **_like(search)},
    ).fetchall()
    return [_proposal_from(row) for row in rows]


def has_outcome(connection: sqlite3.Connection, proposal_id: int) -> bool:
    """Whether anything was ever told of what became of it."""
    row = connection.execute(
        "SELECT 1 FROM outcome WHERE proposal_id = :id LIMIT 1", {"id": proposal_id}
    ).fetchone()
    return row is not None


def count_proposals(
    connection: sqlite3.Connection,
    user_id: int,
    *,
    states: tuple[State, ...] = (),
    search: str = "",
) -> int:
    """How many there are of those that `list_proposals` lists."""
    row = connection.execute(
        f"SELECT count(*) FROM proposal WHERE {_wanted(states, search)}",
        {"user_id": user_id, **_like(search)},
    ).fetchone()
    return int(row[0])


def _wanted(states: tuple[State, ...], search: str) -> str:
    wanted = states or tuple(state for state in State if state is not State.UNDONE)
    marks = ",".join(f"'{state}'" for state in wanted)
    mine = "account_id = (SELECT account_id FROM person WHERE user_id = :user_id)"
    found = "(lower(title) LIKE :folded ESCAPE '!' OR title LIKE :typed ESCAPE '!')"
    return f"{mine} AND state IN ({marks})" + (f" AND {found}" if search else "")


def _like(search: str) -> dict[str, str]:
    """What a title is held against: in small letters, and as typed, for SQLite's are ASCII's."""
    if not search:
        return {}
    typed = re.sub(r"([!%_])", r"!\1", search)
    return {"folded": f"%{typed.lower()}%", "typed": f"%{typed}%"}


def set_state(
    connection: sqlite3.Connection,
    proposal_id: int,
    state: State,
    at: datetime,
    reached: int | None = None,
) -> None:
    """Put a proposal into a state; `reached` is how far it had come, where that is put right."""
    if reached is None and state in STAGES:
        reached = STAGES.index(state)
    connection.execute(
        "UPDATE proposal SET state = :state, state_at = :at, "
        "reached = coalesce(:reached, reached) WHERE id = :id",
        {"state": state, "at": seconds(at), "reached": reached, "id": proposal_id},
    )


def undo_interview(
    connection: sqlite3.Connection,
    books: Books,
    proposal_id: int,
    at: datetime,
    cards: RateCards,
) -> tuple[Books, tuple[State, int | None] | None]:
    """What follows from an interview's being undone, once its reward has been taken back.

    The books with what the state before it brings back, and that state with how far the proposal
    had come; None where it is no longer in the interview.
    """
    proposal = find_proposal(connection, books.account.id, proposal_id)
    told = connection.execute(
        "SELECT state_before, reached_before, id FROM outcome WHERE proposal_id = :id "
        "AND result = :interview AND state_before <> :interview ORDER BY id DESC LIMIT 1",
        {"id": proposal_id, "interview": State.INTERVIEWING},
    ).fetchone()
    if proposal is None or proposal.state is not State.INTERVIEWING or told is None:
        return books, None
    before = State(told[0])
    effects = replace(_effects(connection, proposal), reward=None)
    card = _card_told_by(connection, books, proposal, told[2], before, cards)
    return life.move(books, proposal, effects, before, at, card), (before, told[1])


def _card_told_by(
    connection: sqlite3.Connection,
    books: Books,
    proposal: Proposal,
    outcome_id: int,
    before: State,
    cards: RateCards,
) -> RateCard:
    """The card by which the state before an outcome was told; the account's where it never was.

    So what is taken back has the effects that it had, whatever card the account goes by now.
    """
    row = connection.execute(
        "SELECT rates FROM outcome WHERE proposal_id = :id AND id < :outcome_id "
        "AND result = :before ORDER BY id DESC LIMIT 1",
        {"id": proposal.id, "outcome_id": outcome_id, "before": before},
    ).fetchone()
    return cards.once(row[0]) if row and row[0] else cards.of(books.account)


def note_returned(connection: sqlite3.Connection, proposal_id: int) -> None:
    """Keep with the proposal what came back of it, and what the rest had cost."""
    connection.execute(
        "UPDATE proposal SET "
        "returned = coalesce((SELECT sum(amount) FROM entry WHERE proposal_id = :id "
        "AND proposal_id <> id AND kind = 'refund'), 0), "
        "paid_cents = coalesce((SELECT CAST(round(-sum(allocation.amount * 1.0 * lot.price_cents "
        "/ lot.amount)) AS INTEGER) FROM entry JOIN allocation ON allocation.entry_id = entry.id "
        "JOIN lot ON lot.id = allocation.lot_id WHERE (entry.id = :id "
        "OR (entry.proposal_id = :id AND entry.proposal_id <> entry.id)) "
        "AND entry.kind IN ('spend', 'refund')), 0) WHERE id = :id",
        {"id": proposal_id},
    )


def tell_outcome(
    connection: sqlite3.Connection,
    request: Request,
    proposal_id: int,
    result: str,
    contract: Contract | None,
    cards: RateCards,
    *,
    instead_of: int | None = None,
) -> OutcomeReceipt:
    """Note what became of a proposal (a State, or `boost_returned`) and what follows from it.

    The outcome `instead_of`, told of another one by mistake, is taken back in the same
    transaction. Raises NotYours, those of `take_back_outcome` and of
    `bot.ledger.proposals`.
    """
    if instead_of is not None:
        back = replace(request, key=f"{request.key}-back")
        take_back_outcome(connection, back, instead_of, cards)
    books = up_to_date_books(connection, request.user_id, request.at, cards)
    proposal = find_proposal(connection, books.account.id, proposal_id)
    if proposal is None:
        raise NotYours()
    if done := done_before(connection, books, request):
        return OutcomeReceipt(done, proposal, None, 0)
    effects = _effects(connection, proposal)
    card = cards.of(books.account)
    if result == BOOST_RETURNED:
        after = life.return_boost(books, proposal, effects, request.at)
    else:
        after = life.move(books, proposal, effects, State(result), request.at, card)
    receipt = post(connection, books, after, request)
    changed = bool(receipt.entries) or result not in (proposal.state, BOOST_RETURNED)
    outcome_id = _note_outcome(connection, proposal, result, request.at, card) if changed else None
    if result != BOOST_RETURNED and changed:
        set_state(connection, proposal.id, State(result), request.at)
    if receipt.entries:
        note_returned(connection, proposal.id)
    if contract is not None:
        _set_contract(connection, proposal.id, contract)
    proposal = find_proposal(connection, books.account.id, proposal_id)
    assert proposal is not None
    return OutcomeReceipt(
        receipt, proposal, outcome_id, _lost(effects, receipt.entries, result, proposal)
    )


def take_back_outcome(
    connection: sqlite3.Connection, request: Request, outcome_id: int, cards: RateCards
) -> OutcomeReceipt:
    """Put a proposal back to what it was before the outcome that was told last.

    Raises NotYours, OutcomeSuperseded when something was told since, and those of
    `bot.ledger.proposals`.
    """
    books = up_to_date_books(connection, request.user_id, request.at, cards)
    row = connection.execute(
        "SELECT proposal_id, state_before, result, reached_before FROM outcome WHERE id = :id",
        {"id": outcome_id},
    ).fetchone()
    proposal = row and find_proposal(connection, books.account.id, row[0])
    if proposal is None:
        raise NotYours()
    if done := done_before(connection, books, request):
        return OutcomeReceipt(done, proposal, None, 0)
    _, state_before, result, reached_before = row
    newest = connection.execute(
        "SELECT max(id) FROM outcome WHERE proposal_id = :id", {"id": proposal.id}
    ).fetchone()[0]
    is_newest = newest == outcome_id and (result == BOOST_RETURNED or proposal.state == result)
    if not is_newest and proposal.state is not State.UNDONE:
        raise OutcomeSuperseded()
    effects = _effects(connection, proposal)
    if result == BOOST_RETURNED:
        state_before, reached_before = proposal.state, None
    card = _card_told_by(connection, books, proposal, outcome_id, State(state_before), cards)
    if result == BOOST_RETURNED:
        after = life.keep_boost(books, proposal, effects, request.at)
    else:
        after = life.move(books, proposal, effects, State(state_before), request.at, card)
    receipt = post(connection, books, after, request)
    _note_outcome(connection, proposal, state_before, request.at, card)
    set_state(connection, proposal.id, State(state_before), request.at, reached_before)
    note_returned(connection, proposal.id)
    proposal = find_proposal(connection, books.account.id, proposal.id)
    assert proposal is not None
    return OutcomeReceipt(receipt, proposal, None, 0)


def _effects(connection: sqlite3.Connection, proposal: Proposal) -> Effects:
    refunds = unreversed(connection, proposal.id, Kind.REFUND)
    rewards = unreversed(connection, proposal.id, Kind.GRANT)
    return Effects(
        taken=taken_by_proposal(connection, proposal.id),
        refund=next((entry for entry in refunds if entry.source != BOOST_RETURNED), None),
        boost_refund=next((entry for entry in refunds if entry.source == BOOST_RETURNED), None),
        reward=rewards[0] if rewards else None,
    )


def _lost(effects: Effects, entries: tuple[Entry, ...], result: str, proposal: Proposal) -> int:
    refunded = [e.amount for e in entries if e.kind is Kind.REFUND and e.reverses is None]
    if not refunded:
        return 0
    out = sum(part for _, part in effects.taken)
    return (proposal.boost if result == BOOST_RETURNED else out) - refunded[0]


def _note_outcome(
    connection: sqlite3.Connection, proposal: Proposal, result: str, at: datetime, card: RateCard
) -> int:
    row = connection.execute(
        "INSERT INTO outcome (proposal_id, at, state_before, result, rates, reached_before) "
        "VALUES (:proposal_id, :at, :state_before, :result, :rates, "
        "(SELECT reached FROM proposal WHERE id = :proposal_id)) RETURNING id",
        {
            "proposal_id": proposal.id,
            "at": seconds(at),
            "state_before": proposal.state,
            "result": result,
            "rates": card.name,
        },
    ).fetchall()[0]
    return int(row[0])


def _set_contract(connection: sqlite3.Connection, proposal_id: int, told: Contract) -> None:
    """Keep what was told of a contract beside what had been."""
    connection.execute(
        "UPDATE proposal SET contract_cents = coalesce(:cents, contract_cents), "
        "fee_percent = coalesce(:fee_percent, fee_percent) WHERE id = :id",
        {**told._asdict(), "id": proposal_id},
    )
