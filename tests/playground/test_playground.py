"""What the playground refuses, keeps and limits, without a bot."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.playground import Playground
from bot.playground.commands import available, check_options
from bot.playground.interactions import COMMAND
from bot.playground.limits import Refused, check_choices, check_message, check_modal
from bot.playground.world import Json, World

V2 = 1 << 15


@pytest.fixture
async def playground(tmp_path: Path) -> AsyncIterator[Playground]:
    playground = Playground(tmp_path / "p.world")
    await playground.start(0)
    yield playground
    await playground.close()


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
    with pytest.raises(Refused) as refused:
        check_message(body)
    assert refused.value.body["code"] == code


def test_26_choices_are_refused() -> None:
    with pytest.raises(Refused):
        check_choices([{"name": "x", "value": "y"}] * 26)


def test_form_of_six_fields_is_refused() -> None:
    with pytest.raises(Refused):
        check_modal({"title": "Form", "components": [{"type": 18}] * 6})


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ([], "need is required"),
        ([{"name": "need", "value": 0}], "at least 1"),
        ([{"name": "need", "value": 1.5}], "whole number"),
        ([{"name": "other", "value": 1}], "no option other"),
        ([{"name": "need", "value": 1}, {"name": "kind", "value": "z"}], "one of the choices"),
    ],
)
def test_options_are_checked_as_by_discords_client(told: list[Json], reason: str) -> None:
    command: Json = {
        "options": [
            {"name": "need", "type": 4, "required": True, "min_value": 1},
            {"name": "kind", "type": 3, "choices": [{"name": "a", "value": "a"}]},
        ]
    }
    with pytest.raises(Refused, match=reason):
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

    async def hear(_: str, data: Json, __: str | None = None) -> None:
        heard.append(data)

    monkeypatch.setattr(playground.gateway, "dispatch", hear)
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


async def test_world_outlives_a_restart(tmp_path: Path) -> None:
    first = World(tmp_path / "p.world")
    channel = text_channel(first)
    message = first.new_message(channel["id"], first.people[0], {"content": "hello"})
    file = first.new_file("a.txt", None, b"content")
    first.move_clock(86400)
    first.close()
    second = World(tmp_path / "p.world")
    assert second.messages[message["id"]] == message
    assert second.people == first.people
    assert second.file(file["id"]) == b"content"
    assert second.settings["clock"]["value"] == 86400
    assert int(second.new_id()) > int(file["id"])
    second.close()
