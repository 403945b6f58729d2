"""/outcome, /edit and /proposals."""

from discord import app_commands
from discord.ext import commands

from bot.actions import proposals as acts
from bot.actions.movements import LONGEST_BUDGET
from bot.actions.proposals import EditForm
from bot.actions.waiting import Draft
from bot.app import App
from bot.client import Interaction, Purser
from bot.i18n.language import gettext, gettext_noop
from bot.ledger.model import State
from bot.ledger.proposals import RESULTS
from bot.parsing.contracts import parse_contract
from bot.parsing.money import as_typed
from bot.parsing.text import LONGEST_LINK, LONGEST_TITLE, parse_link
from bot.views.buttons import ButtonAction, on_press
from bot.views.forms import Form, whole
from bot.views.interactions import request_of
from bot.views.notices import news_card, waiting_card
from bot.views.proposals import (
    choice_name,
    edit_card,
    outcome_card,
    proposal_card,
    proposals_card,
)
from bot.views.refusals import ContractNotHired
from bot.views.replies import reply, update
from bot.views.text import STATES

from .forms import LONGEST_NUMBER
from .options import MOST_CHOICES, choices_of

STATE_NAMES = {name: state for state, name in STATES.items() if state is not State.UNDONE}


async def _complete_proposal(
    interaction: Interaction, current: str
) -> list[app_commands.Choice[str]]:
    found = await acts.search(interaction.client.app, interaction.user.id, current, choice_name)
    return [
        app_commands.Choice(name=choice_name(proposal), value=str(proposal.id))
        for proposal in found[:MOST_CHOICES]
    ]


class ProposalsCog(commands.Cog):
    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command(description="Tell what became of a proposal")
    @app_commands.describe(
        proposal="Which one",
        result="What became of it",
        contract_value="What the contract is worth, with its fee, when hired: $1,200, 10% fee",
    )
    @app_commands.choices(result=choices_of(*RESULTS))
    @app_commands.autocomplete(proposal=_complete_proposal)
    async def outcome(
        self,
        interaction: Interaction,
        proposal: str,
        result: str,
        contract_value: str | None = None,
    ) -> None:
        app, request = self.app, request_of(self.app, interaction)
        if contract_value is not None and result != "hired":
            raise ContractNotHired()
        contract = parse_contract(contract_value) if contract_value is not None else None
        found = await acts.find_one(app, request.user_id, proposal, choice_name)
        told = await acts.tell_outcome(app, request, found.id, RESULTS[result], contract)
        await reply(
            interaction,
            outcome_card(told, app.cards.of(told.receipt.books.account), request.user_id),
        )

    @app_commands.command(description="Put a logged proposal right")
    @app_commands.describe(
        proposal="Which one",
        connects="What it cost, as the job post says (without the boost)",
        boost="Connects bid on top",
        job="The job's title",
        budget="The job's budget in US dollars",
        link="The job's link",
    )
    @app_commands.autocomplete(proposal=_complete_proposal)
    async def edit(
        self,
        interaction: Interaction,
        proposal: str,
        connects: int | None = None,
        boost: int | None = None,
        job: str | None = None,
        budget: str | None = None,
        link: str | None = None,
    ) -> None:
        app, request = self.app, request_of(self.app, interaction)
        form = EditForm(connects=connects, boost=boost, job=job, budget=budget, link=link)
        found = await acts.find_one(app, request.user_id, proposal, choice_name)
        edited = await acts.edit(app, request, found.id, form)
        await reply(interaction, edit_card(edited, request.user_id))

    @app_commands.command(description="Browse your proposals")
    @app_commands.describe(
        state="Only those in this state; open: not at an end",
        search="Only those with this in their title",
    )
    @app_commands.choices(state=choices_of(acts.STILL_OPEN, *STATE_NAMES))
    async def proposals(
        self, interaction: Interaction, state: str | None = None, search: str = ""
    ) -> None:
        wanted = STATE_NAMES.get(state, state) if state else acts.ALL
        found = await acts.browse(self.app, interaction.user.id, wanted=wanted, search=search)
        await reply(interaction, proposals_card(found, interaction.user.id))


class EditingForm(Form, kind="edit", title=gettext_noop("Edit this proposal")):
    """A proposal as it is, to be put right; about its id."""

    def __init__(self, app: App, draft: Draft) -> None:
        super().__init__(app, draft)
        connects = gettext("Connects (without the boost)")
        self.ask("connects", connects, LONGEST_NUMBER, required=True)
        self.ask("boost", gettext("Boost"), LONGEST_NUMBER, "0")
        self.ask("job", gettext("Job"), LONGEST_TITLE)
        self.ask("budget", gettext("Budget in US dollars"), LONGEST_BUDGET)
        self.ask("link", gettext("Link"), LONGEST_LINK)

    async def on_submit(  # type: ignore[override]
        self, interaction: Interaction
    ) -> None:
        app, request = self.app, request_of(self.app, interaction)
        boost = self.read("boost", whole(0))
        form = EditForm(
            connects=self.read("connects", whole(0)),
            boost=0 if self.changed("boost") == "" else boost,
            job=self.changed("job"),
            budget=self.changed("budget"),
            link=self.changed("link"),
        )
        self.read("budget", acts.read_budget)
        self.read("link", parse_link)
        self.check()
        edited = await acts.edit(app, request, int(self.draft.about["proposal"]), form)
        await reply(interaction, edit_card(edited, request.user_id))


