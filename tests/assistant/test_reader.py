"""The learnt reader's marks: lines, words, segments, and what is told by them."""

import re
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.decision import Reading, decide
from bot.assistant.followups import Turn, lean, read_edit
from bot.assistant.intents import (
    SURE,
    Answer,
    Balance,
    Buy,
    Correct,
    Decline,
    Edit,
    History,
    Intent,
    Outcome,
    Remind,
    Reminders,
    Spend,
    Understanding,
    Undo,
)
from bot.assistant.looks import read_instead, read_looks
from bot.assistant.reader.labels import KEYS, TAGS, holds, is_act
from bot.assistant.reader.network import WEIGHTS, Reader
from bot.assistant.reader.phrases import ROWS, Phrases, features
from bot.assistant.reader.segments import Scores, Segment, segments_of
from bot.assistant.reader.sureness import Sureness
from bot.assistant.reader.words import MOST_PIECES, Known, Pieces, words_of
from bot.assistant.topics import Questions, load_topics
from bot.assistant.training.lines import Line, read_corpus, read_line
from bot.assistant.training.voices import Voices
from bot.assistant.understand import understand
from bot.assistant.values import Told, tell
from bot.ledger.model import Kind
from bot.parsing.days import read_days_ago

from .golden import GOLDEN, marked
from .labels import is_wrong_change, load

TODAY = date(2026, 11, 23)
"""A Monday."""


def told(marked: str) -> list[Told]:
    line = read_line(marked)
    return tell(line.text, line.segments, TODAY)


def acts(marked: str) -> list[Intent | None]:
    return [each.intent for each in told(marked)]


# --- lines -------------------------------------------------------------------------------------


def test_marked_line_is_text_with_segments() -> None:
    line = read_line("<x>hi! <sp>{n 6} on {j logo}<bal>, left?")
    assert line.text == "hi! 6 on logo, left?"
    assert [(s.act, line.text[s.start : s.end]) for s in line.segments] == [
        ("x", "hi! "), ("sp", "6 on logo"), ("bal", ", left?"),
    ]  # fmt: skip
    assert [line.text[v.start : v.end] for v in line.segments[1].values] == ["6", "logo"]


@pytest.mark.parametrize("marked", ["<sp>{n 6", "<neg>{n 6} on logo", "<sp>6} on"])
def test_marks_that_mean_nothing_are_refused(marked: str) -> None:
    with pytest.raises(ValueError, match=r"mark|value"):
        read_line(marked)


def test_every_line_of_the_corpus_is_whole() -> None:
    for lines in read_corpus().values():
        for line in lines:
            assert line.segments
            for segment in line.segments:
                assert {value.key for value in segment.values} <= set(KEYS)


def test_line_in_another_voice_has_the_same_acts_and_values() -> None:
    lines = [
        read_line("<sp>Spent {n 6} on the {j logo} job, {d yesterday}. <bal>What's left?"),
        read_line("<buy>Bought {n 40} for {p $6}!"),
    ]
    for number in range(1, 20):
        for line in Voices(lines, 0).epoch(number)[:2]:
            before = lines[0] if line.segments[0].act == "sp" else lines[1]
            assert [s.act for s in line.segments] == [s.act for s in before.segments]
            for segment, same in zip(line.segments, before.segments, strict=True):
                assert [v.key for v in segment.values] == [v.key for v in same.values]
                assert all(segment.start <= v.start < v.end <= segment.end for v in segment.values)


def test_two_lines_as_one_keep_their_values() -> None:
    first, second = read_line("<sp>{n 6} on {j logo}"), read_line("<buy>bought {n 40}")
    both = first.joined(second, " and ")
    assert both.text == "6 on logo and bought 40"
    assert [both.text[v.start : v.end] for s in both.segments for v in s.values] == [
        "6", "logo", "40",
    ]  # fmt: skip


# --- words and segments ------------------------------------------------------------------------


def test_words_are_cut_into_the_longest_pieces() -> None:
    pieces = Pieces(["[UNK]", "[CLS]", "[SEP]", "log", "##o", "##s", "6", ","])
    ids, first = pieces.encode(words_of("Logós, 6 漢"))
    assert ids == [1, 3, 4, 5, 7, 6, 0, 2]
    assert first == [1, 4, 5, 6]


