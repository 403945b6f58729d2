"""Reminders of a person: kept, listed, called off, snoozed; and which notices they get."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.actions.refusals import RemindAbout
from bot.app import App
from bot.ledger.calendar import instant_of, local_of
from bot.ledger.notices import NotificationSettings
from bot.parsing.moments import MORNING, When, read_when
from bot.parsing.numbers import in_range
from bot.parsing.rescheduling import rescheduled
from bot.parsing.text import one_line
from bot.store import accounts, notices, reminders
from bot.store.journal import Request
from bot.store.refusals import NoReminder
from bot.store.reminders import Reminder

LONGEST_ABOUT = 200
MOST_DAYS = 90
Snooze = Literal["10m", "1h", "day", "week"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A reminder that was kept, and how its time was read."""

    reminder: Reminder
    when: When
    zone: str


async def add(app: App, request: Request, when_text: str, about_text: str) -> Kept:
    """Keep a reminder for a person. Raises Refusal for a `when` that cannot be read."""
    about = one_line(about_text, LONGEST_ABOUT)
    if not about:
        raise RemindAbout()
    zone = await app.database.read(lambda tx: accounts.timezone_of(tx, request.user_id))
    when = await asyncio.to_thread(read_when, when_text, request.at, zone)
    zone = when.zone or zone
    kept = await app.database.write(lambda tx: reminders.add(tx, request, when, about, zone))
    return Kept(kept, when, zone)


async def reschedule(
    app: App, request: Request, reminder_id: int, when_text: str, about_text: str
) -> Kept:
    """Put another in its place: on the day, at the time or about what is told, else as it was.

    Raises NoReminder, and Refusal for a `when` that cannot be read.
    """
    was = await get(app, request.user_id, reminder_id)
    about = one_line(about_text, LONGEST_ABOUT) or was.about
    when = When(was.due_at, was.local, was.rule)
    if when_text:
        told = rescheduled(when_text, local_of(was.due_at, was.zone))
        when = await asyncio.to_thread(read_when, told, request.at, was.zone)
    zone = when.zone or was.zone
    kept = await app.database.write(
        lambda tx: reminders.replace(tx, request, reminder_id, when, about, zone)
    )
    return Kept(kept, when, zone)


async def of_person(app: App, user_id: int) -> Sequence[Reminder]:
    """What is still to come, soonest first."""
    return await app.database.read(lambda tx: reminders.list_of_person(tx, user_id))


async def get(app: App, user_id: int, reminder_id: int) -> Reminder:
    """A reminder of the person's own. Raises NoReminder."""
    found = await app.database.read(lambda tx: reminders.find(tx, reminder_id))
    if found is None or found.user_id != user_id or found.kind != "asked":
        raise NoReminder()
    return found


async def cancel(app: App, user_id: int, reminder_id: int) -> Reminder:
    """Call it off. Raises NoReminder."""
    now = app.now()
    return await app.database.write(
        lambda tx: reminders.cancel_of_person(tx, user_id, reminder_id, now)
    )


async def snooze(app: App, request: Request, reminder_id: int, length: str) -> Reminder:
    """Say it once more later; a series goes on at its own times."""
    user_id = request.user_id
    found = await get(app, user_id, reminder_id)
    zone = await app.database.read(lambda tx: accounts.timezone_of(tx, user_id))
    when = _later(length, request.at, zone)
    return await app.database.write(lambda tx: reminders.add(tx, request, when, found.about, zone))


def _later(length: str, now: datetime, zone: str) -> When:
    """When a snooze of that length ends: days end at 9:00 in the person's zone."""
    if length in ("10m", "1h"):
        at = now + (timedelta(minutes=10) if length == "10m" else timedelta(hours=1))
        return When(at, local_of(at, zone))
    days = 1 if length == "day" else 7
    day = local_of(now, zone).date() + timedelta(days=days)
    local = datetime.combine(day, MORNING)
    return When(instant_of(local, zone), local)


async def change_settings(
    app: App, request: Request, told: Mapping[str, int | bool | None]
) -> NotificationSettings:
    """Change the settings that were told, by the names of NotificationSettings."""
    in_range("low_balance", told.get("low_balance"), 0)
    in_range("expiring_days", told.get("expiring_days"), 0, MOST_DAYS)
    in_range("stale_days", told.get("stale_days"), 0, MOST_DAYS)
    changes = {name: int(value) for name, value in told.items() if value is not None}
    return await app.database.write(
        lambda tx: notices.change_settings(tx, request, app.cards, changes)
    )
