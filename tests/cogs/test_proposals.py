import re
from typing import Any

import discord
import pytest

from bot.views.help import TOPICS

from .conftest import Answer, Person, custom_id_of, filled, number_in

VALUE = "Value in US dollars, with its fee"


@pytest.fixture
async def sent(ann: Person) -> Person:
    """Ann with 40 Connects, of which 6 and 4 went to two proposals."""
    await ann.types("setup", connects=40)
    await ann.types("spend", connects=6, job="React dashboard")
    await ann.types("spend", connects=4, job="Logo")
    return ann


async def test_outcome_by_title(sent: Person) -> None:
    answer = await sent.types("outcome", proposal="react", result="closed without hire")
    assert "+6 Connects came back" in answer.text
    assert await sent.balance() == 36


async def test_outcome_by_choice(sent: Person) -> None:
    choices = await sent.member.autocomplete(sent.channel, "outcome", "proposal", "logo")
    assert [choice["name"] for choice in choices] == ["Logo · 4 Connects · submitted"]
    answer = await sent.types("outcome", proposal=choices[0]["value"], result="interview")
    assert "+10" in answer.text
    assert await sent.balance() == 40


async def test_exact_title_wins(sent: Person) -> None:
    await sent.types("spend", connects=1, job="Logo redesign")
    answer = await sent.types("outcome", proposal="logo", result="closed without hire")
    assert "+4 Connects came back" in answer.text


async def test_hired_keeps_the_contracts_value(sent: Person) -> None:
    answer = await sent.types("outcome", proposal="logo", result="hired", contract_value="$1.2k")
    assert "$1,200.00" in answer.text


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"proposal": "nothing", "result": "hired"}, "no such proposal"),
        ({"proposal": "999999", "result": "hired"}, "no such proposal"),
        ({"proposal": "o", "result": "hired"}, "More than one"),
        ({"proposal": "logo", "result": "viewed", "contract_value": "5"}, "belongs to"),
        ({"proposal": "logo", "result": "hired", "contract_value": "much"}, "dollars"),
        ({"proposal": "logo", "result": "boost returned"}, "no boost"),
    ],
)
async def test_bad_outcome_changes_nothing(
    sent: Person, options: dict[str, str], said: str
) -> None:
    answer = await sent.types("outcome", **options)
    assert said in answer.text
    assert await sent.balance() == 30


async def test_other_peoples_proposals_are_nobodys(sent: Person, bob: Person) -> None:
    choices = await sent.member.autocomplete(sent.channel, "outcome", "proposal", "logo")
    answer = await bob.types("outcome", proposal=choices[0]["value"], result="closed without hire")
    assert "no such proposal of yours" in answer.text.replace("or entry ", "")
    assert await bob.completes("outcome", "proposal", "") == []
    assert await sent.balance() == 30


async def test_outcome_is_taken_back_by_button(sent: Person) -> None:
    answer = await sent.types("outcome", proposal="react", result="closed without hire")
    answer = await sent.presses(answer, "Take this back")
    assert "submitted" in answer.text
    assert await sent.balance() == 30


async def test_usual_end_is_as_near_as_an_interview(sent: Person) -> None:
    spent = await sent.types("spend", connects=2, job="Bakery")
    usual = ["Interview", "Declined", "No answer (expired)", "Hired", "Closed without hire"]
    assert spent.buttons == [*usual, "Other outcome…", "Edit", "Undo the spend"]
    assert spent.result.response is not None
    styles = styles_of(spent.result.response.components)
    assert styles["Hired"] == discord.ButtonStyle.success.value
    assert [label for label, style in styles.items() if style == styles["Hired"]] == ["Hired"]
    told = await sent.presses(spent, "No answer (expired)")
    assert "## Expired" in told.text
    assert "No answer (expired)" not in told.buttons
    assert await sent.balance() == 28


def styles_of(components: list[dict[str, Any]]) -> dict[str, int]:
    """The style of each button of a card, by its label."""
    found = {each["label"]: each["style"] for each in components if each.get("label")}
    for each in components:
        found |= styles_of(each.get("components", []))
    return found


