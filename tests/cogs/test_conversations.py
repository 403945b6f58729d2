"""What leans on the turn before, through simcord: corrections, answers, undo, repetitions."""

import pytest

from bot.actions import reminders

from ..clock import HandClock
from .conftest import Person, sends_two, states

pytestmark = pytest.mark.dated

TWO_READINGS = "spent 18 (6 boost) on Alpha"
"""18 in all, or 18 and 6."""


async def test_other_one_after_all(ann: Person) -> None:
    await ann.types("setup", connects=40)
    await ann.says("spent 6 on the bakery logo")
    await ann.says("spent 4 on the web shop")
    await ann.says("client closed the bakery job")
    assert await ann.balance() == 36
    await ann.says("no, the other one")
    assert await states(ann) == [("web shop", "closed"), ("bakery logo", "submitted")]
    assert await ann.balance() == 34


async def test_undo_takes_back_what_was_said_last(ann: Person) -> None:
    await ann.types("setup", connects=40)
    await ann.says("spent 6 on the logo job")
    await ann.says("client viewed the logo job")
    await ann.says("undo that")
    assert await states(ann) == [("logo job", "submitted")]
    await ann.says("undo that")
    assert await ann.balance() == 40


async def test_follow_up_leans_on_the_last_turn(ann: Person, clock: HandClock) -> None:
    await ann.types("setup", connects=40)
    await ann.says("what would a $700 job cost?")
    assert "4 Connects" in (await ann.says("and for 300?")).text
    clock.move(hours=1)
    assert "10 Connects" not in (await ann.says("and with 4 boost?")).text


async def test_what_was_noted_is_put_right_behind_a_question(ann: Person) -> None:
    await ann.types("setup", connects=40)
    await ann.says("spent 6 on the bakery logo")
    await ann.says("how many do I have left?")
    assert await ann.balance() == 34
    await ann.says("sorry, it was 9")
    assert await ann.balance() == 31
    await ann.says("what would a $700 job cost?")
    await ann.says("thanks")
    await ann.says("it was 8, not 7")
    assert await ann.balance() == 31
    await ann.says("yes")
    assert await ann.balance() == 32


async def test_missing_number_is_asked_and_filled_in(ann: Person) -> None:
    await ann.types("setup", connects=40)
    assert "How many" in (await ann.says("applied to the logo job")).text
    assert await ann.balance() == 40
    await ann.says("6")
    assert await ann.balance() == 34
    assert await states(ann) == [("logo job", "submitted")]


@pytest.mark.parametrize(
    ("said", "question", "answer", "balance"),
    [
        ("i bought some connects", "How many", "60", 100),
        ("my balance is wrong", "How many", "57", 57),
    ],
)
async def test_what_was_asked_for_is_noted(
    ann: Person, said: str, question: str, answer: str, balance: int
) -> None:
    await ann.types("setup", connects=40)
    assert question in (await ann.says(said)).text
    await ann.says(answer)
    assert await ann.balance() == balance


async def test_job_that_was_asked_for_may_be_typed(ann: Person) -> None:
    await sends_two(ann)
    await ann.says("they hired me")
    await ann.says("the bakery one")
    assert dict(await states(ann))["bakery site"] == "hired"


async def test_of_two_readings_one_is_chosen_in_words(ann: Person) -> None:
    await ann.types("setup", connects=40)
    assert "Which of these" in (await ann.says(TWO_READINGS)).text
    assert "Which of these" in (await ann.says("yes")).text
    assert await ann.balance() == 40
    await ann.says("the second one")
    assert await ann.balance() == 22


async def test_what_a_button_noted_is_what_the_next_words_lean_on(ann: Person) -> None:
    await ann.types("setup", connects=40)
    asked = await ann.says("can you log 6 for the logo job?")
    await ann.presses_spoken(asked, "Yes, note it")
    changed = await ann.says("no wait, it was 8")
    assert "6 Connects → 8 Connects" in changed.text
    assert await ann.balance() == 32
    await ann.says("and one more like it for the bakery site")
    assert await ann.balance() == 24


