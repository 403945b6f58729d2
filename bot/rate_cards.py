"""The rate cards that ship in data/rates, by name."""

from pathlib import Path

from .ledger.rate_card import BadRateCard, RateCard, parse_rate_card

RATES = Path(__file__).resolve().parent.parent / "data" / "rates"


def load_rate_cards(folder: Path = RATES) -> dict[str, RateCard]:
    """Every rate card of the folder. Raises BadRateCard naming file, key and reason."""
    cards: dict[str, RateCard] = {}
    for file in sorted(folder.glob("*.toml")):
        card = parse_rate_card(file.read_text(encoding="utf-8"), file.name)
        if card.name != file.stem:
            raise BadRateCard(f"{file.name}: name: must be {file.stem}, as the file is called")
        cards[card.name] = card
    return cards


def choose_rate_card(name: str, folder: Path = RATES) -> RateCard:
    """The rate card of that name. Raises BadRateCard when there is none, or any card is broken."""
    cards = load_rate_cards(folder)
    if name not in cards:
        raise BadRateCard(
            f"PURSER_RATE_CARD: there is no card {name}; there are {', '.join(cards)}"
        )
    return cards[name]
