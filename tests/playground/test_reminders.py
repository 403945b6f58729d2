"""Reminders over real sockets, with the faults of a real network."""

import asyncio
import re
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bot.parsing.moments import When
from bot.playground import ratelimits
from bot.playground.world import Json
from bot.store import accounts, deliveries, failures, notices, reminders
from bot.store.journal import Request
from bot.store.reminders import Place
from bot.store.upkeep import set_aside

from ..clock import HandClock
from .conftest import Wire, text_of
from .page import Browser, browsing, start

pytestmark = pytest.mark.dated


async def until_said(wire: Wire) -> None:
    """Until nothing that is due is left, and nothing is being sent."""
    delivery = wire.bot.delivery
    await delivery.say_due()
    await delivery.settled()


async def pass_time(wire: Wire, **parts: float) -> None:
    wire.world.move_clock(timedelta(**parts).total_seconds())
    await wire.bot.app.clock.moved()
    await until_said(wire)


async def to(wire: Wire, hour: int, minute: int = 0) -> None:
    """Let the time pass until it is that hour in UTC."""
    now = wire.bot.app.now()
    at = now.replace(hour=hour, minute=minute, second=0)
    await pass_time(wire, seconds=((at - now).total_seconds() - 1) % 86400 + 1)


async def to_noon(wire: Wire) -> None:
    """Let the time pass to the noon of a day that is followed by one of the same month."""
    await to(wire, 12)
    if (wire.bot.app.now() + timedelta(days=1)).day == 1:
        await pass_time(wire, days=1)


def dms(wire: Wire, person: Json) -> list[Json]:
    """What the bot wrote to a person, oldest first."""
    channel = wire.world.dm_of(person["id"])["id"]
    bot = wire.world.bot["id"]
    return [
        message
        for message in wire.world.messages.values()
        if message["channel_id"] == channel and message["author"]["id"] == bot
    ]


async def keep(
    wire: Wire, person: Json, about: str, key: str, place: Place | None = None, **after: float
) -> None:
    """A reminder as `/remind add` keeps it, or `/server reminder add` in that place."""
    user_id, now = int(person["id"]), wire.bot.app.now()
    await wire.database.write(lambda tx: accounts.open_account(tx, user_id, now))
    at = now + timedelta(**after)
    when = When(at, at.replace(tzinfo=None))
    await wire.database.write(
        lambda tx: reminders.add(tx, Request(user_id, key, now), when, about, "UTC", place)
    )


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many messages as one likes: nobody waits for Discord's limits."""
    monkeypatch.setattr(ratelimits, "POST_MESSAGE", (10_000, 5.0))
    monkeypatch.setattr(ratelimits, "GLOBAL", (10_000, 1.0))


async def test_a_month_with_two_reminders_and_a_low_balance(unlimited: None, wire: Wire) -> None:
    await to(wire, 12)  # by day
    cycle_day = min((wire.bot.app.now() + timedelta(days=10)).day, 28)  # comes once in 32 days
    await wire.types("setup", connects=10, cycle_day=cycle_day)
    await wire.types("spend", connects=6, job="Logo")
    await keep(wire, wire.ada, "follow up with Dana", "a", days=3)
    await keep(wire, wire.ada, "raise my rate", "b", days=20)
    await pass_time(wire, days=1)
    for _ in range(31):
        await pass_time(wire, days=1)
    told = [text_of(message) for message in dms(wire, wire.ada)]
    for expected in (
        "down to 4 Connects",
        "follow up with Dana",
        "raise my rate",
        "no news since",
        "10 Connects arrived",
    ):
        assert len([text for text in told if expected in text]) == 1, (expected, told)
    assert list(wire.playground.rest.troubles) == []


async def test_closed_dms_are_kept_until_the_person_speaks(wire: Wire) -> None:
    await keep(wire, wire.ada, "call Dana", "a", hours=1)
    wire.playground.faults.closed_dms.add(wire.ada["id"])
    await pass_time(wire, hours=2)
    assert dms(wire, wire.ada) == []
    async with wire.browsing(wire.ada) as browser:
        await wire.types("balance")
        [said] = await browser.sees("call Dana")
    assert said["_for"] == wire.ada["id"]
    assert "late" in text_of(said)
    await pass_time(wire, days=1)
    assert dms(wire, wire.ada) == []


