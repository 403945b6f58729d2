"""Every refusal as a sentence: what is wrong and what to do."""

from collections.abc import Callable
from typing import Any

from bot.i18n.language import t, tn
from bot.ledger.bundles import cheapest_basket
from bot.ledger.rate_card import RateCard
from bot.ledger.refusals import Refusal

from .text import PLANS, SOURCES, connects, day, money, number, shown

Facts = dict[str, Any]


def sentence(refusal: Refusal, card: RateCard) -> str:
    """What the person reads when `refusal` was raised."""
    return _SENTENCES[refusal.code](refusal.facts, card)


def _not_enough(facts: Facts, card: RateCard) -> str:
    basket = cheapest_basket(card, facts["missing"])
    return t(
        "This takes {needed} and you hold {balance}: **{missing} are missing**. You "
        "can buy them (`/buy`; {connects} for {price_cents} would do), put the "
        "balance right if Upwork shows another number (`/correct`), or change the "
        "amount.",
        needed=connects(facts["needed"]),
        balance=number(facts["balance"]),
        missing=number(facts["missing"]),
        connects=number(basket.connects),
        price_cents=money(basket.price_cents),
    )


def _already_used(facts: Facts, _: RateCard) -> str:
    return t(
        "That brought {amount}, and {used} of them are gone since, so it can't be "
        "undone. Put the balance right with `/correct` instead.",
        amount=connects(facts["amount"]),
        used=number(facts["used"]),
    )


def _budget_unclear(facts: Facts, _: RateCard) -> str:
    return t(
        "I can't read “{text}” as an amount in US dollars. Type it like `500`, "
        "`$1.5k`, `300-500`, or `30/hr 20h/wk 3 weeks`.",
        text=shown(facts["text"], 40),
    )


def _earn_how_many(facts: Facts, _: RateCard) -> str:
    return t(
        "The rate card {card} doesn't say how many Connects {source} brings. Add the "
        "number: `/earn` with `connects`.",
        card=facts["card"],
        source=SOURCES[facts["source"]],
    )


def _earn_differs(facts: Facts, _: RateCard) -> str:
    return t(
        "By the rate card {card}, {source} brings {by_card}. Leave `connects` out, "
        "or use the source `other`.",
        card=facts["card"],
        source=SOURCES[facts["source"]],
        by_card=connects(facts["by_card"]),
    )


