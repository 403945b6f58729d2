"""Plain words in a DM and after a mention, and /ask."""

from datetime import timedelta
from typing import Any, get_args

import pytest

from bot.assistant.intents import Buy, Earn, Entry, Spend, Undo
from bot.ledger.calendar import years_later
from bot.ledger.model import Source
from bot.views.acts import in_words

from ..clock import HandClock
from .conftest import Person, states

pytestmark = pytest.mark.dated


async def test_statement_is_logged_at_once_with_undo(ann: Person) -> None:
    await ann.types("setup", connects=40)
    said = await ann.says("spent 6 on the logo job")
    assert "−6 Connects" in said.text
    assert "logo job" in said.text
    assert await ann.balance() == 34
    await ann.presses_spoken(said, "Undo the spend")
    assert await ann.balance() == 40


async def test_question_is_answered_from_the_own_books(ann: Person) -> None:
    await ann.types("setup", connects=37)
    assert "37 Connects" in (await ann.says("how many left?")).text
    assert "6 Connects" in (await ann.says("what would a 700 dollar job cost me")).text
    assert "one year" in (await ann.says("do connects expire?")).text
    assert await ann.balance() == 37


async def test_several_things_at_once(ann: Person) -> None:
    await ann.types("setup", connects=40)
    said = await ann.says("sent 6 on the logo job and bought 40, how many left?")
    assert len(said.messages) == 1
    assert "−6 Connects" in said.text
    assert "+40 Connects" in said.text
    assert "74 Connects" in said.text
    assert await ann.balance() == 74


@pytest.mark.parametrize(
    "thought",
    ["should I spend 6 on this?", "I might buy 40", "my friend bought 40", "I spent -6 on logo"],
)
async def test_thought_changes_nothing(ann: Person, thought: str) -> None:
    await ann.types("setup", connects=40)
    assert (await ann.says(thought)).text
    assert await ann.balance() == 40


@pytest.mark.parametrize("said", ["I was hired at google", "the shop closed at 6"])
async def test_outcome_that_fits_no_proposal_changes_nothing(ann: Person, said: str) -> None:
    await ann.types("setup", connects=40)
    await ann.says("spent 6 on the logo job")
    assert (await ann.says(said)).text
    assert await states(ann) == [("logo job", "submitted")]
    assert await ann.balance() == 34


async def test_outcome_finds_the_proposal(ann: Person) -> None:
    await ann.types("setup", connects=40)
    await ann.says("spent 6 on the logo job")
    await ann.says("spent 4 on the web shop")
    said = await ann.says("client closed the logo job")
    assert "+6 Connects came back" in said.text
    assert await states(ann) == [("web shop", "submitted"), ("logo job", "closed")]


async def test_two_that_fit_are_asked_about(ann: Person) -> None:
    await ann.types("setup", connects=40)
    await ann.says("spent 6 on the logo for a bakery")
    await ann.says("spent 4 on the logo for a bank")
    said = await ann.says("client viewed the logo one")
    assert "Which proposal" in said.text
    pressed = await ann.presses_spoken(said, "logo for a bank · submitted")
    assert "viewed" in pressed.text.lower()
    assert await states(ann) == [
        ("logo for a bank", "viewed"),
        ("logo for a bakery", "submitted"),
    ]


async def test_nothing_fits(ann: Person) -> None:
    await ann.types("setup", connects=40)
    said = await ann.says("client closed the logo job")
    assert "no open proposal" in said.text
    assert await ann.balance() == 40


async def test_unsure_is_asked_and_noted_once(ann: Person) -> None:
    await ann.types("setup", connects=40)
    said = await ann.says("can you log 6 for the logo job?")
    assert "Shall I note this?" in said.text
    assert await ann.balance() == 40
    await ann.says("yes")
    assert await ann.balance() == 34
    await ann.presses_spoken(said, "Yes, note it")
    assert await ann.balance() == 34


async def test_what_was_left_out_is_said(ann: Person) -> None:
    asked = await ann.says("paid £9 for 60")
    assert "60 Connects bought" in asked.text
    assert "I left out “paid £9”" in asked.text


