from datetime import timedelta

import pytest

from ..clock import HandClock
from .conftest import Person


@pytest.fixture
async def rich(ann: Person) -> Person:
    """Ann with 40 Connects."""
    await ann.types("setup", connects=40)
    return ann


async def test_spend_by_budget(rich: Person) -> None:
    answer = await rich.types("spend", budget="300-500", job="Logo", boost=3)
    assert "−7 Connects" in answer.text
    assert "33 Connects" in answer.text
    assert "Closed without hire" in answer.buttons
    assert "Undo the spend" in answer.buttons


async def test_job_posts_figure_beats_the_card(rich: Person) -> None:
    await rich.types("spend", connects=16, budget="100")
    assert await rich.balance() == 24


async def test_invited_spend_is_free(rich: Person) -> None:
    answer = await rich.types("spend", invited=True, job="Logo")
    assert "invited" in answer.text
    assert await rich.balance() == 40


async def test_spend_on_a_badge(rich: Person) -> None:
    answer = await rich.types("spend", connects=5, purpose="availability badge")
    assert "availability badge" in answer.text
    assert answer.buttons == ["Undo"]


async def test_too_large_a_spend_tells_what_is_missing(rich: Person) -> None:
    answer = await rich.types("spend", connects=46)
    assert "6 are missing" in answer.text
    for way in ("/buy", "/correct", "change the amount"):
        assert way in answer.text
    assert await rich.balance() == 40


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"connects": 0}, "whole number from 1"),
        ({"connects": -1}, "whole number from 1"),
        ({"connects": 2**53 - 1}, "to 100,000"),
        ({"budget": "30/hr"}, "hours"),
        ({"purpose": "profile boost", "budget": "700"}, "as `connects`"),
        ({"purpose": "profile boost", "connects": 5, "boost": 5}, "Only a proposal"),
    ],
)
async def test_bad_spend_changes_nothing(
    rich: Person, options: dict[str, int | str], said: str
) -> None:
    answer = await rich.types("spend", **options)
    assert said in answer.text
    assert answer.hidden
    assert await rich.balance() == 40


@pytest.mark.parametrize(
    "job",
    [
        "x" * 4000,
        "**bold** _it_ `code` ||spoiler|| # heading",
        "two\nlines\r\nand a tab\t",
        "right-to-left \u202eevil\u202c mark",
        "@everyone <@123> <#5> </spend:1>",
        "[click](https://evil.example)",
    ],
)
async def test_any_job_title_is_shown_harmless(rich: Person, job: str) -> None:
    answer = await rich.types("spend", connects=6, job=job)
    assert len(answer.text) < 1000
    assert "\u202e" not in answer.text
    for live in ("@everyone", " <@123>", "[click](", "** _it_", " # heading"):
        assert live not in answer.text
    assert "−6 Connects" in answer.text


async def test_undo_button_reverses_once(rich: Person) -> None:
    answer = await rich.types("spend", connects=6)
    await rich.presses(answer, "Undo the spend")
    assert await rich.balance() == 40


async def test_somebody_elses_button_does_nothing(rich: Person, bob: Person) -> None:
    answer = await rich.types_in_dm("spend", connects=6)
    stolen = await bob.presses_stolen(answer, "Undo the spend")
    assert "These buttons are" in stolen.text
    assert stolen.hidden
    assert await rich.balance() == 34


async def test_undo_command_goes_back_one_by_one(rich: Person) -> None:
    await rich.types("buy", connects=20)
    await rich.types("spend", connects=6)
    assert "6 Connects spent" in (await rich.types("undo")).text
    assert "20 Connects bought" in (await rich.types("undo")).text
    await rich.types("undo")
    assert "nothing of yours left" in (await rich.types("undo")).text
    assert await rich.balance() == 0


async def test_undone_spend_tells_that_its_interview_reward_goes_too(rich: Person) -> None:
    spent = await rich.types("spend", connects=6, job="Logo")
    await rich.types("outcome", proposal="logo", result="interview")
    assert await rich.balance() == 44
    undone = await rich.presses(spent, "Undo the spend")
    assert "the interview's Connects are taken back" in undone.text
    assert await rich.balance() == 40


