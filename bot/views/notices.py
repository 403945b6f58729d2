"""The card of what Purser tells by itself, and of what it may tell."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import discord
from discord import ui

from bot.i18n.language import gettext, ngettext
from bot.ledger.books import Books
from bot.ledger.model import Kind, Proposal, Source
from bot.ledger.notices import (
    AWAITING_NEWS,
    CalendarMove,
    CutAhead,
    Expiring,
    LowBalance,
    MonthTurned,
    NoNews,
    Notice,
    NotificationSettings,
)
from bot.ledger.proposals import RESULTS
from bot.ledger.rate_card import RateCard

from .account import next_rollover
from .buttons import ButtonAction, action_button, action_menu
from .cards import CALM, CAREFUL, card, lines
from .proposals import USUAL, proposal_card
from .text import between, calendar_day, connects, day, label, number, plain_title, title

MOST_NO_NEWS = 25
"""Proposals to choose from: the options of a menu, by Discord's rules."""
LONGEST_OPTION = 90
MOST_EXPIRING = 5
"""Days of expiry that are told one by one: a message holds 40 components and 4,000 signs."""


def notices_card(
    notices: Sequence[Notice], books: Books, rates: RateCard, owner: int
) -> ui.LayoutView:
    """Everything that is to be told now, in one message."""
    no_news = [notice for notice in notices if isinstance(notice, NoNews)]
    expiring = sorted(
        (notice for notice in notices if isinstance(notice, Expiring)),
        key=lambda notice: notice.expires_at,
    )
    others = [notice for notice in notices if not isinstance(notice, NoNews | Expiring)]
    blocks: list[Any] = [
        _block(notice, books, rates) for notice in (*others, *expiring[:MOST_EXPIRING])
    ]
    if later := expiring[MOST_EXPIRING:]:
        amount = sum(notice.connects for notice in later)
        blocks.append(
            ngettext(
                "⏳ **{amount} more expires** on a later day.",
                "⏳ **{amount} more expire** on later days.",
                amount,
                amount=connects(amount),
            )
        )
    blocks += _no_news_blocks([notice.proposal for notice in no_news], owner)
    return card(
        *blocks,
        gettext("-# Choose what comes by itself with `/remind settings`.")
        if any(isinstance(notice, MonthTurned | LowBalance) for notice in notices)
        else gettext(
            "-# You hold {balance}. Choose what comes by itself with `/remind settings`.",
            balance=connects(books.balance),
        ),
        colour=CALM if all(isinstance(each, MonthTurned) for each in notices) else CAREFUL,
    )


def _block(notice: Notice, books: Books, rates: RateCard) -> str | None:
    match notice:
        case MonthTurned():
            return _turned(notice.moves, books, rates)
        case Expiring():
            return ngettext(
                "⏳ **{connects} expires on {expires_at}.**{pays_for}",
                "⏳ **{connects} expire on {expires_at}.**{pays_for}",
                notice.connects,
                connects=connects(notice.connects),
                expires_at=day(notice.expires_at),
                pays_for=_pays_for(notice.connects, rates),
            )
        case CutAhead():
            return ngettext(
                "✂️ **{connects} would be cut** on {next_cycle_at}: at most {cap} carry "
                "over.{pays_for}",
                "✂️ **{connects} would be cut** on {next_cycle_at}: at most {cap} carry "
                "over.{pays_for}",
                notice.connects,
                connects=connects(notice.connects),
                next_cycle_at=day(books.account.next_cycle_at),
                cap=number(rates.rollover.cap or 0),
                pays_for=_pays_for(notice.connects, rates),
            )
        case LowBalance():
            return gettext(
                "🪙 **You are down to {connects}.** {books} `/shop` tells the cheapest purchase.",
                connects=connects(notice.connects),
                books=next_rollover(books, rates),
            )
    return None


def _pays_for(amount: int, rates: RateCard) -> str:
    costs = [tier.connects for tier in rates.cost.tiers]
    if not costs:
        return ""
    few, many = amount // max(costs), amount // min(costs)
    if not many:
        return ""
    return ngettext(
        " They would pay for {count} proposal.",
        " They would pay for {count} proposals.",
        many,
        count=between(few, many),
    )


def _turned(moves: Sequence[CalendarMove], books: Books, rates: RateCard) -> str:
    expired, cut = (
        -sum(move.amount for move in moves if move.kind is kind)
        for kind in (Kind.EXPIRE, Kind.FORFEIT)
    )
    rows = []
    if expired:
        rows.append(
            ngettext("- {amount} expired", "- {amount} expired", expired, amount=connects(expired))
        )
    if cut:
        rows.append(
            ngettext(
                "- {amount} was cut by the cap",
                "- {amount} were cut by the cap",
                cut,
                amount=connects(cut),
            )
        )
    arrived: Counter[str] = Counter()
    for move in moves:
        if move.kind is Kind.GRANT:
            arrived[move.source] += move.amount
    rows += [
        ngettext(
            "- {amount} arrived ({source})",
            "- {amount} arrived ({source})",
            amount,
            amount=connects(amount),
            source=label(Source(source)),
        )
        for source, amount in arrived.items()
        if amount
    ]
    return lines(
        gettext("## 📅 A new month of Connects"),
        *rows,
        gettext("You hold **{balance}** now.", balance=connects(books.balance)),
    )


