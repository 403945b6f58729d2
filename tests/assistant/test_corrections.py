"""Corrections of what was noted, asked about or named, and the same once more."""

import pytest

from bot.assistant.edits import read_edit
from bot.assistant.followups import lean
from bot.assistant.intents import (
    SURE,
    Buy,
    Correct,
    Earn,
    Edit,
    Intent,
    Outcome,
    Spend,
    Understanding,
    Undo,
    UpdateSettings,
)
from bot.assistant.training.lines import read_line
from bot.assistant.turns import Turn
from bot.ledger.model import Source

from .leaning import LOGO, TODAY, leaned


def test_what_was_noted_is_put_right_after_a_yes() -> None:
    noted = Turn(intents=(LOGO,), entry_id=7, said="noted")
    found = leaned("<amend>oops {n 14}", noted)
    assert found is not None
    assert found.intents == (Edit(proposal_id=7, job="logo", connects=14),)
    assert found.certainty >= SURE
    asked_back = leaned("<amend>was it {n 14}?", noted)
    assert asked_back is not None
    assert asked_back.certainty < SURE
    other = leaned("<amend>the {j web} one was {n 14}", noted)
    assert other is not None
    assert other.intents == (Edit(job="web", connects=14),)
    assert other.certainty >= SURE
    longer = Turn(intents=(Spend(connects=6, job="logo redraw"),), entry_id=7, said="noted")
    own = leaned("<amend>the {j logo} was {n 14}", longer)
    assert own is not None
    assert own.intents == (Edit(proposal_id=7, job="logo redraw", connects=14),)
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


def test_another_like_the_last() -> None:
    found = leaned("<again>one more like it for {j Sue}", Turn(intents=(LOGO,), said="noted"))
    assert found is not None
    assert found.intents == (Spend(connects=6, job="Sue"),)
    assert found.certainty >= SURE
    several = leaned("<again>{u two} more of these", Turn(intents=(LOGO,), said="noted"))
    assert several is not None
    assert several.certainty < SURE


@pytest.mark.parametrize(
    ("noted", "marked", "intents"),
    [
        (
            Earn(source=Source.OTHER, connects=15),
            "<amend>sorry, {n 10}",
            (Undo(entry_id=7), Earn(source=Source.OTHER, connects=10)),
        ),
        (Buy(connects=80), "<amend>no wait {n 60}", (Undo(entry_id=7), Buy(connects=60))),
        (Correct(connects=84), "<amend>{n 48}, I typed it backwards", (Correct(connects=48),)),
        (
            UpdateSettings(cycle_day=11),
            "<amend>sorry, the {y 12th}",
            (UpdateSettings(cycle_day=12),),
        ),
        (UpdateSettings(cycle_day=11), "<amend>sorry, {n 12}", (UpdateSettings(cycle_day=12),)),
    ],
)
def test_whatever_was_noted_is_put_right(
    noted: Intent, marked: str, intents: tuple[Intent, ...]
) -> None:
    found = leaned(marked, Turn(intents=(noted,), entry_id=7, said="noted"))
    assert found is not None
    assert found.intents == intents
    assert found.certainty >= SURE


def test_number_behind_a_setting_is_no_proposals() -> None:
    """`make that 10` after a reminder: the newest proposal did not cost 10."""
    line = read_line("<amend>make that {n 10}")
    in_berlin = Turn(intents=(UpdateSettings(timezone="Berlin"),), said="noted")
    assert lean(line.segments, line.text, TODAY, in_berlin) is None
    assert read_edit(line.segments, line.text, TODAY, in_berlin) is None
    assert read_edit(line.segments, line.text, TODAY) is not None


def test_number_behind_a_boost_may_be_the_boosts() -> None:
    boosted = Turn(
        intents=(LOGO.model_copy(update={"boost": 4}),), entry_id=7, said="noted", is_of_boost=True
    )
    found = leaned("<amend>hmm {n 5} actually", boosted)
    assert found is not None
    assert found.certainty < SURE


