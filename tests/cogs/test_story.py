"""What a newcomer does first."""

import re

from .conftest import Person


async def test_story(ann: Person) -> None:
    answer = await ann.types("setup", connects=40, plan="basic", cycle_day=15)
    assert "40 Connects" in answer.text
    answer = await ann.types("estimate", budget="700")
    assert "6 Connects" in answer.text
    assert "$0.90" in answer.text
    spent = await ann.types("spend", budget="700", job="React dashboard")
    assert "34 Connects" in spent.text
    await ann.restarts_bot()
    answer = await ann.presses(spent, "Closed without hire")
    assert "closed without hire" in answer.text
    answer = await ann.types("balance")
    assert "40 Connects" in answer.text
    answer = await ann.types("history")
    assert re.findall(r"^\*\*[+−]\d+\*\*", answer.text, re.MULTILINE) == [
        "**+6**",
        "**−6**",
        "**+40**",
    ]


async def test_first_command_offers_set_up_once(ann: Person) -> None:
    answer = await ann.types("balance")
    assert "0 Connects" in answer.text
    assert "Welcome aboard" in answer.more[0]
    assert (await ann.types("balance")).more == []


async def test_who_sets_up_first_is_not_asked(ann: Person) -> None:
    assert (await ann.types("setup", connects=5)).more == []


async def test_answers_are_hidden_in_a_server_and_open_in_the_dm(ann: Person) -> None:
    assert (await ann.types("balance")).hidden
    assert not (await ann.types_in_dm("balance")).hidden


async def test_commands_are_synced_only_when_they_changed(ann: Person) -> None:
    def syncs() -> int:
        return sum(request.method == "PUT" for request in ann.env.http_requests)

    first = syncs()
    await ann.restarts_bot()
    assert (first, syncs()) == (1, 1)
