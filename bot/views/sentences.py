"""Every refusal as a sentence: what is wrong and what to do."""

from dataclasses import replace
from typing import assert_never

from bot.actions.refusals import (
    ButtonUnknown,
    CostUnknown,
    EditWhat,
    EstimateWhat,
    ExportLarge,
    HoursUnknown,
    PurposeBoost,
    PurposeConnects,
    RemindAbout,
    RemindWhen,
    SaidTooLongAgo,
    SpendWhat,
    WhichProposalFits,
)
from bot.i18n.language import gettext, ngettext
from bot.ledger.bundles import cheapest_basket
from bot.ledger.rate_card import RateCard
from bot.ledger.refusals import (
    AlreadyUsed,
    BalanceMoved,
    EarnDiffers,
    EarnedAlready,
    EarnHowMany,
    NoBoost,
    NoSuchRateCard,
    NotEnough,
    PlanHasRun,
    ProposalUndone,
    Refusal,
    SamePlan,
    TopRatedAlready,
)
from bot.parsing.refusals import (
    BudgetOfEach,
    BudgetSize,
    BudgetUnclear,
    FeeRange,
    ImportEmpty,
    ImportLong,
    ImportMoney,
    ImportRow,
    LinkUnclear,
    NumberRange,
    OtherCurrency,
    PeriodUnclear,
    SinceUnclear,
    UnknownZone,
    WhenDoubtful,
    WhenFar,
    WhenPast,
    WhenUnclear,
)
from bot.rate_limit import TooFast
from bot.store.refusals import (
    EditSuperseded,
    ImportBooks,
    ImportGone,
    ImportSums,
    NoneOfThat,
    NoReminder,
    NothingToUndo,
    NotYours,
    OutcomeSuperseded,
    RedoneTooLate,
    SpendRefunded,
    TooManyLots,
    TooManyReminders,
    UndoneAlready,
)
from bot.transfer.refusals import ImportArchive, ImportBinary, ImportForm, ImportLarge, ImportParts
from bot.views.refusals import (
    CannotMentionRole,
    CannotWriteThere,
    ContractNotHired,
    FormInterrupted,
    Mistakes,
    NeedsManageServer,
    NoSuchTopic,
    NotInThisServer,
    NotYourButton,
    OnlyInServers,
    PostWithoutBudget,
)

from .cards import lines
from .text import connects, day, escape, label, money, number

AnyRefusal = (
    NotEnough
    | AlreadyUsed
    | BalanceMoved
    | BudgetUnclear
    | BudgetOfEach
    | EstimateWhat
    | EarnHowMany
    | EarnDiffers
    | OtherCurrency
    | BudgetSize
    | FeeRange
    | CostUnknown
    | HoursUnknown
    | SpendWhat
    | PurposeConnects
    | PurposeBoost
    | NumberRange
    | UnknownZone
    | SinceUnclear
    | PeriodUnclear
    | TooFast
    | ImportParts
    | TooManyLots
    | ButtonUnknown
    | ImportLarge
    | ImportArchive
    | ImportBinary
    | ImportEmpty
    | ImportLong
    | ImportMoney
    | ImportRow
    | ImportForm
    | ImportSums
    | ImportBooks
    | ImportGone
    | ExportLarge
    | EarnedAlready
    | TopRatedAlready
    | SamePlan
    | NothingToUndo
    | NoneOfThat
    | UndoneAlready
    | ProposalUndone
    | PlanHasRun
    | NoBoost
    | NotYours
    | WhichProposalFits
    | OutcomeSuperseded
    | NotYourButton
    | WhenUnclear
    | WhenDoubtful
    | WhenPast
    | WhenFar
    | RemindAbout
    | RemindWhen
    | TooManyReminders
    | NoReminder
    | NeedsManageServer
    | NotInThisServer
    | OnlyInServers
    | CannotWriteThere
    | CannotMentionRole
    | PostWithoutBudget
    | LinkUnclear
    | Mistakes
    | FormInterrupted
    | SaidTooLongAgo
    | NoSuchTopic
    | ContractNotHired
    | NoSuchRateCard
    | EditWhat
    | EditSuperseded
    | RedoneTooLate
    | SpendRefunded
)


