"""/setup, /balance and /plan."""

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.actions import account
from bot.app import App
from bot.client import Interaction, Purser
from bot.i18n.language import gettext, gettext_noop
from bot.ledger.model import Plan
from bot.parsing.numbers import MOST_CONNECTS, in_range, read_whole_within
from bot.parsing.zones import read_zone
from bot.store.accounts import Setup
from bot.views.account import balance_card, card_options, plan_card, setup_card, setup_panel
from bot.views.buttons import ButtonAction, on_press
from bot.views.cards import card
from bot.views.forms import Form
from bot.views.interactions import request_of
from bot.views.replies import reply, update

from .options import choices_of, complete_card, complete_zone

PLAN_NAMES = {"basic": Plan.BASIC, "freelancer plus": Plan.FREELANCER_PLUS}


class AccountCog(commands.Cog):
    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command(description="Tell me what Upwork shows you, and I count from there")
    @app_commands.describe(
        rules="The rules that I count by: the rate card's name",
        plan="Your plan on Upwork",
        connects="The Connects that you hold now",
        cycle_day="The day of the month on which your monthly Connects arrive",
        timezone="Your time zone, for showing times",
        new_account="You have just signed up: adds the sign-up Connects, once",
    )
    @app_commands.choices(plan=choices_of(*PLAN_NAMES))
    @app_commands.autocomplete(rules=complete_card, timezone=complete_zone)
    async def setup(
        self,
        interaction: Interaction,
        rules: str | None = None,
        plan: str | None = None,
        connects: app_commands.Range[int, 0, 100_000] | None = None,
        cycle_day: app_commands.Range[int, 1, 31] | None = None,
        timezone: str | None = None,
        new_account: bool = False,
    ) -> None:
        app, request = self.app, request_of(self.app, interaction)
        told = _read_setup(
            rules, PLAN_NAMES[plan] if plan else None, connects, cycle_day, timezone, new_account
        )
        if told == Setup():
            done = await account.set_up(app, request, told)
            await reply(
                interaction,
                setup_panel(
                    request.user_id, done.receipt, app.cards.of(done.receipt.books.account)
                ),
            )
        else:
            done = await account.set_up_and_ask(app, request, told)
            await reply(
                interaction,
                setup_card(done, app.cards.of(done.receipt.books.account), request.user_id),
            )

    @app_commands.command(description="How many Connects you hold, what arrives and what expires")
    async def balance(self, interaction: Interaction) -> None:
        books = await account.current_books(self.app, interaction.user.id)
        await reply(interaction, balance_card(books, self.app.cards.of(books.account)))

    @app_commands.command(description="Move to another plan")
    @app_commands.describe(name="The plan that you moved to on Upwork")
    @app_commands.choices(name=choices_of(*PLAN_NAMES))
    async def plan(self, interaction: Interaction, name: str) -> None:
        request = request_of(self.app, interaction)
        done = await account.change_plan(self.app, request, PLAN_NAMES[name])
        await reply(
            interaction,
            plan_card(done, self.app.cards.of(done.receipt.books.account), request.user_id),
        )


def _read_setup(
    rules: str | None,
    plan: Plan | None,
    connects: int | None,
    cycle_day: int | None,
    timezone: str | None,
    new_account: bool = False,
) -> Setup:
    """What was typed, in the command or the form. Raises NumberRange, UnknownZone."""
    in_range("connects", connects, 0)
    in_range("cycle_day", cycle_day, 1, 31)
    return Setup(
        rates=rules.strip() if rules is not None else None,
        plan=plan,
        connects=connects,
        cycle_day=cycle_day,
        timezone=read_zone(timezone) if timezone is not None else None,
        new_account=new_account,
    )


class SetupForm(Form, title=gettext_noop("Set up")):
    """What the panel asks; everything may be left empty."""

    rules: ui.Label["SetupForm"] = ui.Label(
        text=gettext_noop("Which rules shall I count by?"),
        component=ui.Select(required=False),
    )
    plan: ui.Label["SetupForm"] = ui.Label(
        text=gettext_noop("Plan on Upwork"),
        component=ui.Select(
            required=False,
            options=[discord.SelectOption(label=name.title(), value=name) for name in PLAN_NAMES],
        ),
    )
    connects: ui.Label["SetupForm"] = ui.Label(
        text=gettext_noop("Connects that you hold now"),
        component=ui.TextInput(required=False, max_length=7, placeholder="40"),
    )
    cycle_day: ui.Label["SetupForm"] = ui.Label(
        text=gettext_noop("Day of the month on which yours arrive"),
        component=ui.TextInput(required=False, max_length=2, placeholder="1"),
    )
    timezone: ui.Label["SetupForm"] = ui.Label(
        text=gettext_noop("Time zone"),
        component=ui.TextInput(required=False, max_length=40, placeholder="Europe/Berlin"),
    )

    def __init__(self, app: App) -> None:
        super().__init__(app)
        _select(self.rules).options = card_options(app.cards)

    async def on_submit(  # type: ignore[override]
        self, interaction: Interaction
    ) -> None:
        app, request = self.app, request_of(self.app, interaction)
        chosen = _select(self.plan).values
        told = _read_setup(
            next(iter(_select(self.rules).values), None),
            PLAN_NAMES[chosen[0]] if chosen else None,
            read_whole_within("connects", _typed(self.connects), 0, MOST_CONNECTS),
            read_whole_within("cycle_day", _typed(self.cycle_day), 1, 31),
            _typed(self.timezone) or None,
        )
        done = await account.set_up_and_ask(app, request, told)
        await update(
            interaction, setup_card(done, app.cards.of(done.receipt.books.account), request.user_id)
        )


def _select(label: ui.Label[SetupForm]) -> ui.Select[SetupForm]:
    assert isinstance(label.component, ui.Select)  # noqa: S101
    return label.component


def _typed(label: ui.Label[SetupForm]) -> str:
    assert isinstance(label.component, ui.TextInput)  # noqa: S101
    return label.component.value.strip()


@on_press(ButtonAction.SETUP)
async def open_form(interaction: Interaction) -> None:
    await interaction.response.send_modal(SetupForm(interaction.client.app))


@on_press(ButtonAction.OFFERED)
async def say_what_is_offered(interaction: Interaction, brings: int) -> None:
    app, request = interaction.client.app, request_of(interaction.client.app, interaction)
    done = await account.set_up_and_ask(app, request, Setup(offered=brings == 1))
    await update(
        interaction, setup_card(done, app.cards.of(done.receipt.books.account), request.user_id)
    )


@on_press(ButtonAction.SETUP_LATER)
async def set_up_later(interaction: Interaction) -> None:
    mention = interaction.client.mention
    await update(
        interaction,
        card(
            gettext(
                "All right. {setup} is there whenever you like, {help} too.",
                setup=mention("setup"),
                help=mention("help"),
            )
        ),
    )


async def setup(bot: Purser) -> None:
    await bot.add_cog(AccountCog(bot.app))
