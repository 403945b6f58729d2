"""The page's side: what a person in the browser does, and what they see live."""

import contextlib
import json
import weakref
from typing import Any

from aiohttp import WSMsgType, web

from . import payloads
from .gateway import Gateway
from .interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL, Interactions
from .world import EPHEMERAL, Json, World, public

HISTORY = 200


class Page:
    """The browsers that are open, each as one of the people."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self._world = world
        self._gateway = gateway
        self._viewers: weakref.WeakKeyDictionary[web.WebSocketResponse, str] = (
            weakref.WeakKeyDictionary()
        )
        self.interactions: Interactions
        self.on_clock_moved: Any = None

    async def notify(self, event: str, data: Json) -> None:
        """Tell every browser that may know of it."""
        for socket, user_id in list(self._viewers.items()):
            if event in ("message", "gone") and not self._visible(data, user_id):
                continue
            await self._send(socket, {"event": event, "data": data})

    def _visible(self, message: Json, user_id: str) -> bool:
        channel = self._world.channels[message["channel_id"]]
        for_one = message.get("_for") if message["flags"] & EPHEMERAL else None
        return self._world.may_see(channel, user_id) and for_one in (None, user_id)

    @staticmethod
    async def _send(socket: web.WebSocketResponse, packet: Json) -> None:
        with contextlib.suppress(ConnectionError):
            await socket.send_str(json.dumps(packet))

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=30, max_msg_size=1 << 24)
        await socket.prepare(request)
        self._viewers[socket] = self._world.people[0]["id"]
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self._act(socket, json.loads(message.data))
        self._viewers.pop(socket, None)
        return socket

    async def _act(self, socket: web.WebSocketResponse, asked: Json) -> None:
        """Do what the browser asks; the answer carries the number that it gave the request."""
        user = self._world.users[self._viewers[socket]]
        try:
            result = await self._doing(socket, user, asked)
        except KeyError as error:
            result = {"error": f"unknown: {error}"}
        await self._send(socket, {"event": "answer", "number": asked["number"], "data": result})

    async def _doing(self, socket: web.WebSocketResponse, user: Json, asked: Json) -> Json:
        match asked["do"]:
            case "be":
                if asked["user"] in self._world.users:
                    self._viewers[socket] = asked["user"]
                return self._everything(self._viewers[socket])
            case "open":
                return {"messages": self._history(asked["channel"], user["id"])}
            case "clock":
                self._world.move_clock(asked["seconds"])
                await self.notify("clock", {"now": self._world.now().isoformat()})
                if self.on_clock_moved:
                    await self.on_clock_moved()
                return {}
        return await self._interact(user, asked)

    async def _interact(self, user: Json, asked: Json) -> Json:
        channel = self._world.channels[asked["channel"]]
        if not self._world.may_see(channel, user["id"]):
            return {"error": "that channel is somebody else's"}
        if asked["do"] == "say":
            return await self._say(user, channel, asked["text"])
        if not self._gateway.is_connected:
            return {"type": "silence"}
        match asked["do"]:
            case "command" | "complete":
                command = self._world.commands[asked["command"]]
                data = {
                    "id": command["id"],
                    "name": command["name"],
                    "type": command["type"],
                    "options": asked["options"],
                }
                kind = COMMAND if asked["do"] == "command" else AUTOCOMPLETE
                return await self.interactions.start(kind, user, channel, data)
            case "press":
                message = self._world.messages[asked["message"]]
                if not self._visible(message, user["id"]):
                    return {"error": "that message is somebody else's"}
                return await self.interactions.start(
                    COMPONENT, user, channel, asked["data"], message
                )
            case "submit":
                shown_by = self._world.messages.get(asked.get("message") or "")
                return await self.interactions.start(MODAL, user, channel, asked["data"], shown_by)
        raise KeyError(asked["do"])

    async def _say(self, user: Json, channel: Json, text: str) -> Json:
        bot = self._world.bot
        mentioned = f"<@{bot['id']}>" in text
        mentions = [public(bot)] if mentioned else []
        message = self._world.new_message(channel["id"], user, {"content": text}, mentions=mentions)
        await self.notify("message", message)
        event = public(message)
        if guild_id := channel.get("guild_id"):
            event |= {"guild_id": guild_id, "member": payloads.member(self._world, user)}
            if not mentioned:
                event["content"] = ""
        await self._gateway.dispatch("MESSAGE_CREATE", event, guild_id)
        return {}

    def _history(self, channel_id: str, user_id: str) -> list[Json]:
        found = [
            message
            for message in self._world.messages.values()
            if message["channel_id"] == channel_id and self._visible(message, user_id)
        ]
        return found[-HISTORY:]

    def _everything(self, user_id: str) -> Json:
        world = self._world
        return {
            "me": world.users[user_id],
            "bot": world.bot,
            "people": world.people,
            "users": {user["id"]: user for user in world.users.values()},
            "guilds": list(world.guilds.values()),
            "channels": [
                payloads.channel(world, channel)
                for channel in world.channels.values()
                if world.may_see(channel, user_id)
            ],
            "commands": list(world.commands.values()),
            "now": world.now().isoformat(),
            "connected": self._gateway.is_connected,
        }
