"""The page's side: what a person in the browser does, and what they see live."""

import contextlib
import json
import re
import weakref
from collections import deque
from collections.abc import Callable
from typing import Any

from aiohttp import WSMsgType, web

from . import payloads
from .commands import available, check_options, snowflakes
from .faults import Faults
from .gateway import Gateway
from .interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL, Interactions
from .limits import ApiError
from .world import EPHEMERAL, Json, World, public, reference_to

HISTORY = 200
MESSAGE_MENU = 3
BUTTON, STRING_SELECT = 2, 3
"""Kinds of components whose press stands for no people, roles or channels."""
LONGEST_MESSAGE = 4000
"""Characters of what somebody writes, as Discord allows at most."""


class Page:
    """The browsers that are open, each as one of the people."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self._world = world
        self._gateway = gateway
        self._viewers: weakref.WeakKeyDictionary[web.WebSocketResponse, str] = (
            weakref.WeakKeyDictionary()
        )
        self.interactions: Interactions
        self.faults: Faults
        self.troubles: deque[Json]
        self.on_clock_moved: Any = None
        self.on_arrival: Callable[[str], None] | None = None

    async def close(self) -> None:
        for socket in list(self._viewers):
            await socket.close()

    async def notify(self, event: str, data: Json) -> None:
        """Tell every browser that may know of it."""
        for socket, user_id in list(self._viewers.items()):
            if event in ("message", "gone") and not self._visible(data, user_id):
                continue
            await self._send(socket, {"event": event, "data": data})

    async def bot_is(self, there: bool) -> None:
        """The bot has come, or gone."""
        await self.notify("bot", {"connected": there})
        if there:
            for user_id in set(self._viewers.values()):
                self._arrived(user_id)

    def _arrived(self, user_id: str) -> None:
        if self.on_arrival and self._gateway.is_connected:
            self.on_arrival(user_id)

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
            if message.type is WSMsgType.TEXT and (asked := _asked(message.data)) is not None:
                await self._act(socket, asked)
        self._viewers.pop(socket, None)
        return socket

    async def _act(self, socket: web.WebSocketResponse, asked: Json) -> None:
        """Do what the browser asks; the answer carries the number that it gave the request."""
        user = self._world.users[self._viewers[socket]]
        try:
            result = await self._doing(socket, user, asked)
        except ApiError as refused:
            result = {"error": str(refused)}
        except (AttributeError, KeyError, TypeError, ValueError):
            result = {"error": "The playground doesn't know what that is."}
        await self._send(socket, {"event": "answer", "number": asked.get("number"), "data": result})

    async def _doing(self, socket: web.WebSocketResponse, user: Json, asked: Json) -> Json:
        match asked["do"]:
            case "be":
                if asked["user"] in self._world.users:
                    self._viewers[socket] = asked["user"]
                self._arrived(self._viewers[socket])
                return self._everything(self._viewers[socket])
            case "speak":
                self._world.set_locale(user, asked["locale"])
                return self._everything(user["id"])
            case "clock":
                self._move_clock(asked["seconds"])
                await self.notify("clock", {"now": self._world.now().isoformat()})
                if self.on_clock_moved:
                    await self.on_clock_moved()
                return {}
            case "break":
                return await self._break(user, asked["what"])
        channel = self._world.channels[asked["channel"]]
        if not self._world.may_see(channel, user["id"]):
            raise ApiError(403, 50001, "That channel is somebody else's.")
        return await self._in_channel(user, channel, asked)

    def _move_clock(self, seconds: Any) -> None:
        try:
            self._world.move_clock(seconds)
        except ValueError as error:
            raise ApiError(400, 0, str(error)) from error

    async def _break(self, user: Json, what: str) -> Json:
        """Faults that a person can ask for; answers whether this one is now on."""
        match what:
            case "gateway":
                await self._gateway.drop()
            case "answer":
                self.faults.add("POST", "/callback$", 500)
            case "dms":
                self.faults.closed_dms ^= {user["id"]}
                return {"on": user["id"] in self.faults.closed_dms}
        return {"on": False}

    async def _in_channel(self, user: Json, channel: Json, asked: Json) -> Json:
        match asked["do"]:
            case "open":
                self._arrived(user["id"])
                return {
                    "messages": self._history(channel["id"], user["id"]),
                    "commands": available(self._world, user["id"], channel),
                }
            case "say":
                return await self._say(user, channel, asked)
        if not self._gateway.is_connected:
            return {"type": "silence"}
        match asked["do"]:
            case "command" | "complete":
                return await self._command(user, channel, asked)
            case "press":
                message = self._seen(asked["message"], user["id"])
                data = asked["data"]
                if data["component_type"] not in (BUTTON, STRING_SELECT):
                    data |= self._resolved(user, data)
                return await self.interactions.start(COMPONENT, user, channel, data, message)
            case "submit":
                shown_by = self._world.messages.get(asked.get("message") or "")
                return await self.interactions.start(MODAL, user, channel, asked["data"], shown_by)
        raise KeyError(asked["do"])

    async def _command(self, user: Json, channel: Json, asked: Json) -> Json:
        offered = {each["id"]: each for each in available(self._world, user["id"], channel)}
        if asked["command"] not in offered:
            raise ApiError(403, 50001, "That command is not there for you here.")
        command = offered[asked["command"]]
        data = {"id": command["id"], "name": command["name"], "type": command["type"]}
        if asked["do"] == "complete":
            data["options"] = asked["options"]
            return await self.interactions.start(AUTOCOMPLETE, user, channel, data)
        if command["type"] == MESSAGE_MENU:
            target = self._seen(asked["target"], user["id"])
            data |= {
                "target_id": target["id"],
                "resolved": {"messages": {target["id"]: public(target)}},
            }
        else:
            check_options(command, asked["options"])
            files = {file["id"]: file for file in asked.get("files") or []}
            resolved = self._resolved(user, {"values": snowflakes(asked["options"])})["resolved"]
            data |= {"options": asked["options"], "resolved": resolved | {"attachments": files}}
        return await self.interactions.start(COMMAND, user, channel, data)

    def _seen(self, message_id: str, user_id: str) -> Json:
        message = self._world.messages[message_id]
        if not self._visible(message, user_id):
            raise ApiError(404, 10008, "That message is somebody else's.")
        return message

    def _resolved(self, user: Json, data: Json) -> Json:
        """What the values of a select or an option of people, roles or channels stand for."""
        world, values = self._world, data.get("values") or []
        users = {value: public(world.users[value]) for value in values if value in world.users}
        channels = {
            value: payloads.channel(world, world.channels[value])
            | {"permissions": str(world.permissions(user["id"]))}
            for value in values
            if value in world.channels
        }
        roles = {
            guild["id"]: payloads.everyone_role(world, guild)
            for guild in world.guilds.values()
            if guild["id"] in values
        }
        members = {value: payloads.member(world, each) for value, each in users.items()}
        for member in members.values():
            del member["user"]
        return {
            "resolved": {"users": users, "members": members, "channels": channels, "roles": roles}
        }

    async def _say(self, user: Json, channel: Json, asked: Json) -> Json:
        text, bot = asked["text"], self._world.bot
        if len(text) > LONGEST_MESSAGE:
            raise ApiError(
                400,
                50035,
                f"A message holds at most {LONGEST_MESSAGE:,} characters; this has {len(text):,}.",
            )
        answered = self._seen(asked["reply"], user["id"]) if asked.get("reply") else None
        mentioned = re.search(rf"<@!?{bot['id']}>", text) is not None or (
            answered is not None and answered["author"]["id"] == bot["id"]
        )
        message = self._world.new_message(
            channel["id"],
            user,
            {"content": text, "attachments": asked.get("files") or []},
            mentions=[public(bot)] if mentioned else [],
            **(reference_to(answered) if answered else {}),
        )
        await self.notify("message", message)
        event = public(message)
        if answered:
            event["referenced_message"] = public(answered)
        if guild_id := channel.get("guild_id"):
            event |= {"guild_id": guild_id, "member": payloads.member(self._world, user)}
            if not mentioned:  # without the privileged intent, Discord leaves the text out
                event |= {"content": "", "attachments": []}
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
            "roles": [payloads.everyone_role(world, guild) for guild in world.guilds.values()],
            "troubles": list(self.troubles),
            "now": world.now().isoformat(),
            "connected": self._gateway.is_connected,
        }


def _asked(text: str) -> Json | None:
    """What a browser asks; None for what no page of ours sends."""
    try:
        asked = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return asked if isinstance(asked, dict) else None
