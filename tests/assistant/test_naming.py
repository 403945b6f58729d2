"""Which proposal is meant by a word or two."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.assistant.naming import proposals_named
from bot.ledger.model import Proposal, State

AT = datetime(2026, 3, 10, tzinfo=UTC)
LOGO = Proposal(1, "Logo design for a bakery", "", None, 6, 0, False, State.SUBMITTED, AT, AT)
SHOP = replace(LOGO, id=2, title="WordPress shop")
LABEL = replace(LOGO, id=3, title="Logo for a bank")
UNTITLED = replace(LOGO, id=4, title="")


@pytest.mark.parametrize("words", ["logo", "the logo job", "LOGO", "lgoo design", "bakery"])
def test_a_word_of_the_title_will_do(words: str) -> None:
    assert proposals_named([LOGO, SHOP, UNTITLED], words) == [LOGO]


def test_two_that_fit_are_both_found() -> None:
    assert proposals_named([LOGO, SHOP, LABEL], "logo") == [LOGO, LABEL]
    assert proposals_named([LOGO, SHOP, LABEL], "the bank one") == [LABEL]


def test_the_open_one_is_meant() -> None:
    assert proposals_named([LOGO, replace(LABEL, state=State.DECLINED)], "logo") == [LOGO]
    closed = replace(LOGO, state=State.CLOSED)
    assert proposals_named([closed, SHOP], "logo") == [closed]


def test_exact_title_wins() -> None:
    longer = replace(LOGO, id=5, title="WordPress shop for shoes")
    assert proposals_named([SHOP, longer], "wordpress shop") == [SHOP]


def test_no_words_mean_every_open_one() -> None:
    assert proposals_named([LOGO, replace(SHOP, state=State.HIRED)], "the one") == [LOGO]


def test_nothing_fits() -> None:
    assert proposals_named([LOGO, SHOP], "translation") == []
