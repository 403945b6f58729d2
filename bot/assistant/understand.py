"""A sentence becomes intents with their values and a certainty, or a question back.

The way of one: its segments by the learnt reader, their values by `bot/parsing`, what leans on the
turn before, then the decision whether to act, to ask or to answer (docs/understanding.md).
"""

from datetime import date

from bot.parsing.contracts import split_fee

from .answers import with_what_was_asked
from .asked import read_asked
from .asked_behind import about_the_last
from .decision import Reading, decide
from .edits import read_edit
from .followups import (
    lean,
    names_another,
    read_choice,
    read_follow_up,
    take_back_last,
)
from .grammar import read_by_rules
from .intents import (
    ACTS,
    ASKED,
    Decline,
    Help,
    Outcome,
    Remind,
    SmallTalk,
    Understanding,
)
from .looks import read_instead, read_looks
from .minding import mind_the_last
from .near_misses import near_misses_of
from .offers import told_by_words
from .reader.network import Reader
from .tokens import LONGEST, Token, clean, normal, tokenise
from .topics import Questions
from .turns import Turn, told_before
from .undoing import undoes_an_undo
from .values import tell


def understand(
    text: str,
    today: date,
    questions: Questions,
    last: Turn | None = None,
    reader: Reader | None = None,
) -> Understanding:
    """What a sentence means on that day, after the turn before it. Never raises, never acts.

    Without a reader the rules read it alone.
    """
    if len(text) > LONGEST:
        return Understanding(ask="too-long")
    without, fee = split_fee(text)
    if fee and (told := _with_fee(understand(without, today, questions, last, reader), fee)):
        return told
    words = normal(text)
    if len(words) > LONGEST:  # one sign may stand for many words: the ligature U+FDFA for four
        return Understanding(ask="too-long")
    tokens = tokenise(words, today)
    if not any(token.kind not in ("sep", "end", "other") for token in tokens):
        return (
            Understanding(intents=(Help(),)) if not tokens else Understanding(intents=(Decline(),))
        )
    cleaned = clean(text)
    if whole := _said_in_full(cleaned, last):
        return whole
    if reader is None:
        by_rules = read_by_rules(tokens, questions, read_follow_up(tokens, last))
        return take_back_last(by_rules, last, cleaned)
    understood = _read(cleaned, tokens, today, questions, last, reader)
    return take_back_last(about_the_last(understood, last, cleaned), last, cleaned)


def _said_in_full(text: str, last: Turn | None) -> Understanding | None:
    """What a whole message says in so many words: which of two readings, a question."""
    if chosen := read_choice(text, last):
        return chosen
    if undoes_an_undo(text):
        return Understanding(ask="undo-which")
    asked = read_asked(text)
    return Understanding(intents=(asked,)) if asked else None


def _with_fee(understood: Understanding, fee: str) -> Understanding | None:
    """What was understood, with a contract's fee; None where no contract was told of."""
    match understood.intents:
        case [Outcome(result="hired") as hired] if fee.isdigit() and int(fee) <= 100:
            with_fee = hired.model_copy(update={"fee_percent": int(fee)})
            return understood.model_copy(update={"intents": (with_fee,)})
    return None


def _read(
    text: str,
    tokens: list[Token],
    today: date,
    questions: Questions,
    last: Turn | None,
    reader: Reader,
) -> Understanding:
    """What the reader's segments mean, with the rules as a witness."""
    segments = reader.read(text, told_before(last))
    follows = None if names_another(segments, text, last) else read_follow_up(tokens, last)
    by_rules = read_by_rules(tokens, questions, follows)
    if any(isinstance(intent, Remind) and intent.when for intent in by_rules.intents):
        asked_for = any(
            segment.act == "rem" and not any(near_misses_of(segment, text)) for segment in segments
        )
        return by_rules if asked_for else by_rules.model_copy(update={"certainty": ASKED})
    leaning = lean(segments, text, today, last, reader.known) if last else None
    if leaning := leaning or follows or read_edit(segments, text, today, last, reader.known):
        return leaning
    reading = Reading(
        text=text,
        segments=segments,
        told=tell(text, segments, today, reader.known),
        by_words=tell(text, told_by_words(segments), today, reader.known),
        by_rules=by_rules,
        sureness=reader.sureness,
        context=last.said if last else "none",
    )
    decided = decide(reading, read_looks(segments, text, tokens, questions, by_rules))
    understood = mind_the_last(with_what_was_asked(decided, text, last), last, text)
    found = understood.intents
    if not found or isinstance(found[0], (*ACTS, SmallTalk)):
        return understood
    instead = read_instead(found, segments, text, tokens, questions, by_rules)
    return understood.model_copy(update={"instead": instead})
