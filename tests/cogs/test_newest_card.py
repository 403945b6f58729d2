"""Commands under the card of 2026: no table of costs, any number to buy from 10 on."""

import pytest

from bot.rate_cards import RateCards

from ..clock import HandClock
from .conftest import Person


@pytest.fixture
def cards(cards: RateCards) -> RateCards:
    return RateCards(cards.by_name, cards.named("2026"))


async def test_estimate_is_a_range_with_where_it_comes_from(ann: Person) -> None:
    await ann.types("setup", connects=40)
    text = (await ann.types("estimate", budget="60")).text
    assert "# 8 to 18 Connects" in text
    assert "$1.20 to $2.70 for a proposal to a job of $60.00" in text
    assert "the middle is **14**" in text
    assert "From 58 WordPress jobs measured on September 24, 2026 (19 of such a budget)." in text
    assert "You hold **40 Connects**" in text


async def test_estimate_is_narrowed_by_the_proposals(ann: Person) -> None:
    text = (await ann.types("estimate", budget="60", proposals="0-5")).text
    assert "# 6 to 13 Connects" in text
    assert "narrowed by the proposals it has" in text
    assert "**less than 5** proposals" in text


async def test_short_estimate_names_what_lacks_to_its_upper_end(ann: Person) -> None:
    text = (await ann.types("estimate", budget="60", boost=5)).text
    assert "# 13 to 23 Connects" in text
    assert "(with 5 boost)" in text
    assert "**23 Connects** for **$3.45**" in text


@pytest.mark.parametrize(
    ("connects", "said"),
    [(24, "**Dear for its kind**"), (12, "As usual for its kind"), (2, "**Cheap for its kind**")],
)
async def test_figure_of_the_post_settles_it(ann: Person, connects: int, said: str) -> None:
    await ann.types("setup", connects=40)
    text = (await ann.types("estimate", budget="60", connects=connects)).text
    assert f"# {connects} Connects" in text
    assert f"It leaves you **{40 - connects} Connects**" in text
    assert f"{said}: in four of five cases 8 to 18, the middle 14." in text


async def test_invitation_costs_nothing_and_is_judged_by_nothing(ann: Person) -> None:
    text = (await ann.types("estimate", budget="60", invited=True)).text
    assert "# 0 Connects" in text
    assert "kind" not in text


async def test_members_jobs_are_weighed_in_from_five_people_on(
    ann: Person, clock: HandClock
) -> None:
    for number in range(5):
        assert "members" not in (await ann.types("estimate", budget="60")).text
        person = Person(ann.env, f"p{number}")
        await person.types("setup", connects=200)
        await person.presses(await person.types("privacy"), "Count mine")
        for _ in range(2):
            await person.types("spend", connects=30, budget="60")
        clock.move(minutes=11)
    text = (await ann.types("estimate", budget="60")).text
    assert "# 9 to 30 Connects" in text
    assert "(19 of such a budget) and 10 jobs of members in 90 days." in text


async def test_figure_of_the_post_tells_what_such_proposals_brought(
    ann: Person, clock: HandClock
) -> None:
    await ann.types("setup", connects=100)
    for number in range(5):
        assert "brought" not in (await ann.types("estimate", connects=13)).text
        person = Person(ann.env, f"p{number}")
        await person.types("setup", connects=200)
        await person.presses(await person.types("privacy"), "Count mine")
        for job, connects in enumerate((9, 10, 16, 17, 13, 13)):  # the first and 17 are too far off
            await person.types("spend", connects=connects, boost=5, job=f"job {job}")
        value = f"${100 * number + 100}, 10% fee"
        await person.types("outcome", proposal="job 1", result="hired", contract_value=value)
        await person.types("outcome", proposal="job 2", result="interview")
        await person.types("outcome", proposal="job 3", result="hired", contract_value="$9000")
        clock.move(minutes=11)
    text = (await ann.types("estimate", connects=13)).text
    assert "It leaves you **87 Connects**: enough for **6 more such proposals**" in text
    assert "As usual for its kind" in text
    assert "5 people in 90 days (10 to 16 Connects, 20 sent): interviews 10 · 50%" in text
    assert "hired 5 · 25% (11%-47%); the middle contract $300.00 gross." in text
    assert "brought" not in (await ann.types("estimate", budget="60")).text
    assert "brought" not in (await ann.types("estimate", connects=30)).text


