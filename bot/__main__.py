"""The command line: runs the bot, on Discord with a token and in the playground without."""

import argparse
import asyncio
import contextlib
import gc
import importlib
import io
import logging
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import aiohttp
import discord
import platformdirs
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from filelock import FileLock, Timeout
from pydantic import ValidationError

from . import metrics
from .assistant.endpoint import Endpoint
from .client import Backups, Purser
from .clock import Clock, SystemClock
from .ledger.rate_card import BadRateCard, RateCard
from .logs import log_to_stderr
from .playground import Playground
from .rate_cards import choose_rate_card
from .settings import Settings, SettingsError, explanation, load_settings
from .store import backup, copying
from .store.audit import Checked, audited
from .store.engine import sqlite
from .store.engine.database import Database
from .store.engine.errors import StoreError, explained, sentence
from .store.engine.files import check_is_file, identity

log = logging.getLogger(__name__)


class CannotRun(Exception):
    """Why Purser cannot run, as a sentence for the host."""


def main() -> None:
    """Do what the command line names. Exits with 1 and a sentence when it cannot."""
    log_to_stderr()  # what goes wrong before the settings are read is told in our words too
    _print_any_name()
    gc.freeze()  # what has been imported stays: the collector need not look at it again
    told = _command_line().parse_args()
    try:
        settings = load_settings()
        log_to_stderr(settings.log_level)
        told.does(settings, told)
    except (SettingsError, BadRateCard, StoreError, CannotRun) as error:
        sys.exit(f"purser: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception:
        log.critical("a fault ended Purser", exc_info=True)
        sys.exit(1)


def _print_any_name() -> None:
    """Files may have names that are no text; those are printed with escapes, as on stderr."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _command_line() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("purser", description=(__doc__ or "").partition("\n")[0])
    parser.set_defaults(does=_serve)
    commands = parser.add_subparsers(metavar="command")
    run = commands.add_parser("run", help="serve Discord, or the playground (the default)")
    run.set_defaults(does=_serve)
    checks = commands.add_parser("check", help="audit the books: every rule, every account")
    checks.set_defaults(does=_check)
    copy = commands.add_parser("backup", help="write a checked copy of the books")
    copy.add_argument(
        "folder", nargs="?", type=Path, help="where to (default: backups, beside them)"
    )
    copy.set_defaults(does=_back_up)
    move = commands.add_parser("copy", help="copy the books to the other engine, and check them")
    move.add_argument("source", metavar="from", help="a file, or a URL")
    move.add_argument("target", metavar="to", help="a file, or a URL")
    move.set_defaults(does=_copy)
    back = commands.add_parser("restore", help="put a backup in the books' place")
    back.add_argument("file", type=Path, help="the backup")
    back.set_defaults(does=_restore)
    return parser


def _serve(settings: Settings, _: argparse.Namespace) -> None:
    rates = choose_rate_card(settings.rate_card)
    serving = serve_discord if settings.token else serve_playground
    if settings.postgres_url:
        asyncio.run(serving(settings, rates))
        return
    with only_one(settings.database_path()):
        asyncio.run(serving(settings, rates))


def _opening(settings: Settings) -> Awaitable[Database]:
    """The books, wherever they are. Raises CannotRun where psycopg is missing."""
    if settings.postgres_url is None:
        return sqlite.open_database(settings.database_path())
    opening: Awaitable[Database] = _postgres().open_database(settings.postgres_url)
    return opening


def _postgres() -> ModuleType:
    """PostgreSQL's module. Raises CannotRun where psycopg is missing."""
    try:
        return importlib.import_module("bot.store.engine.postgres")
    except ImportError as error:
        raise CannotRun(
            "the database is PostgreSQL, which needs psycopg: install purser[postgres]."
        ) from error


def _check(settings: Settings, _: argparse.Namespace) -> None:
    """Audit a copy, so that a bot may run meanwhile; on PostgreSQL one snapshot."""
    if settings.postgres_url:
        checked = asyncio.run(_audit(settings))
    else:
        path = _existing(settings.database_path())
        with explained(path), tempfile.TemporaryDirectory() as folder:
            checked = backup.back_up(path, Path(folder), SystemClock().now())[1]
    for kind, count in checked.set_aside.items():
        if count:
            print(f"Set aside after a failure, to be tried again: {kind}: {count}")
    if checked.broken:
        raise CannotRun(f"{_place(settings)} {_what_is_broken(checked)}")
    print(f"{_place(settings)}: {checked.accounts} accounts, and every rule holds.")


async def _audit(settings: Settings) -> Checked:
    async with await _opening(settings) as database:
        return await database.read_apart(audited)


def _what_is_broken(checked: Checked) -> str:
    return f"does not add up: {'; '.join(checked.broken)}."


def _only_files(settings: Settings) -> None:
    if settings.postgres_url:
        raise CannotRun("PostgreSQL has its own tools for that: pg_dump and pg_restore.")


def _back_up(settings: Settings, told: argparse.Namespace) -> None:
    _only_files(settings)
    path = _existing(settings.database_path())
    folder = told.folder or backups_of(path).folder
    made, checked = backup.back_up(path, folder, SystemClock().now())
    print(made)
    if checked.broken:
        raise CannotRun(f"the copy was written, but {_what_is_broken(checked)}")


def _copy(_: Settings, told: argparse.Namespace) -> None:
    source, target = _named(told.source), _named(told.target)
    if source == target or _are_one_file(source, target):
        raise CannotRun("there is nothing to copy: both are the same database.")
    if isinstance(source, Path):
        _existing(source)
    with contextlib.ExitStack() as stack:
        for place in (source, target):
            if isinstance(place, Path):
                stack.enter_context(only_one(place))
        checked = copying.copy(source, target)
    if checked.broken:
        raise CannotRun(f"{checked.accounts} accounts were copied, but {_what_is_broken(checked)}")
    print(f"{checked.accounts} accounts copied, and every rule holds.")


def _are_one_file(*places: copying.Place) -> bool:
    known = [identity(place) if isinstance(place, Path) else None for place in places]
    return known[0] is not None and known[0] == known[1]


def _named(database: str) -> copying.Place:
    """The file or the PostgreSQL that an argument names. Raises SettingsError."""
    try:
        settings = Settings(database=database)
    except ValidationError as error:
        raise SettingsError(explanation(error)) from None
    if settings.postgres_url is None:
        return settings.database_path()
    _postgres()
    return settings.postgres_url


def _restore(settings: Settings, told: argparse.Namespace) -> None:
    _only_files(settings)
    path = settings.database_path()
    with only_one(path):
        kept, checked = backup.restore(_existing(told.file), path, SystemClock().now())
    print(f"{path} is now what {told.file} held." + (f" What was there: {kept}" if kept else ""))
    if checked.broken:
        raise CannotRun(f"it was put in place, but {_what_is_broken(checked)}")


def _existing(path: Path) -> Path:
    if not os.path.isfile(path):
        raise CannotRun(f"there is no file {path}.")
    return path


def backups_of(path: Path) -> Backups:
    """Where the nightly copies of a database go."""
    return Backups(path, path.parent / "backups")


@contextlib.contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Keep other Pursers from this database while one runs. Raises CannotRun when one does."""
    check_is_file(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        Path(f"{path}.lock").touch(mode=0o600)
        lock = FileLock(f"{path}.lock", timeout=0)
        lock.acquire()
    except Timeout as error:
        raise CannotRun(
            f"another Purser is running on {path}. Stop it, or set PURSER_DATABASE to another file."
        ) from error
    except (OSError, UnicodeError) as error:
        raise StoreError(sentence(path, error)) from error
    try:
        yield
    finally:
        lock.release()


async def serve_discord(settings: Settings, rates: RateCard) -> None:
    """Serve Discord until interrupted. Raises CannotRun for a wrong token or no network."""
    assert settings.token is not None  # noqa: S101
    async with await _opening(settings) as database:
        print(f"Purser keeps its books in {_place(settings)}", flush=True)
        bot = Purser(database, rates, SystemClock(), **settings.shard_options)
        if settings.postgres_url is None:
            bot.backups = backups_of(settings.database_path())
        _plug_in_model(bot, settings)
        await _run(bot, settings.token, settings)


def _place(settings: Settings) -> str:
    """Where the books are, without a password."""
    if settings.postgres_url is None:
        return str(settings.database_path())
    shown: str = _postgres().shown(settings.postgres_url)
    return shown


async def serve_playground(settings: Settings, rates: RateCard, clock: Clock | None = None) -> None:
    """Serve the playground's page and the bot in it until interrupted.

    Its time begins with the clock's: the machine's, unless another is handed in.
    """
    async with await _opening(settings) as database:
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
            f"No DISCORD_TOKEN is set, so nothing leaves this machine. Books: {_place(settings)}",
            flush=True,
        )
        try:
            bot = purser_in(playground, database, rates)
            _plug_in_model(bot, settings)
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


def _plug_in_model(bot: Purser, settings: Settings) -> None:
    if settings.model_url:
        key = settings.model_key.get_secret_value()
        bot.endpoint = Endpoint(settings.model_url, key, settings.model_name, bot.questions.topics)


def purser_in(
    playground: Playground, database: Database, rates: RateCard, clock: Clock | None = None
) -> Purser:
    """A bot that speaks to the playground, with its clock unless its host's is another."""
    Route.BASE = playground.api_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(playground.gateway.url)
    bot = Purser(database, rates, clock or playground)
    playground.on_clock_moved(bot.clock_moved)
    return bot


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
        runner = await metrics.serve(bot, port)
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
    watching = asyncio.create_task(bot.database.watch_files())
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


if __name__ == "__main__":
    main()