@given(st.text(max_size=3000))
def test_any_text_has_pieces(text: str) -> None:
    pieces = Pieces(["[UNK]", "[CLS]", "[SEP]", *"abcdefgh"])
    ids, first = pieces.encode(words_of(text))
    assert len(ids) <= MOST_PIECES
    assert len(first) <= len(words_of(text))


def test_scores_become_segments_with_the_values_that_their_act_may_hold() -> None:
    text = "6 on logo left?"
    words = words_of(text)
    names = ("sp", "bal")

    def rows(width: int, *best: int) -> np.ndarray:
        scores = np.full((len(words), width), -9.0, "f")
        scores[range(len(words)), best] = -0.1
        return scores

    n, j, o = (TAGS.index(tag) for tag in ("B-n", "B-j", "O"))
    found = segments_of(
        words,
        Scores(
            acts=rows(2, 0, 0, 0, 1, 1),
            begins=np.array([1, 0, 0, 0.9, 0.1], "f"),
            tags=rows(len(TAGS), n, o, j, j, o),
            present=np.array([0.9, 0.9], "f"),
        ),
        names,
    )
    assert [(s.act, [(v.key, text[v.start : v.end]) for v in s.values]) for s in found] == [
        ("sp", [("n", "6"), ("j", "logo")]),
        ("bal", [("j", "left")] if "j" in holds("bal") else []),
    ]


# --- values ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marked", "intent"),
    [
        ("<sp>{n six} on the {j logo} job {d yesterday}, boosted by {b 4}",
         Spend(connects=6, job="logo job", days_ago=1, boost=4)),
        ("<sp>{t 16} all in, {b 4} of it boost, {j site}", Spend(connects=12, boost=4, job="site")),
        ("<x>that {j logo} thing <sp>took {n half a dozen}", Spend(connects=6, job="logo")),
        ("<sp>{i accepted the invite} from {j Acme}", Spend(invited=True, job="Acme")),
        ("<sp>applied, {m $30/hr 20h/wk 3 weeks}", Spend(budget="$30/hr 20h/wk 3 weeks")),
        ("<buy>{n eighty} for {p $12}", Buy(connects=80, paid_cents=1200)),
        ("<cor>upwork says {n fifty two}", Correct(connects=52)),
        ("<o:hired>{j Acme} said yes, {c $1.2k}",
         Outcome(result="hired", job="Acme", contract_cents=120_000)),
        ("<o:closed>client cancelled {j HR portal}",
         Outcome(result="closed without hire", job="HR portal")),
        ("<rem>nudge me {w friday 9am} to {a call Dana}",
         Remind(when="friday 9am", about="call Dana")),
        ("<undo>take that back", Undo()),
        ("<undo>remove my last purchase", Undo(of="purchase")),
        ("<undo>take the badge off, it bounced", Undo(of="badge")),
        ("<undo>borra la última compra", Undo(of="purchase")),
        ("<undo>delete the {n 6}, never sent it after all", Undo(connects=6)),
        ("<undo>take the {n 12} for {j dentist redesign} out",
         Undo(job="dentist redesign", connects=12)),
    ],
)  # fmt: skip
def test_values_are_read_by_parsing(marked: str, intent: Intent) -> None:
    (only,) = told(marked)
    assert only.intent == intent
    assert not only.doubts
    assert not only.missing


@pytest.mark.parametrize(
    ("marked", "doubt"),
    [
        ("<sp>{n 6} on logo, 4 of 20", "loose number"),
        ("<sp>spent {r 6} no {n 8} on {j logo}", "repaired"),
        ("<sp>{n 6} or {n 8} on {j logo}", "several n"),
        ("<sp>promo {n 5} straight into {j sms list} {n 5}", "several n"),
        ("<o:expired>{j book fair} ran out, so did {j honey labels}", "several j"),
        ("<sp>{n 6.5} on {j logo}", "unread n"),
        ("<sp>{n 6} on {j logo} {d the other day}", "unread d"),
        ("<sp>{n 6} on {j logo}, budget {m €500}", "unread m"),
        ("<sp>{n 6} and {b 4}, {t 12} in all", "another total"),
    ],
)
def test_what_is_said_and_not_accounted_for_is_a_doubt(marked: str, doubt: str) -> None:
    assert doubt in told(marked)[0].doubts


