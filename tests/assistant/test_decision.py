"""Whether to act on what was read, to ask or to answer."""

from datetime import date

import pytest

from bot.assistant.decision import Reading, decide
from bot.assistant.intents import (
    SURE,
    Act,
    Answer,
    Balance,
    Buy,
    Correct,
    Decline,
    Earn,
    History,
    Outcome,
    Reminders,
    Spend,
    Understanding,
    Undo,
    UpdateSettings,
)
from bot.assistant.looks import read_looks
from bot.assistant.reader.network import WEIGHTS
from bot.assistant.reader.sureness import Sureness
from bot.assistant.reader.words import Known
from bot.assistant.topics import load_questions
from bot.assistant.training.lines import read_line
from bot.assistant.values import tell
from bot.ledger.model import Kind, Source

TODAY = date(2026, 11, 23)
"""A Monday."""


def decided(
    marked: str,
    *,
    sure: float = 0.95,
    margin: float = 500.0,
    by_rules: Understanding | None = None,
    context: str = "none",
    known: Known | None = None,
) -> Understanding:
    line = read_line(marked)
    segments = [
        segment._replace(sure=sure, placed=sure, margin=margin) for segment in line.segments
    ]
    reading = Reading(
        text=line.text,
        segments=segments,
        told=tell(line.text, segments, TODAY, known),
        by_rules=by_rules or Understanding(),
        sureness=Sureness(WEIGHTS),
        context=context,
    )
    looks = read_looks(segments, line.text, [], load_questions(), Understanding())
    return decide(reading, looks)


def test_what_is_read_surely_is_done_at_once() -> None:
    found = decided("<sp>{n 6} on {j logo} <bal>how many left?")
    assert found.certainty >= SURE
    assert found.intents == (Spend(connects=6, job="logo"), Balance())


@pytest.mark.parametrize(
    "marked",
    [
        "<sp>spent {r 6} no {n 8} on {j logo}",
        "<sp>spent {n 6} on {j logo}?",
        "<sp>spent {n 6} on {j logo} <neg>though i might not send it",
        "<amend>it was {n 8} <sp>and {n 6} on {j logo}",
        "<sp>{n 6} on {j logo}, 40 there already",
        "<sp>{n 6} on {j logo} <near>and 40 for the tests",
    ],
)
def test_what_is_in_doubt_is_asked_about(marked: str) -> None:
    found = decided(marked)
    assert found.certainty < SURE
    assert any(isinstance(intent, Spend) for intent in found.intents)


def test_marks_that_words_put_right_are_done_where_all_is_sure() -> None:
    found = decided("<sp>{n 6} on {j logo} on tues", sure=0.99)
    assert found.intents == (Spend(connects=6, job="logo", days_ago=6),)
    assert found.certainty >= SURE


def test_requests_may_have_a_question_mark() -> None:
    assert decided("<undo>can you please undo that?").certainty >= SURE
    assert decided("<undo>did you undo that?").certainty < SURE
    assert decided("<sp>remember that {j deck} post? sent, {n 6}").certainty >= SURE
    assert decided("<sp>that {j deck} post, {n 6}?").certainty < SURE


def test_day_on_which_connects_came_or_basic_was_chosen_is_no_doubt() -> None:
    bought = decided("<buy>bought {n 40} {d yesterday}", sure=0.9)
    assert bought.certainty >= SURE
    assert bought.intents == (Buy(connects=40, days_ago=1),)
    came = decided("<e:ready>readiness test paid {n 40} {d last week}", sure=0.9)
    assert came.certainty >= SURE
    assert came.intents == (Earn(source=Source.READINESS_TEST, connects=40, days_ago=7),)
    assert decided("<pl:basic>moved to Basic {d yesterday}", sure=0.9).certainty >= SURE


def test_what_somebody_else_is_or_has_is_asked_about() -> None:
    assert decided("<acc>he's new there, fresh account").certainty < SURE
    assert decided("<acc>I'm new there, fresh account").certainty >= SURE


def test_outcome_of_nothing_named_is_done_behind_an_answer_or_a_note_alone() -> None:
    for context, is_done in (("none", False), ("answered", True), ("noted", True)):
        found = decided("<o:viewed>they have viewed it", sure=0.99, context=context)
        assert (found.certainty >= SURE) == is_done
    older = decided("<o:viewed>the second one viewed it", sure=0.99, context="answered")
    assert older.certainty < SURE


def test_day_of_something_else_is_no_doubt() -> None:
    assert decided("<o:interview>{j logo} wants a call on Monday").certainty >= SURE
    for counted in ("<acc>opened my account on Sunday", "<buy>bought {n 40} on Sunday"):
        assert decided(counted).certainty < SURE


