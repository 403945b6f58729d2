"""Why the database cannot be used, in a sentence for the host."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_REASONS = {
    "SQLITE_NOTADB": "is not a database. Name another file in PURSER_DATABASE",
    "SQLITE_CORRUPT": "is damaged. Put a backup in its place",
    "SQLITE_READONLY": "cannot be written to. Allow its user to write the file and its folder",
    "SQLITE_CANTOPEN": "cannot be opened. Check that its folder exists and may be written to",
    "SQLITE_FULL": "has no room: the disk is full. Make room and start again",
    "SQLITE_IOERR": "cannot be read or written: the disk reports an error, or is full",
    "SQLITE_BUSY": "is in use by another program. Stop the other one, or name another file",
    "SQLITE_INTERRUPT": "is being closed",
}
_QUERY_ONLY = "SQLITE_READONLY"
"""What a connection that may only read answers to a write: no fault of the file."""


class StoreError(Exception):
    """The database cannot be used; the message says why and what to do."""


def sentence(path: Path, error: Exception) -> str:
    """What stopped us from using the database at `path`, and what to do."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return f"The database {path} {_REASONS['SQLITE_FULL']}. Nothing was changed."
    if isinstance(error, UnicodeError):
        return f"The database {path} cannot be used: its name is no text. Nothing was changed."
    if isinstance(error, OSError):
        return f"{error.filename or path} cannot be used: {error.strerror}. Nothing was changed."
    reason = _reason(error) or f"cannot be used: {error}"
    return f"The database {path} {reason}. Nothing was changed."


def _reason(error: Exception) -> str | None:
    name = getattr(error, "sqlite_errorname", "")
    return next((why for prefix, why in _REASONS.items() if name.startswith(prefix)), None)


def of_the_file(error: Exception) -> bool:
    """Whether the file is at fault (a full disk, an I/O error, a lock), not the statement."""
    name = getattr(error, "sqlite_errorname", "")
    return name != _QUERY_ONLY and _reason(error) is not None


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn the errors of SQLite and the file system into a StoreError about `path`."""
    try:
        yield
    except (sqlite3.Error, OSError, UnicodeError) as error:
        raise StoreError(sentence(path, error)) from error
