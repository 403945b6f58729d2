"""Questions about what was just noted, whose matter is told by that alone."""

import pytest

from bot.assistant.asked_behind import about_the_last
from bot.assistant.intents import (
    Answer,
    Balance,
    ChangePlan,
    Earn,
    History,
    Intent,
    Outcome,
    Proposals,
    Spend,
    Story,
    Understanding,
)
from bot.assistant.turns import Turn
from bot.ledger.model import Plan, Source


def asked(noted: Intent, topic: str, text: str) -> str:
    """The topic that is answered behind the note."""
    understood = Understanding(intents=(Answer(topic=topic),))
    answered = about_the_last(understood, Turn(intents=(noted,), said="noted"), text).intents[0]
    assert isinstance(answered, Answer)
    return answered.topic


@pytest.mark.parametrize(
    ("noted", "topic", "meant"),
    [
        (Outcome(result="withdrawn"), "refunds", "withdrawing"),
        (Outcome(result="expired"), "withdrawing", "refunds"),
        (Outcome(result="declined"), "cost", "cost"),
        (ChangePlan(plan=Plan.FREELANCER_PLUS), "refunds", "plans"),
        (ChangePlan(plan=Plan.BASIC), "withdrawing", "downgrade"),
        (Earn(source=Source.TOP_RATED), "my-monthly", "top-rated"),
        (Earn(source=Source.OTHER), "my-monthly", "my-monthly"),
    ],
)
def test_question_of_no_named_matter_is_about_what_was_noted(
    noted: Intent, topic: str, meant: str
) -> None:
    assert asked(noted, topic, "do I get anything back for that?") == meant


def test_named_matter_is_answered() -> None:
    said = "and do they come back if I withdraw?"
    assert asked(Outcome(result="declined"), "withdrawing", said) == "withdrawing"


@pytest.mark.parametrize(
    ("found", "text", "is_of_one"),
    [
        (Proposals(), "please show me this proposal once more", True),
        (Proposals(), "any answer on that?", True),
        (Balance(), "what do you have on it now?", True),
        (History(), "show me that entry again", True),
        (Proposals(), "which proposals are open?", False),
        (Balance(), "what's left after that?", False),
        (History(), "what did I spend on this week", False),
    ],
)
def test_look_at_the_one_that_was_noted(found: Intent, text: str, is_of_one: bool) -> None:
    last = Turn(intents=(Spend(connects=12, job="logo"),), proposal_id=7, said="noted")
    asks = Understanding(intents=(found,))
    shown = about_the_last(asks, last, text).intents
    assert shown == ((Story(proposal_id=7),) if is_of_one else (found,))
    assert about_the_last(asks, None, text).intents == (found,)


def test_story_of_the_last_one() -> None:
    asks = Understanding(intents=(Story(),))
    last = Turn(intents=(Outcome(result="viewed"),), proposal_id=7, said="noted")
    text = "when did I send that one?"
    assert about_the_last(asks, last, text).intents == (Story(proposal_id=7),)
    assert about_the_last(asks, None, text).intents == (Proposals(),)