async def test_outcome_of_it_is_of_the_proposal_that_was_noted_last(ann: Person) -> None:
    await sends_two(ann)
    viewed = await ann.says("they viewed it already")
    assert "bakery site" in viewed.text
    assert "viewed" in viewed.text
    assert "logo" not in viewed.text
    await ann.says("the logo job was 8")
    interview = await ann.says("they want a call on Monday")
    assert "logo job" in interview.text
    assert "bakery" not in interview.text
    await ann.says("one of them hired me")
    assert "hired" not in [state for _, state in await states(ann)]


async def test_an_undo_is_not_undone_by_another(ann: Person) -> None:
    await sends_two(ann)
    await ann.says("undo")
    assert await ann.balance() == 34
    for said in ("undo the undo", "redo"):
        assert (await ann.says(said)).text
        assert await ann.balance() == 34


async def test_older_proposal_is_put_right_by_its_name(ann: Person) -> None:
    await sends_two(ann)
    changed = await ann.says("the logo one was 14, not 6")
    assert "logo job" in changed.text
    assert "6 Connects → 14 Connects" in changed.text
    assert await ann.balance() == 22
    assert "Changed back" in (await ann.says("undo that")).text
    assert await ann.balance() == 30


async def test_typed_yes_is_to_what_was_shown(ann: Person) -> None:
    """After another proposal was noted: the one that was named is changed, and no other."""
    await sends_two(ann)
    asked = await ann.says("the logo one was probably 14, not 6")
    assert "**logo job**: it cost 14 Connects" in asked.text
    changed = await ann.says("yes")
    assert "6 Connects → 14 Connects" in changed.text
    assert "bakery" not in changed.text
    assert await ann.balance() == 22


async def test_named_spend_is_undone(ann: Person) -> None:
    await sends_two(ann)
    undone = await ann.says("delete the one for the logo job")
    assert "Undone: " in undone.text
    assert await ann.balance() == 36
    await ann.says("spent 2 on the logo shop")
    await ann.says("spent 2 on the logo book")
    asked = await ann.says("delete the one for the logo")
    assert "Which" in asked.text
    assert await ann.balance() == 32


async def test_undo_of_a_kind_or_amount_leaves_what_is_newer(ann: Person) -> None:
    await ann.types("setup", connects=40)
    await ann.says("bought 20 for $3")
    await ann.says("the availability badge took 5")
    await ann.says("spent 6 on the logo job")
    assert "Undone: " in (await ann.says("please take the badge out")).text
    assert await ann.balance() == 54
    assert "no such entry" in (await ann.says("please take the badge out")).text
    assert "Undone: " in (await ann.says("remove my last purchase")).text
    assert await ann.balance() == 34


async def test_named_spend_of_another_amount_is_not_undone(ann: Person) -> None:
    await ann.types("setup", connects=40)
    await ann.says("spent 6 on the logo job")
    await ann.says("delete the 12 for the logo job")
    assert await ann.balance() == 34


async def test_cancel_that_takes_back_a_reminder_and_no_spend(ann: Person) -> None:
    await ann.types("setup", connects=40)
    await ann.says("spent 6 on the logo job")
    await ann.says("remind me tomorrow at 9 to call Dana")
    assert "call Dana" in (await ann.says("cancel that")).text
    assert await ann.balance() == 34
    assert "No reminders" in (await ann.types("remind list")).text


async def test_undo_of_several_asks_first(ann: Person) -> None:
    await ann.types("setup", connects=40)
    await ann.says("spent 6 on the logo job and 4 on the bakery site")
    asked = await ann.says("undo that")
    assert asked.text.index("bakery site") < asked.text.index("logo job")
    assert await ann.balance() == 30
    await ann.presses_spoken(asked, "Yes, note it")
    assert await ann.balance() == 40


async def test_spend_on_what_was_just_noted_is_asked_about(ann: Person) -> None:
    await ann.types("setup", connects=40)
    await ann.says("spent 6 on the logo job")
    assert "Shall I note this?" in (await ann.says("spent 8 on the logo job")).text
    assert await ann.balance() == 34


