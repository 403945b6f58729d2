"""/remind add, list, cancel and settings, and the buttons of reminders."""

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.ledger.calendar import instant_of, local_of
from bot.ledger.refusals import Refusal
from bot.parsing.moments import MORNING, When, read_when
from bot.store import accounts, notices, reminders
from bot.store.journal import Request
from bot.store.reminders import Reminder
from bot.views.actions import on_press
from bot.views.notices import settings_card
from bot.views.reminders import (
    cancelled_card,
    done_card,
    kept_card,
    list_card,
    snoozed_card,
)
from bot.views.replies import reply, update
from bot.views.text import one_line

from .options import MOST_CHOICES, in_range, read_id
from .proposals import tell

if TYPE_CHECKING:
    from bot.client import Purser

LONGEST_ABOUT = 200
MOST_DAYS = 90


class RemindersCog(commands.GroupCog, group_name="remind", group_description="Reminders"):
    def __init__(self, bot: "Purser") -> None:
        self.bot = bot

    @app_commands.command(description="Remind me of something")
    @app_commands.describe(
        when="in 2 days, friday 9am, every monday 10:00, every 1st, weekdays 9:00",
        about="What about",
    )
    async def add(self, interaction: discord.Interaction["Purser"], when: str, about: str) -> None:
        request = self.bot.request(interaction)
        await reply(interaction, await remind(self.bot, request, when, about))

    @app_commands.command(name="list", description="What I shall remind you of")
    async def list_all(self, interaction: discord.Interaction["Purser"]) -> None:
        owner = interaction.user.id
        found = await self.bot.database.read(lambda tx: reminders.list_of_person(tx, owner))
        await reply(interaction, list_card(found, owner))

    @app_commands.command(description="Call a reminder off")
    @app_commands.describe(reminder="Which one")
    async def cancel(self, interaction: discord.Interaction["Purser"], reminder: str) -> None:
        number = read_id(reminder)
        found = await self.bot.database.write(
            lambda tx: reminders.cancel(tx, number, self.bot.now(), user_id=interaction.user.id)
        )
        await reply(interaction, cancelled_card(found))

    @cancel.autocomplete("reminder")
    async def _own(
        self, interaction: discord.Interaction["Purser"], current: str
    ) -> list[app_commands.Choice[str]]:
        found = await self.bot.database.read(
            lambda tx: reminders.list_of_person(tx, interaction.user.id)
        )
        return [
            app_commands.Choice(name=one_line(each.about, 90), value=str(each.id))
            for each in found
            if current.casefold() in each.about.casefold()
        ][:MOST_CHOICES]

    @app_commands.command(description="Which reminders come by themselves; 0 turns one off")
    @app_commands.describe(
        low_balance="Tell me when I hold fewer Connects than this",
        expiring_days="Tell me so many days before Connects expire",
        rollover="Tell me what the new month brought, and before the cap cuts any",
        stale_days="Ask me about proposals without news for so many days",
    )
    async def settings(
        self,
        interaction: discord.Interaction["Purser"],
        low_balance: int | None = None,
        expiring_days: int | None = None,
        rollover: bool | None = None,
        stale_days: int | None = None,
    ) -> None:
        in_range("low_balance", low_balance, 0)
        in_range("expiring_days", expiring_days, 0, MOST_DAYS)
        in_range("stale_days", stale_days, 0, MOST_DAYS)
        told = {
            "low_balance": low_balance,
            "expiring_days": expiring_days,
            "rollover": rollover,
            "stale_days": stale_days,
        }
        changes = {name: int(value) for name, value in told.items() if value is not None}
        await reply(interaction, await change(self.bot, self.bot.request(interaction), changes))


async def remind(
    bot: "Purser", request: Request, when_text: str, about_text: str
) -> discord.ui.LayoutView:
    """Keep a reminder for a person. Raises Refusal for a `when` that cannot be read."""
    about = one_line(about_text, LONGEST_ABOUT)
    if not about:
        raise Refusal("remind-about")
    zone = await bot.database.read(lambda tx: accounts.timezone_of(tx, request.user_id))
    when = await asyncio.to_thread(read_when, when_text, request.at, zone)
    kept = await bot.database.write(lambda tx: reminders.add(tx, request, when, about, zone))
    return kept_card(kept, when, zone, request.user_id)


async def change(bot: "Purser", request: Request, changes: dict[str, int]) -> discord.ui.LayoutView:
    settings = await bot.database.write(
        lambda tx: notices.change_settings(tx, request, bot.rates, changes)
    )
    return settings_card(settings, bot.mention, request.user_id)


async def _mine(interaction: discord.Interaction["Purser"], reminder_id: int) -> Reminder:
    found = await interaction.client.database.read(lambda tx: reminders.find(tx, reminder_id))
    if found is None or found.user_id != interaction.user.id or found.kind != "asked":
        raise Refusal("no-reminder")
    return found


@on_press("remind-cancel")
async def cancel_it(interaction: discord.Interaction["Purser"], reminder_id: int) -> None:
    bot = interaction.client
    found = await bot.database.write(
        lambda tx: reminders.cancel(tx, reminder_id, bot.now(), user_id=interaction.user.id)
    )
    await update(interaction, cancelled_card(found))


@on_press("remind-done")
async def done(interaction: discord.Interaction["Purser"], reminder_id: int) -> None:
    await update(interaction, done_card(await _mine(interaction, reminder_id)))


@on_press("snooze")
async def snooze(interaction: discord.Interaction["Purser"], reminder_id: int, length: str) -> None:
    """Say it once more later; a series goes on at its own times."""
    bot = interaction.client
    found = await _mine(interaction, reminder_id)
    zone = await bot.database.read(lambda tx: accounts.timezone_of(tx, interaction.user.id))
    when = later(length, bot.now(), zone)
    kept = await bot.database.write(
        lambda tx: reminders.add(tx, bot.request(interaction), when, found.about, zone)
    )
    await update(interaction, snoozed_card(kept))


def later(length: str, now: datetime, zone: str) -> When:
    """When a snooze of that length ends: days end at 9:00 in the person's zone."""
    if length in ("10m", "1h"):
        at = now + (timedelta(minutes=10) if length == "10m" else timedelta(hours=1))
        return When(at, local_of(at, zone))
    days = 1 if length == "day" else 7
    day = local_of(now, zone).date() + timedelta(days=days)
    local = datetime.combine(day, MORNING)
    return When(instant_of(local, zone), local)


@on_press("remind-night")
async def night(interaction: discord.Interaction["Purser"], at_night: str) -> None:
    bot = interaction.client
    changed = {"at_night": int(at_night == "1")}
    await update(interaction, await change(bot, bot.request(interaction), changed))


@on_press("news")
async def news(interaction: discord.Interaction["Purser"], proposal_id: int, result: str) -> None:
    """The outcome of a proposal that was asked about; the question stays for the others."""
    await reply(interaction, await tell(interaction, proposal_id, result, None))


async def setup(bot: "Purser") -> None:
    await bot.add_cog(RemindersCog(bot))
