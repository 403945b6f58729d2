"""The cards of a conversation: questions back, small talk, and what is shown to one person only."""

from collections.abc import Callable, Sequence
from typing import Any, assert_never

import discord
from discord import ui

from bot.actions.account import AccountSet, PlanChanged
from bot.actions.doing import Answered, Listed, Looked, RemindersListed, Written
from bot.actions.estimates import Estimated, Offer
from bot.actions.figures import Forecast, Stats
from bot.actions.history import HistoryPage, PeriodTotals
from bot.actions.movements import Bought, Corrected, Earned
from bot.actions.proposals import ProposalsPage
from bot.actions.reminders import Kept
from bot.actions.talk import (
    AskedBack,
    LeftOtherwise,
    OrElse,
    Part,
    Unsure,
    WhichProposal,
)
from bot.app import App
from bot.assistant import intents as said
from bot.i18n.language import gettext, gettext_noop, ngettext
from bot.ledger.books import Books
from bot.ledger.rate_card import RateCard
from bot.ledger.refusals import Refusal
from bot.store.edits import EditReceipt
from bot.store.movements import SpendReceipt, UndoReceipt
from bot.store.proposals import OutcomeReceipt
from bot.store.reminders import Reminder
from bot.store.stories import ProposalStory

from .account import balance_card, plan_card, setup_card
from .acts import in_words
from .answers import answer_card
from .buttons import ButtonAction, action_button
from .cards import CALM, CAREFUL, card, lines
from .estimates import estimate_card, shop_card
from .forecast import forecast_card
from .help import help_card
from .history import history_card, totals_card
from .movements import buy_card, correct_card, earn_card, spend_card, undone_card
from .proposals import outcome_card, proposals_card, story_card
from .reminders import cancelled_card, kept_card, list_card
from .replies import explanation
from .stats import stats_card
from .text import escape, label, number, plain_title

MOST_NAMED = 10
LONGEST_LABEL = 80

_SMALL_TALK = {
    "greeting": gettext_noop(
        "Hello! Ask me “how many left?” or “what would a $700 job cost?”, or tell me "
        "“spent 6 on the logo job”. {help} shows the rest."
    ),
    "thanks": gettext_noop("You're welcome."),
    "goodbye": gettext_noop("Fair winds!"),
    "praise": gettext_noop("Thank you. I keep counting."),
}

_ASKS = {
    "dropped": gettext_noop("All right, nothing was noted."),
    "considered": gettext_noop(
        "I have noted nothing. When it is done, tell me so, like “spent 6 on the "
        "logo job” or “bought 40”."
    ),
    "spend-how-many": gettext_noop(
        "How many Connects did it take? The number in the job post, or the job's "
        "budget in dollars, will do."
    ),
    "buy-how-many": gettext_noop("How many Connects did you buy? Tell me like “bought 40 for $6”."),
    "earn-how-many": gettext_noop(
        "How many free Connects arrived? Tell me like “got 10 free connects”."
    ),
    "correct-how-many": gettext_noop("How many Connects does Upwork show you?"),
    "which-day": gettext_noop("On which day of the month does your billing cycle begin?"),
    "which-zone": gettext_noop("Which time zone is it? Tell me like “Europe/Madrid”."),
    "undo-which": gettext_noop(
        "I take back what was noted last: say “undo that”. Of what is older, name the job: “undo "
        "the logo one”."
    ),
    "undo-setting": gettext_noop(
        "That is a setting, and I don't know what it was before. Tell me what it shall be, or use "
        "`/setup`."
    ),
    "reward-noted": gettext_noop(
        "The interview's Connects came with its note: they are in your books already, so I changed "
        "nothing. If others came, say “got 10 free Connects”."
    ),
    "amend-which": gettext_noop(
        "I don't know which one you mean, so I changed nothing. Name the job: “the logo one was "
        "14”, or use `/edit`. Right after a note, “no, 8” or “one more for the bakery” will do."
    ),
    "remind-which": gettext_noop(
        "`/remind list` shows your reminders, with a button to cancel each."
    ),
    "bought-or-free": gettext_noop(
        "Did you buy them, or were they free? Tell me like “bought 40” or “got 40 "
        "free connects”. The plan's monthly Connects I add by myself."
    ),
    "amount": gettext_noop(
        "I can't take that number. Connects are whole numbers from 1 to 100,000."
    ),
    "one-by-one": gettext_noop(
        "Tell me one by one, please, like “spent 6 on the logo job and 4 on the web job”."
    ),
    "too-long": gettext_noop(
        "That is more than I can follow. Tell me in a sentence or two. For a whole "
        "job post, use *Apps → Estimate this job* on its message."
    ),
    "which-back": gettext_noop(
        "Did the client close the job without hiring, or did Upwork remove it? Tell "
        "me like “client closed the logo job”, and I book what comes back."
    ),
}


