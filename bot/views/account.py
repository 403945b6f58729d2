"""The cards of an account: its balance, its set-up, its plan."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import discord
from discord import ui

from bot.actions.account import AccountSet, PlanChanged
from bot.i18n.language import gettext, ngettext
from bot.ledger.books import Books
from bot.ledger.calendar import LAST_CYCLE_DAY
from bot.ledger.cycles import arrives_at_next_rollover, cut_at_next_rollover, open_offer
from bot.ledger.estimates import Consent
from bot.ledger.model import Account, Plan, Source
from bot.ledger.rate_card import RateCard
from bot.rate_cards import RateCards
from bot.store.accounts import SetupReceipt

from .buttons import ButtonAction, action_button
from .cards import CALM, CAREFUL, GOOD, card, card_name, lines, source_line
from .text import between, capital, connects, day, label, money, number

NEXT_LOTS = 3
MOST_OPTIONS = 25
"""Of a select, by Discord's rules."""


def balance_card(books: Books, rates: RateCard) -> ui.LayoutView:
    costs = [tier.connects for tier in rates.cost.tiers]
    worth = gettext("worth {money}", money=money(rates.worth(books.balance)))
    return card(
        f"# {connects(books.balance)}",
        ", ".join(part for part in (worth, _pays_for(books.balance, costs)) if part),
        lines(next_rollover(books, rates), _cut(books, rates)),
        _next_to_expire(books),
        source_line(rates),
        colour=GOOD if books.balance >= max(costs, default=1) else CAREFUL,
    )


def _pays_for(balance: int, costs: Sequence[int]) -> str | None:
    """How many proposals the balance pays for; None where the card has no table of costs."""
    if not costs or not balance:
        return None
    few, many = balance // max(costs), balance // min(costs)
    if not many:
        return gettext("not enough for a proposal")
    return ngettext(
        "enough for {count} proposal",
        "enough for {count} proposals",
        many,
        count=between(few, many),
    )


def next_rollover(books: Books, rates: RateCard) -> str:
    account = books.account
    arrives = arrives_at_next_rollover(account, rates)
    plan = account.next_plan or account.plan
    terms = rates.plans[plan]
    what = ngettext(
        "{arrives} Connect arrives", "{arrives} Connects arrive", arrives, arrives=number(arrives)
    )
    if offer := open_offer(account, rates):
        what = gettext(
            "{what} for certain, and {offer} more if your plan brings them, which `/setup` asks",
            what=what,
            offer=number(offer),
        )
    elif not arrives and terms.monthly is None and terms.monthly_if_offered is None:
        what = gettext("the rate card doesn't say what arrives")
    return gettext(
        "**Next rollover** {next_cycle_at}: {what} ({plan}).",
        next_cycle_at=day(account.next_cycle_at),
        what=what,
        plan=_brought_by(account, rates, plan),
    )


def _brought_by(account: Account, rates: RateCard, plan: Plan) -> str:
    """The plan that brings them, and the badge beside it with its share: `Basic, 70 Top Rated`."""
    badge = rates.monthly_badges.get(Source.TOP_RATED, 0) if account.top_rated else 0
    if not badge:
        return label(plan)
    return gettext(
        "{plan}; {badge} by {source}",
        plan=label(plan),
        badge=number(badge),
        source=label(Source.TOP_RATED),
    )


