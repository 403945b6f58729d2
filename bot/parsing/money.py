"""Budgets and amounts of money as people type them, in US dollars.

`500`, `$1.5k`, `300-500`, `1,200 USD`, `30/hr 20h/wk 3 weeks`. Another currency is not converted:
the dollars are asked for.
"""

import re
from decimal import Decimal

from bot.ledger.model import MOST_CENTS, Budget
from bot.parsing.refusals import BudgetSize, BudgetUnclear, OtherCurrency

LONGEST = 100
"""No budget that is typed is longer."""

_DOLLARS = re.compile(r"us\s?\$|\$|\busd\b|\bdollars?\b|\bbucks?\b|\busd?\b")
_FOREIGN = re.compile(
    r"[€£¥₹₱₽₩₺₴₦₫฿₪]|\b(?:eur|euros?|gbp|pounds?|inr|rs|rupees?|pkr|php|pesos?|cad|aud|nzd|chf|jpy|yen|"
    r"cny|rmb|brl|reais|mxn|pln|sek|nok|dkk|try|uah|ngn|bdt|aed|sgd|hkd|zar|czk|huf)\b"
)
_NUMBER = r"\d{1,12}(?:[.,\s]\d{3})*(?:[.,]\d{1,2})?|\.\d{1,2}"


def _amount(name: str) -> str:
    return rf"(?P<{name}>{_NUMBER})\s?(?P<{name}_k>(?:k|m(?:il|illion)?)\b)?"


_RANGE = re.compile(
    r"(?:(?:from|between|about|around|approx\.?|approximately|roughly|max\.?|up to|budget:?)\s*)?"
    + _amount("low")
    + r"(?:\s*(?:-|–|—|\.\.+|to|and)\s*"
    + _amount("high")
    + r")?(?:\s*fixed(?:[- ]price)?)?",
    re.ASCII,
)
_PER_HOUR = re.compile(r"\s*(?:/|per|an|a)\s*h(?:ou)?r?s?\b|\s*hourly\b", re.ASCII)
_PER_WEEK = re.compile(
    r"(?P<hours>\d{1,3})\s*(?:h|hrs?|hours?)\s*(?:/|per|a|each|every)?\s*(?:w(?:ee)?k(?:ly)?)\b",
    re.ASCII,
)
_WEEKS = re.compile(r"(?P<count>\d{1,3})\s*(?P<unit>w(?:ee)?ks?|months?|mos?)\b", re.ASCII)
_TOTAL_HOURS = re.compile(
    r"(?P<hours>\d{1,5})\s*(?:h|hrs?|hours?)(?:\s*(?:total|in total|altogether))?\b", re.ASCII
)
_FILLER = re.compile(r"[\s,;:x×*@.()]|\b(?:for|at|and|total|in|of|fixed|price|job|about)\b")


def parse_budget(text: str) -> Budget:
    """Read a budget. Raises BudgetUnclear, OtherCurrency or BudgetSize."""
    words = _prepare(text)
    if rate := _hourly_rate(words):
        return _hourly(text, *rate)
    match = _RANGE.fullmatch(words)
    if not match:
        raise BudgetUnclear(text=text)
    low, high = _range_cents(match, text)
    return Budget(cents=_within(high, text), low_cents=low if low != high else None)


def parse_money(text: str) -> int:
    """Read one amount of money as cents, 0 allowed. Raises the same Refusals as parse_budget."""
    match = _RANGE.fullmatch(_prepare(text))
    if not match or match["high"]:
        raise BudgetUnclear(text=text)
    cents = _cents(match["low"], match["low_k"], text)
    if cents > MOST_CENTS:
        raise BudgetSize()
    return cents


def _prepare(text: str) -> str:
    words = text.strip().lower()
    if not words or len(words) > LONGEST:
        raise BudgetUnclear(text=text)
    if _FOREIGN.search(words):
        raise OtherCurrency()
    words = _DOLLARS.sub(" ", words)
    return " ".join(words.replace("+", " ").replace("/ ", "/").split())


def _hourly_rate(words: str) -> tuple[re.Match[str], str] | None:
    for match in _RANGE.finditer(words):
        if per_hour := _PER_HOUR.match(words, match.end()):
            return match, words[: match.start()] + " " + words[per_hour.end() :]
    return None


def _hourly(text: str, rate: re.Match[str], rest: str) -> Budget:
    _, rate_cents = _range_cents(rate, text)
    _within(rate_cents, text)
    hours, rest = _hours(rest)
    if _FILLER.sub("", rest):
        raise BudgetUnclear(text=text)
    if hours is None:
        return Budget(cents=None, rate_cents=rate_cents)
    return Budget(cents=_within(rate_cents * hours, text), rate_cents=rate_cents, hours=hours)


def _hours(rest: str) -> tuple[int | None, str]:
    """Hours of the whole job, and what of the text was not understood."""
    if weekly := _PER_WEEK.search(rest):
        rest = rest[: weekly.start()] + " " + rest[weekly.end() :]
        weeks = _WEEKS.search(rest)
        if not weeks:
            return None, rest
        count = int(weeks["count"])
        if weeks["unit"].startswith("m"):
            count = -(-count * 52 // 12)
        return int(weekly["hours"]) * count, rest[: weeks.start()] + rest[weeks.end() :]
    if total := _TOTAL_HOURS.search(rest):
        return int(total["hours"]), rest[: total.start()] + rest[total.end() :]
    if weeks := _WEEKS.search(rest):
        return None, rest[: weeks.start()] + rest[weeks.end() :]
    return None, rest


def _range_cents(match: re.Match[str], text: str) -> tuple[int, int]:
    low_k, high_k = match["low_k"], match["high_k"]
    if not match["high"]:
        cents = _cents(match["low"], low_k, text)
        return cents, cents
    high = _cents(match["high"], high_k, text)
    low = _cents(match["low"], low_k, text)
    if high_k and not low_k and low < high / 1000:  # "1-2k" means one to two thousand
        low = _cents(match["low"], high_k, text)
    if low > high:
        raise BudgetUnclear(text=text)
    return low, high


def _cents(number: str, scale: str | None, text: str) -> int:
    """Cents of a number such as 1,500 or 1.500 or 1,5 (before a k) or 1500.50."""
    digits = number.replace(" ", "")
    whole, point, decimals = digits, "", ""
    last = max(digits.rfind("."), digits.rfind(","))
    groups = len(digits) - last - 1 == 3 and not scale and digits[:last].strip("0") != ""
    if last >= 0 and not groups:
        whole, point, decimals = digits[:last], ".", digits[last + 1 :]
    whole = whole.replace(".", "").replace(",", "")
    factor = {"k": 1000, "m": 1_000_000}.get(scale[0], 1) if scale else 1
    cents = Decimal(f"{whole or '0'}{point}{decimals}") * 100 * factor
    if cents != int(cents):
        raise BudgetUnclear(text=text)
    return int(cents)


def _within(cents: int, text: str) -> int:
    if not 0 < cents <= MOST_CENTS:
        raise BudgetSize()
    return cents
