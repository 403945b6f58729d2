"""An interview's reward, told beside the interview: it came with that in the books already."""

from typing import TypeGuard

from bot.ledger.model import Source

from .intents import ACTS, Earn, Intent, Outcome, Understanding
from .turns import Turn


def rewarded_once(understood: Understanding, last: Turn | None, reward: int) -> Understanding:
    """Without the reward of an interview that is told in the same message, or was noted right
    before: `and the 10 connects came`.

    `reward` is what a proposal that moves to interviewing brings by itself, in Connects.
    """

    def is_reward(intent: Intent) -> bool:
        return tells_reward(intent) and intent.connects in (None, reward)

    kept = tuple(each for each in understood.intents if not is_reward(each))
    if kept == understood.intents or not any(isinstance(each, ACTS) for each in understood.intents):
        return understood
    if not kept and any(map(_is_interview, understood.either)):
        return understood.model_copy(update={"intents": understood.either, "either": ()})
    if any(map(_is_interview, kept)):
        either = tuple(each for each in understood.either if not is_reward(each))
        is_other = either != kept
        return understood.model_copy(update={"intents": kept, "either": either if is_other else ()})
    if last is None or last.said != "noted" or not any(map(_is_interview, last.intents)):
        return understood
    if kept:
        return understood.model_copy(update={"intents": kept})
    return Understanding(ask="reward-noted")


def tells_reward(intent: Intent) -> TypeGuard[Earn]:
    """Whether it tells of an interview's reward, whatever it was."""
    return isinstance(intent, Earn) and intent.source is Source.INTERVIEW


def _is_interview(intent: Intent) -> bool:
    return isinstance(intent, Outcome) and intent.result == "interview"
