"""Events that discord.py cannot parse, over the wire: left out, and the next one is answered."""

import asyncio
import copy
import itertools
import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from bot.playground.world import Json

from .conftest import Wire, text_of

VALUES: tuple[Any, ...] = (None, "text", -1, 2**70, [None], {"id": None})

numbers = itertools.count(1)


@pytest.fixture
async def events(wire: Wire) -> list[tuple[str, Json]]:
    """An event of each kind that a bot of ours gets, as the playground sends them."""
    await wire.types("setup", connects=40)
    answer = await wire.types("spend", connects=6)
    await wire.presses(answer, "Undo the spend")
    await wire.types("estimate", budget="700")
    sent = {
        (packet["t"], packet["d"].get("type")): packet["d"]
        for session in wire.playground.gateway.sessions.values()
        for packet in session.sent
        if packet["t"] not in ("READY", "RESUMED")
    }
    message = {**wire.world.messages[answer["id"]], "author": wire.ada, "content": "spent 6 on it"}
    others = {
        "MESSAGE_CREATE": message,
        "MESSAGE_UPDATE": message,
        "MESSAGE_DELETE": {"id": message["id"], "channel_id": message["channel_id"]},
        "MESSAGE_REACTION_ADD": {
            "user_id": wire.ada["id"],
            "channel_id": message["channel_id"],
            "message_id": message["id"],
            "emoji": {"id": None, "name": "👍"},
        },
        "CHANNEL_CREATE": wire.channel,
        "CHANNEL_DELETE": {**wire.channel, "id": "1"},
        "GUILD_DELETE": {"id": "1", "unavailable": True},
        "GUILD_ROLE_CREATE": {"guild_id": wire.channel["guild_id"], "role": {"id": "5"}},
        "THREAD_CREATE": {**wire.channel, "id": "2", "type": 11, "parent_id": wire.channel["id"]},
        "USER_UPDATE": wire.world.bot,
        "ENTITLEMENT_CREATE": {"id": "1", "sku_id": "2"},
        "INTEGRATION_CREATE": {"guild_id": wire.channel["guild_id"]},
    }
    return [*((name, data) for (name, _), data in sent.items()), *others.items()]


def broken(data: Any) -> Iterator[Any]:
    """The data with each of its fields missing or of another kind, and others in its place."""
    yield from VALUES
    for path in paths_of(data):
        for value in (..., *VALUES):
            changed = copy.deepcopy(data)
            if "token" in changed:  # answers to one interaction wait for each other
                changed["token"] = secrets.token_hex()
            *way, last = path
            inner = changed
            for step in way:
                inner = inner[step]
            if value is ...:
                del inner[last]
            else:
                inner[last] = value
            yield changed


def paths_of(data: Any, deepest: int = 3) -> Iterator[tuple[Any, ...]]:
    if isinstance(data, list):
        data = dict(enumerate(data[:1]))
    if isinstance(data, dict) and deepest:
        for key, value in data.items():
            yield (key,)
            yield from ((key, *rest) for rest in paths_of(value, deepest - 1))


async def send(wire: Wire, name: str, data: Any) -> None:
    await wire.playground.gateway.dispatch(name, data)


async def all_arrived(wire: Wire) -> None:
    """The bot has read what was sent: an event that follows it came through."""
    number = next(numbers)
    heard = wire.bot.wait_for(
        "raw_message_delete", check=lambda event: event.message_id == number, timeout=60
    )
    waiting = asyncio.create_task(heard)
    await asyncio.sleep(0)
    await send(wire, "MESSAGE_DELETE", {"id": str(number), "channel_id": wire.channel["id"]})
    await waiting


async def test_fields_of_every_kind_and_none(
    wire: Wire, events: list[tuple[str, Json]], caplog: pytest.LogCaptureFixture
) -> None:
    failed = set()
    for name, data in events:
        caplog.clear()
        for changed in broken(data):
            await send(wire, name, changed)
        await all_arrived(wire)
        failed |= {record.event for record in caplog.records if hasattr(record, "event")}
    assert failed >= {"MESSAGE_CREATE", "INTERACTION_CREATE", "GUILD_CREATE", "CHANNEL_CREATE"}
    assert "0 Connects" in text_of(await wire.types("balance", wire.bo))


async def test_poll_without_an_end_in_a_dm(wire: Wire, caplog: pytest.LogCaptureFixture) -> None:
    poll = {
        "question": {"text": "a secret of somebody"},
        "answers": [{"answer_id": 1, "poll_media": {"text": "yes"}}],
        "expiry": None,
        "allow_multiselect": False,
        "layout_type": 1,
    }
    message = {
        "id": "90",
        "channel_id": wire.channel["id"],
        "author": wire.ada,
        "content": "",
        "timestamp": "2026-03-10T12:00:00+00:00",
        "edited_timestamp": None,
        "poll": poll,
    }
    await send(wire, "MESSAGE_CREATE", message)
    await all_arrived(wire)
    logged = [vars(record) for record in caplog.records if record.name == "bot.gateway"]
    assert [record["event"] for record in logged] == ["MESSAGE_CREATE"]
    await wire.types("balance")


async def test_unknown_events_and_none_at_all(wire: Wire) -> None:
    for name in ("NOT_KNOWN", "", "ready", "__init__", "MESSAGE_CREATE\n", "Ж"):
        for data in VALUES:
            await send(wire, name, data)
    await all_arrived(wire)
    await wire.types("balance")


async def test_every_parser_is_guarded(wire: Wire) -> None:
    """discord.py keeps its parsers where `guard_parsers` looks for them."""
    parsers = wire.bot._connection.parsers
    assert {"MESSAGE_CREATE", "INTERACTION_CREATE", "GUILD_CREATE", "READY"} <= set(parsers)
    for shard in wire.bot.shards.values():
        assert shard._parent.ws._discord_parsers is parsers
