"""An account's own rate card, and a card that a host adds: through the commands, simcord."""

from pathlib import Path

import discord
import pytest
from simcord import Env

from bot.rate_cards import RATES, RateCards, load_rate_cards

from ..clock import HandClock
from .conftest import Person, fields_of
from .test_reminders import pass_time

pytestmark = pytest.mark.dated

TIERS = """
[[cost.tiers]]
below = 100
connects = 3

[[cost.tiers]]
below = 1000
connects = 7

[[cost.tiers]]
connects = 11

"""
BUNDLES = """
[[price.bundles]]
connects = 150
price = 22.50

[[price.bundles]]
connects = 300
price = 45.00

"""


def card_of_2031() -> str:
    """The document's card with other bands, a cap of 400, and bundles of 150 and 300."""
    text = (RATES / "2022-07.toml").read_text(encoding="utf-8")
    for old, new in (
        ('name = "2022-07"', 'name = "2031"'),
        ("the rules of the 2022 guide", "Upwork as it will be in 2031"),
        ("as_of = 2022-07-06", "as_of = 2031-01-02"),
        ("cap = 200", "cap = 400"),
    ):
        assert old in text
        text = text.replace(old, new)
    for first, after, new in (
        ("[[cost.tiers]]", "[price]", TIERS),
        ("[[price.bundles]]", "[plans.basic]", BUNDLES),
    ):
        text = text[: text.index(first)] + new + text[text.index(after) :]
    return text


@pytest.fixture(scope="module")
def cards(tmp_path_factory: pytest.TempPathFactory) -> RateCards:
    """The cards that ship, and one that a host added: a file in the folder."""
    folder: Path = tmp_path_factory.mktemp("rates")
    for file in RATES.glob("*.toml"):
        (folder / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "2031.toml").write_text(card_of_2031(), encoding="utf-8")
    return load_rate_cards("2022-07", folder)


async def test_card_that_is_added_is_a_file_that_is_added(ann: Person, clock: HandClock) -> None:
    assert "Upwork as it will be in 2031 (2031)" in await ann.completes("setup", "rules", "")
    answer = await ann.types("setup", rules="2031", connects=450, cycle_day=15)
    assert "**I count by** Upwork as it will be in 2031 (2031)" in answer.text
    assert "At most 400 carry over: **50 Connects would be cut**" in answer.text
    answer = await ann.types("estimate", budget="700")
    assert "# 7 Connects" in answer.text
    assert "rate card 2031, as of January 2, 2031" in answer.text
    assert "# 11 Connects" in (await ann.types("estimate", budget="1000")).text
    assert await ann.completes("buy", "connects", "") == ["150 for $22.50", "300 for $45.00"]
    assert "**1 × 300** = 300 Connects for **$45.00**" in (await ann.types("shop", need=200)).text
    assert "no bundle" not in (await ann.types("buy", connects=150)).text
    assert "no bundle" in (await ann.types("buy", connects=80)).text
    for job, budget in (("a", "99"), ("b", "100"), ("c", "1500")):
        await ann.types("spend", job=job, budget=budget)
    assert await ann.balance() == 450 + 150 + 80 - 3 - 7 - 11
    balance = await ann.types("balance")
    assert "enough for 59 to 219 proposals" in balance.text
    assert "259 Connects would be cut" in balance.text
    stats = await ann.types("stats")
    assert "Too few to compare: by budget" in stats.text
    assert "2031" in (await ann.types("forecast")).text
    assert "150 for $22.50, 300 for $45.00" in (
        await ann.types("ask", question="what bundles are there?")
    ).text.replace("**", "").replace("\n- ", ", ")
    assert "at most 400" in (await ann.types("ask", question="do connects roll over?")).text
    assert "2031" in (await ann.types("help", topic="Reminders")).text
    clock.move(days=31)
    assert await ann.balance() == 410


async def test_setup_rules_with_a_name_of_no_card_lists_them(ann: Person) -> None:
    answer = await ann.types("setup", rules="1999", connects=7)
    assert "no rate card “1999”" in answer.text
    assert "`2022-07`, `2026`, `2031`" in answer.text
    assert answer.hidden
    assert await ann.balance() == 0


async def test_panel_asks_for_the_rules_first(ann: Person) -> None:
    panel = await ann.types("setup")
    assert "I count by **the rules of the 2022 guide (2022-07)**" in panel.text
    form = await ann.presses(panel, "Set up")
    first, *_ = fields_of(form).items()
    assert first[0] == "Which rules shall I count by?"
    assert [option["label"] for option in first[1]["options"]] == [
        "The rules of the 2022 guide",
        "Upwork as it is in 2026",
        "Upwork as it will be in 2031",
    ]
    answer = await ann.fills_in(form, {first[0]: "2026", "Plan on Upwork": "freelancer plus"})
    assert "Upwork as it is in 2026 (2026)" in answer.text
    assert "100 Connects arrive" in answer.text


