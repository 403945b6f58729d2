"""The rate cards that ship in data/rates, by name, and which of them an account goes by.

A card is NAME.toml; NAME.costs.toml beside it holds what proposals were measured to cost.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from .ledger.data_file import BadRateCard
from .ledger.measured import MeasuredCosts, parse_measured_costs
from .ledger.model import Account
from .ledger.rate_card import RateCard, parse_rate_card
from .ledger.refusals import NoSuchRateCard

RATES = Path(__file__).resolve().parent.parent / "data" / "rates"
_COSTS = ".costs.toml"


class RateCards:
    """All the cards by their names; `default` is the host's, for accounts that chose none."""

    def __init__(self, by_name: Mapping[str, RateCard], default: RateCard) -> None:
        self.by_name = by_name
        self.default = default

    def of(self, account: Account) -> RateCard:
        """The card that an account goes by."""
        return self.once(account.rates)

    def once(self, name: str | None) -> RateCard:
        """The card of a name that was kept; the host's where there is no such file any more."""
        return self.by_name.get(name or "", self.default)

    def beside(self, card: RateCard) -> RateCard | None:
        """The newest of the other cards; None where there is one alone."""
        others = [each for each in self.by_name.values() if each.name != card.name]
        return max(others, key=lambda each: each.as_of, default=None)

    def named(self, name: str) -> RateCard:
        """The card of that name. Raises NoSuchRateCard with the names that there are."""
        if name not in self.by_name:
            raise NoSuchRateCard(name=name, names=tuple(self.by_name))
        return self.by_name[name]


def load_rate_cards(default: str, folder: Path = RATES, today: date | None = None) -> RateCards:
    """Every rate card of the folder, and the host's by its name.

    No date in them may be after `today` (None: any may). Raises BadRateCard naming file, key and
    reason, or the names where there is no such card.
    """
    files = sorted(folder.glob("*.toml"))
    costs = {
        file.name.removesuffix(_COSTS): _read_costs(file, today)
        for file in files
        if file.name.endswith(_COSTS)
    }
    cards: dict[str, RateCard] = {}
    for file in files:
        if file.name.endswith(_COSTS):
            continue
        card = parse_rate_card(file.read_text(encoding="utf-8"), file.name, today)
        if card.name != file.stem:
            raise BadRateCard(f"{file.name}: name: {_misnamed(card.name, file)}")
        cards[card.name] = card.model_copy(update={"measured": costs.get(card.name)})
    if strangers := sorted(set(costs) - set(cards)):
        raise BadRateCard(f"{strangers[0]}{_COSTS}: there is no card {strangers[0]}.toml")
    if default not in cards:
        raise BadRateCard(
            f"PURSER_RATE_CARD: there is no card {default}; there are {', '.join(cards)}"
        )
    return RateCards(cards, cards[default])


def _read_costs(file: Path, today: date | None) -> MeasuredCosts:
    return parse_measured_costs(file.read_text(encoding="utf-8"), file.name, today)


def _misnamed(name: str, file: Path) -> str:
    other = file.with_name(f"{name}.toml")
    if other.exists():
        return f"{name} is the name of {other.name} already"
    return f"must be {file.stem}, as the file is called"