async def test_undo_of_what_was_spent_is_refused_with_the_reason(rich: Person) -> None:
    await rich.types("correct", connects=0)
    bought = await rich.types("buy", connects=20)
    await rich.types("spend", connects=6)
    answer = await rich.presses(bought, "Undo")
    assert "of which 6 are gone" in answer.text
    assert await rich.balance() == 14


async def test_buy_at_the_cards_price(rich: Person) -> None:
    answer = await rich.types("buy", connects=40)
    assert "$6.00" in answer.text
    assert "no bundle" not in answer.text


async def test_buy_a_number_that_is_no_bundle_is_noted(rich: Person) -> None:
    answer = await rich.types("buy", connects=33, paid="$5")
    assert "$5.00" in answer.text
    assert "no bundle" in answer.text
    assert await rich.balance() == 73


async def test_buy_beyond_the_cap_warns(rich: Person) -> None:
    answer = await rich.types("buy", connects=180)
    assert "20 Connects would be cut" in answer.text
    assert await rich.balance() == 220


async def test_bundles_are_completed(rich: Person) -> None:
    assert await rich.completes("buy", "connects", "") == [
        "10 for $1.50",
        "20 for $3.00",
        "40 for $6.00",
        "60 for $9.00",
        "80 for $12.00",
    ]


@pytest.mark.parametrize(
    ("options", "said"), [({"connects": 0}, "from 1"), ({"connects": 5, "paid": "free"}, "dollars")]
)
async def test_bad_purchase_changes_nothing(
    rich: Person, options: dict[str, int | str], said: str
) -> None:
    assert said in (await rich.types("buy", **options)).text
    assert await rich.balance() == 40


async def test_one_time_grant_is_refused_the_second_time(rich: Person) -> None:
    answer = await rich.types("earn", source="readiness test")
    assert "+40 Connects" in answer.text
    assert "expire on" in answer.text
    assert "come once" in (await rich.types("earn", source="readiness test")).text
    assert await rich.balance() == 80


async def test_top_rated_arrives_each_month_until_told(rich: Person, clock: HandClock) -> None:
    answer = await rich.types("earn", source="top rated")
    assert "this rate card says so" in answer.text
    clock.move(days=31)
    assert await rich.balance() == 40 + 70 + 10 + 70
    await rich.presses(answer, "I am no longer Top Rated")
    clock.move(days=31)
    assert await rich.balance() == 190 + 10


async def test_other_source_needs_a_number(rich: Person) -> None:
    assert "Add the number" in (await rich.types("earn", source="other")).text
    await rich.types("earn", source="other", connects=12, note="a gift")
    assert await rich.balance() == 52


async def test_correct_writes_one_entry(rich: Person) -> None:
    answer = await rich.types("correct", connects=31)
    assert "−9" in answer.text
    assert await rich.balance() == 31
    assert "Nothing was written" in (await rich.types("correct", connects=31)).text


async def test_lots_expire_a_year_later_at_the_same_instant(rich: Person, clock: HandClock) -> None:
    clock.at = clock.at.replace(year=clock.at.year + 1) - timedelta(seconds=1)
    before = await rich.balance()
    clock.move(seconds=1)
    assert before - await rich.balance() == 40


async def test_undone_spend_is_done_again_by_a_button(ann: Person) -> None:
    await ann.types("setup", connects=40)
    await ann.types("spend", connects=6, job="Logo")
    undone = await ann.types("undo")
    redone = await ann.presses(undone, "Do it again")
    assert "Done again: 6 Connects" in redone.text
    assert await ann.balance() == 34
    await ann.presses(redone, "Undo")
    assert await ann.balance() == 40


async def test_next_rollover_names_what_top_rated_brings(rich: Person) -> None:
    await rich.types("earn", source="top rated")
    assert (
        "80 Connects arrive (Basic; 70 by Top Rated status)" in (await rich.types("balance")).text
    )


async def test_balance_of_set_up_is_no_correction_in_the_history(ann: Person) -> None:
    await ann.types("setup", connects=40)
    told = (await ann.types("history")).text
    assert "**+40** set to what Upwork shows" in told
    assert "corrected" not in told
