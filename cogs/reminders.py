"""/remind add, list, cancel and settings, and the buttons of reminders."""

from discord import app_commands
from discord.ext import commands

from bot.actions import reminders
from bot.client import Interaction, Purser
from bot.parsing.numbers import read_id
from bot.parsing.text import one_line
from bot.views.buttons import ButtonAction, on_press
from bot.views.interactions import request_of
from bot.views.notices import settings_card
from bot.views.reminders import cancelled_card, done_card, kept_card, list_card, snoozed_card
from bot.views.replies import is_private, reply, update

from .options import MOST_CHOICES


class RemindersCog(commands.GroupCog, group_name="remind", group_description="Reminders"):
    def __init__(self, bot: Purser) -> None:
        self.app = bot.app
        self.mention = bot.mention

    @app_commands.command(description="Remind me of something")
    @app_commands.describe(
        when="in 2 days, friday 9am, every monday 10:00, every 1st, weekdays 9:00",
        about="What about",
    )
    async def add(self, interaction: Interaction, when: str, about: str) -> None:
        request = request_of(self.app, interaction)
        kept = await reminders.add(self.app, request, when, about)
        view = kept_card(kept, request.user_id, private=is_private(interaction))
        await reply(interaction, view)

    @app_commands.command(name="list", description="What I shall remind you of")
    async def list_all(self, interaction: Interaction) -> None:
        owner = interaction.user.id
        await reply(interaction, list_card(await reminders.of_person(self.app, owner), owner))

    @app_commands.command(description="Call a reminder off")
    @app_commands.describe(reminder="Which one")
    async def cancel(self, interaction: Interaction, reminder: str) -> None:
        found = await reminders.cancel(self.app, interaction.user.id, read_id(reminder))
        await reply(interaction, cancelled_card(found))

    @cancel.autocomplete("reminder")
    async def _own(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        found = await reminders.of_person(self.app, interaction.user.id)
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
        interaction: Interaction,
        low_balance: int | None = None,
        expiring_days: int | None = None,
        rollover: bool | None = None,
        stale_days: int | None = None,
    ) -> None:
        request = request_of(self.app, interaction)
        told = {
            "low_balance": low_balance,
            "expiring_days": expiring_days,
            "rollover": rollover,
            "stale_days": stale_days,
        }
        found = await reminders.change_settings(self.app, request, told)
        private = is_private(interaction)
        await reply(
            interaction, settings_card(found, self.mention, request.user_id, private=private)
        )


@on_press(ButtonAction.REMIND_CANCEL)
async def cancel_it(interaction: Interaction, reminder_id: int) -> None:
    found = await reminders.cancel(interaction.client.app, interaction.user.id, reminder_id)
    await update(interaction, cancelled_card(found))


@on_press(ButtonAction.REMIND_DONE)
async def done(interaction: Interaction, reminder_id: int) -> None:
    found = await reminders.get(interaction.client.app, interaction.user.id, reminder_id)
    await update(interaction, done_card(found))


@on_press(ButtonAction.SNOOZE)
async def snooze(interaction: Interaction, reminder_id: int, length: str) -> None:
    app = interaction.client.app
    kept = await reminders.snooze(app, request_of(app, interaction), reminder_id, length)
    await update(interaction, snoozed_card(kept))


@on_press(ButtonAction.REMIND_NIGHT)
async def night(interaction: Interaction, at_night: str) -> None:
    app, request = interaction.client.app, request_of(interaction.client.app, interaction)
    found = await reminders.change_settings(app, request, {"at_night": at_night == "1"})
    mention, private = interaction.client.mention, is_private(interaction)
    await update(interaction, settings_card(found, mention, request.user_id, private=private))


async def setup(bot: Purser) -> None:
    await bot.add_cog(RemindersCog(bot))