@on_press(ButtonAction.EDIT)
async def open_edit(interaction: Interaction, proposal_id: int) -> None:
    found = await acts.get(interaction.client.app, interaction.user.id, proposal_id)
    was = {
        "connects": str(found.base),
        "boost": str(found.boost) if found.boost else "",
        "job": found.title,
        "budget": as_typed(found.budget_cents) if found.budget_cents else "",
        "link": found.link,
    }
    draft = Draft(form=EditingForm.kind, about={"proposal": proposal_id}, was=was)
    await EditingForm.open(interaction, draft)


class ContractForm(Form, kind="contract", title=gettext_noop("The contract's value")):
    """What a contract is worth; about the proposal that won it."""

    def __init__(self, app: App, draft: Draft) -> None:
        super().__init__(app, draft)
        label = gettext("Value in US dollars, with its fee")
        self.ask("value", label, LONGEST_BUDGET, gettext("$1,200, 10% fee"), required=True)

    async def on_submit(  # type: ignore[override]
        self, interaction: Interaction
    ) -> None:
        app, request = self.app, request_of(self.app, interaction)
        contract = self.read("value", parse_contract)
        self.check()
        proposal_id = int(self.draft.about["proposal"])
        told = await acts.tell_outcome(app, request, proposal_id, RESULTS["hired"], contract)
        rates = app.cards.of(told.receipt.books.account)
        await update(interaction, outcome_card(told, rates, request.user_id))


@on_press(ButtonAction.CONTRACT)
async def ask_contract(interaction: Interaction, proposal_id: int) -> None:
    draft = Draft(form=ContractForm.kind, about={"proposal": proposal_id})
    await ContractForm.open(interaction, draft)


@on_press(ButtonAction.OUTCOME)
async def tell_outcome(interaction: Interaction, proposal_id: int, result: str) -> None:
    app, request = interaction.client.app, request_of(interaction.client.app, interaction)
    told = await acts.tell_outcome(app, request, proposal_id, result)
    await update(
        interaction, outcome_card(told, app.cards.of(told.receipt.books.account), request.user_id)
    )


@on_press(ButtonAction.NEWS)
async def tell_news(interaction: Interaction, proposal_id: int, result: str) -> None:
    """The outcome of a proposal that was asked about; the question stays for the others."""
    app, request = interaction.client.app, request_of(interaction.client.app, interaction)
    told = await acts.tell_outcome(app, request, proposal_id, result)
    await reply(
        interaction, outcome_card(told, app.cards.of(told.receipt.books.account), request.user_id)
    )


@on_press(ButtonAction.NEWS_OF)
async def ask_news(interaction: Interaction, proposal_id: int) -> None:
    """The question of a proposal that was chosen among those without news."""
    owner = interaction.user.id
    found = await acts.get(interaction.client.app, owner, proposal_id)
    await reply(interaction, news_card(found, owner))


@on_press(ButtonAction.STILL_WAITING)
async def wait_on(interaction: Interaction, proposal_id: int) -> None:
    app, request = interaction.client.app, request_of(interaction.client.app, interaction)
    await reply(interaction, waiting_card(*await acts.still_waiting(app, request, proposal_id)))


@on_press(ButtonAction.OUTCOME_BACK)
async def take_back(interaction: Interaction, outcome_id: int) -> None:
    app, request = interaction.client.app, request_of(interaction.client.app, interaction)
    told = await acts.take_back(app, request, outcome_id)
    await update(
        interaction, outcome_card(told, app.cards.of(told.receipt.books.account), request.user_id)
    )


@on_press(ButtonAction.EDIT_BACK)
async def take_back_edit(interaction: Interaction, edit_id: int) -> None:
    app, request = interaction.client.app, request_of(interaction.client.app, interaction)
    edited = await acts.take_back_edit(app, request, edit_id)
    await update(interaction, edit_card(edited, request.user_id))


@on_press(ButtonAction.PROPOSALS)
async def turn_page(interaction: Interaction, page: int, wanted: str) -> None:
    await turn_page_of_search(interaction, page, wanted, "")


@on_press(ButtonAction.PROPOSALS_FOUND)
async def turn_page_of_search(
    interaction: Interaction, page: int, wanted: str, search: str
) -> None:
    found = await acts.browse(interaction.client.app, interaction.user.id, page, wanted, search)
    await update(interaction, proposals_card(found, interaction.user.id))


@on_press(ButtonAction.PROPOSAL)
async def open_proposal(interaction: Interaction, proposal_id: int) -> None:
    owner = interaction.user.id
    found = await acts.get(interaction.client.app, owner, proposal_id)
    await reply(interaction, proposal_card(found, owner))


@on_press(ButtonAction.OUTCOMES)
async def show_outcomes(interaction: Interaction, proposal_id: int) -> None:
    owner = interaction.user.id
    found = await acts.get(interaction.client.app, owner, proposal_id)
    await update(interaction, proposal_card(found, owner))


async def setup(bot: Purser) -> None:
    await bot.add_cog(ProposalsCog(bot.app))
