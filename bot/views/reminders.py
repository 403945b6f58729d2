"""The cards of reminders that people ask for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import discord
from discord import ui

from bot.actions.reminders import Kept
from bot.i18n.language import Translated, mark, t, tn
from bot.parsing.recurrence import is_rule
from bot.store.reminders import LATE, Reminder

from .buttons import ButtonAction, action_button
from .cards import GOOD, card, lines
from .text import number, shown

LONGEST_LIST = 12
MOST_TOGETHER = 20
"""Late ones in one message: with 60 signs each, all of them escaped, it has under 4,000."""

SNOOZES = {
    "10m": mark("10 min"),
    "1h": mark("1 hour"),
    "day": mark("Tomorrow"),
    "week": mark("Next week"),
}


def instant_in_words(at: datetime) -> str:
    return f"{discord.utils.format_dt(at, 'F')} ({discord.utils.format_dt(at, 'R')})"


def kept_card(kept: Kept, owner: int) -> ui.LayoutView:
    """How a new reminder was read, with a button to call it off."""
    reminder, when, zone = kept.reminder, kept.when, kept.zone
    repeats = t(" and then again: {rule}", rule=in_words(reminder.rule)) if reminder.rule else ""
    return card(
        f"## {shown(reminder.about, 120)}",
        t("I remind you on {at}{repeats}.", at=instant_in_words(when.at), repeats=repeats),
        t("-# Read in your time zone, {zone}.", zone=zone),
        colour=GOOD,
        buttons=[
            [action_button(owner, ButtonAction.REMIND_CANCEL, reminder.id, label=t("Cancel it"))]
        ],
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


def broken_mark() -> str:
    return t(" · ⚠️ it could not be said; set it anew")


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
                instant_in_words(each.due_at)
                + (f" · {in_words(each.rule)}" if is_rule(each.rule) else "")
                + (broken_mark() if each.state == "broken" else ""),
            ),
            accessory=action_button(owner, ButtonAction.REMIND_CANCEL, each.id, label=t("Cancel")),
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
        action_button(reminder.user_id, ButtonAction.SNOOZE, reminder.id, key, label=t(label))
        for key, label in SNOOZES.items()
    ]
    done = action_button(
        reminder.user_id,
        ButtonAction.REMIND_DONE,
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


def late_card(reminders: Sequence[Reminder]) -> ui.LayoutView:
    """Several that come late, in one message."""
    return card(
        t("## ⏰ {count} reminders come late, sorry", count=number(len(reminders))),
        lines(
            *(
                f"- **{shown(each.about, 60)}** · {discord.utils.format_dt(each.due_at, 'f')}"
                for each in reminders
            )
        ),
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
            [
                action_button(
                    reminder.user_id, ButtonAction.REMIND_CANCEL, reminder.id, label=t("Cancel it")
                )
            ]
        ],
    )
