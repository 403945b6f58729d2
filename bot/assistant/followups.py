"""What leans on the turn before: `and for 900?`, `6` after “how many?”, `undo that`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.ledger.model import Purpose
from bot.parsing.numbers import MOST_CONNECTS

from .intents import (
    LONGEST_TEXT,
    Buy,
    ChangePlan,
    Earn,
    Edit,
    Estimate,
    Intent,
    Outcome,
    Remind,
    Spend,
    Understanding,
    Undo,
    UpdateSettings,
)
from .outside import loose_words
from .reader.labels import is_act
from .reader.segments import Segment, Value
from .reader.words import Known
from .tokens import Token, whole_in
from .told import Told
from .values import joined, tell
from .vocabulary import words


@dataclass(frozen=True)
class Turn:
    """The turn before, which a follow-up leans on.

    `waiting` lacks a value, `unsure` was asked about, and `either` beside it where there were two
    readings; `outcome_id` and `proposal_id` are those of the outcome that was told last, `entry_id`
    is that of the spend or the purchase that was noted or edited last; `back` is what takes back
    what was done, the last first. `said` is how Purser answered, one of the reader's CONTEXTS;
    `asked` is the code of the question back.
    """

    intents: tuple[Intent, ...] = ()
    waiting: Intent | None = None
    unsure: tuple[Intent, ...] = ()
    either: tuple[Intent, ...] = ()
    outcome_id: int | None = None
    proposal_id: int | None = None
    entry_id: int | None = None
    back: tuple[Undo, ...] = ()
    said: str = "none"
    asked: str | None = None


_LEANS = re.compile(
    r"^(?:and |ok |so |hm+ |then |now )*"
    r"(?:and|what about|how about|same for|for|what if(?: it's| its)?|if|with|or|but)\b"
)


_FIRST_OR_SECOND = re.compile(
    r"(?:(?:yes|yeah|yep|s[ií])?[ ,]*(?:the|la|el|lo)?\s*)"
    r"(?:(?P<first>first|1st|1|top|primer[oa]?)|second|2nd|2|other|bottom|segund[oa]|otr[oa])"
    r"(?: one)?[ .!]*",
    re.IGNORECASE,
)


def read_choice(text: str, last: Turn | None) -> Understanding | None:
    """Which of the two readings that were shown is meant: `the second`."""
    which = _FIRST_OR_SECOND.fullmatch(text.strip()) if last and last.either else None
    if last is None or which is None:
        return None
    return Understanding(intents=last.unsure if which["first"] else last.either, confirms=True)


def read_follow_up(tokens: list[Token], last: Turn | None) -> Understanding | None:
    """What a sentence means as the next turn; None where it stands on its own."""
    if last is None:
        return None
    return _on_what_was_asked(tokens, last) or _filled(tokens, last) or _changed(tokens, last)


def _text(tokens: list[Token]) -> str:
    return " ".join(token.text for token in tokens if token.kind != "end")


def _filled(tokens: list[Token], last: Turn) -> Understanding | None:
    """The number that was asked for: `6`, `$700`."""
    numbers = [token for token in tokens if token.kind in ("number", "connects", "money")]
    if len(numbers) != 1 or len(tokens) > 6 or _LEANS.match(_text(tokens)):
        return None
    number = numbers[0]
    if not isinstance(last.waiting, Spend):
        return None
    if number.kind == "money":
        budget = number.text[:LONGEST_TEXT]
        return Understanding(intents=(last.waiting.model_copy(update={"budget": budget}),))
    if not number.value or number.value > MOST_CONNECTS:
        return None
    return Understanding(intents=(last.waiting.model_copy(update={"connects": number.value}),))


def _changed(tokens: list[Token], last: Turn) -> Understanding | None:
    """The last estimate with another value: `and for 900?`, `and with 4 boost?`."""
    before = next((intent for intent in last.intents if isinstance(intent, Estimate)), None)
    leans = _LEANS.match(_text(tokens)) or len(tokens) <= 2
    if before is None or len(tokens) > 9 or not leans:
        return None
    change: dict[str, object] = {}
    for token in tokens:
        if token.kind == "boost" and token.value and token.value <= MOST_CONNECTS:
            change["boost"] = token.value
        elif token.text in ("invited", "invite"):
            change["invited"] = True
        elif token.kind == "money" or (token.kind == "number" and token.value):
            change["budget"] = token.text[:LONGEST_TEXT]
    return Understanding(intents=(before.model_copy(update=change),)) if change else None


_YES = words("yes")
_NO = words("no")
_HEDGES = words("hedges")
_OTHER = re.compile(r"\b(?:the other(?: one)?|other one|not that one|wrong (?:one|job|proposal))\b")


def _on_what_was_asked(tokens: list[Token], last: Turn) -> Understanding | None:
    """`yes`, `no`, `the other one`, `undo that`, after something that these can mean."""
    words = {token.text for token in tokens if token.kind == "word"}
    text = " ".join(token.text for token in tokens)
    told = next((i for i in last.intents if isinstance(i, Outcome)), None)
    if told and last.outcome_id is not None and len(tokens) < 10 and _OTHER.search(text):
        changed = {
            "instead_of": last.outcome_id,
            "not_proposal_id": last.proposal_id,
            "proposal_id": None,
        }
        return Understanding(intents=(told.model_copy(update=changed),))
    if last.unsure and words and words <= _YES:
        return _said_yes(last)
    if last.unsure and words and words <= _NO:
        return Understanding(ask="dropped")
    return None


def _said_yes(last: Turn) -> Understanding:
    """Done; of two readings it is asked again which one."""
    if last.either:
        return Understanding(intents=last.unsure, either=last.either, certainty=0.5)
    return Understanding(intents=last.unsure, confirms=True)


# --- what the learnt reader marks ---------------------------------------------------------------

_ASKED_ABOUT = frozenset({"repaired", "another act", "revised"})
"""Doubts that a correction may have: it is asked about then."""
_AMENDED = {"n": "connects", "b": "boost", "j": "job", "m": "budget", "d": "days_ago"}


def lean(
    segments: Sequence[Segment], text: str, today: date, last: Turn, known: Known | None = None
) -> Understanding | None:
    """What a message whose segments lean on the turn before means; None where none does.

    Where the known words are given, what has any other word is asked about.
    """
    leaning = _one_act(segments)
    if leaning is None:
        return None
    match leaning.act:
        case "yes" if last.unsure and not leaning.values and _is_yes(leaning, text):
            return _said_yes(last)
        case "no!" if last.unsure:
            return Understanding(ask="dropped")
        case "val" | "amend" if last.waiting is not None:
            return _with_values(last.waiting, leaning, text, today)
        case "val" if last.said == "asked":
            return _answered(last, leaning, text, today)
        case "amend" if _is_of_an_interview(last):
            return _reward(leaning, text, today)
        case "amend" if last.unsure:
            is_sure = _is_surely(leaning, text, known) and bool(_SAYS_YES.match(text))
            return _asked_again(last.unsure, leaning, text, today, is_sure)
        case "amend" if last.entry_id is not None and len(last.intents) == 1:
            is_sure = _is_surely(leaning, text, known)
            return _put_right(last.intents[0], last.entry_id, leaning, text, today, is_sure)
        case "again" if len(last.intents) == 1 and isinstance(last.intents[0], Spend):
            is_sure = _is_surely(leaning, text, known)
            return _once_more(last.intents[0], leaning, text, today, is_sure)
        case _:
            return None


def _is_of_an_interview(last: Turn) -> bool:
    told = last.intents[-1] if last.intents else None
    return last.said == "noted" and isinstance(told, Outcome) and told.result == "interview"


def _reward(leaning: Segment, text: str, today: date) -> Understanding | None:
    """What came for the interview that was just told, and nothing else: `plus 10`."""
    told = _told_as("e:int", leaning, text, today)
    if told is None or not isinstance(told.intent, Earn) or told.missing:
        return None
    is_alone = {value.key for value in leaning.values} == {"n"}
    return Understanding(intents=(told.intent,), certainty=0.5) if is_alone else None


def _one_act(segments: Sequence[Segment]) -> Segment | None:
    """The one act that is told, surely enough; `no wait,` and `it was 8` are one."""
    acts = [segment for segment in segments if is_act(segment.act)]
    if len(acts) == 2 and acts[0].act == acts[1].act == "amend" and not acts[0].values:
        acts = [joined(*acts)]
    return acts[0] if len(acts) == 1 and acts[0].sure >= LEANS_SURE else None


LEANS_SURE, VALUE_SURE, YES_SURE, KNOWN_YES_SURE, CHANGES_SURE = 0.5, 0.5, 0.97, 0.8, 0.8


def _is_yes(leaning: Segment, text: str) -> bool:
    """Whether it surely says yes: less will do where one of its words is known to."""
    is_known = bool(set(text.lower().replace(",", " ").split()) & _YES)
    return leaning.sure >= (KNOWN_YES_SURE if is_known else YES_SURE)


_SAYS_YES = re.compile(r"\W*(?:y(?:es+|ea|eah|ep|up|a)?|ok(?:ay)?|sure|s[ií])\b", re.IGNORECASE)


def _told_as(act: str, leaning: Segment, text: str, today: date) -> Told | None:
    """What the segment would tell as that act; None where these are several."""
    told = tell(text, [leaning._replace(act=act)], today)
    return told[0] if len(told) == 1 else None


def _changed_by(intent: Intent, leaning: Segment, text: str, today: date) -> Intent | None:
    """The intent with the values that the segment holds.

    None where one cannot be read, or is none of the intent's.
    """
    told = _told_as("sp", leaning, text, today)
    if told is None or told.intent is None or set(told.doubts) - _ASKED_ABOUT:
        return None
    keys = {value.key for value in leaning.values} - {"r", "u"}
    fields = {_AMENDED[key] for key in keys if key in _AMENDED}
    own = set(type(intent).model_fields)
    if not fields or not fields <= own or not keys <= _AMENDED.keys():
        return None
    update = {name: getattr(told.intent, name) for name in fields}
    if any(value is None for value in update.values()):
        return None
    return intent.model_copy(update=update)


def _with_values(waiting: Intent, leaning: Segment, text: str, today: date) -> Understanding | None:
    """What was asked for, done at once where it is surely read and changes nothing else."""
    changed = _changed_by(waiting, leaning, text, today)
    if changed is None:
        return None
    told = {name: value for name, value in waiting if value not in (None, "", 0, False)}
    is_other = any(getattr(changed, name) != value for name, value in told.items())
    is_sure = _is_value(leaning)
    in_doubt = is_other or "?" in text or bool(leaning.spans("r")) or not is_sure
    return Understanding(intents=(changed,), certainty=0.5 if in_doubt else 1.0)


_ACTS_ASKED_FOR = {
    "buy-how-many": ("buy", "n"), "correct-how-many": ("cor", "n"),
    "which-day": ("cyc", "y"), "which-zone": ("tz", ""),
}  # fmt: skip
"""The act that each question is about, and the key of the number that answers it."""
_ONLY_NUMBER = re.compile(
    r"(?:it'?s|it is|is|on|the|every|each|now|i (?:got|have|bought)|just|el|es|cada|d[ií]a|son|\W)*"
    r"(?<!\d)(\d{1,6}(?:st|nd|rd|th)?)\b"
    r"(?:of|each|every|the|month|day|connects?|now|please|pls|thanks|de|cada|mes|por favor"
    r"|[^\w$€£%])*",
    re.IGNORECASE,
)
"""`the 8th`, `it's 12 now`."""


def _answered(last: Turn, leaning: Segment, text: str, today: date) -> Understanding | None:
    """What was asked for of an act that is nothing without it: how many were bought, which job."""
    before = last.intents[-1] if last.intents else None
    values = {key: text[value.start : value.end] for key in "jwa" for value in leaning.spans(key)}
    intent: Intent | None = None
    if last.asked in _ACTS_ASKED_FOR:
        act, key = _ACTS_ASKED_FOR[last.asked]
        only = _ONLY_NUMBER.fullmatch(text) if key else None
        if only:
            leaning = leaning._replace(values=(Value(key, *only.span(1)),), values_sure=1.0)
        told = _told_as(act, leaning, text, today)
        intent = None if told is None or told.doubts or told.missing else told.intent
    elif isinstance(before, Outcome) and last.outcome_id is None and "j" in values:
        intent = before.model_copy(update={"job": values["j"][:LONGEST_TEXT]})
    elif isinstance(before, Remind) and not before.when and "w" in values:
        intent = before.model_copy(update={"when": values["w"][:LONGEST_TEXT]})
    if intent is None:
        return None
    is_sure = _is_value(leaning) and "?" not in text
    return Understanding(intents=(intent,), certainty=1.0 if is_sure else 0.5)


def _is_value(leaning: Segment) -> bool:
    """Whether it is surely what was asked for: `delete the 12` has a value, too."""
    return min(leaning.sure, leaning.values_sure) >= VALUE_SURE and leaning.margin > 0


def _asked_again(
    unsure: Sequence[Intent], leaning: Segment, text: str, today: date, is_sure: bool
) -> Understanding | None:
    """`yes but 14`: what was asked about, put right; `wait 14` is asked about once more."""
    if len(unsure) != 1:
        return None
    before = unsure[0]
    changed = _changed_by(before, leaning, text, today)
    if changed is None:
        return None
    if isinstance(changed, Edit | Outcome) and changed.job != getattr(before, "job", ""):
        changed = changed.model_copy(update={"proposal_id": None})
    elif isinstance(changed, Undo):
        changed = Undo(job=changed.job)
    return Understanding(intents=(changed,), certainty=1.0 if is_sure else 0.5)


def _put_right(
    before: Intent, entry_id: int, leaning: Segment, text: str, today: date, is_sure: bool
) -> Understanding | None:
    """What was noted is edited, or taken back and noted as it should have been.

    At once, where it is surely another number, or another name instead of its own: a name alone
    may be another proposal's.
    """
    edit = _edit_in(leaning, text, today)
    if edit is not None and isinstance(before, Spend) and _is_plain(before):
        name = edit.new_job or edit.job
        is_sure &= not leaning.spans("j") or _is_named_so(before, edit)
        known: dict[str, str | int | None] = {
            "job": before.job,
            "proposal_id": entry_id,
            "new_job": "" if name.casefold() == before.job.casefold() else name,
            "connects": None if edit.connects == before.connects else edit.connects,
        }
        if before.boost and edit.more_boost and not _MORE.search(text):
            known |= {"boost": edit.more_boost, "more_boost": 0}
        edit = edit.model_copy(update=known)
        certainty = 1.0 if is_sure else 0.5
        return Understanding(intents=(edit,), certainty=certainty) if _changes(edit) else None
    if not isinstance(before, Spend | Buy):
        return None
    changed = _changed_by(before, leaning, text, today)
    if changed is None or changed == before:
        return None
    certainty = 1.0 if is_sure and not leaning.spans("j") else 0.5
    return Understanding(intents=(Undo(entry_id=entry_id), changed), certainty=certainty)


def _is_named_so(spend: Spend, edit: Edit) -> bool:
    """`it was the bakery, not the logo`: whether the name that is taken back is the spend's."""
    taken_back = set(edit.job.casefold().split())
    return bool(edit.new_job) and taken_back <= set(spend.job.casefold().split())


