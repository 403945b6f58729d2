"""Whole numbers as people type them, and the ranges that they must lie in."""

import re
from fractions import Fraction

from text_to_num import alpha2digit

from bot.parsing.refusals import NumberRange

MOST_CONNECTS = 100_000
"""More than anybody holds, bought or spent: the largest bundle has 80, the cap is 200."""

NUMBER = (
    r"(?:\d{1,3}(?:[ '’]\d{3})+(?!\d)(?:[.,]\d{1,2})?|\d{1,15}(?:[.,]\d{1,9}){0,5}|\.\d{1,4})(?!\d)"
)
"""A number with its separators, for patterns."""


def in_range(option: str, value: int | None, least: int, most: int = MOST_CONNECTS) -> None:
    """Raise NumberRange unless the value, where there is one, lies within."""
    if value is not None and not least <= value <= most:
        raise NumberRange(option=option, least=least, most=most)


def read_whole_within(option: str, text: str, least: int, most: int) -> int:
    """The whole number that was typed. Raises NumberRange for anything else."""
    typed = text.strip()
    value = int(typed) if typed.isascii() and typed.isdigit() else least - 1
    in_range(option, value, least, most)
    return value


def read_id(text: str) -> int:
    """The number of a row as a completion gives it; 0, which is nobody's, for other text."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def spelt_as_digits(words: str) -> str:
    """Words with the numbers in them as digits: `five hundred`, `quinientos`, `quinhentos`.

    English and Spanish; Portuguese where a word is of no other language. A one by itself stays: it
    is a pronoun or an article as often.
    """
    if _PORTUGUESE.search(words):
        words = alpha2digit(words, "pt")
    return _TWO.sub("2", str(alpha2digit(alpha2digit(words, "en"), "es")))


_PORTUGUESE = re.compile(
    r"\b(?:duzent|trezent|quatrocent|quinhent|seiscent|setecent|oitocent|novecent)[oa]s\b"
    r"|\b(?:vinte|trinta|quarenta|sessenta|setenta|cem) (?=dolar|reais|e )"
)
_TWO = re.compile(r"\b(?:two|dos)\b")


_UNITS = "one|two|three|four|five|six|seven|eight|nine"
_TENS = "twenty|thirty|fou?rty|fifty|sixty|seventy|eighty|ninety"
_BELOW_HUNDRED = (
    rf"(?:{_TENS})(?:[ -](?:{_UNITS}))?|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    rf"|{_UNITS}"
)
_UNIDADES = "uno|un|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
_DECENAS = "treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa"
_COMPOUND = re.compile(
    rf"\b(?:(?:an?|{_BELOW_HUNDRED})[ -]hundred(?:(?: and)?[ -](?:{_BELOW_HUNDRED}))?"
    rf"|(?:{_TENS})[ -](?:{_UNITS})|(?:{_DECENAS}) y (?:{_UNIDADES}))\b",
    re.IGNORECASE,
)


def compounds_as_digits(text: str) -> str:
    """The text with the numbers that are spelt in several words as digits: `twenty-six`."""
    text = _HALF_DOZEN.sub("6", text)
    return _COMPOUND.sub(_digits_of, text)


_HALF_DOZEN = re.compile(r"\bhalf a dozen\b|\bmedia docena\b", re.IGNORECASE)


def _digits_of(spelt: re.Match[str]) -> str:
    words = spelt[0].lower().replace("fourty", "forty")
    words = re.sub(r"^an? ", "one ", words).replace("-", " ")
    return spelt_as_digits(words.replace("one hundred", "hundred"))


def read_number(text: str) -> Fraction | None:
    """A number with whatever separators: `1,500`, `1.500,00`, `1 500`, `1,5`, `.50`, `1,50,000`.

    Three figures behind its only separator are thousands, other than behind a 0. None where it
    is none.
    """
    digits = re.sub(r"[ '’]", "", text.strip())
    last = max(digits.rfind("."), digits.rfind(","))
    whole, decimals = (digits[:last], digits[last + 1 :]) if last >= 0 else (digits, "")
    separators = [sign for sign in digits if sign in ".,"]
    is_grouped = last >= 0 and len(decimals) == 3 and whole.strip("0.,") != ""
    if is_grouped and (len(separators) == 1 or len(set(separators)) == 1):
        whole, decimals = digits, ""
    elif len(separators) > 1 and (separators[-1] in separators[:-1] or len(set(separators)) > 2):
        return None
    groups = re.split(r"[.,]", whole)
    if len(groups) > 1 and (
        len(groups[-1]) != 3 or any(len(each) not in (2, 3) for each in groups[1:])
    ):
        return None
    if len(groups[0]) > 3 and len(groups) > 1:
        return None
    if (len(whole) > 1 and whole.startswith("0")) or not (whole + decimals).replace(
        ".", ""
    ).replace(",", "").isascii():
        return None
    joined = "".join(groups)
    return Fraction(f"{joined or '0'}.{decimals or '0'}") if (joined + decimals).isdigit() else None