async def test_outcome_right_after_another_is_of_the_same_proposal(ann: Person) -> None:
    await sends_two(ann)
    await ann.says("logo job declined me")
    assert "+6 Connects" in (await ann.says("no, the client closed it without hiring")).text
    assert dict(await states(ann)) == {
        "logo job": "closed",
        "bakery site": "submitted",
    }


async def test_no_is_no(ann: Person) -> None:
    await ann.types("setup", connects=40)
    said = await ann.says("can you log 6 for the logo job?")
    pressed = await ann.presses_spoken(said, "No")
    assert "nothing was noted" in pressed.text
    assert "nothing was noted" in (await ann.says("no")).text
    assert "logo job" not in (await ann.says("oops, that was 8")).text
    assert await ann.balance() == 40


async def test_outcome_of_another_proposal_after_all(ann: Person) -> None:
    await ann.types("setup", connects=40)
    await ann.says("spent 12 on Leo's logo and 8 on the app job")
    await ann.says("the logo client viewed it")
    assert "**app job**" in (await ann.says("no wait it was the app")).text
    shown = (await ann.types("proposals")).text
    assert shown.count("viewed") == 1


async def test_what_is_no_proposals_name_takes_no_outcome_from_another(ann: Person) -> None:
    await ann.types("setup", connects=40)
    await ann.says("spent 12 on Leo's logo and 8 on the app job")
    await ann.says("the logo client viewed it")
    await ann.says("no wait it was the bakery")
    assert "viewed" in (await ann.says("what became of the logo proposal?")).text


async def test_contract_is_answered_by_its_value_alone(ann: Person) -> None:
    await ann.types("setup", connects=40)
    await ann.says("spent 12 on Leo's logo")
    await ann.says("the logo client hired me")
    assert "$1,500" in (await ann.says("1500")).text


async def test_reminder_is_put_right_by_its_day_alone(ann: Person, clock: HandClock) -> None:
    await ann.says("remind me tomorrow at 10 to check invites")
    said = await ann.says("make that saturday")
    assert "check invites" in said.text
    (kept,) = await reminders.of_person(ann.bot.app, ann.member.id)
    assert (kept.local.weekday(), kept.local.hour) == (5, 10)
    await ann.says("cancel that")
    assert await reminders.of_person(ann.bot.app, ann.member.id) == []


async def test_series_is_not_made_a_single_reminder(ann: Person) -> None:
    await ann.says("remind me every monday at 10 to check invites")
    await ann.says("make that saturday")
    (kept,) = await reminders.of_person(ann.bot.app, ann.member.id)
    assert kept.rule
    assert kept.local.weekday() == 0


async def test_place_in_a_list_tells_no_outcome_of_the_only_open_one(ann: Person) -> None:
    await ann.types("setup", connects=40)
    await ann.says("spent 6 on the bakery site")
    await ann.says("the logo client hired me")
    await ann.says("the other one")
    assert await states(ann) == [("bakery site", "submitted")]


async def test_jest_is_taken_back_after_a_yes(ann: Person) -> None:
    await ann.types("setup", connects=40)
    await ann.says("spent 12 on Leo's logo")
    asked = await ann.says("just kidding")
    assert await ann.balance() == 28
    await ann.presses_spoken(asked, "Yes, note it")
    assert await ann.balance() == 40


async def test_what_is_asked_about_is_cancelled_by_words(ann: Person) -> None:
    await ann.types("setup", connects=40)
    await ann.says("spent 12 on Leo's logo")
    await ann.says("spent 6 maybe on the app")
    await ann.says("cancel that one")
    assert await ann.balance() == 28


async def test_of_two_readings_one_is_done_by_its_button(ann: Person) -> None:
    await ann.types("setup", connects=40)
    await ann.presses_spoken(await ann.says(TWO_READINGS), "The second")
    assert await ann.balance() == 22


async def test_neither_of_two_readings_is_done(ann: Person) -> None:
    await ann.types("setup", connects=40)
    await ann.presses_spoken(await ann.says(TWO_READINGS), "Neither")
    await ann.says(TWO_READINGS)
    assert "nothing was noted" in (await ann.says("neither")).text
    assert await ann.balance() == 40


