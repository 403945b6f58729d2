"""What a host sees from outside: /metrics and /healthz, on 127.0.0.1 alone."""

from typing import Protocol

from aiohttp import web
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from bot.app import App
from bot.store.upkeep import set_aside, waiting_work

HOST = "127.0.0.1"


class Gateway(Protocol):
    """How the connection to Discord stands."""

    def is_ready(self) -> bool: ...

    @property
    def latency(self) -> float:
        """Of its heartbeats, in seconds."""
        ...


async def read_metrics(app: App, gateway: Gateway) -> bytes:
    """All figures as they stand now, in Prometheus' text format."""
    now = app.now()
    app.metrics.seen(
        await app.database.read(lambda tx: waiting_work(tx, now)),
        await app.database.read(set_aside),
        clock_is_wrong=app.clock.is_wrong,
        commits=app.database.commits,
        writes=app.database.writes,
    )
    app.metrics.gateway(is_ready=gateway.is_ready(), latency=gateway.latency)
    return app.metrics.as_text()


async def serve(app: App, gateway: Gateway, port: int) -> web.AppRunner:
    """Listen on that port of 127.0.0.1. Raises OSError when it is taken."""

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(
            body=await read_metrics(app, gateway), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    async def healthz(_: web.Request) -> web.Response:
        """200 while all is well and the database answers, 503 otherwise; what was set aside."""
        now = app.now()
        await app.database.read(lambda tx: waiting_work(tx, now))
        if not gateway.is_ready():
            return web.Response(status=503, text="the gateway is not connected\n")
        if app.clock.is_wrong:
            text = "the clock differs from Discord's: the calendar waits\n"
            return web.Response(status=503, text=text)
        failed = await app.database.read(set_aside)
        told = ", ".join(f"{kind}: {count}" for kind, count in failed.items() if count)
        return web.Response(text=f"ok, but set aside ({told})\n" if told else "ok\n")

    site = web.Application()
    site.add_routes([web.get("/metrics", metrics), web.get("/healthz", healthz)])
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, port).start()
    return runner
