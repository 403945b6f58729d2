"""What is offered of an act that is asked about, and what the question says was left out."""

import re
from collections.abc import Sequence

from bot.ledger.model import Purpose

from .intents import LONGEST_TEXT, Act, Outcome, Spend, Undo
from .told import Told


def offered(told: Told, text: str, context: str) -> Act | None:
    """The act; where it has no name, with the words that nobody used elsewhere as one: `Maison
    Velours peeked`.

    Behind a note it is more often about what was noted.
    """
    intent = told.intent
    if not isinstance(intent, Outcome | Spend | Undo) or intent.job or context == "noted":
        return intent
    if isinstance(intent, Spend) and intent.purpose is not Purpose.PROPOSAL:
        return intent
    name = _together(told.unread, text)
    return intent.model_copy(update={"job": name[:LONGEST_TEXT]}) if name else intent


def _together(words: Sequence[str], text: str) -> str:
    """The words as they stand in the text, with up to one other between; empty if they do not."""
    if not words or not all(word.isalpha() for word in words):
        return ""
    found = re.search(r"\b" + r"\W+(?:\w+\W+)?".join(map(re.escape, words)) + r"\b", text)
    return found[0] if found else ""


def left_out(told: Told, act: Act | None) -> list[str]:
    """What the question says nothing of."""
    name = getattr(act, "job", "")
    unread = [word for word in told.unread if word not in name]
    return [*unread, *([str(told.held)] if told.held is not None else [])]