def _is_plain(spend: Spend) -> bool:
    """Whether it was for a proposal, at a number of Connects that was told."""
    return spend.purpose is Purpose.PROPOSAL and spend.connects is not None


_MORE = re.compile(
    r"\b(?:more|another|extra|on top|added|plus|also|too|m[aá]s|otros?|adem[aá]s)\b|\+",
    re.IGNORECASE,
)
_IS = re.compile(r"\b(?:was|were|is|should|era|fue|es)\b", re.IGNORECASE)
"""`the boost was 6`, beside `boosted it by 6`."""


def _edit_in(leaning: Segment, text: str, today: date) -> Edit | None:
    """What a correction says of a proposal; None where it cannot be read, or is about its day."""
    told = _told_as("sp", leaning, text, today)
    keys = {value.key for value in leaning.values} - {"r", "u"}
    if told is None or not isinstance(told.intent, Spend) or set(told.doubts) - _ASKED_ABOUT:
        return None
    taken_back = [text[value.start : value.end] for value in leaning.spans("r")]
    was_called = next((each for each in taken_back if whole_in(each) is None), "")
    is_boost = "b" in keys
    is_instead = bool(taken_back) or (_IS.search(text) and not _MORE.search(text))
    edit = Edit(
        job=was_called[:LONGEST_TEXT] or told.intent.job,
        new_job=told.intent.job if was_called else "",
        connects=told.intent.connects if keys & {"n", "t"} else None,
        boost=told.intent.boost if is_boost and is_instead else None,
        more_boost=told.intent.boost if is_boost and not is_instead else 0,
        budget=told.intent.budget,
    )
    return edit if keys <= set("nbtjm") else None


