"""Reminders asked for and those that come by themselves, through simcord."""

from datetime import timedelta
from typing import Any

import pytest

from bot.actions import reminders
from bot.store.journal import Request

from ..clock import HandClock
from .conftest import Answer, Person, texts

pytestmark = pytest.mark.dated


async def pass_time(ann: Person, clock: HandClock, **parts: float) -> list[str]:
    """Move the clock; the texts of the DMs that came of it."""
    before = {message.id for message in ann.member.user.dm_channel.history()}
    clock.move(**parts)
    await turn(ann)
    return [text for message, text in dms(ann) if message.id not in before]


async def turn(ann: Person) -> None:
    month = ann.bot.month
    await month.turn_due()
    delivery = ann.bot.delivery
    await delivery.say_due()
    await delivery.settled()
    await ann.env.settle()


def dms(ann: Person) -> list[tuple[Any, str]]:
    backend = ann.env.backend
    channel = ann.member.user.dm_channel
    found = []
    for message in channel.history():
        stored = backend.get_message(channel.id, message.id)
        found.append((message, "\n".join(texts(stored.components))))
    return found


async def test_reminder_comes_once_at_its_time(ann: Person, clock: HandClock) -> None:
    answer = await ann.types("remind add", when="in 2 days", about="follow up with Dana")
    assert "follow up with Dana" in answer.text
    assert f"<t:{int((clock.now() + timedelta(days=2)).timestamp())}:F>" in answer.text
    assert answer.hidden
    assert await pass_time(ann, clock, days=1, hours=23) == []
    told = await pass_time(ann, clock, hours=1)
    assert len(told) == 1
    assert "follow up with Dana" in told[0]
    assert await pass_time(ann, clock, days=10) == []


async def test_repeated_one_comes_each_time_and_once_after_an_outage(
    ann: Person, clock: HandClock
) -> None:
    await ann.types("remind add", when="every day 10:00", about="look at jobs")
    assert len(await pass_time(ann, clock, days=1)) == 1
    assert len(await pass_time(ann, clock, days=1)) == 1
    late = await pass_time(ann, clock, days=7)
    assert len(late) == 1
    assert "late" in late[0]
    assert len(await pass_time(ann, clock, days=1)) == 1


async def test_list_and_cancel(ann: Person, clock: HandClock) -> None:
    await ann.types("remind add", when="tomorrow 9:00", about="call Dana")
    await ann.types("remind add", when="every monday 10:00", about="weekly review")
    listed = await ann.types("remind list")
    assert "call Dana" in listed.text
    assert "every week on Monday" in listed.text
    choices = await ann.member.autocomplete(ann.channel, "remind cancel", "reminder", "dana")
    assert [choice["name"] for choice in choices] == ["call Dana"]
    await ann.types("remind cancel", reminder=choices[0]["value"])
    assert "call Dana" not in (await ann.types("remind list")).text
    assert await pass_time(ann, clock, days=1) == []


async def test_somebody_elses_cannot_be_cancelled(ann: Person, bob: Person) -> None:
    await ann.types("remind add", when="tomorrow 9:00", about="call Dana")
    choices = await ann.member.autocomplete(ann.channel, "remind cancel", "reminder", "")
    refused = await bob.types("remind cancel", reminder=choices[0]["value"])
    assert "no such reminder" in refused.text
    assert "call Dana" in (await ann.types("remind list")).text


@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        ("yesterday", "has passed"),
        ("banana", "can't read"),
        ("at 5", "5am or 5pm"),
        ("in 4000 days", "five years"),
    ],
)
async def test_what_cannot_be_is_refused(ann: Person, when: str, sentence: str) -> None:
    refused = await ann.types("remind add", when=when, about="x")
    assert sentence in refused.text
    assert "No reminders" in (await ann.types("remind list")).text


async def press_dm(ann: Person, message: Any, label: str) -> Answer:
    return Answer(await ann.member.user.click(message, label=label))


