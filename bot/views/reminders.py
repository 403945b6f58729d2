"""The cards of reminders: those asked for, those that come by themselves, and the settings."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import discord
from discord import ui

from bot.language import Translated, mark, t, tn
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

SNOOZES = {
    "10m": mark("10 min"),
    "1h": mark("1 hour"),
    "day": mark("Tomorrow"),
    "week": mark("Next week"),
}


def instant_in_words(at: datetime) -> str:
    return f"{discord.utils.format_dt(at, 'F')} ({discord.utils.format_dt(at, 'R')})"


def kept_card(reminder: Reminder, when: When, zone: str, owner: int) -> ui.LayoutView:
    """How a new reminder was read, with a button to call it off."""
    repeats = t(" and then again: {rule}", rule=in_words(reminder.rule)) if reminder.rule else ""
    return card(
        f"## {shown(reminder.about, 120)}",
        t("I remind you on {at}{repeats}.", at=instant_in_words(when.at), repeats=repeats),
        t("-# Read in your time zone, {zone}.", zone=zone),
        colour=GOOD,
        buttons=[[action_button(owner, "remind-cancel", reminder.id, label=t("Cancel it"))]],
    )


_DAYS: Translated[str] = Translated(
    {
        "MO": mark("Monday"),
        "TU": mark("Tuesday"),
        "WE": mark("Wednesday"),
        "TH": mark("Thursday"),
        "FR": mark("Friday"),
        "SA": mark("Saturday"),
        "SU": mark("Sunday"),
    }
)


def _every(frequency: str, count: int) -> str:
    match frequency:
        case "HOURLY":
            return tn("every hour", "every {count} hours", count, count=count)
        case "DAILY":
            return tn("every day", "every {count} days", count, count=count)
        case "WEEKLY":
            return tn("every week", "every {count} weeks", count, count=count)
        case "MONTHLY":
            return tn("every month", "every {count} months", count, count=count)
        case _:
            return tn("every year", "every {count} years", count, count=count)


def in_words(rule: str) -> str:
    """A recurrence rule as people say it: `every 2 weeks on Monday`."""
    parts = dict(part.split("=") for part in rule.split(";"))
    count = int(parts.get("INTERVAL", "1"))
    every = _every(parts["FREQ"], count)
    if days := parts.get("BYDAY"):
        return t(
            "{every} on {join}",
            every=every,
            join=", ".join(_DAYS[each] for each in days.split(",")),
        )
    if month_days := parts.get("BYMONTHDAY"):
        last = month_days.split(",")[-1]
        if last == "-1":
            return t("{every} on the last day", every=every)
        short = t(", or the last day of a shorter month") if "BYSETPOS" in parts else ""
        return t("{every} on day {last}{short}", every=every, last=last, short=short)
    return every


def list_card(reminders: Sequence[Reminder], owner: int) -> ui.LayoutView:
    """The person's reminders, each with a button to cancel it."""
    if not reminders:
        return card(
            t("## No reminders"), t('Set one: `/remind add when:"friday 9am" about:"follow up"`.')
        )
    sections: list[Any] = [
        ui.Section(
            lines(
                f"**{shown(each.about, 80)}**",
                instant_in_words(each.due_at) + (f" · {in_words(each.rule)}" if each.rule else ""),
            ),
            accessory=action_button(owner, "remind-cancel", each.id, label=t("Cancel")),
        )
        for each in reminders[:LONGEST_LIST]
    ]
    more = len(reminders) - LONGEST_LIST
    return card(
        t("## Reminders"), *sections, t("and {more} more", more=number(more)) if more > 0 else None
    )


def cancelled_card(reminder: Reminder) -> ui.LayoutView:
    return card(t("Cancelled: {about}", about=shown(reminder.about, 120)))


def reminder_card(reminder: Reminder, now: datetime) -> ui.LayoutView:
    """What was asked for, at its time."""
    snoozes = [
        action_button(reminder.user_id, "snooze", reminder.id, key, label=t(label))
        for key, label in SNOOZES.items()
    ]
    done = action_button(
        reminder.user_id,
        "remind-done",
        reminder.id,
        label=t("Done"),
        style=discord.ButtonStyle.success,
    )
    return card(
        f"## ⏰ {shown(reminder.about, 200)}",
        late_line(reminder, now),
        t("-# Comes {rule}.", rule=in_words(reminder.rule)) if reminder.rule else None,
        buttons=[[done, *snoozes]],
    )


