"""What answers a question back, or "Shall I note this?"."""

import re
from collections.abc import Sequence

from bot.ledger.refusals import Refusal
from bot.parsing.zones import read_zone

from .corrections import asked_again, says_yes
from .doubts import BOOSTS, MUCH
from .intents import (
    ACTS,
    ASKED,
    LONGEST_TEXT,
    Buy,
    Intent,
    Outcome,
    Remind,
    Spend,
    Understanding,
    Undo,
    UpdateSettings,
)
from .leaning import Correction, changed_by, left_now, names_by_place, told_as
from .outside import outside
from .reader.segments import Segment, Value
from .told import is_as_sold, is_no_budget
from .turns import Turn
from .undoing import means_the_last, names_the_last
from .vocabulary import words

_YES, _NO, _BESIDE_ANSWERS = words("yes"), words("no"), words("beside_answers")
_BESIDE_NAMES, _TO_WHOM = words("beside_names"), words("vocatives") | {"my"}


def said_yes(last: Turn) -> Understanding:
    """Done; of two readings it is asked again which one."""
    if last.either:
        return Understanding(intents=last.unsure, either=last.either, certainty=ASKED)
    return Understanding(intents=last.unsure, confirms=True)


def to_what_is_unsure(last: Turn, leaning: Correction) -> Understanding | None:
    """What is said to "Shall I note this?"."""
    segment, text = leaning.segment, leaning.text
    match segment.act:
        case "yes" | "no!" if _refuses(text, last):
            return Understanding(ask="dropped")
        case "yes" if not segment.values and is_yes(text) and _is_surely(segment):
            return said_yes(last)
        case "yes" if not segment.values:
            return Understanding(intents=last.unsure, either=last.either, certainty=ASKED)
        case "no!":
            return Understanding(ask="dropped")
        case "undo" if not segment.values and means_the_last(text):
            return Understanding(ask="dropped")
        case "amend" if leaning.is_left():
            left = left_now(leaning)
            return with_what_was_asked(left, text, last) if left else None
        case "amend":
            return asked_again(last.unsure, leaning)
        case _:
            return None


def with_what_was_asked(understood: Understanding, text: str, last: Turn | None) -> Understanding:
    """`yes and 8 on the flyer`, to "Shall I note this?": both are shown again."""
    more = tuple(each for each in understood.intents if isinstance(each, ACTS))
    is_asked = last is not None and bool(last.unsure) and says_yes(text)
    if last is None or not is_asked or not more or understood.ask is not None:
        return understood
    shown = tuple(dict.fromkeys([*last.unsure, *more]))
    return Understanding(intents=shown, certainty=ASKED, unread=understood.unread)


VALUE_SURE, YES_SURE = 0.5, 0.8


def is_yes(text: str) -> bool:
    """Whether it says yes, and nothing more: `yes if they reply`, `do it later`, `good question`
    and `yeah right` do not."""
    said = set(_WORD.findall(text.lower()))
    is_known = bool(said & _SURE_YES) and said <= _SURE_YES | _BESIDE_YES
    is_else = "?" in text or _NO_YES.fullmatch(text) is not None or any(map(str.isdigit, text))
    return is_known and not is_else


def _is_surely(segment: Segment) -> bool:
    return segment.sure >= YES_SURE and segment.margin > 0


def _refuses(text: str, last: Turn) -> bool:
    """Whether a word of it says no; `remove it` does not where an undo was asked about."""
    said = set(_WORD.findall(text.lower()))
    is_undo = any(isinstance(each, Undo) for each in last.unsure)
    return bool(said & (_REFUSES - _UNDOES if is_undo else _REFUSES))


_UNDOES = frozenset({"cancel", "delete", "drop", "remove", "undo", "discard"})


_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


_OF_PHRASES = frozenset({"it", "do", "mind", "n"})
"""Of `do it`, `n`, `never mind`: alone these are neither."""
_SURE_YES = (_YES | words("also_yes")) - {"it"}
_BESIDE_YES = words("beside_yes")
_NO_YES = re.compile(
    r"\W*(?:yeah,? right|cool it|fine by (?:them|him|her)"
    r"|correct (?:it|that|this|me)|that['’]?s (?:the same|one)\b.*"
    r"|good (?:one|for you|luck)|log in|yes,? i know|aye,? right|do you"
    r"|.*\byou (?:do|are|did|will|would)\b.*|.*[🙄😒🤨🤔😑].*"
    r"|.*\b(?:are (?:you|u)|(?:you|u) sure|is that)\b.*)\W*",
    re.IGNORECASE,
)
_REFUSES = (_NO | words("also_no")) - _OF_PHRASES


