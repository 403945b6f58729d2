"""What leans on the turn before, as the learnt reader marks it."""

from typing import Any

import pytest

from bot.assistant.followups import lean
from bot.assistant.intents import (
    SURE,
    Buy,
    Correct,
    Earn,
    Intent,
    Outcome,
    Spend,
    Undo,
    UpdateSettings,
)
from bot.assistant.training.lines import read_line
from bot.assistant.turns import Turn
from bot.ledger.model import Source

from .leaning import LOGO, TODAY, leaned


def test_value_that_was_asked_for() -> None:
    waiting = Turn(waiting=Spend(job="nurse blog"), said="asked")
    found = leaned("<val>{n 8}", waiting)
    assert found is not None
    assert found.intents == (Spend(connects=8, job="nurse blog"),)
    assert found.certainty >= SURE


def test_value_beside_another_that_is_known_is_asked_about() -> None:
    waiting = Turn(waiting=Spend(job="zeppelin festival"), said="asked")
    found = leaned("<val>{n ten}, round and {j plump}", waiting)
    assert found is not None
    assert found.certainty < SURE


@pytest.mark.parametrize("said", ["<val>{n 8}?", "<val>{r 8} no {n 10}"])
def test_value_in_doubt_is_asked_about(said: str) -> None:
    found = leaned(said, Turn(waiting=Spend(job="nurse blog"), said="asked"))
    assert found is not None
    assert found.certainty < SURE


@pytest.mark.parametrize(
    ("said", "asked", "intent"),
    [
        ("<val>the {y 8}{d th}", "which-day", UpdateSettings(cycle_day=8)),
        ("<val>{n 12}", "which-day", UpdateSettings(cycle_day=12)),
        ("<val>{w on the 14th of each} month", "which-day", UpdateSettings(cycle_day=14)),
        ("<val>{n 57}", "correct-how-many", Correct(connects=57)),
        ("<val>it got {n 20}", "buy-how-many", Buy(connects=20)),
        ("<val>{y 55} connects now", "correct-how-many", Correct(connects=55)),
        ("<val>{n 20}, {p $3}", "buy-how-many", Buy(connects=20, paid_cents=300)),
        ("<val>the {j logo} one", "undo-which", Undo(job="logo")),
        ("<val>the {y 12}", "undo-which", Undo(connects=12)),
        ("<val>the last one", "undo-which", Undo()),
    ],
)
def test_answer_is_read_by_what_was_asked(said: str, asked: str, intent: Intent) -> None:
    found = leaned(said, Turn(said="asked", asked=asked))
    assert found is not None
    assert found.intents == (intent,)
    assert found.certainty >= SURE


def test_number_beside_a_name_tells_not_which_one_was_meant() -> None:
    """`Hannah 11` after “Which proposal do you mean?”: what it cost, not that it was removed."""
    asked = Turn(intents=(Outcome(result="removed by upwork"),), said="asked")
    named = leaned("<val>{j Hannah}", asked)
    assert named is not None
    assert named.intents == (Outcome(result="removed by upwork", job="Hannah"),)
    assert leaned("<val>{j Hannah} {n 11}", asked) is None


def test_more_than_a_day_is_no_answer() -> None:
    assert leaned("<val>never mind that", Turn(said="asked", asked="undo-which")) is None
    assert leaned("<val>{y 9} times out of 10", Turn(said="asked", asked="which-day")) is None


def test_what_came_right_behind_an_interview_is_its_reward() -> None:
    told = Turn(intents=(Outcome(result="interview", job="logo"),), said="noted", entry_id=1)
    found = leaned("<amend>and {n 10} back, lovely", told)
    assert found is not None
    assert found.intents == (Earn(source=Source.INTERVIEW, connects=10),)
    assert found.certainty < SURE


def test_number_that_is_surely_no_answer_is_asked_about() -> None:
    line = read_line("<val>delete the {n 12}")
    segments = [segment._replace(margin=-38.0) for segment in line.segments]
    found = lean(segments, line.text, TODAY, Turn(waiting=Spend(job="nurse blog"), said="asked"))
    assert found is not None
    assert found.certainty < SURE


@pytest.mark.parametrize(
    "less", [{"values_sure": 0.3}, {"margin": -38.0}, {"sure": 0.52, "margin": -1.0}]
)
def test_job_that_was_asked_for_is_taken_only_where_it_is_surely_that(less: dict[str, Any]) -> None:
    which = Turn(intents=(Outcome(result="viewed"),), said="asked")
    line = read_line("<val>it was the one for the {j logo job}")
    for change, is_sure in (({}, True), (less, False)):
        segments = [segment._replace(**change) for segment in line.segments]
        found = lean(segments, line.text, TODAY, which)
        assert found is not None
        assert (found.certainty >= SURE) == is_sure


def test_yes_and_no() -> None:
    unsure = Turn(intents=(LOGO,), unsure=(LOGO,), said="sure")
    yes, no = leaned("<yes>yep", unsure), leaned("<no!>nah", unsure)
    assert yes is not None
    assert (yes.intents, yes.confirms) == ((LOGO,), True)
    assert no is not None
    assert (no.intents, no.ask) == ((), "dropped")
    assert leaned("<yes>yep", Turn(intents=(LOGO,), said="noted")) is None
