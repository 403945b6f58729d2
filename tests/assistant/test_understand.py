"""Understanding: the labelled sentences, follow-ups, and any text at all."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assistant.followups import Turn
from bot.assistant.intents import (
    SURE,
    Decline,
    Estimate,
    Help,
    Outcome,
    SmallTalk,
    Spend,
    Understanding,
    Undo,
)
from bot.assistant.tokens import LONGEST
from bot.assistant.topics import Questions, load_topics
from bot.assistant.understand import understand
from bot.assistant.vocabulary import words

from .labels import TODAY, Sentence, changes, is_right, is_wrong_change, load

SENTENCES = load()
HELD_BACK = [sentence for sentence in SENTENCES if sentence.held_back]


@pytest.fixture(scope="module")
def questions() -> Questions:
    return Questions(load_topics())


def share(questions: Questions, sentences: list[Sentence]) -> float:
    right = [each for each in sentences if is_right(each, understand(each.say, TODAY, questions))]
    return len(right) / len(sentences)


def test_there_are_enough_of_every_kind() -> None:
    assert len(SENTENCES) >= 300
    assert len(HELD_BACK) >= 150
    topics = {label["topic"] for s in SENTENCES for label in s.do if label["intent"] == "answer"}
    assert topics >= {name for name, topic in load_topics().items() if topic.text}
    assert {sentence.level for sentence in SENTENCES} == {1, 2, 3, 4, 5}


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence.say[:40])
def test_books_are_never_changed_wrongly(questions: Questions, sentence: Sentence) -> None:
    assert not is_wrong_change(sentence, understand(sentence.say, TODAY, questions))


def test_acts_and_reads_are_right(questions: Questions) -> None:
    asked = [s for s in HELD_BACK if s.do and s.do[0]["intent"] != "answer"]
    assert share(questions, asked) >= 0.95


def test_answers_are_right(questions: Questions) -> None:
    asked = [s for s in HELD_BACK if s.do and s.do[0]["intent"] == "answer"]
    assert share(questions, asked) >= 0.95


def test_off_topic_and_hostile_are_harmless(questions: Questions) -> None:
    harmless = [s for s in SENTENCES if not s.acts]
    assert all(not changes(understand(each.say, TODAY, questions)) for each in harmless)


# --- any text -----------------------------------------------------------------------------------

_LISTS = (
    "fillers",
    "spent",
    "result_words",
    "supposed",
    "negated",
    "result_words",
    "jobs",
    "verbs",
)
_KNOWN = sorted({word for name in _LISTS for word in words(name)})
_SIGNS = ["$700", "6", "40 connects", "-6", "+4 boost", "30/hr", "1,5k", "?", ",", "and", "300-500"]
_SIGNS += [
    "99999999",
    '"logo"',
    "boosted with 9999999",
    "0",
    "1.5",
    "https://upwork.com/x",
    "20h/wk",
]
parts = st.one_of(st.sampled_from(_KNOWN), st.sampled_from(_SIGNS), st.text(max_size=5))
sentences = st.one_of(st.text(max_size=700), st.lists(parts, max_size=60).map(" ".join))


@settings(max_examples=500, deadline=None)
@given(text=sentences)
def test_any_text_is_understood_or_not_but_never_fails(questions: Questions, text: str) -> None:
    understood = understand(text, TODAY, questions)
    assert understood.intents or understood.ask
    again = Understanding.model_validate_json(understood.model_dump_json())
    assert again == understood


@settings(max_examples=200, deadline=None)
@given(text=sentences)
def test_question_mark_keeps_the_books_as_they_are(questions: Questions, text: str) -> None:
    said = text.translate({ord(sign): " " for sign in ".!?…\n;,"})
    assert not changes(understand(f"should i say {said}?"[:LONGEST], TODAY, questions))


@pytest.mark.parametrize(
    "doubt",
    [
        "i did not {}",
        "if i {}",
        "maybe i {}",
        "my friend {}",
        "i almost {}",
        "pretend i {}",
        "i would have {}",
        "never {}",
        "{} just kidding",
        "{}, right?",
        "what if i {}",
        "he told me he {}",
        "tomorrow i {}",
    ],
)
@pytest.mark.parametrize(
    "fact",
    ["spent 6 on the logo job", "bought 40", "got hired for the logo job", "withdrew the logo"],
)
def test_doubt_keeps_a_fact_from_being_noted(questions: Questions, doubt: str, fact: str) -> None:
    assert not changes(understand(doubt.format(fact), TODAY, questions))


# --- one by one ---------------------------------------------------------------------------------


def test_long_text_is_not_followed(questions: Questions) -> None:
    assert understand("spent 6 on logo " * 50, TODAY, questions).ask == "too-long"


def test_nothing_said_is_a_call_for_help(questions: Questions) -> None:
    assert understand("  ", TODAY, questions).intents == (Help(),)


@pytest.mark.parametrize("said", ["yesterday", "last sunday", "1 day ago"])
def test_day_gone_by(questions: Questions, said: str) -> None:
    understood = understand(f"spent 6 on the logo job {said}", TODAY, questions)
    assert understood.intents == (Spend(connects=6, job="logo job", days_ago=1),)
    assert (TODAY - timedelta(days=1)).strftime("%A") == "Sunday"


def test_follow_up_changes_the_last_estimate(questions: Questions) -> None:
    last = Turn(intents=(Estimate(budget="$700"),))
    for text, expected in (
        ("and for 900?", Estimate(budget="900")),
        ("what about 300-500", Estimate(budget="300-500")),
        ("and with 4 boost?", Estimate(budget="$700", boost=4)),
        ("and if i'm invited?", Estimate(budget="$700", invited=True)),
    ):
        assert understand(text, TODAY, questions, last).intents == (expected,)


def test_number_that_was_asked_for(questions: Questions) -> None:
    last = Turn(waiting=Spend(job="logo"))
    assert understand("6", TODAY, questions, last).intents == (Spend(job="logo", connects=6),)
    assert understand("$700", TODAY, questions, last).intents == (Spend(job="logo", budget="$700"),)


def test_yes_and_no_mean_what_was_asked(questions: Questions) -> None:
    last = Turn(unsure=(Spend(connects=6),))
    yes = understand("yes please", TODAY, questions, last)
    assert yes.intents == (Spend(connects=6),)
    assert yes.confirms
    assert yes.certainty >= SURE
    assert understand("nope", TODAY, questions, last).ask == "dropped"


def test_other_one_and_undo_after_an_outcome(questions: Questions) -> None:
    told = Outcome(result="viewed", job="logo")
    last = Turn(intents=(told,), outcome_id=7, proposal_id=3)
    other = told.model_copy(update={"instead_of": 7, "not_proposal_id": 3})
    assert understand("no, the other one", TODAY, questions, last).intents == (other,)
    assert understand("undo that", TODAY, questions, last).intents == (Undo(outcome_id=7),)


def test_small_talk_and_what_is_not_its_trade(questions: Questions) -> None:
    assert understand("hey, good morning!", TODAY, questions).intents == (
        SmallTalk(kind="greeting"),
    )
    assert understand("thank you so much", TODAY, questions).intents == (SmallTalk(kind="thanks"),)
    assert understand("what's the weather in Paris", TODAY, questions).intents == (Decline(),)
