"""Doing what was understood: one function for each kind of intent, from a request to a card."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from discord import ui

from bot.assistant import intents as said
from bot.assistant.naming import named
from bot.i18n.language import t
from bot.ledger.bundles import cheapest_basket
from bot.ledger.model import Proposal
from bot.ledger.refusals import Refusal
from bot.parsing.zones import read_zone
from bot.store import accounts, history, movements, proposals
from bot.store.accounts import Setup
from bot.store.journal import Request
from bot.views.account import balance_card, plan_card, setup_card
from bot.views.answers import answer_card
from bot.views.estimates import shop_card
from bot.views.help import help_card
from bot.views.history import PAGE as LINES
from bot.views.history import history_card
from bot.views.movements import buy_card, correct_card, earn_card, spend_card, undo_card
from bot.views.proposals import PAGE, RESULTS, outcome_card, proposals_card
from bot.views.talk import decline_card, small_talk_card

from .account import set_up
from .estimates import estimated
from .movements import read_order
from .reminders import remind
from .stats import forecast_of, stats_of

if TYPE_CHECKING:
    from bot.client import Purser

SEARCHED = 200


@dataclass
class Doing:
    """One thing that is being done for a person, and what a follow-up will want to know of it."""

    bot: "Purser"
    request: Request
    outcome_id: int | None = None
    proposal: Proposal | None = None


class WhichProposal(Exception):
    """More than one proposal is meant, or none: the person has to say which."""

    def __init__(self, intent: said.Outcome, fitting: list[Proposal]) -> None:
        self.intent = intent
        self.fitting = fitting


async def do(doing: Doing, intent: said.Intent) -> ui.LayoutView:
    """Do it and show it. Raises Refusal, and WhichProposal for an outcome that is unclear."""
    return await _DEEDS[type(intent)](doing, intent)


def is_public(bot: "Purser", intent: said.Intent) -> bool:
    """Whether a channel may see the answer: it holds nothing of the person's own."""
    if isinstance(intent, said.Answer):
        return not bot.questions.topics[intent.topic].personal
    return isinstance(intent, said.Help | said.SmallTalk | said.Decline | said.Shop)


async def _spend(doing: Doing, intent: said.Spend) -> ui.LayoutView:
    bot, request = doing.bot, doing.request
    order = read_order(
        bot.rates,
        connects=intent.connects,
        budget=intent.budget or None,
        job=intent.job,
        link=intent.link,
        boost=intent.boost,
        invited=intent.invited,
        purpose=intent.purpose,
        sent_at=request.at - timedelta(days=intent.days_ago) if intent.days_ago else None,
    )
    receipt = await bot.database.write(lambda tx: movements.spend(tx, request, order, bot.rates))
    doing.proposal = receipt.proposal
    return spend_card(receipt, bot.rates, request.user_id)


async def _buy(doing: Doing, intent: said.Buy) -> ui.LayoutView:
    bot, request = doing.bot, doing.request
    price = intent.paid_cents
    price = bot.rates.price_of(intent.connects) if price is None else price
    receipt = await bot.database.write(
        lambda tx: movements.buy(tx, request, intent.connects, price, bot.rates)
    )
    return buy_card(receipt, price, bot.rates, request.user_id)


async def _earn(doing: Doing, intent: said.Earn) -> ui.LayoutView:
    bot, request = doing.bot, doing.request
    receipt = await bot.database.write(
        lambda tx: movements.earn(tx, request, intent.source, intent.connects, "", bot.rates)
    )
    return earn_card(receipt, bot.rates, request.user_id)


async def _correct(doing: Doing, intent: said.Correct) -> ui.LayoutView:
    bot, request = doing.bot, doing.request
    receipt = await bot.database.write(
        lambda tx: movements.correct(tx, request, intent.connects, "", bot.rates)
    )
    return correct_card(receipt, request.user_id)


async def _change_plan(doing: Doing, intent: said.ChangePlan) -> ui.LayoutView:
    bot, request = doing.bot, doing.request
    receipt = await bot.database.write(
        lambda tx: accounts.change_plan(tx, request, intent.plan, bot.rates)
    )
    return plan_card(receipt, intent.plan, bot.rates, request.user_id)


async def _tell(doing: Doing, intent: said.Tell) -> ui.LayoutView:
    bot = doing.bot
    told = Setup(
        cycle_day=intent.cycle_day,
        timezone=read_zone(intent.timezone) if intent.timezone else None,
        new_account=intent.new_account,
    )
    receipt = await set_up(bot, doing.request, told)
    return setup_card(receipt, bot.rates)


