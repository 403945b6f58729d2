"""/setup, /balance and /plan."""

from dataclasses import replace
from typing import TYPE_CHECKING

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.i18n.language import mark, t
from bot.ledger.calendar import LAST_CYCLE_DAY
from bot.ledger.model import Plan
from bot.parsing.zones import read_zone
from bot.store import accounts, learned, reminders
from bot.store.accounts import Setup, SetupReceipt
from bot.store.journal import Request
from bot.store.reminders import in_zone
from bot.views.account import balance_card, plan_card, setup_card, setup_panel
from bot.views.actions import on_press
from bot.views.cards import card
from bot.views.forms import Form
from bot.views.replies import reply, update
from bot.views.text import day

from .options import complete_zone, in_range, named

if TYPE_CHECKING:
    from bot.client import Purser

MOST_REMEMBERED = 100_000
PLAN_NAMES = {"basic": Plan.BASIC, "freelancer plus": Plan.FREELANCER_PLUS}


class AccountCog(commands.Cog):
    def __init__(self, bot: "Purser") -> None:
        self.bot = bot
        self._welcomed: set[int] = set()

    @app_commands.command(description="Tell me what Upwork shows you, and I count from there")
    @app_commands.describe(
        plan="Your plan on Upwork",
        connects="The Connects that you hold now",
        cycle_day="The day of the month on which your monthly Connects arrive",
        timezone="Your time zone, for showing times",
        new_account="You have just signed up: adds the sign-up Connects, once",
    )
    @app_commands.choices(plan=named(*PLAN_NAMES))
    @app_commands.autocomplete(timezone=complete_zone)
    async def setup(
        self,
        interaction: discord.Interaction["Purser"],
        plan: str | None = None,
        connects: app_commands.Range[int, 0, 100_000] | None = None,
        cycle_day: app_commands.Range[int, 1, 31] | None = None,
        timezone: str | None = None,
        new_account: bool = False,
    ) -> None:
        told = Setup(
            plan=PLAN_NAMES[plan] if plan else None,
            connects=connects,
            cycle_day=cycle_day,
            timezone=read_zone(timezone) if timezone is not None else None,
            new_account=new_account,
        )
        in_range("connects", connects, 0)
        in_range("cycle_day", cycle_day, 1, 31)
        if told == Setup():
            receipt = await set_up(self.bot, self.bot.request(interaction), told)
            await reply(interaction, setup_panel(interaction.user.id, receipt, self.bot.rates))
        else:
            await reply(interaction, await told_card(interaction, told))

    @app_commands.command(description="How many Connects you hold, what arrives and what expires")
    async def balance(self, interaction: discord.Interaction["Purser"]) -> None:
        bot = self.bot
        books = await accounts.current_books(
            bot.database, interaction.user.id, bot.now(), bot.rates
        )
        await reply(interaction, balance_card(books, bot.rates))

    @app_commands.command(description="Move to another plan")
    @app_commands.describe(name="The plan that you moved to on Upwork")
    @app_commands.choices(name=named(*PLAN_NAMES))
    async def plan(self, interaction: discord.Interaction["Purser"], name: str) -> None:
        wanted = PLAN_NAMES[name]
        receipt = await self.bot.database.write(
            lambda tx: accounts.change_plan(
                tx, self.bot.request(interaction), wanted, self.bot.rates
            )
        )
        await reply(interaction, plan_card(receipt, wanted, self.bot.rates, interaction.user.id))

    @commands.Cog.listener()
    async def on_person_forgotten(self, user_id: int) -> None:
        self._welcomed.discard(user_id)

    @commands.Cog.listener()
    async def on_app_command_completion(
        self, interaction: discord.Interaction["Purser"], _: object
    ) -> None:
        """Show once, after somebody's first command, how to set up."""
        database, user_id = self.bot.database, interaction.user.id
        if user_id in self._welcomed:
            return
        if len(self._welcomed) >= MOST_REMEMBERED:
            self._welcomed.clear()
        self._welcomed.add(user_id)
        if await database.read(lambda tx: accounts.is_welcomed(tx, user_id)):
            return
        if await database.write(
            lambda tx: accounts.open_and_claim_welcome(tx, user_id, self.bot.now())
        ):
            await reply(interaction, setup_panel(user_id, None, self.bot.rates))


