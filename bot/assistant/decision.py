"""Whether to act on what was read: at once, after a yes, or not at all.

A wrong change of somebody's books weighs a hundred times a question, so an act is done at once only
where nothing speaks against it:

- nothing of it is in doubt: each number is in a value, each value can be read, none was taken back,
  no job's name seems cut, and its words alone or the rules tell that act too (`reader/phrases.py`);
- nothing is taken back or told in two ways, nothing is hedged, and no number stands outside of what
  is told;
- no part of the message supposes or denies something (`neg`) or leans on a turn before that is not
  known, and the act is not put as a question;
- where the rules do not tell the same, an outcome names its job or is behind a note or an answer,
  and an undo has words of undoing and of entries alone (`undoing.py`);
- all that speaks for the reading and against it makes it likely enough to be right
  (`reader/sureness.py`): how surely its acts and values were read, whether the rules tell the same,
  whether a word of it is known from nobody.

What the rules alone would do is asked about too, unless the reader surely sees nothing in it. What
fails that is asked about with exactly what would be written; what is hardly read (`ASK_SURE`, or
`DOUBTED_ASK_SURE` where its words alone tell otherwise) is not offered. The figures were chosen on
the writers d01 to d17, whose lines nothing was trained on: first no wrong change, then as many
right ones at once as there are.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.ledger.model import Purpose

from .intents import (
    ACTS,
    ASKED,
    SURE,
    Act,
    Correct,
    Decline,
    Earn,
    Intent,
    Outcome,
    Spend,
    Understanding,
    Undo,
    UpdateSettings,
)
from .leaning import names_by_place
from .offers import either, left_out, offered, otherwise
from .outside import has_number, loose_words, numbers_in, outside
from .overlooked import closed_in_spanish, outbid_on
from .reader.labels import AMOUNTS, is_act, is_question
from .reader.segments import Segment
from .reader.sureness import Evidence, Sureness, log_odds
from .told import Told
from .undoing import (
    POINTS,
    is_clearly_undone,
    is_plainly_undone,
    means_the_last,
    names_the_last,
    says_to_undo,
)
from .vocabulary import words
from .witness import acts_by, names_all, tell_the_same, values_by

AGREED_SURE, ACT_SURE, RARE_SURE, UNHEARD_SURE, AWAY_SURE = 0.5, 0.6, 0.7, 0.85, 0.93
"""How likely a reading must be right to be acted on, a wrong one weighing as ten: one that the
rules tell too; any other; a reminder or an undo, and one of what is told seldom and more often of
other things; one with a word that is known from nobody, with marks that the words around put right,
or of no named job; and an undo away from a note."""
READ_SURE, AGREED_READ_SURE, NAME_SURE = 0.5, 0.4, 0.9
"""How surely each act and value must be read at least to be acted on: any, one that the rules tell
too, and one where the word before a name was never seen there."""
QUIET_SURE, ELSE_SURE = 0.5, 0.95
"""How surely it must be read at least that something is only supposed, and that it is about other
things, for what the rules would do not to be offered: the plainest words, `spent 12 on the flyer`,
may be of either."""
ASK_SURE = 0.25
DOUBTED_ASK_SURE = 0.4


@dataclass(frozen=True)
class Reading:
    """A message as it was read, and as the rules do.

    `by_words` is what it tells where words alone tell other acts; `context` is what Purser said
    before, one of the reader's CONTEXTS.
    """

    text: str
    segments: Sequence[Segment]
    told: Sequence[Told]
    by_rules: Understanding
    sureness: Sureness
    by_words: Sequence[Told] = ()
    context: str = "none"


def decide(reading: Reading, looks: Sequence[Intent]) -> Understanding:
    """What to do about the acts, and the looks beside them."""
    told = [each for each in reading.told if each.sure >= _least_to_ask(each)]
    waiting = next((each for each in told if each.missing), None)
    acts = [each for each in told if each.intent is not None and not each.missing]
    if by_rules := _rules_values(reading, told):
        return Understanding(intents=(*by_rules, *_beside(looks)))
    if outbid := outbid_on(reading.text):
        return Understanding(intents=(outbid,))
    if _takes_back_the_last(reading, acts):
        asks = any(is_question(s.act) and s.sure >= READ_SURE for s in reading.segments)
        return Understanding(intents=(Undo(), *(_beside(looks) if asks else ())))
    if not acts:
        if waiting is not None and not looks:
            by_rules = acts_by(reading.by_rules)
            if by_rules and all(_tells_more(each, waiting) for each in by_rules):
                return Understanding(intents=tuple(by_rules), certainty=ASKED)
            return Understanding(ask=waiting.missing, waiting=waiting.intent)
        return _without_acts(reading, looks)
    ask, unfinished = (waiting.missing, waiting.intent) if waiting else (None, None)
    if _is_sure(reading, told):
        done = [each.intent for each in acts if each.intent]
        return Understanding(
            intents=(*done, *_left_by(acts), *_beside(looks)), ask=ask, waiting=unfinished
        )
    asked = _asked_about(reading, acts, _beside(looks))
    return asked.model_copy(update={"ask": ask, "waiting": unfinished})


def _asked_about(reading: Reading, acts: Sequence[Told], looks: Sequence[Intent]) -> Understanding:
    """What would be written, or either of two readings, and what these leave out."""
    asked = [(each, offered(each, reading.text, reading.context)) for each in acts]
    left = (word for each, act in asked for word in left_out(each, act))
    shown = [act for _, act in asked if act]
    by_rules = acts_by(reading.by_rules)
    other = otherwise(acts, by_rules) or either(shown, reading.by_words, by_rules)
    unread = (*left, *_beside_acts(reading))
    if unread and set(shown) < set(other) and names_all(other, reading.text):
        return Understanding(intents=(*other, *looks), certainty=ASKED)
    return Understanding(intents=(*shown, *looks), certainty=ASKED, either=other, unread=unread)


def _tells_more(act: Act, waiting: Told) -> bool:
    """Whether the act has what the one that waits lacks."""
    if waiting.missing == "which-day":
        return isinstance(act, UpdateSettings) and act.cycle_day is not None
    return waiting.intent is not None and type(act) is type(waiting.intent)


_SHORT_UNDO = 4
"""Words of `undo that please`."""


def _takes_back_the_last(reading: Reading, acts: Sequence[Told]) -> bool:
    """Whether it is short, right after what was noted, no question, and an undo by the rules at
    least."""
    is_short = len(reading.text.split()) <= _SHORT_UNDO and reading.context == "noted"
    is_else = any(each.intent != Undo() for each in acts)
    is_asked = _is_asked(reading, acts) if acts else "?" in reading.text
    is_undone = acts_by(reading.by_rules) == [Undo()] and says_to_undo(reading.text)
    return is_short and not is_else and not is_asked and is_undone


def _beside_acts(reading: Reading) -> list[str]:
    """Numbers in parts of the message that tell nothing, and ask nothing."""
    kinds = {each.act for each in reading.told}
    return [
        number
        for segment in reading.segments
        if segment.act not in kinds and (segment.act in _LEFT_OVER or segment.act in _STOPS)
        for number in numbers_in(segment, reading.text)
    ]


def _left_by(told: Sequence[Told]) -> list[Correct]:
    """What is left in the end, as it was told."""
    held = [each.held for each in told if each.held is not None]
    return [Correct(connects=held[-1], beside=True)] if held else []


def _least_to_ask(told: Told) -> float:
    """What names some Connects as its job is never offered."""
    if "no job" in told.doubts:
        return math.inf
    return DOUBTED_ASK_SURE if told.margin < 0 else ASK_SURE


def _is_sure(reading: Reading, told: Sequence[Told]) -> bool:
    if any(each.missing for each in told) or len(told) < len(reading.told):
        return False
    rules_agree = tell_the_same(told, reading.by_rules)
    if min(each.sure for each in told) < (AGREED_READ_SURE if rules_agree else READ_SURE):
        return False
    if any(_weighty(each, rules_agree) for each in told):
        return False
    if not rules_agree and _needs_the_rules(reading, told):
        return False
    if any(segment.act in _STOPS for segment in reading.segments):
        return False
    if _is_asked(reading, told) or _is_put_right(reading, told):
        return False
    if not any(sign.isalpha() for sign in reading.text):
        return False
    if _HEDGES & set(_LETTERS.findall(reading.text.lower())) or _EXAMPLE.match(reading.text):
        return False
    least = max(_least_chance(each, reading.context) for each in told)
    chance = reading.sureness.chance(_evidence(reading, told, rules_agree))
    return chance >= (AGREED_SURE if rules_agree else least)


def _weighty(told: Told, rules_agree: bool) -> set[str]:
    """The doubts that nothing outweighs: other words before a name may do where it is read most
    surely, and of two opinions against one the two count."""
    light = {"revised"}
    if told.sure >= NAME_SURE:
        light.add("cut name")
    if rules_agree and not _is_unnamed(told):
        light.add("another act")
    return set(told.doubts) - light


def _least_chance(told: Told, context: str) -> float:
    if isinstance(told.intent, Undo) and context != "noted":
        return AWAY_SURE
    is_put_right = "revised" in told.doubts
    if told.has_loose_word or _is_unnamed(told) or is_put_right:
        return UNHEARD_SURE
    return RARE_SURE if _is_rare(told) else ACT_SURE


_MARGIN, _MOST_MARGINS = 300.0, 3.0
"""Of the second opinion: what weighs about as much as one of log-odds, and how many count."""


def _evidence(reading: Reading, told: Sequence[Told], rules_agree: bool) -> Evidence:
    margins = min(each.margin for each in told) / _MARGIN
    return Evidence(
        read=log_odds(min(each.by_network for each in told)),
        placed=log_odds(min(segment.placed for segment in reading.segments)),
        supposed=log_odds(max(segment.supposed for segment in reading.segments)),
        seconded=max(-_MOST_MARGINS, min(_MOST_MARGINS, margins)),
        by_rules=rules_agree,
    )


def _needs_the_rules(reading: Reading, told: Sequence[Told]) -> bool:
    """Whether it is never done by the reader alone: a name may be overlooked in the outcome of no
    named job, and `drop the second one` may mean a reminder, `remove that file` something else
    altogether. Behind a note it is clear of which one `they viewed it` or `it bounced, scrap that`
    is told, and behind an answer of which `they viewed it` is; and a name that is told with an undo
    must be one of the books'."""
    is_clear = reading.context == "noted" or (
        reading.context == "answered" and not names_by_place(reading.text)
    )
    is_unnamed = any(_is_unnamed(each) and (not is_clear or each.has_loose_word) for each in told)
    undone = (segment for segment in reading.segments if segment.act == "undo")
    return is_unnamed or not all(_is_clear(each, reading) for each in undone)


