"""The cards of proposals: one with its outcome buttons, and the list of all."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot.ledger.model import Entry, Kind, Proposal, State
from bot.ledger.proposals import BOOST_RETURNED
from bot.ledger.rates import RateCard
from bot.store.proposals import OutcomeReceipt

from .actions import action_button
from .cards import CALM, CAREFUL, GOOD, card, lines, source_line
from .text import STATES, age, connects, day, money, number, plain_title, title

PAGE = 6

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

USUAL = ("interview", "hired", "closed without hire")

_COLOURS = {
    State.HIRED: GOOD,
    State.INTERVIEWING: GOOD,
    State.DECLINED: CAREFUL,
    State.EXPIRED: CAREFUL,
    State.WITHDRAWN: CAREFUL,
}


def proposal_blocks(proposal: Proposal) -> tuple[str | None, ...]:
    """Title, cost and state of a proposal."""
    cost = connects(proposal.connects)
    if proposal.boost:
        cost += f" ({number(proposal.base)} + {number(proposal.boost)} boost)"
    budget = f" · budget {money(proposal.budget_cents)}" if proposal.budget_cents else ""
    invited = " · invited" if proposal.invited else ""
    won = f" · contract {money(proposal.contract_cents)}" if proposal.contract_cents else ""
    return (
        lines(
            title(proposal),
            f"{cost}{budget}{invited}{won}",
            f"State: **{STATES[proposal.state]}** {age(proposal.state_at)}",
            f"<{proposal.link}>" if proposal.link else None,
        ),
    )


def proposal_buttons(
    proposal: Proposal, owner: int, *, every: bool = False
) -> list[list[ui.Button[Any]]]:
    """What mostly becomes of one, or every outcome that there is; and the spend's undo."""
    if proposal.state is State.UNDONE:
        return []
    buttons = [
        _result_button(owner, proposal, name)
        for name, result in RESULTS.items()
        if (every or name in USUAL)
        and result != proposal.state
        and (result != BOOST_RETURNED or proposal.boost)
    ]
    if not every:
        buttons.append(action_button(owner, "outcomes", proposal.id, label="Other outcome…"))
    buttons.append(action_button(owner, "undo", proposal.id, label="Undo the spend"))
    return [buttons[:5], buttons[5:]]


def _result_button(owner: int, proposal: Proposal, name: str) -> ui.Button[Any]:
    good = name in ("interview", "hired")
    return action_button(
        owner,
        "outcome",
        proposal.id,
        RESULTS[name],
        label=name.capitalize().replace("upwork", "Upwork"),
        style=discord.ButtonStyle.success if good else discord.ButtonStyle.secondary,
    )


def outcome_card(told: OutcomeReceipt, rates: RateCard, owner: int) -> ui.LayoutView:
    proposal = told.proposal
    buttons = proposal_buttons(proposal, owner)
    if told.outcome_id:
        back = action_button(owner, "outcome-back", told.outcome_id, label="Take this back")
        buttons = [*buttons, [back]]
    return card(
        f"## {_headline(told)}",
        *[effect(entry) for entry in told.receipt.entries],
        f"⚠️ {connects(told.lost)} would have returned to Connects that have expired since: "
        "they are lost."
        if told.lost
        else None,
        f"You hold **{connects(told.receipt.balance)}** now.",
        *proposal_blocks(proposal),
        _unknown_reward(told, rates),
        source_line(rates),
        colour=_COLOURS.get(proposal.state, CALM),
        buttons=buttons,
    )


def _headline(told: OutcomeReceipt) -> str:
    back = [e for e in told.receipt.entries if e.kind is Kind.REFUND and e.amount > 0]
    if back:
        return f"+{connects(sum(entry.amount for entry in back))} came back"
    return STATES[told.proposal.state].capitalize() if told.outcome_id else "Noted"


def effect(entry: Entry) -> str | None:
    """What an entry that follows from a proposal's course did, where it needs a word."""
    amount = number(abs(entry.amount))
    match entry.kind, entry.amount > 0:
        case Kind.GRANT, True:
            expires = f", until {day(entry.lot.expires_at)}" if entry.lot else ""
            return f"**+{amount}** for the interview{expires}."
        case Kind.GRANT, False:
            return f"**−{amount}**: the interview's Connects are taken back."
        case Kind.REFUND, False if entry.reverses:
            return f"**−{amount}**: the refund is taken back."
    return None


def _unknown_reward(told: OutcomeReceipt, rates: RateCard) -> str | None:
    if told.proposal.state is not State.INTERVIEWING or "interview" in rates.grants:
        return None
    return (
        f"The rate card {rates.name} doesn't say what an interview brings. If Upwork gave you "
        "Connects, tell me with `/earn`."
    )


def proposals_card(
    proposals: Sequence[Proposal], page: int, state: str, owner: int
) -> ui.LayoutView:
    """A page of the list; one proposal more than a page holds means that there is another."""
    if not proposals:
        what = "No proposals in that state." if state != "all" else "No proposals yet."
        return card(f"## {what}", "Log one with `/spend`, for instance `/spend budget:700`.")
    sections: list[ui.Item[Any]] = [
        ui.Section(
            lines(
                title(proposal),
                f"{STATES[proposal.state]} · {connects(proposal.connects)} · "
                f"{age(proposal.submitted_at)}",
            ),
            accessory=action_button(owner, "proposal", proposal.id, label="Open"),
        )
        for proposal in proposals[:PAGE]
    ]
    return card(
        "## Proposals",
        *sections,
        buttons=[pages(owner, "proposals", page, len(proposals) > PAGE, state)],
    )


def pages(
    owner: int, action: str, page: int, more: bool, *arguments: object
) -> list[ui.Button[Any]]:
    """Buttons to the newer and the older page; none when there is but one."""
    if page == 0 and not more:
        return []
    return [
        action_button(owner, action, page - 1, *arguments, label="Newer", disabled=page == 0),
        action_button(owner, action, page + 1, *arguments, label="Older", disabled=not more),
    ]


def proposal_card(proposal: Proposal, owner: int) -> ui.LayoutView:
    """One proposal with every outcome that it can have."""
    return card(
        *proposal_blocks(proposal),
        f"-# Sent {age(proposal.submitted_at)}",
        colour=_COLOURS.get(proposal.state, CALM),
        buttons=proposal_buttons(proposal, owner, every=True),
    )


def choice_name(proposal: Proposal) -> str:
    """A proposal as one line of an autocomplete list, at most 100 characters."""
    return f"{plain_title(proposal)} · {connects(proposal.connects)} · {STATES[proposal.state]}"[
        :100
    ]
