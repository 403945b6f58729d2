"""The files of an open SQLite database, and whether they are still the ones at their path."""

import os
import time
from pathlib import Path

from .errors import StoreError

SUFFIXES = ("", "-wal", "-shm")
"""What SQLite appends for the write-ahead log and for its index (https://sqlite.org/walformat.html)."""

_TICK_NS = 100_000_000
"""Two changes of a folder within a tick of the kernel's clock, 10 ms at most, may look like one."""


class FilesGone(StoreError):
    """The database that is open is no longer the one at its path."""


class OpenFiles:
    """Tells when a file was deleted or replaced while it is open.

    SQLite itself writes on into the file that it opened, where nobody finds it again
    (https://sqlite.org/howtocorrupt.html, section 4).
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None
        self._known = [(f"{path}{suffix}", identity(f"{path}{suffix}")) for suffix in SUFFIXES]

    def check(self) -> None:
        """Raises FilesGone when one of them is gone or is another file now.

        As long as no name in their folder changed, nothing is asked of the files themselves: since
        Linux 6.13 (multigrain timestamps) a file that was asked for its times notes the next write
        anew, which made a commit an eighth slower.
        """
        folder = _names_changed_at(self._path.parent)
        if folder is not None and folder == self._seen:
            return
        for name, known in self._known:
            if known is None or identity(name) != known:
                raise FilesGone(
                    f"The database {self._path} was deleted or replaced while it was in use "
                    f"({Path(name).name} is gone, or another file). Nothing was written since. "
                    "Put it or a backup in its place and start again."
                )
        settled = folder is not None and time.time_ns() - folder[-1] > _TICK_NS
        self._seen = folder if settled else None


def _names_changed_at(folder: Path) -> tuple[int, int, int] | None:
    """Which folder it is, and when a name in it was last made, changed or taken away."""
    try:
        found = os.stat(folder)
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns


def identity(name: str | Path) -> tuple[int, int] | None:
    """What the file system knows a file by, whatever its name; None where there is none."""
    try:
        found = os.stat(name)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def check_is_file(path: Path) -> None:
    """Raises StoreError where that name is a folder's, a device's or a link's in a circle."""
    if os.path.lexists(path) and not os.path.isfile(path):
        raise StoreError(f"{path} is no file. Nothing was changed. Name another.")


def real_path(path: Path) -> Path:
    """The path without symbolic links, by which two names of one file are the same.

    Where links go in a circle it is left, and the file cannot be opened.
    """
    return Path(os.path.realpath(path))
