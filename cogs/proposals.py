"""/outcome and /proposals."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.ledger.model import Proposal, State
from bot.ledger.refusals import Refusal
from bot.parsing.money import parse_money
from bot.store import accounts, proposals
from bot.views.actions import on_press
from bot.views.proposals import (
    PAGE,
    RESULTS,
    choice_name,
    outcome_card,
    proposal_card,
    proposals_card,
)
from bot.views.replies import reply, update
from bot.views.text import STATES

from .options import MOST_CHOICES, named

if TYPE_CHECKING:
    from bot.client import Purser

SEARCHED = 200
STATE_NAMES = {name: state for state, name in STATES.items() if state is not State.UNDONE}


class ProposalsCog(commands.Cog):
    def __init__(self, bot: "Purser") -> None:
        self.bot = bot

    @app_commands.command(description="Tell what became of a proposal")
    @app_commands.describe(
        proposal="Which one",
        result="What became of it",
        contract_value="What the contract is worth, for the result hired",
    )
    @app_commands.choices(result=named(*RESULTS))
    async def outcome(
        self,
        interaction: discord.Interaction["Purser"],
        proposal: str,
        result: str,
        contract_value: str | None = None,
    ) -> None:
        if contract_value is not None and result != "hired":
            raise Refusal("contract-not-hired")
        cents = parse_money(contract_value) if contract_value is not None else None
        found = await self._find(interaction.user.id, proposal)
        view = await tell(interaction, found.id, RESULTS[result], cents)
        await reply(interaction, view)

    @outcome.autocomplete("proposal")
    async def _choices(
        self, interaction: discord.Interaction["Purser"], current: str
    ) -> list[app_commands.Choice[str]]:
        found = await self._search(interaction.user.id, current)
        return [
            app_commands.Choice(name=choice_name(proposal), value=str(proposal.id))
            for proposal in found[:MOST_CHOICES]
        ]

    async def _search(self, user_id: int, typed: str) -> list[Proposal]:
        """The newest proposals whose title holds what was typed."""
        newest = await self.bot.database.read(
            lambda tx: proposals.list_proposals(tx, user_id, limit=SEARCHED)
        )
        wanted = typed.strip().casefold()
        return [
            proposal
            for proposal in newest
            if wanted in choice_name(proposal).casefold() or wanted == str(proposal.id)
        ]

    async def _find(self, user_id: int, typed: str) -> Proposal:
        """The proposal with that id, or the only one that has or fits the title. Raises Refusal."""
        account = await self.bot.database.read(lambda tx: accounts.find_account(tx, user_id))
        if account and typed.isascii() and typed.isdigit() and len(typed) < 19:
            found = await self.bot.database.read(
                lambda tx: proposals.find_proposal(tx, account.id, int(typed))
            )
            if found:
                return found
        fitting = await self._search(user_id, typed) if typed.strip() else []
        if not fitting:
            raise Refusal("not-yours")
        exact = [each for each in fitting if each.title.casefold() == typed.strip().casefold()]
        if len(exact) == 1:
            return exact[0]
        if len(fitting) > 1:
            raise Refusal("which-proposal", text=typed)
        return fitting[0]

    @app_commands.command(description="Browse your proposals")
    @app_commands.describe(state="Only those in this state")
    @app_commands.choices(state=named(*STATE_NAMES))
    async def proposals(
        self, interaction: discord.Interaction["Purser"], state: str | None = None
    ) -> None:
        wanted = STATE_NAMES[state] if state else None
        await reply(interaction, await list_page(interaction, 0, wanted))


async def tell(
    interaction: discord.Interaction["Purser"], proposal_id: int, result: str, cents: int | None
) -> discord.ui.LayoutView:
    bot = interaction.client
    if result not in RESULTS.values():
        raise Refusal("button-unknown")
    told = await bot.database.write(
        lambda tx: proposals.tell_outcome(
            tx, bot.request(interaction), proposal_id, result, cents, bot.rates
        )
    )
    return outcome_card(told, bot.rates, interaction.user.id)


async def list_page(
    interaction: discord.Interaction["Purser"], page: int, state: State | None
) -> discord.ui.LayoutView:
    found = await interaction.client.database.read(
        lambda tx: proposals.list_proposals(
            tx,
            interaction.user.id,
            states=(state,) if state else (),
            limit=PAGE + 1,
            offset=page * PAGE,
        )
    )
    return proposals_card(found, page, state or "all", interaction.user.id)


@on_press("outcome")
async def tell_outcome(
    interaction: discord.Interaction["Purser"], proposal_id: int, result: str
) -> None:
    await update(interaction, await tell(interaction, proposal_id, result, None))


@on_press("outcome-back")
async def take_back(interaction: discord.Interaction["Purser"], outcome_id: int) -> None:
    bot = interaction.client
    told = await bot.database.write(
        lambda tx: proposals.take_back_outcome(tx, bot.request(interaction), outcome_id, bot.rates)
    )
    await update(interaction, outcome_card(told, bot.rates, interaction.user.id))


@on_press("proposals")
async def turn_page(
    interaction: discord.Interaction["Purser"], page: int, state: State | None
) -> None:
    await update(interaction, await list_page(interaction, page, state))


@on_press("proposal")
async def open_proposal(interaction: discord.Interaction["Purser"], proposal_id: int) -> None:
    await reply(interaction, await one_card(interaction, proposal_id))


@on_press("outcomes")
async def show_outcomes(interaction: discord.Interaction["Purser"], proposal_id: int) -> None:
    await update(interaction, await one_card(interaction, proposal_id))


async def one_card(
    interaction: discord.Interaction["Purser"], proposal_id: int
) -> discord.ui.LayoutView:
    database, owner = interaction.client.database, interaction.user.id
    account = await database.read(lambda tx: accounts.find_account(tx, owner))
    if account is None:
        raise Refusal("not-yours")
    found = await database.read(lambda tx: proposals.find_proposal(tx, account.id, proposal_id))
    if found is None:
        raise Refusal("not-yours")
    return proposal_card(found, owner)


async def setup(bot: "Purser") -> None:
    await bot.add_cog(ProposalsCog(bot))
