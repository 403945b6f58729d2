"""Forms that open without options, from a refusal, and once more after their own."""

import json
from typing import Any

import pytest

from bot.store import pending

from .conftest import Answer, Person, filled

CONNECTS, BUDGET, PAID = "Connects", "Budget in US dollars", "Paid, in US dollars"
COST = "Connects (empty: by the budget)"
SHOWN = "Connects that Upwork shows you"


@pytest.fixture
async def poor(ann: Person) -> Person:
    """Ann with 10 Connects."""
    await ann.types("setup", connects=10)
    return ann


async def test_spend_without_options_opens_its_form(poor: Person) -> None:
    form = await poor.types("spend", job="Logo", boost=1)
    assert filled(form) == {"Boost": "1", "Job": "Logo"}
    assert "−7 Connects" in (await poor.fills_in(form, {BUDGET: "700"})).text
    assert await poor.balance() == 3


async def test_buy_without_options_opens_its_form(poor: Person) -> None:
    form = await poor.types("buy", paid="$5")
    bought = await poor.fills_in(form, {CONNECTS: "40"})
    assert "Bought for $5.00" in bought.text
    assert await poor.balance() == 50


async def test_every_mistake_of_a_spend_is_named_by_its_label(poor: Person) -> None:
    told = {"Boost": "x", BUDGET: "much", "Link": "a link", "Job": "Logo"}
    refused = await poor.fills_in(await poor.types("spend"), told)
    assert "`Boost` must be a whole number from 0 to 100,000." in refused.text
    assert f"**{BUDGET}**: I can't read “much”" in refused.text
    assert "**Link**: I can't read “a link” as a link" in refused.text
    await poor.restarts_bot()
    assert filled(await poor.presses(refused, "Open the form again")) == told
    refused = await poor.fills_in(await poor.types("spend"), {"Boost": "x", BUDGET: "30/hr"})
    assert "`Boost`" in refused.text
    assert f"**{COST}**: For hourly work" in refused.text
    refused = await poor.fills_in(await poor.types("spend"), {})
    assert f"**{COST}**: Tell me what it cost" in refused.text


async def test_every_mistake_of_a_purchase_is_named_by_its_label(poor: Person) -> None:
    told = {CONNECTS: "0", PAID: "a lot"}
    refused = await poor.fills_in(await poor.types("buy"), told)
    assert "`Connects` must be a whole number from 1" in refused.text
    assert f"**{PAID}**: I can't read “a lot”" in refused.text
    assert filled(await poor.presses(refused, "Open the form again")) == told


async def refusals(person: Person) -> list[Answer]:
    """A spend that is too large, by the command and by the form."""
    form = await person.types("spend")
    told = {COST: "16", BUDGET: "700", "Job": "Logo"}
    return [
        await person.types("spend", connects=16, budget="700", job="Logo"),
        await person.fills_in(form, told),
    ]


WAYS_OUT = ["Bought some", "Set my balance", "Change the amount"]


async def test_refused_spend_offers_its_ways_out(poor: Person) -> None:
    for refused in await refusals(poor):
        assert "6 are missing" in refused.text
        assert refused.buttons == WAYS_OUT
        again = await poor.presses(refused, "Change the amount")
        assert filled(again) == {COST: "16", BUDGET: "700", "Job": "Logo"}
    await poor.fills_in(again, {COST: "6"})
    assert await poor.balance() == 4


async def test_bought_some_fills_in_what_is_missing_and_then_logs(poor: Person) -> None:
    refused = await poor.types("spend", connects=16, job="Logo")
    await poor.restarts_bot()
    form = await poor.presses(refused, "Bought some")
    assert filled(form) == {CONNECTS: "6"}
    bought = await poor.fills_in(form, {CONNECTS: "10"})
    assert await poor.balance() == 20
    form = await poor.presses(bought, "Log the spend")
    assert "Logo" in (await poor.fills_in(form, {})).text
    assert await poor.balance() == 4


async def test_set_my_balance_asks_what_upwork_shows(poor: Person) -> None:
    refused = await poor.types("spend", connects=16)
    form = await poor.presses(refused, "Set my balance")
    wrong = await poor.fills_in(form, {SHOWN: "many"})
    assert f"`{SHOWN}` must be a whole number" in wrong.text
    form = await poor.presses(wrong, "Open the form again")
    corrected = await poor.fills_in(form, {SHOWN: "30"})
    assert "# 30 Connects" in corrected.text
    await poor.fills_in(await poor.presses(corrected, "Log the spend"), {})
    assert await poor.balance() == 14


async def test_refused_sentence_offers_the_same(poor: Person) -> None:
    said = await poor.says("spent 16 on the logo job")
    assert said.buttons[:3] == WAYS_OUT
    form = await poor.presses_spoken(said, "Change the amount")
    assert filled(form)[COST] == "16"
    await poor.fills_in(form, {COST: "6"})
    assert await poor.balance() == 4


async def test_spend_on_no_proposal_is_changed_as_one(poor: Person) -> None:
    refused = await poor.types("spend", connects=16, purpose="availability badge", job="a week")
    form = await poor.presses(refused, "Change the amount")
    assert filled(form) == {CONNECTS: "16", "Note": "a week"}
    assert "availability badge, a week" in (await poor.fills_in(form, {CONNECTS: "8"})).text
    assert (await poor.types("proposals")).text.startswith("## No proposals")


async def test_refusal_of_no_spend_has_no_amount_to_change(poor: Person) -> None:
    await poor.types("spend", connects=6, job="Logo")
    refused = await poor.types("edit", proposal="logo", connects=16)
    assert refused.buttons == WAYS_OUT[:2]


@pytest.mark.parametrize("label", WAYS_OUT)
async def test_ways_out_are_their_owner_s(poor: Person, bob: Person, label: str) -> None:
    refused = await poor.types("spend", connects=16)
    assert "These buttons are" in (await bob.presses_stolen(refused, label)).text


async def kept_as(ann: Person, said: dict[str, Any]) -> int:
    request = ann.bot.app.request(ann.member.id, "old")
    write = ann.bot.app.database.write
    return await write(lambda tx: pending.keep(tx, request, json.dumps(said)))


async def test_form_that_an_older_version_kept_opens(poor: Person) -> None:
    told = {"connects": "six", "boost": "", "budget": "$700", "job": "Logo", "link": ""}
    kept = await kept_as(poor, {**told, "invited": True})
    form = await poor.presses_made_up(f"purser:log-again:{poor.member.id}:{kept}")
    assert filled(form) == {"Connects (empty: none)": "six", BUDGET: "$700", "Job": "Logo"}


async def test_what_is_no_form_opens_none(poor: Person) -> None:
    kept = await kept_as(poor, {"form": 7})
    for number in (kept, 999):
        pressed = await poor.presses_made_up(f"purser:form-again:{poor.member.id}:{number}")
        assert pressed.result.modal is None
