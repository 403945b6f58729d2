"""A sentence becomes intents with their values and a certainty, or a question back.

The way of one: its segments by the learnt reader, their values by `bot/parsing`, what leans on the
turn before, then the decision whether to act, to ask or to answer (docs/understanding.md).
"""

from collections.abc import Sequence
from datetime import date

from .decision import Reading, decide
from .followups import Turn, lean
from .grammar import read_by_rules
from .intents import Decline, Help, Understanding
from .looks import read_looks
from .reader.network import Network, read
from .tokens import LONGEST, Token, clean, normal, tokenise
from .topics import Questions
from .values import tell


def understand(
    text: str,
    today: date,
    questions: Questions,
    last: Turn | None = None,
    networks: Sequence[Network] = (),
) -> Understanding:
    """What a sentence means on that day, after the turn before it. Never raises, never acts.

    Without networks the rules read it alone.
    """
    if len(text) > LONGEST:
        return Understanding(ask="too-long")
    words = normal(text)
    if len(words) > LONGEST:  # one sign may stand for many words: the ligature U+FDFA for four
        return Understanding(ask="too-long")
    tokens = tokenise(words, today)
    if not any(token.kind not in ("sep", "end", "other") for token in tokens):
        return (
            Understanding(intents=(Help(),)) if not tokens else Understanding(intents=(Decline(),))
        )
    by_rules = read_by_rules(tokens, questions, last)
    if not networks:
        return by_rules
    return _read(clean(text), tokens, today, questions, last, networks, by_rules)


def _read(
    text: str,
    tokens: list[Token],
    today: date,
    questions: Questions,
    last: Turn | None,
    networks: Sequence[Network],
    by_rules: Understanding,
) -> Understanding:
    context = last.said if last else "none"
    segments = read(networks, text, context)
    if last and (leaning := lean(segments, text, today, last)):
        return leaning
    reading = Reading(
        text=text,
        segments=segments,
        told=tell(text, segments, today),
        witnesses=[
            tell(seen, read(by, seen, context), today)
            for seen, by in _seen_otherwise(text, networks)
        ],
        by_rules=by_rules,
    )
    return decide(reading, read_looks(segments, text, tokens, questions, by_rules))


def _seen_otherwise(text: str, networks: Sequence[Network]) -> list[tuple[str, Sequence[Network]]]:
    """The text as other witnesses see it: each network alone, and all without case and stops."""
    alone = [(text, (network,)) for network in networks] if len(networks) > 1 else []
    return [*alone, (_flat(text), networks)]


def _flat(text: str) -> str:
    kept = [
        sign
        for at, sign in enumerate(text.lower())
        if sign not in ".,;!" or text[at + 1 : at + 2].isalnum()
    ]
    return "".join(kept)
