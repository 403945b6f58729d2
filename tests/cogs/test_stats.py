"""/stats and /forecast, through simcord."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.parsing.periods import read_period
from bot.parsing.refusals import PeriodUnclear

from ..clock import HandClock
from .conftest import Person

pytestmark = pytest.mark.dated

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


async def test_figures_of_what_was_sent(ann: Person) -> None:
    await ann.types("setup", connects=0)
    await ann.types("buy", connects=60)
    for number in range(6):
        await ann.types("spend", budget="700", job=f"Job {number}")
    await ann.types("outcome", proposal="Job 1", result="interview")
    await ann.types("outcome", proposal="Job 2", result="hired", contract_value="$900")
    await ann.types("outcome", proposal="Job 3", result="closed without hire")
    text = (await ann.types("stats")).text
    assert "# 1 hire" in text
    assert "Of 6 proposals, from" in text
    assert re.search(r"from <t:\d+:D> to <t:\d+:D>", text)
    assert re.search(r"^Interviews +2 +33% +10–70%$", text, re.MULTILINE)
    assert "30 Connects, which cost $4.50" in text
    assert "**Won** $900.00 gross, before Upwork's fee: $30.00 a Connect, $200.00 a dollar" in text
    assert "Fewer than 20" in text
    assert "clearly" not in text


async def test_returns_are_net_of_the_fees_that_are_known(ann: Person) -> None:
    await ann.types("setup", connects=60)
    for job in ("logo", "app"):
        await ann.types("spend", connects=10, job=job)
    told = await ann.types(
        "outcome", proposal="logo", result="hired", contract_value="$1,000, 10% fee"
    )
    assert "contract $1,000.00, $900.00 net of the fee of 10%" in told.text
    assert (
        "**Won** $900.00 net of Upwork's fee: $45.00 a Connect" in (await ann.types("stats")).text
    )
    said = await ann.says("hired for the app job, $500")
    assert "contract $500.00 gross" in said.text
    text = (await ann.types("stats")).text
    assert "**Won** $1,400.00 net of Upwork's fee for 1 contract, gross for the other 1:" in text
    said = await ann.says("hired for the app job, $500 (fee 5%)")
    assert "$475.00 net of the fee of 5%" in said.text
    assert "**Won** $1,375.00 net of Upwork's fee:" in (await ann.types("stats")).text
    told = await ann.types("outcome", proposal="logo", result="hired", contract_value="$2,000")
    assert "$1,800.00 net of the fee of 10%" in told.text  # fixed for the contract


async def test_fee_that_the_card_does_not_know_is_refused(ann: Person) -> None:
    await ann.types("setup", connects=60, rules="2026")
    await ann.types("spend", connects=10, job="logo")
    for typed in ("$1,000, 16% fee", "$1,000, 7.5% fee", "20% fee"):
        refused = await ann.types("outcome", proposal="logo", result="hired", contract_value=typed)
        assert "whole percent from 0 to" in refused.text
        assert refused.hidden
    assert "# 1 proposal" in (await ann.types("stats")).text
    assert "Won" not in (await ann.types("stats")).text


async def test_period_without_proposals_says_so(ann: Person) -> None:
    assert "No proposals" in (await ann.types("stats", period="30 days")).text


async def test_period_that_cannot_be_read_is_refused(ann: Person) -> None:
    assert "as a period" in (await ann.types("stats", period="purple")).text
    assert await ann.completes("stats", "period", "90") == ["90 days"]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("30 days", NOW - timedelta(days=30), NOW),
        ("this month", datetime(2026, 10, 31, 23, tzinfo=UTC), NOW),
        (
            "2026-01-01 to 2026-03-31",
            datetime(2025, 12, 31, 23, tzinfo=UTC),
            datetime(2026, 3, 31, 22, tzinfo=UTC),
        ),
        ("2026-11-01", datetime(2026, 10, 31, 23, tzinfo=UTC), NOW),
    ],
)
def test_periods_are_read_in_the_persons_zone(text: str, start: datetime, end: datetime) -> None:
    period = read_period(text, "Europe/Berlin", NOW)
    assert period.start == start
    assert timedelta() <= period.end - end <= timedelta(seconds=1)


@pytest.mark.parametrize("text", ["2026-03-31 to 2026-01-01", "2027-01-01", "x" * 80, "to", ""])
def test_impossible_periods_are_refused(text: str) -> None:
    with pytest.raises(PeriodUnclear):
        read_period(text or " ", "UTC", NOW)


async def test_forecast_names_the_day_and_what_to_buy(ann: Person, clock: HandClock) -> None:
    await ann.types("setup", connects=100)
    assert "No pace yet" in (await ann.types("forecast")).text
    for _ in range(4):
        clock.move(days=7)
        await ann.types("spend", connects=14)
    early = (await ann.types("forecast")).text
    assert "from two weeks and five proposals on: so far it is 4 weeks and 4 proposals" in early
    assert "Cheapest way" not in early
    clock.move(days=7)
    await ann.types("spend", connects=14)
    text = (await ann.types("forecast")).text
    assert "use 14 a week" in text
    assert "Cheapest way to the other 51" in text
    assert "never pays" in text


@pytest.mark.parametrize("kind", ["balance", "funnel", "spending"])
async def test_chart_comes_as_a_picture_with_its_finding(
    ann: Person, clock: HandClock, kind: str
) -> None:
    await ann.types("setup", connects=40)
    for _ in range(5):
        clock.move(days=1)
        await ann.types("spend", connects=6, job="Logo")
    answer = await ann.types("chart", kind=kind)
    assert answer.hidden
    assert answer.result.response is not None
    assert [file.filename for file in answer.result.response.message.attachments] == ["chart.png"]
    said = {
        "balance": "Your balance fell from 40 to 10 Connects in 6 days",
        "funnel": "5 proposals: 0 viewed",
        "spending": "30 Connects went in",
    }
    assert said[kind] in answer.text


@pytest.mark.parametrize(
    ("kind", "needs"), [("balance", "needs 2 days"), ("funnel", "5 prop"), ("spending", "2 days")]
)
async def test_chart_of_too_little_says_what_it_needs(ann: Person, kind: str, needs: str) -> None:
    for known in (0, 1):
        text = (await ann.types("chart", kind=kind)).text
        assert needs in text
        assert f"so far: {known}" in text
        assert "longer `period`" in text
        assert "`period`" not in (await ann.types("chart", kind=kind, period="all")).text
        await ann.types("setup", connects=40)
        await ann.types("spend", connects=6)


async def test_chart_leaves_out_what_was_undone(ann: Person, clock: HandClock) -> None:
    await ann.types("setup", connects=40)
    clock.move(days=1)
    await ann.types("correct", connects=1040)
    await ann.types("undo")
    clock.move(days=1)
    await ann.types("spend", connects=6)
    text = (await ann.types("chart")).text
    assert "fell from 40 to 34" in text
    assert "The most was 40," in text
    assert "40 arrived, 6 went." in text


async def test_period_that_ends_with_a_month_has_no_column_of_the_next(
    ann: Person, clock: HandClock
) -> None:
    await ann.types("setup", connects=40)
    for _ in range(2):
        clock.move(days=1)
        await ann.types("spend", connects=6)
    clock.move(days=100)
    for kind in ("balance", "spending"):
        text = (await ann.types("chart", kind=kind, period="2026-03-01 to 2026-03-31")).text
        assert "to March 31, 2026)" in text


async def test_kinds_of_which_there_are_enough_are_compared(ann: Person) -> None:
    await ann.types("setup", connects=400)
    for number in range(12):
        job = f"Job {number}"
        await ann.types("spend", budget="700" if number % 2 else "49", boost=number % 2, job=job)
        if number % 2:
            await ann.types("outcome", proposal=job, result="interview")
    await ann.types("spend", budget="300", invited=True, job="The last")
    text = (await ann.types("stats")).text
    assert "# 6 interviews" in text
    assert re.search(r"^under \$50 +6 +0% +0%$", text, re.MULTILINE)
    assert re.search(r"^\$600\+ +6 +100% +0%$", text, re.MULTILINE)
    assert "**$600+** clearly leads to most interviews." in text
    assert "Too few to compare: $50–$599 (1), by invitation." in text
    assert all(
        len(line) <= 36 for line in re.findall(r"```(.*?)```", text, re.DOTALL)[1].split("\n")
    )


async def test_longer_period_is_named_only_where_there_is_one(ann: Person) -> None:
    assert "longer `period`" in (await ann.types("stats")).text
    assert "longer `period`" not in (await ann.types("stats", period="all")).text