def test_what_both_took_is_of_each() -> None:
    assert acts("<sp>{n 6} each on {j logo} <sp>and {j site}") == [
        Spend(connects=6, job="logo"), Spend(connects=6, job="site"),
    ]  # fmt: skip


def test_value_that_was_taken_back_is_of_the_same_act() -> None:
    (only,) = told("<sp>dropped {r 12} <x>no sorry <sp>{n 16} on {j HVAC copy}")
    assert only.intent == Spend(connects=16, job="HVAC copy")
    assert only.doubts == ("repaired",)


@pytest.mark.parametrize(
    ("said", "ago"),
    [
        ("yesterday", 1), ("last night", 1), ("on friday", 3), ("monday", 7), ("hace 2 días", 2),
        ("this morning", 0), ("an hour ago", 0), ("3 days ago", 3), ("a week ago", 7),
        ("anoche", 1),
        ("Nov 20", 3), ("the other day", None), ("tomorrow", None), ("next monday", None),
        ("in 2 days", None), ("el lunes que viene", None), ("yst", 1), ("1 hr ago", 0),
        ("on the 3rd", 20), ("the 24th", 30), ("el 4", 19), ("on 14 nov", 9), ("on the 32nd", None),
    ],
)  # fmt: skip
def test_days_gone_by(said: str, ago: int | None) -> None:
    assert read_days_ago(said, TODAY) == ago


@pytest.mark.parametrize(
    "marked",
    [
        "<buy>topped up {n 100} for £{p 11.80}", "<buy>{n 100} for {p 12} eur",
        "<buy>{n 100}, S{p $20}",
        "<o:hired>{j acme} hired me, €{c 1.4k}", "<buy>{n 20} for {p 300}₹",
    ],
)  # fmt: skip
def test_other_currencies_are_no_dollars(marked: str) -> None:
    (found,) = told(marked)
    assert any(doubt.startswith("unread") for doubt in found.doubts)


def test_money_is_no_connects() -> None:
    (found,) = told("<buy>paid £{n 9} for some")
    assert (found.intent, found.missing) == (None, "buy-how-many")
    assert "money" in told("<buy>paid £{n 9} for {n 60}")[0].doubts


def test_spend_on_something_else_is_no_job() -> None:
    assert "no proposal" in told("<sp>put {n 3} under {j misc}")[0].doubts
    assert acts("<sp>sent a {j prop}, {n 6}") == [Spend(connects=6)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("jobs-to-be", ["jobs-to-be"]), ("homes.com", ["homes.com"]),
        ("logo de la tienda", ["logo de la tienda"]), ("logo. banner", ["logo", "banner"]),
        ("logo & banner", ["logo", "banner"]), ("logo and banner", ["logo", "banner"]),
    ],
)  # fmt: skip
def test_names_with_links_inside_are_one(text: str, names: list[str]) -> None:
    words = words_of(text)
    links = ("-", ".", "de", "la", "&", "and")
    tags = np.full((len(words), len(TAGS)), -9.0, "f")
    for row, word in zip(tags, words, strict=True):
        row[TAGS.index("O" if word.text in links else "B-j")] = -0.1
    scores = Scores(
        acts=np.zeros((len(words), 1), "f"), begins=np.zeros(len(words), "f"), tags=tags,
        present=np.ones(1, "f"),
    )  # fmt: skip
    (segment,) = segments_of(words, scores, ("sp",))
    assert [text[value.start : value.end] for value in segment.values] == names


# --- the second opinion ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "marked",
    [
        "<sp>sent {n 6} to {j logo}", "<near>finished milestone 2 for logo", "<buy>bought {n 40}",
        "<undo>delete the {n 40} i bought", "<neg>should i send 6 to logo?", "<bal>how many left?",
    ],
)  # fmt: skip
def test_phrases_tell_acts_apart_by_their_words(marked: str) -> None:
    line = read_line(marked)
    (segment,) = line.segments
    phrases, words = Phrases(WEIGHTS), words_of(line.text)
    assert phrases.margin(line.text, words, segment, "none") > 0
    others = (act for act in ("sp", "bal", "o:hired") if act != segment.act)
    for other in others:
        assert phrases.margin(line.text, words, segment._replace(act=other), "none") < 0