async def test_spend_on_what_waits_already_is_asked_about(ann: Person) -> None:
    await sends_two(ann)
    asked = await ann.says("spent 4 more on the logo job")
    assert await ann.balance() == 30
    await ann.presses_spoken(asked, "Yes, note it")
    assert await ann.balance() == 26


async def test_spend_on_a_job_that_is_at_an_end_is_noted(ann: Person) -> None:
    await sends_two(ann)
    await ann.says("the bakery site declined me")
    await ann.says("spent 4 on the bakery site")
    assert await ann.balance() == 26


async def test_as_many_spends_are_offered_as_were_told(ann: Person) -> None:
    await ann.types("setup", connects=40)
    asked = await ann.says("sent 3 proposals today, 8 each")
    await ann.presses_spoken(asked, "Yes, note it")
    assert await ann.balance() == 16


async def test_name_that_was_asked_for_is_one_of_the_books(ann: Person) -> None:
    await sends_two(ann)
    await ann.says("they hired me")
    await ann.says("the second")
    await ann.says("bakery")
    assert dict(await states(ann)) == {"logo job": "submitted", "bakery site": "hired"}


async def test_reward_that_came_with_an_interview_is_not_noted_again(ann: Person) -> None:
    await sends_two(ann)
    await ann.says("the logo client wants an interview")
    assert await ann.balance() == 40
    told = await ann.says("and the 10 connects came in for it")
    assert "in your books already" in told.text
    await ann.says("spent 5 on the flyer")
    assert "Shall I note this?" in (await ann.says("got 10 connects for the interview")).text
    assert await ann.balance() == 35


async def test_reward_is_noted_where_the_card_knows_of_none(ann: Person) -> None:
    await sends_two(ann)
    await ann.types("setup", rules="2026")
    await ann.says("the logo client wants an interview")
    before = await ann.balance()
    asked = await ann.says("and 10 connects came in for it")
    await ann.presses_spoken(asked, "Yes, note it")
    assert await ann.balance() == before + 10


async def test_what_a_job_took_is_a_spend_where_no_proposal_is_called_so(ann: Person) -> None:
    await sends_two(ann)
    await ann.says("they hired me on the bakery site")
    asked = await ann.says("the menu job was 14")
    assert "Shall I note this?" in asked.text
    assert "menu" in asked.text
    assert await ann.balance() == 30
    await ann.presses_spoken(asked, "Yes, note it")
    assert await ann.balance() == 16


async def test_spend_on_a_noted_proposal_may_be_what_it_took(ann: Person) -> None:
    await sends_two(ann)
    asked = await ann.says("spent 14 connects on the logo job")
    assert "**logo job**: it cost 14 Connects" in asked.text
    await ann.presses_spoken(asked, "The second")
    assert await ann.balance() == 22


async def test_spend_of_what_is_noted_so_is_no_correction(ann: Person) -> None:
    await ann.types("setup", connects=40)
    await ann.says("spent 6 plus 4 boost on the logo job")
    asked = await ann.says("spent 6 connects on the logo job")
    assert "Shall I note this?" in asked.text


async def test_boost_of_what_a_job_took_is_in_its_spend(ann: Person) -> None:
    await sends_two(ann)
    await ann.says("they hired me on the bakery site")
    asked = await ann.says("the menu job was 14 plus 2 boost")
    await ann.presses_spoken(asked, "Yes, note it")
    assert await ann.balance() == 14


async def test_outcome_that_is_asked_about_shows_the_proposal_that_is_meant(ann: Person) -> None:
    await ann.types("setup", connects=40)
    await ann.says("spent 6 connects on the bakery site")
    asked = await ann.says("hahaha hired in five minutes")
    assert "Shall I note this?" in asked.text
    assert "**bakery site**" in asked.text
    await ann.presses_spoken(asked, "Yes, note it")
    assert dict(await states(ann)) == {"bakery site": "hired"}
