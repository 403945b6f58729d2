"""/spend, /earn, /buy, /correct and /undo."""

from datetime import datetime
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.i18n.language import t
from bot.ledger.model import Purpose, Source
from bot.ledger.rate_card import RateCard
from bot.ledger.refusals import Refusal
from bot.parsing.money import parse_money
from bot.store import accounts, movements
from bot.store.movements import Order
from bot.views.account import balance_card
from bot.views.actions import on_press
from bot.views.movements import buy_card, correct_card, earn_card, spend_card, undo_card
from bot.views.replies import reply, update
from bot.views.text import money, number, one_line

from .options import (
    MOST_CHOICES,
    cost_of_job,
    in_range,
    named,
    read_budget,
)

if TYPE_CHECKING:
    from bot.client import Purser

PURPOSE_NAMES = {purpose.replace("_", " "): purpose for purpose in Purpose}
EARN_NAMES = {
    source.replace("_", " "): source
    for source in Source
    if source not in (Source.PLAN, Source.UPGRADE)
}
LONGEST_LINK = 500
LONGEST_NOTE = 200


class MovementsCog(commands.Cog):
    def __init__(self, bot: "Purser") -> None:
        self.bot = bot

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
    @app_commands.choices(purpose=named(*PURPOSE_NAMES))
    async def spend(
        self,
        interaction: discord.Interaction["Purser"],
        connects: int | None = None,
        budget: str | None = None,
        job: str = "",
        link: str = "",
        boost: int = 0,
        invited: bool = False,
        purpose: str = "proposal",
    ) -> None:
        bot = self.bot
        order = read_order(
            bot.rates,
            connects=connects,
            budget=budget,
            job=job,
            link=link,
            boost=boost,
            invited=invited,
            purpose=PURPOSE_NAMES[purpose],
        )
        receipt = await bot.database.write(
            lambda tx: movements.spend(tx, bot.request(interaction), order, bot.rates)
        )
        await reply(interaction, spend_card(receipt, bot.rates, interaction.user.id))

    @app_commands.command(description="Log free Connects that arrived")
    @app_commands.describe(
        source="Where they come from",
        connects="How many, where the rate card doesn't say",
        note="A word for the journal",
    )
    @app_commands.choices(source=named(*EARN_NAMES))
    async def earn(
        self,
        interaction: discord.Interaction["Purser"],
        source: str,
        connects: int | None = None,
        note: str = "",
    ) -> None:
        bot = self.bot
        in_range("connects", connects, 1)
        receipt = await bot.database.write(
            lambda tx: movements.earn(
                tx,
                bot.request(interaction),
                EARN_NAMES[source],
                connects,
                one_line(note, LONGEST_NOTE),
                bot.rates,
            )
        )
        await reply(interaction, earn_card(receipt, bot.rates, interaction.user.id))

    @app_commands.command(description="Log Connects that you bought")
    @app_commands.describe(
        connects="How many", paid="What you paid for them, if not the card's price"
    )
    async def buy(
        self,
        interaction: discord.Interaction["Purser"],
        connects: int,
        paid: str | None = None,
    ) -> None:
        bot = self.bot
        in_range("connects", connects, 1)
        price = parse_money(paid) if paid is not None else bot.rates.price_of(connects)
        receipt = await bot.database.write(
            lambda tx: movements.buy(tx, bot.request(interaction), connects, price, bot.rates)
        )
        await reply(interaction, buy_card(receipt, price, bot.rates, interaction.user.id))

    @buy.autocomplete("connects")
    async def _bundles(
        self, interaction: discord.Interaction["Purser"], current: str | int
    ) -> list[app_commands.Choice[int]]:
        bundles = interaction.client.rates.price.bundles
        return [
            app_commands.Choice(
                name=t(
                    "{connects} for {price}",
                    connects=number(bundle.connects),
                    price=money(bundle.price),
                ),
                value=bundle.connects,
            )
            for bundle in bundles
            if str(bundle.connects).startswith(str(current))
        ][:MOST_CHOICES]

    @app_commands.command(description="Make the balance what Upwork shows")
    @app_commands.describe(
        connects="The Connects that Upwork shows you", note="A word for the journal"
    )
    async def correct(
        self,
        interaction: discord.Interaction["Purser"],
        connects: int,
        note: str = "",
    ) -> None:
        bot = self.bot
        in_range("connects", connects, 0)
        receipt = await bot.database.write(
            lambda tx: movements.correct(
                tx,
                bot.request(interaction),
                connects,
                one_line(note, LONGEST_NOTE),
                bot.rates,
            )
        )
        await reply(interaction, correct_card(receipt, interaction.user.id))

    @app_commands.command(description="Reverse your last spend, purchase, grant or correction")
    async def undo(self, interaction: discord.Interaction["Purser"]) -> None:
        undone = await self.bot.database.write(
            lambda tx: movements.undo_newest(tx, self.bot.request(interaction), self.bot.rates)
        )
        await reply(interaction, undo_card(undone))


def read_order(
    rates: RateCard,
    *,
    connects: int | None = None,
    budget: str | None = None,
    job: str = "",
    link: str = "",
    boost: int = 0,
    invited: bool = False,
    purpose: Purpose = Purpose.PROPOSAL,
    sent_at: datetime | None = None,
) -> Order:
    """What is to be spent, from what was typed or said. Raises Refusal where it cannot be."""
    in_range("connects", connects, 1)
    in_range("boost", boost, 0)
    parsed = read_budget(budget)
    if purpose is not Purpose.PROPOSAL:
        _check_no_proposal(connects, boost)
    return Order(
        base=connects or cost_of_job(parsed, invited, rates),
        boost=boost,
        purpose=purpose,
        title=one_line(job),
        link=_link(link),
        budget_cents=parsed.cents if parsed else None,
        invited=invited,
        sent_at=sent_at,
    )


def _check_no_proposal(connects: int | None, boost: int) -> None:
    if connects is None:
        raise Refusal("purpose-connects")
    if boost:
        raise Refusal("purpose-boost")


def _link(text: str) -> str:
    """A link that may be shown as one; anything else is dropped."""
    line = "".join(one_line(text, len(text) + 1).split())
    is_link = line.startswith(("https://", "http://")) and not set(line) & set("<>`")
    return line if is_link and len(line) <= LONGEST_LINK else ""


@on_press("undo")
async def undo_entry(interaction: discord.Interaction["Purser"], entry_id: int) -> None:
    bot = interaction.client
    undone = await bot.database.write(
        lambda tx: movements.undo_entry(tx, bot.request(interaction), entry_id, bot.rates)
    )
    await update(interaction, undo_card(undone))


@on_press("top-rated-over")
async def top_rated_over(interaction: discord.Interaction["Purser"]) -> None:
    bot = interaction.client
    books = await bot.database.write(
        lambda tx: accounts.stop_top_rated(tx, bot.request(interaction), bot.rates)
    )
    await update(interaction, balance_card(books, bot.rates))


async def setup(bot: "Purser") -> None:
    await bot.add_cog(MovementsCog(bot))
