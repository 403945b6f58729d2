"""The learnt reader's marks: lines, words, segments, and what is told by them."""

import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.intents import (
    Answer,
    Remind,
    Understanding,
)
from bot.assistant.looks import read_instead, read_looks
from bot.assistant.reader.before import NOTHING
from bot.assistant.reader.labels import KEYS, TAGS, holds, is_act
from bot.assistant.reader.network import WEIGHTS, Reader, load_reader, sums_in_32_bits
from bot.assistant.reader.phrases import ROWS, Phrases, features
from bot.assistant.reader.segments import Scores, Segment, segments_of
from bot.assistant.reader.words import MOST_PIECES, Pieces, words_of
from bot.assistant.topics import load_questions
from bot.assistant.training.lines import CORPUS, conversations, read_line
from bot.assistant.training.voices import Voices
from bot.assistant.understand import understand

from .golden import GOLDEN, marked
from .labels import is_wrong_change, load

TODAY = date(2026, 11, 23)
"""A Monday."""

_UNMARKED = re.compile(r"<[a-z:!?-]+>|\{[a-z] ([^{}]*)\}")


@pytest.mark.parametrize(
    ("told", "is_exact"),
    [
        ("flags\t\t: fpu avx2 avx512bw avx512dq avx512vl avx512_vnni\n", True),
        ("flags\t\t: fpu avx2 avx512bw avx512dq avx512vl\n", False),
        ("Features\t: fp asimd\n", False),
    ],
)
def test_processor_is_known_to_sum_exactly_by_what_it_tells(
    told: str, is_exact: bool, tmp_path: Path
) -> None:
    (tmp_path / "cpuinfo").write_text(told)
    assert sums_in_32_bits(tmp_path / "cpuinfo") == is_exact
    assert not sums_in_32_bits(tmp_path / "absent")


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
    for path in CORPUS.glob("*.txt"):
        for line in (line for talk in conversations(path) for line in talk):
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


@pytest.mark.parametrize(
    ("act", "keys", "is_sure"),
    [
        ("o:boostback", "nb", True), ("sp", "nb", False), ("sp", "nt", True),
        ("o:boostback", "nj", False), ("rem", "aw", False),
    ],
)  # fmt: skip
def test_open_between_keys_that_say_the_same_is_sure(act: str, keys: str, is_sure: bool) -> None:
    words = words_of("8 back")
    tags = np.full((len(words), len(TAGS)), -9.0, "f")
    for key in keys:
        tags[0, TAGS.index(f"B-{key}")] = np.log(0.5)
    tags[1, TAGS.index("O")] = -0.01
    scores = Scores(
        acts=np.zeros((len(words), 1), "f"), begins=np.zeros(len(words), "f"), tags=tags,
        present=np.ones(1, "f"),
    )  # fmt: skip
    (segment,) = segments_of(words, scores, (act,))
    assert (segment.values_sure > 0.9) == is_sure


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
    assert phrases.opinion(line.text, words, segment, NOTHING).margin > 0
    others = (act for act in ("sp", "bal", "o:hired") if act != segment.act)
    for other in others:
        opinion = phrases.opinion(line.text, words, segment._replace(act=other), NOTHING)
        assert opinion.margin < 0


@given(st.text(max_size=600), st.integers(0, 600), st.integers(0, 600))
def test_any_segment_has_phrases(text: str, start: int, end: int) -> None:
    segment = Segment("sp", min(start, end), max(start, end), ())
    assert all(0 <= row < ROWS for row in features(text, words_of(text), segment, NOTHING))


def test_question_that_is_read_unsurely_offers_the_other_reading() -> None:
    line = read_line("<t:worth-it>is plus worth it for small fish like me")
    unsure = [segment._replace(sure=0.5) for segment in line.segments]
    questions = load_questions()
    by_rules = Understanding(intents=(Answer(topic="upgrade"),))
    found = read_looks(unsure, line.text, [], questions, by_rules)
    assert found == [Answer(topic="upgrade")]
    instead = read_instead(found, unsure, line.text, [], questions, by_rules)
    assert instead == Answer(topic="worth-it")
    surely = read_instead(found, line.segments, line.text, [], questions, by_rules)
    assert surely is None


def test_labels_are_told_apart() -> None:
    labels = ("sp", "bal", "t:refunds", "neg", "x", "s:hi", "amend")
    assert [act for act in labels if is_act(act)] == ["sp", "amend"]


def test_shipped_reader_reads_the_same_everywhere(reader: Reader) -> None:
    for line in GOLDEN.read_text("utf-8").splitlines():
        text = _UNMARKED.sub(r"\1", line)
        assert marked(text, reader.read(text, NOTHING)) == line


def test_labelled_sentences_change_no_books_wrongly(reader: Reader) -> None:
    questions = load_questions()
    wrong = [
        sentence.say
        for sentence in load()
        if is_wrong_change(sentence, understand(sentence.say, TODAY, questions, None, reader))
    ]
    assert wrong == []


@pytest.mark.parametrize("half", ["9am", "9 am", "9 a.m."])
def test_half_of_the_day_belongs_to_the_hour(half: str) -> None:
    questions = load_questions()
    found = understand(f"remind me friday {half} to follow up", TODAY, questions)
    (intent,) = found.intents
    assert isinstance(intent, Remind)
    assert intent.about == "follow up"


def _chosen(text: str, by_network: str, others: dict[str, float]) -> tuple[str, float]:
    """What a whole text is chosen to be, where the network gives that act and others chances."""
    reader = load_reader()
    assert reader is not None
    acts = reader.acts
    rest = (1 - sum(others.values())) / (len(acts) - len(others))
    chances = np.full(len(acts), np.log(rest), "f")
    for act, chance in others.items():
        chances[acts.index(act)] = np.log(chance)
    words = words_of(text)
    whole = Segment(by_network, 0, len(text), ())
    return reader.chooser.choose(text, words, NOTHING, whole, chances)


def test_words_choose_between_what_the_network_hardly_tells_apart() -> None:
    act, sure = _chosen("they turned me down for the job", "o:viewed",
                        {"o:viewed": 0.5, "o:declined": 0.45})  # fmt: skip
    assert (act, sure > 0.5) == ("o:declined", True)


def test_words_do_not_outweigh_a_network_that_is_sure() -> None:
    act, _ = _chosen("they turned me down for the job", "bal", {"bal": 0.999999})
    assert act == "bal"


def test_words_choose_the_question() -> None:
    act, _ = _chosen("do connects expire?", "t:rollover", {"t:rollover": 0.5, "t:expiry": 0.45})
    assert act == "t:expiry"
