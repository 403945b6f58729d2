"""A sentence read by rules and lists of words: beside the learnt reader, or where it is absent."""

import re
from dataclasses import dataclass, field

from .acts import Act, is_plain, read_act
from .clauses import Clause, split
from .events import Part, join_events
from .intents import (
    ASKED,
    Buy,
    Correct,
    Decline,
    Estimate,
    Help,
    Intent,
    Outcome,
    Shop,
    Spend,
    Understanding,
)
from .questions import read_questions
from .reminders import read_reminder
from .smalltalk import read_small_talk
from .tokens import Token
from .topics import Questions
from .vocabulary import JOKING, NEGATED, OTHERS, SUPPOSED

LITTLE = 0.4
"""Below this certainty a question that was recognised counts more than an act."""


@dataclass
class _Said:
    """What the clauses of a sentence came to so far."""

    intents: list[Intent] = field(default_factory=list)
    certainty: float = 1.0
    ask: str | None = None
    waiting: Intent | None = None
    considered: list[Intent | None] = field(default_factory=list)
    questions: list[Clause] = field(default_factory=list)


def read_by_rules(
    tokens: list[Token], questions: Questions, follows: Understanding | None = None
) -> Understanding:
    """What the tokens of a sentence mean; `follows` is what they do as the next turn."""
    if social := read_small_talk(tokens):
        return Understanding(intents=(social,))
    if reminder := read_reminder(tokens):
        return Understanding(intents=(reminder,))
    return follows or _conclude(_read(tokens), questions)


def _read(tokens: list[Token]) -> _Said:
    said = _Said()
    parts = _parts(tokens)
    asks_something = any(part.clause.asked for part in parts)
    for part in join_events(parts):
        if part.act is None:
            said.questions.append(part.clause)
        elif part.plain and not (asks_something and _may_be_a_premise(part.act)):
            _take(said, part.act)
        elif _requested(part.clause) and part.act.intent is not None:
            said.intents.append(part.act.intent)
            said.certainty = ASKED
        else:
            said.considered.append(part.act.intent)
            if asks_something:
                said.questions.append(part.clause)
    return said


def _may_be_a_premise(act: Act) -> bool:
    """Whether what is said may only lead up to a question: `the client declined, do I ...?`"""
    return isinstance(act.intent, Correct) or (
        isinstance(act.intent, Outcome) and not act.intent.job
    )


def _parts(tokens: list[Token]) -> list[Part]:
    parts: list[Part] = []
    for clause in split(tokens):
        before = parts[-1].act.intent if parts and parts[-1].act else None
        parts.append(Part(clause, read_act(clause, before)))
    doubted = any(_puts_in_doubt(part) for part in parts)
    inherited = False
    for part in parts:
        plain = part.act is not None and is_plain(part.clause, part.act)
        if not plain and (part.act is not None or part.clause.words & (SUPPOSED | OTHERS)):
            inherited = bool(part.clause.words & (SUPPOSED | NEGATED | OTHERS)) or inherited
        elif part.clause.words & _SUBJECTS:
            inherited = False
        part.plain = plain and not doubted and not inherited
    return parts


_SUBJECTS = frozenset({"i", "we", "i've", "ive", "we've", "client"})
_NOTING = frozenset({"log", "note", "record", "count", "save", "add", "believe", "true", "track"})
_TOLD = frozenset({"says", "say", "said", "forget", "ignore", "nevermind", "test"})


def _puts_in_doubt(part: Part) -> bool:
    """Whether a part takes back, or plays with, whatever else is said: `just kidding`."""
    named = set(getattr(part.act.intent, "job", "").lower().split()) if part.act else set()
    joking = part.clause.words & JOKING - named - (_TOLD if part.act else frozenset())
    not_noted = part.clause.words & NEGATED and part.clause.words & _NOTING
    return bool(joking or not_noted)


def _take(said: _Said, act: Act) -> None:
    if act.intent is None or act.missing:
        said.ask, said.waiting = act.missing, act.intent
        return
    said.intents.append(act.intent)
    said.certainty = min(said.certainty, act.certainty)


_POLITE = re.compile(
    r"^(?:hey |hi |please |pls |purser |ok |so )*(?:can|could|would|will) (?:you|u|we) "
    r"(?:please |pls |just |also )?"
    r"(?:log|note|record|add|write|put|mark|book|register|track|undo|set|correct|save|enter)\b"
)


def _requested(clause: Clause) -> bool:
    """`could you log 6 for the logo job?`: an order put as a question."""
    return bool(_POLITE.match(clause.text))


def _conclude(said: _Said, questions: Questions) -> Understanding:
    reads = read_questions(said.questions, questions) if said.questions else []
    if said.ask and not said.intents:
        if reads and not isinstance(reads[0], Decline) and said.questions:
            return Understanding(intents=tuple(reads))
        return Understanding(ask=said.ask, waiting=said.waiting)
    if said.intents:
        kept = [read for read in reads if not isinstance(read, Decline | Help)]
        if said.certainty < LITTLE and kept and not said.ask:
            return Understanding(intents=tuple(kept))
        return Understanding(
            intents=(*said.intents, *kept),
            certainty=said.certainty,
            ask=said.ask,
            waiting=said.waiting,
        )
    if reads and not isinstance(reads[0], Decline):
        return Understanding(intents=tuple(reads))
    if said.considered:
        return Understanding(intents=tuple(_instead(said.considered)), ask="considered")
    return Understanding(intents=tuple(reads) or (Decline(),))


def _instead(considered: list[Intent | None]) -> list[Intent]:
    """What helps somebody who only considers it."""
    for intent in considered:
        if isinstance(intent, Spend) and intent.budget:
            return [Estimate(budget=intent.budget, boost=intent.boost, invited=intent.invited)]
        if isinstance(intent, Buy):
            return [Shop(need=intent.connects)]
    return []