async def test_after_three_refusals_no_more_are_tried(wire: Wire) -> None:
    for number in range(5):
        await keep(wire, wire.ada, f"call {number}", f"k{number}", hours=number + 1)
    wire.playground.faults.closed_dms.add(wire.ada["id"])
    for _ in range(5):
        await pass_time(wire, hours=1)
    refused = [each for each in wire.playground.rest.troubles if each["status"] == 403]
    assert len(refused) == 3
    wire.playground.faults.closed_dms.clear()
    async with wire.browsing(wire.ada) as browser:
        await wire.start("balance", channel=wire.world.dm_of(wire.ada["id"]))
        await browser.sees(*(f"call {number}" for number in range(5)))
    told = [text for text in map(text_of, dms(wire, wire.ada)) if "call" in text]
    assert len(told) == 2  # those that are late in one message, and the last by itself


async def test_a_weeks_outage_delays_and_loses_nothing(wire: Wire) -> None:
    await keep(wire, wire.ada, "once", "a", hours=1)
    await wire.stop_bot()
    wire.world.move_clock(7 * 86400)
    await wire.start_bot()
    await asyncio.wait_for(wire.bot.wait_until_ready(), 10)
    await until_said(wire)
    told = [text for text in map(text_of, dms(wire, wire.ada)) if "once" in text]
    assert len(told) == 1
    assert "late" in told[0]


async def test_clock_set_back_repeats_nothing(wire: Wire, clock: HandClock) -> None:
    await keep(wire, wire.ada, "once", "a", hours=1)
    await keep(wire, wire.ada, "later", "b", hours=9)
    await pass_time(wire, hours=2)
    before = wire.bot.app.now()
    clock.move(hours=-5)
    await wire.bot.app.clock.ask()
    assert wire.bot.app.now() < before
    for _ in range(11):
        await pass_time(wire, hours=1)
    said = [text_of(message) for message in dms(wire, wire.ada)]
    assert [sum(about in text for text in said) for about in ("once", "later")] == [1, 0]
    await pass_time(wire, hours=1)
    said = [text_of(message) for message in dms(wire, wire.ada)]
    assert [sum(about in text for text in said) for about in ("once", "later")] == [1, 1]


async def test_answer_that_was_lost_is_not_said_twice(wire: Wire) -> None:
    await keep(wire, wire.ada, "once", "a", hours=1)
    wire.playground.faults.add("POST", "/messages$", 0)
    await pass_time(wire, hours=1)
    await pass_time(wire, minutes=10)
    assert len(dms(wire, wire.ada)) == 1


async def test_one_that_is_broken_does_not_stop_the_others(wire: Wire) -> None:
    await keep(wire, wire.ada, "broken", "a", hours=1)
    await keep(wire, wire.bo, "whole", "b", hours=1)
    wire.playground.faults.add("POST", "/messages$", 400)
    await pass_time(wire, hours=1)
    await pass_time(wire, minutes=5)
    said = [text_of(m) for person in (wire.ada, wire.bo) for m in dms(wire, person)]
    assert sorted("broken" in text for text in said) == [False, True]


@pytest.mark.parametrize("count", [100, pytest.param(1000, marks=pytest.mark.nightly)])
async def test_every_one_of_many_comes_once_in_spite_of_faults(
    unlimited: None, wire: Wire, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "MOST_OF_PERSON", 1000)
    wire.playground.rest.check_body = None  # it would take longer than the bot
    people = [wire.ada, wire.bo, wire.cy]
    for number in range(count):
        person = wire.cy if number % 50 == 0 else people[number % 2]
        await keep(wire, person, f"n{number}.", f"k{number}", hours=1)
    for status in (500, 429, 503, 0, 400):
        wire.playground.faults.add("POST", "/messages$", status)
    wire.playground.faults.closed_dms.add(wire.cy["id"])
    for _ in range(4):
        await pass_time(wire, hours=1)
    assert dms(wire, wire.cy) == []
    wire.playground.faults.closed_dms.clear()
    async with wire.browsing(wire.cy) as browser:
        await wire.start("balance", wire.cy, channel=wire.world.dm_of(wire.cy["id"]))
        await browser.sees(*(f"n{number}." for number in range(0, count, 50)))
    said = [text_of(m) for person in people for m in dms(wire, person)]
    found = [int(number) for text in said for number in re.findall(r"n(\d+)\.", text)]
    assert set(found) == set(range(count))
    # One answer was lost for longer than Discord knows a nonce.
    assert len(found) <= count + 1


