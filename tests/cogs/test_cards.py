"""Every card at the width of a phone."""

import re
from collections.abc import Iterator
from textwrap import wrap
from typing import Any

import pytest

from bot.views.help import TOPICS

from ..clock import HandClock
from .conftest import Answer, Person
from .test_reminders import dms, pass_time

MOST_LINES = 30
LETTERS, BUTTONS = 34, 34
"""What a line of a card holds on a page of 360 pixels: letters of a text, or buttons' letters."""
PADDING = 4
"""Letters that a button's edge and the gap beside it are worth."""


def lines_of(components: list[dict[str, Any]]) -> int:
    """How many lines of text and rows of buttons a card has on a phone."""
    return sum(_lines(component) for component in components)


def _lines(component: dict[str, Any]) -> int:
    if content := component.get("content"):
        return sum(_wrapped(content))
    children = component.get("components", [])
    if component.get("options"):
        return 1
    if children and children[0].get("label"):
        return _rows([child["label"] for child in children])
    return lines_of(children)


def _wrapped(content: str) -> Iterator[int]:
    shown = re.sub(r"<t:\d+:[dD]>", "September 30, 2026", content)
    shown = re.sub(r"<t:\d+:R>", "in 10 months", shown)
    shown = re.sub(r"</([^:]+):\d+>", r"/\1", shown)
    shown = re.sub(r"\*\*|^#+ |^-# |```", "", shown, flags=re.MULTILINE)
    for line in shown.strip("\n").split("\n"):
        yield max(1, len(wrap(line, LETTERS)))


def _rows(labels: list[str]) -> int:
    rows, left = 0, 0
    for label in labels:
        wide = len(label) + PADDING
        if wide > left:
            rows, left = rows + 1, BUTTONS
        left -= wide
    return rows


def test_lines_are_counted() -> None:
    text = {"type": 10, "content": "# Nine\n" + "word " * 14 + "\n```\na\nb\n```"}
    row = {"type": 1, "components": [{"label": "Interview"}, {"label": "No answer (expired)"}]}
    assert lines_of([{"type": 17, "components": [text, row]}]) == 1 + 2 + 3 + 2


@pytest.fixture
async def busy(ann: Person, clock: HandClock) -> Person:
    """Ann after half a year: proposals of all kinds, purchases, interviews and a hire."""
    await ann.types("setup", connects=230, cycle_day=15, timezone="Europe/Madrid")
    for number in range(24):
        clock.move(days=7)
        budget = ("49", "300", "$700", "1.5k")[number % 4]
        job = f"A job with a name of some length, number {number}"
        boost, invited = number % 3, number % 7 == 0
        await ann.types("spend", budget=budget, job=job, boost=boost, invited=invited)
        if number % 4 == 0:
            result = "hired" if number % 8 else "interview"
            await ann.types("outcome", proposal=job, result=result)
        if number % 6 == 0:
            await ann.types("buy", connects=10)
    await ann.types("spend", connects=8, purpose="availability badge")
    return ann


COMMANDS: list[tuple[str, dict[str, Any]]] = [
    *((name, {}) for name in ("stats", "help", "balance", "history", "proposals", "forecast")),
    *((name, {}) for name in ("setup", "privacy", "remind list", "remind settings")),
    ("stats", {"period": "all"}),
    *(("help", {"topic": topic}) for topic in TOPICS),
    *(("chart", {"kind": kind}) for kind in ("balance", "funnel", "spending")),
    ("estimate", {"budget": "700"}),
    ("estimate", {"budget": "30/hr"}),
    ("shop", {"need": 177}),
    ("spend", {"budget": "700", "boost": 4, "job": "A job with a name of some length"}),
    ("outcome", {"proposal": "number 23", "result": "interview"}),
]


async def test_every_card_fits_a_phone(busy: Person, clock: HandClock) -> None:
    long = {}
    for name, options in COMMANDS:
        clock.move(minutes=1)
        answer = await busy.types(name, **options)
        count = lines_of(components_of(answer))
        if count > MOST_LINES:
            long[f"{name} {options}"] = count
    assert long == {}


def components_of(answer: Answer) -> list[dict[str, Any]]:
    assert answer.result.response is not None
    return list(answer.result.response.components)


async def test_cards_that_hold_everything_fit_a_phone(busy: Person) -> None:
    spent = await busy.types("spend", budget="700", boost=4, job="A job with a name")
    every = await busy.presses(spent, "Other outcome…")
    assert lines_of(components_of(every)) <= MOST_LINES
    for result in ("interview", "hired"):
        told = await busy.types("outcome", proposal="A job with a name", result=result)
        assert lines_of(components_of(told)) <= MOST_LINES
    assert lines_of(components_of(await busy.types("spend", connects=9999))) <= MOST_LINES
    form = await busy.types("spend")
    wrong = dict.fromkeys(("Boost", "Budget in US dollars", "Link"), "x")
    wrong["Connects (empty: by the budget)"] = "x"
    assert lines_of(components_of(await busy.fills_in(form, wrong))) <= MOST_LINES


async def test_message_of_all_that_comes_by_itself_fits_a_phone(
    ann: Person, clock: HandClock
) -> None:
    await ann.types("setup", connects=230, cycle_day=24)
    for number in range(28):
        await ann.types("spend", connects=1, job=f"A job with a name of some length, {number}")
    await pass_time(ann, clock, days=14)
    (message,) = (message for message, _ in dms(ann))
    stored = ann.env.backend.get_message(ann.member.user.dm_channel.id, message.id)
    assert lines_of(stored.components) <= MOST_LINES


async def test_long_story_fits_a_phone(busy: Person, clock: HandClock) -> None:
    for number in range(12):
        clock.move(days=1)
        await busy.types("edit", proposal="number 22", connects=20 + number, budget="1.2k")
    for result in ("viewed", "interview", "hired"):
        clock.move(days=1)
        await busy.types("outcome", proposal="number 22", result=result)
    said = await busy.says("what happened to number 22")
    assert "events between are left out" in said.text
    assert sum(map(lines_of, said.components)) <= MOST_LINES
