"""What the reader is told of the turn before."""

import pytest

from bot.assistant.intents import (
    Answer,
    Balance,
    Decline,
    Edit,
    Intent,
    Outcome,
    SmallTalk,
    Spend,
)
from bot.assistant.reader.before import NOTHING, Before
from bot.assistant.reader.phrases import features
from bot.assistant.reader.segments import Segment, Value
from bot.assistant.reader.words import words_of
from bot.assistant.training.lines import CORPUS
from bot.assistant.training.meant import lines_of
from bot.assistant.turns import Turn, told_before
from bot.ledger.model import Purpose

NOTED = Turn(intents=(Spend(connects=6, job="The logo for Ana"),), said="noted")


def test_the_first_message_has_nothing_before_it() -> None:
    assert told_before(None) == NOTHING


@pytest.mark.parametrize(
    ("intent", "about"),
    [
        (Spend(connects=6), "spend:proposal"),
        (Spend(connects=5, purpose=Purpose.AVAILABILITY_BADGE), "spend:availability_badge"),
        (Edit(connects=6), "spend:proposal"),
        (Outcome(result="hired"), "outcome:hired"),
        (Answer(topic="refunds"), "answer:refunds"),
        (Balance(), "balance"),
        (SmallTalk(kind="thanks"), ""),
        (Decline(), ""),
    ],
)
def test_it_is_told_what_the_turn_before_was_about(intent: Intent, about: str) -> None:
    assert told_before(Turn(intents=(intent,), said="noted")) == Before("noted", about)


def test_it_is_told_the_words_of_the_jobs_that_were_named() -> None:
    assert told_before(NOTED).names == {"logo", "ana"}
    answered = Turn(intents=(Balance(),), said="answered").after(NOTED)
    assert told_before(answered) == Before("answered", "balance", frozenset({"logo", "ana"}))


def test_it_is_told_what_waits_for_a_value() -> None:
    asked = Turn(waiting=Spend(job="nurse blog"), said="asked")
    assert told_before(asked) == Before("asked", "spend:proposal", frozenset({"nurse", "blog"}))


def test_words_tell_a_job_that_was_named_from_another() -> None:
    text = "logo 8"
    words = words_of(text)
    segment = Segment("sp", 0, 6, (Value("j", 0, 4), Value("n", 5, 6)))
    behind = Before("noted", "spend:proposal", frozenset({"logo"}))
    same, other = (
        features(text, words, segment, behind),
        features(text, words, segment, behind._replace(names=frozenset({"banner"}))),
    )
    assert same != other


def test_a_line_of_the_corpus_is_told_what_the_line_before_means() -> None:
    behind = {line.before.about for line in lines_of(CORPUS / "p153.txt") if line.before.names}
    assert behind >= {"spend:proposal", "outcome:viewed", "balance"}
