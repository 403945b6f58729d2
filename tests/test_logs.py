"""The log: of an exception its type, codes and frames, of a library's record its template."""

import json
import logging
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import discord
import psycopg
import pytest
from pydantic import TypeAdapter

from bot.logs import MOST_CHAINED, MOST_FRAMES, Logfmt, described, trace
from bot.parsing.refusals import UnknownZone
from bot.store.engine.errors import StoreError

MARKER = "zyxmarker"


def said(name: str, message: object, *args: object, **more: object) -> str:
    """The line of a record."""
    record = logging.LogRecord(name, logging.ERROR, "somewhere.py", 7, message, args, None)
    vars(record).update(more)
    return Logfmt().format(record).partition(" said=")[2]


def refuse_rule() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE word (text TEXT)")
    connection.execute(
        "CREATE TRIGGER never BEFORE INSERT ON word "
        f"BEGIN SELECT raise(ABORT, '{MARKER} is never kept'); END"
    )
    connection.execute("INSERT INTO word VALUES ('x')")


def answer_badly() -> None:
    response = SimpleNamespace(status=400, reason=MARKER)
    raise discord.HTTPException(response, {"code": 50035, "message": MARKER})


def break_a_constraint() -> None:
    raise psycopg.errors.UniqueViolation(f"DETAIL: Key (title)=({MARKER}) already exists.")


class Worded(Exception):
    def __str__(self) -> str:
        return MARKER

    __repr__ = __str__


def chain() -> None:
    try:
        try:
            raise KeyError(MARKER)
        except KeyError as error:
            raise StoreError(MARKER) from error
    except StoreError:
        raise Worded(MARKER)  # noqa: B904 (its context is what is tested)


def group() -> None:
    noted = ValueError(MARKER)
    noted.add_note(MARKER)
    raise ExceptionGroup(MARKER, [noted, ExceptionGroup(MARKER, [TypeError(MARKER)])])


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (lambda: int(MARKER), ["ValueError"]),
        (lambda: os.environ[MARKER], ["KeyError"]),
        (lambda: MARKER.encode().decode("utf-16"), ["UnicodeDecodeError"]),
        (lambda: json.loads(MARKER), ["json.decoder.JSONDecodeError"]),
        (lambda: Path(f"/{MARKER}/x").read_text(), ["FileNotFoundError errno=2"]),
        (
            lambda: TypeAdapter(int).validate_python(MARKER),
            ["pydantic_core._pydantic_core.ValidationError"],
        ),
        (refuse_rule, ["sqlite3.IntegrityError sqlite_errorname=SQLITE_CONSTRAINT_TRIGGER"]),
        (answer_badly, ["discord.errors.HTTPException status=400 code=50035"]),
        (break_a_constraint, ["psycopg.errors.UniqueViolation sqlstate=23505"]),
        (
            chain,
            ["tests.test_logs.Worded", "bot.store.engine.errors.StoreError", "KeyError"],
        ),
        (group, ["ExceptionGroup", "ValueError", "ExceptionGroup", "TypeError"]),
    ],
)
def test_exception_is_told_by_its_types_codes_and_frames(
    fault: Callable[[], object], told: list[str]
) -> None:
    with pytest.raises(Exception) as raised:  # noqa: PT011
        fault()
    lines = trace(raised.value)
    assert MARKER not in "\n".join(lines)
    assert [line for line in lines if line and "Traceback" not in line and line[0] != " "] == told
    assert 'test_logs.py", line' in lines[1]


def test_refusal_is_told_by_its_class() -> None:
    assert described(UnknownZone(text=MARKER)).endswith("UnknownZone")


def test_code_that_is_no_code_is_not_told() -> None:
    error = SystemExit(MARKER)
    assert described(error) == "SystemExit"


def test_endless_chain_and_deep_recursion_are_cut() -> None:
    first, second = ValueError(), TypeError()
    first.__context__, second.__context__ = second, first
    assert [line for line in trace(first) if line.endswith("Error")] == ["ValueError", "TypeError"]

    def deeper() -> None:
        deeper()

    with pytest.raises(RecursionError) as raised:
        deeper()
    assert len(trace(raised.value)) < 4 * MOST_FRAMES
    many = ExceptionGroup("", [ExceptionGroup("", [ValueError()] * 50) for _ in range(50)])
    assert sum("Traceback" in line for line in trace(many)) == MOST_CHAINED


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (said("cogs.x", "reminder %s: %s", 3, OSError(5, MARKER)), '"reminder 3: OSError errno=5"'),
        (said("bot.x", ValueError(MARKER)), "ValueError"),
        (said("bot.x", "fault", why=KeyError(MARKER)), "fault why=KeyError"),
        (
            said("discord.client", "Ignoring exception in %s after %.1f", MARKER, 2.0),
            '"Ignoring exception in ... after 2.0" where=somewhere.py:7',
        ),
        (said("discord.http", "Global", why=MARKER), "Global where=somewhere.py:7"),
        (said("psycopg", "%r failed", MARKER), "\"'...' failed\" where=somewhere.py:7"),
        (said("aiohttp.server", f"{MARKER} failed"), "... where=somewhere.py:7"),
        (said("x", "%d", MARKER), '"%d" where=somewhere.py:7'),
        (said("x", ValueError(MARKER)), "... where=somewhere.py:7"),
        (
            said("asyncio", f"Task exception was never retrieved\nfuture: <Task {MARKER}>"),
            '"Task exception was never retrieved" where=somewhere.py:7',
        ),
        (said("asyncio", f"Exception in callback {MARKER}"), "... where=somewhere.py:7"),
        (said("bot.x", "a\u2028b\x1b[31m\ud800"), r'"a\u2028b\u001b[31m\ud800"'),
    ],
)
def test_line_holds_only_our_words(line: str, expected: str) -> None:
    assert line == expected


_LAST_WORDS = """
import asyncio, logging, sys, threading, warnings
from bot.logs import log_to_stderr

log_to_stderr("DEBUG")
log_to_stderr("DEBUG")
marker = sys.argv[1]

class Unraisable:
    def __del__(self):
        raise KeyError(marker)

async def failing():
    raise LookupError(marker)

async def main():
    loop = asyncio.get_running_loop()
    asyncio.create_task(failing(), name=marker)
    loop.call_soon(int, marker)
    await asyncio.sleep(0.01)

warnings.warn(marker)
thread = threading.Thread(target=int, args=(marker,), name=marker)
thread.start()
thread.join()
Unraisable()
asyncio.run(main())
logging.getLogger("aiosqlite").debug("executing %s", marker)
logging.getLogger("x").error("%d", marker)
raise RuntimeError(marker)
"""


def test_nothing_that_python_prints_holds_words() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _LAST_WORDS, MARKER],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    assert MARKER not in ended.stdout + ended.stderr
    heads = [line for line in ended.stderr.splitlines() if line.startswith("at=")]
    assert all(f" {word}=" in head for head in heads for word in ("level", "from", "said"))
    for told in (
        "said=UserWarning",
        'said="unhandled exception in a thread"',
        'said="an exception that nobody could catch"',
        'said="Task exception was never retrieved"',
        'said="unhandled exception"',
    ):
        assert sum(told in head for head in heads) == 1, told
    for kind in ("KeyError", "LookupError", "RuntimeError"):
        assert f"\t{kind}\n" in ended.stderr
    assert len(heads) == 7
