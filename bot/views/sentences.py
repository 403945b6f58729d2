"""Every refusal as a sentence: what is wrong and what to do."""

from collections.abc import Callable
from typing import Any

from bot.ledger.bundles import cheapest_basket
from bot.ledger.rates import RateCard
from bot.ledger.refusals import Refusal

from .text import PLANS, SOURCES, connects, day, money, number, shown

Facts = dict[str, Any]


def sentence(refusal: Refusal, card: RateCard) -> str:
    """What the person reads when `refusal` was raised."""
    return _SENTENCES[refusal.code](refusal.facts, card)


def _not_enough(facts: Facts, card: RateCard) -> str:
    basket = cheapest_basket(card, facts["missing"])
    return (
        f"This takes {connects(facts['needed'])} and you hold {number(facts['balance'])}: "
        f"**{number(facts['missing'])} are missing**. You can buy them "
        f"(`/buy`; {number(basket.connects)} for {money(basket.price_cents)} would do), put the "
        "balance right if Upwork shows another number (`/correct`), or change the amount."
    )


def _already_used(facts: Facts, _: RateCard) -> str:
    return (
        f"That brought {connects(facts['amount'])}, and {number(facts['used'])} of them are gone "
        "since, so it can't be undone. Put the balance right with `/correct` instead."
    )


def _budget_unclear(facts: Facts, _: RateCard) -> str:
    return (
        f"I can't read “{shown(facts['text'], 40)}” as an amount in US dollars. Type it like "
        "`500`, `$1.5k`, `300-500`, or `30/hr 20h/wk 3 weeks`."
    )


def _earn_how_many(facts: Facts, _: RateCard) -> str:
    return (
        f"The rate card {facts['card']} doesn't say how many Connects {SOURCES[facts['source']]} "
        "brings. Add the number: `/earn` with `connects`."
    )


def _earn_differs(facts: Facts, _: RateCard) -> str:
    return (
        f"By the rate card {facts['card']}, {SOURCES[facts['source']]} brings "
        f"{connects(facts['by_card'])}. Leave `connects` out, or use the source `other`."
    )


