"""What the playground refuses, keeps and limits, without a bot."""

import asyncio
import contextlib
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from discord.utils import snowflake_time

from bot.playground import Playground
from bot.playground.commands import available, check_options
from bot.playground.interactions import COMMAND
from bot.playground.limits import ApiError, check_choices, check_message, check_modal
from bot.playground.world import LAST_YEAR, Json, World

from ..clock import HandClock
from .discord_api import check_body
from .page import browsing

V2 = 1 << 15


@pytest.fixture
async def api(playground: Playground) -> AsyncIterator[aiohttp.ClientSession]:
    headers = {"Authorization": f"Bot {playground.token}"}
    async with aiohttp.ClientSession(playground.api_url + "/", headers=headers) as session:
        yield session


def text_channel(world: World) -> Json:
    return next(each for each in world.channels.values() if "guild_id" in each)


async def post(api: aiohttp.ClientSession, path: str, body: Any) -> tuple[int, Json]:
    async with api.post(path, json=body) as response:
        return response.status, await response.json()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 50006),
        ({"content": "x" * 2001}, 50035),
        ({"flags": V2, "content": "x", "components": [{"type": 10, "content": "y"}]}, 50035),
        ({"flags": V2, "components": [{"type": 10, "content": "y"}] * 41}, 50035),
        ({"flags": V2, "components": [{"type": 10, "content": "y" * 4001}]}, 50035),
        ({"embeds": [{"description": "x" * 4000}, {"description": "x" * 2001}]}, 50035),
        ({"components": [{"type": 1, "components": []}]}, 50035),
        ({"components": [{"type": 2, "custom_id": "x" * 101}]}, 50035),
    ],
)
def test_bad_message_is_refused(body: Json, code: int) -> None:
    with pytest.raises(ApiError) as refused:
        check_message(body)
    assert refused.value.body["code"] == code


def test_26_choices_are_refused() -> None:
    with pytest.raises(ApiError):
        check_choices([{"name": "x", "value": "y"}] * 26)


def test_form_of_six_fields_is_refused() -> None:
    with pytest.raises(ApiError):
        check_modal({"title": "Form", "components": [{"type": 18}] * 6})


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ([], "need is required"),
        ([{"name": "need", "value": 0}], "at least 1"),
        ([{"name": "need", "value": 1.5}], "whole number"),
        ([{"name": "need", "value": None}], "whole number"),
        ([{"name": "need", "value": "abc"}], "whole number"),
        ([{"name": "need", "value": 1}, {"name": "note", "value": 5}], "as text"),
        ([{"name": "need", "value": 1}, {"name": "note", "value": "abcd"}], "at most 3"),
        ([{"name": "need", "value": 1}, {"name": "sure", "value": "x"}], "True or False"),
        ([{"name": "other", "value": 1}], "no option other"),
        ([{"name": "need", "value": 1}, {"name": "kind", "value": "z"}], "one of the choices"),
    ],
)
def test_options_are_checked_as_by_discords_client(told: list[Json], reason: str) -> None:
    command: Json = {
        "options": [
            {"name": "need", "type": 4, "required": True, "min_value": 1},
            {"name": "kind", "type": 3, "choices": [{"name": "a", "value": "a"}]},
            {"name": "note", "type": 3, "max_length": 3},
            {"name": "sure", "type": 5},
        ]
    }
    with pytest.raises(ApiError, match=reason):
        check_options(command, told)


def test_commands_are_offered_by_context_and_permission(playground: Playground) -> None:
    world = playground.world
    world.commands = {
        "1": {"id": "1", "contexts": [0], "default_member_permissions": str(1 << 5)},
        "2": {"id": "2", "contexts": [1, 2], "default_member_permissions": None},
    }
    ada, _, cy = world.people
    channel = text_channel(world)
    assert [each["id"] for each in available(world, ada["id"], channel)] == []
    assert [each["id"] for each in available(world, cy["id"], channel)] == ["1"]
    assert [each["id"] for each in available(world, ada["id"], world.dm_of(ada["id"]))] == ["2"]


