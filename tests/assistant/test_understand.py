"""Understanding: the labelled sentences, follow-ups, and any text at all."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assistant.intents import (
    LONGEST_TEXT,
    SURE,
    Decline,
    Estimate,
    Help,
    Outcome,
    SmallTalk,
    Spend,
    Understanding,
    Undo,
    UpdateSettings,
)
from bot.assistant.tokens import LONGEST, clean
from bot.assistant.topics import Questions, load_topics
from bot.assistant.turns import Turn
from bot.assistant.understand import understand
from bot.assistant.vocabulary import words
from bot.parsing.text import LONGEST_LINK

from ..depth import examples, thorough
from .labels import TODAY, Sentence, changes, is_right, is_wrong_change, load

SENTENCES = load()
HELD_BACK = [sentence for sentence in SENTENCES if sentence.held_back]


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


@thorough
@settings(max_examples=examples(500))
@given(text=sentences)
def test_any_text_is_understood_or_not_but_never_fails(questions: Questions, text: str) -> None:
    understood = understand(text, TODAY, questions)
    assert understood.intents or understood.ask
    again = Understanding.model_validate_json(understood.model_dump_json())
    assert again == understood


@thorough
@settings(max_examples=examples(200))
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


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("{}", "https://www.upwork.com/jobs/~0123"),
        ("{}", "https://www.upwork.com/jobs/Logo-for-$5c-2-boost_~01?a=**b&c=~~d||e#ooops"),
        ("{}", "http://aaa.example/６c/ﬁ/two-hundred/4-me"),
        ("<{}>", "https://www.upwork.com/jobs/~0123"),
        ("**{}**", "https://www.upwork.com/jobs/~0123"),
        ("||{}||.", "https://www.upwork.com/jobs/~0123"),
        ("[the post]({})", "https://www.upwork.com/jobs/~0123"),
        ("{}, yesterday", "https://www.upwork.com/jobs/~0123"),
    ],
)
def test_link_is_kept_as_typed(questions: Questions, said: str, kept: str) -> None:
    (intent,) = understand(f"spent 6 {said.format(kept)}", TODAY, questions).intents
    assert isinstance(intent, Spend)
    assert (intent.connects, intent.link) == (6, kept)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("renews 9", 9),
        ("renewal moved, it's the 17th now", 17),
        ("set renewal date to the 17th", 17),
        ("got my monthly 10", None),
    ],
)
def test_renewal_is_on_a_day(questions: Questions, said: str, day: int | None) -> None:
    found = understand(said, TODAY, questions).intents
    assert [each.cycle_day for each in found if isinstance(each, UpdateSettings)] == (
        [day] if day else []
    )


@pytest.mark.parametrize("said", ["ctrl z", "Ctrl+Z pls", "cmd-z"])
def test_keys_of_undoing_undo(questions: Questions, said: str) -> None:
    assert understand(said, TODAY, questions).intents == (Undo(),)


def test_numbers_of_several_words_are_figures_but_in_links() -> None:
    said = "spent twenty-six on https://a.io/two-hundred"
    assert clean(said) == "spent 26 on https://a.io/two-hundred"


def test_question_mark_behind_a_link_asks(questions: Questions) -> None:
    assert not changes(understand("spent 6 on https://upwork.com/jobs/~0?", TODAY, questions))


def test_link_of_the_longest_length_is_kept_and_a_longer_one_asked_back(
    questions: Questions,
) -> None:
    link = "https://www.upwork.com/jobs/".ljust(LONGEST_LINK, "0")
    (intent,) = understand(f"spent 6 on {link}", TODAY, questions).intents
    assert isinstance(intent, Spend)
    assert intent.link == link
    assert understand(f"spent 6 on {link}0", TODAY, questions).ask == "too-long"


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("got 0 connects from an interview", "amount"),
        ("got 0 connects as a gift", "amount"),
        ("passed the readiness test, got 999999", "amount"),
        ("spent 6 on the logo job \ufdfa" + " \ufdfa" * 100, "too-long"),
    ],
)
def test_value_that_cannot_be_is_asked_back(questions: Questions, said: str, asked: str) -> None:
    understood = understand(said, TODAY, questions)
    assert (understood.ask, changes(understood)) == (asked, [])


def test_zone_that_is_too_long_is_cut(questions: Questions) -> None:
    (told,) = understand("my timezone is Asia/" + "Manila" * 50, TODAY, questions).intents
    assert isinstance(told, UpdateSettings)
    assert len(told.timezone) == LONGEST_TEXT


@pytest.mark.parametrize("sign", ["\ud800", "\x00", "\u200b", "\u202e", "\U000e0041"])
def test_signs_without_a_shape_are_left_out(questions: Questions, sign: str) -> None:
    said = f"sp{sign}ent 6 on the lo{sign}go job https://upwork.com/{sign}x"
    (intent,) = understand(said, TODAY, questions).intents
    assert intent == Spend(connects=6, job="logo job", link="https://upwork.com/x")


def test_budget_that_was_asked_for_fits_however_long(questions: Questions) -> None:
    last = Turn(waiting=Spend(job="logo"))
    understood = understand("$" + "9" * 400, TODAY, questions, last)
    assert Understanding.model_validate_json(understood.model_dump_json()) == understood


def test_long_text_is_not_followed(questions: Questions) -> None:
    assert understand("spent 6 on logo " * 50, TODAY, questions).ask == "too-long"


def test_nothing_said_is_a_call_for_help(questions: Questions) -> None:
    assert understand("  ", TODAY, questions).intents == (Help(),)


@pytest.mark.parametrize("said", ["yesterday", "last sunday", "1 day ago"])
def test_day_gone_by(questions: Questions, said: str) -> None:
    understood = understand(f"spent 6 on the logo job {said}", TODAY, questions)
    assert understood.intents == (Spend(connects=6, job="logo job", days_ago=1),)
    assert (TODAY - timedelta(days=1)).strftime("%A") == "Sunday"


@pytest.mark.parametrize("told", ["spent 6 on the logo job", "bought 40 connects"])
def test_day_too_long_ago_is_not_noted_as_another(questions: Questions, told: str) -> None:
    understood = understand(f"{told} 200 days ago", TODAY, questions)
    assert understood.certainty < SURE or not understood.intents


def test_plan_of_an_earlier_day_is_asked_about(questions: Questions) -> None:
    assert understand("upgraded to plus today", TODAY, questions).certainty >= SURE
    assert understand("upgraded to plus yesterday", TODAY, questions).certainty < SURE


def test_follow_up_changes_the_last_estimate(questions: Questions) -> None:
    last = Turn(intents=(Estimate(budget="$700"),))
    for text, expected in (
        ("and for 900?", Estimate(budget="900")),
        ("what about 300-500", Estimate(budget="300-500")),
        ("and with 4 boost?", Estimate(budget="$700", boost=4)),
        ("and if i'm invited?", Estimate(budget="$700", invited=True)),
    ):
        assert understand(text, TODAY, questions, last).intents == (expected,)


@pytest.mark.parametrize(
    "said", ["and I spent 12 on the logo job", "and 12 on the logo", "or bought 80"]
)
def test_act_behind_an_estimate_is_no_other_estimate(questions: Questions, said: str) -> None:
    last = Turn(intents=(Estimate(budget="$700"),), said="answered")
    assert Estimate not in map(type, understand(said, TODAY, questions, last).intents)


@pytest.mark.parametrize("said", ["right?", "yeah right", "it"])
def test_what_is_no_plain_yes_confirms_nothing(questions: Questions, said: str) -> None:
    last = Turn(unsure=(Spend(connects=6),), said="sure")
    assert not understand(said, TODAY, questions, last).confirms


def test_profile_of_a_job_is_no_boost_of_ones_own(questions: Questions) -> None:
    assert understand("spent 6 on the company profile job", TODAY, questions).intents == (
        Spend(connects=6, job="company profile job"),
    )


def test_question_does_not_hide_the_act_beside_it(questions: Questions) -> None:
    said = "what's upwork's fee and I spent 12 on the logo job"
    assert any(isinstance(each, Spend) for each in understand(said, TODAY, questions).intents)


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
    back = Undo(outcome_id=7)
    last = Turn(intents=(told,), outcome_id=7, proposal_id=3, back=(back,), said="noted")
    other = told.model_copy(update={"instead_of": 7, "not_proposal_id": 3})
    assert understand("no, the other one", TODAY, questions, last).intents == (other,)
    assert understand("undo that", TODAY, questions, last).intents == (back,)


def test_undo_means_what_was_done_last(questions: Questions) -> None:
    undo = Undo()
    settled = Turn(intents=(UpdateSettings(timezone="Asia/Manila"),), said="noted")
    assert understand("undo that", TODAY, questions, settled).ask == "undo-setting"
    undone = Turn(intents=(undo,), said="noted")
    assert understand("undo that", TODAY, questions, undone).intents == (undo,)
    both = (Undo(entry_id=8), Undo(entry_id=7))
    found = understand("undo that", TODAY, questions, Turn(back=both, said="noted"))
    assert found.intents == both
    assert found.certainty < SURE


def test_small_talk_and_what_is_not_its_trade(questions: Questions) -> None:
    assert understand("hey, good morning!", TODAY, questions).intents == (
        SmallTalk(kind="greeting"),
    )
    assert understand("thank you so much", TODAY, questions).intents == (SmallTalk(kind="thanks"),)
    assert understand("what's the weather in Paris", TODAY, questions).intents == (Decline(),)
