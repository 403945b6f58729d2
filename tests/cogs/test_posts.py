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
    assert "must be a whole number" in refused.text
    assert await ann.balance() == 40
    again = await ann.presses(refused, "Open the form again")
    assert again.result.modal is not None
    values = [label["component"].get("value") for label in again.result.modal["components"]]
    assert values[0] == "six"
    assert values[3] == "Logo design for a bakery"
    await fill_in(ann, again, connects="6")
    assert await ann.balance() == 34


def fields_of(form: Answer) -> dict[str, str]:
    """What stands in the fields of the form."""
    assert form.result.modal is not None
    names = ("connects", "boost", "budget", "job", "link")
    fields = [label["component"] for label in form.result.modal["components"]]
    return {
        name: field["value"]
        for name, field in zip(names, fields, strict=True)
        if field.get("value")
    }


async def test_estimate_is_logged_by_its_button_also_after_a_restart(ann: Person) -> None:
    await ann.types("setup", connects=40)
    estimated = await ann.types("estimate", budget="300-700", boost=4)
    await ann.restarts_bot()
    form = await ann.presses(estimated, "Log it")
    assert fields_of(form) == {"boost": "4", "budget": "300-700"}
    logged = await fill_in(ann, form, job="Logo")
    assert "(6 + 4 boost)" in logged.text
    assert await ann.balance() == 30


async def test_estimate_by_the_post_s_figure_is_logged_by_it(ann: Person) -> None:
    await ann.types("setup", connects=40, rules="2026")
    estimated = await ann.types("estimate", budget="$700", connects=12)
    form = await ann.presses(estimated, "Log it")
    assert fields_of(form) == {"connects": "12", "budget": "$700"}
    assert "12 Connects" in (await fill_in(ann, form)).text
    assert await ann.balance() == 28


async def test_estimate_of_a_range_is_logged_once_the_figure_is_typed(ann: Person) -> None:
    await ann.types("setup", connects=40, rules="2026")
    form = await ann.presses(await ann.types("estimate", budget="700"), "Log it")
    refused = await fill_in(ann, form, boost="3")
    assert "job post" in refused.text
    again = await ann.presses(refused, "Open the form again")
    assert fields_of(again) == {"boost": "3", "budget": "700"}
    await fill_in(ann, again, connects="14")
    assert await ann.balance() == 23


async def test_invitation_is_logged_as_one_also_after_a_refusal(ann: Person) -> None:
    await ann.types("setup", connects=40)
    form = await ann.presses(await ann.types("estimate", invited=True), "Log it")
    assert form.result.modal is not None
    assert form.result.modal["title"] == "Log this proposal (invited)"
    refused = await fill_in(ann, form, boost="many")
    again = await ann.presses(refused, "Open the form again")
    logged = await fill_in(ann, again, boost="", job="Logo")
    assert "invited" in logged.text
    assert await ann.balance() == 40


async def test_estimated_post_is_logged_with_its_title_and_link(ann: Person) -> None:
    await ann.types("setup", connects=40)
    form = await ann.presses(await menu(ann, "Estimate this job", POST), "Log it")
    assert fields_of(form) == {
        "budget": "$700",
        "job": "Logo design for a bakery",
        "link": "https://www.upwork.com/jobs/~0123",
    }


async def test_estimate_in_words_is_logged_by_its_button(ann: Person) -> None:
    await ann.types("setup", connects=40)
    spoken = await ann.says("what would a 700 dollar job cost me")
    form = await ann.presses_spoken(spoken, "Log it")
    assert fields_of(form)["budget"]
    assert form.result.modal is not None
    values = {
        label["component"]["custom_id"]: label["component"].get("value") or ""
        for label in form.result.modal["components"]
    }
    await ann.member.user.submit_modal(form.result, values)
    assert await ann.balance() == 34


async def test_every_estimate_has_the_button(ann: Person) -> None:
    for options in (
        {"budget": "700"},
        {"budget": "30/hr"},
        {"connects": 12},
        {"invited": True},
        {"budget": "700 USD, for a shop with a long story to it, fixed price, " + "and more " * 9},
    ):
        assert "Log it" in (await ann.types("estimate", **options)).buttons
    await ann.types("setup", rules="2026")
    assert (await ann.types("estimate", budget="700")).buttons == ["Log it"]


async def test_button_of_an_estimate_is_its_owner_s(ann: Person, bob: Person) -> None:
    estimated = await ann.types("estimate", budget="700")
    refused = await bob.presses_stolen(estimated, "Log it")
    assert "your own" in refused.text