def late_line(reminder: Reminder, now: datetime) -> str | None:
    if now - reminder.due_at < LATE:
        return None
    return t("This is late, sorry: it was for {due_at}.", due_at=instant_in_words(reminder.due_at))


def done_card(reminder: Reminder) -> ui.LayoutView:
    return card(t("Done: {about}", about=shown(reminder.about, 200)), colour=GOOD)


def snoozed_card(reminder: Reminder) -> ui.LayoutView:
    return card(
        f"{shown(reminder.about, 200)}",
        t("Again on {due_at}.", due_at=instant_in_words(reminder.due_at)),
        buttons=[
            [action_button(reminder.user_id, "remind-cancel", reminder.id, label=t("Cancel it"))]
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
        t("## 📅 The month's Connects arrive"),
        *plans,
        t("-# On each one's own cycle day, by the rate card {name}.", name=rates.name),
    )


def digest_body(digest: Digest) -> str:
    """The month of those members who agreed to be counted; nobody is named."""
    if digest.people < FEWEST_COUNTED:
        return lines(
            t("## 📊 The month in Connects"),
            t(
                "At least {fewest_counted} members must agree to be counted before figures "
                "are shown; {people} did.",
                fewest_counted=FEWEST_COUNTED,
                people=number(digest.people),
            ),
        )
    return lines(
        t("## 📊 The month in Connects"),
        t("{people} members were counted:", people=number(digest.people)),
        t(
            "- {proposals} proposals for {spent}",
            proposals=number(digest.proposals),
            spent=connects(digest.spent),
        ),
        t(
            "- {interviews} interviews, {hires} hires",
            interviews=number(digest.interviews),
            hires=number(digest.hires),
        ),
        t("- {returned} came back", returned=connects(digest.returned)),
    )


def counting_button() -> ui.Button[Any]:
    """Lets any member agree to be counted, or take that back."""
    return action_button(ANYBODY, "count-me", label=t("Count me in, or out"))


SERVER_KINDS: Translated[str] = Translated(
    {"arrived": mark("The month's Connects"), "digest": mark("The month's digest")}
)


def server_kept_card(reminder: Reminder, when: When, zone: str) -> ui.LayoutView:
    repeats = t(" and then again: {rule}", rule=in_words(reminder.rule)) if reminder.rule else ""
    what = SERVER_KINDS.get(reminder.kind) or shown(reminder.about, 120)
    return card(
        f"## {what}",
        t(
            "In <#{channel_id}> on {at}{repeats}.",
            channel_id=reminder.channel_id,
            at=instant_in_words(when.at),
            repeats=repeats,
        ),
        t(
            "-# Read in the server's time zone, {zone}. Change it with `/server settings`.",
            zone=zone,
        ),
        colour=GOOD,
    )


def server_list_card(reminders: Sequence[Reminder]) -> ui.LayoutView:
    if not reminders:
        return card(t("## No reminders in this server"), t("Set one: `/server reminder add`."))
    rows = [
        f"- {each.id}: <#{each.channel_id}> {instant_in_words(each.due_at)}"
        + (f" · {in_words(each.rule)}" if each.rule else "")
        + f" · {shown(each.about, 60) or SERVER_KINDS.get(each.kind)}"
        + (t(" · ⚠️ it could not be said; set it anew") if each.state == "broken" else "")
        for each in reminders[:LONGEST_LIST]
    ]
    more = len(reminders) - LONGEST_LIST
    return card(
        t("## Reminders"),
        lines(*rows, t("and {more} more", more=number(more)) if more > 0 else None),
    )


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
    rows += [
        t(
            "- {amount} arrived ({source})",
            amount=connects(entry.amount),
            source=SOURCES[Source(entry.source)],
        )
        for entry in entries
        if entry.kind is Kind.GRANT and entry.amount
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