async def test_proposals_are_browsed(sent: Person) -> None:
    for number in range(8):
        await sent.types("spend", connects=1, job=f"Job {number}")
    first = await sent.types("proposals")
    assert "Job 7" in first.text
    older = await sent.presses(first, "Older")
    assert "React dashboard" in older.text
    assert "submitted · 6 Connects" in older.text


async def test_proposals_by_state(sent: Person) -> None:
    await sent.types("outcome", proposal="logo", result="declined")
    answer = await sent.types("proposals", state="declined")
    assert "Logo" in answer.text
    assert "React" not in answer.text
    assert "No proposals in that state" in (await sent.types("proposals", state="hired")).text


async def test_history_is_browsed_and_filtered(sent: Person) -> None:
    answer = await sent.types("history", kind="spend")
    assert "Logo" in answer.text
    assert "**+40** corrected" not in answer.text
    assert "Nothing in the journal" in (await sent.types("history", since="2099-01-01")).text
    assert "Logo" in (await sent.types("history", since="30 days")).text


async def test_history_has_totals_balances_and_pages(sent: Person) -> None:
    await sent.types("buy", connects=40, paid="$5.50")
    await sent.types("spend", connects=8, purpose="availability badge")
    page = await sent.types("history")
    assert "Bought **40** for $5.50 · spent **18** · corrected **+40**" in page.text
    rows = [line.rpartition("→ ")[2] for line in page.text.splitlines() if "→" in line]
    assert rows == ["**62**", "**70**", "**30**", "**34**", "**40**"]
    assert "Page" not in page.text
    for number in range(12):
        await sent.types("spend", connects=1, job=f"Job {number}")
    page = await sent.types("history")
    assert "Page 1 of 3" in page.text
    older = await sent.presses(await sent.presses(page, "Older"), "Older")
    assert "Page 3 of 3" in older.text
    assert "→ **40**" in older.text
    spends = await sent.types("history", kind="purchase")
    assert next(line for line in spends.text.splitlines() if "→" in line).endswith("→ **70**")


async def test_edit_reads_as_one_change_in_the_history(sent: Person) -> None:
    await sent.types("edit", proposal="logo", connects=9)
    rows = [line for line in (await sent.types("history")).text.splitlines() if "→" in line]
    assert len(rows) == 4
    assert "spent on **Logo**, changed from 4 to 9" in rows[0]
    assert rows[0].startswith("**−5**")
    assert rows[0].endswith("→ **25**")
    assert not any("~~" in row or "undone" in row for row in rows)


@pytest.mark.parametrize("since", ["soon-ish", "9" * 400, "🙂", "'; DROP"])
async def test_bad_since_is_a_sentence(sent: Person, since: str) -> None:
    assert "as a date" in (await sent.types("history", since=since)).text


async def test_help_has_a_link_for_every_command(ann: Person) -> None:
    answer = await ann.types("help")
    for command in ann.bot.tree.get_commands(type=discord.AppCommandType.chat_input):
        assert re.search(rf"</{command.name}[ :]", answer.text)
    assert number_in(answer.text) > 0


async def test_help_knows_the_menus(ann: Person) -> None:
    answer = await ann.types("help")
    for menu in ann.bot.tree.get_commands(type=discord.AppCommandType.message):
        assert f"*{menu.name}*" in answer.text


async def test_help_is_turned_by_buttons(ann: Person, bob: Person) -> None:
    answer = await ann.types("help")
    assert answer.buttons == list(TOPICS)
    topic = await ann.presses(answer, "Job posts")
    assert "## Job posts" in topic.text
    assert topic.buttons == ["All topics"]
    assert "These buttons are" in (await bob.presses_stolen(topic, "All topics")).text
    back = await ann.presses(topic, "All topics")
    assert "Purser keeps your Upwork Connects" in back.text
    assert back.buttons == list(TOPICS)


