"""What a contract is worth, and what Upwork keeps of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.model import Contract
from bot.ledger.refusals import Refusal
from bot.parsing.contracts import parse_contract, split_fee
from bot.parsing.refusals import BudgetUnclear, FeeRange


@pytest.mark.parametrize(
    ("text", "cents", "fee"),
    [
        ("$1,200, 10% fee", 120_000, 10),
        ("1.2k", 120_000, None),
        ("$500 (fee 5%)", 50_000, 5),
        ("900 minus 15 % fee", 90_000, 15),
        ("$900 with a 0% fee", 90_000, 0),
        ("$900 at a fee of 12 percent", 90_000, 12),
        ("$900, no fee", 90_000, 0),
        ("$900, Upwork keeps 10%", 90_000, 10),
        ("900 con una comisión del 10%", 90_000, 10),
        ("10% fee", None, 10),
        ("100% fee", None, 100),
    ],
)
def test_value_and_fee_are_read(text: str, cents: int | None, fee: int | None) -> None:
    assert parse_contract(text) == Contract(cents, fee)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("$900, 7.5% fee", FeeRange),
        ("$900, 101% fee", FeeRange),
        ("$900 after a 10% fee", BudgetUnclear),
        ("$900, 5% fee, 10% fee", BudgetUnclear),
        ("10%", BudgetUnclear),
        ("", BudgetUnclear),
    ],
)
def test_what_is_no_contract_is_refused(text: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        parse_contract(text)


@given(st.text())
def test_any_text_has_a_fee_or_stays_as_it_is(text: str) -> None:
    rest, fee = split_fee(text)
    assert (rest == text) if not fee else (len(rest) < len(text))


@given(st.integers(0, 1_000_000_000), st.integers(0, 100))
def test_net_is_never_more_than_the_value(cents: int, fee: int) -> None:
    net = Contract(cents, fee).net_cents
    assert net is not None
    assert 0 <= net <= cents
    assert abs(cents * (100 - fee) - net * 100) <= 50
