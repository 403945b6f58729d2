"""What may but say something of the turn before: it is asked about."""

import re
from collections.abc import Sequence

from bot.ledger.model import Purpose

from .doubts import MUCH
from .intents import (
    ACTS,
    Answer,
    Balance,
    Buy,
    ChangePlan,
    Correct,
    Decline,
    Earn,
    Edit,
    Estimate,
    Intent,
    Outcome,
    Remind,
    SmallTalk,
    Spend,
    Understanding,
    UpdateSettings,
)
from .turns import IN_ANY_NAME, Turn, words_in
from .vocabulary import SPENT


def may_comment(understood: Understanding, last: Turn, text: str) -> bool:
    """Whether an act may but say something of the turn before: `ok 12 for the logo job` behind an
    estimate, `but I bought 80` behind a balance, `upwork says 14` behind a spend of 12."""
    acts = [each for each in understood.intents if isinstance(each, Buy | Correct | Earn | Spend)]
    if not acts:
        return False
    said = set(_LETTERS.findall(text.lower()))
    if isinstance(last.waiting, Spend):
        is_short = len(text.split()) <= _FEW_WORDS
        return is_short and not any(isinstance(each, Spend) for each in acts)
    if last.said == "answered":
        return _may_comment_answer(acts, last, text)
    if last.said != "noted":
        return False
    goes_on_reminding = any(isinstance(each, Remind) for each in last.intents)
    if _is_in_it_already(acts, last, text) or (goes_on_reminding and _AND.match(text)):
        return True
    bought = {each.connects for each in last.intents if isinstance(each, Buy)}
    if bought and any(map(_is_spent_on_nothing, acts)):
        return True
    if any(isinstance(each, Buy) and each.connects in bought for each in acts):
        return True
    if any(_is_the_same(each, noted) for each in acts for noted in last.intents):
        return True
    spends = any(isinstance(each, Spend | Edit) for each in last.intents)
    is_low = any(isinstance(each, Correct) and each.connects <= MUCH for each in acts)
    is_yes = any(isinstance(each, Spend) for each in acts) and _CONFIRMS.match(text) is not None
    return spends and (is_yes or (is_low and not said & _HELD))


def _may_comment_answer(acts: Sequence[Intent], last: Turn, text: str) -> bool:
    """`12 for the logo then` behind a balance, `I tried it, 8` behind the badge's price."""
    is_of_rest = any(isinstance(each, Balance) for each in last.intents)
    if is_of_rest and _OF_REST.search(text):
        return True
    is_of_other = any(isinstance(i, Answer) and i.topic in _NO_PROPOSALS for i in last.intents)
    if is_of_other and any(map(_is_spent_on_nothing, acts)):
        return True
    is_of_cost = any(isinstance(each, Estimate) for each in last.intents)
    is_spent = bool(set(_LETTERS.findall(text.lower())) & SPENT)
    return _EXPLAINS.match(text) is not None or (is_of_cost and not is_spent)


def goes_on(understood: Understanding, last: Turn, text: str) -> bool:
    """Whether an act may but go on with what was asked, or with what was only supposed."""
    return _goes_on_asking(understood, last, text) or _goes_on_supposing(understood, last, text)


_FEWEST_WORDS = 3
_TALK = (SmallTalk, Decline)
_AND = re.compile(r"\W*(?:and|then|plus|also|y|luego|despu[eé]s|adem[aá]s)\b", re.IGNORECASE)


def _goes_on_asking(understood: Understanding, last: Turn, text: str) -> bool:
    """`and hired?` without its mark, behind `what comes back if I withdraw?`: hardly more than the
    word of an act that has no amount and names nothing."""
    acts = [each for each in understood.intents if isinstance(each, ACTS)]
    was_asked = last.said == "answered" and any(not isinstance(i, _TALK) for i in last.intents)
    return was_asked and len(_LETTERS.findall(text)) <= _FEWEST_WORDS and any(map(_is_bare, acts))


