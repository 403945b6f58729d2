"""What is asked: a price, one of the reads, or a topic that has an answer."""

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from bot.ledger.model import State
from bot.parsing.numbers import MOST_CONNECTS
from bot.parsing.periods import find_period

from .asked import read_history
from .clauses import Clause
from .intents import (
    LONGEST_TEXT,
    Answer,
    Balance,
    Decline,
    Estimate,
    Forecast,
    Help,
    Intent,
    Proposals,
    Shop,
    Stats,
)
from .tokens import Token, as_said
from .topics import Match, Questions
from .vocabulary import pairs, words

NEAR = 0.2
"""The least score at which a topic is taken for what was asked; by trial on the labelled ones."""

HALF = 0.33
ALONE = 0.5
"""The least scores where the sentence has words that others use too, or none of the trade."""

MOST_ASKED = 6
"""Clauses that are asked each for itself; whoever asks more is answered together."""

CLEAR = 0.6
"""The least score at which a clause asks something of its own beside others."""


STATED = 0.27
"""The least score for a sentence that asks nothing in so many words."""


def read_questions(clauses: Sequence[Clause], questions: Questions) -> list[Intent]:
    """What clauses that state nothing ask for: several things, or one thing together."""
    found: list[Intent] = []
    if len(clauses) > 1:
        for clause in clauses[:MOST_ASKED]:
            intent = _question(clause.tokens, questions, CLEAR)
            if intent and not isinstance(intent, Decline) and intent not in found:
                found.append(intent)
    if len(found) > 1:
        return found
    together = [token for clause in clauses for token in clause.tokens]
    least = NEAR if any(clause.asked for clause in clauses) else STATED
    whole = _question(together, questions, least)
    return found if isinstance(whole, Decline) and found else [whole]


_BUDGET_NOUNS = words("budget_nouns")
_PRICED = words("priced")
_MONEY_TOPICS = words("money_topics")
_DOMAIN = words("domain")
_WEAK_DOMAIN = words("weak_domain")


def _question(tokens: Iterable[Token], questions: Questions, least: float) -> Intent:
    tokens = list(tokens)
    words = {token.text for token in tokens if token.kind in ("word", "count")}
    best = questions.ask(tokens) or Match("", 0.0)
    if found := _priced(tokens, words, best) or _listed(tokens, words):
        return found
    if best.score >= max(least, _least_without(words)):
        return _read_of(best.topic, questions, tokens)
    return Decline(near=bool(words & _DOMAIN))


_LIST = frozenset({"show", "list", "which", "see", "any", "what", "display", "all"})
_SENT = frozenset({"proposals", "applications", "bids", "jobs"})
_JOURNAL = frozenset({"history", "journal", "transactions", "ledger"})
_RULES = frozenset({"back", "return", "returned", "connects", "cost", "mean", "free", "if"})


def _listed(tokens: list[Token], words: set[str]) -> Intent | None:
    """`which of my proposals got viewed`, `list my purchases`: one of the browsable lists."""
    if words & _RULES:
        return None
    mine = words & (_LIST | {"my", "mine", "i"})
    if words & _SENT and mine and any(token.text in _STATES for token in tokens):
        return proposals_of(tokens)
    if words & _JOURNAL or (words & {"purchases", "refunds"} and mine):
        return read_history(as_said(tokens))
    return None


def _least_without(words: set[str]) -> float:
    """How near a question must be to be taken for one of ours, by the words of the trade in it."""
    if words & _DOMAIN:
        return NEAR
    return HALF if words & _WEAK_DOMAIN else ALONE


_ELSEWHERE = frozenset({"wifi", "car", "phone", "rent", "crypto"})
_INVITED = frozenset({"invited", "invite", "invitation"})
_NO_PURCHASE = frozenset({"left", "proposal", "expire", "worth", "hourly", "fixed"})
_PLANS = frozenset({"plus", "membership", "subscription", "basic", "plan"})
_PURCHASE = frozenset({"need", "cheapest", "shop"})


def _priced(tokens: list[Token], words: set[str], best: Match) -> Intent | None:
    """An estimate of a budget, or a purchase of so many, when the sentence holds the number."""
    money = [token.text for token in tokens if token.kind == "money"]
    if any(_FOREIGN.search(text) for text in money) or words & _FOREIGN_WORDS:
        return Answer(topic="currency")
    about_money = best.topic in _MONEY_TOPICS and (best.score > CLEAR or words & _PLANS)
    budget = money[0] if money else _bare_budget(tokens)
    if budget and not about_money and not words & _ELSEWHERE:
        boost = next((t.value or 0 for t in tokens if t.kind == "boost"), 0)
        return Estimate(
            budget=budget[:LONGEST_TEXT],
            boost=min(boost, MOST_CONNECTS),
            invited=bool(words & _INVITED),
        )
    many = next((t.value for t in tokens if t.kind == "connects"), None)
    if many is None and words & _PURCHASE:
        many = next((t.value for t in tokens if t.kind == "number"), None)
    if not many or not 1 < many <= MOST_CONNECTS or words & _NO_PURCHASE:
        return None
    return Shop(need=many) if words & _PRICED else None


_FOREIGN_WORDS = words("foreign")
_FOREIGN = re.compile(
    r"[€£₹¥₱]|(?<![a-z])(?:eur|euros?|gbp|pounds?|rupees?|inr|pesos?|php|cad|aud)\b"
)


def _bare_budget(tokens: list[Token]) -> str | None:
    """The number in `what about a 700 job`, `estimate 250`, `700 budget cost?`."""
    for at, token in enumerate(tokens):
        if (
            token.kind == "count"
            and token.text in ("job", "project", "gig", "jobs")
            and (token.value or 0) >= 30
        ):
            return str(token.value)
        if token.kind != "number" or token.value is None or token.value < 1:
            continue
        near = {t.text for t in tokens[max(0, at - 4) : at + 4]}
        before = {t.text for t in tokens[max(0, at - 2) : at]}
        if near & _BUDGET_NOUNS and (token.value >= 20 or "budget" in before):
            return str(token.value)
    return None


_READS: dict[str, Intent] = {
    "balance": Balance(),
    "forecast": Forecast(),
    "help": Help(),
}
_STATES: dict[str, State | Literal["open"]] = {
    word: "open" if state == "open" else State(state) for word, state in pairs("states").items()
}


def _read_of(topic: str, questions: Questions, tokens: list[Token]) -> Intent:
    match questions.topics[topic].reads:
        case "proposals":
            return proposals_of(tokens)
        case "history":
            return read_history(as_said(tokens))
        case "stats":
            return stats_of(as_said(tokens))
        case "":
            return Answer(topic=topic)
        case name:
            return _READS[name]


def proposals_of(tokens: Sequence[Token]) -> Proposals:
    return Proposals(state=next((_STATES[t.text] for t in tokens if t.text in _STATES), None))


def stats_of(text: str) -> Stats:
    return Stats(period=find_period(text)[:LONGEST_TEXT])
