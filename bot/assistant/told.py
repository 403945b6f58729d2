"""Each act's intent, from what its segment says."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.ledger.model import Plan, Purpose, Source
from bot.parsing.moments import find_when
from bot.parsing.money import parse_budget, parse_money
from bot.parsing.text import LINK, LONGEST_LINK
from bot.parsing.zones import read_zone

from .intents import (
    LONGEST_TEXT,
    Act,
    Buy,
    ChangePlan,
    Correct,
    Earn,
    Outcome,
    Remind,
    Result,
    Spend,
    Undo,
    UpdateSettings,
)
from .reminders import is_of_an_event
from .said import NO_JOBS, Said
from .undoing import entry_named
from .vocabulary import SPENT


@dataclass(frozen=True)
class Told:
    """An act that a segment tells. `missing` is what has to be asked, by its code; `doubts` are
    why it may not be what was meant; `held` is what it leaves, where that was told; `total` what
    was read as the amount with its boost; `unread` are words of it that no value accounts for;
    `has_loose_word` where one of these is known from nobody; `margin` is the segment's; `sure` how
    surely act and values were read, `by_network` by the network alone."""

    act: str
    intent: Act | None
    missing: str = ""
    doubts: tuple[str, ...] = ()
    sure: float = 1.0
    has_loose_word: bool = False
    margin: float = math.inf
    held: int | None = None
    total: int | None = None
    unread: tuple[str, ...] = ()
    by_network: float = 1.0


_NAMES = re.compile(r"\s*(?:,|&|\by\b|\band\b)\s*", re.IGNORECASE)
"""`two out the door, Lark and Wren`: what joins as many names as a number tells."""


def _spend(act: str, said: Said) -> Told:
    connects, boost, total = said.number("n", 0), said.number("b", 0), said.number("t")
    if total is not None and connects is None and boost is not None and boost < total:
        connects = total - boost
    elif total is not None and total != (connects or 0) + (boost or 0):
        said.doubts.append("another total")
    invited = bool(said.values.get("i"))
    budget = said.readable("m", parse_budget)
    if is_no_budget(budget):
        said.doubts.append("low budget")
    link = LINK.search(said.text)
    job = said.job()
    if connects == len(_NAMES.split(job)) > 1:
        said.doubts.append("count")
    intent = Spend(
        connects=connects or None,
        boost=boost or 0,
        budget=budget,
        invited=invited,
        job=job,
        link=link[0] if link and len(link[0]) <= LONGEST_LINK else "",
        days_ago=said.days_ago(),
    )
    is_enough = connects or budget or invited
    missing = "" if is_enough else "spend-how-many"
    if job.lower() in _MISC or (not job and said.words & _CALLED_MISC):
        if boost or budget or invited or intent.link:  # of which a spend on no proposal has none
            said.doubts.append("no proposal")
        return Told(act, _other(intent), "" if connects else "spend-how-many")
    return _granted(act, said, intent) or Told(act, intent, missing, total=total)


_LEAST_BUDGET = 500
"""Cents that a job pays at all: less are `4.9 stars`, or what the Connects cost."""


def is_no_budget(budget: str) -> bool:
    """Whether a budget that can be read is less than any job pays in all."""
    cents = parse_budget(budget).cents if budget else None
    return cents is not None and cents < _LEAST_BUDGET


_MISC = frozenset(NO_JOBS["misc"])
_CALLED_MISC = frozenset({"misc", "miscellaneous"})
"""Words that say so without a name: `the other day` does not."""


def _other(spend: Spend) -> Spend:
    return Spend(connects=spend.connects, purpose=Purpose.OTHER, days_ago=spend.days_ago)


def _granted(act: str, said: Said, spend: Spend) -> Told | None:
    """What came, where it is read as spent on what Connects come from: `readiness test, 40`."""
    source = _source_named(said)
    if source is None or spend.boost or said.words & SPENT:
        return None
    if spend.job and not _SOURCE_WORDS[source].fullmatch(spend.job):
        return None
    said.doubts.append("another source")
    return _came(act, source, spend.connects, spend.days_ago)


_PURPOSES = {
    "bad": Purpose.AVAILABILITY_BADGE, "pb": Purpose.PROFILE_BOOST, "oth": Purpose.OTHER,
}  # fmt: skip


def _spend_on(act: str, said: Said) -> Told:
    connects = said.number("n")
    intent = Spend(connects=connects, purpose=_PURPOSES[act], days_ago=said.days_ago())
    return Told(act, intent, "" if connects else "spend-how-many")


def _buy(act: str, said: Said) -> Told:
    connects = said.number("n")
    paid = said.readable("p", parse_money)
    if not connects:
        return Told(act, None, "buy-how-many")
    bought = Buy(
        connects=connects,
        paid_cents=parse_money(paid) if paid else None,
        days_ago=said.days_ago(),
    )
    if not is_as_sold(bought):
        said.doubts.append("not as sold")
    return Told(act, bought)


def is_as_sold(bought: Buy) -> bool:
    """Whether Upwork sells so many, and at about that price."""
    cents = bought.paid_cents
    is_fair = cents is None or _CHEAPEST <= cents / bought.connects <= _DEAREST
    return bought.connects % _SOLD_BY == 0 and is_fair


_SOLD_BY = 10
"""Bundles are of tens: `bought connects, 15` may tell a price, also where any number is sold."""
_CHEAPEST, _DEAREST = 5, 100
"""Cents that one is ever paid with: `80 at $0.15` tells the price of one."""


_SOURCES = {
    "ready": Source.READINESS_TEST, "rising": Source.RISING_TALENT, "top": Source.TOP_RATED,
    "int": Source.INTERVIEW, "new": Source.NEW_ACCOUNT, "other": Source.OTHER,
}  # fmt: skip

_NEEDS_NUMBER = frozenset([Source.INTERVIEW, Source.OTHER])


def _earn(act: str, said: Said) -> Told:
    source = _SOURCES[act.partition(":")[2]]
    connects = said.number("n")
    named = _source_named(said)
    if named is not None and named is not source:
        said.doubts.append("another source")
        source = named
    return _came(act, source, connects, said.days_ago())


def _came(act: str, source: Source, connects: int | None, days_ago: int) -> Told:
    missing = "earn-how-many" if source in _NEEDS_NUMBER and not connects else ""
    return Told(act, Earn(source=source, connects=connects, days_ago=days_ago), missing)


_SOURCE_WORDS = {
    Source(name): re.compile(rf"\b(?:{said})\b", re.IGNORECASE)
    for name, said in NO_JOBS["sources"].items()
}


def _source_named(said: Said) -> Source | None:
    """The one source of Connects that the segment's words name."""
    named = [source for source, words in _SOURCE_WORDS.items() if words.search(said.part)]
    return named[0] if len(named) == 1 else None