async def test_shop_gives_the_number_that_is_needed(ann: Person) -> None:
    text = (await ann.types("shop", need=33)).text
    assert "# $4.95" in text
    assert "**33 Connects** for **$4.95**" in text
    assert "at least" not in text


async def test_shop_keeps_the_minimum(ann: Person) -> None:
    text = (await ann.types("shop", need=4)).text
    assert "**10 Connects** for **$1.50**" in text
    assert "**6** are left over" in text
    assert "at least 10 at once" in text


async def test_what_was_bought_was_bought(ann: Person) -> None:
    assert "Noted" not in (await ann.types("buy", connects=33)).text
    few = (await ann.types("buy", connects=4)).text
    assert "$0.60" in few
    assert "the least purchase is 10" in few
    assert await ann.balance() == 37


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("what bundles are there?", "Any number can be bought, from 10 on, at $0.15 each."),
        ("how do i buy connects?", "any number from 10 on, at $0.15 each"),
        ("compare memberships", "10 Connects a month where your account's offer includes them"),
        ("how does boosting work?", "The 4 highest bids are shown first, for 7 days"),
        ("are connects worth it?", "Upwork keeps 0 to 15%, fixed for each contract"),
        ("what does a proposal cost?", "58 WordPress jobs took **7 to 27 Connects** on September"),
        ("which connects are used first?", "in the order received, whether bought or free"),
        ("what fee does upwork take?", "Upwork keeps **0 to 15%**, fixed for each contract"),
        ("how many connects does plus bring now?", "**Freelancer Plus**: $19.99 a month, 100"),
        ("where do the numbers come from?", "All of it is second-hand"),
    ],
)
async def test_answers_tell_the_cards_facts(ann: Person, question: str, said: str) -> None:
    assert said in (await ann.types("ask", question=question)).text


async def test_answers_name_the_other_card_where_it_differs(ann: Person) -> None:
    told = (await ann.types("ask", question="do connects roll over?")).text
    assert "the card knows no limit" in told
    assert "By the rules of the 2022 guide: Unused Connects carry over, **at most 200** of" in told
    same = (await ann.types("ask", question="do connects expire?")).text
    assert "2022 guide" not in same


async def test_what_changed_is_told_rule_by_rule(ann: Person) -> None:
    told = (await ann.says("what changed since 2022?")).text
    assert "**A proposal**: 2 to 6 Connects → what the job post says; 7 to 27 were measured" in told
    assert "**Freelancer Plus**: $14.99, 80 Connects → $19.99, 100 Connects" in told
    assert "**Basic**: 10 Connects → 10 Connects where your account's offer" in told
    assert "**Carried over**: 200 Connects → no limit" in told
    assert "**Upwork's fee**: not told by the card → 0 to 15%, fixed for each contract" in told
    assert "the 4 highest bids are shown first, for 7 days" in told


async def test_round_numbers_are_offered_where_any_can_be_bought(ann: Person) -> None:
    assert (await ann.completes("buy", "connects", ""))[:2] == ["10 for $1.50", "20 for $3.00"]
    assert await ann.completes("buy", "connects", "15") == ["150 for $22.50"]


BRINGS, BRINGS_NONE = "My Basic brings 10", "My Basic brings none"


