"""Whole numbers as people type them, and the ranges that they must lie in."""

from bot.parsing.refusals import NotANumber, NumberRange

MOST_CONNECTS = 100_000
"""More than anybody holds, bought or spent: the largest bundle has 80, the cap is 200."""


def in_range(option: str, value: int | None, least: int, most: int = MOST_CONNECTS) -> None:
    """Raise NumberRange unless the value, where there is one, lies within."""
    if value is not None and not least <= value <= most:
        raise NumberRange(option=option, least=least, most=most)


def read_whole(field: str, text: str) -> int | None:
    """The whole number that was typed in a field; None of nothing.

    Raises NotANumber.
    """
    typed = text.strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit()):
        raise NotANumber(field=field, text=text)
    return int(typed)


def read_whole_within(field: str, text: str, least: int, most: int) -> int | None:
    """The same, in a range. Raises NumberRange for anything else."""
    typed = text.strip()
    if not typed:
        return None
    value = int(typed) if typed.isascii() and typed.isdigit() else least - 1
    in_range(field, value, least, most)
    return value


def read_id(text: str) -> int:
    """The number of a row as a completion gives it; 0, which is nobody's, for other text."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
