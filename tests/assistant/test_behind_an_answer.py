"""What is said behind an answer or a question of Purser's: by the shipped reader."""

import pytest

from bot.assistant.intents import (
    SURE,
    Answer,
    Balance,
    Buy,
    Correct,
    Edit,
    Estimate,
    Forecast,
    Spend,
    UpdateSettings,
)
from bot.assistant.reader.network import Reader
from bot.assistant.turns import Turn

from .leaning import LOGO, NOTED, SURE_OF_IT
from .shipped import done, read


@pytest.mark.parametrize(
    ("said", "is_of_it"),
    [("actually 3", False), ("sorry budget 400", True), ("sorry, it was 14", True)],
)
def test_correction_behind_an_answer_may_be_of_the_answer(
    said: str, is_of_it: bool, reader: Reader
) -> None:
    answered = Turn(intents=(Forecast(),), said="answered").after(NOTED)
    assert bool(done(read(said, reader, answered))) == is_of_it


@pytest.mark.parametrize(("topic", "is_of_it"), [("boosting", False), ("expiry", True)])
def test_boost_behind_what_a_boost_does_may_be_any(
    topic: str, is_of_it: bool, reader: Reader
) -> None:
    answered = Turn(intents=(Answer(topic=topic),), said="answered").after(NOTED)
    assert bool(done(read("oh I boosted it too, 3", reader, answered))) == is_of_it


@pytest.mark.parametrize("said", ["sorry budget 400", "the budget was $400"])
def test_budget_behind_an_estimate_may_be_of_the_estimate(said: str, reader: Reader) -> None:
    answered = Turn(intents=(Estimate(budget="$500"),), said="answered").after(NOTED)
    assert done(read(said, reader, answered)) == ()


@pytest.mark.parametrize("said", ["and hired", "and declined", "withdrawn", "and on plus"])
def test_what_only_goes_on_asking_notes_nothing(said: str, reader: Reader) -> None:
    answered = Turn(intents=(Answer(topic="withdrawing"),), said="answered").after(NOTED)
    assert done(read(said, reader, answered)) == ()


@pytest.mark.parametrize("said", ["they viewed it", "and bought 80", "it expired"])
def test_what_goes_on_with_what_was_but_considered_notes_nothing(said: str, reader: Reader) -> None:
    assert done(read(said, reader, Turn(said="answered", asked="considered"))) == ()


@pytest.mark.parametrize("said", ["48 left", "leaves 48", "that leaves me 48", "48 remaining"])
def test_what_is_left_is_compared_with_the_books(said: str, reader: Reader) -> None:
    for last in (NOTED, SURE_OF_IT):
        assert read(said, reader, last).intents[:1] != (LOGO.model_copy(update={"connects": 48}),)
    assert read(said, reader, NOTED).intents == (Correct(connects=48, beside=True),)


@pytest.mark.parametrize(
    "said",
    [
        "cancel", "cancel it", "reject", "pass", "incorrect", "olvídalo", "tampoco", "why", "how",
        "yes if they reply", "yes later", "do it tomorrow", "good question", "yeah right",
        "go away", "yes my friend did", "yes that's what it costs", "si quieres",
        "yes for both", "y u ask",
        "huh?", "almost", "possibly", "idk", "hmm", "banner", "both", "oops", "quizás", "yes?",
    ],
)  # fmt: skip
def test_only_a_yes_is_a_yes(said: str, reader: Reader) -> None:
    found = read(said, reader, SURE_OF_IT)
    assert not found.confirms
    assert done(found) == ()


@pytest.mark.parametrize(
    "said", ["yes", "yep", "sure", "sí", "dale", "exactly", "ok", "yes please"]
)
def test_a_yes_is_one(said: str, reader: Reader) -> None:
    assert read(said, reader, SURE_OF_IT).confirms


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("spend-how-many", "48 left"), ("spend-how-many", "I have 48"),
        ("spend-how-many", "bought 80"), ("spend-how-many", "$3"), ("spend-how-many", "500"),
        ("spend-how-many", "not 12"), ("spend-how-many", "2 sec"),
        ("spend-how-many", "12 tomorrow"), ("spend-how-many", "12 people applied"),
        ("spend-how-many", "my friend paid 12"), ("spend-how-many", "usually 12"),
        ("spend-how-many", "12 twice"), ("spend-how-many", "100%"), ("buy-how-many", "80 failed"),
        ("buy-how-many", "for 12"), ("buy-how-many", "80 tomorrow"),
        ("spend-how-many", "16 plus boost"), ("buy-how-many", "I have 120"),
        ("buy-how-many", "two packs of 40"), ("which-day", "14 connects"),
    ],
)  # fmt: skip
def test_answer_to_another_question_is_not_noted(asked: str, said: str, reader: Reader) -> None:
    waiting = Spend(job="logo") if asked == "spend-how-many" else None
    last = Turn(said="asked", asked=asked, waiting=waiting)
    told = done(read(said, reader, last))
    assert not any(isinstance(each, Spend | Buy | UpdateSettings) for each in told)