def _is_clear(undone: Segment, reading: Reading) -> bool:
    undone = undone.without("u")
    rest = outside(undone, reading.text)
    is_last = reading.context == "noted" and means_the_last(rest)
    is_last = (is_last or names_the_last(rest)) and not undone.values
    is_of_one = bool(undone.spans("j")) or is_last
    places = POINTS if reading.context == "noted" else frozenset[str]()
    is_plain = is_plainly_undone(loose_words(undone, reading.text) - places)
    return is_plain or (is_of_one and is_clearly_undone(rest))


def _is_unnamed(told: Told) -> bool:
    return isinstance(told.intent, Outcome) and not told.intent.job


_REPAIR = re.compile(
    r"\b(?:wait|oh no|scratch|swap (?:them|those|the two)|correction|oops|ups|fat fingers"
    r"|perd[oó]n|digo|quise decir|mejor dicho|no,? no)\b|\*\s?\w"
    r"|\b(?:so?rr?y|my bad|wrong|mistake|typo|meant|mean)\b(?=.*\w)",
    re.IGNORECASE | re.DOTALL,
)
_ONE_OF_A_KIND = frozenset({"cor", "cyc", "tz", "acc", "undo", "bad", "pb"})


_HEDGES = words("hedges")
_LETTERS = re.compile(r"[^\W\d_]+")
_EXAMPLE = re.compile(r"\W*(?:e\.?\s?g\b|ex\b|(?:for )?(?:example|instance)\b|por ejemplo\b)", re.I)
"""`e.g. spent 10 on the logo job`."""