async def test_snooze_comes_again_and_leaves_the_series(ann: Person, clock: HandClock) -> None:
    await ann.types("remind add", when="every day 10:00", about="look at jobs")
    await pass_time(ann, clock, days=1)
    message = dms(ann)[-1][0]
    await ann.restarts_bot()
    assert "Again on" in (await press_dm(ann, message, "1 hour")).text
    assert len(await pass_time(ann, clock, hours=1)) == 1
    assert len(await pass_time(ann, clock, days=1)) == 1


async def test_done_takes_the_buttons_away(ann: Person, clock: HandClock) -> None:
    await ann.types("remind add", when="in 10 minutes", about="call")
    await pass_time(ann, clock, minutes=10)
    done = await press_dm(ann, dms(ann)[-1][0], "Done")
    assert "Done" in done.text
    assert done.buttons == []


async def test_said_in_plain_words(ann: Person, clock: HandClock) -> None:
    said = await ann.says("remind me in 2 days to follow up with Dana")
    assert "follow up with Dana" in said.text
    assert "Dana" in (await pass_time(ann, clock, days=2))[0]
    assert "When shall I" in (await ann.says("remind me to follow up")).text


async def test_month_turned_is_told_with_what_it_did(ann: Person, clock: HandClock) -> None:
    await ann.types("setup", connects=230, cycle_day=15)
    assert any("30 Connects would be cut" in text for text in await pass_time(ann, clock, days=3))
    told = await pass_time(ann, clock, days=3)
    assert len(told) == 1
    assert "30 Connects were cut by the cap" in told[0]
    assert "10 Connects arrived" in told[0]
    assert told[0].count("210 Connects") == 1


async def test_low_balance_is_told_once_until_it_rises(ann: Person, clock: HandClock) -> None:
    await ann.types("setup", connects=20, cycle_day=1)
    await ann.types("remind settings", low_balance=10)
    await ann.types("spend", connects=12, job="a")
    assert any("down to 8" in text for text in await pass_time(ann, clock, minutes=1))
    await ann.types("spend", connects=2, job="b")
    assert await pass_time(ann, clock, minutes=1) == []
    await ann.types("buy", connects=40)
    await pass_time(ann, clock, minutes=1)
    await ann.types("spend", connects=40, job="c")
    assert any("down to 6" in text for text in await pass_time(ann, clock, minutes=1))


async def test_expiring_is_told_twice_with_what_it_would_pay_for(
    ann: Person, clock: HandClock
) -> None:
    await ann.types("setup", connects=12, cycle_day=1)
    await ann.types("remind settings", rollover=False, low_balance=0)
    await pass_time(ann, clock, days=350)
    told = await pass_time(ann, clock, days=8)
    assert len(told) == 1
    assert "12 Connects expire" in told[0]
    assert "2 to 6 proposals" in told[0]
    assert len(await pass_time(ann, clock, days=6)) == 1
    assert await pass_time(ann, clock, hours=20) == []


async def test_proposal_without_news_is_asked_about_and_answered(
    ann: Person, clock: HandClock
) -> None:
    await ann.types("setup", connects=40, cycle_day=1)
    await ann.types("remind settings", rollover=False, stale_days=10)
    await ann.types("spend", connects=6, job="Logo")
    assert await pass_time(ann, clock, days=9) == []
    asked = await pass_time(ann, clock, days=1)
    assert "no news since" in asked[0]
    message = dms(ann)[-1][0]
    assert "came back" in (await press_dm(ann, message, "Closed without hire")).text
    assert await ann.balance() == 40
    assert await pass_time(ann, clock, days=10) == []


async def test_several_at_once_are_one_message(ann: Person, clock: HandClock) -> None:
    await ann.types("setup", connects=40, cycle_day=24)
    await ann.types("remind settings", stale_days=14, low_balance=30)
    await ann.types("spend", connects=6, job="Logo")
    await ann.types("spend", connects=6, job="Shop")
    told = await pass_time(ann, clock, days=14)
    assert len(told) == 1
    assert "**2 proposals have had no news.**" in told[0]
    assert "A new month" in told[0]


async def chooses(ann: Person, message: Any, title: str) -> Answer:
    """Choose among the proposals of the menu in a DM."""
    stored = ann.env.backend.get_message(ann.member.user.dm_channel.id, message.id)
    (menu,) = menus(stored.components)
    (value,) = [each["value"] for each in menu["options"] if each["label"] == title]
    return Answer(await ann.member.user.select(message, [value]))