@pytest.mark.parametrize(
    "marked",
    [
        "<amend>wrong job, it was {j pizza run}", "<amend>title was {j pizza run}",
        "<amend>whoops the job's called {j pizza run}", "<amend>job title: {j pizza run}",
        "<amend>sorry, it's {j pizza run}", "<amend>my bad, {j pizza run}",
    ],
)  # fmt: skip
def test_job_that_was_named_wrongly_is_renamed(marked: str) -> None:
    noted = Turn(intents=(LOGO,), entry_id=7, said="noted")
    found = leaned(marked, noted)
    assert found is not None
    assert found.intents == (Edit(proposal_id=7, job="logo", new_job="pizza run"),)
    assert found.certainty >= SURE


@pytest.mark.parametrize(
    "marked",
    [
        "<amend>the first one was {n 12}", "<amend>the other was {n 16}",
        "<amend>the first had {b 3} boost", "<amend>la primera eran {n 7}",
        "<amend>the first one was {d yesterday}", "<amend>both were {n 8}",
    ],
)  # fmt: skip
def test_an_older_one_is_not_what_was_noted_last(marked: str) -> None:
    noted = Turn(intents=(LOGO,), entry_id=7, said="noted")
    assert leaned(marked, noted) == Understanding(ask="amend-which")
    line = read_line(marked)
    assert read_edit(line.segments, line.text, TODAY) == Understanding(ask="amend-which")


@pytest.mark.parametrize(
    "marked",
    ["<again>ditto, {j poster}", "<again>and same {j poster}", "<again>run it back for {j poster}"],
)
def test_same_is_said_in_other_words_too(marked: str) -> None:
    found = leaned(marked, Turn(intents=(LOGO,), said="noted"))
    assert found is not None
    assert found.intents == (Spend(connects=6, job="poster"),)
    assert found.certainty >= SURE
    other = leaned("<again>same client, {j poster}", Turn(intents=(LOGO,), said="noted"))
    assert other is not None
    assert other.certainty < SURE


def test_number_is_where_the_page_says_it() -> None:
    noted = Turn(intents=(LOGO,), entry_id=7, said="noted")
    misread = leaned("<amend>sorry, I misread, the page says {n 10}", noted)
    assert misread is not None
    assert misread.certainty >= SURE
    shown = leaned("<amend>the page says {n 10}", noted)
    assert shown is not None
    assert shown.certainty < SURE


def test_number_of_a_fixed_grant_is_not_put_right() -> None:
    """The rate card would refuse it once the grant was taken back."""
    passed = Earn(source=Source.READINESS_TEST)
    last = Turn(intents=(passed,), entry_id=7, said="noted")
    assert leaned("<amend>it was {n 30}", last) is None


def test_spend_without_a_name_is_named() -> None:
    nameless = Turn(intents=(Spend(connects=6),), entry_id=7, said="noted")
    found = leaned("<amend>that's for the {j bakery}, and it was {n 14}", nameless)
    assert found is not None
    assert found.intents == (Edit(proposal_id=7, connects=14, new_job="bakery"),)
    assert found.certainty < SURE


def test_contract_may_be_told_after_the_hire() -> None:
    hired = Turn(
        intents=(Outcome(result="hired", job="logo"),), outcome_id=5, proposal_id=3, said="noted"
    )
    found = leaned("<amend>contract's {c $550} by the way", hired)
    assert found is not None
    assert found.certainty >= SURE
    assert found.intents == (
        Outcome(result="hired", job="logo", proposal_id=3, contract_cents=55_000, instead_of=5),
    )


def test_what_comes_behind_a_new_account_is_its_grant() -> None:
    new = Turn(intents=(UpdateSettings(new_account=True),), said="noted")
    found = leaned("<amend>it came with {n 40}", new)
    assert found is not None
    assert found.intents == (Earn(source=Source.NEW_ACCOUNT, connects=40),)
