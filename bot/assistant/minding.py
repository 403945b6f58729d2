"""Acts that stand on their own, and are about the turn before: `they viewed it already`."""

import re
from collections.abc import Iterable

from bot.ledger.model import Purpose, Source

from .comments import goes_on, may_comment
from .intents import (
    ASKED,
    ChangePlan,
    Earn,
    Intent,
    Outcome,
    Spend,
    Understanding,
    UpdateSettings,
)
from .leaning import NAMES_ONE
from .naming import MEANS_IT
from .places import place_meant
from .turns import Turn


def mind_the_last(understood: Understanding, last: Turn | None, text: str) -> Understanding:
    """`They viewed it already` is about the proposal of the turn before. What may be about what was
    just noted is asked about.

    `Jade took 12` after a proposal to Jade, a spend on nothing named after one, an outcome of no
    named job right after another, which is then about the same proposal, and what came right after
    a new account: `40 landed with it`.
    """
    if last is not None and (
        may_comment(understood, last, text) or goes_on(understood, last, text)
    ):
        understood = understood.model_copy(update={"certainty": min(understood.certainty, ASKED)})
    if last is None or last.said != "noted":
        return understood
    place = place_meant(text, last)
    if place is not None and any(map(_is_of_any, understood.intents)):
        return of_its_place(understood, last.intents[place])
    if MEANS_IT.search(text) and not (NAMES_ONE.search(text) or _ANY.search(text)):
        located = tuple(_of_the_last_one(intent, last) for intent in understood.intents)
        understood = understood.model_copy(update={"intents": located})
    noted = {each.job.casefold() for each in last.intents if isinstance(each, Spend)}
    came = any(isinstance(each, Earn | Outcome) for each in last.intents)
    noted |= {""} if noted or came else set()
    minded = tuple(_about_last(intent, last) for intent in understood.intents)
    if noted and _IT_WAS.match(text):
        noted |= {each.job.casefold() for each in minded if isinstance(each, Spend)}
    is_again = any(isinstance(i, Spend) and _is_of(i, noted) for i in minded)
    is_again |= came and any(isinstance(each, Earn) for each in minded)
    is_again |= any(map(_is_of_plan, last.intents)) and any(map(_is_of_plan, minded))
    is_again |= any(map(_is_hired, last.intents)) and any(map(_is_closed, minded))
    is_again |= _goes_back(minded, last)
    if minded == understood.intents and not is_again:
        return understood
    return understood.model_copy(update={"intents": minded, "certainty": ASKED})


def _is_of_plan(intent: Intent) -> bool:
    """`bye basic` behind the move to Plus tells the same."""
    return isinstance(intent, ChangePlan)


def _is_hired(intent: Intent) -> bool:
    return isinstance(intent, Outcome) and intent.result == "hired"


def _is_closed(intent: Intent) -> bool:
    """A job that hired the person is closed with a hire."""
    return isinstance(intent, Outcome) and intent.result == "closed without hire"


_STAGES = ("viewed", "interview")


def _goes_back(minded: Iterable[Intent], last: Turn) -> bool:
    """`he viewed it within 5 minutes`, of a proposal that was just told to have come further: it
    says how it went."""
    told = [each.result for each in last.intents if isinstance(each, Outcome)]
    reached = [_STAGES.index(each) if each in _STAGES else len(_STAGES) for each in told]
    of_the_same = (
        each
        for each in minded
        if isinstance(each, Outcome)
        and each.result in _STAGES
        and (not each.job or each.proposal_id is not None)
    )
    return any(_STAGES.index(each.result) < max(reached, default=0) for each in of_the_same)


_IT_WAS = re.compile(
    r"\W*(?:(?:no|sorry|oops|actually|wait|and|but|so)\W+)*(?:it|that|this)(?:['’]?s|\W+(?:was|is))\b",
    re.IGNORECASE,
)
"""`it was 5 for the ski map` may put right what was noted."""
_ANY = re.compile(
    r"\b(?:(?:one|any|some|none|both|all|two) of|some ?one|some ?body|another|other|first|second"
    r"|alguien|un[oa] de|otr[oa])\b",
    re.IGNORECASE,
)
"""`one of them hired me` may be of any."""


def _of_the_last_one(intent: Intent, last: Turn) -> Intent:
    """An outcome of no named job, with the proposal that was noted or told of last."""
    if not _is_of_any(intent) or last.proposal_id is None:
        return intent
    named = [each.job for each in last.intents if isinstance(each, Spend | Outcome)]
    return intent.model_copy(
        update={"job": named[-1] if named else "", "proposal_id": last.proposal_id}
    )


def of_its_place(understood: Understanding, noted: Intent) -> Understanding:
    """`they viewed the first one`, of two that were just noted: with its name."""
    job = noted.job if isinstance(noted, Spend) else ""
    named = tuple(
        each.model_copy(update={"job": job}) if _is_of_any(each) else each
        for each in understood.intents
    )
    return understood.model_copy(update={"intents": named})


def _is_of_any(intent: Intent) -> bool:
    return isinstance(intent, Outcome) and not intent.job and intent.proposal_id is None


def _is_of(spend: Spend, jobs: set[str]) -> bool:
    return spend.purpose is Purpose.PROPOSAL and spend.job.casefold() in jobs


_OTHERWISE = frozenset({Source.INTERVIEW, Source.OTHER})


def _about_last(intent: Intent, last: Turn) -> Intent:
    is_grant = isinstance(intent, Earn) and intent.source in _OTHERWISE
    newest = last.intents[-1] if last.intents else None
    if is_grant and isinstance(newest, UpdateSettings) and newest.new_account:
        return intent.model_copy(update={"source": Source.NEW_ACCOUNT})
    return intent if last.outcome_id is None else _of_the_last_one(intent, last)