async def test_change_stands_in_the_history(ann: Person) -> None:
    await ann.types("setup", connects=40)
    answer = await ann.types("setup", rules="2026")
    assert "What was noted before stays as it is" in answer.text
    await ann.types("buy", connects=20)
    rows = (await ann.types("history")).text.splitlines()[2:]
    assert [row.split(" ")[0] for row in rows] == ["**+20**", "**Rules**", "**+40**"]
    assert "2026 from here on, 2022-07 until then" in rows[1]
    grants = await ann.types("history", kind="purchase")
    assert "Rules" not in grants.text


async def test_pages_of_the_history_have_each_change_once(ann: Person) -> None:
    names = []
    for number in range(20):
        name = ("2026", "2022-07")[number % 2]
        await ann.types("setup", rules=name)
        await ann.types("buy", connects=number + 1)
        names.append(name)
    rows: list[str] = []
    page = await ann.types("history")
    for number in range(3):
        page = await ann.presses(page, "Older") if number else page
        rows += [row for row in page.text.splitlines() if "Rules" in row or "**+" in row]
    shown = [row.split("**")[2].split()[0] for row in rows if "Rules" in row]
    assert shown == names[::-1]
    assert len(rows) == 40


async def test_answers_go_by_the_person_s_card(ann: Person, bob: Person) -> None:
    await ann.types("setup", rules="2026", connects=300)
    await bob.types("setup", connects=300)
    for person, said in ((ann, "# 9 to 26 Connects"), (bob, "# 6 Connects")):
        assert said in (await person.types("estimate", budget="700")).text
    for person, said in ((ann, "2026"), (bob, "2022-07")):
        for answer in (
            await person.types("ask", question="do connects expire?"),
            await person.types("shop", need=50),
            await person.types("balance"),
            await person.types("help"),
        ):
            assert f"rate card {said}," in answer.text
        assert f"rate card {said}," in (await person.says("do connects roll over?")).text
    assert "would be cut" not in (await ann.types("balance")).text
    assert "would be cut" in (await bob.types("balance")).text
    refused = await ann.types("spend", connects=312)
    assert "12 for $1.80" in refused.text
    assert "20 for $3.00" in (await bob.types("spend", connects=312)).text


async def test_cap_that_appears_is_warned_of(ann: Person, clock: HandClock) -> None:
    await ann.types("setup", rules="2026", connects=430, cycle_day=20)
    await ann.types("setup", rules="2031")
    assert any("30 Connects would be cut" in text for text in await pass_time(ann, clock, days=8))


async def test_cap_that_is_gone_is_not_warned_of(ann: Person, clock: HandClock) -> None:
    await ann.types("setup", connects=430, cycle_day=20)
    await ann.types("setup", rules="2026")
    assert await pass_time(ann, clock, days=8) == []
    assert await pass_time(ann, clock, days=8) == []
    assert await ann.balance() == 430


async def test_help_tells_of_the_cap_where_there_is_one(ann: Person) -> None:
    assert "or are cut" in (await ann.types("help", topic="Reminders")).text
    await ann.types("setup", rules="2026")
    assert "or are cut" not in (await ann.types("help", topic="Reminders")).text


@pytest.fixture
def admin(env: Env, ann: Person) -> Person:
    role = env.guild.create_role("admin", permissions=discord.Permissions(manage_guild=True))
    person = Person(env, "cy")
    person.member = env.guild.add_member(env.create_user("cy2"), roles=[role])
    return person


async def test_server_s_card_is_for_accounts_that_are_opened_there(
    ann: Person, bob: Person, admin: Person
) -> None:
    await bob.types("balance")
    answer = await admin.types("server settings", rate_card="2026")
    assert "Upwork as it is in 2026 (2026)" in answer.text
    assert "rate card 2026," in (await ann.types("balance")).text
    assert "rate card 2026," in (await ann.types_in_dm("balance")).text
    assert "rate card 2022-07," in (await bob.types("balance")).text  # met Purser before
    await admin.types("server settings", rate_card="2031")
    assert "rate card 2026," in (await ann.types("balance")).text  # written when it was opened
    await ann.types("setup", rules="2022-07")
    assert "rate card 2022-07," in (await ann.types("balance")).text


async def test_server_s_card_that_is_none_lists_them(admin: Person) -> None:
    answer = await admin.types("server settings", rate_card="gold")
    assert "`2022-07`, `2026`, `2031`" in answer.text
    assert "(2022-07)" in (await admin.types("server settings")).text


async def test_who_is_mentioned_to_in_a_server_has_its_card(ann: Person, admin: Person) -> None:
    await admin.types("server settings", rate_card="2026")
    assert ann.bot.user is not None
    spoken = await ann.says_in_channel(f"<@{ann.bot.user.id}> do connects roll over?")
    assert "rate card 2026," in spoken.text
