"""The rate cards that ship in data/rates, by name, with what proposals were measured to cost.

A card is NAME.toml; NAME.costs.toml beside it holds its measured costs.
"""

from datetime import date
from pathlib import Path

from .ledger.data_file import BadRateCard
from .ledger.measured import MeasuredCosts, parse_measured_costs
from .ledger.rate_card import RateCard, parse_rate_card

RATES = Path(__file__).resolve().parent.parent / "data" / "rates"
_COSTS = ".costs.toml"


def load_rate_cards(folder: Path = RATES, today: date | None = None) -> dict[str, RateCard]:
    """Every rate card of the folder; no date in them may be after `today` (None: any may).

    Raises BadRateCard naming file, key and reason.
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
    return cards


def _read_costs(file: Path, today: date | None) -> MeasuredCosts:
    return parse_measured_costs(file.read_text(encoding="utf-8"), file.name, today)


def _misnamed(name: str, file: Path) -> str:
    other = file.with_name(f"{name}.toml")
    if other.exists():
        return f"{name} is the name of {other.name} already"
    return f"must be {file.stem}, as the file is called"


def choose_rate_card(name: str, folder: Path = RATES, today: date | None = None) -> RateCard:
    """The rate card of that name. Raises BadRateCard when there is none, or any card is broken."""
    cards = load_rate_cards(folder, today)
    if name not in cards:
        raise BadRateCard(
            f"PURSER_RATE_CARD: there is no card {name}; there are {', '.join(cards)}"
        )
    return cards[name]
