"""Cells of a history of Connects: amounts with their signs, balances, and what is decoration."""

import re
from typing import NamedTuple

from bot.parsing.lexicon import load
from bot.parsing.numbers import NUMBER, read_number
from bot.parsing.text import one_style, plain


class Amount(NamedTuple):
    """Whole Connects; `sign` is -1 or 1 where one was written, else 0."""

    connects: int
    sign: int

    @property
    def value(self) -> int:
        return -self.connects if self.sign < 0 else self.connects


class RawMovement(NamedTuple):
    """A row before its meaning is read: `title` is None where the action holds it.

    `boost` Connects were told in a column, or a cell, beside the others. `is_listed`: in a list of
    proposals that were sent, where no column tells the kind.
    """

    number: int
    text: str
    day: str
    action: str
    title: str | None
    amount: Amount
    boost: int = 0
    balance: int | None = None
    is_listed: bool = False


_WORDS = load("pages")
_UNIT = r"(?:\s*(?:connects?|conexion(?:es)?|conectas?|коннект\w*|конект\w*))?"
_WAY = r"(?:\s*(?:(?P<went>spent|used|deducted)|(?P<came>received|added|returned|refunded|back)))?"
_AMOUNT = re.compile(
    rf"'?(?P<open>\()?\s*(?P<before>[-+])?\s*(?P<number>{NUMBER})\s*(?P<after>[-+])?\s*\)?{_UNIT}{_WAY}"
)
_BOTH = re.compile(r"(\d{1,4})\s?(?:\+|and|&)\s?(\d{1,4})\s?\(?boost(?:ed)?\)?", re.IGNORECASE)


def read_amount(text: str) -> Amount | None:
    """`-6`, `+40`, `(6)`, `6-`, `-6.00`, `1,200`, `6 Connects`; None for parts of a Connect too."""
    found = _AMOUNT.fullmatch(one_style(text).strip().lower().replace("\\", ""))
    if found is None or (found["before"] and found["after"]):
        return None
    number = read_number(found["number"])
    if number is None or number.denominator != 1:
        return None
    signs = (found["before"], found["after"])
    minus = found["open"] or found["went"] or "-" in signs
    plus = found["came"] or "+" in signs
    return Amount(int(number), -1 if minus else int(bool(plus)))


def read_both(text: str) -> tuple[Amount, int] | None:
    """`8+10 boost`: the base and the boost of one proposal."""
    found = _BOTH.fullmatch(text.strip())
    return (Amount(int(found[1]), 0), int(found[2])) if found else None


_BALANCE_NAME = re.compile("|".join(_WORDS["balance"]))
_BALANCE = re.compile(
    rf"(?:{_BALANCE_NAME.pattern})(?: now| today| left)?\s*[:·=-]?"
    rf"\s*(?P<number>{NUMBER}){_UNIT}"
    r"(?:\s+(?:buy|comprar) (?:connects|conexiones))?"
    rf"|(?P<alone>{NUMBER})\s*(?:available )?(?:connects?|conexiones|conectas?)"
    r"(?: available| left)?"
)
_TOTAL = re.compile("|".join(_WORDS["total"]))
_DECORATION = re.compile("|".join((*_WORDS["menu"], *_WORDS["paging"], *_WORDS["total"])))


def stated_balance(text: str) -> int | None:
    """The balance that a line states by itself: `My balance: 148 Connects`, `148 Connects`."""
    found = _BALANCE.fullmatch(_normal(text))
    number = read_number(found["number"] or found["alone"]) if found else None
    return int(number) if number is not None and number.denominator == 1 else None


def names_balance(text: str) -> bool:
    """Whether the line names a balance that the next one may hold."""
    return bool(_BALANCE_NAME.fullmatch(_normal(text).strip(" :")))


def is_decoration(text: str) -> bool:
    """Whether a line that is no movement says nothing: a menu, a heading, a page, a total."""
    words = _normal(text)
    if not any(sign.isalnum() for sign in words) or _DECORATION.fullmatch(words):
        return True
    return stated_balance(text) is not None or names_balance(text)


def is_total(text: str) -> bool:
    """Whether a cell is the name of a sum or of a balance that was carried over."""
    return bool(_TOTAL.fullmatch(_normal(text)))


def _normal(text: str) -> str:
    return plain(text).replace("**", "").strip(" ·|:*#")
