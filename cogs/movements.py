"""/spend, /earn, /buy, /correct and /undo."""

from discord import app_commands
from discord.ext import commands

from bot.actions import account, movements
from bot.actions.movements import SpendForm
from bot.actions.waiting import Draft
from bot.app import App
from bot.client import Interaction, Purser
from bot.i18n.language import gettext
from bot.ledger.model import Purpose, Source
from bot.views.account import balance_card
from bot.views.buttons import ButtonAction, on_press
from bot.views.interactions import request_of
from bot.views.movements import (
    buy_card,
    correct_card,
    earn_card,
    redone_card,
    spend_card,
    undone_card,
)
from bot.views.replies import reply, update
from bot.views.text import money, number

from .forms import BuyForm, LogForm
from .options import MOST_CHOICES, choices_of

PURPOSE_NAMES = {purpose.replace("_", " "): purpose for purpose in Purpose}
EARN_NAMES = {
    source.replace("_", " "): source
    for source in Source
    if source not in (Source.PLAN, Source.UPGRADE)
}


_ROUND = (10, 20, 40, 60, 80, 100, 150, 200)
"""Numbers that are offered where a rate card sells any."""


class MovementsCog(commands.Cog):
    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command(description="Log Connects that you spent")
    @app_commands.describe(
        connects="What it cost, as the job post says (without the boost)",
        budget="The job's budget in US dollars; the rate card tells the cost then",
        job="The job's title",
        link="The job's link",
        boost="Connects bid on top",
        invited="The client had invited you",
        purpose="What it was for, if not a proposal",
    )
    @app_commands.choices(purpose=choices_of(*PURPOSE_NAMES))
    async def spend(
        self,
        interaction: Interaction,
        connects: int | None = None,
        budget: str | None = None,
        job: str = "",
        link: str = "",
        boost: int = 0,
        invited: bool = False,
        purpose: str = "proposal",
    ) -> None:
        request = request_of(self.app, interaction)
        form = SpendForm(
            connects=connects,
            budget=budget,
            job=job,
            link=link,
            boost=boost,
            invited=invited,
            purpose=PURPOSE_NAMES[purpose],
        )
        is_told = connects is not None or budget is not None or invited
        if form.purpose is Purpose.PROPOSAL and not is_told:
            await LogForm.open(interaction, form.draft())
            return
        receipt = await movements.spend(self.app, request, form)
        await reply(
            interaction,
            spend_card(receipt, self.app.cards.of(receipt.books.account), request.user_id),
        )

    @app_commands.command(description="Log free Connects that arrived")
    @app_commands.describe(
        source="Where they come from",
        connects="How many, where the rate card doesn't say",
        note="A word for the journal",
    )
    @app_commands.choices(source=choices_of(*EARN_NAMES))
    async def earn(
        self,
        interaction: Interaction,
        source: str,
        connects: int | None = None,
        note: str = "",
    ) -> None:
        request = request_of(self.app, interaction)
        done = await movements.earn(self.app, request, EARN_NAMES[source], connects, note)
        await reply(
            interaction,
            earn_card(done.receipt, self.app.cards.of(done.receipt.books.account), request.user_id),
        )

    @app_commands.command(description="Log Connects that you bought")
    @app_commands.describe(
        connects="How many", paid="What you paid for them, if not the card's price"
    )
    async def buy(
        self,
        interaction: Interaction,
        connects: int | None = None,
        paid: str | None = None,
    ) -> None:
        if connects is None:
            told = {"paid": paid or ""}
            await BuyForm.open(interaction, Draft(form=BuyForm.kind, typed=told))
            return
        request = request_of(self.app, interaction)
        done = await movements.buy(self.app, request, connects, paid)
        await reply(
            interaction,
            buy_card(done, self.app.cards.of(done.receipt.books.account), request.user_id),
        )

    @buy.autocomplete("connects")
    async def _bundles(
        self, interaction: Interaction, current: str | int
    ) -> list[app_commands.Choice[int]]:
        rates = await account.card_of(self.app, interaction.user.id)
        bundles = [bundle.connects for bundle in rates.price.bundles]
        return [
            app_commands.Choice(
                name=gettext(
                    "{connects} for {price}",
                    connects=number(amount),
                    price=money(rates.price_of(amount)),
                ),
                value=amount,
            )
            for amount in bundles or filter(rates.sells, _ROUND)
            if str(amount).startswith(str(current))
        ][:MOST_CHOICES]

    @app_commands.command(description="Make the balance what Upwork shows")
    @app_commands.describe(
        connects="The Connects that Upwork shows you", note="A word for the journal"
    )
    async def correct(
        self,
        interaction: Interaction,
        connects: int,
        note: str = "",
    ) -> None:
        request = request_of(self.app, interaction)
        done = await movements.correct(self.app, request, connects, note)
        await reply(interaction, correct_card(done.receipt, request.user_id))

    @app_commands.command(description="Reverse your last spend, purchase, grant or correction")
    async def undo(self, interaction: Interaction) -> None:
        undone = await movements.undo_newest(self.app, request_of(self.app, interaction))
        await reply(interaction, undone_card(undone, interaction.user.id))


@on_press(ButtonAction.UNDO)
async def undo_entry(interaction: Interaction, entry_id: int) -> None:
    app = interaction.client.app
    undone = await movements.undo_entry(app, request_of(app, interaction), entry_id)
    await update(interaction, undone_card(undone, interaction.user.id))


@on_press(ButtonAction.REDO)
async def redo(interaction: Interaction, redo_id: int) -> None:
    app, request = interaction.client.app, request_of(interaction.client.app, interaction)
    redone = await movements.redo(app, request, redo_id)
    await update(interaction, redone_card(redone, request.user_id))


@on_press(ButtonAction.BALANCE_IS)
async def set_balance(interaction: Interaction, told: int, counted: int) -> None:
    app, request = interaction.client.app, request_of(interaction.client.app, interaction)
    done = await movements.correct(app, request, told, counted=counted)
    await update(interaction, correct_card(done.receipt, request.user_id))


@on_press(ButtonAction.TOP_RATED_OVER)
async def top_rated_over(interaction: Interaction) -> None:
    app = interaction.client.app
    books = await account.stop_top_rated(app, request_of(app, interaction))
    await update(interaction, balance_card(books, app.cards.of(books.account)))


async def setup(bot: Purser) -> None:
    await bot.add_cog(MovementsCog(bot.app))
