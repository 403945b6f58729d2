"""The cards of reminders that people ask for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import discord
from discord import ui

from bot.actions.reminders import Kept
from bot.i18n.language import gettext, gettext_noop, ngettext
from bot.parsing.recurrence import is_rule
from bot.store.deliveries import LATE
from bot.store.reminders import Reminder

from .buttons import ButtonAction, action_button
from .cards import GOOD, card, lines
from .text import escape, number

LONGEST_LIST = 12
MOST_TOGETHER = 20
"""Late ones in one message: with 60 signs each, all of them escaped, it has under 4,000."""

SNOOZES = {
    "10m": gettext_noop("10 min"),
    "1h": gettext_noop("1 hour"),
    "day": gettext_noop("Tomorrow"),
    "week": gettext_noop("Next week"),
}


def instant_in_words(at: datetime) -> str:
    return f"{discord.utils.format_dt(at, 'F')} ({discord.utils.format_dt(at, 'R')})"


def kept_card(kept: Kept, owner: int, *, private: bool = True) -> ui.LayoutView:
    """How a new reminder was read, and a button to call it off; `private` in the DM it comes in."""
    reminder, when, zone = kept.reminder, kept.when, kept.zone
    repeats = (
        gettext(" and then again: {rule}", rule=in_words(reminder.rule)) if reminder.rule else ""
    )
    return card(
        f"## {escape(reminder.about, 120)}",
        gettext("I remind you on {at}{repeats}.", at=instant_in_words(when.at), repeats=repeats)
        if private
        else gettext(
            "I remind you by direct message on {at}{repeats}.",
            at=instant_in_words(when.at),
            repeats=repeats,
        ),
        gettext("-# Read in your time zone, {zone}.", zone=zone),
        colour=GOOD,
        buttons=[
            [
                action_button(
                    owner, ButtonAction.REMIND_CANCEL, reminder.id, label=gettext("Cancel it")
                )
            ]
        ],
    )


_DAYS = {
    "MO": gettext_noop("Monday"),
    "TU": gettext_noop("Tuesday"),
    "WE": gettext_noop("Wednesday"),
    "TH": gettext_noop("Thursday"),
    "FR": gettext_noop("Friday"),
    "SA": gettext_noop("Saturday"),
    "SU": gettext_noop("Sunday"),
}


_NTH = {
    "1": gettext_noop("first"),
    "2": gettext_noop("second"),
    "3": gettext_noop("third"),
    "4": gettext_noop("fourth"),
    "5": gettext_noop("fifth"),
    "-1": gettext_noop("last"),
}


def _every(frequency: str, count: int) -> str:
    match frequency:
        case "HOURLY":
            return ngettext("every hour", "every {count} hours", count, count=count)
        case "DAILY":
            return ngettext("every day", "every {count} days", count, count=count)
        case "WEEKLY":
            return ngettext("every week", "every {count} weeks", count, count=count)
        case "MONTHLY":
            return ngettext("every month", "every {count} months", count, count=count)
        case _:
            return ngettext("every year", "every {count} years", count, count=count)


def in_words(rule: str) -> str:
    """A recurrence rule as people say it: `every 2 weeks on Monday`."""
    parts = dict(part.split("=") for part in rule.split(";"))
    count = int(parts.get("INTERVAL", "1"))
    every = _every(parts["FREQ"], count)
    days = parts.get("BYDAY", "")
    if nth := days[:-2] if len(days) < 5 else "":
        return gettext(
            "{every} on the {nth} {day}",
            every=every,
            nth=gettext(_NTH[nth]),
            day=gettext(_DAYS[days[-2:]]),
        )
    if days:
        return gettext(
            "{every} on {join}",
            every=every,
            join=", ".join(gettext(_DAYS[each]) for each in days.split(",")),
        )
    if month_days := parts.get("BYMONTHDAY"):
        several = month_days.split(",")
        last = several[-1]
        if len(several) > 1 and "BYSETPOS" not in parts:
            return gettext("{every} on days {days}", every=every, days=", ".join(several))
        if last == "-1":
            return gettext("{every} on the last day", every=every)
        short = gettext(", or the last day of a shorter month") if "BYSETPOS" in parts else ""
        return gettext("{every} on day {last}{short}", every=every, last=last, short=short)
    return every


def broken_mark() -> str:
    return gettext(" · ⚠️ it could not be said; set it anew")


def list_card(reminders: Sequence[Reminder], owner: int) -> ui.LayoutView:
    """The person's reminders, each with a button to cancel it."""
    if not reminders:
        return card(
            gettext("## No reminders"),
            gettext('Set one: `/remind add when:"friday 9am" about:"follow up"`.'),
        )
    sections: list[Any] = [
        ui.Section(
            lines(
                f"**{escape(each.about, 80)}**",
                instant_in_words(each.due_at)
                + (f" · {in_words(each.rule)}" if is_rule(each.rule) else "")
                + (broken_mark() if each.state == "broken" else ""),
            ),
            accessory=action_button(
                owner, ButtonAction.REMIND_CANCEL, each.id, label=gettext("Cancel")
            ),
        )
        for each in reminders[:LONGEST_LIST]
    ]
    more = len(reminders) - LONGEST_LIST
    return card(
        gettext("## Reminders"),
        *sections,
        gettext("and {more} more", more=number(more)) if more > 0 else None,
    )


def cancelled_card(reminder: Reminder) -> ui.LayoutView:
    return card(gettext("Cancelled: {about}", about=escape(reminder.about, 120)))


def reminder_card(reminder: Reminder, now: datetime) -> ui.LayoutView:
    """What was asked for, at its time."""
    snoozes = [
        action_button(reminder.user_id, ButtonAction.SNOOZE, reminder.id, key, label=gettext(label))
        for key, label in SNOOZES.items()
    ]
    done = action_button(
        reminder.user_id,
        ButtonAction.REMIND_DONE,
        reminder.id,
        label=gettext("Done"),
        style=discord.ButtonStyle.success,
    )
    return card(
        f"## ⏰ {escape(reminder.about, 200)}",
        late_line(reminder, now),
        gettext("-# Comes {rule}.", rule=in_words(reminder.rule)) if reminder.rule else None,
        buttons=[[done, *snoozes]],
    )


def late_card(reminders: Sequence[Reminder]) -> ui.LayoutView:
    """Several that come late, in one message."""
    return card(
        ngettext(
            "## ⏰ {count} reminder comes late, sorry",
            "## ⏰ {count} reminders come late, sorry",
            len(reminders),
            count=number(len(reminders)),
        ),
        lines(
            *(
                f"- **{escape(each.about, 60)}** · {discord.utils.format_dt(each.due_at, 'f')}"
                for each in reminders
            )
        ),
    )


def late_line(reminder: Reminder, now: datetime) -> str | None:
    if now - reminder.due_at < LATE:
        return None
    return gettext(
        "This is late, sorry: it was for {due_at}.", due_at=instant_in_words(reminder.due_at)
    )


def done_card(reminder: Reminder) -> ui.LayoutView:
    return card(gettext("Done: {about}", about=escape(reminder.about, 200)), colour=GOOD)


def snoozed_card(reminder: Reminder) -> ui.LayoutView:
    return card(
        f"{escape(reminder.about, 200)}",
        gettext("Again on {due_at}.", due_at=instant_in_words(reminder.due_at)),
        buttons=[
            [
                action_button(
                    reminder.user_id,
                    ButtonAction.REMIND_CANCEL,
                    reminder.id,
                    label=gettext("Cancel it"),
                )
            ]
        ],
    )
