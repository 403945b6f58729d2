from typing import Any

import pytest

from ..clock import HandClock
from .conftest import Person, filled

pytestmark = pytest.mark.dated

CONNECTS, ZONE = "Connects that you hold now", "Time zone"
DAY = "Day of the month on which yours arrive"


async def test_setup_tells_what_is_known(ann: Person) -> None:
    answer = await ann.types(
        "setup", plan="freelancer plus", connects=55, cycle_day=20, timezone="europe/berlin"
    )
    assert "55 Connects" in answer.text
    assert "Freelancer Plus" in answer.text
    assert "Europe/Berlin" in answer.text
    assert "80 Connects arrive" in answer.text


async def test_setup_grants_nothing_but_what_it_is_told(ann: Person) -> None:
    await ann.types("setup", plan="freelancer plus")
    assert await ann.balance() == 0


async def test_setup_again_corrects_the_balance(ann: Person) -> None:
    await ann.types("setup", connects=55)
    await ann.types("setup", connects=30)
    assert await ann.balance() == 30


async def test_new_account_is_granted_once(ann: Person) -> None:
    await ann.types("setup", new_account=True)
    answer = await ann.types("setup", new_account=True)
    assert "come once" in answer.text
    assert await ann.balance() == 40


async def test_cycle_day_31_is_the_first_and_said(ann: Person) -> None:
    answer = await ann.types("setup", cycle_day=31)
    assert "1st of the following month" in answer.text
    assert "**Cycle day** 1 " in answer.text


async def test_setup_panel_asks_what_it_needs(ann: Person) -> None:
    panel = await ann.types("setup")
    form = await ann.presses(panel, "Set up")
    told = {"Plan on Upwork": "freelancer plus", CONNECTS: "70", DAY: "5", ZONE: "Asia/Manila"}
    answer = await ann.fills_in(form, told)
    assert "70 Connects" in answer.text
    assert await ann.balance() == 70


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"timezone": "Mars/Olympus"}, "time zone"),
        ({"timezone": "IST"}, "time zone"),
    ],
)
async def test_bad_setup_changes_nothing(ann: Person, options: dict[str, str], said: str) -> None:
    refused = await ann.types("setup", connects=7, **options)
    assert said in refused.text
    assert refused.hidden
    assert await ann.balance() == 0


async def test_setup_form_opens_with_what_is_set(ann: Person) -> None:
    told = {"rules": "2026", "plan": "freelancer plus", "cycle_day": 20}
    panel = await ann.types("setup", connects=55, timezone="Europe/Berlin", **told)
    panel = await ann.types("setup")
    form = await ann.presses(panel, "Set up")
    assert filled(form) == {
        "Which rules shall I count by?": "2026",
        "Plan on Upwork": "freelancer plus",
        CONNECTS: "55",
        DAY: "20",
        ZONE: "Europe/Berlin",
    }
    await ann.types("spend", connects=6)
    await ann.fills_in(form, {DAY: "21"})
    assert await ann.balance() == 49, "what was left as it was is not told"
    assert filled(await ann.presses(await ann.types("setup"), "Set up"))[DAY] == "21"


async def test_refused_set_up_names_every_mistake_and_comes_back(ann: Person) -> None:
    form = await ann.presses(await ann.types("setup"), "Set up")
    wrong = {"Plan on Upwork": "freelancer plus", CONNECTS: "lots", DAY: "32", ZONE: "Mars"}
    refused = await ann.fills_in(form, wrong)
    assert f"`{CONNECTS}` must be a whole number from 0 to 100,000" in refused.text
    assert f"`{DAY}` must be a whole number from 1 to 31" in refused.text
    assert f"**{ZONE}**: I don't know the time zone “Mars”" in refused.text
    assert refused.hidden
    await ann.restarts_bot()
    again = await ann.presses(refused, "Open the form again")
    assert filled(again).items() >= wrong.items()
    answer = await ann.fills_in(again, {CONNECTS: "70", DAY: "5", ZONE: "Asia/Manila"})
    assert "Freelancer Plus" in answer.text
    assert await ann.balance() == 70


@pytest.mark.parametrize("field", [{CONNECTS: "-1"}, {CONNECTS: "9999999"}, {DAY: "32"}])
async def test_setup_form_refuses_bad_numbers(ann: Person, field: dict[str, str]) -> None:
    form = await ann.presses(await ann.types("setup"), "Set up")
    assert "must be a whole number" in (await ann.fills_in(form, field)).text
    assert await ann.balance() == 0


async def test_time_zones_are_completed(ann: Person) -> None:
    choices = await ann.completes("setup", "timezone", "manila")
    assert choices == ["Asia/Manila"]
    assert len(await ann.completes("setup", "timezone", "")) == 25


async def test_balance_tells_what_comes_and_what_goes(ann: Person, clock: HandClock) -> None:
    await ann.types("setup", connects=40, cycle_day=15)
    clock.move(days=60)
    answer = await ann.types("balance")
    assert "60 Connects" in answer.text
    assert "$9.00" in answer.text
    assert "10 Connects arrive" in answer.text
    assert "- 40 on" in answer.text


async def test_balance_warns_of_the_cap(ann: Person) -> None:
    await ann.types("setup", connects=230)
    assert "30 Connects would be cut" in (await ann.types("balance")).text


async def test_month_turns_for_who_asks_first(ann: Person, clock: HandClock) -> None:
    await ann.types("setup", connects=230)
    clock.move(days=31)
    assert "210 Connects" in (await ann.types("balance")).text
    history = await ann.types("history")
    assert "cut by the cap" in history.text


async def test_month_turns_by_itself(ann: Person, clock: HandClock) -> None:
    await ann.types("setup", connects=230)
    clock.move(days=31)
    await ann.restarts_bot()
    await ann.env.advance_time(1)

    def kinds(connection: Any) -> list[str]:
        rows = connection.execute("SELECT kind FROM entry ORDER BY id").fetchall()
        return [kind for (kind,) in rows]

    assert (await ann.bot.app.database.read(kinds))[-2:] == ["forfeit", "grant"]


async def test_upgrade_and_downgrade(ann: Person) -> None:
    await ann.types("setup", connects=40, cycle_day=1)
    answer = await ann.types("plan", name="freelancer plus")
    assert "+70 Connects" in answer.text
    assert "its day is **10**" in answer.text
    assert await ann.balance() == 110
    answer = await ann.types("plan", name="basic")
    assert "Until then you stay on Freelancer Plus" in answer.text
    answer = await ann.types("plan", name="basic")
    assert "You move to Basic on" in answer.text


@pytest.mark.faulty
async def test_balance_when_the_disk_fails_is_an_apology(
    ann: Person, caplog: pytest.LogCaptureFixture
) -> None:
    await ann.bot.app.database.close()
    answer = await ann.types("balance")
    assert "our fault" in answer.text
    reference = answer.text.split("`")[1]
    assert reference in [getattr(record, "reference", None) for record in caplog.records]
    assert "Traceback" in caplog.text
