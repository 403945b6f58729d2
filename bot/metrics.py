"""What a host sees from outside: Prometheus metrics and /healthz, on 127.0.0.1 alone."""

import time
from typing import TYPE_CHECKING, Any

import discord
from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from .store.upkeep import set_aside, waiting_work

if TYPE_CHECKING:
    from .client import Purser

HOST = "127.0.0.1"
LATE_SECONDS = 3.0
"""By then Discord has told the person that the application did not respond."""
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5)


class Metrics:
    """The figures of one bot, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._latency = Histogram(
            "purser_answer_seconds", "From an interaction's arrival to its answer",
            ["name"], buckets=_BUCKETS, registry=self.registry,
        )  # fmt: skip
        self._late = Counter(
            "purser_answers_late", "Answers after Discord's three seconds",
            ["name"], registry=self.registry,
        )  # fmt: skip
        self._faults = Counter(
            "purser_faults", "Apologies that were made, each with a reference in the log",
            registry=self.registry,
        )  # fmt: skip
        self._due = Gauge(
            "purser_due_work", "Work that is due and not done", ["kind"], registry=self.registry
        )
        self._set_aside = Gauge(
            "purser_set_aside", "What failed, and is tried again later", ["kind"],
            registry=self.registry,
        )  # fmt: skip
        self._clock_wrong = Gauge(
            "purser_clock_wrong", "1 while the clock differs from Discord's: the calendar waits",
            registry=self.registry,
        )  # fmt: skip
        self._broken = Gauge(
            "purser_broken_rules", "Rules of the ledger that the last audit found broken",
            registry=self.registry,
        )  # fmt: skip
        self._commits = Gauge("purser_commits", "Commits since the start", registry=self.registry)
        self._writes = Gauge(
            "purser_writes", "Transactions since the start; by commits: the writer's batch size",
            registry=self.registry,
        )  # fmt: skip
        self._ready = Gauge(
            "purser_gateway_ready", "1 while the gateway is connected", registry=self.registry
        )
        self._heartbeat = Gauge(
            "purser_gateway_latency_seconds", "Of the gateway's heartbeats", registry=self.registry
        )

    def begun(self, interaction: discord.Interaction[Any]) -> None:
        interaction.extras["begun"] = time.perf_counter()

    def answered(self, interaction: discord.Interaction[Any], name: str) -> None:
        """Count an answer of a command, or of a button by its action."""
        begun = interaction.extras.pop("begun", None)
        if begun is None:
            return
        took = time.perf_counter() - begun
        self._latency.labels(name).observe(took)
        if took > LATE_SECONDS:
            self._late.labels(name).inc()

    def apologised(self) -> None:
        self._faults.inc()

    def audited(self, broken: int) -> None:
        self._broken.set(broken)

    async def read(self, bot: "Purser") -> bytes:
        """All of them, in Prometheus' text format."""
        waiting = await bot.database.read(lambda tx: waiting_work(tx, bot.now()))
        for kind, count in waiting.items():
            self._due.labels(kind).set(count)
        for kind, count in (await bot.database.read(set_aside)).items():
            self._set_aside.labels(kind).set(count)
        self._clock_wrong.set(bot.clock.is_wrong)
        self._commits.set(bot.database.commits)
        self._writes.set(bot.database.writes)
        self._ready.set(bot.is_ready())
        if bot.is_ready():
            self._heartbeat.set(bot.latency)
        return generate_latest(self.registry)


async def serve(bot: "Purser", port: int) -> web.AppRunner:
    """Listen on that port of 127.0.0.1. Raises OSError when it is taken."""

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(
            body=await bot.metrics.read(bot), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    async def healthz(_: web.Request) -> web.Response:
        """200 while all is well and the database answers, 503 otherwise; what was set aside."""
        await bot.database.read(lambda tx: waiting_work(tx, bot.now()))
        if not bot.is_ready():
            return web.Response(status=503, text="the gateway is not connected\n")
        if bot.clock.is_wrong:
            text = "the clock differs from Discord's: the calendar waits\n"
            return web.Response(status=503, text=text)
        failed = await bot.database.read(set_aside)
        told = ", ".join(f"{kind}: {count}" for kind, count in failed.items() if count)
        return web.Response(text=f"ok, but set aside ({told})\n" if told else "ok\n")

    app = web.Application()
    app.add_routes([web.get("/metrics", metrics), web.get("/healthz", healthz)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, port).start()
    return runner
