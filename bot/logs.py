"""The log: one line an event, in logfmt, which people and machines read alike.

`at=… level=info from=cogs.month said="the month turned" accounts=3`; a traceback follows its line,
indented. Nothing that people wrote goes into it, nor a secret. Exceptions quote what they stumble
over, and so do libraries that log them: of an exception stand here its type, its codes and its
frames, never its message; of a library's record the template, with only its numbers filled in.
"""

import json
import logging
import re
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO

log = logging.getLogger(__name__)

MOST_FRAMES = 40
MOST_CHAINED = 10
_OWN = {"name", "msg", "args", "exc_info", "exc_text", "stack_info", "message", "taskName"}
_KNOWN = _OWN | set(vars(logging.makeLogRecord({})))
_OURS = ("bot", "cogs")
_CONSTANT = frozenset(
    {
        "Future exception was never retrieved",
        "Task exception was never retrieved",
        "Task was destroyed but it is pending!",
        "Unhandled exception in event loop",
    }
)
"""First lines of asyncio's; what follows them is the repr of tasks with their exceptions."""
_UNSAID = "..."


class Logfmt(logging.Formatter):
    """A record as key=value pairs; what is given as `extra` becomes pairs of its own."""

    def format(self, record: logging.LogRecord) -> str:
        pairs = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            **(_ours(record) if record.name.partition(".")[0] in _OURS else _theirs(record)),
        }
        line = " ".join(f"{key}={_quoted(str(value))}" for key, value in pairs.items())
        traced = trace(record.exc_info[1]) if record.exc_info and record.exc_info[1] else []
        return "\n".join([line, *(f"\t{each}" for each in traced)])


def _ours(record: logging.LogRecord) -> dict[str, object]:
    args = record.args if isinstance(record.args, tuple) else ()
    said = record.msg % tuple(map(_without_words, args)) if args else _without_words(record.msg)
    more = {key: value for key, value in vars(record).items() if key not in _KNOWN}
    return {"said": said, **{key: _without_words(value) for key, value in more.items()}}


def _without_words(value: object) -> object:
    return described(value) if isinstance(value, BaseException) else value


def _theirs(record: logging.LogRecord) -> dict[str, object]:
    """A library's record. Its template alone is sure to hold nothing of what it is about."""
    where = f"{record.filename}:{record.lineno}"
    if not isinstance(record.msg, str):
        return {"said": _UNSAID, "where": where}
    if isinstance(record.args, tuple) and record.args:
        numbers = [each if isinstance(each, int | float) else _UNSAID for each in record.args]
        try:
            return {"said": record.msg % tuple(numbers), "where": where}
        except (TypeError, ValueError):
            return {"said": record.msg, "where": where}
    first = record.msg.partition("\n")[0]
    constant = record.name.startswith("discord") or first in _CONSTANT
    return {"said": first if constant else _UNSAID, "where": where}


def _quoted(value: str) -> str:
    if value and all(sign.isalnum() or sign in "-_.:+/" for sign in value):
        return value
    return json.dumps(value)


# --- exceptions without their messages ----------------------------------------------------------


def described(error: BaseException) -> str:
    """The type of an exception and its codes, such as `OSError errno=28`."""
    kind = type(error)
    name = (
        kind.__qualname__
        if kind.__module__ == "builtins"
        else f"{kind.__module__}.{kind.__qualname__}"
    )
    return " ".join([name, *(f"{key}={value}" for key, value in _codes(error))])


_CODES = {
    "errno": re.compile(r"\d+"),
    "sqlite_errorname": re.compile(r"SQLITE_[A-Z_]+"),
    "sqlstate": re.compile(r"[0-9A-Z]{5}"),
    "status": re.compile(r"\d+"),
    "code": re.compile(r"\d+"),
}
"""What exceptions of the system, SQLite, psycopg, aiohttp and discord.py tell, as it must look."""


def _codes(error: BaseException) -> Iterator[tuple[str, object]]:
    for name, form in _CODES.items():
        value = getattr(error, name, None)
        if isinstance(value, int | str) and form.fullmatch(str(value)):
            yield name, value


def trace(error: BaseException) -> list[str]:
    """An exception with its frames, then those that led to it or stand in its group, as lines."""
    lines: list[str] = []
    for joint, each in _chained(error):
        lines.append(f"{joint}Traceback (most recent call last):")
        frames = traceback.StackSummary.extract(
            traceback.walk_tb(each.__traceback__), limit=-MOST_FRAMES
        )
        lines.extend(line for frame in frames.format() for line in frame.splitlines())
        lines.append(described(each))
    return lines


def _chained(error: BaseException) -> list[tuple[str, BaseException]]:
    """The outermost first, each once, at most MOST_CHAINED."""
    found: list[tuple[str, BaseException]] = [("", error)]
    for _, each in found:
        more: list[tuple[str, BaseException]] = []
        if isinstance(each, BaseExceptionGroup):
            more = [("One of a group: ", one) for one in each.exceptions[:MOST_CHAINED]]
        if each.__cause__ is not None:
            more.append(("Because of: ", each.__cause__))
        elif each.__context__ is not None and not each.__suppress_context__:
            more.append(("While handling: ", each.__context__))
        known = {id(seen) for _, seen in found}
        found.extend(pair for pair in more if id(pair[1]) not in known)
        if len(found) >= MOST_CHAINED:
            break
    return found[:MOST_CHAINED]


# --- everything that can write to stderr --------------------------------------------------------


def log_to_stderr(level: str = "INFO") -> None:
    """Log at that level; what libraries say from WARNING on. May be called again.

    What Python itself would print, tracebacks of threads and warnings among it, goes there too.
    """
    if not any(isinstance(each.formatter, Logfmt) for each in logging.root.handlers):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(Logfmt())
        logging.root.addHandler(handler)
    logging.raiseExceptions = False  # else a record that cannot be written is shown with its words
    logging.root.setLevel(max(logging.getLevelName(level), logging.WARNING))
    for name in _OURS:
        logging.getLogger(name).setLevel(level)
    sys.excepthook = _uncaught
    sys.unraisablehook = _unraisable
    threading.excepthook = _uncaught_in_thread
    warnings.showwarning = _warned


def _uncaught(
    _: type[BaseException], error: BaseException, __: TracebackType | None = None
) -> None:
    log.critical("unhandled exception", exc_info=error)


def _uncaught_in_thread(told: threading.ExceptHookArgs) -> None:
    if not issubclass(told.exc_type, SystemExit):
        log.critical("unhandled exception in a thread", exc_info=told.exc_value)


def _unraisable(told: "sys.UnraisableHookArgs") -> None:
    log.error("an exception that nobody could catch", exc_info=told.exc_value)


def _warned(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    log.warning("%s", category.__name__, extra={"where": f"{filename}:{lineno}"})
