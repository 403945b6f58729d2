"""The playground's server: REST, gateway and page on one port of 127.0.0.1."""

import mimetypes
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.clock import Clock

from .faults import Faults
from .gateway import Gateway
from .interactions import Interactions
from .page import Page
from .rest import API, Rest
from .world import World

WEB = Path(__file__).parent / "web"
HOST = "127.0.0.1"
SHOWN_IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp")
LARGEST_FILE = 10 * 1024 * 1024


class Playground:
    """A Discord on this machine. `start` it, point a bot at `api_url` with `token`, `close` it.

    It is a clock too: its `now` is what people see in the page, and they can move it.
    """

    def __init__(self, path: Path | None, clock: Clock) -> None:
        """`path` is the file that keeps its state; None keeps it in memory.

        Its time begins with the clock's.
        """
        self.token = secrets.token_urlsafe(24)
        self.world = World(path, clock)
        self.gateway = Gateway(self.world, self.token)
        self.page = Page(self.world, self.gateway)
        self.interactions = Interactions(self.world, self.gateway, self.page.notify)
        self.page.interactions = self.interactions
        self.rest = Rest(self.world, self.gateway, self.interactions, self.page.notify, self.token)
        self.page.faults = self.faults
        self.page.troubles = self.rest.troubles
        self.gateway.on_bot = self.page.bot_is
        self._runner: web.AppRunner | None = None
        self.port = 0

    @property
    def faults(self) -> Faults:
        return self.rest.faults

    def now(self) -> datetime:
        return self.world.now()

    def on_clock_moved(self, callback: Callable[[], Awaitable[Any]]) -> None:
        """Call back whenever somebody has moved the clock."""
        self.page.on_clock_moved = callback

    def on_arrival(self, callback: Callable[[str], None]) -> None:
        """Call back with a person's id when somebody is them in the page, the bot being there."""
        self.page.on_arrival = callback

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def api_url(self) -> str:
        return f"{self.url}{API}"

    async def start(self, port: int) -> None:
        """Listen on that port of 127.0.0.1; 0 takes a free one. Raises OSError when it is taken."""
        app = web.Application(
            client_max_size=LARGEST_FILE + 1024,
            middlewares=[self._only_local, self.rest.middleware],
        )
        app.add_routes(self.rest.routes())
        app.add_routes(
            [
                web.get("/", self._index),
                web.get("/gateway", self.gateway.handle),
                web.get("/page", self.page.handle),
                web.get("/files/{file}/{name}", self._file),
                web.post("/files/{name}", self._upload),
                web.static("/web", WEB),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.gateway.url = f"ws://{HOST}:{self.port}/gateway"
        self.world.origin = self.url

    async def close(self) -> None:
        await self.page.close()
        await self.gateway.drop()
        if self._runner is not None:
            await self._runner.cleanup()
        self.world.close()

    @web.middleware
    async def _only_local(self, request: web.Request, handler: Any) -> web.StreamResponse:
        """Refuse a foreign Host (DNS rebinding) and a foreign Origin (other pages)."""
        hosts = (f"{HOST}:{self.port}", f"localhost:{self.port}")
        origin = request.headers.get("Origin")
        if request.host not in hosts or (origin and origin not in [f"http://{h}" for h in hosts]):
            return web.Response(status=403, text="The playground answers this machine only.")
        return await handler(request)  # type: ignore[no-any-return]

    async def _index(self, _: web.Request) -> web.StreamResponse:
        policy = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'"
        return web.FileResponse(
            WEB / "index.html",
            headers={"Content-Security-Policy": policy, "Cache-Control": "no-cache"},
        )

    async def _file(self, request: web.Request) -> web.Response:
        content = self.world.file(request.match_info["file"])
        if content is None:
            raise web.HTTPNotFound
        kind = mimetypes.guess_type(request.match_info["name"])[0] or ""
        shown = kind if kind in SHOWN_IMAGES else "application/octet-stream"
        return web.Response(
            body=content, content_type=shown, headers={"X-Content-Type-Options": "nosniff"}
        )

    async def _upload(self, request: web.Request) -> web.Response:
        """A file that somebody in the page is about to send; only the page itself may."""
        if not request.headers.get("Origin"):
            raise web.HTTPForbidden
        name = request.match_info["name"]
        content = await request.read()
        return web.json_response(self.world.new_file(name, mimetypes.guess_type(name)[0], content))
