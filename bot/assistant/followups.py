"""What leans on the turn before: `and for 900?`, `6` after “how many?”, `undo that`."""

import re
from collections.abc import Sequence
from datetime import date

from bot.ledger.model import Purpose, Source
from bot.parsing.numbers import MOST_CONNECTS

from .answers import (
    TELLS_ELSE,
    answered,
    answers_alone,
    is_sensible,
    name_alone,
    said_yes,
    to_what_is_unsure,
    with_values,
    zone_alone,
)
from .corrections import put_right
from .doubts import BOOSTS, MUCH
from .edits import of_an_older
from .intents import (
    LONGEST_TEXT,
    Balance,
    Buy,
    ChangePlan,
    Correct,
    Earn,
    Edit,
    Estimate,
    Intent,
    Outcome,
    Spend,
    Understanding,
    Undo,
    UpdateSettings,
)
from .leaning import NAMES_ONE, Correction, correction_of, left_now, one_act, stands_beside, told_as
from .naming import MEANS_IT
from .once_more import once_more
from .places import place_meant
from .reader.segments import Segment
from .reader.words import Known
from .tokens import Token
from .turns import Turn, words_in
from .undoing import was_unsaid
from .vocabulary import SPENT, words

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
    if not isinstance(last.waiting, Spend) or TELLS_ELSE.search(_text(tokens)):
        return None
    is_alone = answers_alone(_text([token for token in tokens if token is not number]))
    if number.kind == "money":
        filled = last.waiting.model_copy(update={"budget": number.text[:LONGEST_TEXT]})
        certainty = 1.0 if is_alone and is_sensible(filled, "") else 0.5
        return Understanding(intents=(filled,), certainty=certainty)
    if not number.value or number.value > MOST_CONNECTS:
        return None
    filled = last.waiting.model_copy(update={"connects": number.value})
    is_sure = is_alone and is_sensible(filled, "") and not BOOSTS.search(_text(tokens))
    certainty = 1.0 if is_sure else 0.5
    return Understanding(intents=(filled,), certainty=certainty)


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
        return Understanding(intents=(other,), certainty=0.5 if names_more else 1.0)
    has_number = any(token.kind not in ("word", "sep", "end") for token in tokens)
    if last.unsure and words and words <= _YES and not has_number:
        return said_yes(last)
    if last.unsure and words and words <= _NO:
        return Understanding(ask="dropped")
    return None


# --- what the learnt reader marks ---------------------------------------------------------------


def lean(
    segments: Sequence[Segment], text: str, today: date, last: Turn, known: Known | None = None
) -> Understanding | None:
    """What a message whose segments lean on the turn before means; None where none does.

    Where the known words are given, what has any other word is asked about.
    """
    if last.said == "noted" and was_unsaid(text):
        return Understanding(intents=(Undo(),), certainty=0.5)
    if last.asked == "which-zone" and (zone := zone_alone(text)):
        return zone
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
            return Understanding(intents=(Undo(),), certainty=0.5)
        case "val" | "amend" if last.said == "noted":
            return _of_what_was_noted(last, leaning)
        case "again" if last.said == "noted" and len(last.intents) == 1:
            return once_more(last.intents[0], leaning)
        case _:
            return None


def _may_be_undone(last: Turn, text: str) -> bool:
    """Whether a no may be to what was noted: not to the question what the contract is worth."""
    is_asked = isinstance(last.intents[-1], Outcome) if last.intents else True
    return bool(last.back) and not is_asked and not _THANKS & {*text.lower().split()}


def _of_what_was_noted(last: Turn, leaning: Correction) -> Understanding | None:
    if leaning.is_left():
        return left_now(leaning)
    if act := _grant_behind(last):
        return _came(act, leaning)
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
    if told is None or not isinstance(told.intent, Earn) or told.missing:
        return None
    is_alone = {value.key for value in leaning.segment.values} == {"n"}
    return Understanding(intents=(told.intent,), certainty=0.5) if is_alone else None


_WORTH = re.compile(
    r"\W*(?:[$€£]|usd\s*)?(?:\d{3,}|\d{1,3}(?:[.,]\d{1,3})*\s?k?)\W*", re.IGNORECASE
)
"""`1500`, `$1,500`, `1.5k`: what the contract is worth, where it was asked for."""
_LEAST_WORTH = 10_000
"""Cents: a smaller number alone may be of Connects."""


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
    is_sure &= stands_beside("contract", leaning)
    return Understanding(intents=(again,), certainty=1.0 if is_sure else 0.5)


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
    if last.back:
        certainty = understood.certainty if len(last.back) == 1 else 0.5
        return Understanding(intents=last.back, certainty=certainty)
    is_settled = any(isinstance(each, ChangePlan | UpdateSettings) for each in last.intents)
    return Understanding(ask="undo-setting") if is_settled else understood


