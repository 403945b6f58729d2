"""Purser served: on Discord with a token, in the playground without, until a signal comes."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import discord
import platformdirs
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from . import health
from .app import App
from .assistant.endpoint import Endpoint
from .client import Purser
from .clock import Clock, SystemClock
from .places import CannotRun, backups_of, opening, place_of
from .playground import Playground
from .rate_cards import RateCards
from .settings import Settings
from .store.engine.errors import explained

log = logging.getLogger(__name__)


async def serve_discord(settings: Settings, cards: RateCards) -> None:
    """Serve Discord until interrupted. Raises CannotRun for a wrong token or no network."""
    assert settings.token is not None  # noqa: S101
    async with await opening(settings) as database:
        print(f"Purser keeps its books in {place_of(settings)}", flush=True)
        app = App(database, cards, SystemClock())
        if settings.postgres_url is None:
            app.backups = backups_of(settings.database_path())
        _plug_in_model(app, settings)
        await _run(Purser(app, **settings.shard_options), settings.token, settings)


async def serve_playground(
    settings: Settings, cards: RateCards, clock: Clock | None = None
) -> None:
    """Serve the playground's page and the bot in it until interrupted.

    Its time begins with the clock's: the machine's, unless another is handed in.
    """
    async with await opening(settings) as database:
        world = _world(settings)
        with explained(world):
            playground = Playground(world, clock or SystemClock())
        try:
            await playground.start(settings.port)
        except OSError as error:
            playground.world.close()
            raise CannotRun(
                f"port {settings.port} is taken. Stop what uses it, or set PURSER_PORT "
                "(0 takes a free one)."
            ) from error
        print(f"Purser's playground: {playground.url}", flush=True)
        print(
            f"No DISCORD_TOKEN is set, so nothing leaves this machine. Books: {place_of(settings)}",
            flush=True,
        )
        try:
            app = App(database, cards, playground)
            _plug_in_model(app, settings)
            bot = purser_in(playground, app)
            greet_arrivals(playground, bot)
            await _run(bot, playground.token, settings)
        finally:
            await playground.close()


def _world(settings: Settings) -> Path:
    """The playground's channels and messages, beside the books."""
    if settings.postgres_url is None:
        path = settings.database_path()
        if path.suffix == ".world":
            raise CannotRun(
                "PURSER_DATABASE must not end in .world, as the playground's file does."
            )
        return path.with_suffix(".world")
    return platformdirs.user_data_path("purser", ensure_exists=True) / "playground.world"


def _plug_in_model(app: App, settings: Settings) -> None:
    if settings.model_url:
        key = settings.model_key.get_secret_value()
        app.endpoint = Endpoint(settings.model_url, key, settings.model_name, app.questions.topics)


def greet_arrivals(playground: Playground, bot: Purser) -> None:
    """Who opens the page has just installed Purser, which greets those whom it doesn't know."""
    playground.on_arrival(lambda user_id: bot.dispatch("installed", int(user_id)))


def purser_in(playground: Playground, app: App) -> Purser:
    """A bot that speaks to the playground."""
    Route.BASE = playground.api_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(playground.gateway.url)
    playground.on_clock_moved(app.clock.moved)
    return Purser(app)


async def _run(bot: Purser, token: str, settings: Settings) -> None:
    async with _seen_from_outside(bot, settings.metrics_port):
        await until_stopped(bot, token)


@contextlib.asynccontextmanager
async def _seen_from_outside(bot: Purser, port: int | None) -> AsyncIterator[None]:
    """Serve metrics and health while the bot runs, when a port was named for them."""
    if port is None:
        yield
        return
    try:
        runner = await health.serve(bot.app, bot, port)
    except OSError as error:
        raise CannotRun(
            f"port {port} is taken. Stop what uses it, or set PURSER_METRICS_PORT to another."
        ) from error
    try:
        yield
    finally:
        await runner.cleanup()


async def until_stopped(bot: Purser, token: str) -> None:
    """Run until a signal comes. Raises StoreError when the database's files are gone."""
    running = asyncio.create_task(_start(bot, token))
    watching = asyncio.create_task(bot.app.database.watch_files())
    watching.add_done_callback(lambda _: running.cancel())
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_log_failed_task)
    for name in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(name, running.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await running
    watching.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await watching


def _log_failed_task(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Without asyncio's own words, which quote the error, and with it what people wrote."""
    log.error("a task failed", exc_info=context.get("exception"))


async def _start(bot: Purser, token: str) -> None:
    try:
        async with bot:
            await bot.start(token)
    except discord.LoginFailure as error:
        raise CannotRun(
            "Discord does not know this token. Copy it anew from the developer portal "
            "(Bot, Reset Token) into DISCORD_TOKEN."
        ) from error
    except discord.PrivilegedIntentsRequired as error:
        raise CannotRun("Discord refused the intents; Purser needs no privileged one.") from error
    except discord.Forbidden as error:
        raise CannotRun(f"Discord refused: {error.text}. Check the bot's permissions.") from error
    except (aiohttp.ClientConnectionError, OSError, discord.GatewayNotFound) as error:
        raise CannotRun(f"Discord cannot be reached: {error}. Check the network.") from error
    except discord.HTTPException as error:
        raise CannotRun(f"Discord answered {error.status}: {error.text}. Try later.") from error