@given(st.text(max_size=600), st.integers(0, 600), st.integers(0, 600))
def test_any_segment_has_phrases(text: str, start: int, end: int) -> None:
    segment = Segment("sp", min(start, end), max(start, end), ())
    assert all(0 <= row < ROWS for row in features(text, words_of(text), segment, "none"))


# --- the decision ------------------------------------------------------------------------------


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
    questions = Questions(load_topics())
    return decide(reading, read_looks(segments, line.text, [], questions, Understanding()))


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
        "<sp>{n 6} on {j logo} on tues",
    ],
)
def test_what_is_in_doubt_is_asked_about(marked: str) -> None:
    found = decided(marked)
    assert found.certainty < SURE
    assert any(isinstance(intent, Spend) for intent in found.intents)


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


def test_outcome_of_no_name_behind_a_note_has_no_unknown_word() -> None:
    none: frozenset[str] = frozenset()
    known = Known(frozenset({"they", "looked", "at", "it"}), none, none, none)
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


# --- what leans on the turn before -------------------------------------------------------------

LOGO = Spend(connects=6, job="logo")


def leaned(marked: str, last: Turn) -> Understanding | None:
    line: Line = read_line(marked)
    return lean(line.segments, line.text, TODAY, last)


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
    line = read_line("<val>delete the 12 for the {j logo job}")
    for change, is_sure in (({}, True), (less, False)):
        segments = [segment._replace(**change) for segment in line.segments]
        found = lean(segments, line.text, TODAY, which)
        assert found is not None
        assert (found.certainty >= SURE) == is_sure


def test_other_languages_are_not_read_by_the_rules() -> None:
    by_rules = Understanding(intents=(Correct(connects=6),), certainty=0.5)
    assert decided("<lang>habe 6 connects", by_rules=by_rules).intents == (Decline(),)


def test_nothing_is_read_in_a_link() -> None:
    (only,) = told("<sp>sent {j https}://www.upwork.com/jobs/~{n 021849}, {n 10} connects")
    link = "https://www.upwork.com/jobs/~021849"
    assert only.intent == Spend(connects=10, link=link)
    assert not only.doubts


def test_ordinals_are_no_connects() -> None:
    (only,) = told("<sp>boosted to {n third} place with {b 9} on {j logo}")
    assert only.doubts == ("unread n",)


def test_names_of_several_behind_one_amount_are_in_doubt() -> None:
    (two,) = told("<sp>{n 2} out the door, {j Lark and Wren}")
    assert two.doubts == ("count",)
    (each,) = told("<sp>{n 6} each, {j Lark}, Wren and Finch")
    assert each.doubts == ("each",)
    first, second = told("<sp>{n 6} each on {j logo} <sp>and {j site}")
    assert (first.doubts, second.doubts) == ((), ())


def test_job_of_something_in_spanish_is_called_by_that_alone() -> None:
    (only,) = told("<o:closed>cerraron el {j trabajo del logo}")
    assert only.intent == Outcome(result="closed without hire", job="logo")


def test_thanks_are_no_job() -> None:
    (only,) = told("<o:interview>{j thx} for asking")
    assert only.doubts == ("no proposal",)


@pytest.mark.parametrize(
    "marked", ["<undo>delete all of them", "<undo>remove both", "<undo>undo the purchase and badge"]
)
def test_which_one_is_asked_of_an_undo_of_several(marked: str) -> None:
    (only,) = told(marked)
    assert (only.intent, only.missing) == (None, "undo-which")


@pytest.mark.parametrize(
    ("marked", "is_sure"),
    [
        ("<undo>scrub the {j logo} one, I never sent it", True),
        ("<undo>take the badge entry out please", True),
        ("<undo>remove that file", False),
        ("<undo>undo the last deploy", False),
        ("<undo>delete my {j logo} folder", False),
    ],
)
def test_undo_says_nothing_else(marked: str, is_sure: bool) -> None:
    for context in ("none", "noted"):
        assert (decided(marked, context=context).certainty >= SURE) == is_sure


def test_yes_and_no() -> None:
    unsure = Turn(intents=(LOGO,), unsure=(LOGO,), said="sure")
    yes, no = leaned("<yes>yep", unsure), leaned("<no!>nah", unsure)
    assert yes is not None
    assert (yes.intents, yes.confirms) == ((LOGO,), True)
    assert no is not None
    assert (no.intents, no.ask) == ((), "dropped")
    assert leaned("<yes>yep", Turn(intents=(LOGO,), said="noted")) is None