def with_values(waiting: Intent, leaning: Correction) -> Understanding | None:
    """What was asked for, done at once where it is surely read and changes nothing else."""
    changed = changed_by(waiting, leaning)
    if changed is None:
        return None
    if isinstance(changed, Spend) and not (changed.connects or changed.budget or changed.invited):
        # `yesterday`, to how many it took: kept, and asked again
        return Understanding(ask="spend-how-many", waiting=changed)
    told = {name: value for name, value in waiting if value not in (None, "", 0, False)}
    is_other = any(getattr(changed, name) != value for name, value in told.items())
    is_taken_back = bool(leaning.segment.spans("r"))
    in_doubt = is_other or is_taken_back or "?" in leaning.text or not _is_value(leaning.segment)
    in_doubt |= leaning.may_be_else() or not is_sensible(changed, leaning.text)
    in_doubt |= bool(leaning.segment.spans("u")) or _has_loose_boost(leaning)
    in_doubt |= not answers_alone(_beside_values(leaning))
    return Understanding(intents=(changed,), certainty=ASKED if in_doubt else 1.0)


def answers_alone(rest: str) -> bool:
    """Whether what stands beside an answer's value tells nothing: `12 tomorrow`, `not 12`, `12
    people applied`, `my friend paid 12` tell something, `12 my friend` does not."""
    said = _WORD.findall(rest.lower())
    while said and said[-1] in _TO_WHOM:
        said.pop()
    return set(said) <= _BESIDE_ANSWERS and _IS_ELSE.search(rest) is None


_IS_ELSE = re.compile(
    r"[\d%?€£+*]|\ba las\b|^\W*(?:is|was|are|do|does|did|can|could)\b",
    re.IGNORECASE,
)


def _beside_values(leaning: Correction) -> str:
    return outside(leaning.segment._replace(start=0, end=len(leaning.text)), leaning.text)


def _has_loose_boost(leaning: Correction) -> bool:
    """`16 plus boost`."""
    return not leaning.segment.spans("b") and BOOSTS.search(leaning.text) is not None


def is_sensible(changed: Intent, text: str) -> bool:
    """Whether what was filled in is what a proposal takes, or a job pays."""
    if not isinstance(changed, Spend):
        return True
    is_else = TELLS_ELSE.search(text) is not None
    return not _is_low(changed.budget) and not is_else and (changed.connects or 0) <= MUCH


def _is_low(budget: str) -> bool:
    """Whether it is less than a job pays, as what was paid, or cannot be read."""
    try:
        return is_no_budget(budget)
    except Refusal:
        return True


TELLS_ELSE = re.compile(
    r"\b(?:(?:top|round|rank|place) \d+|need|needed|want|bought|buy|got|get|balance|have|left"
    r"|(?:at|in|by|over) \d+|jobs|proposals|total|page|of us|s?he"
    r"|compr[eé]|tengo|quedan?|i bid)\b|\d\s?k\+? spent\b|[>+]\s?\d*\s*$"
    r"|\d (?:plus|proposal)\W*$|^\W*>",
    re.IGNORECASE,
)
"""`bought 80`, `I have 48`, `at 9` answer another question than how many were spent."""


_ACTS_ASKED_FOR = {
    "buy-how-many": ("buy", "n"), "correct-how-many": ("cor", "n"),
    "which-day": ("cyc", "y"), "which-zone": ("tz", ""),
}  # fmt: skip
"""The act that each question is about, and the key of the number that answers it."""


_ONLY_NUMBER = re.compile(
    r"(?:it'?s|it is|is|on|the|every|each|i (?:got|bought)|just|el|es|cada|d[ií]a|son|\W)*"
    r"(?<!\d)(\d{1,6}(?:st|nd|rd|th)?)\b"
    r"(?:of|each|every|the|month|day|connects?|now|please|pls|thanks|de|cada|mes|por favor"
    r"|[^\w$€£%])*",
    re.IGNORECASE,
)
"""`the 8th`, `it's 12 now`."""


_OF_ELSE = {
    "buy-how-many": re.compile(
        r"\b(?:need|want|have|now|total|spent|used|balance|left|packs?|each|two|tengo|ahora|quedan?|gast\w+)\b",
        re.I,
    ),
    "correct-how-many": re.compile(r"\b(?:spent|used|bought|bid|gast\w+|compr\w+)\b", re.I),
    "which-day": re.compile(r"\b(?:connects?|left|spent)\b", re.I),
}
"""What is said of other things than the question's: `I have 120`, where it was asked how many were
bought."""


_SAID_BEFORE = frozenset({"no balance", "no purchase"})
"""Doubts of words that an answer need not say again: `57`."""


