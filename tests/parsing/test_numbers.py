"""Numbers in words and figures."""

import pytest

from bot.parsing.numbers import compounds_as_digits


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("twenty six on the logo", "26 on the logo"),
        ("Twenty-one (!!)", "21 (!!)"),
        ("a hundred and twenty left", "120 left"),
        ("two hundred, fourty-four", "200, 44"),
        ("treinta y cinco conectes", "35 conectes"),
        ("cast half a dozen", "cast 6"),
        ("twenty four hundred dollars", "2400 dollars"),
        ("fifteen hundred", "1500"),
        ("twenty, six", "twenty, six"),
        ("six on twenty jobs", "six on twenty jobs"),
    ],
)
def test_numbers_of_several_words_are_one(said: str, read: str) -> None:
    assert compounds_as_digits(said) == read
