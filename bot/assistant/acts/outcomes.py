"""`client closed the logo job`: what became of a proposal."""

import re
import tomllib

from ..intents import LONGEST_TEXT, Outcome, Result
from ..tokens import Token, as_said
from ..vocabulary import FILLERS, JOBS, LISTS, words
from .reading import Act, Reading, cents_of

_NO_OUTCOME = words("no_outcome")
_OUTCOME_NOUNS = words("outcome_nouns")
_RESULTS: tuple[tuple[Result, re.Pattern[str]], ...] = tuple(
    (each["result"], re.compile("|".join(each["says"])))
    for each in tomllib.loads((LISTS / "outcomes.toml").read_text("utf-8"))["outcome"]
)
_RESULT_WORDS = words("result_words")


_NOT_HIRED = frozenset({"invited", "invite", "invitation", "message", "reply", "response", "free"})


_RATHER: dict[str, Result] = {
    "expired": "expired",
    "viewed": "viewed",
    "seen": "viewed",
    "opened": "viewed",
    "rejected": "declined",
    "declined": "declined",
}
"""Words that tell more than the `got` or `hired` beside them."""
_THEY = frozenset({"he", "she", "they"})
_ME = frozenset({"me", "us", "my", "i", "we"})


def read_outcome(reading: Reading) -> Act | None:
    """What became of a proposal, and which one it is of."""
    clause = reading.clause
    if clause.words & _NO_OUTCOME and not clause.words & _OUTCOME_NOUNS:
        return None
    text = clause.text
    found = next((name for name, pattern in _RESULTS if pattern.search(text)), None)
    if (found in (None, "hired")) and _came_back(reading):
        return Act(Outcome(result="closed without hire", job=named_job(reading)), ("back",))
    if found is None:
        return None
    result: Result = found
    if result == "hired" and clause.words & _NOT_HIRED:
        return None
    if result == "hired":
        result = next((name for word, name in _RATHER.items() if word in clause.words), "hired")
    if result == "expired" and clause.of("connects"):
        return None
    if result in ("hired", "withdrawn") and clause.words & _THEY and not clause.words & _ME:
        return None
    if (
        result == "interview"
        and clause.of("connects")
        and not clause.words & {"client", "proposal"}
    ):
        return None
    money = reading.take("money", sure=False) if result == "hired" else None
    if result == "hired" and money is None:
        number = reading.take("number")
        money = (
            Token("money", number.text, number.raw)
            if number and (number.value or 0) >= 20
            else None
        )
    reading.take("day")
    reading.take("connects", "number")
    cents = cents_of(money.text) if money else None
    return Act(Outcome(result=result, job=named_job(reading), contract_cents=cents))


_BACK = frozenset({"back", "refunded", "returned", "credited"})


def _came_back(reading: Reading) -> bool:
    """`got 12 connects back for the logo job`: asked about, for it may be the boost alone."""
    amounts = (*reading.clause.of("connects"), *reading.clause.of("number"))
    if not reading.clause.words & _BACK or not amounts:
        return False
    reading.take("connects", "number")
    return True


_ANCHORS = words("anchors")


def named_job(reading: Reading) -> str:
    """What names the proposal: a quote, or words that are no part of the outcome.

    They stand at the clause's beginning, behind `for`, `the` and the like, or before `job`.
    """
    for token in reading.tokens:
        if token.kind == "quote":
            return token.raw[:LONGEST_TEXT]
    names: list[Token] = []
    for at, token in enumerate(reading.tokens):
        if not _may_name(reading, at):
            continue
        before = reading.tokens[at - 1] if at else None
        after = reading.tokens[at + 1].text if at + 1 < len(reading.tokens) else ""
        goes_on = names and before is names[-1]
        if (
            before is None
            or goes_on
            or before.text in _ANCHORS
            or after in JOBS
            or before.kind in ("sep", "day", "link")
            or before.text == "job"
        ):
            names.append(token)
    return as_said(names)[:LONGEST_TEXT]


def _may_name(reading: Reading, at: int) -> bool:
    token = reading.tokens[at]
    return (
        at not in reading.used
        and token.kind in ("word", "ordinal")
        and token.text not in _RESULT_WORDS
        and token.text not in FILLERS - {"new"}
    )
