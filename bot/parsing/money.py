"""Budgets and amounts of money as people type them and as job posts have them, in US dollars.

`500`, `$1.5k`, `300-500`, `30/hr 20h/wk 3 weeks`, `3 milestones of $200`, `$0.05 per word, 2000
words`. Another currency is not converted: the dollars are asked for.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil

from bot.ledger.model import MOST_CENTS, Budget
from bot.parsing.money_words import Amount, Count, read_money
from bot.parsing.refusals import BudgetOfEach, BudgetSize, BudgetUnclear

_LENGTHS = frozenset({"day", "week", "month", "year"})


def parse_budget(text: str) -> Budget:
    """Read a budget. Raises BudgetUnclear, BudgetOfEach, OtherCurrency or BudgetSize."""
    money = read_money(text)
    amounts = money.amounts
    if len(amounts) > 1:
        amounts = _of_milestones(amounts)
    if len(amounts) == 2 and money.edge == "min max" and amounts[0].high <= amounts[1].low:
        amounts = (replace(amounts[1], low=amounts[0].low),)
    if len(amounts) != 1:
        raise BudgetUnclear(text=text)
    amount = amounts[0]
    if amount.unit == "hour" or (money.hourly and not amount.unit):
        return _hourly(text, amount, money.counts)
    times = _pieces(text, amount, money.counts)
    low, high = _cents(amount.low * times, text), _within(_cents(amount.high * times, text))
    return Budget(cents=high, low_cents=low if low != high else None)


def parse_money(text: str) -> int:
    """Read one amount of money as cents, 0 allowed. Raises the same Refusals as parse_budget."""
    money = read_money(text)
    if len(money.amounts) != 1 or money.counts or money.hourly or money.unit:
        raise BudgetUnclear(text=text)
    amount = money.amounts[0]
    cents = _cents(amount.high, text)
    if amount.low != amount.high:
        raise BudgetUnclear(text=text)
    if cents > MOST_CENTS:
        raise BudgetSize()
    return cents


def as_typed(cents: int) -> str:
    """An amount as somebody types it into a field: `700`, `49.50`."""
    return f"{cents / 100:.2f}".removesuffix(".00")


def _of_milestones(amounts: Sequence[Amount]) -> tuple[Amount, ...]:
    """The sum of the milestones; or of the whole, where it is told beside them and is the same."""
    parts = [amount for amount in amounts if amount.unit == "milestone"]
    whole = tuple(amount for amount in amounts if amount.unit != "milestone")
    if not parts or (whole and [_sum(parts)] != list(whole)):
        return tuple(amounts)
    return (_sum(parts),)


def _sum(amounts: Sequence[Amount]) -> Amount:
    return Amount(
        sum((each.low for each in amounts), Fraction()),
        sum((each.high for each in amounts), Fraction()),
    )


def _hourly(text: str, amount: Amount, counts: Sequence[Count]) -> Budget:
    rate = _within(_cents(amount.high, text))
    hours = _how_many("hour", counts, text)
    if hours is None:
        return Budget(cents=None, rate_cents=rate)
    return Budget(cents=_within(rate * hours), rate_cents=rate, hours=hours)


def _pieces(text: str, amount: Amount, counts: Sequence[Count]) -> int:
    """How many times the amount is paid. Raises BudgetOfEach where that is not told."""
    if not amount.unit:
        if any(count.unit not in _LENGTHS or count.per for count in counts) and not _FOR_ALL.search(
            text.lower()
        ):
            raise BudgetUnclear(text=text)
        return 1
    if amount.unit == "milestone" and not counts:
        return 1
    many = _how_many(amount.unit, counts, text)
    if many is None:
        raise BudgetOfEach(text=text, unit=amount.unit)
    return many


_FOR_ALL = re.compile(
    r"(?:\$|usd|bucks|dollars).*\bfor \d+ ?h"
    r"|\d.{0,12} (?:over|across|split (?:in(?:to)?|over|across)) \d+ (?:milestones|hitos)"
    r"|\b(?:in|en) total\b"
)
"""`$100 for 2 hours`, `$2k over 5 milestones`: the sum of all of them."""


def _how_many(unit: str, counts: Sequence[Count], text: str) -> int | None:
    """How many of a unit: 8 hours a day × 5 days a week × 2 weeks; None where it is open."""
    many, left = Fraction(1), list(map(_as_months, counts))
    while unit:
        found = next((each for each in left if each.unit == unit), None)
        if found is None and unit == "week":
            found = next((each for each in left if each.unit == "month" and not each.per), None)
            many *= Fraction(ceil(found.most * 52 / 12)) / found.most if found else 1
        if found is None:
            break
        left.remove(found)
        many *= found.most
        unit = found.per
    if any(each.unit not in _LENGTHS for each in left):
        raise BudgetUnclear(text=text)
    if unit:
        return None
    if not 0 < many <= MOST_CENTS:
        raise BudgetSize()
    return ceil(many)


def _as_months(count: Count) -> Count:
    return replace(count, most=count.most * 12, unit="month") if count.unit == "year" else count


def _cents(dollars: Fraction, text: str) -> int:
    cents = dollars * 100
    if cents.denominator != 1:
        raise BudgetUnclear(text=text)
    return int(cents)


def _within(cents: int) -> int:
    if not 0 < cents <= MOST_CENTS:
        raise BudgetSize()
    return cents