def _changes(edit: Edit) -> bool:
    return edit.model_copy(update={"job": "", "proposal_id": None}) != Edit()


def read_edit(
    segments: Sequence[Segment], text: str, today: date, known: Known | None = None
) -> Understanding | None:
    """A correction that names its proposal, or means the last one: `the logo one was 14`.

    At once, where another number of a named one is surely told: a new name may be another proposal,
    and the last one something else than a proposal.
    """
    leaning = _one_act(segments)
    if leaning is None or leaning.act != "amend":
        return None
    edit = _edit_in(leaning, text, today)
    if edit is None or not _changes(edit):
        return None
    is_sure = bool(edit.job) and not edit.new_job and _is_read(leaning, text, known)
    return Understanding(intents=(edit,), certainty=1.0 if is_sure else 0.5)


def take_back_last(understood: Understanding, last: Turn | None) -> Understanding:
    """`cancel that` means what was done in the turn before, whatever it was.

    Several things at once are asked about; what cannot be taken back is said.
    """
    if last is None or last.said != "noted" or understood.intents != (Undo(),):
        return understood
    if last.back:
        certainty = understood.certainty if len(last.back) == 1 else 0.5
        return Understanding(intents=last.back, certainty=certainty)
    is_settled = any(isinstance(each, ChangePlan | UpdateSettings) for each in last.intents)
    return Understanding(ask="undo-setting") if is_settled else understood


