"""A sentence answered: what it means is done, and what is not sure is asked about first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeGuard
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from bot.actions.refusals import RemindWhen
from bot.app import App
from bot.assistant import intents as said
from bot.assistant.edits import costs_otherwise, is_of_boost
from bot.assistant.endpoint import needs_help
from bot.assistant.intents import ACTS, SURE, Intent, Understanding
from bot.assistant.naming import proposals_named
from bot.assistant.turns import Turn
from bot.assistant.understand import understand as understand_alone
from bot.ledger.model import Proposal
from bot.ledger.refusals import Refusal
from bot.store import accounts
from bot.store.edits import EditReceipt
from bot.store.journal import Request
from bot.store.movements import SpendReceipt
from bot.store.proposals import OutcomeReceipt

from . import account, proposals, waiting
from .account import PlanChanged
from .comparing import compared
from .doing import Done, run
from .movements import Bought, Corrected, Earned
from .reminders import Kept


@dataclass(frozen=True, slots=True)
class WhichProposal:
    """More than one proposal fits the words of what was said, or none: it waits to be said which.

    `only_open` where one that is at an end was not looked for.
    """

    pending_id: int
    words: str
    fitting: tuple[Proposal, ...]
    only_open: bool = True


@dataclass(frozen=True, slots=True)
class Unsure:
    """Acts that wait for a yes, and the `other` ones that may be meant in their place."""

    pending_id: int
    intents: tuple[Intent, ...]
    unread: tuple[str, ...] = ()
    """Words of theirs that the acts leave out."""
    other: "Unsure | None" = None


@dataclass(frozen=True, slots=True)
class AskedBack:
    """A question back that is answered in words, by its code."""

    code: str


@dataclass(frozen=True, slots=True)
class OrElse:
    """Another question that may have been meant: an intent's name, a topic's title."""

    pending_id: int
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class LeftOtherwise:
    """Connects that were told to be left, beside an act, and those that the books hold."""

    told: int
    counted: int


Part = Done | WhichProposal | Unsure | LeftOtherwise | OrElse | AskedBack | Refusal
"""What a part of a sentence came to."""


class PendingIntents(BaseModel):
    """What waits for a button: what was understood, by its number, and why others were refused.

    `either` is what may be meant in place of the acts that are unsure.
    """

    intents: dict[int, Intent] = {}
    unsure: bool = False
    either: tuple[Intent, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass
class Reply:
    """What a sentence came to, part by part, and what a follow-up or a button will need."""

    request: Request
    parts: list[Part] = field(default_factory=list)
    pending: PendingIntents = field(default_factory=PendingIntents)
    public: bool = True
    outcome_id: int | None = None
    proposal: Proposal | None = None
    entry_id: int | None = None
    back: tuple[said.Undo, ...] = ()
    edited: said.Spend | None = None
    """What was spent on a proposal, by its edit: what “one more like it” means."""


Explain = Callable[[Refusal], str]
"""A refusal's sentence, which is kept for who asks to see it later."""


async def today_of(app: App, user_id: int) -> date:
    """The day that it is where the person is."""
    zone = await app.database.read(lambda tx: accounts.timezone_of(tx, user_id))
    return app.now().astimezone(ZoneInfo(zone)).date()


async def understand(app: App, user_id: int, text: str, last: Turn | None) -> Understanding:
    """What a sentence means on that day of the person's, after the turn before it."""
    today = await today_of(app, user_id)
    understood = understand_alone(text, today, app.questions, last, app.reader)
    if app.endpoint and needs_help(understood):
        return await app.endpoint.understand(text) or understood
    return await compared(app, user_id, understood, last, text)


async def respond(app: App, request: Request, understood: Understanding, explain: Explain) -> Reply:
    """Do what was understood, and ask about what is not sure."""
    reply = Reply(request)
    for number, intent in enumerate(understood.intents):
        reply.pending.intents[number] = intent
        reply.public &= _is_public(app, intent)
        if isinstance(intent, said.Correct) and intent.beside:
            del reply.pending.intents[number]
            reply.parts += await _compare_what_is_left(app, request, intent.connects)
        elif isinstance(intent, ACTS) and understood.certainty < SURE:
            intent = await _pointed_out(app, request, intent)
            reply.pending.intents[number] = intent
            reply.pending.unsure = True
            reply.pending.either = understood.either
        else:
            reply.parts.append(await do(app, reply, number, intent, explain))
    if reply.pending.unsure:
        reply.parts.append(replace(await ask_about(app, reply), unread=understood.unread))
    if understood.ask:
        reply.parts.append(AskedBack(understood.ask))
    if understood.instead:
        reply.parts.append(await _offer_instead(app, request, understood.instead))
    return reply


async def _offer_instead(app: App, request: Request, intent: Intent) -> OrElse:
    title = app.questions.topics[intent.topic].title if isinstance(intent, said.Answer) else ""
    kept = await _keep(app, request, PendingIntents(intents={0: intent}))
    return OrElse(kept, intent.name, title)


