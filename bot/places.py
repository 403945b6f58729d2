"""Where the books are: in a file or on PostgreSQL, opened and named for people."""

import importlib
from collections.abc import Awaitable
from pathlib import Path
from types import ModuleType

from .app import Backups
from .settings import Settings
from .store.engine import sqlite
from .store.engine.database import Database


class CannotRun(Exception):
    """Why Purser cannot run, as a sentence for the host."""


def opening(settings: Settings) -> Awaitable[Database]:
    """The books, wherever they are. Raises CannotRun where psycopg is missing."""
    if settings.postgres_url is None:
        return sqlite.open_database(settings.database_path())
    opened: Awaitable[Database] = postgres().open_database(settings.postgres_url)
    return opened


def postgres() -> ModuleType:
    """PostgreSQL's module. Raises CannotRun where psycopg is missing."""
    try:
        return importlib.import_module("bot.store.engine.postgres")
    except ImportError as error:
        raise CannotRun(
            "the database is PostgreSQL, which needs psycopg: install purser[postgres]."
        ) from error


def place_of(settings: Settings) -> str:
    """Where the books are, without a password."""
    if settings.postgres_url is None:
        return str(settings.database_path())
    shown: str = postgres().shown(settings.postgres_url)
    return shown


def backups_of(path: Path) -> Backups:
    """Where the nightly copies of a database go."""
    return Backups(path, path.parent / "backups")