async def test_balance_that_is_told_beside_is_compared(ann: Person, bob: Person) -> None:
    await bob.types("setup", connects=40)
    assert "You say" not in (await bob.says("6 on the logo job, 34 left")).text
    await ann.types("setup", connects=40)
    said = await ann.says("6 on the logo job, 28 left")
    assert "You say that **28** are left; I count **34**" in said.text
    assert await ann.balance() == 34
    later = await ann.says("6 on the bakery job, 22 left")
    moved = await ann.presses_spoken(said, "Set my balance to 28")
    assert "moved since" in moved.text
    assert await ann.balance() == 28
    await ann.presses_spoken(later, "Set my balance to 22")
    assert await ann.balance() == 22


async def test_spanish_is_answered_in_spanish(ann: Person) -> None:
    await ann.types("setup", connects=40)
    assert "Próximo ciclo" in (await ann.says("¿cuántos me quedan?")).text
    assert "Next rollover" in (await ann.says("how many left?")).text


async def test_refusal_is_a_sentence(ann: Person) -> None:
    await ann.types("setup", connects=3)
    assert "3 are missing" in (await ann.says("spent 6 on the logo job")).text
    assert await ann.balance() == 3


async def test_channel_never_sees_figures(ann: Person) -> None:
    await ann.types("setup", connects=37)
    mention = f"<@{ann.bot.user.id}>"  # type: ignore[union-attr]
    said = await ann.says_in_channel(f"{mention} spent 6 on the logo job")
    assert await ann.balance() == 31
    assert not any(figure in said.text for figure in ("31", "6", "logo"))
    shown = await ann.presses_in_channel(said, "Show me (only you see it)")
    assert shown.hidden
    assert "31 Connects" in shown.text
    assert await ann.balance() == 31


async def test_refusal_in_a_channel_is_shown_to_the_person_and_not_done_later(ann: Person) -> None:
    await ann.types("setup", connects=3)
    mention = f"<@{ann.bot.user.id}>"  # type: ignore[union-attr]
    said = await ann.says_in_channel(f"{mention} spent 6 on the logo job")
    await ann.types("correct", connects=50)
    shown = await ann.presses_in_channel(said, "Show me (only you see it)")
    assert "3 are missing" in shown.text
    assert await ann.balance() == 50


async def test_general_answer_stands_in_the_channel(ann: Person) -> None:
    mention = f"<@{ann.bot.user.id}>"  # type: ignore[union-attr]
    said = await ann.says_in_channel(f"{mention} do connects expire?")
    assert "one year" in said.text
    assert said.buttons == []


async def test_what_is_not_said_to_it_is_not_answered(ann: Person) -> None:
    assert (await ann.says_in_channel("spent 6 on the logo job")).messages == []
    assert await ann.balance() == 0


async def test_button_of_another_person(ann: Person, bob: Person) -> None:
    await ann.types("setup", connects=37)
    mention = f"<@{ann.bot.user.id}>"  # type: ignore[union-attr]
    said = await ann.says_in_channel(f"{mention} how many left?")
    stolen = await bob.presses_in_channel(said, "Show me (only you see it)")
    assert "37" not in stolen.text
    assert stolen.hidden


async def test_edit_is_not_acted_on(ann: Person) -> None:
    await ann.types("setup", connects=40)
    message = await ann.member.user.send_dm("hello")
    await ann.member.user.edit(message, "spent 6 on the logo job")
    assert await ann.balance() == 40


async def test_same_message_delivered_twice_acts_once(ann: Person) -> None:
    await ann.types("setup", connects=40)
    message = await ann.member.user.send_dm("spent 6 on the logo job")
    ann.bot.dispatch("message", message)
    await ann.env.settle()
    assert await ann.balance() == 34


async def test_same_message_after_a_restart_acts_once(ann: Person) -> None:
    await ann.types("setup", connects=40)
    message = await ann.member.user.send_dm("spent 6 on the logo job")
    await ann.restarts_bot()
    ann.bot.dispatch("message", message)
    await ann.env.settle()
    assert await ann.balance() == 34