async def test_help_on_a_topic(ann: Person) -> None:
    assert "Proposals" in await ann.completes("help", "topic", "prop")
    assert "what became of" in (await ann.types("help", topic="outcome")).text
    assert "no help on" in (await ann.types("help", topic="cooking")).text


async def test_edit_puts_a_proposal_right_and_is_taken_back(sent: Person) -> None:
    answer = await sent.types("edit", proposal="react", connects=8, boost=2, job="React app")
    assert "6 Connects → 10 Connects (8 + 2 boost)" in answer.text
    assert "React dashboard** → **React app" in answer.text
    assert await sent.balance() == 26
    answer = await sent.presses(answer, "Take this back")
    assert "Changed back" in answer.text
    assert await sent.balance() == 30
    assert "React dashboard" in (await sent.types("proposals")).text


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"proposal": "react"}, "What shall I change?"),
        ({"proposal": "nothing", "boost": 2}, "no such proposal"),
        ({"proposal": "react", "connects": 37}, "you hold 30"),
        ({"proposal": "react", "connects": -1}, "from 0 to 100,000"),
        ({"proposal": "react", "budget": "much"}, "“much”"),
    ],
)
async def test_bad_edit_changes_nothing(sent: Person, options: dict[str, Any], said: str) -> None:
    answer = await sent.types("edit", **options)
    assert said in answer.text
    assert await sent.balance() == 30


async def test_same_edit_says_so(sent: Person) -> None:
    answer = await sent.types("edit", proposal="react", connects=6)
    assert "what I have already" in answer.text


async def test_undo_takes_an_edit_back(sent: Person) -> None:
    await sent.types("edit", proposal="react", connects=8)
    assert "Changed back" in (await sent.types("undo")).text
    assert await sent.balance() == 30


async def test_open_ones_are_those_not_at_an_end(sent: Person) -> None:
    await sent.types("spend", connects=2, job="Bakery")
    await sent.types("outcome", proposal="logo", result="viewed")
    await sent.types("outcome", proposal="bakery", result="declined")
    for answer in (
        (await sent.types("proposals", state="open")).text,
        (await sent.says("which are still open")).text,
    ):
        assert "Logo" in answer
        assert "React dashboard" in answer
        assert "Bakery" not in answer


async def test_proposals_are_searched(sent: Person) -> None:
    for number in range(7):
        await sent.types("spend", connects=1, job=f"Shop: number {number}")
    answer = await sent.types("proposals", search="SHOP: number")
    assert "No proposal of yours has" in answer.text
    answer = await sent.types("proposals", search="shop")
    assert "Page 1 of 2" in answer.text
    older = await sent.presses(answer, "Older")
    assert "Shop: number 0" in older.text
    assert "React" not in older.text
    missing = await sent.types("proposals", search="zeppelin", state="open")
    assert "No proposal of yours has “zeppelin” in its title" in missing.text


LOGO = {
    "Connects (without the boost)": "12",
    "Boost": "4",
    "Job": "Logo",
    "Budget in US dollars": "49.50",
    "Link": "https://www.upwork.com/jobs/~01",
}


@pytest.fixture
async def logo(ann: Person) -> Answer:
    """Ann's receipt of a proposal of 16 of her 40 Connects, as LOGO has it."""
    await ann.types("setup", connects=40)
    told = {"budget": "49.5", "job": "Logo", "link": LOGO["Link"]}
    return await ann.types("spend", connects=12, boost=4, **told)


async def test_edit_opens_filled_in_and_changes_what_is_typed(ann: Person, logo: Answer) -> None:
    await ann.restarts_bot()
    form = await ann.presses(logo, "Edit")
    assert filled(form) == LOGO
    await ann.types("edit", proposal="logo", job="Logo of a bakery")
    edited = await ann.fills_in(form, {"Boost": ""})
    assert "16 Connects (12 + 4 boost) → 12 Connects" in edited.text
    assert "Logo of a bakery" in edited.text, "what was left as it was stays as it is now"
    assert await ann.balance() == 28
    back = await ann.presses(edited, "Take this back")
    assert await ann.balance() == 24
    assert "Edit" in back.buttons