def _is_put_right(reading: Reading, told: Sequence[Told]) -> bool:
    """Whether something is taken back in the message, or told in two ways, or in none."""
    kinds = [each.act.partition(":")[0] for each in told]
    twice = any(kinds.count(kind) > 1 for kind in (*_ONE_OF_A_KIND, "pl"))
    twice |= _may_be_the_same(told)
    repaired = _REPAIR.search(reading.text) is not None and kinds != ["undo"]
    loose = any(
        _is_left_over(segment, behind, reading.text)
        for segment, behind in zip(reading.segments, [*reading.segments[1:], None], strict=True)
    )
    return twice or loose or repaired


def _may_be_the_same(told: Sequence[Told]) -> bool:
    """`6 for a bracket redraw. Six. For a bracket.`: whether two spends are of as many, and one of
    them is on nothing named."""
    spends = [each.intent for each in told if isinstance(each.intent, Spend)]
    unnamed = [each for each in spends if each.purpose is Purpose.PROPOSAL and not each.job]
    return any(
        each is not other and each.connects == other.connects
        for each in unnamed
        for other in spends
    )


_LEFT_OVER = frozenset({"x", "near", "off"})
_LOOKS_WITHOUT_NUMBERS = frozenset({"bal", "prop", "stats", "fore", "help"})
"""What is asked without a number: one that stands there may be told, `upwork now shows 52`."""
UNCLEAR = 0.3
"""Below it a part is read as nothing that it surely is."""