def mind_the_last(understood: Understanding, last: Turn | None, text: str) -> Understanding:
    """`They viewed it already` is about the proposal of the turn before. What may be about what was
    just noted is asked about.

    `Jade took 12` after a proposal to Jade, a spend on nothing named after one, an outcome of no
    named job right after another, which is then about the same proposal, and what came right after
    a new account: `40 landed with it`.
    """
    if last is not None and _may_comment(understood, last, text):
        understood = understood.model_copy(update={"certainty": min(understood.certainty, 0.5)})
    if last is None or last.said != "noted":
        return understood
    if MEANS_IT.search(text) and not (NAMES_ONE.search(text) or _ANY.search(text)):
        located = tuple(_of_the_last_one(intent, last) for intent in understood.intents)
        understood = understood.model_copy(update={"intents": located})
    elif (place := place_meant(text, last)) is not None:
        return _of_its_place(understood, last.intents[place])
    noted = {each.job.casefold() for each in last.intents if isinstance(each, Spend)}
    came = any(isinstance(each, Earn | Outcome) for each in last.intents)
    noted |= {""} if noted or came else set()
    minded = tuple(_about_last(intent, last) for intent in understood.intents)
    if noted and _IT_WAS.match(text):
        noted |= {each.job.casefold() for each in minded if isinstance(each, Spend)}
    is_again = any(isinstance(i, Spend) and _is_of(i, noted) for i in minded)
    is_again |= came and any(isinstance(each, Earn) for each in minded)
    is_again |= any(map(_is_hired, last.intents)) and any(map(_is_closed, minded))
    if minded == understood.intents and not is_again:
        return understood
    return understood.model_copy(update={"intents": minded, "certainty": 0.5})


def _may_comment(understood: Understanding, last: Turn, text: str) -> bool:
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
        is_of_rest = any(isinstance(each, Balance) for each in last.intents)
        if is_of_rest and _OF_REST.search(text):
            return True
        is_of_cost = any(isinstance(each, Estimate) for each in last.intents)
        is_spent = bool(said & SPENT)
        return _EXPLAINS.match(text) is not None or (is_of_cost and not is_spent)
    if last.said != "noted":
        return False
    if any(isinstance(each, Correct) for each in last.intents) and _IS_IN_IT.search(text):
        return True
    bought = {each.connects for each in last.intents if isinstance(each, Buy)}
    if any(isinstance(each, Buy) and each.connects in bought for each in acts):
        return True
    if any(_is_the_same(each, noted) for each in acts for noted in last.intents):
        return True
    spends = any(isinstance(each, Spend | Edit) for each in last.intents)
    is_low = any(isinstance(each, Correct) and each.connects <= MUCH for each in acts)
    is_yes = any(isinstance(each, Spend) for each in acts) and _CONFIRMS.match(text) is not None
    return spends and (is_yes or (is_low and not said & _HELD))


def _is_the_same(act: Intent, noted: Intent) -> bool:
    """`12 for a ghost` behind 12 on nothing named, `8 for a badge lol` behind a badge of 8."""
    if not (isinstance(act, Spend) and isinstance(noted, Spend)):
        return False
    is_named_so = not noted.job or (bool(act.job) and words_in(act.job) <= words_in(noted.job))
    return act.purpose is noted.purpose and act.connects == noted.connects and is_named_so


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
_FEW_WORDS = 3
_LETTERS = re.compile(r"[^\W\d_]+")
_HELD = frozenset(("left", "leaves", "leaving", "balance", "remaining", "have", "quedan", "saldo"))
_EXPLAINS = re.compile(r"\W*(?:(?:but|ah|oh|yeah|right|so)\W+)+(?:i|we)\b|.*\bthough\W*$", re.I)


def _is_hired(intent: Intent) -> bool:
    return isinstance(intent, Outcome) and intent.result == "hired"


def _is_closed(intent: Intent) -> bool:
    """A job that hired the person is closed with a hire."""
    return isinstance(intent, Outcome) and intent.result == "closed without hire"


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


def _of_its_place(understood: Understanding, noted: Intent) -> Understanding:
    """`they viewed the first one`, of two that were just noted: asked about, with its name."""
    job = noted.job if isinstance(noted, Spend) else ""
    named = tuple(
        each.model_copy(update={"job": job}) if _is_of_any(each) else each
        for each in understood.intents
    )
    certainty = understood.certainty if named == understood.intents else 0.5
    return understood.model_copy(update={"intents": named, "certainty": certainty})


def _is_of_any(intent: Intent) -> bool:
    return isinstance(intent, Outcome) and not intent.job and intent.proposal_id is None


def _is_of(spend: Spend, jobs: set[str]) -> bool:
    return spend.purpose is Purpose.PROPOSAL and spend.job.casefold() in jobs


_OTHERWISE = frozenset({Source.INTERVIEW, Source.OTHER})


def _about_last(intent: Intent, last: Turn) -> Intent:
    is_grant = isinstance(intent, Earn) and intent.source in _OTHERWISE
    if is_grant and _grant_behind(last) == "e:new":
        return intent.model_copy(update={"source": Source.NEW_ACCOUNT})
    return intent if last.outcome_id is None else _of_the_last_one(intent, last)
