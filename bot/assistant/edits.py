"""What puts right a proposal that was noted: its cost, its boost, its budget, its name."""

import re
from collections.abc import Sequence
from datetime import date

from .doubts import MUCH
from .intents import LONGEST_TEXT, Edit, Intent, Outcome, Spend, Understanding, Undo
from .leaning import (
    ASKED_ABOUT,
    INSTEAD_SURE,
    Correction,
    correction_of,
    one_act,
    says_more,
    stands_beside,
    told_as,
    understood_if,
)
from .naming import GENERIC
from .outside import loose_words, outside
from .places import place_meant, place_named
from .reader.labels import AMOUNTS
from .reader.segments import Segment
from .reader.words import Known
from .revision import SAYS_TOTAL
from .tokens import whole_in
from .turns import Turn, words_in
from .vocabulary import patterns

_SAYS = patterns("corrections.toml")


def edited(before: Spend, edit: Edit, last: Turn, correction: Correction) -> Understanding | None:
    """The proposal that was just noted, or another that is named with what it took."""
    is_sure = correction.is_surely() and not adds_an_amount(correction)
    is_sure &= (edit.connects or 0) <= MUCH
    is_sure &= (
        edit.connects is None
        or edit.connects > _FEW
        or _SAYS["makes"].search(correction.text) is None
    )
    if _costs_boost(edit) and not _tells_both(correction):
        beside = outside(correction.segment, correction.text)
        is_sure &= edit.connects is None and _SAYS["of_boost"].search(correction.text) is not None
        is_sure &= _SAYS["boost_of_else"].search(beside) is None
    is_sure &= not before.boost or edit.connects != (before.connects or 0) + before.boost
    if edit.connects == before.connects:
        edit = edit.model_copy(update={"connects": None})
    if _is_within(edit, before, correction):
        boost = edit.more_boost or edit.boost or 0
        named = Edit(job=before.job, proposal_id=last.entry_id)
        parts = {"connects": (before.connects or 0) - boost, "boost": boost}
        return understood_if(False, named.model_copy(update=parts))
    if before.boost and edit.more_boost and not says_more(correction.text):
        edit = edit.model_copy(update={"boost": edit.more_boost, "more_boost": 0})
    name = edit.new_job or edit.job
    if costs_otherwise(edit) and not edit.new_job and before.job:
        if not words_in(name) <= words_in(before.job):
            return understood_if(is_sure, edit)
        name = ""
    if name and _is_named_so(before, edit):
        is_sure = correction.is_read(INSTEAD_SURE)
    elif name:
        is_named_wrongly = correction.keys() == {"j"} and correction.is_of_a_mistake()
        is_named_wrongly &= _SAYS["wrong_thing"].search(correction.text) is None
        is_renamed = is_named_wrongly or _SAYS["renames"].search(correction.text) is not None
        is_sure &= is_renamed or stands_beside("name", correction)
        is_sure &= _ends_with_it(correction)
        is_sure &= _SAYS["remarks_title"].search(correction.text) is None
    elif edit.connects is not None and last.is_of_boost:
        is_sure = False
    own: dict[str, str | int | None] = {
        "job": before.job,
        "proposal_id": last.entry_id,
        "new_job": "" if name.casefold() == before.job.casefold() else name,
    }
    edit = edit.model_copy(update=own)
    return understood_if(is_sure, edit) if _changes(edit) else None


_BEHIND_NAME = re.compile(
    r"\W*(?:(?:please|pls|plz|thanks|thx|instead|one|por favor)\W*)*(?:[,.;(!].*)?", re.I
)


def _ends_with_it(correction: Correction) -> bool:
    """Whether nothing goes on behind the new name, of which a part alone may have been read."""
    end = max((value.end for value in correction.segment.spans("j")), default=0)
    return _BEHIND_NAME.fullmatch(correction.text[end:]) is not None


_FEW = 3


def _costs_boost(edit: Edit) -> bool:
    """Whether it changes the boost."""
    return edit.boost is not None or bool(edit.more_boost)


def _tells_both(correction: Correction) -> bool:
    """`no, 8 and boost 2`: whether a cost and its boost are told one behind the other, as two."""
    counted = [value for value in correction.segment.values if value.key in AMOUNTS]
    if [value.key for value in counted] != ["n", "b"]:
        return False
    between = correction.text[counted[0].end : counted[1].start]
    return _SAYS["and_boost"].fullmatch(between) is not None


def _is_within(edit: Edit, before: Spend, correction: Correction) -> bool:
    """`4 of those boost`: whether the boost that is told later was a part of what was noted."""
    boost = edit.more_boost or edit.boost or 0
    is_boost = edit.connects is None and not before.boost
    says_so = SAYS_TOTAL.search(outside(correction.segment, correction.text)) is not None
    return is_boost and says_so and 0 < boost < (before.connects or 0)


def costs_otherwise(edit: Edit) -> bool:
    """Whether it changes what a proposal took."""
    return edit.connects is not None or _costs_boost(edit)


