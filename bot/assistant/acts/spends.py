"""`spent 6 on the logo job`: Connects that went, and what for."""

from itertools import pairwise

from bot.ledger.model import Purpose
from bot.parsing.text import LONGEST_LINK

from ..clauses import Clause
from ..intents import LONGEST_TEXT, Spend
from ..tokens import Token
from ..vocabulary import APPLIED, BOUGHT, FILLERS, GOT, JOBS, LOG, SPENT, words
from .reading import Act, Reading, sound
from .titles import BEFORE_TITLE, between, find_title, subject, trailing

_COUNTED_JOBS = words("counted_jobs")
_SPEND_SAID = words("spend_said")
_SPEND_VERBS = SPENT | APPLIED | words("spend_verbs")
_OUTCOME_ONLY = words("outcome_only")
_BOOSTED = frozenset({"boost", "boosted", "boosting"})
_APPLY_NOUNS = frozenset({"proposal", "application", "bid", "proposals"})
_INVITED = frozenset({"invited", "invite", "invitation", "invites"})
_TURNED_ON = frozenset({"turned", "activated", "enabled", "got", "renewed"})
_PRESENT = frozenset({"spend", "apply", "applying", "bidding", "deduct"})


def read_stated_spend(reading: Reading) -> Act | None:
    """A clause that tells of a spend by its own words."""
    clause = reading.clause
    if clause.words & _OUTCOME_ONLY or "back" in clause.words:
        return None
    verb = reading.index(_SPEND_VERBS)
    log = reading.index(LOG)
    if clause.words & BOUGHT and not clause.words & {"paid", "badge"}:
        return None
    if _asks_the_cost(reading, verb):
        return None
    accepted_invite = bool(clause.words & _INVITED) and bool(clause.words & {"accepted", "took"})
    boosted = any(token.raw.lower().startswith("boosted") for token in clause.of("boost"))
    badge = "badge" in clause.words and bool(clause.words & (BOUGHT | _TURNED_ON))
    if verb is None and not (accepted_invite or boosted or badge):
        bare = _bare_spend(reading)
        if not bare and (
            log is None or (not reading.clause.of("connects") and not clause.of("number"))
        ):
            return None
        if not bare and clause.words & {"bought", "purchase", "balance", "have", "free"}:
            return None
    return read_spend(reading)


def _asks_the_cost(reading: Reading, verb: int | None) -> bool:
    """`cost for a $90 gig`: no amount of Connects, and nothing that it was the cost of."""
    return (
        verb is not None
        and reading.tokens[verb].text in ("cost", "costs")
        and all(token.text in FILLERS for token in reading.tokens[:verb])
        and not (reading.clause.of("connects") or reading.clause.of("number"))
    )


def _bare_spend(reading: Reading) -> bool:
    """`6 on the logo job`, `6 to the web one`: an amount and a job, without a verb."""
    tokens = [t for t in reading.tokens if t.text not in FILLERS - BEFORE_TITLE and t.kind != "day"]
    if len(tokens) < 3 or reading.clause.words & (
        GOT | {"left", "have", "balance", "remaining", "need", "price"}
    ):
        return False
    return tokens[0].kind in ("number", "connects") and tokens[1].text in ("on", "to", "for")


def read_spend(reading: Reading) -> Act | None:
    """A clause that tells of a spend, or shares the verb of one that does."""
    clause = reading.clause
    purpose = _purpose(reading)
    base, boost = _amounts(reading)
    link = reading.take("link", sure=False)
    if link and len(link.raw) > LONGEST_LINK:
        return Act(None, missing="too-long")
    if _is_scaled_amount(reading):
        return Act(None, missing="amount")
    budget = _budget(reading)
    ago = reading.take_days_ago()
    reading.take_words(_SPEND_VERBS | LOG | _APPLY_NOUNS | _INVITED | _SPEND_SAID | BOUGHT)
    if purpose is Purpose.AVAILABILITY_BADGE:
        reading.take_words(_TURNED_ON)
    verb = reading.index(_SPEND_VERBS)
    job = find_title(reading) or subject(reading, verb) or trailing(reading) or between(reading)
    spend = Spend(
        connects=base,
        boost=boost,
        budget=budget,
        invited=bool(clause.words & _INVITED),
        job=job if purpose is Purpose.PROPOSAL else "",
        link=link.raw if link else "",
        purpose=purpose,
        days_ago=ago,
    )
    if clause.of("count"):
        counted = clause.words & _SPEND_VERBS and _domain_count(clause)
        return Act(None, missing="one-by-one") if counted else None
    if base is None and not spend.invited and not (budget and clause.words & _PROPOSED):
        return _without_amount(reading, spend)
    if any(t.kind == "number" and not sound(t.value) for t in reading.tokens):
        return Act(None, missing="amount")
    left = reading.left_over()
    if clause.words & _PRESENT and not clause.words & (SPENT | {"boosted"}):
        left = (*left, "present")
    return Act(spend, left)


