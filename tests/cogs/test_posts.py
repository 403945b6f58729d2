"""The message menus on job posts."""

from typing import Any

from .conftest import Answer, Person

POST = "**Logo design for a bakery**\nBudget: $700\nhttps://www.upwork.com/jobs/~0123"


async def menu(person: Person, name: str, text: str) -> Answer:
    message = await person.member.send(person.channel, text)
    return Answer(await person.member.context_menu(person.channel, name, message))


async def fill_in(person: Person, form: Answer, **values: str) -> Answer:
    assert form.result.modal is not None
    names = ("connects", "boost", "budget", "job", "link")
    fields = [label["component"] for label in form.result.modal["components"]]
    filled: dict[str, Any] = {
        field["custom_id"]: values.get(name, field.get("value") or "")
        for name, field in zip(names, fields, strict=True)
    }
    return Answer(await person.member.submit_modal(form.result, filled))


async def test_estimate_finds_the_budget(ann: Person) -> None:
    await ann.types("setup", connects=40)
    answer = await menu(ann, "Estimate this job", POST)
    assert "6 Connects" in answer.text
    assert "Logo design for a bakery" in answer.text
    assert answer.hidden


async def test_message_without_a_budget(ann: Person) -> None:
    assert "no budget" in (await menu(ann, "Estimate this job", "hello")).text


async def test_log_is_filled_in_from_the_message(ann: Person) -> None:
    await ann.types("setup", connects=40)
    logged = await fill_in(ann, await menu(ann, "Log this proposal", POST), boost="4")
    assert "Logo design for a bakery" in logged.text
    assert "10 Connects" in logged.text
    assert "upwork.com/jobs/~0123" in logged.text
    assert await ann.balance() == 30


async def test_refused_form_can_be_opened_again_as_it_was(ann: Person) -> None:
    await ann.types("setup", connects=40)
    refused = await fill_in(ann, await menu(ann, "Log this proposal", POST), connects="six")
    assert "no whole number" in refused.text
    assert await ann.balance() == 40
    again = await ann.presses(refused, "Open the form again")
    assert again.result.modal is not None
    values = [label["component"].get("value") for label in again.result.modal["components"]]
    assert values[0] == "six"
    assert values[3] == "Logo design for a bakery"
    await fill_in(ann, again, connects="6")
    assert await ann.balance() == 34
