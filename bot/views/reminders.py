"""The cards of reminders: those asked for, those that come by themselves, and the settings."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import discord
from discord import ui

from bot.ledger.books import Books
from bot.ledger.model import Entry, Kind, Source
from bot.ledger.rates import RateCard
from bot.reminders.when import When
from bot.store.guilds import FEWEST_COUNTED, Digest
from bot.store.notices import MOST_STALE, Telling, Wishes
from bot.store.reminders import Reminder

from .account import next_rollover
from .actions import ANYBODY, action_button
from .cards import CALM, CAREFUL, GOOD, card, lines
from .text import SOURCES, connects, day, number, shown, title

LATE = timedelta(minutes=10)
LONGEST_LIST = 12

SNOOZES = {"10m": "10 min", "1h": "1 hour", "day": "Tomorrow", "week": "Next week"}


def instant_in_words(at: datetime) -> str:
    return f"{discord.utils.format_dt(at, 'F')} ({discord.utils.format_dt(at, 'R')})"


def kept_card(reminder: Reminder, when: When, zone: str, owner: int) -> ui.LayoutView:
    """How a new reminder was read, with a button to call it off."""
    repeats = f" and then again: {in_words(reminder.rule)}" if reminder.rule else ""
    return card(
        f"## {shown(reminder.about, 120)}",
        f"I remind you on {instant_in_words(when.at)}{repeats}.",
        f"-# Read in your time zone, {zone}.",
        colour=GOOD,
        buttons=[[action_button(owner, "remind-cancel", reminder.id, label="Cancel it")]],
    )


_FREQUENCY = {
    "HOURLY": "hour",
    "DAILY": "day",
    "WEEKLY": "week",
    "MONTHLY": "month",
    "YEARLY": "year",
}
_DAYS = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}


def in_words(rule: str) -> str:
    """A recurrence rule as people say it: `every 2 weeks on Monday`."""
    parts = dict(part.split("=") for part in rule.split(";"))
    unit, count = _FREQUENCY[parts["FREQ"]], int(parts.get("INTERVAL", "1"))
    every = f"every {unit}" if count == 1 else f"every {count} {unit}s"
    if days := parts.get("BYDAY"):
        return f"{every} on {', '.join(_DAYS[each] for each in days.split(','))}"
    if month_days := parts.get("BYMONTHDAY"):
        last = month_days.split(",")[-1]
        if last == "-1":
            return f"{every} on the last day"
        short = ", or the last day of a shorter month" if "BYSETPOS" in parts else ""
        return f"{every} on day {last}{short}"
    return every


def list_card(reminders: Sequence[Reminder], owner: int) -> ui.LayoutView:
    """The person's reminders, each with a button to cancel it."""
    if not reminders:
        return card(
            "## No reminders", 'Set one: `/remind add when:"friday 9am" about:"follow up"`.'
        )
    sections: list[Any] = [
        ui.Section(
            lines(
                f"**{shown(each.about, 80)}**",
                instant_in_words(each.due_at) + (f" · {in_words(each.rule)}" if each.rule else ""),
            ),
            accessory=action_button(owner, "remind-cancel", each.id, label="Cancel"),
        )
        for each in reminders[:LONGEST_LIST]
    ]
    more = len(reminders) - LONGEST_LIST
    return card("## Reminders", *sections, f"and {number(more)} more" if more > 0 else None)


def cancelled_card(reminder: Reminder) -> ui.LayoutView:
    return card(f"Cancelled: {shown(reminder.about, 120)}")


def reminder_card(reminder: Reminder, now: datetime) -> ui.LayoutView:
    """What was asked for, at its time."""
    snoozes = [
        action_button(reminder.user_id, "snooze", reminder.id, key, label=label)
        for key, label in SNOOZES.items()
    ]
    done = action_button(
        reminder.user_id,
        "remind-done",
        reminder.id,
        label="Done",
        style=discord.ButtonStyle.success,
    )
    return card(
        f"## ⏰ {shown(reminder.about, 200)}",
        late_line(reminder, now),
        f"-# Comes {in_words(reminder.rule)}." if reminder.rule else None,
        buttons=[[done, *snoozes]],
    )