_SENTENCES: dict[str, Callable[[Facts, RateCard], str]] = {
    "not-enough": _not_enough,
    "already-used": _already_used,
    "budget-unclear": _budget_unclear,
    "earn-how-many": _earn_how_many,
    "earn-differs": _earn_differs,
    "budget-currency": lambda facts, _: (
        "Upwork's tiers are in US dollars, and I don't convert currencies. "
        "What is the budget in dollars?"
    ),
    "budget-size": lambda facts, _: (
        "An amount must be more than $0 and at most $10 million. Type it like `500` or `$1.5k`."
    ),
    "cost-unknown": lambda facts, card: (
        f"The rate card {card.name} has no table of costs: the job post alone tells what "
        "a proposal costs. Type that number as `connects`."
    ),
    "budget-hours": lambda facts, _: (
        "For hourly work I need the hours and the weeks too, like `30/hr 20h/wk 3 weeks`, "
        "or the number from the job post as `connects`."
    ),
    "spend-what": lambda facts, _: (
        "Tell me what it cost: `connects` (the number in the job post), the job's `budget`, "
        "or `invited`."
    ),
    "purpose-connects": lambda facts, _: (
        "A badge or a profile boost has no budget tier: tell me the number as `connects`."
    ),
    "purpose-boost": lambda facts, _: (
        "Only a proposal has a `boost`. Put the whole number into `connects`."
    ),
    "number-range": lambda facts, _: (
        f"`{facts['option']}` must be a whole number from {number(facts['least'])} "
        f"to {number(facts['most'])}."
    ),
    "timezone": lambda facts, _: (
        f"I don't know the time zone “{shown(facts['text'], 40)}”. Start typing your city and pick "
        "one from the list, such as `Europe/Berlin`."
    ),
    "since": lambda facts, _: (
        f"I can't read “{shown(facts['text'], 40)}” as a date. Type it like `2026-10-01`, "
        "`30 days` or `last month`."
    ),
    "period": lambda facts, _: (
        f"I can't read “{shown(facts['text'], 40)}” as a period that has begun. Type it like "
        "`30 days`, `this month`, `all`, or `2026-01-01 to 2026-03-31`."
    ),
    "import-large": lambda facts, _: (
        f"That file is larger than {facts['most'] // 1024 // 1024} MB. Bring the history in parts."
    ),
    "import-archive": lambda facts, _: (
        "That is an archive or a spreadsheet. Unpack it, or save it as CSV, and send that."
    ),
    "import-binary": lambda facts, _: (
        "I can't read that as text. Save it as CSV (UTF-8) or as plain text, and send that."
    ),
    "import-empty": lambda facts, _: (
        "I find no rows in that file. Copy the rows of Upwork's Connects history (date, action, "
        "Connects) into a text file, or send a CSV of them, or the JSON of `/export`."
    ),
    "import-long": lambda facts, _: (
        f"That file has more than {number(facts['most'])} rows. Bring the history in parts."
    ),
    "import-row": lambda facts, _: (
        f"I can't read row {number(facts['row'])}: “{shown(facts['text'], 60)}”. It needs a date "
        "that has passed and a whole number of Connects. Nothing was read in."
    ),
    "import-form": lambda facts, _: (
        f"That JSON is no export of mine: at `{shown(facts['where'], 60)}`, "
        f"{shown(facts['why'], 80)}. Nothing was read in."
    ),
    "import-sums": lambda facts, _: (
        f"That export does not add up ({shown(facts['why'], 120)}), so nothing was read in. "
        "Send the file as `/export` made it."
    ),
    "import-books": lambda facts, _: (
        "You have books already, and an export is read in whole or not at all. Take yours out "
        "with `/export`, have them forgotten with `/forget-me`, then read this one in."
    ),
    "import-gone": lambda facts, _: (
        "No file of yours waits any more. Send it again with `/import`."
    ),
    "export-large": lambda facts, _: (
        "Your books are too large for a file on Discord. Ask whoever hosts me for a copy."
    ),
    "earned-already": lambda facts, _: (
        f"The Connects of {SOURCES[facts['source']]} come once, and yours came on "
        f"{day(facts['at'])}. If Upwork shows another balance, use `/correct`."
    ),
    "top-rated-already": lambda facts, _: (
        "You have told me that you are Top Rated; the next ones arrive on "
        f"{day(facts['next_cycle_at'])}."
    ),
    "same-plan": lambda facts, _: (
        f"You move to {PLANS[facts['plan']]} on {day(facts['next_cycle_at'])} already."
        if facts["pending"]
        else f"You are on {PLANS[facts['plan']]} already."
    ),
    "nothing-to-undo": lambda facts, _: "There is nothing of yours left to undo.",
    "undone-already": lambda facts, _: "That has been undone already.",
    "undone": lambda facts, _: "The spend of this proposal was undone, so it has no outcome.",
    "plan-has-run": lambda facts, _: (
        "The new plan has run into another cycle, so the upgrade can't be undone. "
        "Use `/plan` to go back; it takes effect at the next cycle."
    ),
    "no-boost": lambda facts, _: "That proposal had no boost that could come back.",
    "not-yours": lambda facts, _: (
        "I find no such proposal or entry of yours. Start typing its title and pick one from "
        "the list, or look at `/proposals`."
    ),
    "which-proposal": lambda facts, _: (
        f"More than one of your proposals fits “{shown(facts['text'], 40)}”. "
        "Pick one from the list."
    ),
    "outcome-superseded": lambda facts, _: (
        "Something newer has been told of this proposal since. Tell `/outcome` what is right."
    ),
    "not-your-button": lambda facts, _: (
        f"These buttons are <@{facts['owner']}>'s. Use `/balance` or `/help` for your own."
    ),
    "when-unclear": lambda facts, _: (
        f"I can't read “{shown(facts['text'], 40)}” as a time. Type it like `in 2 days`, "
        "`friday 9am`, `2026-12-24 18:00`, `every monday 10:00`, `every 1st` or `weekdays 9:00`."
    ),
    "when-doubtful": lambda facts, _: (
        f"“{shown(facts['text'], 40)}” could be {facts['either']} or {facts['other']}. "
        "Say which, please."
    ),
    "when-past": lambda facts, _: (
        f"“{shown(facts['text'], 40)}” is {day(facts['at'])}, which has passed. "
        "Name a time to come."
    ),
    "when-far": lambda facts, _: "That is more than five years away. Name a nearer time.",
    "remind-about": lambda facts, _: "Tell me what about, too.",
    "remind-when": lambda facts, _: (
        "When shall I remind you? Say it with the time, like “remind me friday 9am to follow up”."
    ),
    "too-many-reminders": lambda facts, _: (
        f"That would be more than {facts['most']} reminders "
        f"{'in this server' if facts['server'] else 'of yours'}. Cancel one first: "
        f"`{'/server reminder remove' if facts['server'] else '/remind cancel'}`."
    ),
    "no-reminder": lambda facts, _: (
        "I find no such reminder of yours that is still to come. Look at `/remind list`."
    ),
    "needs-manage-server": lambda facts, _: (
        "Only who may manage the server can do that (permission *Manage Server*)."
    ),
    "not-in-this-server": lambda facts, _: (
        "I am no member of this server, so I can't write in its channels. Have me added first."
    ),
    "cannot-write-there": lambda facts, _: (
        f"I can't write in <#{facts['channel_id']}>. Let me *View Channel* and *Send Messages* "
        "there, then set it again."
    ),
    "cannot-mention-role": lambda facts, _: (
        "I can't mention that role. Make it mentionable in the server's settings, or leave it out."
    ),
    "post-no-budget": lambda facts, _: (
        "I find no budget in that message. Type it yourself: `/estimate budget:500`."
    ),
    "not-a-number": lambda facts, _: (
        f"“{shown(facts['text'], 40)}” is no whole number. Type {facts['field']} like `6`."
    ),
    "said-too-long-ago": lambda facts, _: (
        "That was too long ago, or somebody else's. Say it again, please."
    ),
    "help-topic": lambda facts, _: (
        f"I have no help on “{shown(facts['text'], 40)}”. Pick a topic from the list."
    ),
    "contract-not-hired": lambda facts, _: (
        "A `contract_value` belongs to the result `hired`. Leave it out, or choose `hired`."
    ),
}
