"""The cases of `tests/cases`, as people type, paste and upload: posts, histories, sentences."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ..clock import HandClock
from .conftest import Answer, Person

CASES = Path(__file__).parents[1] / "cases"
NOW = datetime(2027, 1, 20, 20, 10, tzinfo=UTC)
pytestmark = pytest.mark.dated

Case = dict[str, Any]


def load(name: str) -> list[Case]:
    return list(json.loads((CASES / name).read_text("utf-8")))


async def share(person: Person, case: Case) -> Any:
    """The message of a case, in the server's channel; a forwarded one forwarded."""
    said = case.get("snapshot", case)
    message = await person.member.send(person.channel, said.get("content") or "-")
    stored = person.env.backend.get_message(person.channel.id, message.id)
    stored.content = said.get("content", "")
    stored.embeds = said.get("embeds", [])
    stored.components = said.get("components", [])
    if "snapshot" in case:
        return await person.member.forward(message, person.channel)
    return message


async def menu(person: Person, name: str, message: Any) -> Answer:
    return Answer(await person.member.context_menu(person.channel, name, message))


def values_of(form: Answer) -> list[str]:
    """What stands in the form: Connects, boost, budget, job, link."""
    assert form.result.modal is not None
    fields = [label["component"] for label in form.result.modal["components"]]
    return [str(field.get("value") or "") for field in fields]


FORWARDED = {
    "name": "forwarded",
    "snapshot": {"content": "**Logo for a bakery**\nBudget: $700\nSend a proposal for: 9 Connects"},
    "estimate": r"# 9 Connects",
    "log_connects": "9",
}


FOOTER = {
    "name": "footer",
    "content": "",
    "embeds": [
        {
            "author": {"name": "Fixed-price · Budget: $700"},
            "title": "Logo for a bakery",
            "description": "A small bakery in Leeds.",
            "footer": {"text": "9 Connects to apply"},
        }
    ],
    "estimate": r"# 9 Connects",
    "log_connects": "9",
}
"""Feeds put figures into an embed's author and footer too."""


@pytest.mark.parametrize(
    "case", [*load("posts.json"), FORWARDED, FOOTER], ids=lambda case: case["name"]
)
async def test_post(ann: Person, case: Case) -> None:
    await ann.types("setup", connects=40)
    message = await share(ann, case)
    estimate = await menu(ann, "Estimate this job", message)
    assert re.search(case["estimate"], estimate.text), estimate.text
    connects, _, budget, job, _ = values_of(await menu(ann, "Log this proposal", message))
    assert connects == case.get("log_connects", connects)
    if "log_not" in case:
        assert case["log_not"] not in budget
    if "job_not" in case:
        assert case["job_not"] not in job


@pytest.mark.parametrize("case", load("imports.json"), ids=lambda case: case["file"])
async def test_history(ann: Person, clock: HandClock, case: Case) -> None:
    clock.at = NOW
    await ann.types("setup", connects=148, timezone=case.get("zone", "UTC"))
    for told in case.get("logged", ()):
        await ann.types("spend", **told)
    held = await ann.balance()
    content = (CASES / "imports" / case["file"]).read_bytes()
    seen = await ann.types("import", file=(case["file"], content))
    for pattern in case.get("preview", ()):
        assert re.search(pattern, seen.text), seen.text
    if any_of := case.get("preview_any"):
        assert any(re.search(pattern, seen.text) for pattern in any_of), seen.text
    for pattern in case.get("preview_not", ()):
        assert not re.search(pattern, seen.text), seen.text
    if "Read it in" in seen.buttons:
        await ann.presses(seen, "Read it in")
    assert await ann.balance() == held
    history = (await ann.types("history")).text
    proposals = (await ann.types("proposals")).text
    for pattern in case.get("history", ()):
        assert re.search(pattern, history), history
    for pattern in case.get("history_not", ()):
        assert not re.search(pattern, history), history
    for pattern in case.get("proposals_not", ()):
        assert not re.search(pattern, proposals), proposals


@pytest.mark.parametrize("case", load("words.json"), ids=lambda case: case["say"])
async def test_sentence(ann: Person, case: Case) -> None:
    await ann.types("setup", connects=60)
    await ann.types("spend", **case.get("spent", {"connects": 12, "boost": 20, "job": "logo job"}))
    said = await ann.says(case["say"])
    assert await ann.balance() in case["balance"], said.text
    if "says" in case:
        assert re.search(case["says"], said.text), said.text
    if "says_not" in case:
        assert not re.search(case["says_not"], said.text), said.text
