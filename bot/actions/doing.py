"""What an intent says is done, by the same functions as the commands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from bot.actions.refusals import RemindWhen
from bot.app import App
from bot.assistant import intents as said
from bot.assistant.intents import Intent
from bot.assistant.topics import Topic
from bot.i18n.language import gettext
from bot.ledger.books import Books
from bot.ledger.model import Contract, Kind, Purpose
from bot.ledger.proposals import RESULTS
from bot.ledger.rate_card import RateCard
from bot.ledger.undo import ANY_ENTRY, EntryFilter
from bot.parsing.zones import read_zone
from bot.store.accounts import Setup
from bot.store.edits import EditReceipt
from bot.store.journal import Request
from bot.store.movements import SpendReceipt, UndoReceipt
from bot.store.proposals import OutcomeReceipt
from bot.store.reminders import Reminder
from bot.store.stories import ProposalStory

from . import account, estimates, figures, history, movements, proposals, reminders
from .account import AccountSet, PlanChanged
from .estimates import Estimated, Offer
from .figures import Forecast, Stats
from .history import HistoryPage, PeriodTotals
from .movements import Bought, Corrected, Earned, SpendForm
from .proposals import EditForm, ProposalsPage
from .reminders import Kept


@dataclass(frozen=True, slots=True)
class Answered:
    """A question's answer by a rate card, from the person's books where it is about them.

    `other` is a card beside it, whose rules are named where they differ; `told` are the Connects
    that it was asked for.
    """

    topic: Topic
    card: RateCard
    other: RateCard | None = None
    books: Books | None = None
    told: int | None = None


@dataclass(frozen=True, slots=True)
class RemindersListed:
    """The reminders that wait, the next one first."""

    reminders: Sequence[Reminder]


Written = (
    SpendReceipt
    | Bought
    | Earned
    | Corrected
    | PlanChanged
    | AccountSet
    | OutcomeReceipt
    | UndoReceipt
    | EditReceipt
    | Kept
    | Reminder
)
"""The receipts of acts."""
Listed = ProposalsPage | ProposalStory | HistoryPage | PeriodTotals | RemindersListed
Looked = Estimated | Offer | Books | Stats | Forecast | Listed
Done = Written | Looked | Answered | said.Help | said.SmallTalk | said.Decline
"""What an intent came to."""


async def run(app: App, request: Request, intent: Intent) -> Done:
    """Do what an intent says. Raises the Refusals of what it does."""
    match intent:
        case said.Spend():
            return await movements.spend(app, request, _spend_form(intent))
        case said.Buy():
            return await movements.buy(
                app, request, intent.connects, intent.paid_cents, intent.days_ago
            )
        case said.Earn():
            return await movements.earn(
                app, request, intent.source, intent.connects, days_ago=intent.days_ago
            )
        case said.Correct():
            return await movements.correct(app, request, intent.connects)
        case said.ChangePlan():
            return await account.change_plan(app, request, intent.plan)
        case said.UpdateSettings():
            return await account.set_up(app, request, _setup(intent))
        case said.Outcome() | said.Edit() | said.Undo():
            return await _run_named(app, request, intent)
        case said.Remind():
            return await _remind(app, request, intent)
        case _:
            return await _look(app, request, intent)


Own = said.Proposals | said.Story | said.History | said.Reminders | said.Stats | said.Forecast


async def _look(app: App, request: Request, intent: said.Look) -> Done:
    """What only looks."""
    user_id = request.user_id
    match intent:
        case said.Estimate():
            return await estimates.estimate(
                app, request, intent.budget, boost=intent.boost, invited=intent.invited
            )
        case said.Shop():
            return await estimates.shop(app, user_id, intent.need)
        case said.Balance():
            return await account.current_books(app, user_id)
        case said.Answer():
            return await _answer(app, user_id, intent)
        case said.Help() | said.SmallTalk() | said.Decline():
            return intent
        case _:
            return await _own(app, user_id, intent)


async def _own(app: App, user_id: int, intent: Own) -> Looked:
    """What looks at the person's own proposals, journal, figures or reminders."""
    match intent:
        case said.Proposals():
            return await proposals.browse(app, user_id, wanted=intent.state or proposals.ALL)
        case said.Story():
            assert intent.proposal_id is not None  # noqa: S101
            return await proposals.story(app, user_id, intent.proposal_id)
        case said.History():
            return await _history(app, user_id, intent)
        case said.Reminders():
            return RemindersListed(await reminders.of_person(app, user_id))
        case said.Stats():
            return await figures.stats(app, user_id, intent.period or None)
        case said.Forecast():
            return await figures.forecast(app, user_id)
        case _:
            assert_never(intent)


