"""What puts right what was noted or asked about last: `no, 14`, `at 9 instead`, `yes but 14`."""

import re
from collections.abc import Sequence

from bot.ledger.model import Purpose, Source
from bot.ledger.refusals import Refusal
from bot.parsing.money import parse_money

from .doubts import MOST
from .edits import adds_an_amount, edit_in, edited
from .intents import (
    ASKED,
    Buy,
    Correct,
    Earn,
    Edit,
    Intent,
    Outcome,
    Remind,
    Spend,
    Understanding,
    Undo,
    UpdateSettings,
)
from .leaning import (
    INSTEAD_SURE,
    Correction,
    changed_by,
    stands_beside,
    told_as,
    understood_if,
)
from .outside import outside
from .reader.segments import Value
from .revision import SAYS_TOTAL
from .tokens import whole_in
from .told import is_as_sold
from .turns import Turn
from .vocabulary import patterns, words

_SAYS = patterns("corrections.toml")


def says_yes(text: str) -> bool:
    """Whether it begins with a yes."""
    return _SAYS["yes"].match(text) is not None


def asked_again(unsure: Sequence[Intent], correction: Correction) -> Understanding | None:
    """`yes but 14`: what was asked about, put right; `wait 14` is asked about once more."""
    if len(unsure) != 1:
        return None
    before = unsure[0]
    changed = changed_by(before, correction)
    if changed is None:
        return None
    if isinstance(changed, Edit | Outcome) and changed.job != getattr(before, "job", ""):
        changed = changed.model_copy(update={"proposal_id": None})
    elif isinstance(changed, Undo):
        changed = Undo(job=changed.job)
    holds_boost = bool(correction.segment.spans("b"))
    is_within = holds_boost and SAYS_TOTAL.search(correction.text) is not None
    is_much = isinstance(changed, Spend) and (changed.connects or 0) > MOST
    is_sure = correction.is_surely() and says_yes(correction.text)
    is_sure &= not adds_an_amount(correction) and _SAYS["no"].search(correction.text) is None
    is_sure &= not holds_boost or _SAYS["of_boost"].search(correction.text) is not None
    return understood_if(is_sure and not is_within | is_much, changed)


def put_right(last: Turn, correction: Correction) -> Understanding | None:
    """What was noted is edited, or taken back and noted as it should have been; a balance, or the
    day on which the cycle begins, is set anew.

    At once, where it is surely another number, or another name instead of its own: a name alone
    may be another proposal's, and `14, not 12` is, where no 12 were noted.
    """
    (before,) = last.intents
    understood = _put_right(before, last, correction)
    if understood is None or not _takes_back_another(before, correction):
        return understood
    return understood.model_copy(update={"certainty": ASKED})


def _takes_back_another(before: Intent, correction: Correction) -> bool:
    """Whether a number is taken back that is none of what was noted: `14, not 12` is of another one
    where no 12 were, `6, not 5` where 5 was the boost is its boost's."""
    taken_back = correction.segment.spans("r")
    said = (whole_in(correction.text[value.start : value.end]) for value in taken_back)
    numbers = {number for number in said if number is not None}
    has = {v for v in before.model_dump().values() if isinstance(v, int)}
    if isinstance(before, Spend):
        has.add((before.connects or 0) + before.boost)
        has |= {int(found) for found in re.findall(r"\d+", before.budget + before.job)}
        if before.boost and {"n", "b"} & correction.keys() == {"n"}:
            has.discard(before.boost)
    return bool(numbers) and not numbers & has and not correction.names_new()


def _put_right(before: Intent, last: Turn, correction: Correction) -> Understanding | None:
    if isinstance(before, UpdateSettings):
        return _another_day(before, correction)
    if isinstance(before, Remind):
        return _reminded_otherwise(before, last, correction)
    if isinstance(before, Outcome):
        return _of_another_proposal(before, last, correction)
    if isinstance(before, Buy) and correction.keys() == {"p"}:
        return _paid_otherwise(before, last, correction)
    edit = edit_in(correction)
    if edit is not None and isinstance(before, Spend) and _is_plain(before):
        return edited(before, edit, last, correction)
    is_renamed = _SAYS["renames"].search(correction.text) is not None
    is_named_anew = is_renamed or correction.names_new()  # `the logo was on Friday` names it only
    told = correction.segment if is_named_anew else correction.segment.without("j")
    changed = changed_by(before, correction._replace(segment=told))
    if changed is None or changed == before or adds_an_amount(correction):
        return None
    is_sure = correction.is_surely() and (is_renamed or not correction.names_new())
    is_sure &= _tells_a_day_alone(correction) and _is_as_sold(changed, correction)
    match before:
        case Correct():
            return understood_if(is_sure, changed)
        case Earn(source=source) if source is not Source.OTHER and correction.keys() != {"d"}:
            return None  # the rate card says how many these bring: another number is refused
        case Spend() | Buy() | Earn() if last.entry_id is not None:
            return understood_if(is_sure, Undo(entry_id=last.entry_id), changed)
        case _:
            return None