async def test_ask_answers_and_changes_nothing(ann: Person) -> None:
    await ann.types("setup", connects=40)
    answer = await ann.types("ask", question="do connects expire?")
    assert answer.hidden
    assert "one year" in answer.text
    asked = await ann.types("ask", question="spent 6 on the logo job")
    assert "Shall I note this?" in asked.text
    assert await ann.balance() == 40
    await ann.presses(asked, "Yes, note it")
    assert await ann.balance() == 34


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("spent 6 on the logo job, budget $300", "its budget is $300"),
        ("the logo job hired me, $400 contract", "a contract of $400"),
        ("my billing cycle starts on the 9th", "your cycle begins on day 9"),
        ("I'm in Madrid, set my timezone", "your time zone is Madrid"),
        ("my account is new", "your account is new"),
    ],
)
async def test_all_that_would_be_noted_is_shown(ann: Person, said: str, shown: str) -> None:
    await ann.types("setup", connects=40)
    asked = await ann.types("ask", question=said)
    assert shown in asked.text


async def test_first_words_are_followed_by_the_set_up_panel_once(ann: Person) -> None:
    assert "Welcome aboard" in (await ann.says("hello")).text
    assert "Welcome aboard" not in (await ann.says("hello")).text


async def test_off_topic_is_declined_in_a_line(ann: Person) -> None:
    said = await ann.says("what's the weather in Paris?")
    assert "not my trade" in said.text


@pytest.mark.faulty
async def test_fault_gets_an_apology_with_a_reference(
    ann: Person, caplog: pytest.LogCaptureFixture
) -> None:
    await ann.bot.app.database.close()
    said = await ann.says("how many left?")
    assert "our fault" in said.text or "reference" in said.text
    assert "Traceback" in caplog.text


async def test_figures_and_forecast_can_be_asked_for(ann: Person) -> None:
    await ann.types("setup", connects=40)
    await ann.says("spent 6 on the logo job")
    assert "# 1 proposal" in (await ann.says("how am I doing?")).text
    assert "use 6 a week" in (await ann.says("when will I run out?")).text
    assert "/export" in (await ann.says("can I download my data?")).text


async def heard(ann: Person, text: str, **more: Any) -> bool:
    message = await ann.member.send(ann.channel, text, **more)
    return bool(ann._after(ann.channel, message).messages)


@pytest.mark.parametrize("mention", ["<@{}>", "<@!{}>"])
async def test_mention_is_heard_in_either_form(ann: Person, mention: str) -> None:
    assert ann.bot.user is not None
    assert await heard(ann, f"{mention.format(ann.bot.user.id)} do connects expire?")


async def test_reply_with_its_ping_is_heard_like_a_mention(ann: Person) -> None:
    assert ann.bot.user is not None
    spoken = await ann.says_in_channel(f"<@{ann.bot.user.id}> do connects expire?")
    answer = spoken.messages[0]
    assert await heard(ann, "and what does a $700 job cost?", reply_to=answer)
    assert not await heard(ann, "thanks all")


async def test_mention_alone_is_answered(ann: Person) -> None:
    assert ann.bot.user is not None
    assert (await ann.says_in_channel(f"<@{ann.bot.user.id}>")).text


# --- what is asked of one's own books -----------------------------------------------------------


async def test_totals_of_a_period_in_words(ann: Person, clock: HandClock) -> None:
    await ann.types("setup", connects=40)
    await ann.types("buy", connects=20, paid="$2.50")
    await ann.types("spend", connects=6, job="Logo")
    await ann.types("spend", connects=8, purpose="availability badge")
    clock.move(days=40)
    await ann.types("spend", connects=2, job="Later")
    said = await ann.says("what did I spend in march")
    assert "# 14 Connects" in said.text
    assert "8 of it not on proposals" in said.text
    assert "Bought **20** for $2.50 · corrected **+40**" in said.text
    money = await ann.says("how much money did I put into connects this year")
    assert "# $2.50" in money.text
    assert "# 0 Connects" in (await ann.says("what came back this year")).text
    unclear = await ann.says("what did I spend since summer")
    assert "as a period" in unclear.text
    lines = await ann.presses_spoken(said, "Show each line")
    assert "Logo" in lines.text
    assert "Later" not in lines.text


