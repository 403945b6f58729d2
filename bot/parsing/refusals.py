"""What cannot be read."""

from dataclasses import dataclass
from datetime import datetime

from bot.ledger.refusals import Refusal


@dataclass(eq=False)
class BudgetUnclear(Refusal):
    text: str


@dataclass(eq=False)
class BudgetOfEach(Refusal):
    """A price of each word, week, article, without how many there are."""

    text: str
    unit: str


@dataclass(eq=False)
class OtherCurrency(Refusal):
    """An amount in another currency than US dollars."""


@dataclass(eq=False)
class BudgetSize(Refusal):
    """An amount of nothing, or of more than a job can pay."""


@dataclass(eq=False)
class FeeRange(Refusal):
    """A contract's fee that is no whole percent, or that the rate card doesn't know."""

    least: int
    most: int


@dataclass(eq=False)
class NumberRange(Refusal):
    option: str
    least: int
    most: int


@dataclass(eq=False)
class LinkUnclear(Refusal):
    text: str


@dataclass(eq=False)
class UnknownZone(Refusal):
    text: str


@dataclass(eq=False)
class SinceUnclear(Refusal):
    text: str


@dataclass(eq=False)
class PeriodUnclear(Refusal):
    text: str


@dataclass(eq=False)
class WhenUnclear(Refusal):
    """Words that are no time; `unread` is the one among them that could not be read."""

    text: str
    unread: str = ""


@dataclass(eq=False)
class WhenDoubtful(Refusal):
    """Words that mean one time or another."""

    text: str
    either: str
    other: str


@dataclass(eq=False)
class WhenPast(Refusal):
    text: str
    at: datetime


@dataclass(eq=False)
class WhenFar(Refusal):
    pass


@dataclass(eq=False)
class ImportEmpty(Refusal):
    """A file without rows."""


@dataclass(eq=False)
class ImportMoney(Refusal):
    """Upwork's report of transactions: dollars, no Connects."""


@dataclass(eq=False)
class ImportLong(Refusal):
    most: int


@dataclass(eq=False)
class ImportRow(Refusal):
    """A row that cannot be read, by its number."""

    row: int
    text: str
