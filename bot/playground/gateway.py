"""The gateway: sessions of the bot, their events, heartbeats and resumption."""

import asyncio
import json
import secrets
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import WSMsgType, web

from . import payloads
from .world import Json, World, public

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT = 0, 1, 2, 6, 7
INVALID_SESSION, HELLO, HEARTBEAT_ACK = 9, 10, 11
HEARTBEAT_MS = 41_250
BUFFERED = 10_000


class Session:
    """One shard's session. Events that were sent are kept, so that a resume can replay them."""

    def __init__(self, shard: list[int]) -> None:
        self.id = secrets.token_hex(16)
        self.shard = shard
        self.sequence = 0
        self.sent: deque[Json] = deque(maxlen=BUFFERED)
        self.socket: web.WebSocketResponse | None = None

    async def dispatch(self, event: str, data: Json) -> None:
        self.sequence += 1
        packet = {"op": DISPATCH, "t": event, "s": self.sequence, "d": data}
        self.sent.append(packet)
        await self.send(packet)

    async def send(self, packet: Json) -> None:
        if self.socket is not None and not self.socket.closed:
            try:
                await self.socket.send_str(json.dumps(packet))
            except ConnectionError:
                self.socket = None


class Gateway:
    """Accepts the bot's sockets and hands events to its sessions.

    `on_bot` is told when the bot has come (True) and when it has gone (False).
    """

    def __init__(self, world: World, token: str) -> None:
        self._world = world
        self._token = token
        self.sessions: dict[str, Session] = {}
        self.url = ""
        self.connected = asyncio.Event()
        self.on_bot: Callable[[bool], Awaitable[None]]

    @property
    def is_connected(self) -> bool:
        return any(s.socket and not s.socket.closed for s in self.sessions.values())

    async def dispatch(self, event: str, data: Json, guild_id: str | None = None) -> None:
        """Send an event to the shard that has the guild; those of DMs go to the first."""
        for session in list(self.sessions.values()):
            index, count = session.shard
            home = (int(guild_id) >> 22) % count if guild_id else 0
            if index == home:
                await session.dispatch(event, data)

    async def drop(self, *, resumable: bool = True) -> None:
        """Cut every connection as a failing network would; or make the sessions invalid too."""
        for session in list(self.sessions.values()):
            if not resumable:
                del self.sessions[session.id]
            if session.socket is not None:
                await session.socket.close(code=4000)

    async def ask_to_reconnect(self) -> None:
        """Ask every session to reconnect and resume, as Discord does before it restarts a node."""
        for session in list(self.sessions.values()):
            await session.send({"op": RECONNECT, "d": None})

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=1 << 22)
        await socket.prepare(request)
        await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": HEARTBEAT_MS}})
        session: Session | None = None
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            packet = json.loads(message.data)
            match packet["op"]:
                case op if op == HEARTBEAT:
                    await socket.send_json({"op": HEARTBEAT_ACK, "d": None})
                case op if op == IDENTIFY:
                    session = await self._identify(socket, packet["d"])
                case op if op == RESUME:
                    session = await self._resume(socket, packet["d"])
        if session is not None and session.socket is socket:
            session.socket = None
        if session is not None and not self.is_connected:
            await self.on_bot(False)
        return socket

    async def _identify(self, socket: web.WebSocketResponse, data: Json) -> Session | None:
        if data["token"] != self._token:
            await socket.close(code=4004, message=b"Authentication failed.")
            return None
        session = Session(data.get("shard") or [0, 1])
        for stale in [s for s in self.sessions.values() if s.shard == session.shard]:
            del self.sessions[stale.id]
        self.sessions[session.id] = session
        session.socket = socket
        index, count = session.shard
        guilds = [
            guild
            for guild in self._world.guilds.values()
            if (int(guild["id"]) >> 22) % count == index
        ]
        await session.dispatch("READY", self._ready(session, guilds))
        for guild in guilds:
            await session.dispatch("GUILD_CREATE", payloads.guild(self._world, guild))
        self.connected.set()
        await self.on_bot(True)
        return session

    def _ready(self, session: Session, guilds: list[Json]) -> dict[str, Any]:
        return {
            "v": 10,
            "user": public(self._world.bot),
            "guilds": [{"id": guild["id"], "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": session.shard,
            "application": {"id": self._world.bot["id"], "flags": 0},
        }

    async def _resume(self, socket: web.WebSocketResponse, data: Json) -> Session | None:
        session = self.sessions.get(data["session_id"])
        if session is None or data["token"] != self._token:
            await socket.send_json({"op": INVALID_SESSION, "d": False})
            return None
        session.socket = socket
        for packet in [p for p in session.sent if p["s"] > data["seq"]]:
            await session.send(packet)
        await session.dispatch("RESUMED", {})
        self.connected.set()
        await self.on_bot(True)
        return session