def _tells_a_day_alone(correction: Correction) -> bool:
    """Whether a day that it holds is of what was noted: `and it was on Friday` is, and `deadline is
    friday` is not."""
    if not correction.segment.spans("d"):
        return True
    if _IS_TODAY.search(correction.text):
        return False
    beside = " ".join(outside(part, correction.text) for part in correction.telling())
    return set(_WORD.findall(_BY_THE_WAY.sub("", beside).lower())) <= _BESIDE_DAYS


_IS_TODAY = re.compile(
    r"\b(?:it['’]?s|it is|today(?:['’]?s| is)|(?:hoy )?es)\W+"
    r"(?:(?:a|the|already|only|still|el|ya)\W+)*"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tue|wed|thu|fri|sat|sun)\b|weekend|lunes"
    r"|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo|finde)",
    re.IGNORECASE,
)
"""`oh, it's sunday` may tell which day it is."""
_BY_THE_WAY = re.compile(r"\bby the way\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_BESIDE_DAYS = words("beside_days")


def _is_as_sold(changed: Intent, correction: Correction) -> bool:
    """Whether a purchase is of as many as Upwork sells, and not what was paid: `they were 15`."""
    if not isinstance(changed, Buy):
        return True
    return is_as_sold(changed) and not _SAYS["paid"].search(correction.text)


def _paid_otherwise(before: Buy, last: Turn, correction: Correction) -> Understanding | None:
    """`that was $12 in all`: what a purchase cost, told behind its note."""
    price, *more = correction.segment.spans("p")
    try:
        cents = parse_money(correction.text[price.start : price.end])
    except Refusal:
        return None
    if more or last.entry_id is None:
        return None
    paid = before.model_copy(update={"paid_cents": cents})
    is_sure = correction.is_surely() and is_as_sold(paid) and stands_beside("price", correction)
    return understood_if(is_sure, Undo(entry_id=last.entry_id), paid)


def _is_plain(spend: Spend) -> bool:
    """Whether it was for a proposal, at a number of Connects that was told."""
    return spend.purpose is Purpose.PROPOSAL and spend.connects is not None


def _another_day(before: UpdateSettings, correction: Correction) -> Understanding | None:
    """`sorry, the 12th`, where the day of the cycle was told."""
    if not correction.keys() <= {"n", "y"}:
        return None
    days = tuple(value._replace(key="y") for value in correction.segment.values)
    correction = correction._replace(segment=correction.segment._replace(values=days))
    told = told_as("cyc", correction)
    is_day = before.cycle_day is not None and correction.keys() == {"y"}
    if not is_day or told is None or told.intent is None or told.doubts:
        return None
    is_sure = correction.is_read(INSTEAD_SURE) and stands_beside("day", correction)
    return understood_if(is_sure, told.intent)


def _reminded_otherwise(before: Remind, last: Turn, correction: Correction) -> Understanding | None:
    """`make that saturday`, `at 9 instead`: what is told of the reminder's time and matter."""
    reminder_id = next((each.reminder_id for each in last.back if each.reminder_id), None)
    told = told_as("rem", correction)
    if reminder_id is None or told is None or not isinstance(told.intent, Remind):
        return None
    if not correction.keys() or not correction.keys() <= set("wa"):
        return None
    repeats = _SAYS["repeats"]
    is_one = repeats.search(correction.text) is None
    if told.intent.when and is_one and repeats.search(before.when):
        return None
    instead = told.intent.model_copy(update={"instead_of": reminder_id})
    if not instead.about:
        instead = instead.model_copy(update={"about": before.about})
    is_else = _SAYS["leaves"].search(correction.text) is not None
    return understood_if(correction.is_read(INSTEAD_SURE) and not is_else, instead)


def _of_another_proposal(
    before: Outcome, last: Turn, correction: Correction
) -> Understanding | None:
    """`no wait, it was the app`: the outcome was another proposal's."""
    found = _SAYS["it_was_one"].fullmatch(correction.text)
    if found and not correction.keys():
        value = Value("j", *found.span("name"))
        segment = correction.segment._replace(values=(value,), values_sure=1.0)
        correction = correction._replace(segment=segment)
    told = told_as("o:viewed", correction)
    if told is None or not isinstance(told.intent, Outcome) or told.doubts:
        return None
    if last.outcome_id is None or correction.keys() != {"j"}:
        return None
    named = {"job": told.intent.job, "instead_of": last.outcome_id, "proposal_id": None}
    other = before.model_copy(update=named)
    is_sure = correction.is_read(INSTEAD_SURE) and stands_beside("other", correction)
    return understood_if(is_sure, other)
