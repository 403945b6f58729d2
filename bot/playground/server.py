"""The playground's server: REST, gateway and page on one port of 127.0.0.1."""

import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from .gateway import Gateway
from .interactions import Interactions
from .page import Page
from .rest import API, Rest
from .world import World

WEB = Path(__file__).parent / "web"
HOST = "127.0.0.1"


class Playground:
    """A Discord on this machine. `start` it, point a bot at `api_url` with `token`, `close` it.

    It is a clock too: its `now` is what people see in the page, and they can move it.
    """

    def __init__(self, path: Path | None) -> None:
        """`path` is the file that keeps its state; None keeps it in memory."""
        self.token = secrets.token_urlsafe(24)
        self.world = World(path)
        self.gateway = Gateway(self.world, self.token)
        self.page = Page(self.world, self.gateway)
        self.interactions = Interactions(self.world, self.gateway, self.page.notify)
        self.page.interactions = self.interactions
        self._rest = Rest(self.world, self.gateway, self.interactions, self.page.notify, self.token)
        self._runner: web.AppRunner | None = None
        self.port = 0

    def now(self) -> datetime:
        return self.world.now()

    def on_clock_moved(self, callback: Callable[[], Awaitable[Any]]) -> None:
        """Call back whenever somebody has moved the clock."""
        self.page.on_clock_moved = callback

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def api_url(self) -> str:
        return f"{self.url}{API}"

    async def start(self, port: int) -> None:
        """Listen on that port of 127.0.0.1; 0 takes a free one. Raises OSError when it is taken."""
        app = web.Application(middlewares=[self._only_local, self._rest.middleware])
        app.add_routes(self._rest.routes())
        app.add_routes(
            [
                web.get("/", self._index),
                web.get("/gateway", self.gateway.handle),
                web.get("/page", self.page.handle),
                web.get("/files/{file}", self._file),
                web.static("/web", WEB),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.gateway.url = f"ws://{HOST}:{self.port}/gateway"

    async def close(self) -> None:
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
        content = self.world.attachments.get(request.match_info["file"])
        if content is None:
            raise web.HTTPNotFound
        return web.Response(
            body=content,
            headers={"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"},
        )