def part_card(
    part: Part, app: App, rates: RateCard, mention: Callable[[str], str], owner: int
) -> ui.LayoutView:
    """What a part of a sentence came to, by the card that the owner's account goes by."""
    match part:
        case Unsure() | WhichProposal() | LeftOtherwise() | OrElse() | AskedBack():
            return _asking_card(part, owner)
        case Refusal():
            return explanation(app, part, "", rates, owner)
        case said.Help():
            return help_card(None, mention, rates, owner)
        case said.SmallTalk():
            return card(gettext(_SMALL_TALK[part.kind], help=mention("help")))
        case said.Decline():
            return _decline_card(mention, near=part.near)
        case Answered():
            return answer_card(part.topic, part.card, part.other, part.books, part.told)
        case _:
            return _done_card(part, rates, owner)


def _asking_card(
    part: Unsure | WhichProposal | LeftOtherwise | OrElse | AskedBack, owner: int
) -> ui.LayoutView:
    match part:
        case Unsure():
            return sure_card(part, owner)
        case WhichProposal():
            return which_card(part, owner)
        case LeftOtherwise():
            return _left_card(part, owner)
        case OrElse():
            return _or_else_card(part, owner)
        case AskedBack():
            return ask_card(part.code)


_LOOK_NAMES = {
    "balance": gettext_noop("What I hold"),
    "estimate": gettext_noop("What a job costs"),
    "forecast": gettext_noop("How long they last"),
    "help": gettext_noop("What Purser can do"),
    "history": gettext_noop("My history"),
    "proposals": gettext_noop("My proposals"),
    "reminders": gettext_noop("My reminders"),
    "shop": gettext_noop("What to buy"),
    "stats": gettext_noop("My figures"),
    "story": gettext_noop("What became of it"),
}


def _or_else_card(other: OrElse, owner: int) -> ui.LayoutView:
    name = gettext(other.title or _LOOK_NAMES[other.name])
    button = action_button(
        owner, ButtonAction.SAY_SHOW, other.pending_id, label=name[:LONGEST_LABEL]
    )
    return card(gettext("-# Or did you mean this?"), colour=CALM, buttons=[[button]])


def _left_card(left: LeftOtherwise, owner: int) -> ui.LayoutView:
    button = action_button(
        owner,
        ButtonAction.BALANCE_IS,
        left.told,
        left.counted,
        label=gettext("Set my balance to {told}", told=number(left.told)),
    )
    return card(
        ngettext(
            "You say that **{told}** is left; I count **{counted}**.",
            "You say that **{told}** are left; I count **{counted}**.",
            left.told,
            told=number(left.told),
            counted=number(left.counted),
        ),
        colour=CAREFUL,
        buttons=[[button]],
    )


def _done_card(done: Written | Looked, rates: RateCard, owner: int) -> ui.LayoutView:
    match done:
        case SpendReceipt():
            return spend_card(done, rates, owner)
        case Bought():
            return buy_card(done, rates, owner)
        case Earned():
            return earn_card(done.receipt, rates, owner)
        case Corrected():
            return correct_card(done.receipt, owner)
        case PlanChanged():
            return plan_card(done, rates, owner)
        case AccountSet():
            return setup_card(done, rates, owner)
        case OutcomeReceipt():
            return outcome_card(done, rates, owner)
        case UndoReceipt() | EditReceipt():
            return undone_card(done, owner)
        case Kept() | Reminder():
            return kept_card(done, owner) if isinstance(done, Kept) else cancelled_card(done)
        case _:
            return _looked_card(done, rates, owner)


def _looked_card(looked: Looked, rates: RateCard, owner: int) -> ui.LayoutView:
    match looked:
        case Estimated():
            return estimate_card(looked, owner)
        case Offer():
            return shop_card(looked)
        case Books():
            return balance_card(looked, rates)
        case Stats():
            return stats_card(looked)
        case Forecast():
            return forecast_card(looked, rates)
        case _:
            return _listed_card(looked, owner)


