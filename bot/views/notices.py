"""The card of what Purser tells by itself, and of what it may tell."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import discord
from discord import ui

from bot.i18n.language import t, tn
from bot.ledger.books import Books
from bot.ledger.model import Entry, Kind, Source
from bot.ledger.rate_card import RateCard
from bot.store.notices import MOST_STALE, Telling, Wishes

from .account import next_rollover
from .actions import action_button
from .cards import CALM, CAREFUL, card, lines
from .text import SOURCES, connects, day, number, title

MOST_EXPIRING = 5
"""Days of expiry that are told one by one: a message holds 40 components and 4,000 signs."""


def tellings_card(
    tellings: Sequence[Telling], books: Books, rates: RateCard, owner: int
) -> ui.LayoutView:
    """Everything that is to be told now, in one message."""
    kinds = {telling.kind for telling in tellings}
    stale = [telling for telling in tellings if telling.kind == "stale"]
    expiring = sorted(
        (telling for telling in tellings if telling.kind == "expiring"),
        key=lambda telling: telling.expires_at or telling.at,
    )
    shown = [telling for telling in tellings if telling.kind not in ("stale", "expiring")]
    blocks: list[Any] = [
        _block(telling, books, rates) for telling in (*shown, *expiring[:MOST_EXPIRING])
    ]
    if later := expiring[MOST_EXPIRING:]:
        amount = connects(sum(telling.connects for telling in later))
        blocks.append(t("⏳ **{amount} more expire** on later days.", amount=amount))
    for telling in stale[:MOST_STALE]:
        blocks += _stale_blocks(telling, owner)
    if len(stale) > MOST_STALE:
        blocks.append(t("and {stale} more in `/proposals`", stale=number(len(stale) - MOST_STALE)))
    return card(
        *blocks,
        t(
            "-# You hold {balance}. Choose what comes by itself with `/remind settings`.",
            balance=connects(books.balance),
        ),
        colour=CAREFUL if kinds - {"turned"} else CALM,
    )


def _block(telling: Telling, books: Books, rates: RateCard) -> str | None:
    match telling.kind:
        case "turned":
            return _turned(telling.entries, books, rates)
        case "expiring":
            assert telling.expires_at is not None  # noqa: S101
            return t(
                "⏳ **{connects} expire on {expires_at}.**{pays_for}",
                connects=connects(telling.connects),
                expires_at=day(telling.expires_at),
                pays_for=_pays_for(telling.connects, rates),
            )
        case "cut":
            return t(
                "✂️ **{connects} would be cut** on {next_cycle_at}: at most {cap} carry "
                "over.{pays_for}",
                connects=connects(telling.connects),
                next_cycle_at=day(books.account.next_cycle_at),
                cap=number(rates.rollover.cap or 0),
                pays_for=_pays_for(telling.connects, rates),
            )
        case "low":
            return t(
                "🪙 **You are down to {connects}.** {books} `/shop` tells the cheapest bundles.",
                connects=connects(telling.connects),
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
    count = (
        t("{few} to {many}", few=number(few), many=number(many)) if few != many else number(many)
    )
    return tn(
        " They would pay for {count} proposal.",
        " They would pay for {count} proposals.",
        many,
        count=count,
    )


def _turned(entries: Sequence[Entry], books: Books, rates: RateCard) -> str:
    rows = []
    for kind, what in ((Kind.EXPIRE, t("expired")), (Kind.FORFEIT, t("were cut by the cap"))):
        amount = -sum(entry.amount for entry in entries if entry.kind is kind)
        if amount:
            rows.append(f"- {connects(amount)} {what}")
    arrived: Counter[str] = Counter()
    for entry in entries:
        if entry.kind is Kind.GRANT:
            arrived[entry.source] += entry.amount
    rows += [
        t(
            "- {amount} arrived ({source})",
            amount=connects(amount),
            source=SOURCES[Source(source)],
        )
        for source, amount in arrived.items()
        if amount
    ]
    return lines(
        t("## 📅 A new month of Connects"),
        *rows,
        t("You hold **{balance}** now.", balance=connects(books.balance)),
    )


def _stale_blocks(telling: Telling, owner: int) -> list[Any]:
    """A proposal that nothing was heard of, with the outcomes that it mostly has."""
    proposal = telling.proposal
    assert proposal is not None  # noqa: S101
    question = t(
        "❓ {proposal}: no news since {state_at}. Did the client close the job? Then "
        "its {connects} come back.",
        proposal=title(proposal),
        state_at=discord.utils.format_dt(proposal.state_at, "R"),
        connects=connects(proposal.connects),
    )
    outcomes = (
        (t("Closed without hire"), "closed"),
        (t("Hired"), "hired"),
        (t("Declined"), "declined"),
        (t("Expired"), "expired"),
    )
    buttons = [
        action_button(owner, "news", proposal.id, result, label=label) for label, result in outcomes
    ]
    return [question, ui.ActionRow(*buttons)]


def settings_card(wishes: Wishes, mention: Callable[[str], str], owner: int) -> ui.LayoutView:
    """Which reminders come by themselves."""
    rows = (
        (t("The month has turned"), t("on") if wishes.rollover else t("off"), "rollover"),
        (
            t("Connects expire"),
            t("{expiring_days} days before", expiring_days=number(wishes.expiring_days))
            if wishes.expiring_days
            else t("off"),
            "expiring_days",
        ),
        (
            t("The balance is low"),
            t("below {low_balance}", low_balance=number(wishes.low_balance))
            if wishes.low_balance
            else t("off"),
            "low_balance",
        ),
        (
            t("A proposal has no news"),
            t("after {stale_days} days", stale_days=number(wishes.stale_days))
            if wishes.stale_days
            else t("off"),
            "stale_days",
        ),
    )
    night = (
        t("also at night")
        if wishes.at_night
        else t("never from 22:00 to 8:00 ({timezone})", timezone=wishes.timezone)
    )
    return card(
        t("## Reminders that come by themselves"),
        lines(*(f"**{what}**: {value} (`{option}`)" for what, value, option in rows)),
        t(
            "They come in this DM, {night}. 0 turns one off: {mention}.",
            night=night,
            mention=mention("remind settings"),
        ),
        buttons=[
            [
                action_button(
                    owner,
                    "remind-night",
                    int(not wishes.at_night),
                    label=t("Not at night") if wishes.at_night else t("At night too"),
                )
            ]
        ],
    )