def test_spend_on_it_behind_an_answer_about_the_badge_may_be_on_the_badge(reader: Reader) -> None:
    answered = Turn(intents=(Answer(topic="badge-and-profile"),), said="answered")
    assert done(read("I tried it, 8", reader, answered)) == ()
    assert done(read("I tried it, 8 for the logo job", reader, answered)) != ()


@pytest.mark.parametrize("said", ["12", "9 my friend", "it showed 12", "12, sorry I forgot"])
def test_answer_may_be_told_in_more_words(said: str, reader: Reader) -> None:
    last = Turn(said="asked", asked="spend-how-many", waiting=Spend(job="logo"))
    (noted,) = done(read(said, reader, last))
    assert isinstance(noted, Spend)
    assert noted.job == "logo"
    assert str(noted.connects) in said


def test_what_does_not_tell_how_many_is_kept_and_asked_again(reader: Reader) -> None:
    last = Turn(said="asked", asked="spend-how-many", waiting=Spend(job="logo"))
    found = read("it was yesterday", reader, last)
    assert (found.intents, found.ask) == ((), "spend-how-many")
    assert found.waiting == Spend(job="logo", days_ago=1)


@pytest.mark.parametrize("said", ["and 12 on the flyer job"])
def test_another_jobs_number_is_no_answer(said: str, reader: Reader) -> None:
    last = Turn(waiting=LOGO, intents=(LOGO,), said="asked", asked="spend-how-many")
    offered = [each for each in read(said, reader, last).intents if isinstance(each, Spend)]
    assert all(each.job != LOGO.job for each in offered)


@pytest.mark.parametrize("said", ["EST", "I'm in Bogotá", "pakistan", "Leeds"])
def test_zone_that_was_asked_for(said: str, reader: Reader) -> None:
    last = Turn(said="asked", asked="which-zone")
    assert isinstance(done(read(said, reader, last))[0], UpdateSettings)


def test_same_behind_an_answer_is_asked_about(reader: Reader) -> None:
    answered = Turn(intents=(Balance(),), said="answered").after(NOTED)
    understood = read("same for the banner job", reader, answered)
    assert understood.intents == (Spend(connects=12, job="banner job"),)
    assert understood.certainty < SURE


def test_what_agrees_with_an_estimate_is_asked_about(reader: Reader) -> None:
    estimated = Turn(intents=(Estimate(budget="$700"),), said="answered")
    assert done(read("ok 12 for the logo job", reader, estimated)) == ()
    assert done(read("spent 12 on the logo job", reader, estimated)) != ()


@pytest.mark.parametrize("said", ["yes and 8 on the flyer", "yes and bought 80", "yes, 48 left"])
def test_yes_with_more_shows_both(said: str, reader: Reader) -> None:
    found = read(said, reader, SURE_OF_IT)
    assert found.intents[0] == LOGO
    assert len(found.intents) == 2
    assert found.certainty < SURE


@pytest.mark.parametrize(
    ("said", "is_sure"),
    [
        ("sorry, it was 14", True), ("perdón, fueron 14", True), ("it was 14, not 12", True),
        ("it was 14, not 13", False), ("wait the logo one was 14", True), ("I meant 14", True),
    ],
)  # fmt: skip
def test_behind_an_answer_it_must_say_that_it_puts_right(
    said: str, is_sure: bool, reader: Reader
) -> None:
    answered = Turn(intents=(Estimate(budget="$500"),), said="answered").after(NOTED)
    understood = read(said, reader, answered.after(answered))
    assert understood.intents == (Edit(job="logo", proposal_id=7, connects=14),)
    assert (understood.certainty >= SURE) == is_sure
