"""The cards of an account: its balance, its set-up, its plan."""

from itertools import groupby
from typing import Any

import discord
from discord import ui

from bot.ledger.books import Books, arrives_at_next_rollover, cut_at_next_rollover
from bot.ledger.model import Plan
from bot.ledger.rates import RateCard
from bot.store.accounts import Receipt, SetupReceipt

from .actions import action_button
from .cards import CALM, CAREFUL, GOOD, card, lines, source_line
from .text import PLANS, connects, day, money, number

NEXT_LOTS = 3


def balance_card(books: Books, rates: RateCard) -> ui.LayoutView:
    costs = [tier.connects for tier in rates.cost.tiers]
    pays_for = (
        f"enough for {number(books.balance // max(costs))} to "
        f"{number(books.balance // min(costs))} proposals"
        if costs and books.balance
        else None
    )
    worth = f"worth {money(rates.worth(books.balance))}"
    return card(
        f"# {connects(books.balance)}",
        ", ".join(part for part in (worth, pays_for) if part),
        lines(next_rollover(books, rates), _cut(books, rates)),
        _next_to_expire(books),
        source_line(rates),
        colour=GOOD if books.balance >= max(costs, default=1) else CAREFUL,
    )


def next_rollover(books: Books, rates: RateCard) -> str:
    account = books.account
    arrives = arrives_at_next_rollover(account, rates)
    plan = account.next_plan or account.plan
    what = f"{connects(arrives)} arrive" if arrives != 1 else "1 Connect arrives"
    if rates.plans[plan].monthly is None:
        what = "the rate card doesn't say what arrives" if not arrives else what
    return f"**Next rollover** {day(account.next_cycle_at)}: {what} ({PLANS[plan]})."


def _cut(books: Books, rates: RateCard) -> str | None:
    cut = cut_at_next_rollover(books, rates)
    if not cut:
        return None
    return (
        f"⚠️ At most {number(rates.rollover.cap or 0)} carry over: **{connects(cut)} would be "
        "cut** then if you spend nothing until it."
    )


def _next_to_expire(books: Books) -> str | None:
    if not books.lots:
        return None
    groups = [
        (lots[0].expires_at, sum(lot.remaining for lot in lots))
        for lots in (
            list(same_day) for _, same_day in groupby(books.lots, lambda lot: lot.expires_at.date())
        )
    ]
    rows = [f"- {number(amount)} on {day(at)}" for at, amount in groups[:NEXT_LOTS]]
    more = sum(amount for _, amount in groups[NEXT_LOTS:])
    return lines("**Next to expire**", *rows, f"- {number(more)} later" if more else None)


def setup_card(
    receipt: SetupReceipt, rates: RateCard, note: str | None = None, *, asks: int | None = None
) -> ui.LayoutView:
    """What is known of the account now; it asks the person `asks` whether theirs may be counted."""
    account = receipt.books.account
    plan = PLANS[account.plan]
    if account.next_plan:
        plan += f", {PLANS[account.next_plan]} from the next cycle"
    return card(
        f"# {connects(receipt.books.balance)}",
        lines(
            f"**Plan** {plan}",
            f"**Cycle day** {account.cycle_day} of each month, 00:00 UTC",
            f"**Time zone** {receipt.timezone}",
        ),
        next_rollover(receipt.books, rates),
        note,
        "**May what jobs cost you help others?** Estimates can say what such jobs really cost. "
        "Yours would count without your name, and nothing is shown unless at least five people "
        "stand behind it. `/privacy` changes it at any time."
        if asks
        else None,
        colour=GOOD,
        buttons=[_consent(asks)] if asks else [],
    )


def _consent(owner: int) -> list[ui.Item[Any]]:
    return [
        action_button(owner, "share", 1, label="Count mine"),
        action_button(owner, "share", 0, label="No, thanks"),
    ]


def setup_panel(owner: int, receipt: SetupReceipt | None, rates: RateCard) -> ui.LayoutView:
    """The panel that asks; nobody is forced through it."""
    buttons = [
        [
            action_button(owner, "setup", label="Set up", style=discord.ButtonStyle.primary),
            action_button(owner, "setup-later", label="Not now"),
        ]
    ]
    if receipt is None:
        return card(
            "## Welcome aboard",
            "I keep your Upwork Connects. Tell me what Upwork shows you now and I count from "
            "there. Until you do, I count from 0, on the plan Basic, with cycle day 1, in UTC.",
            buttons=buttons,
        )
    known = receipt.books
    return card(
        "## Set up",
        f"You hold **{connects(known.balance)}** on {PLANS[known.account.plan]}, cycle day "
        f"{known.account.cycle_day}, time zone {receipt.timezone}.",
        next_rollover(known, rates),
        buttons=buttons,
    )


def plan_card(receipt: Receipt, wanted: Plan, rates: RateCard, owner: int) -> ui.LayoutView:
    account = receipt.books.account
    if receipt.entries:
        return card(
            f"# +{connects(receipt.entry.amount)}",
            f"You are on **{PLANS[account.plan]}** now and hold **{connects(receipt.balance)}**.",
            f"A new cycle started today: its day is **{account.cycle_day}** from now on.",
            next_rollover(receipt.books, rates),
            source_line(rates),
            colour=GOOD,
            buttons=[[undo_button(owner, receipt.entry.id)]],
        )
    if account.next_plan:
        return card(
            f"## {PLANS[account.next_plan]} from {day(account.next_cycle_at)}",
            f"Until then you stay on {PLANS[account.plan]}. The Connects that you hold stay yours.",
            next_rollover(receipt.books, rates),
            source_line(rates),
        )
    return card(
        f"## You stay on {PLANS[wanted]}",
        "The change that was to come has been called off.",
        next_rollover(receipt.books, rates),
        colour=CALM,
    )


def undo_button(owner: int, entry_id: int) -> ui.Button[Any]:
    return action_button(owner, "undo", entry_id, label="Undo")


def top_rated_button(owner: int) -> ui.Button[Any]:
    return action_button(owner, "top-rated-over", label="I am no longer Top Rated")
