"""The cards of proposals: one with its outcome buttons, and the list of all."""

from itertools import groupby
from typing import Any

import discord
from discord import ui

from bot.actions.proposals import ALL, STILL_OPEN, ProposalsPage
from bot.i18n.language import gettext, gettext_noop, ngettext
from bot.ledger.model import Contract, Entry, Kind, Proposal, State
from bot.ledger.proposals import BOOST_RETURNED, RESULTS
from bot.ledger.rate_card import RateCard
from bot.store.edits import EditReceipt
from bot.store.proposals import OutcomeReceipt
from bot.store.stories import Edited, Event, Moved, ProposalStory, Sent, Told

from .buttons import ButtonAction, action_button
from .cards import CALM, CAREFUL, GOOD, card, lines, source_line
from .text import (
    age,
    capital,
    connects,
    day,
    day_alone,
    escape,
    label,
    money,
    number,
    plain_title,
    title,
)

RESULT_NAMES = {
    "viewed": gettext_noop("Viewed"),
    "interview": gettext_noop("Interview"),
    "hired": gettext_noop("Hired"),
    "declined": gettext_noop("Declined"),
    "withdrawn": gettext_noop("Withdrawn"),
    "expired": gettext_noop("Expired"),
    "closed without hire": gettext_noop("Closed without hire"),
    "removed by upwork": gettext_noop("Removed by Upwork"),
    "boost returned": gettext_noop("Boost returned"),
}

USUAL = {
    "interview": gettext_noop("Interview"),
    "declined": gettext_noop("Declined"),
    "expired": gettext_noop("No answer (expired)"),
    "hired": gettext_noop("Hired"),
    "closed without hire": gettext_noop("Closed without hire"),
}
"""What mostly becomes of a proposal, as it is said of one: one without an answer expires."""
IN_A_ROW = 5
"""Buttons, by Discord's rules."""
_STYLES = {"interview": discord.ButtonStyle.primary, "hired": discord.ButtonStyle.success}

_COLOURS = {
    State.HIRED: GOOD,
    State.INTERVIEWING: GOOD,
    State.DECLINED: CAREFUL,
    State.EXPIRED: CAREFUL,
    State.WITHDRAWN: CAREFUL,
}


def _cost(proposal: Proposal) -> str:
    cost = connects(proposal.connects)
    if proposal.boost:
        cost += gettext(
            " ({base} + {boost} boost)", base=number(proposal.base), boost=number(proposal.boost)
        )
    return cost


def proposal_blocks(proposal: Proposal) -> tuple[str | None, ...]:
    """Title, cost and state of a proposal."""
    cost = _cost(proposal)
    budget = (
        gettext(" · budget {budget_cents}", budget_cents=money(proposal.budget_cents))
        if proposal.budget_cents
        else ""
    )
    invited = gettext(" · invited") if proposal.invited else ""
    won = _won(proposal.contract)
    return (
        lines(
            title(proposal),
            f"{cost}{budget}{invited}{won}",
            gettext(
                "State: **{state}** {state_at}",
                state=label(proposal.state),
                state_at=age(proposal.state_at),
            ),
            f"<{proposal.link}>" if proposal.link else None,
        ),
    )


def _won(contract: Contract) -> str:
    """What a contract is worth: net of the fee where that is known, gross else."""
    if not contract.cents:
        return ""
    if contract.net_cents is None:
        return gettext(" · contract {contract_cents} gross", contract_cents=money(contract.cents))
    return gettext(
        " · contract {contract_cents}, {net} net of the fee of {fee}%",
        contract_cents=money(contract.cents),
        net=money(contract.net_cents),
        fee=contract.fee_percent,
    )


def proposal_buttons(
    proposal: Proposal, owner: int, *, every: bool = False
) -> list[list[ui.Button[Any]]]:
    """What mostly becomes of one, or every outcome that there is; and what puts the spend right."""
    if proposal.state is State.UNDONE:
        return []
    names = RESULT_NAMES if every else USUAL
    buttons = [
        _result_button(owner, proposal, name, names[name])
        for name in names
        if RESULTS[name] != proposal.state and (RESULTS[name] != BOOST_RETURNED or proposal.boost)
    ]
    if not every:
        buttons.append(
            action_button(
                owner, ButtonAction.OUTCOMES, proposal.id, label=gettext("Other outcome…")
            )
        )
    buttons += [
        action_button(owner, ButtonAction.EDIT, proposal.id, label=gettext("Edit")),
        action_button(owner, ButtonAction.UNDO, proposal.id, label=gettext("Undo the spend")),
    ]
    return [buttons[at : at + IN_A_ROW] for at in range(0, len(buttons), IN_A_ROW)]


def _result_button(owner: int, proposal: Proposal, name: str, shown: str) -> ui.Button[Any]:
    return action_button(
        owner,
        ButtonAction.OUTCOME,
        proposal.id,
        RESULTS[name],
        label=gettext(shown),
        style=_STYLES.get(name, discord.ButtonStyle.secondary),
    )


