"""What puts right what was told before, and the same once more: `no, 14`, `the logo one was 14`,
`another of these`."""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from bot.ledger.model import Purpose, Source

from .doubts import MOST, MUCH
from .intents import (
    LONGEST_TEXT,
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
from .outside import loose_words, outside
from .reader.labels import is_act
from .reader.segments import Segment, Value
from .reader.words import Known
from .revision import SAYS_TOTAL
from .tokens import whole_in
from .told import SOLD_BY, Told
from .turns import Turn
from .values import joined, tell
from .vocabulary import words

LEANS_SURE, CHANGES_SURE = 0.5, 0.8
"""How surely the act of a correction must be read at least, to be one and to be done at once."""
NAMED_SURE, OTHER_SURE, INSTEAD_SURE = 0.8, 0.6, 0.4
"""How surely a name in it must be read, and what else stands in it; and a name instead of the one
that was noted: `not the bakery, the butcher`."""


class Correction(NamedTuple):
    """A segment that leans on what was told before, the text it stands in, and the day.

    Where the known words are given, one that has any other is asked about.
    """

    segment: Segment
    text: str
    today: date
    known: Known | None = None

    def keys(self) -> set[str]:
        """What it holds, but for what it takes back and any other number."""
        return {value.key for value in self.segment.values} - {"r", "u"}

    def is_read(self, least: float | None = None) -> bool:
        """Whether it is surely read to the last word, its values at least so surely, and no
        question."""
        if least is None:
            least = NAMED_SURE if self.segment.spans("j") else OTHER_SURE
        is_sure = self.segment.sure >= CHANGES_SURE and self.segment.values_sure >= least
        loose = loose_words(self.segment, self.text)
        is_plain = self.known is None or not loose - self._expected(self.known)
        return (
            is_sure
            and self.segment.margin > 0
            and is_plain
            and not _HEDGES & loose
            and "?" not in self.text
            and not self.may_be_else()
        )

    def _expected(self, known: Known) -> frozenset[str]:
        """The words that may stand in it: of an amount alone only those of corrections, as `seo
        audit 16` is another job."""
        is_of_amount = bool(self.keys() & {"n", "t"}) and not self.segment.spans("j")
        return known.leaning if is_of_amount else known.plain

    def may_be_else(self) -> bool:
        """Whether a number may be what is left, a day's, another's or a price: `14 now`, `top bid
        is 30`, `I bid 250`."""
        rest = outside(self.segment, self.text)
        is_counted = bool(self.keys() & set("ntb")) and not self.segment.spans("j")
        is_of_a_day = {"n", "d"} <= self.keys()
        return is_of_a_day or (is_counted and _MAY_BE_ELSE.search(rest) is not None)

    def is_left(self) -> bool:
        """`48 left`: a number that is said to be left."""
        rest = outside(self.segment, self.text)
        is_said = _LEFT.search(rest) is not None and not _SPENDS.search(rest)
        return self.keys() == {"n"} and is_said

    def names_another(self) -> bool:
        """`the record one`, of which nothing was read as a name."""
        return NAMES_ONE.search(outside(self.segment, self.text)) is not None

    def is_of_an_older(self) -> bool:
        """`the first was 12`, `the other one had 3 boost`: not what was noted last."""
        return names_by_place(outside(self.segment, self.text))


def names_by_place(text: str) -> bool:
    """`the second`, `the other one`."""
    return _OLDER.search(text) is not None


_LEFT = re.compile(
    r"\b(?:left|remain\w*|(?<!i )leaves?|leaving|balance|quedan?|restan|saldo)\b|\bafter that\b",
    re.I,
)
_SPENDS = re.compile(r"\b(?:spent|used|applied|bought|gast[eé]|us[eé]|compr[eé])\b", re.IGNORECASE)
_MAY_BE_ELSE = re.compile(
    r"\b(?:left|remain\w*|leaves?|leaving|balance|now|still|says?|shows?|showing|today|totals?|day|week|month"
    r"|some(?:one|body)|others?|(?<!on )top|highest|lowest|average|rank|place|position|better|worse"
    r"|less|fewer|minus|of (?:those|them|these)|times|twice|x|each|both|packs?|last time|before|previous|used to|would|wasn['’]?t it"
    r"|like|client|minutes|took me|i['’]d|(?:i|we) had|menos|de es[ao]s|costs? me|no eran|goal|limit"
    r"|than|almost|nearly|bid|asked|quoted|offered|ped[ií]|quedan?|saldo|ahora|hoy|alguien|otros|mejor|casi|puesto)\b"
    r"|\b(?:boost\w*|bump\w*|raised|up|increased) to\b",
    re.IGNORECASE,
)
_OLDER = re.compile(
    r"\b(?:first|1st|second|2nd|third|3rd|others?|older|oldest|previous|(?:the )?one before|both"
    r"|primer[oa]?|segund[oa]|otr[oa]|amb[oa]s|anterior)\b(?! (?:hand|thoughts?|time|day|place)\b)",
    re.IGNORECASE,
)
_HEDGES = words("hedges")
NAMES_ONE = re.compile(
    r"\b(?!last|that|this|the|first|wrong|right|real|new|added|boosted)\w+ one\b", re.IGNORECASE
)


def one_act(segments: Sequence[Segment]) -> Segment | None:
    """The one act that is told, surely enough; `no wait,` and `it was 8` are one."""
    acts = [segment for segment in segments if is_act(segment.act)]
    if len(acts) == 2 and acts[0].act == acts[1].act == "amend" and not acts[0].values:
        acts = [joined(*acts)]
    return acts[0] if len(acts) == 1 and acts[0].sure >= LEANS_SURE else None


def told_as(act: str, correction: Correction) -> Told | None:
    """What the segment would tell as that act; None where these are several."""
    segment = correction.segment._replace(act=act)
    told = tell(correction.text, [segment], correction.today)
    return told[0] if len(told) == 1 else None


def left_now(leaning: Correction) -> Understanding | None:
    """`48 left`, compared with the books."""
    told = told_as("cor", leaning)
    if told is None or not isinstance(told.intent, Correct):
        return None
    return Understanding(intents=(told.intent.model_copy(update={"beside": True}),))


_ASKED_ABOUT = frozenset({"repaired", "another act", "revised", "much"})
"""Doubts that a correction may have: it is asked about then."""
_AMENDED = {"n": "connects", "b": "boost", "j": "job", "m": "budget", "d": "days_ago"}


def changed_by(intent: Intent, correction: Correction) -> Intent | None:
    """The intent with the values that the segment holds.

    None where one cannot be read, or is none of the intent's.
    """
    told = told_as("sp", correction)
    if told is None or told.intent is None or set(told.doubts) - _ASKED_ABOUT:
        return None
    keys = correction.keys()
    fields = {_AMENDED[key] for key in keys if key in _AMENDED}
    own = set(type(intent).model_fields)
    if not fields or not fields <= own or not keys <= _AMENDED.keys():
        return None
    update = {name: getattr(told.intent, name) for name in fields}
    if any(value is None for value in update.values()):
        return None
    return intent.model_copy(update=update)


SAYS_YES = re.compile(r"\W*(?:y(?:es+|ea|eah|ep|up|a)?|ok(?:ay)?|sure|s[ií])\b", re.IGNORECASE)


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
    is_yes = bool(SAYS_YES.match(correction.text))
    is_within = "b" in correction.keys() and SAYS_TOTAL.search(correction.text) is not None
    is_much = isinstance(changed, Spend) and (changed.connects or 0) > MOST
    return _sure_if(_is_surely(correction) and is_yes and not is_within | is_much, changed)


def _is_surely(correction: Correction) -> bool:
    return correction.is_read() and not correction.names_another()


def _sure_if(is_sure: bool, *intents: Intent) -> Understanding:
    return Understanding(intents=intents, certainty=1.0 if is_sure else 0.5)


# --- what was just noted ------------------------------------------------------------------------


def put_right(last: Turn, correction: Correction) -> Understanding | None:
    """What was noted is edited, or taken back and noted as it should have been; a balance, or the
    day on which the cycle begins, is set anew.

    At once, where it is surely another number, or another name instead of its own: a name alone
    may be another proposal's.
    """
    (before,) = last.intents
    if isinstance(before, UpdateSettings):
        return _another_day(before, correction)
    if isinstance(before, Remind):
        return _reminded_otherwise(before, last, correction)
    if isinstance(before, Outcome):
        return _of_another_proposal(before, last, correction)
    edit = _edit_in(correction)
    if edit is not None and isinstance(before, Spend) and _is_plain(before):
        return _edited(before, edit, last, correction)
    changed = changed_by(before, correction)
    if changed is None or changed == before or _adds_an_amount(correction):
        return None
    is_sure = _is_surely(correction) and not correction.segment.spans("j")
    if correction.segment.spans("d"):
        beside = _WORD.findall(_BY_THE_WAY.sub("", outside(correction.segment, correction.text)))
        is_sure &= {word.lower() for word in beside} <= _BESIDE_DAYS
    if isinstance(before, Buy):
        is_sure &= _is_as_sold(changed) and not _PAID.search(correction.text)
    match before:
        case Correct():
            return _sure_if(is_sure, changed)
        case Earn(source=source) if source is not Source.OTHER:
            return None  # the rate card says how many these bring: another number is refused
        case Spend() | Buy() | Earn() if last.entry_id is not None:
            return _sure_if(is_sure, Undo(entry_id=last.entry_id), changed)
        case _:
            return None


_PAID = re.compile(
    r"\b(?:paid|pay|cost|price|for|tax|vat|por|iva|pagu[eé]|cost[oó])\b|[$€£]", re.IGNORECASE
)
"""`paid 12`, behind a purchase, is hardly how many were bought."""


def _is_as_sold(changed: Intent) -> bool:
    return isinstance(changed, Buy) and changed.connects % SOLD_BY == 0


_BY_THE_WAY = re.compile(r"\bby the way\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_BESIDE_DAYS = words("beside_days")
"""What is said beside the day on which it was: `and it was on Friday`, but not `deadline is friday`."""


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
    return _sure_if(_is_surely(correction), told.intent)


def _reminded_otherwise(before: Remind, last: Turn, correction: Correction) -> Understanding | None:
    """`make that saturday`, `at 9 instead`: what is told of the reminder's time and matter."""
    reminder_id = next((each.reminder_id for each in last.back if each.reminder_id), None)
    told = told_as("rem", correction)
    if reminder_id is None or told is None or not isinstance(told.intent, Remind):
        return None
    if not correction.keys() or not correction.keys() <= set("wa"):
        return None
    if told.intent.when and _REPEATS.search(before.when) and not _REPEATS.search(correction.text):
        return None
    instead = told.intent.model_copy(update={"instead_of": reminder_id})
    if not instead.about:
        instead = instead.model_copy(update={"about": before.about})
    is_else = _LEAVES.search(correction.text) is not None
    return _sure_if(correction.is_read() and not is_else, instead)


_LEAVES = re.compile(r"\b(?:i|we) (?!mean|meant|said|want|need|think)\w+", re.IGNORECASE)
"""`in 10 minutes I leave`."""
_REPEATS = re.compile(
    r"\b(?:every|each|daily|weekly|monthly|nightly|mondays|tuesdays|wednesdays|thursdays|fridays"
    r"|saturdays|sundays|weekdays|cada|todos|todas)\b",
    re.IGNORECASE,
)
"""Whether `make that saturday` moves one of a series or all of it is not told."""


def _of_another_proposal(
    before: Outcome, last: Turn, correction: Correction
) -> Understanding | None:
    """`no wait, it was the app`: the outcome was another proposal's."""
    named = _IT_WAS_ONE.fullmatch(correction.text)
    if named and not correction.keys():
        value = Value("j", *named.span("name"))
        segment = correction.segment._replace(values=(value,), values_sure=1.0)
        correction = correction._replace(segment=segment)
    told = told_as("o:viewed", correction)
    if told is None or not isinstance(told.intent, Outcome) or told.doubts:
        return None
    if last.outcome_id is None or correction.keys() != {"j"}:
        return None
    named = {"job": told.intent.job, "instead_of": last.outcome_id, "proposal_id": None}
    other = before.model_copy(update=named)
    return _sure_if(correction.is_read(INSTEAD_SURE), other)


_IT_WAS_ONE = re.compile(
    r"\W*(?:(?:no|wait|sorry|oops|actually|hang on|hold on|my bad|i mean)\W+)*(?:it|that)(?:['’]s|\W+(?:was|is))"
    r"\s+(?:for\s+)?the\s+(?P<name>\w+(?:\s\w+){0,3}?)(?:\s+one)?\W*",
    re.IGNORECASE,
)
"""`no wait, it was the app`."""


def _edited(before: Spend, edit: Edit, last: Turn, correction: Correction) -> Understanding | None:
    """The proposal that was just noted, or another that is named with what it took."""
    is_sure = _is_surely(correction) and not _adds_an_amount(correction)
    is_sure &= (edit.connects or 0) <= MUCH
    is_sure &= (
        edit.connects is None or edit.connects > FEW or _MAKES.search(correction.text) is None
    )
    is_sure &= not edit.more_boost or _BOOST.search(correction.text) is not None
    is_sure &= not (edit.connects is not None and costs_boost(edit))
    if edit.connects == before.connects:
        edit = edit.model_copy(update={"connects": None})
    if _is_within(edit, before, correction):
        boost = edit.more_boost or edit.boost or 0
        named = Edit(job=before.job, proposal_id=last.entry_id)
        parts = {"connects": (before.connects or 0) - boost, "boost": boost}
        return _sure_if(False, named.model_copy(update=parts))
    if before.boost and edit.more_boost and not _MORE.search(correction.text):
        edit = edit.model_copy(update={"boost": edit.more_boost, "more_boost": 0})
    name = edit.new_job or edit.job
    if costs_otherwise(edit) and not edit.new_job and before.job:
        if not _words(name) <= _words(before.job):
            return _sure_if(is_sure, edit)
        name = ""
    if name and _is_named_so(before, edit):
        is_sure = correction.is_read(INSTEAD_SURE)
    elif name:
        is_sure &= _RENAMES.search(correction.text) is not None
    elif edit.connects is not None and last.is_of_boost:
        is_sure = False
    own: dict[str, str | int | None] = {
        "job": before.job,
        "proposal_id": last.entry_id,
        "new_job": "" if name.casefold() == before.job.casefold() else name,
    }
    edit = edit.model_copy(update=own)
    return _sure_if(is_sure, edit) if _changes(edit) else None


FEW = 3
_MAKES = re.compile(r"\bmake (?:that|it)\b", re.IGNORECASE)
"""`make that two` may be two of it."""
_BOOST = re.compile(r"bo+st|bump|\btop\b|\bbid\b|impuls|destac", re.IGNORECASE)


def costs_boost(edit: Edit) -> bool:
    """Whether it changes the boost."""
    return edit.boost is not None or bool(edit.more_boost)


def _is_within(edit: Edit, before: Spend, correction: Correction) -> bool:
    """`4 of those boost`: whether the boost that is told later was a part of what was noted."""
    boost = edit.more_boost or edit.boost or 0
    is_boost = edit.connects is None and not before.boost
    says_so = SAYS_TOTAL.search(outside(correction.segment, correction.text)) is not None
    return is_boost and says_so and 0 < boost < (before.connects or 0)


def _words(name: str) -> set[str]:
    return set(re.findall(r"\w+", name.casefold()))


def costs_otherwise(edit: Edit) -> bool:
    """Whether it changes what a proposal took."""
    return edit.connects is not None or costs_boost(edit)


def is_of_boost(intents: Sequence[Intent]) -> bool:
    """Whether nothing but a proposal's boost was edited: another number may be the boost's."""
    edits = [each for each in intents if isinstance(each, Edit)]
    return any(costs_otherwise(each) and each.connects is None for each in edits)


def _is_named_so(spend: Spend, edit: Edit) -> bool:
    """`it was the bakery, not the logo`: whether the name that is taken back is the spend's."""
    return bool(edit.new_job) and _words(edit.job) <= _words(spend.job)


_RENAMES = re.compile(
    r"\b(?:wrong (?:job|client|post|gig|name|title|one)|(?:right|correct|real) name|rename|call it"
    r"|name it|title should|should be (?:called|named)|change (?:the |its )?(?:name|title)"
    r"|(?<!client )(?<!s )(?<!her )(?<!my )name is)\b",
    re.IGNORECASE,
)
"""`wrong job, it was the pizza run`."""
_ADDS = r"\b(?:more|another|extra|on top|plus|add|m[aá]s|otros?|adem[aá]s)\b|\+"
_MORE = re.compile(rf"{_ADDS}|\b(?:also|too|added)\b", re.IGNORECASE)
_MORE_OF_IT = re.compile(_ADDS, re.IGNORECASE)
"""`4 more on it` is no new cost of 4."""
_IS = re.compile(r"\b(?:was|were|is|should|era|fue|es)\b", re.IGNORECASE)
"""`the boost was 6`, beside `boosted it by 6`."""


def _edit_in(correction: Correction) -> Edit | None:
    """What a correction says of a proposal; None where it cannot be read, or is about its day."""
    segment, text, keys = correction.segment, correction.text, correction.keys()
    told = told_as("sp", correction)
    if told is None or not isinstance(told.intent, Spend) or set(told.doubts) - _ASKED_ABOUT:
        return None
    taken_back = [text[value.start : value.end] for value in segment.spans("r")]
    was_called = next((each for each in taken_back if whole_in(each) is None), "")
    is_boost = "b" in keys
    if _adds_an_amount(correction) and not is_boost:
        return _with_more(told.intent, correction)
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


def _adds_an_amount(correction: Correction) -> bool:
    """Whether an amount that is no boost's comes on top: it may be one, or another proposal's."""
    is_amount = bool(correction.keys() & {"n", "t"})
    return is_amount and _MORE_OF_IT.search(correction.text) is not None


def _with_more(told: Spend, correction: Correction) -> Edit | None:
    """What went on a proposal later, `4 more on it`: its boost, as Upwork sells nothing else."""
    more = told.connects or 0
    return Edit(job=told.job, more_boost=more) if correction.keys() <= set("ntj") else None


def _changes(edit: Edit) -> bool:
    return edit.model_copy(update={"job": "", "proposal_id": None}) != Edit()


# --- a proposal that is named, or the last one --------------------------------------------------


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
    correction = Correction(segment, text, today, known)
    if correction.is_of_an_older() and not segment.spans("j"):
        return Understanding(ask="amend-which")
    edit = _edit_in(correction)
    if edit is None or not _changes(edit) or (not edit.job and _is_of_else(last)):
        return None
    is_sure = bool(edit.job) and not edit.new_job and not _adds_an_amount(correction)
    is_sure &= _IS_A_JOB.match(text) is None
    return _sure_if(is_sure and correction.is_read(), edit)


_IS_A_JOB = re.compile(
    r"\W*(?:make|fix|change|update|build|design|create)\s(?!.*\b(?:to|from|not|was|were|instead|it|that|one)\b)",
    re.I,
)
"""`make logo 12` may be a proposal to a job of that name."""


def _is_of_else(last: Turn | None) -> bool:
    if last is None or last.said != "noted" or not last.intents:
        return False
    return not any(isinstance(each, Spend | Edit | Outcome | Undo) for each in last.intents)


# --- the same once more -------------------------------------------------------------------------


def once_more(before: Intent, correction: Correction) -> Understanding | None:
    """Another spend like the last, for another job where one is named; of several, one is asked
    about. What became of one proposal is asked about of another that is named: `same with the app`.
    """
    match before:
        case Spend():
            return _spent_once_more(before, correction)
        case Outcome():
            other = changed_by(Outcome(result=before.result), correction)
            return _sure_if(False, other) if other is not None else None
        case _:
            return None


_ONCE_MORE = re.compile(
    r"\b(?:again|another|once|repeat\w*|repite|twice|more|otr[oa]|m[aá]s|vez|copy|identical|igual\w*"
    r"|ditto for|likewise for|lo mismo|l[ao] mism[ao]"
    r"|same\s(?:thing|again|job|for(?! you)|amount|cost|deal|size|one|spend|connects|number|price(?! as)))\b",
    re.IGNORECASE,
)
"""`same here`, `same to you` are no spend."""


def _spent_once_more(before: Spend, correction: Correction) -> Understanding | None:
    budget = before.budget if before.connects is None else ""
    fresh = before.model_copy(update={"job": "", "link": "", "days_ago": 0, "budget": budget})
    keys = {value.key for value in correction.segment.values}
    is_sure = _is_surely(correction) and "u" not in keys
    loose = loose_words(correction.segment, correction.text)
    is_sure &= correction.known is None or not loose - correction.known.leaning
    is_sure &= _ONCE_MORE.search(correction.text) is not None
    if not keys - {"r", "u"}:
        return _sure_if(is_sure, fresh)
    changed = changed_by(fresh, correction)
    is_sure &= changed is None or _JOINS.search(getattr(changed, "job", "")) is None
    return _sure_if(is_sure, changed) if changed is not None else None


_JOINS = re.compile(r"\s(?:and|&|y|n)\s|,", re.IGNORECASE)
"""`same for the flyer and the poster` are two."""
