"""What a contract is worth and what Upwork keeps of it: `$1,200, 10% fee`, `1.2k at a 5% fee`."""

import re

from bot.ledger.model import Contract
from bot.parsing.money import parse_money
from bot.parsing.refusals import FeeRange

_SHARE = r"(?P<share>\d{1,3}(?:[.,]\d{1,4})?) ?(?:%|per ?cent\b|por ciento\b)"
_FEE = re.compile(
    r"[ ,;(]*(?:\b(?:and|with|at|minus|less|con|menos|y) )?(?:\b(?:a|an|una?|the|la|upwork'?s) )?"
    rf"(?:{_SHARE} (?:(?:service|upwork) )?fee\b"
    rf"|\bfee(?: is| of|:)? {_SHARE.replace('share', 'share2')}"
    rf"|\bupwork (?:takes|keeps) {_SHARE.replace('share', 'share3')}"
    rf"|\bcomisión(?: es| del?|:)? {_SHARE.replace('share', 'share4')}"
    rf"|{_SHARE.replace('share', 'share5')} de comisión\b"
    r"|\b(?P<none>no fee|without (?:a )?fee|sin comisión)\b)\)?",
    re.IGNORECASE,
)
_NET = re.compile(r"\b(?:after|net(?: of)?)(?: (?:a|an|the|upwork'?s))?$", re.IGNORECASE)
"""`after a 10% fee`: what is named is not the contract's value."""


def split_fee(text: str) -> tuple[str, str]:
    """The text without its fee, and the fee's percent as it was typed ("" where none is told)."""
    found = list(_FEE.finditer(text))
    if len(found) != 1 or _NET.search(text[: found[0].start()].rstrip()):
        return text, ""
    (match,) = found
    told = next((value for key, value in match.groupdict().items() if value and key != "none"), "0")
    return f"{text[: match.start()]}{text[match.end() :]}".strip(), told


def parse_contract(text: str) -> Contract:
    """Read a contract's value, its fee, or both. Raises the Refusals of parse_money, FeeRange."""
    value, fee = split_fee(text)
    if not fee:
        return Contract(parse_money(text))
    return Contract(parse_money(value) if value else None, read_percent(fee))


def read_percent(typed: str) -> int:
    """A fee as a whole percent. Raises FeeRange."""
    if not typed.isdigit() or int(typed) > 100:
        raise FeeRange(least=0, most=100)
    return int(typed)