def outcome_card(told: OutcomeReceipt, rates: RateCard, owner: int) -> ui.LayoutView:
    proposal = told.proposal
    asks = proposal.state is State.HIRED and proposal.contract.cents is None
    more = []
    if asks:
        label = gettext("Tell its value")
        style = discord.ButtonStyle.primary
        more.append(
            action_button(owner, ButtonAction.CONTRACT, proposal.id, label=label, style=style)
        )
    if told.outcome_id:
        label = gettext("Take this back")
        more.append(action_button(owner, ButtonAction.OUTCOME_BACK, told.outcome_id, label=label))
    return card(
        f"## {_headline(told)}",
        *[effect(entry) for entry in told.receipt.entries],
        ngettext(
            "⚠️ {lost} would have returned to Connects that have expired since: it is lost.",
            "⚠️ {lost} would have returned to Connects that have expired since: they are lost.",
            told.lost,
            lost=connects(told.lost),
        )
        if told.lost
        else None,
        gettext("You hold **{balance}** now.", balance=connects(told.receipt.balance)),
        *proposal_blocks(proposal),
        gettext("What is the contract worth? It counts for the return in `/stats`.")
        if asks
        else None,
        _unknown_reward(told, rates),
        source_line(rates),
        colour=_COLOURS.get(proposal.state, CALM),
        buttons=[more, *proposal_buttons(proposal, owner)],
    )


def edit_card(edited: EditReceipt, owner: int) -> ui.LayoutView:
    """What a proposal was and is now."""
    before, proposal = edited.before, edited.proposal
    if before == proposal:
        return card(
            gettext("That is what I have already. Nothing was written."),
            *proposal_blocks(proposal),
        )
    buttons = proposal_buttons(proposal, owner)
    if edited.edit_id:
        back = action_button(
            owner, ButtonAction.EDIT_BACK, edited.edit_id, label=gettext("Take this back")
        )
        buttons = [*buttons, [back]]
    return card(
        gettext("## Changed") if edited.edit_id else gettext("## Changed back: it is what it was"),
        lines(*_differences(before, proposal)),
        gettext("You hold **{balance}** now.", balance=connects(edited.receipt.balance)),
        *proposal_blocks(proposal),
        colour=CALM,
        buttons=buttons,
    )


def _differences(before: Proposal, now: Proposal) -> list[str]:
    """What differs, as it was and as it is."""
    nothing = gettext("nothing")
    pairs = (
        (gettext("Cost"), _cost(before), _cost(now)),
        (gettext("Job"), title(before), title(now)),
        (
            gettext("Budget"),
            money(before.budget_cents) if before.budget_cents else nothing,
            money(now.budget_cents) if now.budget_cents else nothing,
        ),
        (
            gettext("Link"),
            f"<{before.link}>" if before.link else nothing,
            f"<{now.link}>" if now.link else nothing,
        ),
    )
    return [f"{name}: {was} → {is_now}" for name, was, is_now in pairs if was != is_now]


def _headline(told: OutcomeReceipt) -> str:
    back = [e for e in told.receipt.entries if e.kind is Kind.REFUND and e.amount > 0]
    if back:
        amount = sum(entry.amount for entry in back)
        return ngettext("+{sum} came back", "+{sum} came back", amount, sum=connects(amount))
    return capital(label(told.proposal.state)) if told.outcome_id else gettext("Noted")


def effect(entry: Entry) -> str | None:
    """What an entry that follows from a proposal's course did, where it needs a word."""
    amount = number(abs(entry.amount))
    match entry.kind, entry.amount > 0:
        case Kind.GRANT, True:
            expires = (
                gettext(", until {expires_at}", expires_at=day(entry.lot.expires_at))
                if entry.lot
                else ""
            )
            return gettext(
                "**+{amount}** for the interview{expires}.", amount=amount, expires=expires
            )
        case Kind.GRANT, False:
            return gettext("**−{amount}**: the interview's Connects are taken back.", amount=amount)
        case Kind.REFUND, False if entry.reverses:
            return gettext("**−{amount}**: the refund is taken back.", amount=amount)
    return None


def _unknown_reward(told: OutcomeReceipt, rates: RateCard) -> str | None:
    if told.proposal.state is not State.INTERVIEWING or "interview" in rates.grants:
        return None
    return gettext(
        "The rate card {name} doesn't say what an interview brings. If Upwork gave "
        "you Connects, tell me with `/earn`.",
        name=rates.name,
    )