async def test_emptied_budget_and_link_are_taken_away(ann: Person, logo: Answer) -> None:
    form = await ann.presses(logo, "Edit")
    edited = await ann.fills_in(form, {"Budget in US dollars": "", "Link": ""})
    assert "$49.50 → nothing" in edited.text
    assert "~01> → nothing" in edited.text
    form = await ann.presses(edited, "Edit")
    assert filled(form).keys() == LOGO.keys() - {"Budget in US dollars", "Link"}
    back = await ann.presses(edited, "Take this back")
    assert filled(await ann.presses(back, "Edit")) == LOGO


async def test_refused_edit_names_every_mistake_and_comes_back(ann: Person, logo: Answer) -> None:
    wrong = {"Boost": "x", "Budget in US dollars": "30/hr", "Link": "a link", "Job": "New"}
    refused = await ann.fills_in(await ann.presses(logo, "Edit"), wrong)
    assert "`Boost` must be a whole number" in refused.text
    assert "**Budget in US dollars**: For hourly work" in refused.text
    assert "**Link**: I can't read" in refused.text
    await ann.restarts_bot()
    again = await ann.presses(refused, "Open the form again")
    assert filled(again) == LOGO | wrong
    right = {"Boost": "4", "Budget in US dollars": "600", "Link": LOGO["Link"]}
    edited = await ann.fills_in(again, right)
    assert "$49.50 → $600.00" in edited.text
    assert "Cost" not in edited.text
    refused = await ann.fills_in(await ann.presses(edited, "Edit"), {})
    assert "What shall I change?" in refused.text


async def test_edit_of_more_than_is_held_offers_its_form_again(ann: Person, logo: Answer) -> None:
    connects = "Connects (without the boost)"
    refused = await ann.fills_in(await ann.presses(logo, "Edit"), {connects: "99"})
    assert refused.buttons == ["Bought some", "Set my balance", "Open the form again"]
    await ann.fills_in(await ann.presses(refused, "Bought some"), {"Connects": "63"})
    await ann.fills_in(await ann.presses(refused, "Open the form again"), {})
    assert await ann.balance() == 0


async def test_card_in_the_list_has_its_edit_and_it_is_its_owner_s(
    ann: Person, bob: Person, logo: Answer
) -> None:
    opened = await ann.presses(await ann.types("proposals"), "Open")
    assert filled(await ann.presses(opened, "Edit")) == LOGO
    assert "These buttons are" in (await bob.presses_stolen(opened, "Edit")).text
    custom_id = custom_id_of(logo.result.response.components, "Edit")  # type: ignore[union-attr]
    stolen = custom_id.replace(str(ann.member.id), str(bob.member.id))
    assert "no such proposal" in (await bob.presses_made_up(stolen)).text


async def test_hired_asks_what_the_contract_is_worth(ann: Person, logo: Answer) -> None:
    hired = await ann.presses(logo, "Hired")
    assert "What is the contract worth?" in hired.text
    await ann.restarts_bot()
    form = await ann.presses(hired, "Tell its value")
    refused = await ann.fills_in(form, {VALUE: "much"})
    assert f"**{VALUE}**: I can't read “much”" in refused.text
    form = await ann.presses(refused, "Open the form again")
    told = await ann.fills_in(form, {VALUE: "$1,200, 10% fee"})
    assert "contract $1,200.00, $1,080.00 net of the fee of 10%" in told.text
    assert "Tell its value" not in told.buttons


async def test_hired_in_words_asks_likewise_and_with_a_value_does_not(
    ann: Person, logo: Answer
) -> None:
    said = await ann.says("got hired for the logo job")
    assert "Tell its value" in said.buttons
    form = await ann.presses_spoken(said, "Tell its value")
    assert "$900.00" in (await ann.fills_in(form, {VALUE: "900"})).text
    told = await ann.types("outcome", proposal="logo", result="hired", contract_value="900")
    assert "Tell its value" not in told.buttons