async def test_double_and_late_answers_are_refused(
    playground: Playground, api: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.playground.interactions.SECONDS_TO_ANSWER", 0.2)
    world = playground.world
    heard: list[Json] = []

    async def observe(_: str, data: Json, __: str | None = None) -> None:
        heard.append(data)

    monkeypatch.setattr(playground.gateway, "dispatch", observe)
    data = {"id": "1", "name": "x", "type": 1}
    message = {"type": 4, "data": {"content": "hello"}}
    start = playground.interactions.start(COMMAND, world.people[0], text_channel(world), data)
    running = asyncio.create_task(start)
    await asyncio.sleep(0)
    path = f"interactions/{heard[0]['id']}/{heard[0]['token']}/callback"
    async with api.post(path, json=message) as first:
        assert first.status == 204
    assert await post(api, path, message) == (
        400,
        {"code": 40060, "message": "Interaction has already been acknowledged."},
    )
    await running
    silent = await playground.interactions.start(
        COMMAND, world.people[0], text_channel(world), data
    )
    assert silent["type"] == "silence"
    status, body = await post(
        api, f"interactions/{heard[1]['id']}/{heard[1]['token']}/callback", message
    )
    assert (status, body["code"]) == (404, 10062)


async def test_closed_dm_and_missing_permission(
    playground: Playground, api: aiohttp.ClientSession
) -> None:
    world = playground.world
    ada = world.people[0]["id"]
    playground.faults.closed_dms.add(ada)
    playground.faults.forbidden_channels.add(text_channel(world)["id"])
    dm = f"channels/{world.dm_of(ada)['id']}/messages"
    channel = f"channels/{text_channel(world)['id']}/messages"
    assert (await post(api, dm, {"content": "hi"}))[1]["code"] == 50007
    assert (await post(api, channel, {"content": "hi"}))[1]["code"] == 50013


async def test_rate_limit_is_told_in_headers(
    playground: Playground, api: aiohttp.ClientSession
) -> None:
    path = f"channels/{text_channel(playground.world)['id']}/messages"
    remaining = []
    for _ in range(5):
        async with api.post(path, json={"content": "hi"}) as response:
            remaining.append(response.headers["X-RateLimit-Remaining"])
    assert remaining == ["4", "3", "2", "1", "0"]
    async with api.post(path, json={"content": "hi"}) as response:
        body = await response.json()
        assert response.status == 429
        assert 0 < body["retry_after"] <= 5
        assert response.headers["Retry-After"] == "5"


async def test_nonce_that_was_sent_is_not_sent_again(
    playground: Playground, api: aiohttp.ClientSession
) -> None:
    path = f"channels/{text_channel(playground.world)['id']}/messages"
    body = {"content": "hi", "nonce": "n1", "enforce_nonce": True}
    first, second = [(await post(api, path, body))[1] for _ in range(2)]
    assert first["id"] == second["id"]


async def test_unknown_things_are_not_found(api: aiohttp.ClientSession) -> None:
    assert (await post(api, "channels/1/messages", {"content": "hi"}))[1]["code"] == 10003
    assert (await post(api, "users/@me/channels", {"recipient_id": "1"}))[1]["code"] == 10013
    async with api.get("nowhere") as response:
        assert response.status == 404


async def test_wrong_token_is_refused(playground: Playground) -> None:
    async with (
        aiohttp.ClientSession() as stranger,
        stranger.get(f"{playground.api_url}/users/@me") as response,
    ):
        assert response.status == 401


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "null"}]
)
async def test_foreign_host_and_origin_are_refused(
    playground: Playground, headers: dict[str, str]
) -> None:
    async with aiohttp.ClientSession() as stranger:
        for path in ("/", "/page", "/api/v10/users/@me"):
            async with stranger.get(playground.url + path, headers=headers) as response:
                assert response.status == 403


async def test_listens_on_loopback_alone(playground: Playground) -> None:
    runner = playground._runner
    assert runner is not None
    assert {address[0] for address in runner.addresses} == {"127.0.0.1"}


async def test_every_answer_tells_the_playgrounds_time(
    playground: Playground, api: aiohttp.ClientSession
) -> None:
    playground.world.move_clock(86400)
    for path in ("users/@me", "nowhere", "channels/1"):
        async with api.get(path) as response:
            told = parsedate_to_datetime(response.headers["Date"])
        assert told == playground.now().replace(microsecond=0)


def test_every_route_is_in_discords_description(playground: Playground) -> None:
    for route in playground.rest.routes():
        path = re.sub(r"\{[^}]+\}", "1", route.path)
        with contextlib.suppress(ApiError):
            check_body(route.method, path, {})


async def test_what_the_page_cannot_do_is_said_in_a_sentence(playground: Playground) -> None:
    channel = text_channel(playground.world)["id"]
    async with browsing(playground.url) as browser:
        answers = [
            await browser.ask("open", channel="x"),
            await browser.ask("say", channel=channel, text=None),
            await browser.ask("dance", channel=channel),
        ]
        too_long = await browser.ask("say", channel=channel, text="x" * 4001)
    assert {each.get("error") for each in answers} <= {
        "The playground doesn't know what that is.",
        None,
    }
    assert too_long["error"] == "A message holds at most 4,000 characters; this has 4,001."
    assert not playground.world.messages