async def told_card(
    interaction: discord.Interaction["Purser"], told: Setup
) -> discord.ui.LayoutView:
    """Set up, show what is known now, and ask once whether what jobs cost may be counted."""
    bot, user_id = interaction.client, interaction.user.id
    receipt = await set_up(bot, bot.request(interaction), told)
    asks = await bot.database.read(lambda tx: learned.shares(tx, user_id)) is None
    if asks:
        asked = bot.request(interaction)
        asked = replace(asked, key=f"{asked.key}-asked")
        await bot.database.write(lambda tx: learned.share(tx, asked, False))
    return setup_card(receipt, bot.rates, _note(told, receipt), asks=user_id if asks else None)


async def set_up(bot: "Purser", request: Request, told: Setup) -> SetupReceipt:
    """Write what was told; repeated reminders keep their local times in a new zone."""
    if told.timezone:
        kept = await bot.database.read(lambda tx: reminders.list_of_person(tx, request.user_id))
        told = replace(told, moved=tuple(in_zone(kept, told.timezone, request.at)))
    return await bot.database.write(lambda tx: accounts.set_up(tx, request, told, bot.rates))


def _note(told: Setup, receipt: SetupReceipt) -> str | None:
    notes = []
    if told.cycle_day and told.cycle_day > LAST_CYCLE_DAY:
        notes.append(
            t(
                "A cycle that would start on day {cycle_day} starts on the 1st of the "
                "following month, as on Upwork.",
                cycle_day=told.cycle_day,
            )
        )
    if told.new_account and receipt.granted_before:
        notes.append(
            t(
                "The sign-up Connects come once; yours were counted on {granted_before}, so "
                "none were added.",
                granted_before=day(receipt.granted_before),
            )
        )
    return "\n".join(notes) or None


class SetupForm(Form, title=mark("Set up")):
    """What the panel asks; everything may be left empty."""

    plan: ui.Label["SetupForm"] = ui.Label(
        text=mark("Plan on Upwork"),
        component=ui.Select(
            required=False,
            options=[discord.SelectOption(label=name.title(), value=name) for name in PLAN_NAMES],
        ),
    )
    connects: ui.Label["SetupForm"] = ui.Label(
        text=mark("Connects that you hold now"),
        component=ui.TextInput(required=False, max_length=7, placeholder="40"),
    )
    cycle_day: ui.Label["SetupForm"] = ui.Label(
        text=mark("Day of the month on which yours arrive"),
        component=ui.TextInput(required=False, max_length=2, placeholder="1"),
    )
    timezone: ui.Label["SetupForm"] = ui.Label(
        text=mark("Time zone"),
        component=ui.TextInput(required=False, max_length=40, placeholder="Europe/Berlin"),
    )

    async def on_submit(  # type: ignore[override]
        self, interaction: discord.Interaction["Purser"]
    ) -> None:
        told = Setup(
            plan=PLAN_NAMES[chosen[0]] if (chosen := _select(self.plan).values) else None,
            connects=_whole("connects", _typed(self.connects), 0, 100_000),
            cycle_day=_whole("cycle_day", _typed(self.cycle_day), 1, 31),
            timezone=read_zone(typed) if (typed := _typed(self.timezone)) else None,
        )
        await update(interaction, await told_card(interaction, told))


def _select(label: ui.Label[SetupForm]) -> ui.Select[SetupForm]:
    assert isinstance(label.component, ui.Select)  # noqa: S101
    return label.component


def _typed(label: ui.Label[SetupForm]) -> str:
    assert isinstance(label.component, ui.TextInput)  # noqa: S101
    return label.component.value.strip()


def _whole(option: str, text: str, least: int, most: int) -> int | None:
    if not text:
        return None
    value = int(text) if text.isascii() and text.isdigit() else -1
    in_range(option, value, least, most)
    return value


@on_press("setup")
async def open_form(interaction: discord.Interaction["Purser"]) -> None:
    await interaction.response.send_modal(SetupForm())


@on_press("setup-later")
async def set_up_later(interaction: discord.Interaction["Purser"]) -> None:
    mention = interaction.client.mention
    await update(
        interaction,
        card(
            t(
                "All right. {setup} is there whenever you like, {help} too.",
                setup=mention("setup"),
                help=mention("help"),
            )
        ),
    )


async def setup(bot: "Purser") -> None:
    await bot.add_cog(AccountCog(bot))