def _is_left_over(segment: Segment, behind: Segment | None, text: str) -> bool:
    """Whether a part that tells nothing may tell something: it is read hardly, or has a number.

    The values of filler are those of the act behind it.
    """
    if segment.act in _LOOKS_WITHOUT_NUMBERS:
        return has_number(segment, text)
    if segment.act not in _LEFT_OVER:
        return False
    is_of_next = behind is not None and is_act(behind.act)
    has_value = any(value.key in "nbtpc" for value in segment.values) and not is_of_next
    return segment.sure < UNCLEAR or has_value or has_number(segment, text)


_RARE = frozenset({"tz", "cyc", "acc", "pl", "cor", "rem", "undo"})
"""What is told seldom, and more often of other things: a city's time, a renewal, an hour."""
_ASKS = re.compile(
    r"\W*(?:(?:is|are|am|do|does|can|could|should|shud|shld|was|were|has|have|would|will|may|shall)\W+"
    r"(?:i|you|u|we|he|she|it|they|there|the|my|any|some)|did\W+(?:i|you|u|we|he|she|it|they))\b",
    re.IGNORECASE,
)


def _is_rare(told: Told) -> bool:
    without_amount = isinstance(told.intent, Earn) and not told.intent.connects
    return told.act.partition(":")[0] in _RARE or without_amount


_STOPS = frozenset({"neg", "amend", "again", "val", "yes", "no!"})


_REQUESTS = re.compile(
    r"\W*(?:(?:hey|hi|ok(?:ay)?|so|also|and|purser|please|pls)\W+)*"
    r"(?:can|could|would|will)\W+(?:you|u)\W+(?:(?:please|pls|plz|kindly|also|just)\W+)*"
    r"(?:undo|delete|remove|take|strike|reverse|cancel|scrap|drop|set|change|update|correct|note|log"
    r"|record|write|put|add|mark|count|remind|ping|nudge|tell me (?:on|at|tomorrow|in))\b",
    re.IGNORECASE,
)
"""`can you undo that?` wants it done."""


