"""What an act would note, as the line that "Shall I note this?" shows."""

from typing import Any

from bot.assistant import intents as said
from bot.i18n.language import gettext, gettext_noop, ngettext
from bot.ledger.model import Purpose

from .proposals import RESULT_NAMES
from .text import connects, escape, label, money, number


def in_words(intent: said.Intent) -> str:
    """The act with all of its values."""
    match intent:
        case said.Spend():
            return _spend_in_words(intent)
        case said.Buy():
            paid = (
                gettext(" for {paid_cents}", paid_cents=money(intent.paid_cents))
                if intent.paid_cents is not None
                else ""
            )
            many = connects(intent.connects)
            bought = gettext("{connects} bought{paid}", connects=many, paid=paid)
            return _with_day(bought, intent.days_ago)
        case said.Earn():
            many = connects(intent.connects) if intent.connects else gettext("Connects")
            arrived = gettext("{many} arrived: {source}", many=many, source=label(intent.source))
            return _with_day(arrived, intent.days_ago)
        case said.Correct() | said.ChangePlan() | said.UpdateSettings():
            return _account_in_words(intent)
        case said.Outcome():
            return _outcome_in_words(intent)
        case said.Edit():
            return _edit_in_words(intent)
        case said.Undo():
            return _undo_in_words(intent)
        case said.Remind():
            return _remind_in_words(intent)
        case _:
            return intent.name


def _outcome_in_words(intent: said.Outcome) -> str:
    name = f"**{escape(intent.job)}**" if intent.job else gettext("your proposal")
    told = [gettext(RESULT_NAMES[intent.result])]
    if intent.contract_cents is not None:
        told.append(gettext("a contract of {value}", value=money(intent.contract_cents)))
    return f"{name}: {', '.join(told)}"


def _account_in_words(intent: said.Correct | said.ChangePlan | said.UpdateSettings) -> str:
    match intent:
        case said.Correct():
            return gettext("the balance is {connects}", connects=connects(intent.connects))
        case said.ChangePlan():
            return gettext("you are on {plan}", plan=label(intent.plan))
        case said.UpdateSettings():
            return _settings_in_words(intent)


def _settings_in_words(intent: said.UpdateSettings) -> str:
    told: list[str] = []
    if intent.new_account:
        told.append(gettext("your account is new"))
    if intent.cycle_day is not None:
        told.append(gettext("your cycle begins on day {day}", day=number(intent.cycle_day)))
    if intent.timezone:
        told.append(gettext("your time zone is {zone}", zone=escape(intent.timezone)))
    return ", ".join(told)


def _remind_in_words(intent: said.Remind) -> str:
    when, about = escape(intent.when), escape(intent.about)
    return gettext("a reminder ({when}): **{about}**", when=when, about=about)


def _edit_in_words(intent: said.Edit) -> str:
    parts: list[str] = []
    if intent.connects is not None:
        parts.append(gettext("it cost {connects}", connects=connects(intent.connects)))
    if intent.boost is not None:
        parts.append(gettext("{boost} of boost", boost=connects(intent.boost)))
    if intent.more_boost:
        parts.append(gettext("{boost} more of boost", boost=connects(intent.more_boost)))
    if intent.new_job:
        parts.append(gettext("it is called **{job}**", job=escape(intent.new_job)))
    if intent.budget:
        parts.append(gettext("its budget is {budget}", budget=escape(intent.budget)))
    name = f"**{escape(intent.job)}**" if intent.job else gettext("your last proposal")
    return f"{name}: {', '.join(parts)}"


def _undo_in_words(intent: said.Undo) -> str:
    name = f"**{escape(intent.job)}**"
    if intent.reminder_id is not None:
        return gettext("the reminder of {name} is called off", name=name)
    if intent.outcome_id is not None or intent.edit_id is not None:
        return gettext("what you told last of {name} is taken back", name=name)
    what = gettext("the spend on {name}", name=name) if intent.job else gettext(_ENTRIES[intent.of])
    if intent.connects is not None:
        took = connects(intent.connects)
        return gettext("{name} is undone: {connects}", name=what, connects=took)
    return gettext("{name} is undone", name=what)


_ENTRIES: dict[said.Entry, str] = {
    "entry": gettext_noop("your last entry"),
    "purchase": gettext_noop("your last purchase"),
    "grant": gettext_noop("the last bonus that you noted"),
    "correction": gettext_noop("your last correction"),
    "spend": gettext_noop("your last spend"),
    "proposal": gettext_noop("your last proposal"),
    "badge": gettext_noop("your last availability badge"),
    "profile_boost": gettext_noop("your last profile boost"),
}


def _spend_in_words(intent: said.Spend) -> str:
    parts: list[Any] = []
    if intent.connects is not None:
        parts.append(connects(intent.connects))
    elif intent.budget:
        parts.append(gettext("a proposal to a job of {budget}", budget=escape(intent.budget)))
    elif intent.invited:
        parts.append(gettext("a proposal by invitation"))
    if intent.boost:
        parts.append(gettext("{boost} of boost", boost=connects(intent.boost)))
    what = " + ".join(parts)
    if intent.connects is not None:
        what = gettext("{connects} spent", connects=what)
    if intent.purpose is not Purpose.PROPOSAL:
        what = gettext("{what} on: {purpose}", what=what, purpose=label(intent.purpose))
    elif intent.job:
        what = gettext("{what} on **{job}**", what=what, job=escape(intent.job))
    if intent.connects is not None and intent.budget:
        what += ", " + gettext("its budget is {budget}", budget=escape(intent.budget))
    return _with_day(what, intent.days_ago)


def _with_day(what: str, ago: int) -> str:
    if not ago:
        return what
    return ngettext(
        "{what}, {ago} day ago", "{what}, {ago} days ago", ago, what=what, ago=number(ago)
    )