def late_line(reminder: Reminder, now: datetime) -> str | None:
    if now - reminder.due_at < LATE:
        return None
    return f"This is late, sorry: it was for {instant_in_words(reminder.due_at)}."


def done_card(reminder: Reminder) -> ui.LayoutView:
    return card(f"Done: {shown(reminder.about, 200)}", colour=GOOD)


def snoozed_card(reminder: Reminder) -> ui.LayoutView:
    return card(
        f"{shown(reminder.about, 200)}",
        f"Again on {instant_in_words(reminder.due_at)}.",
        buttons=[
            [action_button(reminder.user_id, "remind-cancel", reminder.id, label="Cancel it")]
        ],
    )


def server_card(reminder: Reminder, body: str, now: datetime, *more: Any) -> ui.LayoutView:
    """What a server's admins set for a channel."""
    mention = f"<@&{reminder.role_id}>" if reminder.role_id else None
    return card(mention, body, late_line(reminder, now), buttons=[list(more)])


def arrived_body(rates: RateCard) -> str:
    """That the free Connects of the month have arrived."""
    plans = [
        f"- {terms.title}: **{connects(terms.monthly)}**"
        for terms in rates.plans.values()
        if terms.monthly
    ]
    return lines(
        "## 📅 The month's Connects arrive",
        *plans,
        f"-# On each one's own cycle day, by the rate card {rates.name}.",
    )


def digest_body(digest: Digest) -> str:
    """The month of those members who agreed to be counted; nobody is named."""
    if digest.people < FEWEST_COUNTED:
        return lines(
            "## 📊 The month in Connects",
            f"At least {FEWEST_COUNTED} members must agree to be counted before figures are "
            f"shown; {number(digest.people)} did.",
        )
    return lines(
        "## 📊 The month in Connects",
        f"{number(digest.people)} members were counted:",
        f"- {number(digest.proposals)} proposals for {connects(digest.spent)}",
        f"- {number(digest.interviews)} interviews, {number(digest.hires)} hires",
        f"- {connects(digest.returned)} came back",
    )


def counting_button() -> ui.Button[Any]:
    """Lets any member agree to be counted, or take that back."""
    return action_button(ANYBODY, "count-me", label="Count me in, or out")


def server_kept_card(reminder: Reminder, when: When, zone: str) -> ui.LayoutView:
    repeats = f" and then again: {in_words(reminder.rule)}" if reminder.rule else ""
    what = {"arrived": "The month's Connects", "digest": "The month's digest"}.get(reminder.kind)
    return card(
        f"## {what or shown(reminder.about, 120)}",
        f"In <#{reminder.channel_id}> on {instant_in_words(when.at)}{repeats}.",
        f"-# Read in the server's time zone, {zone}. Change it with `/server settings`.",
        colour=GOOD,
    )


def server_list_card(reminders: Sequence[Reminder]) -> ui.LayoutView:
    if not reminders:
        return card("## No reminders in this server", "Set one: `/server reminder add`.")
    rows = [
        f"- {each.id}: <#{each.channel_id}> {instant_in_words(each.due_at)}"
        f"{f' · {in_words(each.rule)}' if each.rule else ''} · "
        f"{shown(each.about, 60) or each.kind}"
        f"{' · ⚠️ it could not be said; set it anew' if each.state == 'broken' else ''}"
        for each in reminders[:LONGEST_LIST]
    ]
    more = len(reminders) - LONGEST_LIST
    return card("## Reminders", lines(*rows, f"and {number(more)} more" if more > 0 else None))


# --- by themselves ----------------------------------------------------------------------------


def tellings_card(
    tellings: Sequence[Telling], books: Books, rates: RateCard, owner: int
) -> ui.LayoutView:
    """Everything that is to be told now, in one message."""
    kinds = {telling.kind for telling in tellings}
    stale = [telling for telling in tellings if telling.kind == "stale"]
    blocks: list[Any] = [
        block for telling in tellings if (block := _block(telling, books, rates)) is not None
    ]
    for telling in stale[:MOST_STALE]:
        blocks += _stale_blocks(telling, owner)
    if len(stale) > MOST_STALE:
        blocks.append(f"and {number(len(stale) - MOST_STALE)} more in `/proposals`")
    return card(
        *blocks,
        f"-# You hold {connects(books.balance)}. Choose what comes by itself with "
        "`/remind settings`.",
        colour=CAREFUL if kinds - {"turned"} else CALM,
    )