@pytest.mark.parametrize(
    "marked",
    [
        "<acc>my account is new, made {d yesterday}", "<pl:plus>upgraded to plus {d last week}",
        "<pl:plus>upgraded to plus {d on Sunday}", "<e:top>lost my top rated badge",
        "<buy>got {n 60} connects", "<sp>spent {n 18} ({b 6} boost) on {j Alpha}",
        "<sp>{n 20} on {j Alpha incl}. {b 8} boost",
        "<sp>{n 20} in total, {b 4} more on top, {j Alpha}",
        "<sp>spent {n 12} plus boost on {j Alpha}", "<sp>applied to two jobs, {n 8} each",
        "<sp>spent {n 12} coins on {j Alpha}", "<sp>spent {n 60} at the {j supermarket}",
        "<sp>spent {n 12} on {j Alpha} job posted {d 2 days ago}",
        "<sp>spent {n 12} on {j logo nvm}", "<sp>e.g. spent {n 10} on {j Alpha}",
        "<cor>the oven be set at {n 350}", "<undo>revert to {j factory settings}",
    ],
)  # fmt: skip
def test_what_may_be_otherwise_is_asked_about(marked: str) -> None:
    assert decided(marked, sure=0.99).certainty < SURE


@pytest.mark.parametrize(
    "marked",
    [
        "<cor>upwork shows {n 52}", "<buy>bought {n 40}", "<buy>got {n 60} connects for {p $9}",
        "<e:top>got my top rated badge", "<sp>{n 20} on {j Alpha} incl. {b 8} boost",
        "<sp>spent {n 18} (+{b 6} boost) on {j Alpha}", "<sp>spent {n 12}, no boost, on {j Alpha}",
        "<sp>spent {n 12} connects on {j Canva}", "<sp>spent {n 12} on {j Canva templates}",
        "<sp>spent {n 12} on {j Alpha} {d 2 days ago}",
    ],
)  # fmt: skip
def test_its_plain_twin_is_done_at_once(marked: str) -> None:
    assert decided(marked, sure=0.99).certainty >= SURE


def test_what_is_hardly_read_or_told_otherwise_by_its_words_is_asked_about() -> None:
    assert decided("<sp>{n 6} on {j logo}", sure=0.4).certainty < SURE
    assert decided("<sp>{n 6} on {j logo}", margin=-1).certainty < SURE


def test_what_the_rules_tell_too_may_be_read_less_surely() -> None:
    same = Understanding(intents=(Spend(connects=6, job="logo"),))
    assert decided("<sp>{n 6} on {j logo}", sure=0.6, by_rules=same).certainty >= SURE
    named = Understanding(intents=(Outcome(result="viewed"),))
    assert decided("<o:viewed>they looked at it").certainty < SURE
    assert decided("<o:viewed>they looked at it", by_rules=named).certainty >= SURE


def test_what_names_some_connects_as_its_job_is_not_offered() -> None:
    monthly = Understanding(intents=(Answer(topic="my-monthly"),))
    said = "<o:declined>i didnt get my {j monthly} connects"
    assert decided(said, margin=-4, by_rules=monthly).intents == monthly.intents
    assert decided(said, by_rules=monthly).intents == monthly.intents


NOBODYS = Known(frozenset({"peeked", "at", "my", "bid"}), *[frozenset[str]()] * 5)


def test_words_that_nobody_used_are_offered_as_the_name() -> None:
    found = decided("<o:viewed>Maison Velours peeked at my bid", known=NOBODYS)
    assert found.intents == (Outcome(result="viewed", job="Maison Velours"),)
    assert (found.certainty < SURE, found.unread) == (True, ())


@pytest.mark.parametrize(
    ("said", "context"),
    [("<o:viewed>alas peeked at my bid", "noted"), ("<o:viewed>ugh at my bid peeked ouch", "none")],
)
def test_words_apart_and_behind_a_note_are_no_name(said: str, context: str) -> None:
    found = decided(said, context=context, known=NOBODYS)
    assert found.intents == (Outcome(result="viewed"),)
    assert found.unread


def test_rules_that_read_all_of_it_are_offered_where_a_value_is_missing() -> None:
    rules = Understanding(intents=(Spend(connects=16, boost=31, job="rebuild"),))
    found = decided("<sp>had to boost by {b 31} over the {u 16} on {j rebuild}", by_rules=rules)
    assert (found.intents, found.certainty < SURE) == (rules.intents, True)


@pytest.mark.parametrize(
    ("said", "act"),
    [
        ("<off>set me to 55 pls", Correct(connects=55)),
        ("<off>resets 3rd", UpdateSettings(cycle_day=3)),
    ],
)
def test_what_is_of_nothing_else_is_offered_though_it_is_read_so(said: str, act: Act) -> None:
    found = decided(said, by_rules=Understanding(intents=(act,)))
    assert (found.intents, found.certainty < SURE) == ((act,), True)
    oven = Understanding(intents=(Correct(connects=350),))
    assert decided("<off>oven set to 350", by_rules=oven).intents != oven.intents


