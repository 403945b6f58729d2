"""All of it killed without warning between a message and its button."""

import asyncio
import itertools
import os
import re
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.playground.world import Json

from .conftest import find_button, text_of


class Browser:
    """What a browser says to the page, without one."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count()

    async def ask(self, what: str, **details: Any) -> Json:
        number = next(self._numbers)
        await self._socket.send_json({"do": what, "number": number, **details})
        while True:
            packet: Json = await self._socket.receive_json()
            if packet.get("number") == number:
                answer: Json = packet["data"]
                return answer

    async def until_connected(self) -> Json:
        """Everything there is, once the bot has come up."""
        while not (everything := await self.ask("be", user=""))["connected"]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        return everything

    async def types(self, channel: str, name: str, **options: Any) -> Json:
        """Type a command; the message that answers it."""
        opened = await self.ask("open", channel=channel)
        command = next(each for each in opened["commands"] if each["name"] == name)
        told = [
            {"name": key, "type": 4 if isinstance(value, int) else 3, "value": value}
            for key, value in options.items()
        ]
        answer = await self.ask("command", channel=channel, command=command["id"], options=told)
        assert answer["type"] == 4, answer
        found = await self.ask("open", channel=channel)
        shown = [each for each in found["messages"] if (each["_asked"]["what"]) == f"/{name}"]
        message: Json = shown[-1]
        return message


async def start(path: Path) -> tuple[Process, str]:
    """A process that serves the playground on those books, and its page's address."""
    environment = os.environ | {"PURSER_DATABASE": str(path), "PURSER_PORT": "0"}
    environment.pop("DISCORD_TOKEN", None)
    purser = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.playground.served", env=environment, stdout=PIPE
    )
    assert purser.stdout is not None
    found = re.search(rb"http://\S+", await purser.stdout.readline())
    assert found is not None
    return purser, found[0].decode()


@pytest.mark.slow
async def test_button_works_after_kill_9(tmp_path: Path) -> None:
    purser, url = await start(tmp_path / "p.db")
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{url}/page") as socket:
        browser = Browser(socket)
        everything = await browser.until_connected()
        channel = everything["channels"][0]["id"]
        await browser.types(channel, "setup", connects=40)
        spent = await browser.types(channel, "spend", connects=6)
        purser.kill()
        await purser.wait()
    purser, url = await start(tmp_path / "p.db")
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{url}/page") as socket:
        browser = Browser(socket)
        await browser.until_connected()
        button = find_button(spent["components"], "Closed without hire")
        data = {"component_type": 2, "custom_id": button["custom_id"], "id": button["id"]}
        pressed = await browser.ask("press", channel=channel, message=spent["id"], data=data)
        assert pressed["type"] == 7
        assert "40 Connects" in text_of(await browser.types(channel, "balance"))
    purser.terminate()
    assert await purser.wait() == 0