_SENTENCES: dict[str, Callable[[Facts, RateCard], str]] = {
    "not-enough": _not_enough,
    "already-used": _already_used,
    "budget-unclear": _budget_unclear,
    "earn-how-many": _earn_how_many,
    "earn-differs": _earn_differs,
    "budget-currency": lambda facts, _: t(
        "Upwork's tiers are in US dollars, and I don't convert currencies. What is "
        "the budget in dollars?"
    ),
    "budget-size": lambda facts, _: t(
        "An amount must be more than $0 and at most $10 million. Type it like `500` or `$1.5k`."
    ),
    "cost-unknown": lambda facts, card: t(
        "The rate card {name} has no table of costs: the job post alone tells what a "
        "proposal costs. Type that number as `connects`.",
        name=card.name,
    ),
    "budget-hours": lambda facts, _: t(
        "For hourly work I need the hours and the weeks too, like `30/hr 20h/wk 3 "
        "weeks`, or the number from the job post as `connects`."
    ),
    "spend-what": lambda facts, _: t(
        "Tell me what it cost: `connects` (the number in the job post), the job's "
        "`budget`, or `invited`."
    ),
    "purpose-connects": lambda facts, _: t(
        "A badge or a profile boost has no budget tier: tell me the number as `connects`."
    ),
    "purpose-boost": lambda facts, _: t(
        "Only a proposal has a `boost`. Put the whole number into `connects`."
    ),
    "number-range": lambda facts, _: t(
        "`{option}` must be a whole number from {least} to {most}.",
        option=facts["option"],
        least=number(facts["least"]),
        most=number(facts["most"]),
    ),
    "timezone": lambda facts, _: t(
        "I don't know the time zone “{text}”. Start typing your city and pick one "
        "from the list, such as `Europe/Berlin`.",
        text=shown(facts["text"], 40),
    ),
    "since": lambda facts, _: t(
        "I can't read “{text}” as a date. Type it like `2026-10-01`, `30 days` or `last month`.",
        text=shown(facts["text"], 40),
    ),
    "period": lambda facts, _: t(
        "I can't read “{text}” as a period that has begun. Type it like `30 days`, "
        "`this month`, `all`, or `2026-01-01 to 2026-03-31`.",
        text=shown(facts["text"], 40),
    ),
    "too-fast": lambda facts, _: tn(
        "That is more than I can follow. Ask again in {seconds} second.",
        "That is more than I can follow. Ask again in {seconds} seconds.",
        facts["seconds"],
        seconds=facts["seconds"],
    ),
    "import-parts": lambda facts, _: t(
        "Its lines move Connects among too many arrivals at once. Bring the history in parts."
    ),
    "too-many-lots": lambda facts, _: t(
        "You hold Connects of {most} arrivals apart from each other; more I cannot keep. Spend "
        "some first, or make the balance right with one `/correct`.",
        most=number(facts["most"]),
    ),
    "button-unknown": lambda facts, _: t(
        "That button is of an older version of mine. Use the command anew."
    ),
    "import-large": lambda facts, _: t(
        "That file is larger than {most} MB. Bring the history in parts.",
        most=facts["most"] // 1024 // 1024,
    ),
    "import-archive": lambda facts, _: t(
        "That is an archive or a spreadsheet. Unpack it, or save it as CSV, and send that."
    ),
    "import-binary": lambda facts, _: t(
        "I can't read that as text. Save it as CSV (UTF-8) or as plain text, and send that."
    ),
    "import-empty": lambda facts, _: t(
        "I find no rows in that file. Copy the rows of Upwork's Connects history "
        "(date, action, Connects) into a text file, or send a CSV of them, or the "
        "JSON of `/export`."
    ),
    "import-long": lambda facts, _: t(
        "That file has more than {most} rows. Bring the history in parts.",
        most=number(facts["most"]),
    ),
    "import-row": lambda facts, _: t(
        "I can't read row {row}: “{text}”. It needs a date that has passed and a "
        "whole number of Connects. Nothing was read in.",
        row=number(facts["row"]),
        text=shown(facts["text"], 60),
    ),
    "import-form": lambda facts, _: t(
        "That JSON is no export of mine: at `{where}`, {why}. Nothing was read in.",
        where=shown(facts["where"], 60),
        why=shown(facts["why"], 80),
    ),
    "import-sums": lambda facts, _: t(
        "That export does not add up ({why}), so nothing was read in. Send the file "
        "as `/export` made it.",
        why=shown(facts["why"], 120),
    ),
    "import-books": lambda facts, _: t(
        "You have books already, and an export is read in whole or not at all. Take "
        "yours out with `/export`, have them forgotten with `/forget-me`, then read "
        "this one in."
    ),
    "import-gone": lambda facts, _: t(
        "No file of yours waits any more. Send it again with `/import`."
    ),
    "export-large": lambda facts, _: t(
        "Your books are too large for a file on Discord. Ask whoever hosts me for a copy."
    ),
    "earned-already": lambda facts, _: t(
        "The Connects of {source} come once, and yours came on {at}. If Upwork shows "
        "another balance, use `/correct`.",
        source=SOURCES[facts["source"]],
        at=day(facts["at"]),
    ),
    "top-rated-already": lambda facts, _: t(
        "You have told me that you are Top Rated; the next ones arrive on {next_cycle_at}.",
        next_cycle_at=day(facts["next_cycle_at"]),
    ),
    "same-plan": lambda facts, _: (
        t(
            "You move to {plan} on {next_cycle_at} already.",
            plan=PLANS[facts["plan"]],
            next_cycle_at=day(facts["next_cycle_at"]),
        )
        if facts["pending"]
        else t("You are on {plan} already.", plan=PLANS[facts["plan"]])
    ),
    "nothing-to-undo": lambda facts, _: t("There is nothing of yours left to undo."),
    "undone-already": lambda facts, _: t("That has been undone already."),
    "undone": lambda facts, _: t("The spend of this proposal was undone, so it has no outcome."),
    "plan-has-run": lambda facts, _: t(
        "The new plan has run into another cycle, so the upgrade can't be undone. "
        "Use `/plan` to go back; it takes effect at the next cycle."
    ),
    "no-boost": lambda facts, _: t("That proposal had no boost that could come back."),
    "not-yours": lambda facts, _: t(
        "I find no such proposal or entry of yours. Start typing its title and pick "
        "one from the list, or look at `/proposals`."
    ),
    "which-proposal": lambda facts, _: t(
        "More than one of your proposals fits “{text}”. Pick one from the list.",
        text=shown(facts["text"], 40),
    ),
    "outcome-superseded": lambda facts, _: t(
        "Something newer has been told of this proposal since. Tell `/outcome` what is right."
    ),
    "not-your-button": lambda facts, _: t(
        "These buttons are <@{owner}>'s. Use `/balance` or `/help` for your own.",
        owner=facts["owner"],
    ),
    "when-unclear": lambda facts, _: t(
        "I can't read “{text}” as a time. Type it like `in 2 days`, `friday 9am`, "
        "`2026-12-24 18:00`, `every monday 10:00`, `every 1st` or `weekdays 9:00`.",
        text=shown(facts["text"], 40),
    ),
    "when-doubtful": lambda facts, _: t(
        "“{text}” could be {either} or {other}. Say which, please.",
        text=shown(facts["text"], 40),
        either=facts["either"],
        other=facts["other"],
    ),
    "when-past": lambda facts, _: t(
        "“{text}” is {at}, which has passed. Name a time to come.",
        text=shown(facts["text"], 40),
        at=day(facts["at"]),
    ),
    "when-far": lambda facts, _: t("That is more than five years away. Name a nearer time."),
    "remind-about": lambda facts, _: t("Tell me what about, too."),
    "remind-when": lambda facts, _: t(
        "When shall I remind you? Say it with the time, like “remind me friday 9am to follow up”."
    ),
    "too-many-reminders": lambda facts, _: t(
        "That would be more than {most} reminders {value}. Cancel one first: `{value2}`.",
        most=facts["most"],
        value=t("in this server") if facts["server"] else t("of yours"),
        value2=t("/server reminder remove") if facts["server"] else t("/remind cancel"),
    ),
    "no-reminder": lambda facts, _: t(
        "I find no such reminder of yours that is still to come. Look at `/remind list`."
    ),
    "needs-manage-server": lambda facts, _: t(
        "Only who may manage the server can do that (permission *Manage Server*)."
    ),
    "not-in-this-server": lambda facts, _: t(
        "I am no member of this server, so I can't write in its channels. Have me added first."
    ),
    "cannot-write-there": lambda facts, _: t(
        "I can't write in <#{channel_id}>. Let me *View Channel* and *Send Messages* "
        "there, then set it again.",
        channel_id=facts["channel_id"],
    ),
    "cannot-mention-role": lambda facts, _: t(
        "I can't mention that role. Make it mentionable in the server's settings, or leave it out."
    ),
    "post-no-budget": lambda facts, _: t(
        "I find no budget in that message. Type it yourself: `/estimate budget:500`."
    ),
    "not-a-number": lambda facts, _: t(
        "“{text}” is no whole number. Type {field} like `6`.",
        text=shown(facts["text"], 40),
        field=facts["field"],
    ),
    "said-too-long-ago": lambda facts, _: t(
        "That was too long ago, or somebody else's. Say it again, please."
    ),
    "help-topic": lambda facts, _: t(
        "I have no help on “{text}”. Pick a topic from the list.", text=shown(facts["text"], 40)
    ),
    "contract-not-hired": lambda facts, _: t(
        "A `contract_value` belongs to the result `hired`. Leave it out, or choose `hired`."
    ),
}