def test_rules_do_not_choose_among_numbers() -> None:
    rules = Understanding(intents=(Earn(source=Source.RISING_TALENT, connects=71),))
    said = "<e:rising>at {n 71} I'm Rising Talent, {n 30} richer"
    assert decided(said, by_rules=rules).certainty < SURE


def test_outcome_of_no_name_behind_a_note_has_no_unknown_word() -> None:
    none: frozenset[str] = frozenset()
    known = Known(frozenset({"they", "looked", "at", "it"}), none, none, none, none, none)
    looked = "<o:viewed>they looked at it"
    assert decided(looked, context="noted", known=known).certainty >= SURE
    zuri = "<o:viewed>zuri looked at it"
    assert decided(zuri, context="noted", known=known).certainty < SURE


def test_short_undo_keeps_what_is_asked_beside_it_and_is_asked_about_as_a_question() -> None:
    rules = Understanding(intents=(Undo(),))
    found = decided("<undo>undo that, <bal>balance?", by_rules=rules, context="noted")
    assert found.certainty >= SURE
    assert found.intents == (Undo(), Balance())
    assert decided("<undo>undo that?", by_rules=rules, context="noted").certainty < SURE


def test_undo_is_done_at_once_after_what_was_noted() -> None:
    assert decided("<undo>bin it", context="noted").certainty >= SURE
    assert decided("<undo>drop the second one", context="answered").certainty < SURE


def test_what_is_hardly_read_is_not_offered() -> None:
    assert decided("<sp>{n 6} on {j logo}", sure=0.2).intents == (Decline(),)


def test_supposing_notes_nothing() -> None:
    found = decided("<neg>should i spend 6 on logo?")
    assert found.ask == "considered"
    assert not found.intents


def test_correction_that_leans_on_nothing_says_so() -> None:
    assert decided("<amend>the last one was {n 12}").ask == "amend-which"
    assert decided("<again>same for {j acme}").ask == "amend-which"


def test_what_lacks_a_value_is_asked_for() -> None:
    found = decided("<sp>just applied to {j nurse blog}")
    assert (found.ask, found.waiting) == ("spend-how-many", Spend(job="nurse blog"))


def test_reminders_that_are_asked_for_leave_an_act_sure() -> None:
    found = decided("<sp>{n 6} on {j logo} <rem:list>what reminders have i got?")
    assert found.certainty >= SURE
    assert found.intents == (Spend(connects=6, job="logo"), Reminders())


def test_period_that_was_asked_about_is_told() -> None:
    asked = History(kind=Kind.SPEND, period="last month", total=True)
    assert decided("<hist>what did i spend {k last month} then").intents == (asked,)
    unread = asked.model_copy(update={"period": "since summer"})
    assert decided("<hist>what did i spend {k since summer}").intents == (unread,)


def test_topics_are_answered() -> None:
    assert decided("<t:refunds>do i get them back?").intents == (Answer(topic="refunds"),)
    assert decided("<t:?>who owns upwork?").intents == (Decline(near=True),)


def test_other_languages_are_not_read_by_the_rules() -> None:
    by_rules = Understanding(intents=(Correct(connects=6),), certainty=0.5)
    assert decided("<lang>habe 6 connects", by_rules=by_rules).intents == (Decline(),)


@pytest.mark.parametrize(
    ("marked", "is_sure"),
    [
        ("<undo>scrub the {j logo} one, I never sent it", True),
        ("<undo>take the badge entry out please", True),
        ("<undo>remove that file", False),
        ("<undo>undo the last deploy", False),
        ("<undo>delete my {j logo} folder", False),
        ("<undo>delete the {j logo} one, the page crashed before it sent", True),
        ("<undo>leave the {j logo} one in, put it back, no undo", False),
    ],
)
def test_undo_says_nothing_else(marked: str, is_sure: bool) -> None:
    for context in ("none", "noted"):
        assert (decided(marked, context=context).certainty >= SURE) == is_sure


@pytest.mark.parametrize(
    ("marked", "is_sure"),
    [
        ("<undo>the bank declined, put it in again, no undo", False),
        ("<undo>erm the page crashed, remove it", True),
        ("<undo>wait, scrap that, my card was refused", True),
        ("<undo>and take the goose out", False),
        ("<undo>the client replied, remove that file", False),
    ],
)
def test_undo_behind_a_note_is_of_what_was_noted(marked: str, is_sure: bool) -> None:
    assert (decided(marked, context="noted").certainty >= SURE) == is_sure
    assert decided(marked, context="none").certainty < SURE