def sentence(refusal: Refusal, rates: RateCard) -> str:
    """What the person reads when it was raised."""
    assert isinstance(refusal, AnyRefusal)
    match refusal:
        case NotEnough():
            return _not_enough(refusal, rates)
        case BalanceMoved():
            return gettext(
                "Your books have moved since that was asked: I count **{balance}** now. If Upwork "
                "shows another number, tell me that: `/correct`.",
                balance=connects(refusal.balance),
            )
        case AlreadyUsed():
            return ngettext(
                "That brought {amount}, of which {used} is gone since, so it can't be "
                "undone. Put the balance right with `/correct` instead.",
                "That brought {amount}, of which {used} are gone since, so it can't be "
                "undone. Put the balance right with `/correct` instead.",
                refusal.used,
                amount=connects(refusal.amount),
                used=number(refusal.used),
            )
        case BudgetUnclear():
            return gettext(
                "I can't read “{text}” as an amount in US dollars. Type it like `500`, "
                "`$1.5k`, `300-500`, or `30/hr 20h/wk 3 weeks`.",
                text=escape(refusal.text, 40),
            )
        case NoSuchRateCard():
            return gettext(
                "There is no rate card “{name}”. There are: {names}.",
                name=escape(refusal.name, 40),
                names=", ".join(f"`{name}`" for name in refusal.names),
            )
        case EarnHowMany():
            return gettext(
                "The rate card {card} doesn't say how many Connects {source} brings. Add the "
                "number: `/earn` with `connects`.",
                card=refusal.card,
                source=label(refusal.source),
            )
        case EarnDiffers():
            return gettext(
                "By the rate card {card}, {source} brings {by_card}. Leave `connects` out, "
                "or use the source `other`.",
                card=refusal.card,
                source=label(refusal.source),
                by_card=connects(refusal.by_card),
            )
        case BudgetOfEach():
            return gettext(
                "“{text}” is a price for each {unit}. How many will there be? Add it (`, 10 "
                "{unit}s`), or type the sum.",
                text=escape(refusal.text, 60),
                unit=escape(refusal.unit, 20),
            )
        case EstimateWhat():
            return gettext(
                "What does the job pay, or how many Connects does its post ask for? Type "
                "`/estimate budget:500` or `/estimate connects:12`."
            )
        case OtherCurrency():
            return gettext(
                "Upwork's tiers are in US dollars, and I don't convert currencies. What is "
                "the budget in dollars?"
            )
        case BudgetSize():
            return gettext(
                "An amount must be more than $0 and at most $10 million. Type it like `500` or "
                "`$1.5k`."
            )
        case CostUnknown():
            return gettext(
                "The rate card {name} has no table of costs: the job post alone tells what a "
                "proposal costs. Tell me that number of Connects.",
                name=rates.name,
            )
        case HoursUnknown():
            return gettext(
                "For hourly work I need the hours and the weeks too, like `30/hr 20h/wk 3 "
                "weeks`, or the number of Connects from the job post."
            )
        case SpendWhat():
            return gettext(
                "Tell me what it cost: the number of Connects in the job post, or the job's budget."
            )
        case EditWhat():
            return gettext(
                "What shall I change? The Connects, the boost, the job, the budget and the link "
                "can be."
            )
        case SpendRefunded():
            return gettext(
                "Connects of that proposal have come back already, so what it took stays as it "
                "is. Take the outcome back first, on its card in `/proposals`; its title, budget "
                "and link can be changed all the same."
            )
        case RedoneTooLate():
            return gettext("That is more than an hour ago. Log it anew, like with `/spend`.")
        case EditSuperseded():
            return gettext("That proposal was changed again since. `/edit` makes it right.")
        case PurposeConnects():
            return gettext(
                "A badge or a profile boost has no budget tier: tell me the number as `connects`."
            )
        case PurposeBoost():
            return gettext("Only a proposal has a `boost`. Put the whole number into `connects`.")
        case NumberRange():
            return gettext(
                "`{option}` must be a whole number from {least} to {most}.",
                option=refusal.option,
                least=number(refusal.least),
                most=number(refusal.most),
            )
        case UnknownZone():
            return gettext(
                "I don't know the time zone “{text}”. Start typing your city and pick one "
                "from the list, such as `Europe/Berlin`.",
                text=escape(refusal.text, 40),
            )
        case SinceUnclear():
            return gettext(
                "I can't read “{text}” as a date. Type it like `2026-10-01`, `30 days` or `last "
                "month`.",
                text=escape(refusal.text, 40),
            )
        case PeriodUnclear():
            return gettext(
                "I can't read “{text}” as a period that has begun. Type it like `30 days`, "
                "`this month`, `all`, or `2026-01-01 to 2026-03-31`.",
                text=escape(refusal.text, 40),
            )
        case TooFast():
            return ngettext(
                "That is more than I can follow. Ask again in {seconds} second.",
                "That is more than I can follow. Ask again in {seconds} seconds.",
                refusal.seconds,
                seconds=refusal.seconds,
            )
        case ImportParts():
            return gettext(
                "Its lines move Connects among too many arrivals at once. Bring the history in "
                "parts."
            )
        case TooManyLots():
            return gettext(
                "You hold Connects of {most} arrivals apart from each other; more I cannot keep. "
                "Spend "
                "some first, or make the balance right with one `/correct`.",
                most=number(refusal.most),
            )
        case ButtonUnknown():
            return gettext("That button is of an older version of mine. Use the command anew.")
        case ImportLarge():
            return gettext(
                "That file is larger than {most} MB. Bring the history in parts.",
                most=refusal.most // 1024 // 1024,
            )
        case ImportArchive():
            return gettext(
                "That is an archive or a spreadsheet. Unpack it, or save it as CSV, and send that."
            )
        case ImportBinary():
            return gettext(
                "I can't read that as text. Save it as CSV (UTF-8) or as plain text, and send that."
            )
        case ImportEmpty():
            return gettext(
                "I find no rows in that file. Copy the rows of Upwork's Connects history "
                "(date, action, Connects) into a text file, or send a CSV of them, or the "
                "JSON of `/export`."
            )
        case ImportMoney():
            return gettext(
                "That is Upwork's report of transactions: dollars, no Connects. Your Connects "
                "history stands in *Settings → Membership & Connects → View Connects history*: "
                "select its rows there, copy them into a text file, and send that. Nothing was "
                "read in."
            )
        case ImportLong():
            return gettext(
                "That file has more than {most} rows. Bring the history in parts.",
                most=number(refusal.most),
            )
        case ImportRow():
            return gettext(
                "I can't read row {row}: “{text}”. It needs a date that has passed and a "
                "whole number of Connects. Nothing was read in.",
                row=number(refusal.row),
                text=escape(refusal.text, 60),
            )
        case ImportForm():
            return gettext(
                "That JSON is no export of mine: at `{where}`, {why}. Nothing was read in.",
                where=escape(refusal.where, 60),
                why=escape(refusal.why, 80),
            )
        case ImportSums():
            return gettext(
                "That export does not add up ({why}), so nothing was read in. Send the file "
                "as `/export` made it.",
                why=escape(refusal.why, 120),
            )
        case ImportBooks():
            return gettext(
                "You have books already, and an export is read in whole or not at all. Take "
                "yours out with `/export`, have them forgotten with `/forget-me`, then read "
                "this one in."
            )
        case ImportGone():
            return gettext("No file of yours waits any more. Send it again with `/import`.")
        case ExportLarge():
            return gettext(
                "Your books are too large for a file on Discord. Ask whoever hosts me for a copy."
            )
        case EarnedAlready():
            return gettext(
                "The Connects of {source} come once, and yours came on {at}. If Upwork shows "
                "another balance, use `/correct`.",
                source=label(refusal.source),
                at=day(refusal.at),
            )
        case TopRatedAlready():
            return gettext(
                "You have told me that you are Top Rated; the next ones arrive on {next_cycle_at}.",
                next_cycle_at=day(refusal.next_cycle_at),
            )
        case SamePlan():
            if not refusal.pending:
                return gettext("You are on {plan} already.", plan=label(refusal.plan))
            return gettext(
                "You move to {plan} on {next_cycle_at} already.",
                plan=label(refusal.plan),
                next_cycle_at=day(refusal.next_cycle_at),
            )
        case NothingToUndo():
            return gettext("There is nothing of yours left to undo.")
        case NoneOfThat():
            return gettext(
                "I find no such entry of yours that could still be undone. "
                "`/history` shows what there is."
            )
        case UndoneAlready():
            return gettext("That has been undone already.")
        case ProposalUndone():
            return gettext("The spend of this proposal was undone, so it has no outcome.")
        case PlanHasRun():
            return gettext(
                "The new plan has run into another cycle, so the upgrade can't be undone. "
                "Use `/plan` to go back; it takes effect at the next cycle."
            )
        case NoBoost():
            return gettext("That proposal had no boost that could come back.")
        case NotYours():
            return gettext(
                "I find no such proposal or entry of yours. Start typing its title and pick "
                "one from the list, or look at `/proposals`."
            )
        case WhichProposalFits():
            return gettext(
                "More than one of your proposals fits “{text}”. Pick one from the list.",
                text=escape(refusal.text, 40),
            )
        case OutcomeSuperseded():
            return gettext(
                "Something newer has been told of this proposal since. Tell `/outcome` what is "
                "right."
            )
        case NotYourButton():
            return gettext(
                "These buttons are <@{owner}>'s. Use `/balance` or `/help` for your own.",
                owner=refusal.owner,
            )
        case WhenUnclear(unread=str(unread)) if unread and unread != refusal.text:
            return gettext(
                "I can't read “{unread}” in “{text}”, so I have set nothing. Type the time like "
                "`in 2 days`, `friday 9am`, `2026-12-24 18:00` or `every monday 10:00`.",
                unread=escape(unread, 40),
                text=escape(refusal.text, 60),
            )
        case WhenUnclear():
            return gettext(
                "I can't read “{text}” as a time. Type it like `in 2 days`, `friday 9am`, "
                "`2026-12-24 18:00`, `every monday 10:00`, `every 1st` or `weekdays 9:00`.",
                text=escape(refusal.text, 40),
            )
        case WhenDoubtful():
            return gettext(
                "“{text}” could be {either} or {other}. Say which, please.",
                text=escape(refusal.text, 40),
                either=refusal.either,
                other=refusal.other,
            )
        case WhenPast():
            return gettext(
                "“{text}” is {at}, which has passed. Name a time to come.",
                text=escape(refusal.text, 40),
                at=day(refusal.at),
            )
        case WhenFar():
            return gettext("That is more than five years away. Name a nearer time.")
        case RemindAbout():
            return gettext("Tell me what about, too.")
        case RemindWhen():
            return gettext(
                "When shall I remind you? Say it with the time, like “remind me friday 9am to "
                "follow up”."
            )
        case TooManyReminders():
            return gettext(
                "That would be more than {most} reminders {value}. Cancel one first: `{value2}`.",
                most=refusal.most,
                value=gettext("in this server") if refusal.server else gettext("of yours"),
                value2=gettext("/server reminder remove")
                if refusal.server
                else gettext("/remind cancel"),
            )
        case NoReminder():
            return gettext(
                "I find no such reminder of yours that is still to come. Look at `/remind list`."
            )
        case NeedsManageServer():
            return gettext(
                "Only who may manage the server can do that (permission *Manage Server*)."
            )
        case OnlyInServers():
            return gettext("That is for a server: type it in one of the server's channels.")
        case NotInThisServer():
            return gettext(
                "I am no member of this server, so I can't write in its channels. Have me added "
                "first."
            )
        case CannotWriteThere():
            return gettext(
                "I can't write in <#{channel_id}>. Let me *View Channel* and *Send Messages* "
                "there, then set it again.",
                channel_id=refusal.channel_id,
            )
        case CannotMentionRole():
            return gettext(
                "I can't mention that role. Make it mentionable in the server's settings, or "
                "leave it out."
            )
        case PostWithoutBudget():
            return gettext(
                "I find no budget in that message. Type it yourself: `/estimate budget:500`."
            )
        case FeeRange():
            return gettext(
                "A contract's fee is a whole percent from {least} to {most}, such as `10% fee`.",
                least=refusal.least,
                most=refusal.most,
            )
        case LinkUnclear():
            return gettext(
                "I can't read “{text}” as a link. Copy it from the browser, with its `https://`.",
                text=escape(refusal.text, 40),
            )
        case Mistakes():
            return lines(*(_in_field(label, each, rates) for label, each in refusal.fields))
        case FormInterrupted():
            return gettext(
                "I was restarted while that form was open, so nothing was changed. All that you "
                "typed is kept."
            )
        case SaidTooLongAgo():
            return gettext("That was too long ago, or somebody else's. Say it again, please.")
        case NoSuchTopic():
            return gettext(
                "I have no help on “{text}”. Pick a topic from the list.",
                text=escape(refusal.text, 40),
            )
        case ContractNotHired():
            return gettext(
                "A `contract_value` belongs to the result `hired`. Leave it out, or choose `hired`."
            )
        case _:
            assert_never(refusal)


def _in_field(label: str, mistake: Refusal, rates: RateCard) -> str:
    """What is wrong in a field of a form, by its label."""
    if isinstance(mistake, NumberRange):
        return sentence(replace(mistake, option=label), rates)
    return f"**{escape(label)}**: {sentence(mistake, rates)}"


def _not_enough(refusal: NotEnough, rates: RateCard) -> str:
    basket = cheapest_basket(rates, refusal.missing)
    return ngettext(
        "This takes {needed} and you hold {balance}: **{missing} is missing**. You "
        "can buy it (`/buy`; {connects} for {price_cents} would do), put the "
        "balance right if Upwork shows another number (`/correct`), or change the "
        "amount.",
        "This takes {needed} and you hold {balance}: **{missing} are missing**. You "
        "can buy them (`/buy`; {connects} for {price_cents} would do), put the "
        "balance right if Upwork shows another number (`/correct`), or change the "
        "amount.",
        refusal.missing,
        needed=connects(refusal.needed),
        balance=number(refusal.balance),
        missing=number(refusal.missing),
        connects=number(basket.connects),
        price_cents=money(basket.price_cents),
    )