def _correct(act: str, said: Said) -> Told:
    connects = said.number("n", 0)
    if connects is None:
        return Told(act, None, "correct-how-many")
    return Told(act, Correct(connects=connects))


_PLAN_WORDS = re.compile(
    r"\b(?:plus|basic|b[aá]sico|free|gratis|gratuito|paid|premium|pago|up-?grad\w*|down-?grad\w*"
    r"|sub\w*|membership|membres[ií]a)\b",
    re.IGNORECASE,
)


def _plan(act: str, said: Said) -> Told:
    if not _PLAN_WORDS.search(said.text):
        said.doubts.append("unnamed plan")
    return Told(act, ChangePlan(plan=Plan.FREELANCER_PLUS if act == "pl:plus" else Plan.BASIC))


_TIME_BEHIND = re.compile(r"\s+time(?:\s?zone)?$", re.IGNORECASE)


def _setting(act: str, said: Said) -> Told:
    day = said.number("y") if said.values.get("y") else None
    if day is not None and day > 31:
        said.doubts.append("unread y")
        day = None
    zone = _TIME_BEHIND.sub("", said.readable("z", read_zone))
    if act == "acc":
        return Told(act, UpdateSettings(new_account=True, cycle_day=day, timezone=zone))
    if day is None and not zone:
        return Told(act, None, "which-day" if act == "cyc" else "which-zone")
    return Told(act, UpdateSettings(cycle_day=day, timezone=zone))