async def _compare_what_is_left(app: App, request: Request, told: int) -> list[Part]:
    """That it is another number than ours, if it is."""
    counted = (await account.current_books(app, request.user_id)).balance
    return [LeftOtherwise(told, counted)] if counted != told else []


def _is_public(app: App, intent: Intent) -> bool:
    """Whether a channel may see the answer: it holds nothing of the person's own."""
    if isinstance(intent, said.Answer):
        return not app.questions.topics[intent.topic].personal
    return isinstance(intent, said.Help | said.SmallTalk | said.Decline | said.Shop)


async def do(app: App, reply: Reply, number: int, intent: Intent, explain: Explain) -> Part:
    """Do one of the things that were said; the number makes its request one of its own."""
    request = replace(reply.request, key=f"{reply.request.key}.{number}")
    reply.outcome_id = reply.proposal = reply.entry_id = None
    try:
        if _names_one(intent):
            fitting = await _fitting(app, request, intent)
            if len(fitting) != 1:
                only = PendingIntents(intents={number: intent})
                kept = await _keep(app, reply.request, only)
                is_open = not isinstance(intent, said.Story)
                return WhichProposal(kept, intent.job, fitting, is_open)
            intent = intent.model_copy(update={"proposal_id": fitting[0].id})
        done = await run(app, request, intent)
    except Refusal as refusal:
        del reply.pending.intents[number]
        reply.pending.refused += (explain(refusal),)
        return refusal
    if isinstance(done, OutcomeReceipt):
        reply.outcome_id = done.outcome_id
    if isinstance(done, OutcomeReceipt | SpendReceipt | EditReceipt):
        reply.proposal = done.proposal
    if isinstance(done, SpendReceipt):
        reply.entry_id = done.entry.id
    elif isinstance(done, Bought | Earned) and done.receipt.entries:
        reply.entry_id = done.receipt.entry.id
    elif isinstance(done, EditReceipt):
        reply.entry_id = done.proposal.id
        reply.edited = _spend_of(done.proposal)
    if back := _taking_back(done):
        reply.back = (back, *reply.back)
    return done


def _spend_of(proposal: Proposal) -> said.Spend:
    return said.Spend(
        connects=proposal.base or None,
        boost=proposal.boost,
        invited=proposal.invited,
        job=proposal.title,
        link=proposal.link,
    )


def _taking_back(done: Done) -> said.Undo | None:
    """What takes back what was done; None of what cannot be, or changed nothing."""
    match done:
        case OutcomeReceipt() if done.outcome_id is not None:
            return said.Undo(outcome_id=done.outcome_id, job=done.proposal.title)
        case EditReceipt() if done.edit_id is not None:
            return said.Undo(edit_id=done.edit_id, job=done.proposal.title)
        case Kept():
            return said.Undo(reminder_id=done.reminder.id, job=done.reminder.about)
        case SpendReceipt():
            title = done.proposal.title if done.proposal else ""
            return said.Undo(entry_id=done.entry.id, job=title)
        case Bought() | Earned() | Corrected() | PlanChanged() if done.receipt.entries:
            return said.Undo(entry_id=done.receipt.entry.id)
        case _:
            return None


Named = said.Outcome | said.Edit | said.Undo | said.Story
"""What may name the proposal that it is about."""


def _names_one(intent: Intent) -> TypeGuard[Named]:
    """Whether it is about a proposal that is still to be found by its name."""
    match intent:
        case said.Outcome() | said.Edit() | said.Story():
            return intent.proposal_id is None
        case said.Undo():
            ids = (intent.proposal_id, intent.outcome_id, intent.entry_id, intent.edit_id)
            is_known = any(each is not None for each in (*ids, intent.reminder_id))
            return bool(intent.job) and not is_known
        case _:
            return False


async def _fitting(app: App, request: Request, intent: Named) -> tuple[Proposal, ...]:
    """The proposals that the words can mean; a correction without any means the newest."""
    newest = await proposals.newest(app, request.user_id)
    match intent:
        case said.Edit(job=""):
            return tuple(newest[:1])
        case said.Edit():
            return tuple(proposals_named(newest, intent.job))
        case said.Undo(connects=took):
            named = proposals_named(newest, intent.job)
            return tuple(p for p in named if took in (None, p.base, p.base + p.boost))
        case said.Story():
            named = proposals_named(newest, intent.job, prefer_open=False)
            return tuple(named or await proposals.titled(app, request.user_id, intent.job))
    others = [each for each in newest if each.id != intent.not_proposal_id]
    fitting = proposals_named(others, intent.job)
    if not fitting and intent.not_proposal_id is not None:
        fitting = proposals_named(others, "")
    return tuple(fitting)


async def _of_another(app: App, request: Request, edit: said.Edit) -> said.Edit:
    """`the logo one was 14`, after another was noted: a proposal of that name, if there is one."""
    newest = await proposals.newest(app, request.user_id)
    others = [each for each in newest if each.id != edit.proposal_id]
    fitting = proposals_named(others, edit.new_job)
    if len(fitting) != 1:
        return edit
    named = {"job": fitting[0].title, "proposal_id": fitting[0].id, "new_job": ""}
    return edit.model_copy(update=named)