def _is_bare(act: Intent) -> bool:
    match act:
        case Outcome():
            return not act.job and act.proposal_id is None and act.contract_cents is None
        case Earn():
            return act.connects is None
        case UpdateSettings():
            return act.new_account
        case _:
            return isinstance(act, ChangePlan)


def _goes_on_supposing(understood: Understanding, last: Turn, text: str) -> bool:
    """`they viewed it`, `and bought 80`, behind what somebody else did or what is but planned."""
    acts = [each for each in understood.intents if isinstance(each, ACTS)]
    is_of_it = any(isinstance(each, Outcome) and not each.job for each in acts)
    return last.asked == "considered" and bool(acts) and (is_of_it or _AND.match(text) is not None)


def _is_in_it_already(acts: Sequence[Intent], last: Turn, text: str) -> bool:
    """`that's after 12 on the logo` behind a balance, `the 80 came` behind a purchase or a plan."""
    if any(isinstance(each, Correct) for each in last.intents):
        return _IS_IN_IT.search(text) is not None or any(map(_names_no_job, acts))
    brings = any(isinstance(each, Buy | ChangePlan) for each in last.intents)
    came = any(isinstance(each, Earn) for each in acts)
    return brings and came and _NAMES_SOURCE.search(text) is None


def _names_no_job(act: Intent) -> bool:
    """`the extra 10 came from an interview`, `the badge took 8`: a balance that was just told may
    hold it already."""
    return isinstance(act, Earn) or (isinstance(act, Spend) and not act.job)


def _is_spent_on_nothing(act: Intent) -> bool:
    """`spent 12 on it` behind a purchase may be money."""
    is_proposal = isinstance(act, Spend) and act.purpose is Purpose.PROPOSAL
    return is_proposal and _names_no_job(act)


def _is_the_same(act: Intent, noted: Intent) -> bool:
    """`12 for a ghost` behind 12 on nothing named, `8 for a badge lol` behind a badge of 8, `14 for
    drawings of gearbox` behind 14 on the gearbox drawings."""
    if not (isinstance(act, Spend) and isinstance(noted, Spend)):
        return False
    named = words_in(act.job) - IN_ANY_NAME
    is_named_so = not noted.job or (bool(named) and named <= words_in(noted.job))
    return act.purpose is noted.purpose and act.connects == noted.connects and is_named_so


_NO_PROPOSALS = ("badge-and-profile", "boosting")
"""What else Connects are spent on: `I tried it, 8` behind an answer about the badge."""
_OF_REST = re.compile(r"\b(?:then|first|i['’]?m out|for the \w+ then)\b", re.IGNORECASE)
"""What a balance would be spent on: `12 for the logo then`."""
_IS_IN_IT = re.compile(
    r"^\W*\d+ (?:are|were|from)\b|\b(?:after|includ\w*|already|before|that['’]?s why|thats why"
    r"|forgot|of (?:them|it|those)|with the|lost|gone|went)\b",
    re.IGNORECASE,
)
"""What a balance that was just told holds already: `that's after 12 on the logo`."""
_CONFIRMS = re.compile(
    r"\W*(?:y(?:es|ep|eah|up)|exactly|right|s[ií]|i said|just spent)\b", re.IGNORECASE
)
_NAMES_SOURCE = re.compile(
    r"\b(?:interview|entrevista|promo|bonus|free|gratis|rising|top|test|reward|gift|refund)\w*",
    re.IGNORECASE,
)
"""What came otherwise than with what was bought, or with the plan: `the 80 came`."""
_FEW_WORDS = 3
_LETTERS = re.compile(r"[^\W\d_]+")
_HELD = frozenset(("left", "leaves", "leaving", "balance", "remaining", "have", "quedan", "saldo"))
_EXPLAINS = re.compile(r"\W*(?:(?:but|ah|oh|yeah|right|so)\W+)+(?:i|we)\b|.*\bthough\W*$", re.I)
