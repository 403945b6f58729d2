"""When a reminder is to come in place of when it was: `saturday` at the same time, `at 9` on the
same day."""

from datetime import datetime

from bot.parsing.time_grammar import Clock, Date, Day, Part, Piece, Weekday, read_pieces
from bot.parsing.time_words import read_tokens

_DAYS, _TIMES = (Day, Weekday, Date), (Clock, Part)


def rescheduled(text: str, was: datetime) -> str:
    """The words with the day or the time of day that they leave out, of the local time that it was.

    Words that tell both, or neither, or that cannot be read, are left as they are.
    """
    pieces, unread = read_pieces(read_tokens(text))
    if unread or not pieces:
        return text
    if _are_all(pieces, _DAYS):
        return f"{text} {was:%H:%M}"
    if _are_all(pieces, _TIMES):
        return f"{was:%Y-%m-%d} {text}"
    return text


def _are_all(pieces: list[Piece], kinds: tuple[type[Piece], ...]) -> bool:
    return all(isinstance(piece, kinds) for piece in pieces)
