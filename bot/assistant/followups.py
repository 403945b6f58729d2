"""What leans on the turn before: `and for 900?`, `6` after “how many?”, `undo that`."""

import re
from collections.abc import Sequence
from datetime import date

from bot.parsing.numbers import MOST_CONNECTS

from .answers import (
    TELLS_ELSE,
    answered,
    answers_alone,
    is_sensible,
    is_yes,
    name_alone,
    said_yes,
    to_what_is_unsure,
    with_values,
    zone_alone,
)
from .corrections import put_right
from .doubts import BOOSTS
from .edits import of_an_older
from .intents import (
    ASKED,
    LONGEST_TEXT,
    Answer,
    ChangePlan,
    Earn,
    Estimate,
    Intent,
    Outcome,
    Spend,
    Understanding,
    Undo,
    UpdateSettings,
)
from .leaning import (
    CHANGES_SURE,
    Correction,
    asked_about,
    correction_of,
    left_alone,
    left_now,
    names_by_place,
    one_act,
    stands_beside,
    told_as,
)
from .once_more import once_more
from .places import place_meant
from .reader.segments import Segment
from .reader.words import Known
from .tokens import Token, whole_in
from .turns import Turn, words_in
from .undoing import names_several, was_not_sent, was_unsaid
from .vocabulary import words

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


def names_another(segments: Sequence[Segment], text: str, last: Turn | None) -> bool:
    """`flyer was 12`, where it was asked how many the logo took: whether a job is named that is not
    the one which waits."""
    job = getattr(last.waiting, "job", "") if last else ""
    named = (text[value.start : value.end] for each in segments for value in each.spans("j"))
    return bool(job) and any(not words_in(name) <= words_in(job) for name in named)


def _text(tokens: list[Token]) -> str:
    return " ".join(token.text for token in tokens if token.kind != "end")


def _filled(tokens: list[Token], last: Turn) -> Understanding | None:
    """The number that was asked for: `6`, `$700`."""
    numbers = [token for token in tokens if token.kind in ("number", "connects", "money")]
    if len(numbers) != 1 or len(tokens) > 6 or _LEANS.match(_text(tokens)):
        return None
    number = numbers[0]
    if not isinstance(last.waiting, Spend) or TELLS_ELSE.search(_text(tokens)):
        return None
    is_asked = any(token.text == "?" for token in tokens)
    beside = _text([token for token in tokens if token is not number])
    is_alone = answers_alone(beside) and not is_asked
    if number.kind == "money":
        filled = last.waiting.model_copy(update={"budget": number.text[:LONGEST_TEXT]})
        certainty = 1.0 if is_alone and is_sensible(filled, "") else ASKED
        return Understanding(intents=(filled,), certainty=certainty)
    if not number.value or number.value > MOST_CONNECTS:
        return None
    filled = last.waiting.model_copy(update={"connects": number.value})
    is_sure = is_alone and is_sensible(filled, "") and not BOOSTS.search(_text(tokens))
    certainty = 1.0 if is_sure else ASKED
    return Understanding(intents=(filled,), certainty=certainty)


def _changed(tokens: list[Token], last: Turn) -> Understanding | None:
    """The last estimate with another value: `and for 900?`, `and with 4 boost?`."""
    before = next((intent for intent in last.intents if isinstance(intent, Estimate)), None)
    leans = _LEANS.match(_text(tokens)) or len(tokens) <= 2
    told = {token.text for token in tokens if token.kind == "word"} - _BESIDE_ESTIMATE
    if before is None or len(tokens) > 9 or not leans or told:
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


_BESIDE_ESTIMATE = words("beside_estimate")
"""Beside other words it is no other estimate: `and 12 on the logo`."""
_YES = words("yes")
_NO = words("no")
_THANKS = words("thanks")
_OTHER = re.compile(r"\b(?:the other(?: one)?|other one|not that one|wrong (?:one|job|proposal))\b")

_BEFORE_OTHER = re.compile(
    r"\W*(?:(?:no|wait|sorry|oops|it|that|was|is|not|i|meant|mean|actually|for|by|on|from|about|hm|ah|oh"
    r"|but|ok|it's|that's|of|at)\W+)*"
)
"""`no, it was the other one`; not `$300 from the other client`."""


def _on_what_was_asked(tokens: list[Token], last: Turn) -> Understanding | None:
    """`yes`, `no`, `the other one`, `undo that`, after something that these can mean."""
    words = {token.text for token in tokens if token.kind == "word"}
    text = " ".join(token.text for token in tokens)
    told = next((i for i in last.intents if isinstance(i, Outcome)), None)
    found = _OTHER.search(text) if len(tokens) < 10 else None
    if found and not _BEFORE_OTHER.fullmatch(text[: found.start()]):
        found = None
    if told and last.outcome_id is not None and found:
        changed = {
            "instead_of": last.outcome_id,
            "not_proposal_id": last.proposal_id,
            "proposal_id": None,
        }
        names_more = len(text[found.end() :].split()) > 1
        other = told.model_copy(update=changed)
        return Understanding(intents=(other,), certainty=ASKED if names_more else 1.0)
    has_number = any(token.kind not in ("word", "sep", "end") for token in tokens)
    if last.unsure and words <= _YES and not has_number and is_yes(text):
        return said_yes(last)
    if (last.unsure or last.asked == "dropped") and words and words <= _NO:
        return Understanding(ask="dropped")
    return None