_RESULTS: dict[str, Result] = {
    "viewed": "viewed", "interview": "interview", "hired": "hired", "declined": "declined",
    "withdrawn": "withdrawn", "expired": "expired", "closed": "closed without hire",
    "removed": "removed by upwork", "boostback": "boost returned",
}  # fmt: skip


def _outcome(act: str, said: Said) -> Told:
    contract = said.readable("c", parse_money)
    if contract:
        said.doubts += _doubts_of_contract(contract, said.part.rpartition(contract)[2])
    intent = Outcome(
        result=_RESULTS[act.partition(":")[2]],
        job=said.job(),
        contract_cents=parse_money(contract) if contract else None,
    )
    return Told(act, intent)


def _doubts_of_contract(contract: str, behind: str) -> list[str]:
    """What stands behind the number may tell that it is not what the contract is worth in all."""
    found = {
        "paid by time": _BY_TIME.match(behind) is not None,
        "counted things": contract.isdigit() and _THINGS.match(behind) is not None,
    }
    return [doubt for doubt, is_so in found.items() if is_so]


_BY_TIME = re.compile(
    r"\W*(?:(?:(?:an?|per|each|every|la|el|por|al)\s+)?(?:hour|hr|h|hora|day|d[ií]a|week|wk|semana|month|mo|mes)"
    r"|hourly|weekly|monthly|mensual(?:es)?|semanal(?:es)?)\b",
    re.IGNORECASE,
)
"""`$400 a month`."""
_THINGS = re.compile(
    r"\s+(?!(?:usd|us|dollars?|d[oó]lares|bucks|euros?|eur|gbp|pounds?|fixed|total|in|for|and|the|a|an|flat|up|all"
    r"|this|that|with|by|on|to|at|from|as|if|but|y|por|en|con|de|just|only|budget|contract|now|today|yes)\b)[^\W\d_]{3,}",
    re.IGNORECASE,
)
"""`voice record 100 sentence`: of a number without a currency, what is no contract's worth."""


def _undo(act: str, said: Said) -> Told:
    named, connects, job = entry_named(said.words), said.number("n"), said.job()
    is_else = any(said.values.get(key) for key in "jbd") and not job
    if named is None or is_else:
        return Told(act, None, "undo-which")
    if job:
        return Told(act, Undo(job=job, connects=connects))
    return Told(act, Undo(of=named, connects=connects))


def _with_day(when: str, text: str) -> str:
    """With the word before it that is of the time too: of `mañana a las 10` the last was read."""
    before = text[: text.find(when)].split() if when in text else []
    longer = f"{before[-1]} {when}" if before else when
    return longer if find_when(longer)[0] == longer else when


def _remind(act: str, said: Said) -> Told:
    if act != "rem":
        return Told(act, None, "remind-which")
    when = _with_day(" ".join(said.values.get("w", ())), said.text)
    about = " ".join(said.values.get("a", ()))
    if when and not about:
        when, about = find_when(when)
    if is_of_an_event(said.text):
        when = ""
    return Told(act, Remind(when=when[:LONGEST_TEXT], about=about[:LONGEST_TEXT]))


TELLS: dict[str, Callable[[str, Said], Told]] = {
    "sp": _spend, "bad": _spend_on, "pb": _spend_on, "oth": _spend_on, "buy": _buy, "e": _earn,
    "cor": _correct, "pl": _plan, "cyc": _setting, "tz": _setting, "acc": _setting,
    "o": _outcome, "undo": _undo, "rem": _remind,
}  # fmt: skip