def mind_the_last(understood: Understanding, last: Turn | None) -> Understanding:
    """What may be about what was just noted is asked about.

    `Jade took 12` after a proposal to Jade, a spend on nothing named after one, and an outcome
    of no named job right after another, which is then about the same proposal.
    """
    if last is None or last.said != "noted":
        return understood
    noted = {each.job.casefold() for each in last.intents if isinstance(each, Spend)}
    noted |= {""} if noted else set()
    minded = tuple(_about_last(intent, last) for intent in understood.intents)
    is_again = any(isinstance(i, Spend) and _is_of(i, noted) for i in minded)
    if minded == understood.intents and not is_again:
        return understood
    return understood.model_copy(update={"intents": minded, "certainty": 0.5})


def _is_of(spend: Spend, jobs: set[str]) -> bool:
    return spend.purpose is Purpose.PROPOSAL and spend.job.casefold() in jobs


def _about_last(intent: Intent, last: Turn) -> Intent:
    is_open = isinstance(intent, Outcome) and not intent.job and intent.proposal_id is None
    if not is_open or last.outcome_id is None:
        return intent
    told = next((each for each in last.intents if isinstance(each, Outcome)), None)
    job = told.job if told else ""
    return intent.model_copy(update={"job": job, "proposal_id": last.proposal_id})