async def test_what_is_refused_is_tried_ever_later_and_given_up(
    unlimited: None, wire: Wire
) -> None:
    await keep(wire, wire.ada, "refused", "a", hours=1)
    asked = Request(int(wire.ada["id"]), "night", wire.bot.app.now())
    await wire.database.write(
        lambda tx: notices.change_settings(tx, asked, wire.cards, {"at_night": 1, "rollover": 0})
    )
    wire.playground.faults.add("POST", "/messages$", 400, times=100)
    await pass_time(wire, hours=1)
    tried, troubles = [wire.bot.app.now()], wire.playground.rest.troubles
    for _ in range(250):
        await pass_time(wire, minutes=10 if len(tried) > 3 else 1)
        tried += [wire.bot.app.now()] * (len(troubles) - len(tried))
    pauses = [(later - earlier).total_seconds() for earlier, later in pairwise(tried)]
    assert len(tried) == deliveries.MOST_ATTEMPTS
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (60, failures.LONGEST_PAUSE.total_seconds())


@pytest.mark.parametrize("status", [403, 404])
async def test_channel_that_is_refused_for_whatever_reason_breaks_its_reminder_off(
    wire: Wire, status: int
) -> None:
    place = Place(int(wire.channel["guild_id"]), int(wire.channel["id"]))
    await keep(wire, wire.cy, "stand-up", "a", place, hours=1)
    wire.playground.faults.add("POST", "/messages$", status)
    for _ in range(3):
        await pass_time(wire, hours=1)
    assert [m for m in wire.world.messages.values() if m["channel_id"] == wire.channel["id"]] == []
    [told] = dms(wire, wire.cy)
    assert "stand-up" in text_of(told)
    assert "is off" in text_of(told)


COUNT = 4
"""So few that no answer waits for the limit of five messages in five seconds."""