def answered(last: Turn, leaning: Correction) -> Understanding | None:
    """What was asked for of an act that is nothing without it: how many were bought, which job."""
    before = last.intents[-1] if last.intents else None
    segment, text = leaning.segment, leaning.text
    values = {key: text[value.start : value.end] for key in "jwa" for value in segment.spans(key)}
    intent: Intent | None = None
    if last.asked in _ACTS_ASKED_FOR:
        act, key = _ACTS_ASKED_FOR[last.asked]
        only = _ONLY_NUMBER.fullmatch(text) if key else None
        if only:
            segment = segment._replace(values=(Value(key, *only.span(1)),), values_sure=1.0)
        told = told_as(act, leaning._replace(segment=segment))
        is_read = told is not None and not set(told.doubts) - _SAID_BEFORE and not told.missing
        intent = told.intent if told is not None and is_read else None
    elif last.asked == "undo-which":
        intent = _undo_of(leaning)
    elif isinstance(before, Outcome) and last.outcome_id is None and _is_name_alone(leaning):
        intent = before.model_copy(update={"job": values["j"][:LONGEST_TEXT]})
    elif isinstance(before, Remind) and not before.when and "w" in values:
        intent = before.model_copy(update={"when": values["w"][:LONGEST_TEXT]})
    if intent is None:
        return None
    is_else = _OF_ELSE.get(last.asked or "")
    is_sure = _is_value(segment) and "?" not in text and not (is_else and is_else.search(text))
    if last.asked in _ACTS_ASKED_FOR:  # what comes tomorrow has not come
        is_alone = answers_alone(_beside_values(leaning._replace(segment=segment)))
        is_sure &= is_alone and not segment.spans("d") and not leaning.is_spoken()
    is_sure &= not isinstance(intent, Buy) or is_as_sold(intent)
    return Understanding(intents=(intent,), certainty=1.0 if is_sure else ASKED)


def zone_alone(text: str) -> Understanding | None:
    """`EST`, `in Leeds`, where it was asked for a time zone."""
    named = _AROUND_ZONE.sub("", text)
    try:
        read_zone(named)
    except Refusal:
        return None
    return Understanding(intents=(UpdateSettings(timezone=named[:LONGEST_TEXT]),))


_AROUND_ZONE = re.compile(
    r"^\W*(?:(?:i['’]?m|i am|i live|it['’]?s|we['’]?re|estoy|vivo|in|en|from|de|the)\s+)*|[\W]+$",
    re.IGNORECASE,
)


_MOST_OF_A_NAME = 5


_NAMES_ONE = re.compile(
    r"\W*(?:(?:it'?s|it was|the|for|el|la|lo|de|del)\s+)*(?P<name>[^\W\d].*?)(?:\s+one)?\W*", re.I
)


_NAMES_NONE = frozenset({"val", "x", "off", "near", "lang"})


def name_alone(segments: Sequence[Segment], text: str, last: Turn) -> Understanding | None:
    """`the surveyor`, where it was asked of which proposal an outcome is: it is one of the books',
    or is asked for again, as behind `the second`."""
    (before,) = last.intents if len(last.intents) == 1 else (None,)
    is_asked = last.said == "asked" and last.outcome_id is None and last.waiting is None
    name = _NAMES_ONE.fullmatch(text)
    if not is_asked or not isinstance(before, Outcome) or name is None or "?" in text:
        return None
    if any(sign.isdigit() for sign in text) or _DENIES.search(text):
        return None
    is_else = any(segment.act not in _NAMES_NONE for segment in segments)
    if is_else or len(text.split()) > _MOST_OF_A_NAME or set(text.lower().split()) <= _NO | _YES:
        return None
    job = "" if names_by_place(text) else name["name"][:LONGEST_TEXT]
    certainty = 1.0 if job else ASKED  # of one open proposal alone it may be another one
    return Understanding(intents=(before.model_copy(update={"job": job}),), certainty=certainty)


_DENIES = re.compile(
    r"\b(?:not|no(?!\s*,)|(?:is|was|has|have)n['’]?t|but|except|neither|none|nothing|no ?body|wait"
    r"|might|may|maybe|could|will|said|says|wrote|asked|chatted|soon|guess|think|know|forget|forgot"
    r"|joke|kidding|one of|ningun[oa]|nadie|quiz[aá]s?|tal vez|creo|hm+|um+|uh+)\b"
    r"|(?<!it)(?<!that)['’]s\b",
    re.IGNORECASE,
)
"""`anything but the logo one`, `the seo one might`, `my sister's`."""


def _is_name_alone(leaning: Correction) -> bool:
    """`Hannah 11`, `all but the logo` name no proposal that was removed: they say something else of
    it."""
    loose = outside(leaning.segment._replace(start=0, end=len(leaning.text)), leaning.text)
    is_alone = set(_WORD.findall(loose.lower())) <= _BESIDE_NAMES
    return leaning.keys() == {"j"} and is_alone and not any(map(str.isdigit, loose))


def _undo_of(leaning: Correction) -> Intent | None:
    """The undo of the entry that is named by its job, by its number, or as the last."""
    numbers = tuple(v._replace(key="n") if v.key == "y" else v for v in leaning.segment.values)
    told = told_as("undo", leaning._replace(segment=leaning.segment._replace(values=numbers)))
    if told is None or not isinstance(told.intent, Undo) or told.doubts:
        return None
    is_named = told.intent.job or told.intent.connects or names_the_last(leaning.text)
    return told.intent if is_named else None


def _is_value(segment: Segment) -> bool:
    """Whether it is surely what was asked for: `delete the 12` has a value, too."""
    return min(segment.sure, segment.values_sure) >= VALUE_SURE and segment.margin > 0
