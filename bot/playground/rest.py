"""REST v10: the routes that a bot calls."""

import json
from collections import deque
from collections.abc import Callable
from email.utils import format_datetime
from typing import Any

from aiohttp import web

from . import payloads
from .faults import LOST, Faults, cut, failing
from .gateway import Gateway
from .interactions import Interactions, Notify
from .limits import ApiError, answer, check_message, unknown
from .ratelimits import RateLimits
from .world import DM, Json, World, attached, public, reference_to

API = "/api/v10"
CheckBody = Callable[[str, str, Any], None]
"""Takes the method, the path and the JSON of a request; raises Refused for a body that is wrong."""


class Rest:
    """The bot's side of the API."""

    def __init__(
        self, world: World, gateway: Gateway, interactions: Interactions, notify: Notify, token: str
    ) -> None:
        self._world = world
        self._gateway = gateway
        self._interactions = interactions
        self._notify = notify
        self._token = token
        self._rate_limits = RateLimits(world)
        self.faults = Faults()
        self.troubles: deque[Json] = deque(maxlen=200)
        self.check_body: CheckBody | None = None

    def routes(self) -> list[web.RouteDef]:
        application, hook = "/applications/{application}", "/webhooks/{application}/{token}"
        return [
            web.get(f"{API}/gateway/bot", self._gateway_bot),
            web.get(f"{API}/users/@me", self._me),
            web.post(f"{API}/users/@me/channels", self._open_dm),
            web.get(f"{API}/oauth2/applications/@me", self._application),
            web.get(f"{API}/applications/@me", self._application),
            web.get(f"{API}{application}/commands", self._get_commands),
            web.put(f"{API}{application}/commands", self._put_commands),
            web.post(f"{API}/interactions/{{id}}/{{token}}/callback", self._callback),
            web.post(f"{API}{hook}", self._follow_up),
            web.get(f"{API}{hook}/messages/{{message}}", self._get_answer),
            web.patch(f"{API}{hook}/messages/{{message}}", self._edit_answer),
            web.delete(f"{API}{hook}/messages/{{message}}", self._delete_answer),
            web.get(f"{API}/guilds/{{guild}}/members/{{user}}", self._get_member),
            web.get(f"{API}/channels/{{channel}}", self._get_channel),
            web.post(f"{API}/channels/{{channel}}/messages", self._post_message),
            web.get(f"{API}/channels/{{channel}}/messages/{{message}}", self._get_message),
            web.patch(f"{API}/channels/{{channel}}/messages/{{message}}", self._edit_message),
            web.delete(f"{API}/channels/{{channel}}/messages/{{message}}", self._delete_message),
        ]

    @web.middleware
    async def middleware(self, request: web.Request, handler: Any) -> web.StreamResponse:
        """Who may call the API, how refusals look, and what time it is."""
        if not request.path.startswith(API):
            return await handler(request)  # type: ignore[no-any-return]
        response = await self._respond(request, handler)
        response.headers["Date"] = format_datetime(self._world.now(), usegmt=True)
        return response

    async def _respond(self, request: web.Request, handler: Any) -> web.StreamResponse:
        open_to_all = request.path.startswith((f"{API}/interactions/", f"{API}/webhooks/"))
        if not open_to_all and request.headers.get("Authorization") != f"Bot {self._token}":
            return answer({"code": 0, "message": "401: Unauthorized"}, status=401)
        headers: dict[str, str] = {}
        if not open_to_all:
            too_many, headers = self._rate_limits.check(request)
            if too_many is not None:
                await self._tell(request, 429, "You are being rate limited.")
                return too_many
        fault = self.faults.take(request)
        if fault is not None and fault.status != LOST:
            await self._tell(request, fault.status, "fault on demand")
            return failing(fault)
        response = await self._handle(request, handler)
        if fault is not None:
            await cut(request)
        response.headers.update(headers)
        return response

    async def _handle(self, request: web.Request, handler: Any) -> web.StreamResponse:
        try:
            if self.check_body and request.content_type == "application/json":
                self.check_body(request.method, request.path, await request.json())
            return await handler(request)  # type: ignore[no-any-return]
        except ApiError as refused:
            await self._tell(request, refused.status, str(refused.body))
            return refused.response()
        except web.HTTPNotFound:
            await self._tell(request, 404, "no such route here")
            return answer({"code": 0, "message": "404: Not Found"}, status=404)

    async def _tell(self, request: web.Request, status: int, what: str) -> None:
        """Tell the page what went wrong on the wire, by the route and never by the whole path."""
        route = getattr(request.match_info.route.resource, "canonical", "unknown route")
        told = {"method": request.method, "route": route, "status": status, "what": what}
        self.troubles.append(told)
        await self._notify("trouble", told)

    async def _gateway_bot(self, _: web.Request) -> web.Response:
        limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
        return answer({"url": self._gateway.url, "shards": 1, "session_start_limit": limit})

    async def _me(self, _: web.Request) -> web.Response:
        return answer(public(self._world.bot))

    async def _application(self, _: web.Request) -> web.Response:
        return answer(payloads.application(self._world))

    async def _open_dm(self, request: web.Request) -> web.Response:
        user_id = str((await request.json())["recipient_id"])
        if user_id not in self._world.users:
            raise unknown("User", 10013)
        channel = self._world.dm_of(user_id)
        return answer(payloads.channel(self._world, channel))

    async def _get_commands(self, _: web.Request) -> web.Response:
        return answer(list(self._world.commands.values()))

    async def _put_commands(self, request: web.Request) -> web.Response:
        commands = [payloads.command(self._world, body) for body in await request.json()]
        for command_id in list(self._world.commands):
            self._world.forget("command", command_id)
        self._world.commands = {command["id"]: command for command in commands}
        for command in commands:
            self._world.keep("command", command)
        await self._notify("commands", {"commands": commands})
        return answer(commands)

    async def _callback(self, request: web.Request) -> web.Response:
        body, files = await self._body(request)
        where = request.match_info
        answered = await self._interactions.answer(where["id"], where["token"], body, files)
        if request.query.get("with_response"):
            return answer(answered)
        return web.Response(status=204)

    async def _follow_up(self, request: web.Request) -> web.Response:
        body, files = await self._body(request)
        message = await self._interactions.follow_up(request.match_info["token"], body, files)
        return answer(public(message))

    async def _get_answer(self, request: web.Request) -> web.Response:
        where = request.match_info
        return answer(public(self._interactions.message(where["token"], where["message"])))

    async def _edit_answer(self, request: web.Request) -> web.Response:
        body, files = await self._body(request)
        where = request.match_info
        message = await self._interactions.edit(where["token"], where["message"], body, files)
        return answer(public(message))

    async def _delete_answer(self, request: web.Request) -> web.Response:
        where = request.match_info
        await self._interactions.delete(where["token"], where["message"])
        return web.Response(status=204)

    async def _get_member(self, request: web.Request) -> web.Response:
        """Everybody in the playground is a member of its servers."""
        where = request.match_info
        if where["guild"] not in self._world.guilds or where["user"] not in self._world.users:
            raise unknown("Member", 10007)
        return answer(payloads.member(self._world, self._world.users[where["user"]]))

    async def _get_channel(self, request: web.Request) -> web.Response:
        return answer(payloads.channel(self._world, self._channel(request)))

    async def _post_message(self, request: web.Request) -> web.Response:
        channel = self._channel(request)
        body, files = await self._body(request)
        self._check_may_write(channel)
        check_message(body, has_files=bool(files))
        message = self._world.sent_before(channel["id"], body)
        if message is None:
            message = self._world.new_message(
                channel["id"],
                self._world.bot,
                attached(body, files),
                nonce=body.get("nonce"),
                **self._answered(body),
            )
            await self._notify("message", message)
        return answer(public(message))

    def _answered(self, body: Json) -> Json:
        """The message that this one answers, where there is one."""
        wanted = (body.get("message_reference") or {}).get("message_id")
        message = self._world.messages.get(str(wanted))
        return reference_to(message) if message else {}

    def _check_may_write(self, channel: Json) -> None:
        if channel["type"] == DM and channel["_people"][0] in self.faults.closed_dms:
            raise ApiError(403, 50007, "Cannot send messages to this user")
        if channel["id"] in self.faults.forbidden_channels:
            raise ApiError(403, 50013, "Missing Permissions")

    async def _get_message(self, request: web.Request) -> web.Response:
        return answer(public(self._message(request)))

    async def _edit_message(self, request: web.Request) -> web.Response:
        message = self._message(request)
        body, files = await self._body(request)
        check_message(body, has_files=True)
        whole = attached(body, files, message["attachments"])
        await self._notify("message", self._world.change_message(message, whole))
        return answer(public(message))

    async def _delete_message(self, request: web.Request) -> web.Response:
        message = self._message(request)
        self._world.delete_message(message["id"])
        await self._notify("gone", message)
        return web.Response(status=204)

    def _channel(self, request: web.Request) -> Json:
        channel = self._world.channels.get(request.match_info["channel"])
        if channel is None:
            raise unknown("Channel", 10003)
        return channel

    def _message(self, request: web.Request) -> Json:
        message = self._world.messages.get(request.match_info["message"])
        if message is None or message["channel_id"] != request.match_info["channel"]:
            raise unknown("Message", 10008)
        return message

    async def _body(self, request: web.Request) -> tuple[Json, list[Json]]:
        """The JSON of a request and the files that came with it, as attachments."""
        if not request.content_type.startswith("multipart/"):
            return (await request.json() if request.body_exists else {}), []
        body: Json = {}
        files: list[Json] = []
        async for part in await request.multipart():
            if getattr(part, "name", None) == "payload_json":
                body = json.loads(await part.text())  # type: ignore[union-attr]
            else:
                files.append(await self._file(part))
        return body, files

    async def _file(self, part: Any) -> Json:
        content = bytes(await part.read(decode=True))
        return self._world.new_file(part.filename, part.headers.get("Content-Type"), content)