# --- what the learnt reader marks ---------------------------------------------------------------


def lean(
    segments: Sequence[Segment], text: str, today: date, last: Turn, known: Known | None = None
) -> Understanding | None:
    """What a message whose segments lean on the turn before means; None where none does.

    Where the known words are given, what has any other word is asked about.
    """
    if said := _said_in_full(text, today, last):
        return said
    segment = one_act(segments)
    if segment is None:
        return name_alone(segments, text, last)
    leaning = correction_of(segment, text, today, last, known)
    match segment.act:
        case "val" | "amend" if last.waiting is not None:
            return with_values(last.waiting, leaning)
        case "val" if last.said == "asked":
            return answered(last, leaning) or name_alone(segments, text, last)
        case "yes" | "no!" | "undo" | "amend" if last.unsure:
            return to_what_is_unsure(last, leaning)
        case "no!" if last.said == "noted" and _may_be_undone(last, text):
            return Understanding(intents=(Undo(),), certainty=ASKED)
        case "val" | "amend" if last.said == "noted":
            return _of_what_was_noted(last, leaning)
        case "again" if last.said == "noted" and len(last.intents) == 1:
            return once_more(last.intents[0], leaning)
        case "val" | "amend" | "again" if last.noted is not None and len(last.noted.intents) == 1:
            return _of_what_was_noted_before(last, last.noted, leaning)
        case _:
            return None


def _said_in_full(text: str, today: date, last: Turn) -> Understanding | None:
    """What a whole message says in so many words, whatever is read in it."""
    is_no = _ALONE_NO.fullmatch(text) is not None and _may_be_undone(last, text)
    if last.said == "noted" and (is_no or was_unsaid(text)):
        return Understanding(intents=(Undo(),), certainty=ASKED)
    if last.asked == "which-zone" and (zone := zone_alone(text)):
        return zone
    return left_alone(text, last, today)


_ALONE_NO = re.compile(r"\W*(?:(?:wait|oh|ah|no|nope)\W+)*(?:no|nope)\W*", re.IGNORECASE)


def _may_be_undone(last: Turn, text: str) -> bool:
    """Whether a no may be to what was noted: not to the question what the contract is worth."""
    is_asked = isinstance(last.intents[-1], Outcome) if last.intents else True
    return bool(last.back) and not is_asked and not _THANKS & {*text.lower().split()}


def _of_what_was_noted(last: Turn, leaning: Correction) -> Understanding | None:
    if leaning.is_left():
        return left_now(leaning)
    if (act := _grant_behind(last)) and (came := _came(act, leaning)):
        return came
    if leaning.is_of_an_older() and not leaning.segment.spans("j"):
        is_of_other = last.outcome_id is not None and _OTHER.search(leaning.text.lower())
        return None if is_of_other else of_an_older(leaning, last)
    match last.intents:
        case [Outcome(result="hired") as hired] if _is_of_contract(leaning):
            return _with_contract(hired, last, leaning)
        case [_]:
            return put_right(last, leaning)
        case _:
            return None


def _of_what_was_noted_before(last: Turn, noted: Turn, leaning: Correction) -> Understanding | None:
    """`sorry, it was 11`, where a question was answered in between: it may be about the answer, but
    where it says that what was told is to be put right, takes back what was noted, or adds to it
    what no answer is about."""
    leaning = _as_a_correction(leaning)._replace(jobs=noted.words_of_jobs())
    if leaning.segment.act == "again":
        return asked_about(once_more(noted.intents[0], leaning))
    understood = put_right(noted, leaning)
    is_of_the_answer = any(map(_is_of_costs, last.intents))
    is_of_it = (
        leaning.puts_right_what_was()
        or leaning.names_it()
        or _takes_back(noted, leaning)
        or (leaning.adds_to_it() and not is_of_the_answer)
    )
    return understood if is_of_it else asked_about(understood)


def _as_a_correction(leaning: Correction) -> Correction:
    """Where nothing was asked a value is no answer: what words alone call a correction is one, and
    surely so where it says that something was wrong and what it was."""
    segment = leaning.segment
    by_words = segment.act if segment.margin > 0 else segment.other
    if segment.act not in ("val", "amend") or by_words != "amend":
        return leaning
    sure = max(segment.sure, CHANGES_SURE) if leaning.puts_right_what_was() else segment.sure
    told = segment._replace(act="amend", margin=abs(segment.margin), sure=sure)
    return leaning._replace(segment=told)