def proposals_card(found: ProposalsPage, owner: int) -> ui.LayoutView:
    """A page of the list."""
    if not found.proposals:
        return card(
            f"## {_none(found)}",
            gettext("Log one with `/spend`, for instance `/spend budget:700`."),
        )
    sections: list[ui.Item[Any]] = [
        ui.Section(
            lines(
                title(proposal),
                f"{label(proposal.state)} · {connects(proposal.connects)} · "
                f"{age(proposal.submitted_at)}",
            ),
            accessory=action_button(
                owner, ButtonAction.PROPOSAL, proposal.id, label=gettext("Open")
            ),
        )
        for proposal in found.proposals
    ]
    return card(
        gettext("## Proposals"),
        *sections,
        page_of(found.page, found.pages),
        buttons=[
            pages(
                owner,
                ButtonAction.PROPOSALS_FOUND,
                found.page,
                found.page + 1 < found.pages,
                found.wanted,
                found.search,
            )
        ],
    )


def _none(found: ProposalsPage) -> str:
    if found.search:
        search = escape(found.search)
        return gettext("No proposal of yours has “{search}” in its title.", search=search)
    if found.wanted == STILL_OPEN:
        return gettext("No proposal of yours is open.")
    return (
        gettext("No proposals yet.")
        if found.wanted == ALL
        else gettext("No proposals in that state.")
    )


def pages(
    owner: int, action: ButtonAction, page: int, more: bool, *arguments: object
) -> list[ui.Button[Any]]:
    """Buttons to the newer and the older page; none when there is but one."""
    if page == 0 and not more:
        return []
    return [
        action_button(
            owner, action, page - 1, *arguments, label=gettext("Newer"), disabled=page == 0
        ),
        action_button(
            owner, action, page + 1, *arguments, label=gettext("Older"), disabled=not more
        ),
    ]


def page_of(page: int, count: int) -> str | None:
    """`Page 2 of 5`; `page` is counted from 0. None when there is but one."""
    if count < 2:
        return None
    return gettext("-# Page {page} of {count}", page=number(page + 1), count=number(count))


def proposal_card(proposal: Proposal, owner: int) -> ui.LayoutView:
    """One proposal with every outcome that it can have."""
    return card(
        *proposal_blocks(proposal),
        gettext("-# Sent {submitted_at}", submitted_at=age(proposal.submitted_at)),
        colour=_COLOURS.get(proposal.state, CALM),
        buttons=proposal_buttons(proposal, owner, every=True),
    )


MOST_EVENTS = 6
"""Of a story, the newest beside the sending: a card is 30 lines at most."""


def story_card(story: ProposalStory, owner: int) -> ui.LayoutView:
    """One proposal with all that happened to it, what it cost and what it brought."""
    proposal = story.proposal
    sent, *rest = [
        (at, [_event(event) for event in events])
        for at, events in groupby(story.events, key=lambda event: event.at)
    ]
    left = len(rest) - MOST_EVENTS
    return card(
        *proposal_blocks(proposal),
        lines(
            *(
                f"- {day_alone(at)}: {'; '.join(each for each in told if each)}"
                for at, told in (sent, *rest[-MOST_EVENTS:])
            ),
            ngettext(
                "-# {n} event between is left out.",
                "-# {n} events between are left out.",
                left,
                n=number(left),
            )
            if left > 0
            else None,
        ),
        _balance_of(story),
        colour=_COLOURS.get(proposal.state, CALM),
        buttons=proposal_buttons(proposal, owner),
    )


def _event(event: Event) -> str:
    match event:
        case Sent():
            return gettext("sent for {connects}", connects=connects(event.connects))
        case Edited():
            return gettext(
                "changed: {what}", what=", ".join(_differences(event.before, event.after))
            )
        case Told():
            return _told(event.result)
        case Moved():
            return _moved(event.entry)


def _told(result: str) -> str:
    return gettext("boost returned") if result == BOOST_RETURNED else label(State(result))


def _moved(entry: Entry) -> str:
    amount = number(abs(entry.amount))
    match entry.kind, entry.amount > 0:
        case Kind.SPEND, _ if entry.reverses is None:
            return gettext("done again, −{amount}", amount=amount)
        case Kind.SPEND, _:
            return gettext("undone, +{amount}", amount=amount)
        case Kind.REFUND, True:
            return gettext("+{amount} came back", amount=amount)
        case Kind.GRANT, True:
            return gettext("+{amount} for the interview", amount=amount)
        case _:
            return gettext("−{amount}, taken back", amount=amount)


def _balance_of(story: ProposalStory) -> str:
    """What it cost in the end, and what it brought."""
    cost = gettext("It cost **{cost}**", cost=connects(story.cost))
    if story.paid_cents:
        cost += gettext(" ({paid})", paid=money(story.paid_cents))
    brought = [
        gettext("an interview's {connects}", connects=connects(story.brought))
        if story.brought
        else "",
        gettext("a contract of {value}", value=money(story.proposal.contract.cents))
        if story.proposal.contract.cents
        else "",
    ]
    told = gettext(" and ").join(filter(None, brought)) or gettext("nothing so far")
    return gettext("{cost} and brought {told}.", cost=cost, told=told)


def choice_name(proposal: Proposal) -> str:
    """A proposal as one line of an autocomplete list, at most 100 characters."""
    return f"{plain_title(proposal)} · {connects(proposal.connects)} · {label(proposal.state)}"[
        :100
    ]
