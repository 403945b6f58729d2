"""The labelled sentences, and whether what was understood is what their labels say."""

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.assistant import intents as said
from bot.assistant.intents import ACTS, SURE, Intent, Understanding
from bot.ledger.refusals import Refusal
from bot.parsing.money import parse_budget

FOLDER = Path(__file__).parent
TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Sentence:
    """What somebody says, and the things that it must do or answer, in order."""

    say: str
    do: tuple[dict[str, Any], ...]
    level: int
    file: str

    @property
    def held_back(self) -> bool:
        """Whether it belongs to the half that nobody looks at while tuning."""
        return hashlib.sha256(self.say.encode()).digest()[0] % 2 == 0

    @property
    def acts(self) -> bool:
        return any(label["intent"] in _ACT_NAMES for label in self.do)


_ACT_NAMES = {"spend", "buy", "earn", "correct", "plan", "setup", "outcome", "undo", "remind"}


def load() -> list[Sentence]:
    """Every labelled sentence of the folder."""
    return [
        Sentence(each["say"], tuple(each["do"]), each["level"], file.stem)
        for file in sorted(FOLDER.glob("*.toml"))
        for each in tomllib.loads(file.read_text("utf-8"))["sentence"]
    ]


def changes(understood: Understanding) -> list[Intent]:
    """What would change the books at once."""
    if understood.certainty < SURE:
        return []
    return [i for i in understood.intents if isinstance(i, ACTS) and not isinstance(i, said.Remind)]


def is_wrong_change(sentence: Sentence, understood: Understanding) -> bool:
    """Whether books would change as the label does not say."""
    left = list(sentence.do)
    for intent in changes(understood):
        fitting = next((label for label in left if fits(label, intent)), None)
        if fitting is None:
            return True
        left.remove(fitting)
    return False


def is_right(sentence: Sentence, understood: Understanding) -> bool:
    """Whether every label is met by an intent with its values, and nothing else is changed."""
    if not sentence.do:
        return not changes(understood)
    if sentence.acts and understood.certainty < SURE:
        return False
    left = list(understood.intents)
    for label in sentence.do:
        fitting = next((intent for intent in left if fits(label, intent)), None)
        if fitting is None:
            return False
        left.remove(fitting)
    return not any(isinstance(intent, ACTS) for intent in left)


def fits(label: dict[str, Any], intent: Intent) -> bool:
    """Whether an intent is the one that the label names, with the values that it tells."""
    name: str = label["intent"]
    if (
        name == "earn"
        and label.get("source") == "new account"
        and isinstance(intent, said.UpdateSettings)
    ):
        return intent.new_account
    if name == "setup" and label.get("new_account") and isinstance(intent, said.Earn):
        return intent.source == "new_account"
    return name == intent.name and all(
        _same(key, value, intent) for key, value in label.items() if key != "intent"
    )


def _same(key: str, value: Any, intent: Intent) -> bool:
    told = getattr(intent, key, None)
    match key:
        case "budget":
            return bool(_cents(str(told)) == round(value * 100))
        case "paid" | "contract":
            return bool(getattr(intent, f"{key}_cents", None) == round(value * 100))
        case "job":
            return all(word in str(told).lower() for word in str(value).lower().split())
        case "when" | "about":
            return bool(set(_plain(value).split()) & set(_plain(told).split()))
        case "state" | "kind":
            return told is None or bool(_plain(told) == _plain(value))
        case "timezone":
            return _plain(told).rpartition("/")[2] == _plain(value).rpartition("/")[2]
        case "topic" | "source" | "plan" | "purpose" | "result":
            return _plain(told) == _plain(value)
        case _:
            return bool(told == value)


def _plain(value: object) -> str:
    text = str(value).lower()
    return text if "-" in text else text.replace("_", " ")


def _cents(text: str) -> int | None:
    try:
        return parse_budget(text).cents
    except Refusal:
        return None
