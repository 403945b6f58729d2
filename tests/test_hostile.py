"""Whatever text comes: a value, or a Refusal, from everything that reads text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .depth import examples, thorough
from .hostile import LONGEST, READERS, nasty, read

SAMPLE = examples(2500)
"""Of the 20,000 that `python -m tests.bench hostile` reads."""

_PARTS = {
    "sentence": "spent 6 on the logo job bought for $ connects https:// client closed got boost ?",
    "post": "Budget: $500 Hourly: 30/hr title https:// - to 1,5k weeks months € 20h/wk",
    "history": '2026-11-05 Nov 5, 2026 , ; \t \n " -6 +40 Connects Date,Action,Connects Applied',
    "time": "in 2 days every monday 10:00 at 9am the 31st on of next feb 29 noon 2026-12-24 weeks",
    "period": "last month 2026-01-01 to - 30 days a year all until .. – yesterday ago 9999",
    "money": "500 $ k - 30/hr 20h/wk 3 weeks 1,200.50 usd € m to fixed . 000",
}
_ANY = st.text(st.characters(exclude_categories=()), max_size=80)
"""Lone surrogates among it: JSON can hold them, and so can what a client sends."""


@thorough
@pytest.mark.parametrize("reader", sorted(READERS))
def test_nasty_text_is_read_or_refused(reader: str) -> None:
    for each in nasty(SAMPLE):
        if each.reader == reader:
            read(reader, each.text)


@thorough
@pytest.mark.parametrize("reader", sorted(READERS))
@settings(max_examples=examples(150))
@given(data=st.data())
def test_any_text_is_read_or_refused(reader: str, data: st.DataObject) -> None:
    part = st.one_of(st.sampled_from(_PARTS[reader].split(" ")), _ANY)
    joint = st.sampled_from(["", " ", "\n"])
    pieces = data.draw(st.lists(st.tuples(part, joint), max_size=30))
    read(reader, "".join(text + sign for text, sign in pieces)[:LONGEST])


def test_the_same_seed_makes_the_same_text() -> None:
    assert list(nasty(100)) == list(nasty(100))
    assert list(nasty(100)) != list(nasty(100, seed=8))