def _is_asked(reading: Reading, told: Sequence[Told]) -> bool:
    """Whether an act is put as a question, with its mark or by how the message begins."""
    if _REQUESTS.match(reading.text):
        return False
    acts = {each.act for each in told} | {"neg"}
    return _ASKS.match(reading.text) is not None or any(
        _has_its_mark(segment, reading.text) for segment in reading.segments if segment.act in acts
    )


def _has_its_mark(segment: Segment, text: str) -> bool:
    """Whether a question mark stands in it, unless all its numbers stand behind: `that deck? sent,
    12`."""
    mark = text.rfind("?", segment.start, segment.end + 1)
    amounts = [value for value in segment.values if value.key in AMOUNTS]
    is_before = bool(amounts) and all(value.start > mark for value in amounts)
    return mark >= 0 and not is_before


def _rules_values(reading: Reading, told: Sequence[Told]) -> list[Act]:
    """What the rules would do with the numbers that the reader could not place, where all else is
    surely read."""
    is_stopped = any(segment.act in _STOPS for segment in reading.segments)
    is_unsure = any(each.sure < READ_SURE for each in told)
    if is_stopped or is_unsure or _REPAIR.search(reading.text):
        return []
    return values_by(reading.by_rules, told, reading.text)


def _surely_is(reading: Reading, least: float, *acts: str) -> bool:
    """Whether a part of it is one of these, read at least so surely."""
    return any(segment.act in acts and segment.sure >= least for segment in reading.segments)


def _beside(looks: Sequence[Intent]) -> list[Intent]:
    return [look for look in looks if not isinstance(look, Decline)]


def _without_acts(reading: Reading, looks: Sequence[Intent]) -> Understanding:
    """An answer; else, to who only supposes something, that nothing was noted."""
    if closed := closed_in_spanish(reading.text):
        return Understanding(intents=(closed,), certainty=ASKED)
    asked = [each for each in reading.by_rules.intents if isinstance(each, ACTS)]
    supposes = _surely_is(reading, QUIET_SURE, "neg") and reading.by_rules.certainty >= SURE
    is_else = _surely_is(reading, ELSE_SURE, "off", "lang", "near") and not _is_set(
        asked, reading.text
    )
    if asked and not supposes and not is_else:
        return Understanding(intents=(*asked, *_beside(looks)), certainty=ASKED)
    if _surely_is(reading, QUIET_SURE, "amend", "again") and not _beside(looks):
        return Understanding(ask="amend-which")
    if any(segment.act == "neg" for segment in reading.segments) and not _beside(looks):
        is_so_by_rules = reading.by_rules.ask == "considered"  # they know then what may help
        return reading.by_rules if is_so_by_rules else Understanding(ask="considered")
    if reading.told and not _beside(looks) and (answers := _answers(reading.by_rules)):
        return Understanding(intents=answers)
    return Understanding(intents=tuple(looks) or (Decline(),))


_SETS_ME = re.compile(r"\b(?:set|put) (?:me|us|my balance) (?:to|at)\b", re.IGNORECASE)


def _is_set(acts: Sequence[Act], text: str) -> bool:
    """Whether the rules' acts are a cycle's day, or a balance in words that are of nothing else:
    the reader takes these for other things at times."""
    sets_me = _SETS_ME.search(text) is not None
    return all(
        (isinstance(each, UpdateSettings) and each.cycle_day is not None)
        or (isinstance(each, Correct) and sets_me)
        for each in acts
    )


def _answers(by_rules: Understanding) -> tuple[Intent, ...]:
    """What the rules surely would answer, where they see nothing but that."""
    is_sure = by_rules.certainty >= SURE and by_rules.ask is None
    is_else = any(isinstance(each, (*ACTS, Decline)) for each in by_rules.intents)
    return () if is_else or not is_sure else by_rules.intents
