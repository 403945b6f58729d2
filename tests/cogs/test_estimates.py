import pytest

from .conftest import Person

BAD_BUDGETS = [
    "abc",
    "-5",
    "0",
    "1e400",
    "$",
    "500-",
    "9" * 400,
    "🙂",
    "'; DROP TABLE entry; --",
    "@everyone",
    "€400",
]


async def test_estimate_tells_cost_price_and_what_is_left(ann: Person) -> None:
    await ann.types("setup", connects=40)
    answer = await ann.types("estimate", budget="$700", boost=4)
    for part in ("10 Connects", "$1.50", "30 Connects", "3 more", "2022-07", "July 6, 2022"):
        assert part in answer.text


async def test_short_estimate_offers_bundles(ann: Person) -> None:
    answer = await ann.types("estimate", budget="700", boost=10)
    assert "1 × 20" in answer.text
    assert "$3.00" in answer.text


async def test_invitation_costs_nothing(ann: Person) -> None:
    answer = await ann.types("estimate", budget="700", invited=True)
    assert "0 Connects" in answer.text


async def test_hourly_without_hours_asks_for_them(ann: Person) -> None:
    answer = await ann.types("estimate", budget="30/hr")
    assert "2 to 6 Connects" in answer.text
    assert "20h/wk" in answer.text


@pytest.mark.parametrize("budget", BAD_BUDGETS)
async def test_bad_budget_is_a_sentence(ann: Person, budget: str) -> None:
    await ann.types("setup", connects=40)
    for command in ("estimate", "spend"):
        answer = await ann.types(command, budget=budget)
        assert answer.hidden
        assert "dollars" in answer.text or "$0" in answer.text
        assert "@everyone" not in answer.text
    assert await ann.balance() == 40


async def test_shop_finds_the_cheapest(ann: Person) -> None:
    answer = await ann.types("shop", need=85)
    assert "$13.50" in answer.text
    assert "1 × 80 + 1 × 10" in answer.text
    assert "**5** are left over" in answer.text


@pytest.mark.parametrize("need", [0, -1, 2**53 - 1])
async def test_bad_need_is_a_sentence(ann: Person, need: int) -> None:
    assert "whole number from 1" in (await ann.types("shop", need=need)).text


async def test_figure_of_the_post_beats_the_card(ann: Person) -> None:
    await ann.types("setup", connects=40)
    answer = await ann.types("estimate", connects=16, boost=4)
    assert "# 20 Connects" in answer.text
    assert "(16 + 4 boost)" in answer.text
    assert "leaves you **20 Connects**: enough for **1 more such proposal**" in answer.text
    both = await ann.types("estimate", connects=16, budget="$700")
    assert "# 16 Connects" in both.text
    assert "to a job of $700.00" in both.text


async def test_neither_budget_nor_connects(ann: Person) -> None:
    assert "What does the job pay" in (await ann.types("estimate")).text
    assert "0 Connects" in (await ann.types("estimate", invited=True)).text


async def test_what_was_copied_from_a_jobs_page_is_a_budget_too(ann: Person) -> None:
    await ann.types("setup", connects=40)
    page = (
        "Website copy for a dental clinic Posted 3 hours ago Fixed-price: $425 "
        "Payment verified $23K+ spent Proposals: 10 to 15"
    )
    assert "to a job of $425.00" in (await ann.types("estimate", budget=page)).text
    form = "Send a proposal for: 16 Connects\nAvailable Connects: 54\n\n$120.00\nFixed-price"
    answer = await ann.types("estimate", budget=form)
    assert "# 16 Connects" in answer.text
    assert "$120.00" in answer.text


async def test_price_of_each_asks_how_many(ann: Person) -> None:
    assert "How many" in (await ann.types("estimate", budget="$0.05 per word")).text
    assert "$100.00" in (await ann.types("estimate", budget="$0.05 per word, 2000 words")).text
