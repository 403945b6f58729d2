from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.model import MOST_CENTS
from bot.ledger.refusals import Refusal
from bot.parsing.money import parse_budget, parse_money
from bot.parsing.money_words import Amount, Count, Money, read_money
from bot.parsing.refusals import BudgetOfEach, BudgetSize, BudgetUnclear, OtherCurrency


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("500", 50_000),
        ("$1.5k", 150_000),
        ("1,5k", 150_000),
        ("300-500", 50_000),
        ("$300 – $500", 50_000),
        ("1-2k", 200_000),
        ("100 to 200", 20_000),
        ("1,500", 150_000),
        ("1.500", 150_000),
        ("10 000", 1_000_000),
        ("$1,234.56", 123_456),
        ("49.50", 4_950),
        (".50", 50),
        ("about 500", 50_000),
        ("500 USD", 50_000),
        ("US$500", 50_000),
        ("500 dollars fixed", 50_000),
        ("30/hr 20h/wk 3 weeks", 180_000),
        ("$30 per hour, 20 hrs/week for 3 weeks", 180_000),
        ("20-30/hr 40 hours", 120_000),
        ("30/hr 10h/wk 3 months", 390_000),
        ("$60-$90 Hourly Est. Time: 1 to 3 months, 30+ hrs/week", 3_510_000),
        (
            "Hourly: $8.00-$15.00IntermediateEst. time: Less than 1 month, Less than 30 hrs/week",
            225_000,
        ),
        ("25/hour, 3hrs/day, 20 days", 150_000),
        ("18usd/h, 4h/day mon-fri for 2 weeks", 72_000),
        ("between five hundred and 700 bucks", 70_000),
        ("2 grand", 200_000),
        ("＄５００", 50_000),
        ("1.500,00 $", 150_000),
        ("1 500$", 150_000),
        ("entre 300 y 500 dólares", 50_000),
        ("$500/week for 4 weeks", 200_000),
        ("3 milestones of $200", 60_000),
        ("milestone 1: 200, milestone 2: $300", 50_000),
        ("$200 upfront and $300 on delivery", 50_000),
        ("100 upfront + 100 on delivery", 20_000),
        ("budget is $700, 50% upfront", 70_000),
        ("150 + 150 + 300", 60_000),
        ("10 articles, $20 each", 20_000),
        ("$0.05 per word, 2000 words", 10_000),
        ("5 cents/word 1500 words", 7_500),
        ("$4 per 1000 words, 30k words total", 12_000),
        ("100 bucks for 2 hours of work", 10_000),
        ("min 150 max 400", 40_000),
        ("$10000000", MOST_CENTS),
        ("١٢٣", 12_300),
        ("a hundred and twenty bucks", 12_000),
        ("quinhentos dólares", 50_000),
        ("$2k over 5 milestones", 200_000),
        ("won't go over 220", 22_000),
        ("900 p/m for half a year", 540_000),
        ("$26/h, 1 year, 5 h/week", 676_000),
        ("$48/hour 2 hrs every weekday for 3 weeks", 144_000),
        ("daily 6 hours, 15 days, 16 usd/hr", 144_000),
        ("somewhere in the 1200-1500 range", 150_000),
    ],
)
def test_budget_is_read(text: str, cents: int) -> None:
    assert parse_budget(text).cents == cents


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("abc", BudgetUnclear),
        ("", BudgetUnclear),
        ("-5", BudgetUnclear),
        ("0", BudgetSize),
        ("1e400", BudgetUnclear),
        ("$", BudgetUnclear),
        ("500-", BudgetUnclear),
        ("500-300", BudgetUnclear),
        ("9" * 400, BudgetUnclear),
        ("99999999999", BudgetSize),
        ("10000001", BudgetSize),
        ("🙂", BudgetUnclear),
        ("500; DROP TABLE entry", BudgetUnclear),
        ("@everyone", BudgetUnclear),
        ("1.2345", BudgetUnclear),
        ("3-400", BudgetUnclear),
        ("30/hr 20h/wk 3 weeks or so many", BudgetUnclear),
        ("500 minus fee", BudgetUnclear),
        ("my rate is 35/hr but they want fixed 400", BudgetUnclear),
        ("100 200", BudgetUnclear),
        ("$30/hr 200 hrs/week 2 weeks", BudgetUnclear),
        ("five to six hundred", BudgetUnclear),
        ("16 connects", BudgetUnclear),
        ("$500 a week", BudgetOfEach),
        ("$0.05 per word", BudgetOfEach),
        ("CA$500", OtherCurrency),
        ("R$ 1.500", OtherCurrency),
        ("Rs 12,500", OtherCurrency),
        ("500 cad", OtherCurrency),
        ("€400", OtherCurrency),
        ("400 EUR", OtherCurrency),
        ("30 £/hr", OtherCurrency),
    ],
)
def test_bad_budget_is_refused(text: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        parse_budget(text)


@pytest.mark.parametrize("text", ["30/hr", "$30 hourly", "30/hr 20h/wk", "30/hr 3 weeks"])
def test_hourly_without_hours_or_weeks_is_open(text: str) -> None:
    budget = parse_budget(text)
    assert budget.cents is None
    assert budget.rate_cents == 3_000


def test_range_keeps_its_low_end() -> None:
    assert parse_budget("300-500").low_cents == 30_000


@given(cents=st.integers(1, MOST_CENTS))
def test_every_amount_is_read_back(cents: int) -> None:
    for text in (f"{cents / 100:.2f}", f"${cents / 100:,.2f}", f"{cents // 100}.{cents % 100:02}"):
        assert parse_budget(text).cents == cents


@given(low=st.integers(1, 9_999_999), more=st.integers(0, 9_999))
def test_range_is_priced_at_its_top(low: int, more: int) -> None:
    assert parse_budget(f"${low}-{min(low + more, 10_000_000)}").cents == min(
        (low + more) * 100, MOST_CENTS
    )


@given(st.text(max_size=120))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(Refusal):
        budget = parse_budget(text)
        assert budget.cents is None or 0 < budget.cents <= MOST_CENTS


def test_money_may_be_nothing() -> None:
    assert parse_money("0") == 0


def test_money_is_no_range() -> None:
    with pytest.raises(Refusal):
        parse_money("5-6")


DOLLARS = st.integers(1, 10_000_000).map(lambda cents: Fraction(cents, 100))
AMOUNTS = st.builds(
    lambda one, other, unit: Amount(min(one, other), max(one, other), unit),
    DOLLARS,
    DOLLARS,
    st.sampled_from(("", "hour", "week", "month", "article", "milestone")),
)
COUNTS = st.builds(
    lambda most, unit, per: Count(Fraction(most), unit, per if unit == "hour" else ""),
    st.integers(2, 20),
    st.sampled_from(("hour", "week", "month", "article")),
    st.sampled_from(("", "week", "day")),
)


@given(AMOUNTS, st.lists(COUNTS, max_size=2), st.booleans())
def test_money_in_its_own_words_is_read_as_itself(
    amount: Amount, counts: list[Count], hourly: bool
) -> None:
    money = Money((amount,), tuple(counts), hourly, has_sign=True)
    assert read_money(money.in_words()) == money