async def test_stats_of_a_period_in_words(ann: Person, clock: HandClock) -> None:
    await ann.types("setup", connects=60)
    await ann.types("spend", connects=6, job="Logo")
    clock.move(days=31)
    await ann.types("spend", connects=4, job="Bakery shop")
    await ann.types("spend", connects=4, job="Toy shop")
    assert "1 proposal" in (await ann.says("what is my hire rate for march 2026")).text
    assert "2 proposals" in (await ann.says("what is my hire rate this month")).text
    assert "3 proposals" in (await ann.says("what is my hire rate this year")).text


async def test_story_of_one_proposal(ann: Person, clock: HandClock) -> None:
    await ann.types("setup", connects=60)
    await ann.types("spend", connects=6, job="Logo for a bakery")
    await ann.types("spend", connects=4, job="Bakery shop")
    clock.move(days=2)
    await ann.types("edit", proposal="logo", boost=3)
    clock.move(days=1)
    await ann.types("outcome", proposal="logo", result="closed without hire")
    said = await ann.says("what happened to the logo job?")
    assert "sent for 6 Connects" in said.text
    assert "6 Connects → 9 Connects (6 + 3 boost)" in said.text
    assert "closed without hire; +9 came back" in said.text
    assert "It cost **0 Connects**" in said.text
    both = await ann.says("when did I apply to the bakery one")
    assert "Which proposal do you mean" in both.text
    chosen = await ann.presses_spoken(both, "Bakery shop · submitted")
    assert "sent for 4 Connects" in chosen.text
    none = await ann.says("did the zoo ever answer")
    assert "I find no proposal of yours that “zoo” names" in none.text
    assert await ann.balance() == 56


async def test_proposals_that_so_many_connects_pay_for(ann: Person) -> None:
    await ann.types("setup", connects=7)
    said = await ann.says("how many with 120 connects?")
    assert "**120 Connects**." in said.text
    assert "20 proposals to jobs of" in said.text
    assert "You hold **7 Connects**" in (await ann.says("how many proposals can I send")).text


async def test_reminders_are_listed_when_asked(ann: Person) -> None:
    await ann.types("remind add", when="in 2 days", about="follow up")
    assert "follow up" in (await ann.says("what reminders have I got")).text


async def test_rate_card_is_named_only_under_what_it_says(ann: Person) -> None:
    assert "rate card" not in (await ann.types("ask", question="what do you store about me")).text
    assert "rate card" not in (await ann.types("help", topic="Your data")).text
    assert "By the rate card" in (await ann.types("ask", question="do connects expire?")).text


@pytest.mark.parametrize("of", get_args(Entry))
def test_undo_of_whatever_a_language_model_names_is_told(of: Entry) -> None:
    assert "last" in in_words(Undo(of=of))
    assert "6 Connects" in in_words(Undo(of=of, connects=6))


def test_undo_of_a_named_spend_tells_its_amount_where_it_was_told() -> None:
    assert in_words(Undo(job="logo", connects=12)) == "the spend on **logo** is undone: 12 Connects"


def test_day_of_a_spend_is_told() -> None:
    assert in_words(Spend(connects=12, job="logo", days_ago=1)).endswith(", 1 day ago")
    assert in_words(Spend(connects=12, days_ago=3)).endswith(", 3 days ago")
    assert "ago" not in in_words(Spend(connects=12, job="logo"))
    assert in_words(Buy(connects=40, days_ago=1)) == "40 Connects bought, 1 day ago"
    assert in_words(Earn(source=Source.OTHER, connects=5, days_ago=2)).endswith(", 2 days ago")


async def test_year_of_what_came_runs_from_the_day_that_was_told(
    ann: Person, clock: HandClock
) -> None:
    gone = years_later(clock.now() - timedelta(days=1), 1)
    for told in ("bought 40 connects yesterday", "passed the readiness test yesterday"):
        said = await ann.says(told)
        assert "They arrived on" in said.text
        assert f"<t:{int(gone.timestamp())}" in said.text
    assert "arrived on" not in (await ann.says("bought 20 connects")).text
