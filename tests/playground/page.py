"""The page without a browser: what it asks and hears, and a process that serves it."""

import asyncio
import itertools
import os
import re
import sys
from asyncio.subprocess import PIPE, Process
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from bot.playground.world import Json


def text_of(message: Json) -> str:
    def texts(components: list[Json]) -> list[str]:
        found = []
        for component in components:
            found += [component["content"]] if component.get("content") else []
            found += texts(component.get("components", []))
        return found

    return "\n".join(texts(message["components"]))


class Browser:
    """What a browser says to the page, without one."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count()
        self._heard: deque[Json] = deque()

    async def ask(self, what: str, **details: Any) -> Json:
        number = next(self._numbers)
        await self._socket.send_json({"do": what, "number": number, **details})
        while True:
            packet: Json = await self._socket.receive_json()
            if packet.get("number") == number:
                answer: Json = packet["data"]
                return answer
            self._heard.append(packet)

    async def sees(self, *words: str) -> list[Json]:
        """Wait for messages, in whatever order; of each of these words the first that holds it."""
        found: dict[str, Json] = {}
        while len(found) < len(set(words)):
            packet = self._heard.popleft() if self._heard else await self._socket.receive_json()
            if packet["event"] == "message":
                text = text_of(packet["data"])
                found |= {each: packet["data"] for each in set(words) - set(found) if each in text}
        return [found[each] for each in words]

    async def hears(self, event: str) -> Json:
        """Wait for the next event of that kind; what came with it."""
        while True:
            packet = self._heard.popleft() if self._heard else await self._socket.receive_json()
            if packet["event"] == event:
                data: Json = packet["data"]
                return data

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


@asynccontextmanager
async def browsing(url: str, person: str = "") -> AsyncIterator[Browser]:
    """The page at that address, as the person of that id."""
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{url}/page") as socket:
        browser = Browser(socket)
        await browser.ask("be", user=person)
        yield browser