async def _history(app: App, user_id: int, asked: said.History) -> HistoryPage | PeriodTotals:
    if asked.total and asked.kind:
        return await history.total(app, user_id, asked.kind, asked.period, money=asked.money)
    return await history.browse_period(app, user_id, asked.kind, asked.period)


def _spend_form(intent: said.Spend) -> SpendForm:
    return SpendForm(
        connects=intent.connects,
        budget=intent.budget or None,
        job=intent.job,
        link=intent.link,
        boost=intent.boost,
        invited=intent.invited,
        purpose=intent.purpose,
        days_ago=intent.days_ago,
    )


def _setup(intent: said.UpdateSettings) -> Setup:
    return Setup(
        cycle_day=intent.cycle_day,
        timezone=read_zone(intent.timezone) if intent.timezone else None,
        new_account=intent.new_account,
    )


async def _run_named(
    app: App, request: Request, intent: said.Outcome | said.Edit | said.Undo
) -> Done:
    match intent:
        case said.Outcome():
            return await _tell_outcome(app, request, intent)
        case said.Edit():
            return await _edit(app, request, intent)
        case said.Undo():
            return await _undo(app, request, intent)


async def _tell_outcome(app: App, request: Request, intent: said.Outcome) -> OutcomeReceipt:
    assert intent.proposal_id is not None  # noqa: S101
    return await proposals.tell_outcome(
        app,
        request,
        intent.proposal_id,
        RESULTS[intent.result],
        Contract(intent.contract_cents, intent.fee_percent),
        instead_of=intent.instead_of,
    )


async def _edit(app: App, request: Request, intent: said.Edit) -> EditReceipt:
    assert intent.proposal_id is not None  # noqa: S101
    form = EditForm(
        connects=intent.connects,
        boost=intent.boost,
        more_boost=intent.more_boost,
        job=intent.new_job or None,
        budget=intent.budget or None,
    )
    return await proposals.edit(app, request, intent.proposal_id, form)


async def _undo(
    app: App, request: Request, intent: said.Undo
) -> OutcomeReceipt | UndoReceipt | EditReceipt | Reminder:
    if intent.outcome_id is not None:
        return await proposals.take_back(app, request, intent.outcome_id)
    if intent.edit_id is not None:
        return await proposals.take_back_edit(app, request, intent.edit_id)
    if intent.reminder_id is not None:
        return await reminders.cancel(app, request.user_id, intent.reminder_id)
    if (entry_id := intent.entry_id or intent.proposal_id) is not None:
        return await movements.undo_entry(app, request, entry_id)
    which = _ENTRIES[intent.of]._replace(connects=intent.connects)
    return await movements.undo_newest(app, request, which)


_ENTRIES: dict[said.Entry, EntryFilter] = {
    "entry": ANY_ENTRY,
    "purchase": EntryFilter(Kind.PURCHASE),
    "grant": EntryFilter(Kind.GRANT),
    "correction": EntryFilter(Kind.CORRECT),
    "spend": EntryFilter(Kind.SPEND),
    "proposal": EntryFilter(Kind.SPEND, Purpose.PROPOSAL),
    "badge": EntryFilter(Kind.SPEND, Purpose.AVAILABILITY_BADGE),
    "profile_boost": EntryFilter(Kind.SPEND, Purpose.PROFILE_BOOST),
}


async def _remind(app: App, request: Request, intent: said.Remind) -> Kept:
    if intent.instead_of is not None:
        return await reminders.reschedule(
            app, request, intent.instead_of, intent.when, intent.about
        )
    if not intent.when:
        raise RemindWhen()
    return await reminders.add(
        app, request, intent.when, intent.about or gettext("what you wanted")
    )


async def _answer(app: App, user_id: int, intent: said.Answer) -> Answered:
    topic = app.questions.topics[intent.topic]
    if not topic.personal:
        card = await account.card_of(app, user_id)
        return Answered(topic, card, app.cards.beside(card))
    books = await account.current_books(app, user_id)
    return Answered(topic, app.cards.of(books.account), books=books, told=intent.connects)