def _block(telling: Telling, books: Books, rates: RateCard) -> str | None:
    match telling.kind:
        case "turned":
            return _turned(telling.entries, books, rates)
        case "expiring":
            assert telling.expires_at is not None  # noqa: S101
            return (
                f"⏳ **{connects(telling.connects)} expire on {day(telling.expires_at)}.**"
                f"{_pays_for(telling.connects, rates)}"
            )
        case "cut":
            return (
                f"✂️ **{connects(telling.connects)} would be cut** on "
                f"{day(books.account.next_cycle_at)}: at most {number(rates.rollover.cap or 0)} "
                f"carry over.{_pays_for(telling.connects, rates)}"
            )
        case "low":
            return (
                f"🪙 **You are down to {connects(telling.connects)}.** "
                f"{next_rollover(books, rates)} `/shop` tells the cheapest bundles."
            )
    return None


def _pays_for(amount: int, rates: RateCard) -> str:
    costs = [tier.connects for tier in rates.cost.tiers]
    if not costs:
        return ""
    few, many = amount // max(costs), amount // min(costs)
    if not many:
        return ""
    count = f"{number(few)} to {number(many)}" if few != many else number(many)
    return f" They would pay for {count} proposal{'s' if many != 1 else ''}."


def _turned(entries: Sequence[Entry], books: Books, rates: RateCard) -> str:
    rows = []
    for kind, what in ((Kind.EXPIRE, "expired"), (Kind.FORFEIT, "were cut by the cap")):
        amount = -sum(entry.amount for entry in entries if entry.kind is kind)
        if amount:
            rows.append(f"- {connects(amount)} {what}")
    rows += [
        f"- {connects(entry.amount)} arrived ({SOURCES[Source(entry.source)]})"
        for entry in entries
        if entry.kind is Kind.GRANT and entry.amount
    ]
    return lines(
        "## 📅 A new month of Connects",
        *rows,
        f"You hold **{connects(books.balance)}** now.",
    )


def _stale_blocks(telling: Telling, owner: int) -> list[Any]:
    """A proposal that nothing was heard of, with the outcomes that it mostly has."""
    proposal = telling.proposal
    assert proposal is not None  # noqa: S101
    question = (
        f"❓ {title(proposal)}: no news since {discord.utils.format_dt(proposal.state_at, 'R')}. "
        f"Did the client close the job? Then its {connects(proposal.connects)} come back."
    )
    outcomes = (
        ("Closed without hire", "closed"),
        ("Hired", "hired"),
        ("Declined", "declined"),
        ("Expired", "expired"),
    )
    buttons = [
        action_button(owner, "news", proposal.id, result, label=label) for label, result in outcomes
    ]
    return [question, ui.ActionRow(*buttons)]


def settings_card(wishes: Wishes, mention: Callable[[str], str], owner: int) -> ui.LayoutView:
    """Which reminders come by themselves."""
    rows = (
        ("The month has turned", "on" if wishes.rollover else "off", "rollover"),
        (
            "Connects expire",
            f"{number(wishes.expiring_days)} days before" if wishes.expiring_days else "off",
            "expiring_days",
        ),
        (
            "The balance is low",
            f"below {number(wishes.low_balance)}" if wishes.low_balance else "off",
            "low_balance",
        ),
        (
            "A proposal has no news",
            f"after {number(wishes.stale_days)} days" if wishes.stale_days else "off",
            "stale_days",
        ),
    )
    night = "also at night" if wishes.at_night else f"never from 22:00 to 8:00 ({wishes.timezone})"
    return card(
        "## Reminders that come by themselves",
        lines(*(f"**{what}**: {value} (`{option}`)" for what, value, option in rows)),
        f"They come in this DM, {night}. 0 turns one off: {mention('remind settings')}.",
        buttons=[
            [
                action_button(
                    owner,
                    "remind-night",
                    int(not wishes.at_night),
                    label="Not at night" if wishes.at_night else "At night too",
                )
            ]
        ],
    )
