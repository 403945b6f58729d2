"""Clauses that tell of one event put together, such as `sent a proposal, it cost me 6`."""

from dataclasses import dataclass

from .acts import Act
from .acts.outcomes import named_job
from .acts.reading import Reading, cents_of, sound
from .clauses import Clause
from .intents import Earn, Outcome, Spend, Undo
from .vocabulary import GOT


@dataclass
class Part:
    """A clause, what it reads like, and whether it states that plainly."""

    clause: Clause
    act: Act | None
    plain: bool = False


def join_events(parts: list[Part]) -> list[Part]:
    """Parts that tell of one event put together, such as `sent a proposal, it cost me 6`."""
    joined: list[Part] = []
    for part in parts:
        before = joined[-1] if joined else None
        together = _one_event(before.act, part) if before and before.act else None
        if before and together:
            before.act = together
            before.plain = before.plain and (part.plain or part.act is None)
        else:
            joined.append(part)
    return joined


_CAME_BACK = frozenset({"back", "refunded", "returned", "refund"})


def _one_event(before: Act, part: Part) -> Act | None:
    """What the two tell together; None where they tell of two things."""
    if part.clause.asked:
        return None
    first = before.intent
    second = part.act.intent if part.act else None
    left = part.act.left_over if part.act else ()
    match first, second:
        case Spend(), Spend() if not second.job or not first.job:
            return _one_spend(first, second, (*before.left_over, *left))
        case Outcome(), Outcome() if not second.job:
            return _one_outcome(first, second)
        case Undo(), Undo():
            return before
        case Outcome(), Earn() if first.result == "interview" and second.source == "interview":
            return before
        case Earn(), None if part.clause.words & GOT:
            return _grant_of(first, part.clause)
        case Outcome(), None if part.clause.words & _CAME_BACK:
            return before
        case Outcome(), None if first.result == "hired" and part.clause.of("money"):
            cents = cents_of(part.clause.of("money")[0].text)
            job = first.job or named_job(Reading(part.clause))
            return Act(first.model_copy(update={"contract_cents": cents, "job": job}))
    return None


_AMOUNTS = ("number", "connects")


def _grant_of(grant: Earn, clause: Clause) -> Act | None:
    """The grant with the number that its second clause tells."""
    amount = next((token for token in clause.tokens if token.kind in _AMOUNTS), None)
    if amount is None:
        return None
    if not amount.value or not sound(amount.value):
        return Act(None, missing="amount")
    return Act(grant.model_copy(update={"connects": amount.value}))


def _one_spend(first: Spend, second: Spend, left: tuple[str, ...]) -> Act | None:
    """One spend of two parts, each of which holds what the other lacks."""
    if first.connects is not None and second.connects is not None:
        return None
    both = first.model_dump(exclude_defaults=True) | second.model_dump(exclude_defaults=True)
    together = Spend.model_validate(both)
    lacks = together.connects is None and not together.budget and not together.invited
    return Act(together, left, missing="spend-how-many" if lacks else None)


_WEIGHT = ("viewed", "expired", "closed without hire", "interview", "declined", "hired")


def _one_outcome(first: Outcome, second: Outcome) -> Act | None:
    """The weightier of two outcomes of one proposal: `closed the job, hired somebody else`."""
    if first.result not in _WEIGHT or second.result not in _WEIGHT:
        return Act(first) if first.result == second.result else None
    result = max(first.result, second.result, key=_WEIGHT.index)
    cents = first.contract_cents or second.contract_cents
    return Act(first.model_copy(update={"result": result, "contract_cents": cents}))