def _is_scaled_amount(reading: Reading) -> bool:
    """`spent 6k on the web job`: no number of Connects, and no budget either."""
    tokens = reading.tokens
    return any(
        before.text in SPENT and token.kind == "money" and token.text[-1:] in "km"
        for before, token in pairwise(tokens)
        if token.text[:1].isdigit()
    )


_SENT = words("sent_words")


_PROPOSED = APPLIED | _APPLY_NOUNS | {"logged", "fired", "placed", "boosted"} | JOBS


def _without_amount(reading: Reading, spend: Spend) -> Act | None:
    """A proposal that was sent; what it took is asked."""
    words_said = reading.clause.words
    told = words_said & _SENT or spend.boost
    named = spend.job or words_said & _APPLY_NOUNS or spend.boost
    if not told or not named or words_said & {"hours", "time", "money"} or spend.budget:
        return None
    return Act(spend, reading.left_over(), missing="spend-how-many")


def _domain_count(clause: Clause) -> bool:
    return any(t.text in _COUNTED_JOBS for t in clause.of("count"))


def _purpose(reading: Reading) -> Purpose:
    words = reading.clause.words
    if "badge" in words:
        return Purpose.AVAILABILITY_BADGE
    if "profile" in words and (words & _BOOSTED or not words & JOBS):
        return Purpose.PROFILE_BOOST
    return Purpose.PROPOSAL


def _amounts(reading: Reading) -> tuple[int | None, int]:
    """Base and boost, in Connects: `6`, `6 + 4`, `10 including 4 boost`."""
    boost_token = reading.take("boost")
    boost = boost_token.value or 0 if boost_token else 0
    clause = reading.clause
    if _budget_number(reading) is not None and not clause.of("connects"):
        number = _take_number_besides_budget(reading)
    else:
        number = reading.take("connects") or reading.take("number")
    if number is None or number.value == 0:
        return None, boost
    base = number.value or 0
    boost = boost or _added_boost(reading, number)
    if boost and clause.words & _IN_ALL and base > boost:
        base -= boost
    return base, boost


_IN_ALL = frozenset({"including", "incl", "included", "total", "altogether", "includes"})


def _added_boost(reading: Reading, number: Token) -> int:
    """The 4 in `6 + 4` and `6+4`."""
    at = next(i for i, token in enumerate(reading.tokens) if token is number)
    following = reading.tokens[at + 1 : at + 3]
    if following and following[0].kind == "number" and following[0].raw.startswith("+"):
        added = 0
    elif len(following) == 2 and following[0].text in ("+", "plus"):
        added = 1
    else:
        return 0
    token = following[added]
    if token.kind not in ("number", "connects") or not sound(token.value):
        return 0
    reading.used.add(at + 1 + added)
    return token.value or 0


def _budget_number(reading: Reading) -> int | None:
    """Where a bare number stands for a job's budget: `a 700 job`, `budget 250`, `700 fixed`."""
    tokens = reading.tokens
    for at, token in enumerate(tokens):
        if (
            token.kind == "count"
            and token.text in ("job", "project", "gig")
            and (token.value or 0) >= 30
        ):
            return at
        if token.kind == "number" and (token.value or 0) >= 30:
            after = {t.text for t in tokens[at + 1 : at + 2]}
            before = {t.text for t in tokens[max(0, at - 3) : at]}
            if after & {"fixed", "budget", "job", "gig", "project"} or before & {
                "budget",
                "budgeted",
            }:
                return at
    return None


def _take_number_besides_budget(reading: Reading) -> Token | None:
    budget_at = _budget_number(reading)
    for at, token in enumerate(reading.tokens):
        if (
            at != budget_at
            and at not in reading.used
            and token.kind == "number"
            and sound(token.value)
        ):
            reading.used.add(at)
            return token
    return None


def _budget(reading: Reading) -> str:
    at = _budget_number(reading)
    if at is not None:
        reading.used.add(at)
        return str(reading.tokens[at].value)
    token = reading.take("money", sure=False)
    return token.text[:LONGEST_TEXT] if token else ""
