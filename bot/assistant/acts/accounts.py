"""`upgraded to plus`, `my connects renew on the 14th`: the plan, the cycle, the time zone."""

import re

from bot.ledger.model import Plan

from ..intents import LONGEST_TEXT, ChangePlan, UpdateSettings
from ..vocabulary import FILLERS, words
from .reading import Act, Reading

_PLAN_SAID = words("plan_said")
_PLAN_NAMED = words("plan_named")
_CYCLE_SAID = words("cycle_said")
_ZONE_SAID = words("zone_said")
_MOVED = words("moved")
_ENDED = words("ended")


def read_plan(reading: Reading) -> Act | None:
    """A move to another plan."""
    words = reading.clause.words
    named_plus = "plus" in words and (words & _PLAN_NAMED or len(reading.tokens) < 5)
    upgraded = (
        "upgraded" in words
        and words & {"plan", "account", "membership", "plus"}
        and "basic" not in words
    )
    named_basic = "basic" in words or "downgraded" in words
    if not (named_plus or upgraded or named_basic) or not words & (_MOVED | {"upgraded"}):
        return None
    if reading.clause.of("connects") or reading.clause.of("number"):
        return None
    plus = bool(
        (named_plus or upgraded)
        and not words & _ENDED
        and not (named_basic and "basic" in words and _to_basic(reading))
    )
    ago = next((token.value for token in reading.tokens if token.kind == "day"), 0)
    if not (plus and ago):  # its cycle would begin today: an earlier day is left over, and told
        reading.take("day")
    reading.take("money", sure=False)
    reading.take_words(_MOVED | _PLAN_SAID)
    return Act(ChangePlan(plan=Plan.FREELANCER_PLUS if plus else Plan.BASIC), reading.left_over())


def _to_basic(reading: Reading) -> bool:
    """Whether Basic is where it goes, in `from Plus to Basic`."""
    texts = [token.text for token in reading.tokens]
    at = texts.index("basic")
    return "from" not in texts[max(0, at - 2) : at]


_RENEWS = words("renews")
_RENEWAL = _RENEWS & frozenset({"renew", "renewal", "renews", "reset", "resets", "refreshes"})
_DAYS_OWN = _RENEWAL | {"billing", "cycle", "refresh", "renew"}
"""Beside these a number is a day: `my monthly 10` is none."""
_OF_CONNECTS = frozenset({"connects", "cycle", "billing", "mine", "monthly", "day"})
_SHORT = 8
"""Tokens of `renewal is on the 17th for me`."""


def read_account(reading: Reading) -> Act | None:
    """The time zone or the cycle day."""
    clause = reading.clause
    words = clause.words
    if words & {"timezone", "tz"} or {"time", "zone"} <= words:
        rest = [
            t.raw
            for t in reading.tokens
            if t.text not in (FILLERS - {"new"}) | _ZONE_SAID
            and t.kind in ("word", "sep", "other")
            and t.text not in (",", ":", "=")
        ]
        zone = re.sub(r" ?([/_]) ?", r"\1", " ".join(rest)).strip()
        return Act(UpdateSettings(timezone=zone[:LONGEST_TEXT])) if zone else None
    is_short = bool(words & _RENEWAL) and len(reading.tokens) <= _SHORT
    if words & _RENEWS and (is_short or words & _OF_CONNECTS):
        kinds = ("ordinal", "number") if words & _DAYS_OWN else ("ordinal",)
        day = next((t for t in reading.tokens if t.kind in kinds), None)
        if day is None or not 1 <= (day.value or 0) <= 31 or clause.of("connects"):
            return None
        reading.used.add(next(i for i, t in enumerate(reading.tokens) if t is day))
        reading.take_words(_RENEWS | _CYCLE_SAID)
        return Act(UpdateSettings(cycle_day=day.value), reading.left_over())
    return None