def _no_news_blocks(proposals: Sequence[Proposal], owner: int) -> list[Any]:
    """The question of the one that nothing was heard of, or a menu of several."""
    if len(proposals) <= 1:
        return [block for proposal in proposals for block in _question(proposal, owner)]
    options = [
        discord.SelectOption(
            label=plain_title(proposal, LONGEST_OPTION),
            value=str(proposal.id),
            description=f"{connects(proposal.connects)} · {label(proposal.state)} · "
            f"{calendar_day(proposal.state_at)}",
        )
        for proposal in proposals[:MOST_NO_NEWS]
    ]
    more = len(proposals) - MOST_NO_NEWS
    return [
        ngettext(
            "❓ **{count} proposal has had no news.** Did the client close the job? Then its "
            "Connects come back.",
            "❓ **{count} proposals have had no news.** Did a client close the job? Then its "
            "Connects come back.",
            len(proposals),
            count=number(len(proposals)),
        ),
        ui.ActionRow(
            action_menu(owner, ButtonAction.NEWS_OF, options, gettext("Which one is it?"))
        ),
        gettext("and {stale} more in `/proposals`", stale=number(more)) if more > 0 else None,
    ]


def _question(proposal: Proposal, owner: int) -> list[Any]:
    """A proposal that nothing was heard of, with what mostly becomes of one."""
    question = ngettext(
        "❓ {proposal}: no news since {state_at}. Did the client close the job? Then "
        "its {connects} comes back.",
        "❓ {proposal}: no news since {state_at}. Did the client close the job? Then "
        "its {connects} come back.",
        proposal.connects,
        proposal=title(proposal),
        state_at=discord.utils.format_dt(proposal.state_at, "R"),
        connects=connects(proposal.connects),
    )
    outcomes = [
        action_button(owner, ButtonAction.NEWS, proposal.id, RESULTS[name], label=gettext(shown))
        for name, shown in USUAL.items()
        if RESULTS[name] != proposal.state
    ]
    waits = action_button(
        owner,
        ButtonAction.STILL_WAITING,
        proposal.id,
        label=gettext("Still waiting"),
        style=discord.ButtonStyle.primary,
    )
    return [question, ui.ActionRow(*outcomes), ui.ActionRow(waits)]


def news_card(proposal: Proposal, owner: int) -> ui.LayoutView:
    """The question of one that was chosen; its card where there are news by now."""
    if proposal.state not in AWAITING_NEWS:
        return proposal_card(proposal, owner)
    return card(*_question(proposal, owner), colour=CAREFUL)


def waiting_card(proposal: Proposal, asks_at: datetime | None) -> ui.LayoutView:
    """That it is waited for its news, and when they are asked for again."""
    name = title(proposal)
    if asks_at is None:
        return card(gettext("All right. I ask no more about {proposal}.", proposal=name))
    return card(
        gettext(
            "All right. If nothing is heard of {proposal} by {at}, I ask again.",
            proposal=name,
            at=day(asks_at),
        )
    )


def settings_card(
    settings: NotificationSettings, mention: Callable[[str], str], owner: int, *, private: bool
) -> ui.LayoutView:
    """Which reminders come by themselves; `private` where that is shown in the DM they come in."""
    rows = (
        (
            gettext("The month has turned"),
            gettext("on") if settings.rollover else gettext("off"),
            "rollover",
        ),
        (
            gettext("Connects expire"),
            ngettext(
                "{expiring_days} day before",
                "{expiring_days} days before",
                settings.expiring_days,
                expiring_days=number(settings.expiring_days),
            )
            if settings.expiring_days
            else gettext("off"),
            "expiring_days",
        ),
        (
            gettext("The balance is low"),
            gettext("below {low_balance}", low_balance=number(settings.low_balance))
            if settings.low_balance
            else gettext("off"),
            "low_balance",
        ),
        (
            gettext("A proposal has no news"),
            ngettext(
                "after {stale_days} day",
                "after {stale_days} days",
                settings.stale_days,
                stale_days=number(settings.stale_days),
            )
            if settings.stale_days
            else gettext("off"),
            "stale_days",
        ),
    )
    night = (
        gettext("also at night")
        if settings.at_night
        else gettext("never from 22:00 to 8:00 ({timezone})", timezone=settings.timezone)
    )
    return card(
        gettext("## Reminders that come by themselves"),
        lines(*(f"**{what}**: {value} (`{option}`)" for what, value, option in rows)),
        gettext(
            "They come in this DM, {night}. 0 turns one off: {mention}.",
            night=night,
            mention=mention("remind settings"),
        )
        if private
        else gettext(
            "They come as direct messages, {night}. 0 turns one off: {mention}.",
            night=night,
            mention=mention("remind settings"),
        ),
        buttons=[
            [
                action_button(
                    owner,
                    ButtonAction.REMIND_NIGHT,
                    int(not settings.at_night),
                    label=gettext("Not at night") if settings.at_night else gettext("At night too"),
                )
            ]
        ],
    )