async def test_answer_to_a_message_names_it(
    playground: Playground, api: aiohttp.ClientSession
) -> None:
    path = f"channels/{text_channel(playground.world)['id']}/messages"
    _, first = await post(api, path, {"content": "hi"})
    reference = {"message_id": first["id"], "fail_if_not_exists": True}
    _, second = await post(api, path, {"content": "ho", "message_reference": reference})
    assert second["type"] == 19
    assert second["message_reference"]["message_id"] == first["id"]


def test_picture_tells_its_size(world: World) -> None:
    picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\2\0\0\0\1\0"
    file = world.new_file("a.png", "image/png", picture)
    assert (file["width"], file["height"]) == (512, 256)
    for cut in (picture[:20], b"", b"hello"):
        assert "width" not in world.new_file("a.png", "image/png", cut)


@pytest.fixture
def world(clock: HandClock) -> Iterator[World]:
    world = World(None, clock)
    yield world
    world.close()


def test_ids_tell_the_playgrounds_time(world: World, clock: HandClock) -> None:
    world.new_id()
    clock.move(hours=1)
    world.move_clock(40 * 86400)
    assert snowflake_time(int(world.new_id())) == clock.now() + timedelta(days=40)


def test_ids_grow_though_the_clock_stands_or_goes_back(world: World, clock: HandClock) -> None:
    ids = [int(world.new_id()) for _ in range(5000)]
    clock.move(days=-1)
    ids.append(int(world.new_id()))
    assert ids == sorted(set(ids))


@pytest.mark.parametrize(
    "seconds", [-1, float("nan"), float("inf"), 1e12, 10**400, "60", None, True, [], {}]
)
async def test_clock_takes_only_a_time_that_it_can_show(
    playground: Playground, seconds: Any
) -> None:
    before = playground.now()
    async with browsing(playground.url) as browser:
        answer = await browser.ask("clock", seconds=seconds)
    assert "clock goes forward" in answer["error"]
    assert playground.now() == before


def test_clock_stops_where_ids_would_be_too_large(world: World, clock: HandClock) -> None:
    while world.now().year < LAST_YEAR:
        world.move_clock(86400 * 365)
    with pytest.raises(ValueError, match="as far as the end"):
        world.move_clock(86400 * 366)
    assert int(world.new_id()) < 2**63


def test_world_outlives_a_restart(tmp_path: Path, clock: HandClock) -> None:
    first = World(tmp_path / "p.world", clock)
    channel = text_channel(first)
    message = first.new_message(channel["id"], first.people[0], {"content": "hello"})
    file = first.new_file("a.txt", None, b"content")
    first.move_clock(86400)
    first.close()
    second = World(tmp_path / "p.world", clock)
    assert second.messages[message["id"]] == message
    assert second.people == first.people
    assert second.file(file["id"]) == b"content"
    assert second.now() == first.now()
    second.close()


def test_ids_of_a_run_come_after_all_of_the_run_before(tmp_path: Path, clock: HandClock) -> None:
    last = 0
    for _ in range(3):
        world = World(tmp_path / "p.world", clock)
        ids = [int(world.new_id()) for _ in range(10)]
        world.close()
        assert min(ids) > last
        last = max(ids)


@pytest.mark.parametrize("ahead", ["0", "86400.5", "1e12", "Infinity", '"60"'])
def test_file_of_an_older_version_is_read(tmp_path: Path, clock: HandClock, ahead: str) -> None:
    world = World(tmp_path / "p.world", clock)
    file = world.new_file("a.txt", None, b"content")
    world.close()
    with contextlib.closing(sqlite3.connect(tmp_path / "p.world", isolation_level=None)) as older:
        older.execute("DELETE FROM thing WHERE id = 'first id'")
        kept = f'{{"id": "clock", "value": {ahead}}}'
        older.execute("INSERT INTO thing VALUES ('setting', 'clock', ?)", (kept,))
    again = World(tmp_path / "p.world", clock)
    expected = float(ahead) if ahead in ("0", "86400.5") else 0
    assert again.now() - clock.now() == timedelta(seconds=expected)
    assert int(again.new_id()) > int(file["id"])
    again.close()


@pytest.mark.parametrize(
    "text",
    ["null", "[]", "1", "{", "[" * 100_000, "9" * 5000, "{}", '{"do": "clock"}', '{"do": []}'],
)
async def test_what_no_page_sends_harms_nothing(playground: Playground, text: str) -> None:
    person = playground.world.people[0]["id"]
    async with browsing(playground.url, person) as browser:
        await browser._socket.send_str(text)
        assert (await browser.ask("be", user=person))["me"]["id"] == person
