"""When, in words, seen from Monday, 23 November 2026, 12:00 UTC."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.calendar import instant_of
from bot.ledger.refusals import Refusal
from bot.parsing.moments import read_when
from bot.parsing.refusals import WhenDoubtful, WhenFar, WhenPast, WhenUnclear

pytestmark = pytest.mark.dated

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("in 2 days", "2026-11-25T13:00"),
        ("in 30 minutes", "2026-11-23T13:30"),
        ("in half an hour", "2026-11-23T13:30"),
        ("in a month", "2026-12-23T13:00"),
        ("friday 9am", "2026-11-27T09:00"),
        ("on Friday at 9:30 pm", "2026-11-27T21:30"),
        ("next monday", "2026-11-30T09:00"),
        ("monday 14:00", "2026-11-23T14:00"),
        ("monday 12:00", "2026-11-30T12:00"),
        ("tomorrow", "2026-11-24T09:00"),
        ("tomorrow evening", "2026-11-24T18:00"),
        ("tonight", "2026-11-23T20:00"),
        ("9pm", "2026-11-23T21:00"),
        ("8am", "2026-11-24T08:00"),
        ("at noon", "2026-11-24T12:00"),
        ("next week", "2026-11-30T09:00"),
        ("on the 31st", "2026-12-31T09:00"),
        ("nov 30", "2026-11-30T09:00"),
        ("3rd of december at 14:30", "2026-12-03T14:30"),
        ("2026-12-24 18:00", "2026-12-24T18:00"),
    ],
)
def test_once(text: str, local: str) -> None:
    when = read_when(text, NOW, BERLIN)
    assert when.local == datetime.fromisoformat(local)
    assert when.at == instant_of(when.local, BERLIN)
    assert when.rule == ""


@pytest.mark.parametrize(
    ("text", "local", "rule"),
    [
        ("every monday 10:00", "2026-11-30T10:00", "FREQ=WEEKLY;BYDAY=MO"),
        ("every tue and thu at 6pm", "2026-11-24T18:00", "FREQ=WEEKLY;BYDAY=TU,TH"),
        ("weekdays 9:00", "2026-11-24T09:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("every 2 weeks", "2026-12-07T09:00", "FREQ=WEEKLY;INTERVAL=2"),
        ("every other friday", "2026-11-27T09:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
        ("every 3 days at 20:00", "2026-11-23T20:00", "FREQ=DAILY;INTERVAL=3"),
        ("every morning", "2026-11-24T09:00", "FREQ=DAILY"),
        ("every 1st", "2026-12-01T09:00", "FREQ=MONTHLY;BYMONTHDAY=1"),
        ("monthly on the 15th", "2026-12-15T09:00", "FREQ=MONTHLY;BYMONTHDAY=15"),
        ("every last day of the month", "2026-11-30T09:00", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        (
            "every 31st",
            "2026-11-30T09:00",
            "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
        ),
    ],
)
def test_repeated(text: str, local: str, rule: str) -> None:
    when = read_when(text, NOW, BERLIN)
    assert (when.local, when.rule) == (datetime.fromisoformat(local), rule)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", WhenUnclear),
        ("banana", WhenUnclear),
        ("every banana", WhenUnclear),
        ("every 0 days", WhenUnclear),
        ("25:00", WhenUnclear),
        ("31 feb", WhenUnclear),
        ("x" * 500, WhenUnclear),
        ("at 5", WhenDoubtful),
        ("next friday", WhenDoubtful),
        ("01/02", WhenDoubtful),
        ("yesterday", WhenPast),
        ("2020-01-01", WhenPast),
        ("in 4000 days", WhenFar),
    ],
)
def test_refused(text: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        read_when(text, NOW, BERLIN)


PARTS = """every each in on at the next last friday mon 9am 10:00 25:61 2 31st feb day days week
months other and , / - tomorrow tonight noon 2026-02-30 99999999999 am pm of year 0"""
WORDS = st.sampled_from(PARTS.split())


@given(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=8).map(" ".join)))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        when = read_when(text, NOW, BERLIN)
    except (WhenUnclear, WhenDoubtful, WhenPast, WhenFar):
        return
    assert NOW < when.at <= NOW + timedelta(days=5 * 366)
