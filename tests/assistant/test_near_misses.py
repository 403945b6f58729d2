"""What only looks like something to note, beside its plain twin: by the shipped reader."""

import pytest

from bot.assistant.intents import (
    ACTS,
    SURE,
    Buy,
    Correct,
    Edit,
    Intent,
    Spend,
    Understanding,
    Undo,
    UpdateSettings,
)
from bot.assistant.reader.network import Reader
from bot.assistant.topics import Questions, load_topics
from bot.assistant.turns import Turn
from bot.assistant.understand import understand

from .leaning import LOGO, TODAY

QUESTIONS = Questions(load_topics())
NOTED = Turn(
    intents=(LOGO.model_copy(update={"connects": 12}),), entry_id=7, proposal_id=7, said="noted",
    back=(Undo(entry_id=7),),
)  # fmt: skip
SURE_OF_IT = Turn(intents=(LOGO,), unsure=(LOGO,), said="sure")


@pytest.fixture(scope="module")
def reader() -> Reader:
    found = Reader.load()
    assert found is not None
    return found


def read(text: str, reader: Reader, last: Turn | None = None) -> Understanding:
    return understand(text, TODAY, QUESTIONS, last, reader)


def done(understood: Understanding) -> tuple[Intent, ...]:
    """The acts that are done at once; what is told to be left changes nothing."""
    acts = tuple(each for each in understood.intents if isinstance(each, ACTS))
    acts = tuple(a for a in acts if not (isinstance(a, Correct) and a.beside))
    return acts if understood.certainty >= SURE else ()


@pytest.mark.parametrize(
    ("near", "plain"),
    [
        ("here's one: banner, 8 connects", "spent 8 connects on banner"),
        ("left 8 for banner", "spent 8 for banner"),
        ("finished 8 floor plans today", "spent 8 on the floor plans today"),
        ("milestone 2 done", "spent 2 on the milestone tracker"),
        ("quoted 80 for the logo", "spent 8 for the logo"),
        ("bid 35 for the logo", "spent 35 connects for the logo"),
        ("applied to two jobs, 12 and 16", "applied to the logo job, 12 and 4 boost"),
        ("crypto dashboard 16 and I boosted to 36", "crypto dashboard 16 and I boosted with 6"),
        ("spent 12 on Alpha or Beta", "spent 12 on Alpha"),
        ("spent 30 on a mic", "spent 3 on the mic review job"),
        ("my upwork wallet shows 120", "my upwork balance shows 120"),
        ("won a contract on fiverr for $300", "won the logo contract for $300"),
        ("withdrew from 2 jobs", "withdrew from the logo job"),
        ("10 more", "bought 10 more"),
        ("timezone in leeds", "I'm in Leeds, set my timezone"),
        ("monday.com automation 12 connects", "spent 12 connects on automation"),
    ],
)
def test_near_miss_is_not_noted_and_its_twin_is(near: str, plain: str, reader: Reader) -> None:
    assert done(read(near, reader)) == ()
    assert done(read(plain, reader)) != ()


def test_day_before_all_spends_is_of_each(reader: Reader) -> None:
    found = read("yesterday 12 on the landing page and 8 on the logo", reader)
    assert [each.days_ago for each in found.intents if isinstance(each, Spend)] == [1, 1]


@pytest.mark.parametrize(
    "said",
    [
        "24 today", "that's 24 today", "yesterday I did 8", "yesterday too", "seo audit 16",
        "translation, 8", "someone bid 30", "top bid is 30", "add 2", "4 more on it",
        "almost paid 16", "I bid 250", "should have 48", "boosted to 30", "oops",
    ],
)  # fmt: skip
def test_what_may_be_else_than_a_correction_changes_nothing(said: str, reader: Reader) -> None:
    assert done(read(said, reader, NOTED)) == ()


@pytest.mark.parametrize(
    ("said", "connects"), [("sorry 14", 14), ("it was 14", 14), ("no, 14", 14), ("14 not 12", 14)]
)
def test_correction_of_an_amount_is_done(said: str, connects: int, reader: Reader) -> None:
    edit = Edit(job="logo", proposal_id=7, connects=connects)
    assert done(read(said, reader, NOTED)) == (edit,)


@pytest.mark.parametrize("said", ["48 left", "leaves 48", "that leaves me 48", "48 remaining"])
def test_what_is_left_is_compared_with_the_books(said: str, reader: Reader) -> None:
    for last in (NOTED, SURE_OF_IT):
        assert read(said, reader, last).intents[:1] != (LOGO.model_copy(update={"connects": 48}),)
    assert read(said, reader, NOTED).intents == (Correct(connects=48, beside=True),)


@pytest.mark.parametrize("said", ["4 of those boost", "of which 4 boost", "incl 4 boost"])
def test_boost_within_what_was_noted_is_offered(said: str, reader: Reader) -> None:
    found = read(said, reader, NOTED)
    assert found.intents == (Edit(job="logo", proposal_id=7, connects=8, boost=4),)
    assert found.certainty < SURE


def test_amount_on_top_of_a_purchase_is_no_correction(reader: Reader) -> None:
    bought = Turn(intents=(Buy(connects=80),), entry_id=3, said="noted", back=(Undo(entry_id=3),))
    for said in ("plus 40", "paid 12"):
        assert done(read(said, reader, bought)) == ()


@pytest.mark.parametrize(
    "said",
    [
        "cancel", "cancel it", "reject", "pass", "incorrect", "olvídalo", "tampoco", "why", "how",
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
        ("spend-how-many", "16 plus boost"), ("buy-how-many", "I have 120"),
        ("buy-how-many", "two packs of 40"), ("which-day", "14 connects"),
    ],
)  # fmt: skip
def test_answer_to_another_question_is_not_noted(asked: str, said: str, reader: Reader) -> None:
    waiting = Spend(job="logo") if asked == "spend-how-many" else None
    last = Turn(said="asked", asked=asked, waiting=waiting)
    told = done(read(said, reader, last))
    assert not any(isinstance(each, Spend | Buy | UpdateSettings) for each in told)


@pytest.mark.parametrize("said", ["no", "wait no", "nvm", "never mind", "cancel", "just kidding"])
def test_no_to_what_was_noted_offers_to_take_it_back(said: str, reader: Reader) -> None:
    found = read(said, reader, NOTED)
    assert found.intents == NOTED.back
    assert found.certainty < SURE


@pytest.mark.parametrize("said", ["EST", "I'm in Bogotá", "pakistan", "Leeds"])
def test_zone_that_was_asked_for(said: str, reader: Reader) -> None:
    last = Turn(said="asked", asked="which-zone")
    assert isinstance(done(read(said, reader, last))[0], UpdateSettings)


def test_two_amounts_are_offered_as_one_proposal_or_as_two(reader: Reader) -> None:
    found = read("applied to two jobs, 12 and 16", reader)
    assert found.intents == (Spend(connects=12, boost=16),)
    assert found.either == (Spend(connects=12), Spend(connects=16))