def _listed_card(listed: Listed, owner: int) -> ui.LayoutView:
    match listed:
        case ProposalsPage():
            return proposals_card(listed, owner)
        case ProposalStory():
            return story_card(listed, owner)
        case HistoryPage():
            return history_card(listed, owner)
        case PeriodTotals():
            return totals_card(listed, owner)
        case RemindersListed():
            return list_card(listed.reminders, owner)
        case _:
            assert_never(listed)


def _decline_card(mention: Callable[[str], str], *, near: bool) -> ui.LayoutView:
    if near:
        return card(
            gettext(
                "I'm not sure what you mean. I count Connects: say it another way, or see "
                "{mention}.",
                mention=mention("help"),
            )
        )
    return card(
        gettext(
            "That is not my trade: I keep Upwork Connects. Ask what a job costs, how "
            "many you have left, or tell me what you spent. {mention} shows all.",
            mention=mention("help"),
        )
    )


def ask_card(code: str) -> ui.LayoutView:
    """A question back that is answered in words."""
    return card(gettext(_ASKS[code]), colour=CAREFUL)


def sure_card(unsure: Unsure, owner: int) -> ui.LayoutView:
    """Asks whether that was meant before it is noted, or which of two readings was."""
    if unsure.other is not None:
        return _either_card(unsure, unsure.other, owner)
    return card(
        gettext("**Shall I note this?**"),
        _acts(unsure),
        _not_read(unsure.unread),
        colour=CAREFUL,
        buttons=[
            [
                _note_button(unsure, owner, gettext("Yes, note it")),
                action_button(owner, ButtonAction.SAY_NO, label=gettext("No")),
            ]
        ],
    )


def _either_card(first: Unsure, second: Unsure, owner: int) -> ui.LayoutView:
    return card(
        gettext("**Which of these shall I note?**"),
        gettext("The first:"),
        _acts(first),
        gettext("The second:"),
        _acts(second),
        _not_read(first.unread),
        colour=CAREFUL,
        buttons=[
            [
                _note_button(first, owner, gettext("The first")),
                _note_button(second, owner, gettext("The second")),
                action_button(owner, ButtonAction.SAY_NO, label=gettext("Neither")),
            ]
        ],
    )


def _acts(unsure: Unsure) -> str:
    return lines(*(f"- {in_words(intent)}" for intent in unsure.intents))


def _note_button(unsure: Unsure, owner: int, text: str) -> ui.Button[Any]:
    style = discord.ButtonStyle.success
    return action_button(owner, ButtonAction.SAY_YES, unsure.pending_id, label=text, style=style)


def _not_read(unread: Sequence[str]) -> str | None:
    if not unread:
        return None
    words = ", ".join(f"“{escape(word, 40)}”" for word in unread[:MOST_NAMED])
    return gettext("-# I left out {words}.", words=words)


def which_card(which: WhichProposal, owner: int) -> ui.LayoutView:
    """Asks which proposal was meant."""
    words = which.words
    if not which.fitting and not which.only_open:
        return card(
            gettext("I find no proposal of yours that “{words}” names.", words=escape(words, 60)),
            gettext("`/proposals` shows all of them."),
            colour=CAREFUL,
        )
    if not which.fitting:
        return card(
            gettext(
                "I find no open proposal of yours that “{words}” names.", words=escape(words, 60)
            )
            if words
            else gettext("You have no open proposal."),
            gettext("Log it first, like “spent 6 on the logo job”, or look at `/proposals`."),
            colour=CAREFUL,
        )
    buttons = [
        action_button(
            owner,
            ButtonAction.SAY_WHICH,
            which.pending_id,
            proposal.id,
            label=f"{plain_title(proposal, 45)} · {label(proposal.state)}"[:LONGEST_LABEL],
        )
        for proposal in which.fitting[:MOST_NAMED]
    ]
    return card(
        gettext("**Which proposal do you mean?**"),
        colour=CAREFUL,
        buttons=[buttons[:5], buttons[5:]],
    )


def noted_card(pending_id: int, owner: int, *, acted: bool) -> ui.LayoutView:
    """What a channel may see of an answer that is the person's own."""
    return card(
        gettext("Done. The figures are for your eyes only.")
        if acted
        else gettext("I have your figures."),
        colour=CALM,
        buttons=[
            [
                action_button(
                    owner,
                    ButtonAction.SAY_SHOW,
                    pending_id,
                    label=gettext("Show me (only you see it)"),
                )
            ]
        ],
    )