async def _tell_outcome(doing: Doing, intent: said.Outcome) -> ui.LayoutView:
    bot, request = doing.bot, doing.request
    proposal_id = intent.proposal_id or await _the_one_meant(doing, intent)
    told = await bot.database.write(
        lambda tx: proposals.tell_outcome(
            tx,
            request,
            proposal_id,
            RESULTS[intent.result],
            intent.contract_cents,
            bot.rates,
            instead_of=intent.instead_of,
        )
    )
    doing.outcome_id, doing.proposal = told.outcome_id, told.proposal
    return outcome_card(told, bot.rates, request.user_id)


async def _the_one_meant(doing: Doing, intent: said.Outcome) -> int:
    newest = await doing.bot.database.read(
        lambda tx: proposals.list_proposals(tx, doing.request.user_id, limit=SEARCHED)
    )
    others = [each for each in newest if each.id != intent.not_proposal_id]
    fitting = named(others, intent.job)
    if not fitting and intent.not_proposal_id is not None:
        fitting = named(others, "")
    if len(fitting) != 1:
        raise WhichProposal(intent, fitting)
    return fitting[0].id


async def _undo(doing: Doing, intent: said.Undo) -> ui.LayoutView:
    bot = doing.bot
    if (outcome_id := intent.outcome_id) is not None:
        told = await bot.database.write(
            lambda tx: proposals.take_back_outcome(tx, doing.request, outcome_id, bot.rates)
        )
        return outcome_card(told, bot.rates, doing.request.user_id)
    undone = await bot.database.write(
        lambda tx: movements.undo_newest(tx, doing.request, bot.rates)
    )
    return undo_card(undone)


async def _remind(doing: Doing, intent: said.Remind) -> ui.LayoutView:
    if not intent.when:
        raise Refusal("remind-when")
    return await remind(doing.bot, doing.request, intent.when, intent.about or t("what you wanted"))


async def _estimate(doing: Doing, intent: said.Estimate) -> ui.LayoutView:
    return await estimated(
        doing.bot,
        doing.request.user_id,
        intent.budget,
        boost=intent.boost,
        invited=intent.invited,
    )


async def _shop(doing: Doing, intent: said.Shop) -> ui.LayoutView:
    rates = doing.bot.rates
    return shop_card(cheapest_basket(rates, intent.need), rates)


async def _balance(doing: Doing, _: said.Balance) -> ui.LayoutView:
    return balance_card(await _books(doing), doing.bot.rates)


async def _proposals(doing: Doing, intent: said.Proposals) -> ui.LayoutView:
    owner = doing.request.user_id
    states = (intent.state,) if intent.state else ()
    found = await doing.bot.database.read(
        lambda tx: proposals.list_proposals(tx, owner, states=states, limit=PAGE + 1)
    )
    return proposals_card(found, 0, intent.state or "all", owner)


async def _history(doing: Doing, intent: said.History) -> ui.LayoutView:
    owner = doing.request.user_id
    books = await _books(doing)
    found = await doing.bot.database.read(
        lambda tx: history.list_lines(
            tx, owner, kind=intent.kind, since=0, limit=LINES + 1, offset=0
        )
    )
    return history_card(found, 0, intent.kind or "all", 0, owner, books.balance)


async def _stats(doing: Doing, _: said.Stats) -> ui.LayoutView:
    return await stats_of(doing.bot, doing.request.user_id, None)


async def _forecast(doing: Doing, _: said.Forecast) -> ui.LayoutView:
    return await forecast_of(doing.bot, doing.request.user_id)


async def _answer(doing: Doing, intent: said.Answer) -> ui.LayoutView:
    topic = doing.bot.questions.topics[intent.topic]
    books = await _books(doing) if topic.personal else None
    return answer_card(topic, doing.bot.rates, books)


async def _help(doing: Doing, _: said.Help) -> ui.LayoutView:
    return help_card(None, doing.bot.mention)


async def _small_talk(doing: Doing, intent: said.SmallTalk) -> ui.LayoutView:
    return small_talk_card(intent, doing.bot.mention)


async def _decline(doing: Doing, intent: said.Decline) -> ui.LayoutView:
    return decline_card(doing.bot.mention, near=intent.near)


async def _books(doing: Doing) -> Any:
    bot, request = doing.bot, doing.request
    return await accounts.current_books(bot.database, request.user_id, request.at, bot.rates)


_DEEDS: dict[type, Callable[[Doing, Any], Awaitable[ui.LayoutView]]] = {
    said.Spend: _spend,
    said.Buy: _buy,
    said.Earn: _earn,
    said.Correct: _correct,
    said.ChangePlan: _change_plan,
    said.Tell: _tell,
    said.Outcome: _tell_outcome,
    said.Undo: _undo,
    said.Remind: _remind,
    said.Estimate: _estimate,
    said.Shop: _shop,
    said.Balance: _balance,
    said.Proposals: _proposals,
    said.History: _history,
    said.Stats: _stats,
    said.Forecast: _forecast,
    said.Answer: _answer,
    said.Help: _help,
    said.SmallTalk: _small_talk,
    said.Decline: _decline,
}
