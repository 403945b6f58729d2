"""The bot over real sockets, with the faults of a real network."""

import asyncio
import logging
from typing import Any

import pytest

from bot.playground import interactions
from bot.playground.interactions import MODAL
from bot.serving import greet_arrivals
from bot.store import accounts

from .conftest import Wire, text_of

pytestmark = pytest.mark.dated


async def test_story_with_a_restart(wire: Wire) -> None:
    assert "40 Connects" in text_of(await wire.types("setup", connects=40))
    assert "6 Connects" in text_of(await wire.types("estimate", budget="700"))
    spent = await wire.types("spend", budget="700", job="React dashboard")
    assert "34 Connects" in text_of(spent)
    await wire.stop_bot()
    await wire.start_bot()
    await wire.presses(spent, "Closed without hire")
    assert "closed without hire" in text_of(spent)
    assert await wire.balance() == 40
    assert "came back" in text_of(await wire.types("history"))


async def test_nothing_that_discord_would_refuse_is_sent(wire: Wire) -> None:
    await wire.types("setup")
    await wire.types("setup", connects=40, timezone="Asia/Manila")
    for _ in range(9):
        spent = await wire.types("spend", connects=1, job="x" * 300, boost=2)
    await wire.presses(spent, "Other outcome…")
    await wire.presses(spent, "Boost returned")
    for name in ("balance", "history", "proposals", "undo", "help"):
        await wire.types(name)
    await wire.completes("outcome", "proposal", "x")
    await wire.completes("setup", "timezone", "a")
    assert list(wire.playground.rest.troubles) == []


async def test_first_command_is_followed_by_the_set_up_panel(wire: Wire) -> None:
    async with wire.browsing(wire.ada) as browser:
        await wire.types("balance")
        [panel] = await browser.sees("Welcome aboard")
    opened = await wire.presses(panel, "Set up")
    assert opened["modal"]["title"] == "Set up"


async def test_who_opens_the_page_is_greeted_once_in_the_dm(wire: Wire) -> None:
    greet_arrivals(wire.playground, wire.bot)
    dm = wire.world.dm_of(wire.ada["id"])["id"]
    async with wire.browsing(wire.ada) as browser:
        await browser.ask("open", channel=dm)
        await browser.sees("Welcome aboard")
    async with wire.browsing(wire.ada) as browser:
        await browser.ask("open", channel=dm)
        await wire.types("balance")
    said = [text_of(each) for each in wire.world.messages.values()]
    assert len([each for each in said if "Welcome aboard" in each]) == 1


async def test_form_that_was_open_over_a_restart_comes_again(wire: Wire) -> None:
    opened = await wire.start("buy")
    typed = ["40", "$6"]
    await wire.stop_bot()
    await wire.start_bot()
    labels = [
        {
            "type": 18,
            "id": number,
            "component": {"type": 4, "id": 10 + number, "value": value}
            | {"custom_id": label["component"]["custom_id"]},
        }
        for number, (label, value) in enumerate(
            zip(opened["modal"]["components"], typed, strict=True)
        )
    ]
    data = {"custom_id": opened["modal"]["custom_id"], "components": labels, "resolved": {}}
    answer = await wire.playground.interactions.start(MODAL, wire.ada, wire.channel, data)
    assert answer["type"] == 4
    told = list(wire.world.messages.values())[-1]
    assert "I was restarted while that form was open" in text_of(told)
    again = await wire.presses(told, "Open the form again")
    shown = [each["component"]["value"] for each in again["modal"]["components"]]
    assert shown == typed
    assert await wire.balance() == 0


async def test_page_hears_when_the_bot_comes_and_goes(wire: Wire) -> None:
    async with wire.browsing(wire.ada) as browser:
        await wire.stop_bot()
        assert await browser.hears("bot") == {"connected": False}
        await wire.start_bot()
        assert await browser.hears("bot") == {"connected": True}


async def test_answer_to_a_press_names_the_card(wire: Wire) -> None:
    async with wire.browsing(wire.ada) as browser:
        asked = await wire.types("estimate", budget="$700")
        [welcome] = await browser.sees("Welcome aboard")
        await wire.presses(welcome, "What can you do?")
        [helped] = await browser.sees("Plain words")
    assert helped["message_reference"]["message_id"] == welcome["id"]
    assert asked["_asked"]["line"] == "/estimate budget:$700"


async def test_reply_in_a_channel_is_heard_like_a_mention(wire: Wire) -> None:
    said = await wire.types("help")
    async with wire.browsing(wire.ada) as browser:
        await browser.ask(
            "say", channel=wire.channel["id"], text="do connects expire?", reply=said["id"]
        )
        [answer] = await browser.sees("one year")
    asked = wire.world.messages[answer["message_reference"]["message_id"]]
    assert asked["content"] == "do connects expire?"


async def test_gateway_dropped_in_mid_command_is_resumed(wire: Wire) -> None:
    await wire.types("setup", connects=40)
    await wire.playground.gateway.drop()
    answer = await wire.start("spend", connects=6)
    assert answer["type"] == 4
    assert await wire.balance() == 34


