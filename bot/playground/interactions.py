"""The life of an interaction: sent to the bot, answered within 3 s, followed up for 15 min."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from . import payloads
from .commands import ATTACHMENT, GROUP, SUBCOMMAND
from .gateway import Gateway
from .limits import ApiError, check_choices, check_message, check_modal, unknown
from .world import EPHEMERAL, LOADING, Json, World, attached, public, reference_to

PING, COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 1, 2, 3, 4, 5
MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, OPEN_MODAL = 4, 5, 6, 7, 8, 9
CHAT_INPUT = 1
SECONDS_TO_ANSWER = 3.0
SECONDS_TO_FOLLOW_UP = 900.0

Notify = Callable[[str, Json], Awaitable[None]]


class Interactions:
    """The interactions that people start. `notify(event, data)` tells the page what changed."""

    def __init__(self, world: World, gateway: Gateway, notify: Notify) -> None:
        self._world = world
        self._gateway = gateway
        self._notify = notify
        self._open: dict[str, Json] = {}

    async def start(
        self, kind: int, user: Json, channel: Json, data: Json, message: Json | None = None
    ) -> Json:
        """Send an interaction to the bot; the page hears of an answer, or that none came."""
        payload = payloads.interaction(self._world, kind, user, channel, data, message)
        answered = asyncio.get_running_loop().create_future()
        record: Json = {
            "payload": payload,
            "user": user,
            "message_id": message["id"] if message else None,
            "answered": answered,
            "started": time.monotonic(),
            "original": None,
        }
        self._open[payload["token"]] = record
        self._forget_old()
        await self._gateway.dispatch("INTERACTION_CREATE", payload, payload.get("guild_id"))
        try:
            result = await asyncio.wait_for(asyncio.shield(answered), SECONDS_TO_ANSWER)
        except TimeoutError:
            answered.cancel()
            return {"id": payload["id"], "type": "silence"}
        return {"id": payload["id"], **result}

    def _forget_old(self) -> None:
        limit = time.monotonic() - SECONDS_TO_FOLLOW_UP
        while self._open:
            token, record = next(iter(self._open.items()))
            if record["started"] > limit:
                return
            del self._open[token]

    async def answer(self, interaction_id: str, token: str, body: Json, files: list[Json]) -> Json:
        """The bot's first answer. Raises Refused for a late, a double or a malformed one."""
        record = self._find(token)
        if record["payload"]["id"] != interaction_id or record["answered"].cancelled():
            raise unknown("interaction", 10062)
        if record["answered"].done():
            raise ApiError(400, 40060, "Interaction has already been acknowledged.")
        kind, data = body["type"], {**(body.get("data") or {})}
        message = await self._apply(record, kind, data, files)
        record["answered"].set_result({"type": kind, **self._for_page(kind, data)})
        return self._callback(record, kind, message)

    async def _apply(self, record: Json, kind: int, data: Json, files: list[Json]) -> Json | None:
        match kind:
            case 4:
                check_message(data, has_files=bool(files))
                return await self._respond(record, attached(data, files))
            case 5:
                return await self._respond(record, {"flags": data.get("flags", 0) | LOADING})
            case 6:
                record["original"] = record["message_id"]
            case 7:
                check_message(data, has_files=bool(files))
                record["original"] = record["message_id"]
                return await self._edit(record["message_id"], data, files)
            case 8:
                check_choices(data.get("choices") or [])
            case 9:
                check_modal(data)
        return None

    @staticmethod
    def _for_page(kind: int, data: Json) -> Json:
        if kind == CHOICES:
            return {"choices": data.get("choices") or []}
        return {"modal": data} if kind == OPEN_MODAL else {}

    @staticmethod
    def _callback(record: Json, kind: int, message: Json | None) -> Json:
        answered: dict[str, Any] = {
            "id": record["payload"]["id"],
            "type": record["payload"]["type"],
            "response_message_id": message["id"] if message else None,
            "response_message_loading": kind == DEFERRED,
            "response_message_ephemeral": bool(message and message["flags"] & EPHEMERAL),
        }
        resource = {"type": kind, **({"message": public(message)} if message else {})}
        return {"interaction": answered, "resource": resource}

    async def _respond(self, record: Json, body: Json) -> Json:
        message = await self._post(record, body)
        record["original"] = message["id"]
        return message

    async def _post(self, record: Json, body: Json) -> Json:
        payload = record["payload"]
        only_for = record["user"]["id"] if body.get("flags", 0) & EPHEMERAL else None
        pressed = self._world.messages.get(record["message_id"] or "")
        message = self._world.new_message(
            payload["channel_id"],
            self._world.bot,
            body,
            _for=only_for,
            _asked=_asked(record["user"], payload),
            webhook_id=self._world.bot["id"],
            application_id=self._world.bot["id"],
            **(reference_to(pressed) if pressed else {}),
        )
        await self._notify("message", message)
        return message

    async def _edit(self, message_id: str, body: Json, files: list[Json]) -> Json:
        message = self._world.messages.get(message_id)
        if message is None:
            raise unknown("Message", 10008)
        self._world.change_message(message, attached(body, files, message["attachments"]))
        await self._notify("message", message)
        return message

    async def follow_up(self, token: str, body: Json, files: list[Json]) -> Json:
        record = self._find(token)
        if not record["answered"].done():
            raise unknown("Webhook", 10015)
        check_message(body, has_files=bool(files))
        original = self._world.messages.get(record["original"] or "")
        if original and original["flags"] & LOADING:
            ephemeral = original["flags"] & EPHEMERAL
            edited = {**body, "flags": body.get("flags", 0) & ~EPHEMERAL | ephemeral}
            return await self._edit(original["id"], edited, files)
        return await self._post(record, attached(body, files))

    def message(self, token: str, message_id: str) -> Json:
        """The answer or a follow-up of an interaction."""
        record = self._find(token)
        wanted = record["original"] if message_id == "@original" else message_id
        found = self._world.messages.get(wanted or "")
        if found is None:
            raise unknown("Message", 10008)
        return found

    async def edit(self, token: str, message_id: str, body: Json, files: list[Json]) -> Json:
        message = self.message(token, message_id)
        check_message({**body, "flags": body.get("flags", 0) | message["flags"]}, has_files=True)
        return await self._edit(message["id"], body, files)

    async def delete(self, token: str, message_id: str) -> None:
        message = self.message(token, message_id)
        self._world.delete_message(message["id"])
        await self._notify("gone", message)

    def _find(self, token: str) -> Json:
        record = self._open.get(token)
        if record is None or time.monotonic() - record["started"] > SECONDS_TO_FOLLOW_UP:
            raise unknown("Webhook", 10015)
        return record


def _asked(user: Json, payload: Json) -> Json:
    """Who asked, which command with its sub-commands, and the whole line that stands for it."""
    asked: Json = {"id": user["id"], "by": user["global_name"], "what": None}
    if payload["type"] != COMMAND:
        return asked
    words, told = [payload["data"]["name"]], payload["data"].get("options") or []
    while told and told[0]["type"] in (SUBCOMMAND, GROUP):
        words.append(told[0]["name"])
        told = told[0].get("options") or []
    what = f"/{' '.join(words)}"
    if payload["data"]["type"] != CHAT_INPUT:
        return asked | {"what": payload["data"]["name"]}
    options = [f"{each['name']}:{each['value']}" for each in told if each["type"] != ATTACHMENT]
    return asked | {"what": what, "line": " ".join([what, *options])}