@pytest.mark.nightly
async def test_kill_9_in_the_middle_loses_and_repeats_nothing(tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    purser, url = await start(path)
    async with browsing(url) as browser:
        everything = await browser.until_connected()
        dm = next(each for each in everything["channels"] if "guild_id" not in each)["id"]
        for number in range(COUNT):
            await browser.ask("say", channel=dm, text=f"remind me in 1 hour to do n{number}")
        await browser.sees(*(f"n{number}" for number in range(COUNT)))
        await browser.ask("clock", seconds=3600)
        purser.kill()
        await purser.wait()
    for connected in (False, True):
        purser, url = await start(path)
        if connected:
            async with browsing(url) as browser:
                await browser.until_connected()
        purser.kill()
        await purser.wait()
    purser, url = await start(path)
    async with browsing(url) as browser:
        await browser.until_connected()
        await browser.ask("clock", seconds=300)
        while len(said := await reminders_said(browser, dm)) < COUNT:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    purser.terminate()
    await purser.wait()
    assert sorted(re.findall(r"do n(\d)", "".join(said))) == list("0123")


async def reminders_said(browser: Browser, channel: str) -> list[str]:
    found = await browser.ask("open", channel=channel)
    return [text_of(each) for each in found["messages"] if "⏰" in text_of(each)]


async def outage(wire: Wire, hour: int, minute: int = 0) -> None:
    """The bot is down, and comes back at that hour (UTC) of the next 24 hours."""
    now = wire.bot.app.now()
    at = now.replace(hour=hour, minute=minute, second=0)
    await wire.stop_bot()
    wire.world.move_clock(((at - now).total_seconds() - 1) % 86400 + 1)
    await wire.start_bot()
    await asyncio.wait_for(wire.bot.wait_until_ready(), 10)
    await until_said(wire)


async def test_late_by_day_they_wait_for_the_morning_and_come_as_one(wire: Wire) -> None:
    await to_noon(wire)
    for number in range(3):
        await keep(wire, wire.ada, f"call {number}", f"k{number}", hours=number + 1)
    await outage(wire, 0, 5)
    assert dms(wire, wire.ada) == []
    await to(wire, 7, 59)
    assert dms(wire, wire.ada) == []
    await to(wire, 8)
    [told] = map(text_of, dms(wire, wire.ada))
    assert "3 reminders come late" in told
    assert all(f"call {number}" in told for number in range(3))
    assert "<t:" in told
    await pass_time(wire, hours=2)
    assert len(dms(wire, wire.ada)) == 1


async def test_asked_for_the_night_it_is_said_at_night_also_late(wire: Wire) -> None:
    await to_noon(wire)
    await keep(wire, wire.ada, "in time", "a", hours=11)
    await keep(wire, wire.ada, "late", "b", hours=11, minutes=30)
    await to(wire, 23)
    [told] = map(text_of, dms(wire, wire.ada))
    assert "in time" in told
    await outage(wire, 0, 30)
    assert "late" in text_of(dms(wire, wire.ada)[-1])


async def test_who_wishes_messages_at_night_gets_late_ones_then(wire: Wire) -> None:
    await to_noon(wire)
    await keep(wire, wire.ada, "call", "a", hours=1)
    asked = Request(int(wire.ada["id"]), "night", wire.bot.app.now())
    await wire.database.write(
        lambda tx: notices.change_settings(tx, asked, wire.cards, {"at_night": 1})
    )
    await outage(wire, 0, 5)
    assert len(dms(wire, wire.ada)) == 1


async def test_notice_that_fell_due_by_day_waits_when_it_is_night(wire: Wire) -> None:
    await to_noon(wire)
    await wire.types("setup", connects=10)
    await wire.types("spend", connects=6)
    await outage(wire, 23, 30)
    assert dms(wire, wire.ada) == []
    await to(wire, 8)
    [told] = map(text_of, dms(wire, wire.ada))
    assert "down to 4 Connects" in told


async def test_held_back_by_another_process_it_is_said_here(wire: Wire) -> None:
    """The other process shares the database, and nothing else."""
    await keep(wire, wire.ada, "call Dana", "a", hours=1)
    held = await wire.database.read(lambda tx: reminders.list_of_person(tx, int(wire.ada["id"])))
    await wire.database.write(lambda tx: deliveries.suspend(tx, held))
    delivery = wire.bot.delivery
    await delivery._look_for_suspended()
    async with wire.browsing(wire.ada) as browser:
        await wire.types("balance")
        await browser.sees("call Dana")


async def test_called_off_while_its_dm_is_refused_it_is_not_said_later(wire: Wire) -> None:
    await keep(wire, wire.ada, "call Dana", "a", hours=1)
    wire.playground.faults.closed_dms.add(wire.ada["id"])
    [kept] = await wire.database.read(lambda tx: reminders.list_of_person(tx, int(wire.ada["id"])))
    cancel = wire.database.write(
        lambda tx: reminders.cancel_of_person(tx, int(wire.ada["id"]), kept.id, wire.bot.app.now())
    )
    await asyncio.gather(pass_time(wire, hours=1), cancel)
    wire.playground.faults.closed_dms.clear()
    await wire.types("balance")
    await until_said(wire)
    assert dms(wire, wire.ada) == []


async def test_a_bad_reminder_keeps_nobody_elses_back(wire: Wire) -> None:
    await keep(wire, wire.ada, "bad", "a", hours=1)
    await keep(wire, wire.bo, "good", "b", hours=1)
    [bad] = await wire.database.read(lambda tx: reminders.list_of_person(tx, int(wire.ada["id"])))
    spoil = "UPDATE reminder SET local_at = '9999-99-99T99:99:99', rule = 'FREQ=SECONDLY' "

    def spoils(connection: Any) -> None:
        connection.execute(f"{spoil} WHERE id = :id", {"id": bad.id})

    await wire.database.write(spoils)
    await pass_time(wire, hours=1)
    [told] = map(text_of, dms(wire, wire.bo))
    assert "good" in told
    assert (await wire.database.read(set_aside))["reminder"] == 1


async def test_a_bad_one_among_late_ones_is_set_aside_alone(wire: Wire) -> None:
    await to_noon(wire)
    for number in range(25):
        await keep(wire, wire.ada, f"{number} " + "*_~|" * 40, f"k{number}", minutes=number + 1)
    found = await wire.database.read(lambda tx: reminders.list_of_person(tx, int(wire.ada["id"])))

    def spoils(connection: Any) -> None:
        connection.execute(
            "UPDATE reminder SET rule = 'FREQ=SECONDLY' WHERE id = :id", {"id": found[3].id}
        )

    await wire.database.write(spoils)
    await pass_time(wire, hours=2)
    told = [text_of(message) for message in dms(wire, wire.ada)]
    assert sorted(len(re.findall("<t:", text)) for text in told) == [5, 19]
    assert list(wire.playground.rest.troubles) == []
    assert (await wire.database.read(set_aside))["reminder"] == 1


async def test_held_back_it_comes_after_a_button_or_a_refusal_too(wire: Wire) -> None:
    await wire.types("setup", connects=10)
    card = await wire.types("spend", connects=6, job="logo")
    for act in ("button", "refusal"):
        await keep(wire, wire.ada, f"call after a {act}", act, hours=1)
        wire.playground.faults.closed_dms.add(wire.ada["id"])
        await pass_time(wire, hours=2)
        async with wire.browsing(wire.ada) as browser:
            if act == "button":
                await wire.presses(card, "Undo the spend")
            else:
                await wire.types("spend", connects=1000)
            await browser.sees(f"call after a {act}")