def _is_of_costs(answered: Intent) -> bool:
    """Whether what is told behind it may go on with it: `the budget is $800` behind an estimate, `I
    boosted once, 5` behind what a boost does."""
    is_of_boost = isinstance(answered, Answer) and answered.topic == "boosting"
    return isinstance(answered, Estimate) or is_of_boost


def _takes_back(noted: Turn, leaning: Correction) -> bool:
    """`it was 4, not 3`, where 3 were noted."""
    spends = (each for each in noted.intents if isinstance(each, Spend))
    taken_back = leaning.segment.spans("r")
    numbers = {whole_in(leaning.text[value.start : value.end]) for value in taken_back}
    return any(each.connects in numbers for each in spends)


def _grant_behind(last: Turn) -> str:
    """The act of what comes for what was just noted: an interview's reward, a new account's."""
    told = last.intents[-1] if last.intents and last.said == "noted" else None
    match told:
        case Outcome(result="interview"):
            return "e:int"
        case UpdateSettings(new_account=True):
            return "e:new"
        case _:
            return ""


def _came(act: str, leaning: Correction) -> Understanding | None:
    """What came for it, and nothing else: `plus 10`."""
    told = told_as(act, leaning)
    if told is None or not isinstance(told.intent, Earn) or told.missing or told.doubts:
        return None
    is_alone = {value.key for value in leaning.segment.values} == {"n"}
    return Understanding(intents=(told.intent,), certainty=ASKED) if is_alone else None


_WORTH = re.compile(
    r"\W*(?:[$€£]|usd\s*)?(?:\d{3,}|\d{1,3}(?:[.,]\d{1,3})*\s?k?)\W*", re.IGNORECASE
)
"""`1500`, `$1,500`, `1.5k`: what the contract is worth, where it was asked for."""
_LEAST_WORTH = 10_000
"""Cents: a smaller number alone may be of Connects."""


def _begins_with_worth(hired: Outcome, leaning: Correction) -> bool:
    """`$65, he tipped in advance`, where what it is worth was asked for."""
    return hired.contract_cents is None and _WORTH_FIRST.fullmatch(leaning.text) is not None


_WORTH_FIRST = re.compile(
    r"(?:(?:it['’]?s|for|at|only|just|yes|yeah|ok|oh|por|son|es)\W+)*"
    r"(?:[$€£]\s?\d[\d.,]*\d|\d[\d.,]*\s?(?:\$|usd|dollars|bucks|d[oó]lares))"
    r"(?:\s*[,;–—-]\s|\s(?:only|flat|fixed|total|in all|in total)\b)[^\d?]*",
    re.IGNORECASE,
)


def _is_of_contract(leaning: Correction) -> bool:
    return leaning.keys() == {"c"} or _WORTH.fullmatch(leaning.text) is not None


def _with_contract(hired: Outcome, last: Turn, leaning: Correction) -> Understanding | None:
    """`contract's $550 by the way`, once somebody was told to have hired: told anew with it."""
    is_alone = _WORTH.fullmatch(leaning.text) is not None
    values = tuple(value._replace(key="c") for value in leaning.segment.values)
    told = told_as("o:hired", leaning._replace(segment=leaning.segment._replace(values=values)))
    if told is None or not isinstance(told.intent, Outcome) or told.doubts:
        return None
    known = {"contract_cents": told.intent.contract_cents, "instead_of": last.outcome_id}
    again = hired.model_copy(update={**known, "proposal_id": last.proposal_id})
    is_worth = is_alone and (told.intent.contract_cents or 0) >= _LEAST_WORTH
    is_sure = leaning.is_read() or (is_worth and hired.contract_cents is None)
    is_sure &= stands_beside("contract", leaning) or _begins_with_worth(hired, leaning)
    return Understanding(intents=(again,), certainty=1.0 if is_sure else ASKED)


def take_back_last(understood: Understanding, last: Turn | None, text: str) -> Understanding:
    """`cancel that` means what was done in the turn before, whatever it was.

    Several things at once are asked about, unless one is meant by its place; what cannot be taken
    back is said.
    """
    if last is None or last.said != "noted" or understood.intents != (Undo(),):
        return understood
    place = place_meant(text, last)
    if place is not None and len(last.back) == len(last.intents):
        return understood.model_copy(update={"intents": (last.back[-1 - place],)})
    is_of_edit = any(each.edit_id is not None for each in last.back)
    if is_of_edit and last.entry_id is not None and was_not_sent(text):
        return Understanding(intents=(Undo(entry_id=last.entry_id),), certainty=ASKED)
    if last.back:
        is_one = len(last.back) == 1 and not names_by_place(text) and not names_several(text)
        certainty = understood.certainty if is_one else ASKED
        return Understanding(intents=last.back, certainty=certainty)
    is_settled = any(isinstance(each, ChangePlan | UpdateSettings) for each in last.intents)
    return Understanding(ask="undo-setting") if is_settled else understood
