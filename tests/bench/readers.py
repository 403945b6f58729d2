"""How long the cases of `tests/cases` take to be read: what people type, paste and upload."""

import json
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from bot.ledger.refusals import Refusal
from bot.parsing.documents import Message
from bot.parsing.moments import read_when
from bot.parsing.money import parse_budget
from bot.parsing.posts import read_post
from bot.parsing.statements import read_statement
from bot.transfer.files import text_of

from .report import heading, line, median, percentile

CASES = Path(__file__).parents[1] / "cases"
NOW = datetime(2027, 1, 20, 20, 10, tzinfo=UTC)
ZONE = "America/New_York"
BUDGETS = ("500", "$1.5k", "300-500", "30/hr 20h/wk 3 weeks", "3 milestones of $200", "900 a month")
AGAIN = 50
T = TypeVar("T")


def run() -> None:
    heading("Readers, over the cases of tests/cases")
    posts = [Message([json.dumps(case, ensure_ascii=False)], [], []) for case in _load("posts")]
    posts += [Message([case["content"]], [], []) for case in _load("posts") if "content" in case]
    files = sorted((CASES / "imports").iterdir())
    _report("times", [case["when"] for case in _load("when")["cases"]], _when)
    _report("amounts", BUDGETS, parse_budget)
    _report("posts", posts, read_post)
    _report("histories", [text_of(file.read_bytes()) for file in files], _history)


def _load(name: str) -> Any:
    return json.loads((CASES / f"{name}.json").read_text("utf-8"))


def _when(text: str) -> object:
    return read_when(text, NOW, ZONE)


def _history(text: str) -> object:
    return read_statement(text, NOW, ZONE)


def _report(name: str, inputs: Sequence[T], read: Callable[[T], object]) -> None:
    times = []
    for each in list(inputs) * AGAIN:
        started = time.perf_counter()
        with suppress(Refusal):
            read(each)
        times.append((time.perf_counter() - started) * 1000)
    middle, late = median(times), percentile(times, 0.99)
    met = middle <= 5 and late <= 20
    line(f"{name}: median, p99", f"{middle:.2f} / {late:.2f} ms", "<= 5 / 20 ms", met=met)