async def test_what_basic_brings_is_asked_and_counted_on_once_it_is_said(
    ann: Person, clock: HandClock
) -> None:
    answer = await ann.types("setup", connects=40, cycle_day=20)
    assert "**Does your Basic bring 10 Connects a month?**" in answer.text
    assert answer.buttons == [BRINGS, BRINGS_NONE]
    open_still = "0 Connects arrive for certain, and 10 more if your plan brings them"
    assert open_still in answer.text
    assert open_still in (await ann.types("balance")).text
    asked = (await ann.types("ask", question="when do i get more connects?")).text
    assert "Whether 10 more come with your plan you haven't said yet" in asked
    clock.move(days=31)
    assert await ann.balance() == 40
    await ann.restarts_bot()
    told = await ann.presses(answer, BRINGS)
    assert "10 Connects arrive (Basic)" in told.text
    assert "**May what jobs cost you and brought you help others?**" in told.text  # asked next
    assert "for certain" not in (await ann.types("balance")).text
    clock.move(days=31)
    assert await ann.balance() == 50


async def test_forecast_counts_on_what_basic_brings_once_it_is_said(
    ann: Person, clock: HandClock
) -> None:
    await ann.types("setup", connects=200)
    for _ in range(5):
        clock.move(days=7)
        await ann.types("spend", connects=14)
    text = (await ann.types("forecast")).text
    assert "Not counted: 10 a month that your plan may bring" in text
    assert "and 0 arrive" in text
    assert "**Freelancer Plus** brings 100 more a month" in text
    await ann.presses(await ann.types("setup"), BRINGS)
    text = (await ann.types("forecast")).text
    assert "Not counted:" not in text
    assert "and 10 arrive" in text
    assert "**Freelancer Plus** brings 90 more a month" in text


async def test_what_basic_brings_can_be_changed_in_the_panel(ann: Person, clock: HandClock) -> None:
    panel = await ann.types("setup")
    assert panel.buttons == [BRINGS, BRINGS_NONE, "Set up", "Not now"]
    assert "0 Connects arrive (Basic)" in (await ann.presses(panel, BRINGS_NONE)).text
    panel = await ann.types("setup")
    assert panel.buttons == [BRINGS, "Set up", "Not now"]
    assert "Does your Basic bring" not in panel.text
    assert "10 Connects arrive (Basic)" in (await ann.presses(panel, BRINGS)).text
    assert (await ann.types("setup")).buttons == [BRINGS_NONE, "Set up", "Not now"]


async def test_upgrade_brings_what_basic_had_not_brought(ann: Person) -> None:
    up = await ann.types("plan", name="freelancer plus")
    assert "# +90 Connects" in up.text
    assert "If yours had none, 10 more arrived" in up.text
    await ann.presses(up, "Undo")
    await ann.presses(await ann.types("setup"), BRINGS_NONE)
    up = await ann.types("plan", name="freelancer plus")
    assert "# +100 Connects" in up.text
    assert "If yours" not in up.text
    await ann.presses(up, "Undo")
    await ann.presses(await ann.types("setup"), BRINGS)
    assert "# +90 Connects" in (await ann.says("i upgraded to freelancer plus")).text


async def test_who_goes_back_to_basic_is_asked(ann: Person, clock: HandClock) -> None:
    assert BRINGS not in (await ann.types("setup", plan="freelancer plus")).buttons
    down = await ann.types("plan", name="basic")
    assert down.buttons == [BRINGS, BRINGS_NONE]
    await ann.presses(down, BRINGS)
    clock.move(days=31)
    assert await ann.balance() == 10


async def test_what_basic_brings_is_a_matter_of_the_owner(ann: Person, bob: Person) -> None:
    answer = await ann.types("setup", connects=40)
    refused = await bob.presses_stolen(answer, BRINGS)
    assert "your own" in refused.text
    assert "for certain" in (await ann.types("balance")).text


async def test_the_other_card_asks_nothing(ann: Person) -> None:
    answer = await ann.types("setup", rules="2022-07", plan="basic")
    assert BRINGS not in answer.buttons
    assert "10 Connects arrive (Basic)" in answer.text
