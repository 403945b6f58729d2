"""/setup, /balance and /plan."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.actions import account
from bot.actions.waiting import Draft
from bot.app import App
from bot.client import Interaction, Purser
from bot.i18n.language import gettext, gettext_noop
from bot.ledger.model import Plan
from bot.parsing.numbers import in_range
from bot.parsing.zones import read_zone
from bot.store.accounts import Setup
from bot.views.account import balance_card, card_options, plan_card, setup_card, setup_panel
from bot.views.buttons import ButtonAction, on_press
from bot.views.cards import card
from bot.views.forms import Form, whole
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
    """What was typed in the command. Raises NumberRange, UnknownZone."""
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


class SetupForm(Form, kind="setup", title=gettext_noop("Set up")):
    """What is set, to be changed; what is left as it was, or empty, stays."""

    def __init__(self, app: App, draft: Draft) -> None:
        super().__init__(app, draft)
        plans = [discord.SelectOption(label=name.title(), value=name) for name in PLAN_NAMES]
        self.choose("rules", gettext("Which rules shall I count by?"), card_options(app.cards))
        self.choose("plan", gettext("Plan on Upwork"), plans)
        self.ask("connects", gettext("Connects that you hold now"), 7, "40")
        self.ask("cycle_day", gettext("Day of the month on which yours arrive"), 2, "1")
        self.ask("timezone", gettext("Time zone"), 40, "Europe/Berlin")

    async def on_submit(  # type: ignore[override]
        self, interaction: Interaction
    ) -> None:
        app, request = self.app, request_of(self.app, interaction)
        told = Setup(
            rates=self.changed("rules") or None,
            plan=self.read("plan", PLAN_NAMES.__getitem__),
            connects=self.read("connects", whole(0)),
            cycle_day=self.read("cycle_day", whole(1, 31)),
            timezone=self.read("timezone", read_zone),
        )
        self.check()
        done = await account.set_up_and_ask(app, request, told)
        await update(
            interaction, setup_card(done, app.cards.of(done.receipt.books.account), request.user_id)
        )


@on_press(ButtonAction.SETUP)
async def open_form(interaction: Interaction) -> None:
    app, request = interaction.client.app, request_of(interaction.client.app, interaction)
    known = (await account.set_up(app, request, Setup())).receipt
    books = known.books
    was = {
        "rules": app.cards.of(books.account).name,
        "plan": next(name for name, plan in PLAN_NAMES.items() if plan is books.account.plan),
        "connects": str(books.balance),
        "cycle_day": str(books.account.cycle_day),
        "timezone": known.timezone,
    }
    await SetupForm.open(interaction, Draft(form=SetupForm.kind, was=was))


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