def is_of_boost(intents: Sequence[Intent]) -> bool:
    """Whether nothing but a proposal's boost was edited: another number may be the boost's."""
    edits = [each for each in intents if isinstance(each, Edit)]
    return any(costs_otherwise(each) and each.connects is None for each in edits)


def _is_named_so(spend: Spend, edit: Edit) -> bool:
    """`it was the bakery, not the logo`: whether the name that is taken back is the spend's."""
    return bool(edit.new_job) and words_in(edit.job) <= words_in(spend.job)


def edit_in(correction: Correction) -> Edit | None:
    """What a correction says of a proposal; None where it cannot be read, or is about its day."""
    segment, text, keys = correction.segment, correction.text, correction.keys()
    told = told_as("sp", correction)
    if told is None or not isinstance(told.intent, Spend) or set(told.doubts) - ASKED_ABOUT:
        return None
    taken_back = [text[value.start : value.end] for value in segment.spans("r")]
    was_called = next((each for each in taken_back if whole_in(each) is None), "")
    is_boost = "b" in keys
    if adds_an_amount(correction) and not is_boost:
        return _with_more(told.intent, correction)
    says_so = _SAYS["is"].search(text) and not says_more(text)
    is_instead = bool(taken_back) or says_so or _tells_both(correction)
    edit = Edit(
        job=was_called[:LONGEST_TEXT] or told.intent.job,
        new_job=told.intent.job if was_called else "",
        connects=told.intent.connects if keys & {"n", "t"} else None,
        boost=told.intent.boost if is_boost and is_instead else None,
        more_boost=told.intent.boost if is_boost and not is_instead else 0,
        budget=told.intent.budget,
    )
    return edit if keys <= set("nbtjm") else None


def adds_an_amount(correction: Correction) -> bool:
    """Whether an amount that is no boost's comes on top: it may be one, or another proposal's."""
    is_amount = bool(correction.keys() & {"n", "t"})
    if not is_amount or _tells_both(correction):
        return False
    return _SAYS["adds"].search(correction.text) is not None


def _with_more(told: Spend, correction: Correction) -> Edit | None:
    """What went on a proposal later, `4 more on it`: its boost, as Upwork sells nothing else."""
    more = told.connects or 0
    return Edit(job=told.job, more_boost=more) if correction.keys() <= set("ntj") else None


def _changes(edit: Edit) -> bool:
    return edit.model_copy(update={"job": "", "proposal_id": None}) != Edit()


def read_edit(
    segments: Sequence[Segment],
    text: str,
    today: date,
    last: Turn | None = None,
    known: Known | None = None,
) -> Understanding | None:
    """A correction that names its proposal, or means the last one: `the logo one was 14`.

    At once, where another number of a named one is surely told: a new name may be another proposal,
    and the last one something else than a proposal. Right behind a note of something else it is no
    proposal's.
    """
    segment = one_act(segments)
    if segment is None or segment.act != "amend":
        return None
    correction = correction_of(segment, text, today, last, known)
    is_of_an_older = not segment.spans("j") and correction.is_of_an_older()
    if is_of_an_older or _place_of(correction, last) is not None:
        return of_an_older(correction, last)
    edit = edit_in(correction)
    if edit is None or not _changes(edit) or (not edit.job and _is_of_else(last)):
        return None
    is_sure = bool(edit.job) and not edit.new_job and not adds_an_amount(correction)
    is_sure &= _SAYS["may_be_job"].match(text) is None and (edit.connects or 0) <= MUCH
    is_sure &= not edit.more_boost or _SAYS["raised"].search(text) is None
    return understood_if(is_sure and correction.is_read(), edit)


def _place_of(correction: Correction, last: Turn | None) -> int | None:
    if last is None:
        return None
    by_place = place_meant(correction.text, last)
    named = words_in(" ".join(correction.names()))
    said = (loose_words(correction.segment, correction.text) | named) - GENERIC
    of_corrections = correction.known.leaning if correction.known else frozenset()
    return place_named(said - of_corrections, last) if by_place is None else by_place


def of_an_older(correction: Correction, last: Turn | None) -> Understanding:
    """`the first was 14`, `the SEO one was 14`: of several that were just noted the one that is
    meant; else it is asked which."""
    place = _place_of(correction, last)
    meant = last.intents[place] if last and place is not None else None
    edit = edit_in(correction)
    if not isinstance(meant, Spend) or not meant.job or edit is None or not _changes(edit):
        return Understanding(ask="amend-which")
    is_sure = correction.is_read() and not adds_an_amount(correction) and not edit.new_job
    is_sure &= (edit.connects or 0) <= MUCH
    return understood_if(is_sure, edit.model_copy(update={"job": meant.job}))


def _is_of_else(last: Turn | None) -> bool:
    if last is None or last.said != "noted" or not last.intents:
        return False
    return not any(isinstance(each, Spend | Edit | Outcome | Undo) for each in last.intents)