async def test_reconnects_when_asked_to(wire: Wire) -> None:
    await wire.types("setup", connects=40)
    wire.playground.gateway.connected.clear()
    await wire.playground.gateway.ask_to_reconnect()
    await asyncio.wait_for(wire.playground.gateway.connected.wait(), 10)
    assert len(wire.playground.gateway.sessions) == 1
    assert "40 Connects" in text_of(await wire.types("balance"))


@pytest.mark.nightly  # discord.py waits five seconds
async def test_invalid_session_is_begun_anew(wire: Wire) -> None:
    await wire.types("setup", connects=40)
    wire.playground.gateway.connected.clear()
    await wire.playground.gateway.drop(resumable=False)
    await asyncio.wait_for(wire.playground.gateway.connected.wait(), 20)
    assert "40 Connects" in text_of(await wire.types("balance"))


async def test_button_of_a_message_from_before_the_kill(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    await wire.types("setup", connects=40)
    spent = await wire.types("spend", connects=6)
    await wire.stop_bot()
    with monkeypatch.context() as patient:
        patient.setattr(interactions, "SECONDS_TO_ANSWER", 0.1)
        silent = await wire.presses(spent, "Undo the spend")
    assert silent["type"] == "silence"
    await wire.start_bot()
    await wire.presses(spent, "Undo the spend")
    assert await wire.balance() == 40


@pytest.mark.parametrize("status", [500, 503])
async def test_discord_answering_5xx_loses_nothing(wire: Wire, status: int) -> None:
    await wire.types("setup", connects=40)
    wire.playground.faults.add("POST", "/callback$", status)
    await wire.start("spend", connects=6)
    assert await wire.balance() == 34
    assert "34 Connects" in text_of(await wire.types("balance"))


async def test_too_many_requests_are_waited_out(wire: Wire) -> None:
    await wire.types("setup", connects=40)
    wire.playground.faults.add("POST", "/callback$", 429, retry_after=0.1)
    answer = await wire.start("balance")
    assert answer["type"] == 4
    assert [each["status"] for each in wire.playground.rest.troubles] == [429]


async def test_lost_answer_is_logged_and_the_next_one_comes(wire: Wire) -> None:
    await wire.types("setup", connects=40)
    wire.playground.faults.add("POST", "/callback$", 0)
    await wire.start("spend", connects=6)
    assert "34 Connects" in text_of(await wire.types("balance"))


async def test_same_interaction_twice_has_one_effect(
    wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    await wire.types("setup", connects=40)
    dispatch = wire.playground.gateway.dispatch

    async def twice(event: str, data: dict[str, object], guild_id: str | None = None) -> None:
        await dispatch(event, data, guild_id)
        await dispatch(event, data, guild_id)

    wire.playground.gateway.dispatch = twice  # type: ignore[method-assign]
    with caplog.at_level(logging.WARNING):
        await wire.types("spend", connects=6)
        await wire.types("balance")
    assert await wire.balance() == 34
    assert "can no longer be answered: 40060" in caplog.text


async def test_two_people_at_once_keep_their_own_books(wire: Wire) -> None:
    await asyncio.gather(
        wire.types("setup", wire.ada, connects=40), wire.types("setup", wire.bo, connects=70)
    )
    await asyncio.gather(
        *(wire.start("spend", person, connects=2) for person in (wire.ada, wire.bo) * 10)
    )
    assert await wire.balance(wire.ada) == 20
    assert await wire.balance(wire.bo) == 50


async def test_second_person_may_not_press_the_firsts_button(wire: Wire) -> None:
    await wire.types("setup", connects=40)
    spent = await wire.types("spend", connects=6)
    await wire.presses(spent, "Undo the spend", wire.bo)
    refusal = list(wire.world.messages.values())[-1]
    assert "These buttons are" in text_of(refusal)
    assert refusal["_for"] == wire.bo["id"]
    assert await wire.balance() == 34


async def test_month_turns_when_the_clock_is_moved(wire: Wire) -> None:
    await wire.types("setup", connects=230)
    wire.world.move_clock(86400 * 31)
    month = wire.bot.month
    await month.turn_due()
    books = await wire.database.read(lambda tx: accounts.read_books(tx, int(wire.ada["id"])))
    assert books is not None
    assert books.balance == 210


async def test_works_in_private_channels_too(wire: Wire) -> None:
    for channel in [each for each in wire.world.channels.values() if "guild_id" not in each][:1]:
        answer = await wire.start("balance", channel=channel)
        assert answer["type"] == 4
        message = next(m for m in wire.world.messages.values() if m["channel_id"] == channel["id"])
        assert not message["flags"] & 64


async def test_every_one_of_many_at_once_is_answered(wire: Wire) -> None:
    wire.playground.rest.check_body = None  # it would take longer than the bot
    wire.bot.app.requests.most = 10_000
    await wire.types("setup", connects=1000)
    commands: list[tuple[str, dict[str, Any]]] = [
        ("balance", {}),
        ("estimate", {"budget": "700"}),
        ("spend", {"connects": 1}),
        ("shop", {"need": 85}),
    ]
    for _ in range(10):
        asked = [wire.start(name, **options) for name, options in commands * 10]
        assert {answer["type"] for answer in await asyncio.gather(*asked)} == {4}
    assert await wire.balance() == 1000 - 100