async def _pointed_out(app: App, request: Request, intent: Intent) -> Intent:
    """With the proposal that it names, where that is one: what is asked about shows its title."""
    if isinstance(intent, said.Edit) and intent.new_job and costs_otherwise(intent):
        intent = await _of_another(app, request, intent)
    if isinstance(intent, said.Outcome) and intent.proposal_id is not None and not intent.job:
        newest = await proposals.newest(app, request.user_id)
        title = next((each.title for each in newest if each.id == intent.proposal_id), "")
        return intent.model_copy(update={"job": title})
    if not _names_one(intent):
        return intent
    fitting = await _fitting(app, request, intent)
    if len(fitting) != 1:
        return intent
    return intent.model_copy(update={"proposal_id": fitting[0].id, "job": fitting[0].title})


async def ask_about(app: App, reply: Reply) -> Unsure:
    """The acts among what was said wait for a yes."""
    acts = {
        number: intent
        for number, intent in reply.pending.intents.items()
        if isinstance(intent, ACTS)
    }
    other = [await _pointed_out(app, reply.request, each) for each in reply.pending.either]
    return replace(
        await _wait_for_yes(app, reply.request, acts),
        other=await _wait_for_yes(app, reply.request, dict(enumerate(other))) if other else None,
    )


async def _wait_for_yes(app: App, request: Request, acts: Mapping[int, Intent]) -> Unsure:
    kept = await _keep(app, request, PendingIntents(intents=dict(acts), unsure=True))
    return Unsure(kept, tuple(acts.values()))


async def keep_all(app: App, reply: Reply) -> int:
    """Keep all of what was said, for who asks to see it; the id that the button carries."""
    return await _keep(app, reply.request, reply.pending)


async def _keep(app: App, request: Request, pending: PendingIntents) -> int:
    return await waiting.keep(app, request, pending.model_dump_json())


async def resume(app: App, user_id: int, pending_id: int) -> Reply:
    """What waited for a button. Raises SaidTooLongAgo."""
    kept = await waiting.find(app, user_id, pending_id)
    pending = PendingIntents.model_validate_json(kept.said)
    return Reply(app.request(user_id, kept.key), pending=pending)


def turn_of(understood: Understanding, reply: Reply, before: Turn | None) -> Turn:
    """What a follow-up will lean on, behind the turn before."""
    return Turn(
        intents=(reply.edited,) if reply.edited else _told(understood.intents),
        waiting=understood.waiting,
        unsure=_shown(understood, reply) if reply.pending.unsure else (),
        either=reply.pending.either,
        outcome_id=reply.outcome_id,
        proposal_id=reply.proposal.id if reply.proposal else None,
        entry_id=reply.entry_id,
        is_of_boost=is_of_boost(understood.intents),
        back=reply.back,
        said=_said(understood, reply),
        asked=understood.ask,
    ).after(before)


def _shown(understood: Understanding, reply: Reply) -> tuple[Intent, ...]:
    """What was asked about as it was shown: with the proposals that were meant, in their places."""
    shown = reply.pending.intents
    return tuple(shown.get(n, intent) for n, intent in enumerate(understood.intents))


def _told(intents: tuple[Intent, ...]) -> tuple[Intent, ...]:
    """What a follow-up can be about: no balance that was told beside an act, nor what was taken
    back to be noted anew."""
    told = tuple(i for i in intents if not (isinstance(i, said.Correct) and i.beside))
    return tuple(each for each in told if not isinstance(each, said.Undo)) or told


def turn_after_press(reply: Reply) -> Turn:
    """What a follow-up will lean on, once a button did what waited for it."""
    done = tuple(reply.pending.intents.values())
    return Turn(
        intents=(reply.edited,) if reply.edited else _told(done),
        outcome_id=reply.outcome_id,
        proposal_id=reply.proposal.id if reply.proposal else None,
        entry_id=reply.entry_id,
        is_of_boost=is_of_boost(done),
        back=reply.back,
        said=_said_after_press(done),
    )


DROPPED = Turn(said="failed", asked="dropped")
"""What a follow-up will lean on, once a button said no, as behind a no that was typed."""


def _said_after_press(done: Sequence[Intent]) -> str:
    if any(isinstance(each, ACTS) for each in done):
        return "noted"
    return "answered" if done else "failed"


def _said(understood: Understanding, reply: Reply) -> str:
    """How the sentence was answered, as the learnt reader knows it."""
    if reply.pending.unsure:
        return "sure"
    asks = any(isinstance(part, WhichProposal | RemindWhen) for part in reply.parts)
    if asks or understood.waiting is not None or understood.ask in ASKS_BACK:
        return "asked"
    if any(isinstance(intent, ACTS) for intent in understood.intents):
        return "noted"
    is_declined = all(isinstance(intent, said.Decline) for intent in understood.intents)
    return "failed" if is_declined else "answered"


ASKS_BACK = frozenset((
    "spend-how-many", "buy-how-many", "earn-how-many", "correct-how-many",
    "which-day", "which-zone", "undo-which",
))  # fmt: skip