def _once_more(
    before: Spend, leaning: Segment, text: str, today: date, is_sure: bool
) -> Understanding | None:
    """Another like the last, for another job where one is named; of several, one is asked about."""
    fresh = before.model_copy(update={"job": "", "link": "", "days_ago": 0})
    keys = {value.key for value in leaning.values}
    certainty = 1.0 if is_sure and "u" not in keys else 0.5
    if not keys - {"r", "u"}:
        return Understanding(intents=(fresh,), certainty=certainty)
    changed = _changed_by(fresh, leaning, text, today)
    return Understanding(intents=(changed,), certainty=certainty) if changed is not None else None


_NAMES_ONE = re.compile(r"\b(?!last|that|this|the|first)\w+ one\b", re.IGNORECASE)


def _is_surely(leaning: Segment, text: str, known: Known | None) -> bool:
    """Whether it is surely read to the last word, is no question, and names no other one."""
    return _is_read(leaning, text, known) and not _NAMES_ONE.search(text)


def _is_read(leaning: Segment, text: str, known: Known | None) -> bool:
    is_sure = min(leaning.sure, leaning.values_sure) >= CHANGES_SURE and leaning.margin > 0
    is_plain = known is None or not loose_words(leaning, text) - known.plain
    is_hedged = bool(_HEDGES & loose_words(leaning, text))
    return is_sure and is_plain and not is_hedged and "?" not in text
