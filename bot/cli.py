"""The command line: runs the bot, checks, copies and restores its books."""

import argparse
import asyncio
import contextlib
import gc
import io
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import ValidationError

from .clock import SystemClock
from .ledger.data_file import BadRateCard
from .logs import log_to_stderr
from .places import CannotRun, backups_of, opening, place_of, postgres
from .rate_cards import load_rate_cards
from .serving import serve_discord, serve_playground
from .settings import Settings, SettingsError, explanation, load_settings
from .store import backup, copying
from .store.audit import Checked, audited
from .store.engine.errors import StoreError, explained, sentence
from .store.engine.files import check_is_file, identity

log = logging.getLogger(__name__)


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
    cards = load_rate_cards(settings.rate_card, today=SystemClock().now().date())
    serving = serve_discord if settings.token else serve_playground
    if settings.postgres_url:
        asyncio.run(serving(settings, cards))
        return
    with only_one(settings.database_path()):
        asyncio.run(serving(settings, cards))


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
        raise CannotRun(f"{place_of(settings)} {_what_is_broken(checked)}")
    print(f"{place_of(settings)}: {checked.accounts} accounts, and every rule holds.")


async def _audit(settings: Settings) -> Checked:
    async with await opening(settings) as database:
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
    postgres()
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