def test_what_was_noted_is_put_right_after_a_yes() -> None:
    noted = Turn(intents=(LOGO,), entry_id=7, said="noted")
    found = leaned("<amend>oops {n 14}", noted)
    assert found is not None
    assert found.intents == (Edit(proposal_id=7, job="logo", connects=14),)
    assert found.certainty >= SURE
    for asked in ("<amend>the {j web} one was {n 14}", "<amend>was it {n 14}?"):
        found = leaned(asked, noted)
        assert found is not None
        assert found.certainty < SURE
    boosted = Turn(intents=(LOGO.model_copy(update={"boost": 4}),), entry_id=7, said="noted")
    for said, edit in (("<amend>no, boost {b 6}", Edit(boost=6)),
                       ("<amend>{b 6} more boost", Edit(more_boost=6))):  # fmt: skip
        found = leaned(said, boosted)
        assert found is not None
        known = {"proposal_id": 7, "job": "logo"}
        assert found.intents == (edit.model_copy(update=known),)
    renamed = leaned("<amend>not the {r logo}, the {j bakery}", noted)
    assert renamed is not None
    assert renamed.intents == (Edit(proposal_id=7, job="logo", new_job="bakery"),)
    assert renamed.certainty >= SURE
    for asked in (
        "<amend>not the {r cafe}, the {j bakery}",
        "<amend>that was for the {j bakery}",
        "<amend>it was probably {n 14}",
    ):
        found = leaned(asked, noted)
        assert found is not None
        assert found.certainty < SURE
    other_day = leaned("<amend>that was {d yesterday}", noted)
    assert other_day is not None
    assert other_day.intents == (Undo(entry_id=7), LOGO.model_copy(update={"days_ago": 1}))
    assert leaned("<amend>oops {n 6}", noted) is None  # it is that already


@pytest.mark.parametrize(
    ("marked", "edit"),
    [
        ("<amend>it was {n 14} not {r 16}", Edit(connects=14)),
        ("<amend>the {j logo} one was {n 14}", Edit(job="logo", connects=14)),
        ("<amend>boosted the {j logo} one by {b 6} more", Edit(job="logo", more_boost=6)),
        ("<amend>the boost on {j logo} was {b 6} not {r 4}", Edit(job="logo", boost=6)),
        ("<amend>the boost on {j logo} was {b 6}", Edit(job="logo", boost=6)),
        ("<amend>the boost on {j logo} was {b 6} more", Edit(job="logo", more_boost=6)),
        ("<amend>rename {r logo} to {j Acme}", Edit(job="logo", new_job="Acme")),
        (
            "<amend>{t 16} all in on {j logo}, {b 4} of it boost, not {r 12}",
            Edit(job="logo", connects=12, boost=4),
        ),
    ],
)
def test_correction_of_an_older_one_names_it(marked: str, edit: Edit) -> None:
    line = read_line(marked)
    found = read_edit(line.segments, line.text, TODAY)
    assert found is not None
    assert found.intents == (edit,)
    is_one_that_keeps_its_name = bool(edit.job) and not edit.new_job
    assert (found.certainty >= SURE) is is_one_that_keeps_its_name


@pytest.mark.parametrize(
    ("marked", "sure", "is_done"),
    [
        ("<amend>the {j logo} one was {n 14}", 0.97, True),
        ("<amend>the {j logo} one was {n 14}", 0.6, False),
        ("<amend>change the last one to {n 14}", 0.97, False),  # it may have been a purchase
    ],
)
def test_named_one_is_put_right_at_once_where_it_is_surely_read(
    marked: str, sure: float, is_done: bool
) -> None:
    line = read_line(marked)
    found = read_edit([s._replace(sure=sure) for s in line.segments], line.text, TODAY)
    assert found is not None
    assert (found.certainty >= SURE) is is_done


@pytest.mark.parametrize(
    ("marked", "is_done"),
    [
        ("<amend>yes but {n 14}", True),
        ("<amend>ok, {n 14}", True),
        ("<amend>wait, {n 14}", False),
        ("<amend>it was {n 14}", False),
    ],
)
def test_yes_with_another_value_is_done_and_a_correction_asked_again(
    marked: str, is_done: bool
) -> None:
    found = leaned(marked, Turn(unsure=(LOGO,), said="sure"))
    assert found is not None
    assert found.intents == (LOGO.model_copy(update={"connects": 14}),)
    assert (found.certainty >= SURE) is is_done


