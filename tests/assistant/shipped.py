"""Messages as the shipped reader understands them, for the tests of what is done at once."""

from bot.assistant.intents import (
    ACTS,
    SURE,
    Correct,
    Intent,
    Understanding,
)
from bot.assistant.reader.network import Reader
from bot.assistant.topics import load_questions
from bot.assistant.turns import Turn
from bot.assistant.understand import understand

from .leaning import TODAY


def read(text: str, reader: Reader, last: Turn | None = None) -> Understanding:
    return understand(text, TODAY, load_questions(), last, reader)


def done(understood: Understanding) -> tuple[Intent, ...]:
    """The acts that are done at once; what is told to be left changes nothing."""
    acts = tuple(each for each in understood.intents if isinstance(each, ACTS))
    acts = tuple(a for a in acts if not (isinstance(a, Correct) and a.beside))
    return acts if understood.certainty >= SURE else ()