def _cut(books: Books, rates: RateCard) -> str | None:
    cut = cut_at_next_rollover(books, rates)
    if not cut:
        return None
    return ngettext(
        "⚠️ At most {cap} carry over: **{cut} would be cut** if you spend nothing until then.",
        "⚠️ At most {cap} carry over: **{cut} would be cut** if you spend nothing until then.",
        cut,
        cap=number(rates.rollover.cap or 0),
        cut=connects(cut),
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
    rows = [
        gettext("- {amount} on {at}", amount=number(amount), at=day(at))
        for at, amount in groups[:NEXT_LOTS]
    ]
    more = sum(amount for _, amount in groups[NEXT_LOTS:])
    return lines(
        gettext("**Next to expire**"),
        *rows,
        gettext("- {more} later", more=number(more)) if more else None,
    )


def setup_card(done: AccountSet, rates: RateCard, owner: int) -> ui.LayoutView:
    """What is known of the account now; it may ask whether what jobs cost may be counted."""
    receipt = done.receipt
    account = receipt.books.account
    plan = label(account.plan)
    if account.next_plan:
        plan += gettext(", {next_plan} from the next cycle", next_plan=label(account.next_plan))
    return card(
        f"# {connects(receipt.books.balance)}",
        lines(
            gettext("**I count by** {rules}", rules=card_name(rates)),
            gettext("**Plan** {plan}", plan=plan),
            gettext(
                "**Cycle day** {cycle_day} of each month, 00:00 UTC", cycle_day=account.cycle_day
            ),
            gettext("**Time zone** {timezone}", timezone=receipt.timezone),
        ),
        lines(next_rollover(receipt.books, rates), _cut(receipt.books, rates)),
        _note(done),
        _offer_question(account, rates),
        gettext(
            "**May what jobs cost you and brought you help others?** Estimates can say what such "
            "jobs really cost and brought. Yours would count without your name, and nothing is "
            "shown unless at least five people stand behind it. `/privacy` changes it at any time."
        )
        if done.asks
        else None,
        colour=GOOD,
        buttons=[
            _offer(owner, account, rates) if open_offer(account, rates) else [],
            _consent(owner) if done.asks else [],
        ],
    )


def _offer_question(account: Account, rates: RateCard) -> str | None:
    """Asks whether the plan brings what only some accounts get, while that is not said."""
    offer = open_offer(account, rates)
    if not offer:
        return None
    return gettext(
        "**Does your {plan} bring {offer} a month?** Only some accounts' offers include them: "
        "Upwork's page of your Connects shows it.",
        plan=label(account.next_plan or account.plan),
        offer=connects(offer),
    )


def _offer(owner: int, account: Account, rates: RateCard) -> list[ui.Item[Any]]:
    """The answers to that question; once it is answered, the other one alone."""
    plan = account.next_plan or account.plan
    offer = rates.plans[plan].monthly_if_offered
    if not offer:
        return []
    texts = {
        True: gettext("My {plan} brings {offer}", plan=label(plan), offer=number(offer)),
        False: gettext("My {plan} brings none", plan=label(plan)),
    }
    return [
        action_button(owner, ButtonAction.OFFERED, int(said), label=text)
        for said, text in texts.items()
        if said is not account.offered
    ]


def _note(done: AccountSet) -> str | None:
    """What was told and counts otherwise, or not at all."""
    cycle_day, granted_before = done.told.cycle_day, done.receipt.granted_before
    return (
        lines(
            gettext("What was noted before stays as it is; these rules hold from now on.")
            if done.told.rates
            else None,
            gettext("It holds from the next cycle on; `/setup` changes it at any time.")
            if done.told.offered is not None
            else None,
            gettext(
                "A cycle that would start on day {cycle_day} starts on the 1st of the "
                "following month, as on Upwork.",
                cycle_day=cycle_day,
            )
            if cycle_day and cycle_day > LAST_CYCLE_DAY
            else None,
            gettext(
                "The sign-up Connects come once; yours were counted on {granted_before}, so "
                "none were added.",
                granted_before=day(granted_before),
            )
            if done.told.new_account and granted_before
            else None,
        )
        or None
    )


def _consent(owner: int) -> list[ui.Item[Any]]:
    return [
        action_button(owner, ButtonAction.SHARE, Consent.ALL, label=gettext("Count mine")),
        action_button(owner, ButtonAction.SHARE, Consent.NONE, label=gettext("No, thanks")),
    ]


def card_options(cards: RateCards) -> list[discord.SelectOption]:
    """The rate cards to choose from, in words."""
    return [
        discord.SelectOption(label=capital(gettext(card.in_words)), value=name, description=name)
        for name, card in cards.by_name.items()
    ][:MOST_OPTIONS]


def setup_panel(owner: int, receipt: SetupReceipt, rates: RateCard) -> ui.LayoutView:
    """The panel that asks; nobody is forced through it."""
    buttons = [
        [
            action_button(
                owner,
                ButtonAction.SETUP,
                label=gettext("Set up"),
                style=discord.ButtonStyle.primary,
            ),
            action_button(owner, ButtonAction.SETUP_LATER, label=gettext("Not now")),
        ]
    ]
    known = receipt.books
    return card(
        gettext("## Set up"),
        gettext(
            "I count by **{rules}**. You hold **{balance}** on {plan}, cycle day {cycle_day}, "
            "time zone {timezone}.",
            rules=card_name(rates),
            balance=connects(known.balance),
            plan=label(known.account.plan),
            cycle_day=known.account.cycle_day,
            timezone=receipt.timezone,
        ),
        next_rollover(known, rates),
        _offer_question(known.account, rates),
        buttons=[_offer(owner, known.account, rates), *buttons],
    )


def plan_card(done: PlanChanged, rates: RateCard, owner: int) -> ui.LayoutView:
    receipt = done.receipt
    account = receipt.books.account
    if receipt.entries:
        return card(
            f"# +{connects(receipt.entry.amount)}",
            gettext(
                "You are on **{plan}** now and hold **{balance}**.",
                plan=label(account.plan),
                balance=connects(receipt.balance),
            ),
            gettext(
                "A new cycle started today: its day is **{cycle_day}** from now on.",
                cycle_day=account.cycle_day,
            ),
            _least_of_upgrade(account, rates),
            next_rollover(receipt.books, rates),
            source_line(rates),
            colour=GOOD,
            buttons=[[undo_button(owner, receipt.entry.id)]],
        )
    if account.next_plan:
        return card(
            gettext(
                "## {next_plan} from {next_cycle_at}",
                next_plan=label(account.next_plan),
                next_cycle_at=day(account.next_cycle_at),
            ),
            gettext(
                "Until then you stay on {plan}. The Connects that you hold stay yours.",
                plan=label(account.plan),
            ),
            next_rollover(receipt.books, rates),
            _offer_question(account, rates),
            source_line(rates),
            buttons=[_offer(owner, account, rates) if open_offer(account, rates) else []],
        )
    return card(
        gettext("## You stay on {wanted}", wanted=label(done.plan)),
        gettext("The change that was to come has been called off."),
        next_rollover(receipt.books, rates),
        colour=CALM,
    )


def _least_of_upgrade(account: Account, rates: RateCard) -> str | None:
    """That the upgrade may have brought more, where it is not said what Basic had brought."""
    basic = rates.plans[Plan.BASIC].monthly_if_offered
    if account.offered is not None or not basic:
        return None
    return gettext(
        "That is what it brings beside the {basic} of some accounts' {plan}. If yours had none, "
        "{basic} more arrived: `/correct` to what Upwork shows.",
        basic=number(basic),
        plan=label(Plan.BASIC),
    )


def undo_button(owner: int, entry_id: int) -> ui.Button[Any]:
    return action_button(owner, ButtonAction.UNDO, entry_id, label=gettext("Undo"))


def top_rated_button(owner: int) -> ui.Button[Any]:
    return action_button(
        owner, ButtonAction.TOP_RATED_OVER, label=gettext("I am no longer Top Rated")
    )