def test_another_name_for_what_was_asked_about_is_looked_for_anew() -> None:
    shown = Edit(job="logo", proposal_id=7, connects=14)
    found = leaned("<amend>no, the {j bakery} one", Turn(unsure=(shown,), said="sure"))
    assert found is not None
    assert found.intents == (Edit(job="bakery", connects=14),)
    undo = Undo(job="logo", entry_id=7)
    found = leaned("<amend>no, the {j bakery} one", Turn(unsure=(undo,), said="sure"))
    assert found is not None
    assert found.intents == (Undo(job="bakery"),)


@pytest.mark.parametrize(
    "marked", ["<amend>the {j logo} one", "<amend>that was {d yesterday}", "<amend>no", "<sp>{n 6}"]
)
def test_what_changes_nothing_is_no_correction(marked: str) -> None:
    line = read_line(marked)
    assert read_edit(line.segments, line.text, TODAY) is None


def test_question_that_is_read_unsurely_offers_the_other_reading() -> None:
    line = read_line("<t:worth-it>is plus worth it for small fish like me")
    unsure = [segment._replace(sure=0.5) for segment in line.segments]
    questions = Questions(load_topics())
    by_rules = Understanding(intents=(Answer(topic="upgrade"),))
    found = read_looks(unsure, line.text, [], questions, by_rules)
    assert found == [Answer(topic="upgrade")]
    instead = read_instead(found, unsure, line.text, [], questions, by_rules)
    assert instead == Answer(topic="worth-it")
    surely = read_instead(found, line.segments, line.text, [], questions, by_rules)
    assert surely is None


def test_another_like_the_last() -> None:
    found = leaned("<again>one more like it for {j Sue}", Turn(intents=(LOGO,), said="noted"))
    assert found is not None
    assert found.intents == (Spend(connects=6, job="Sue"),)
    assert found.certainty >= SURE
    several = leaned("<again>{u two} more of these", Turn(intents=(LOGO,), said="noted"))
    assert several is not None
    assert several.certainty < SURE


def test_labels_are_told_apart() -> None:
    labels = ("sp", "bal", "t:refunds", "neg", "x", "s:hi", "amend")
    assert [act for act in labels if is_act(act)] == ["sp", "amend"]


# --- the shipped reader ------------------------------------------------------------------------


_UNMARKED = re.compile(r"<[a-z:!?-]+>|\{[a-z] ([^{}]*)\}")


@pytest.fixture(scope="module")
def reader() -> Reader:
    shipped = Reader.load()
    assert shipped is not None
    return shipped


def test_shipped_reader_reads_the_same_everywhere(reader: Reader) -> None:
    for line in GOLDEN.read_text("utf-8").splitlines():
        text = _UNMARKED.sub(r"\1", line)
        assert marked(text, reader.read(text, "none")) == line


def test_labelled_sentences_change_no_books_wrongly(reader: Reader) -> None:
    questions = Questions(load_topics())
    wrong = [
        sentence.say
        for sentence in load()
        if is_wrong_change(sentence, understand(sentence.say, TODAY, questions, None, reader))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("marked", "when", "about"),
    [
        ("<rem>recuérdame mañana {w a las 10} {a llamar a Ana}", "mañana a las 10", "llamar a Ana"),
        ("<rem>recuérdame {w el viernes a las 9 dar seguimiento}", "el viernes a las 9",
         "dar seguimiento"),
        ("<rem>remind me {w friday 9 am} to {a follow up}", "friday 9 am", "follow up"),
    ],
)  # fmt: skip
def test_reminder_has_the_whole_of_its_time(marked: str, when: str, about: str) -> None:
    line = read_line(marked)
    (told,) = tell(line.text, line.segments, TODAY)
    assert told.intent == Remind(when=when, about=about)


@pytest.mark.parametrize("half", ["9am", "9 am", "9 a.m."])
def test_half_of_the_day_belongs_to_the_hour(half: str) -> None:
    questions = Questions(load_topics())
    found = understand(f"remind me friday {half} to follow up", TODAY, questions)
    (intent,) = found.intents
    assert isinstance(intent, Remind)
    assert intent.about == "follow up"