def menus(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = [each for each in components if each.get("options")]
    return found + [menu for each in components for menu in menus(each.get("components", []))]


@pytest.fixture
async def silent(ann: Person, clock: HandClock) -> Any:
    """The DM that asks Ann about 30 proposals without news for 10 days."""
    await ann.types("setup", connects=200, cycle_day=1)
    await ann.types("remind settings", rollover=False, stale_days=10, low_balance=0)
    for number in range(30):
        await ann.types("spend", connects=6, job=f"Job {number}")
    asked = await pass_time(ann, clock, days=10)
    assert len(asked) == 1
    assert "**30 proposals have had no news.**" in asked[0]
    assert "and 5 more in `/proposals`" in asked[0]
    return dms(ann)[-1][0]


async def test_one_of_those_without_news_is_chosen_and_answered(
    ann: Person, clock: HandClock, silent: Any
) -> None:
    await ann.restarts_bot()
    chosen = await chooses(ann, silent, "Job 29")
    assert "Job 29**: no news since" in chosen.text
    usual = ["Interview", "Declined", "No answer (expired)", "Hired", "Closed without hire"]
    assert chosen.buttons == [*usual, "Still waiting"]
    assert chosen.result.response is not None
    question = chosen.result.response.message
    assert "came back" in (await press_dm(ann, question, "Closed without hire")).text
    assert await ann.balance() == 26
    chosen = await chooses(ann, silent, "Job 29")
    assert "closed without hire" in chosen.text
    assert "Still waiting" not in chosen.buttons


async def test_menu_s_choice_is_its_owner_s(ann: Person, bob: Person, silent: Any) -> None:
    stored = ann.env.backend.get_message(ann.member.user.dm_channel.id, silent.id)
    (menu,) = menus(stored.components)
    chosen = await bob.chooses_made_up(menu, menu["options"][0]["value"])
    assert "These buttons are" in chosen.text
    menu["custom_id"] = menu["custom_id"].replace(str(ann.member.id), str(bob.member.id))
    chosen = await bob.chooses_made_up(menu, menu["options"][0]["value"])
    assert "no such proposal" in chosen.text


async def test_still_waiting_asks_again_only_after_the_days_again(
    ann: Person, clock: HandClock
) -> None:
    await ann.types("setup", connects=40, cycle_day=1)
    await ann.types("remind settings", rollover=False, stale_days=10)
    await ann.types("spend", connects=6, job="Logo")
    await pass_time(ann, clock, days=10)
    clock.move(days=3)
    await ann.restarts_bot()
    waits = await press_dm(ann, dms(ann)[-1][0], "Still waiting")
    assert f"<t:{int((clock.now() + timedelta(days=10)).timestamp())}:D>" in waits.text
    assert await pass_time(ann, clock, days=9) == []
    asked = await pass_time(ann, clock, days=1)
    assert "no news since" in asked[0]
    assert await pass_time(ann, clock, days=30) == []


async def test_still_waiting_where_nothing_is_asked(ann: Person, clock: HandClock) -> None:
    await ann.types("setup", connects=40, cycle_day=1)
    await ann.types("spend", connects=6, job="Logo")
    await pass_time(ann, clock, days=14)
    asked = dms(ann)[-1][0]
    await ann.types("remind settings", stale_days=0)
    assert "I ask no more about **Logo**" in (await press_dm(ann, asked, "Still waiting")).text


async def test_nothing_comes_at_night_unless_wished(ann: Person, clock: HandClock) -> None:
    await ann.types("setup", connects=20, cycle_day=1, timezone="Asia/Manila")
    await ann.types("remind settings", low_balance=10)
    clock.move(hours=4)  # midnight in Manila
    await ann.types("spend", connects=12, job="a")
    assert await pass_time(ann, clock, minutes=1) == []
    assert len(await pass_time(ann, clock, hours=8)) == 1


async def test_night_button(ann: Person, clock: HandClock) -> None:
    await ann.types("setup", connects=20, cycle_day=1, timezone="Asia/Manila")
    settings = await ann.types("remind settings", low_balance=10)
    await ann.presses(settings, "At night too")
    clock.move(hours=4)
    await ann.types("spend", connects=12, job="a")
    assert len(await pass_time(ann, clock, minutes=1)) == 1


async def test_settings_say_where_reminders_come_as_it_is_read(ann: Person) -> None:
    assert "as direct messages" in (await ann.types("remind settings")).text
    assert "in this DM" in (await ann.types_in_dm("remind settings")).text
    told = {"when": "in 2 days", "about": "call"}
    assert "by direct message" in (await ann.types("remind add", **told)).text
    assert "by direct message" not in (await ann.types_in_dm("remind add", **told)).text


async def test_reminder_is_understood_in_spanish(ann: Person, clock: HandClock) -> None:
    said = await ann.says("recuérdame en 2 días llamar a Dana")
    assert "llamar a Dana" in said.text
    assert "Te lo recuerdo" in said.text
    assert "Dana" in (await pass_time(ann, clock, days=2))[0]


async def test_reminder_that_is_asked_about_is_told_in_words(ann: Person) -> None:
    said = await ann.says("avísame en 2 días: dar seguimiento a Dana?")
    assert "un recordatorio (en 2 días): **dar seguimiento a Dana**" in said.text


async def test_settings_are_shown_and_checked(ann: Person) -> None:
    shown = await ann.types("remind settings", expiring_days=3, stale_days=0)
    assert "3 days before" in shown.text
    assert "off" in shown.text
    assert "from 0 to 90" in (await ann.types("remind settings", expiring_days=1000)).text


async def test_limit_of_a_person(ann: Person) -> None:
    for number in range(50):
        request = Request(ann.member.id, f"r{number}", ann.bot.app.now())
        await reminders.add(ann.bot.app, request, f"in {number + 1} days", "call Dana")
    assert "more than 50" in (await ann.types("remind add", when="in 2 days", about="x")).text


async def test_repeated_one_keeps_its_local_time_in_a_new_zone(
    ann: Person, clock: HandClock
) -> None:
    await ann.types("setup", timezone="Europe/Berlin")
    await ann.types("remind add", when="every day 10:00", about="look")
    await ann.types("setup", timezone="Asia/Manila")
    assert await pass_time(ann, clock, hours=13, minutes=59) == []
    assert len(await pass_time(ann, clock, minutes=1)) == 1  # 02:00 UTC is 10:00 in Manila


@pytest.mark.parametrize("number", ["9" * 25, "0", "-1", "x", "٣"])
async def test_no_such_reminder_is_a_sentence(ann: Person, number: str) -> None:
    await ann.types("setup", connects=40)
    answer = await ann.types("remind cancel", reminder=number)
    assert "fault" not in answer.text


async def test_what_comes_by_itself_is_no_reminder_to_cancel(ann: Person) -> None:
    await ann.types("setup", connects=10)
    await ann.types("spend", connects=6)
    delivery = ann.bot.delivery
    await delivery._plan()
    (check,) = await ann.bot.app.database.read(
        lambda c: c.execute("SELECT id FROM reminder WHERE kind = 'check'").fetchone()
    )
    assert "Cancelled" not in (await ann.types("remind cancel", reminder=str(check))).text


async def test_series_stays_in_the_zone_that_was_typed(ann: Person) -> None:
    await ann.types("setup", connects=40, timezone="Europe/Berlin")
    kept = await ann.types("remind add", when="mondays 10:00 new york time", about="call")
    assert "Read in your time zone, America/New" in kept.text.replace("\\", "")
    await ann.types("setup", timezone="Asia/Manila")
    assert "every week on Monday" in (await ann.types("remind list")).text


async def test_word_that_is_not_read_is_named(ann: Person) -> None:
    text = (await ann.types("remind add", when="friday 9am xyzzy", about="call")).text
    assert "I can't read “xyzzy” in “friday 9am xyzzy”" in text


async def test_rule_of_an_nth_weekday_is_said(ann: Person) -> None:
    kept = await ann.types("remind add", when="first monday of the month 10:00", about="call")
    assert "every month on the first Monday" in kept.text
