"""Proposals: looked for, browsed, and what became of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.actions.refusals import ButtonUnknown, EditWhat, HoursUnknown, WhichProposalFits
from bot.app import App
from bot.ledger.model import OPEN, Contract, Proposal, State
from bot.ledger.proposals import RESULTS
from bot.ledger.rate_card import RateCard
from bot.parsing.money import parse_budget
from bot.parsing.numbers import in_range, read_id
from bot.parsing.refusals import FeeRange
from bot.parsing.text import one_line, parse_link
from bot.store import edits, notices, proposals
from bot.store.edits import Edit, EditReceipt
from bot.store.journal import Request
from bot.store.proposals import OutcomeReceipt, own
from bot.store.refusals import NotYours
from bot.store.stories import ProposalStory, read_story

from .account import card_of

SEARCHED = 200
"""Of a person's proposals, the newest, when one is named by its title."""
PAGE = 6
ALL, STILL_OPEN = "all", "open"
LONGEST_SEARCH = 30
"""Of a title's words: they stand in the custom id of a button."""


@dataclass(frozen=True, slots=True)
class EditForm:
    """What is to be otherwise, as it was typed or said; None: it stays, "": it is taken away.

    `more_boost` is a boost told later: it comes on top of the one that is logged.
    """

    connects: int | None = None
    boost: int | None = None
    more_boost: int = 0
    job: str | None = None
    budget: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class ProposalsPage:
    """A page of a person's proposals, newest first, of those that are `wanted` (a State, `open`,
    or `all` but the undone ones) and whose title holds the `search`."""

    proposals: Sequence[Proposal]
    page: int
    pages: int
    wanted: str
    search: str


async def newest(app: App, user_id: int) -> list[Proposal]:
    """The person's newest proposals, among which one is named."""
    return await app.database.read(lambda tx: proposals.list_proposals(tx, user_id, limit=SEARCHED))


async def search(
    app: App, user_id: int, typed: str, label: Callable[[Proposal], str]
) -> list[Proposal]:
    """The newest proposals whose label holds what was typed, or that have that number."""
    wanted = typed.strip().casefold()
    return [
        each
        for each in await newest(app, user_id)
        if wanted in label(each).casefold() or wanted == str(each.id)
    ]


async def find_one(
    app: App, user_id: int, typed: str, label: Callable[[Proposal], str]
) -> Proposal:
    """The proposal of that number, or the only one that has or fits the title.

    Raises NotYours, WhichProposalFits.
    """
    number = read_id(typed)
    if number and (found := await app.database.read(lambda tx: own(tx, user_id, number))):
        return found
    fitting = await search(app, user_id, typed, label) if typed.strip() else []
    if not fitting:
        raise NotYours()
    exact = [each for each in fitting if each.title.casefold() == typed.strip().casefold()]
    if len(exact) == 1:
        return exact[0]
    if len(fitting) > 1:
        raise WhichProposalFits(text=typed)
    return fitting[0]


async def get(app: App, user_id: int, proposal_id: int) -> Proposal:
    """A proposal of the person's own. Raises NotYours."""
    found = await app.database.read(lambda tx: own(tx, user_id, proposal_id))
    if found is None:
        raise NotYours()
    return found


async def browse(
    app: App, user_id: int, page: int = 0, wanted: str = ALL, search: str = ""
) -> ProposalsPage:
    """A page of the person's proposals, newest first. Raises ButtonUnknown for no such state."""
    states, title = _states(wanted), one_line(search.replace(":", " "), LONGEST_SEARCH)
    found, count = await app.database.read(
        lambda tx: (
            proposals.list_proposals(
                tx, user_id, states=states, search=title, limit=PAGE, offset=page * PAGE
            ),
            proposals.count_proposals(tx, user_id, states=states, search=title),
        )
    )
    return ProposalsPage(found, page, max(1, -(-count // PAGE)), wanted, title)


def _states(wanted: str) -> tuple[State, ...]:
    if wanted in (ALL, STILL_OPEN):
        return OPEN if wanted == STILL_OPEN else ()
    try:
        return (State(wanted),)
    except ValueError:
        raise ButtonUnknown() from None


async def story(app: App, user_id: int, proposal_id: int) -> ProposalStory:
    """What happened to a proposal of the person's own. Raises NotYours."""
    return await app.database.read(lambda tx: read_story(tx, user_id, proposal_id))


async def titled(app: App, user_id: int, words: str) -> list[Proposal]:
    """The newest proposals, of all that there are, whose title holds the words."""
    return await app.database.read(
        lambda tx: proposals.list_proposals(tx, user_id, search=words, limit=PAGE)
    )


async def tell_outcome(
    app: App,
    request: Request,
    proposal_id: int,
    result: str,
    contract: Contract | None = None,
    *,
    instead_of: int | None = None,
) -> OutcomeReceipt:
    """Note what became of a proposal: one of the values of RESULTS.

    The outcome `instead_of`, told of another one by mistake, is taken back with it. Raises FeeRange
    for a contract's fee that the person's rate card doesn't know.
    """
    if contract is not None:
        _check_fee(contract, await card_of(app, request.user_id))
    if result not in RESULTS.values():
        raise ButtonUnknown()
    return await app.database.write(
        lambda tx: proposals.tell_outcome(
            tx, request, proposal_id, result, contract, app.cards, instead_of=instead_of
        )
    )


def _check_fee(contract: Contract, card: RateCard) -> None:
    known, fee = card.fee, contract.fee_percent
    if known and fee is not None and not known.least <= fee <= known.most:
        raise FeeRange(least=known.least, most=known.most)


async def take_back(app: App, request: Request, outcome_id: int) -> OutcomeReceipt:
    """Take back an outcome that was told last."""
    return await app.database.write(
        lambda tx: proposals.take_back_outcome(tx, request, outcome_id, app.cards)
    )


async def still_waiting(
    app: App, request: Request, proposal_id: int
) -> tuple[Proposal, datetime | None]:
    """Note that news of it are still waited for; it, and when they are asked for again, if ever."""
    return await app.database.write(
        lambda tx: notices.note_waiting(tx, request, proposal_id, app.cards)
    )


async def edit(app: App, request: Request, proposal_id: int, form: EditForm) -> EditReceipt:
    """Put a logged proposal right. Raises Refusal where it cannot be."""
    if form == EditForm():
        raise EditWhat()
    in_range("connects", form.connects, 0)
    in_range("boost", form.boost, 0)
    in_range("boost", form.more_boost, 0)
    wanted = Edit(
        connects=form.connects,
        boost=form.boost,
        more_boost=form.more_boost,
        title=one_line(form.job) if form.job is not None else None,
        link=parse_link(form.link) if form.link is not None else None,
        budget_cents=read_budget(form.budget) if form.budget is not None else None,
    )
    return await app.database.write(
        lambda tx: edits.edit(tx, request, proposal_id, wanted, app.cards)
    )


def read_budget(typed: str) -> int:
    """A budget in cents, 0 for none. Raises the Refusals of parse_budget, HoursUnknown."""
    cents = parse_budget(typed).cents if typed else 0
    if cents is None:
        raise HoursUnknown()
    return cents


async def take_back_edit(app: App, request: Request, edit_id: int) -> EditReceipt:
    """Make a proposal what it was before its last edit."""
    return await app.database.write(
        lambda tx: edits.take_back_edit(tx, request, edit_id, app.cards)
    )
