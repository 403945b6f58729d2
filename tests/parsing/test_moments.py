"""When, in words, seen from Monday, 23 November 2026, 12:00 UTC."""

import json
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.calendar import instant_of, local_of
from bot.ledger.refusals import Refusal
from bot.parsing.moments import find_when, read_when
from bot.parsing.recurrence import is_rule
from bot.parsing.refusals import WhenDoubtful, WhenFar, WhenPast, WhenUnclear
from bot.views.reminders import in_words

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
        ("tonight at 8", "2026-11-23T20:00"),
        ("friday night at 10", "2026-11-27T22:00"),
        ("8 in the evening", "2026-11-23T20:00"),
        ("tonight at 12", "2026-11-24T00:00"),
        ("12 noon", "2026-11-24T12:00"),
        ("half past 3 in the afternoon", "2026-11-23T15:30"),
        ("quarter to five pm", "2026-11-23T16:45"),
        ("in 1d12h", "2026-11-25T01:00"),
        ("in 1h30m", "2026-11-23T14:30"),
        ("in an hour and a half", "2026-11-23T14:30"),
        ("in 1.5 hours", "2026-11-23T14:30"),
        ("in a fortnight", "2026-12-07T13:00"),
        ("a week from friday", "2026-12-04T09:00"),
        ("this time tomorrow", "2026-11-24T13:00"),
        ("end of the month", "2026-11-30T09:00"),
        ("eod", "2026-11-23T17:00"),
        ("first monday of december", "2026-12-07T09:00"),
        ("FRIDAY, 5 p.m.!", "2026-11-27T17:00"),
        ("25.12.2026 10:00", "2026-12-25T10:00"),
        ("25 january 15:00 utc", "2027-01-25T16:00"),
        ("3pm PST", "2026-11-24T00:00"),
        ("15:00 UTC+3", "2026-11-24T13:00"),
        ("11am london time", "2026-11-24T12:00"),
        ("2027-01-25T15:00:00Z", "2027-01-25T16:00"),
        ("2027-01-25T15:00:00-05:00", "2027-01-25T21:00"),
        ("<t:1801000000:F>", "2027-01-26T22:46:40"),
        ("1801000000", "2027-01-26T22:46:40"),
        ("mañana por la mañana", "2026-11-24T09:00"),
        ("pasado mañana a las 5 de la tarde", "2026-11-25T17:00"),
        ("hoy a las 8 de la noche", "2026-11-23T20:00"),
        ("dentro de hora y media", "2026-11-23T14:30"),
        ("el 25 de enero a las tres y media de la tarde", "2027-01-25T15:30"),
        ("viernes 22 h", "2026-11-27T22:00"),
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
        ("mondays at 10am", "2026-11-30T10:00", "FREQ=WEEKLY;BYDAY=MO"),
        ("mon wed fri 9:30", "2026-11-25T09:30", "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
        ("first monday of the month", "2026-12-07T09:00", "FREQ=MONTHLY;BYDAY=1MO"),
        ("last friday of each month 4pm", "2026-11-27T16:00", "FREQ=MONTHLY;BYDAY=-1FR"),
        ("every 1st and 15th", "2026-12-01T09:00", "FREQ=MONTHLY;BYMONTHDAY=1,15"),
        ("every other week from friday", "2026-11-27T09:00", "FREQ=WEEKLY;INTERVAL=2"),
        ("quarterly", "2027-02-23T09:00", "FREQ=MONTHLY;INTERVAL=3"),
        ("every jan 5", "2027-01-05T09:00", "FREQ=YEARLY"),
        ("cada dos semanas", "2026-12-07T09:00", "FREQ=WEEKLY;INTERVAL=2"),
        ("los lunes a las 10", "2026-11-30T10:00", "FREQ=WEEKLY;BYDAY=MO"),
        ("el 15 de cada mes", "2026-12-15T09:00", "FREQ=MONTHLY;BYMONTHDAY=15"),
        ("entre semana 8:30", "2026-11-24T08:30", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
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
        ("friday 9am xyzzy", WhenUnclear),
        ("8am tonight", WhenUnclear),
        ("monday 3-4pm", WhenUnclear),
        ("friday or saturday", WhenUnclear),
        ("every day except sunday", WhenUnclear),
        ("every 15 minutes", WhenUnclear),
        ("in 2 hours at 5pm", WhenUnclear),
        ("sunday 25 january 2027", WhenUnclear),
        ("half past 3", WhenDoubtful),
        ("friday 9", WhenDoubtful),
        ("every second friday", WhenDoubtful),
        ("biweekly", WhenUnclear),
        ("friday 10:00 IST", WhenDoubtful),
        ("yesterday", WhenPast),
        ("3 days ago", WhenPast),
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


def test_day_of_the_month_is_today_while_its_time_is_to_come() -> None:
    morning = datetime(2027, 1, 25, 14, tzinfo=UTC)  # 9:00 in New York, a Monday
    for words in ("the 25th at 5pm", "fourth monday at 5pm"):
        assert read_when(words, morning, "America/New_York").local == datetime(2027, 1, 25, 17)
    later = read_when("the 25th at 8am", morning, "America/New_York")
    assert later.local == datetime(2027, 2, 25, 8)


@given(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=8).map(" ".join)))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        when = read_when(text, NOW, BERLIN)
    except (WhenUnclear, WhenDoubtful, WhenPast, WhenFar):
        return
    assert NOW < when.at <= NOW + timedelta(days=5 * 366)


CASES = json.loads((Path(__file__).parents[1] / "cases" / "when.json").read_text("utf-8"))
ODD = {"half past 3pm"}
"""Of which the case asks back, or means tomorrow: 15:30 of that day is still to come."""


@pytest.mark.parametrize("case", [c for c in CASES["cases"] if c["when"] not in ODD], ids=str)
def test_case(case: dict[str, Any]) -> None:
    now = datetime.fromisoformat(f"{CASES['now']}+00:00")
    try:
        when = read_when(case["when"], now, CASES["zone"])
    except (WhenUnclear, WhenDoubtful):
        assert "asked" in case["right"]
    else:
        assert f"{local_of(when.at, CASES['zone']):%Y-%m-%d %H:%M}" in case["right"]


def test_word_that_is_not_read_is_named() -> None:
    with pytest.raises(WhenUnclear) as refused:
        read_when("friday 9am xyzzy", NOW, BERLIN)
    assert refused.value.unread == "xyzzy"


def test_letters_of_several_zones_are_the_persons_own() -> None:
    assert read_when("friday 10:00 IST", NOW, "Asia/Kolkata").local.hour == 10


def test_series_keeps_the_zone_that_was_typed() -> None:
    when = read_when("mondays 10:00 new york time", NOW, BERLIN)
    assert (when.zone, when.local.hour) == ("America/New_York", 10)
    assert when.at == datetime(2026, 11, 23, 15, tzinfo=UTC)


@given(
    st.datetimes(datetime(2026, 11, 24), datetime(2031, 11, 1)).map(
        lambda at: at.replace(second=0, microsecond=0)
    ),
    st.sampled_from(("{:%Y-%m-%d %H:%M}", "{:%d.%m.%Y %H:%M}", "{:%d %B %Y at %I:%M %p}")),
)
def test_any_time_that_is_written_out_is_read_as_it_is(local: datetime, form: str) -> None:
    when = read_when(form.format(local), NOW, BERLIN)
    assert when.at == instant_of(local, BERLIN)


RULES = st.one_of(
    st.builds(
        lambda unit, count: f"FREQ={unit}" + (f";INTERVAL={count}" if count > 1 else ""),
        st.sampled_from(("DAILY", "WEEKLY", "MONTHLY")),
        st.integers(1, 50),
    ),
    st.sampled_from(("FREQ=YEARLY", "FREQ=YEARLY;INTERVAL=4")),
    st.builds(
        lambda days, count: (
            "FREQ=WEEKLY"
            + (f";INTERVAL={count}" if count > 1 else "")
            + f";BYDAY={','.join(day for day in DAYS if day in days)}"
        ),
        st.sets(st.sampled_from(DAYS := ("MO", "TU", "WE", "TH", "FR", "SA", "SU")), min_size=1),
        st.integers(1, 9),
    ),
    st.builds(
        lambda nth, day: f"FREQ=MONTHLY;BYDAY={nth}{day}",
        st.sampled_from((-1, 1, 2, 3, 4, 5)),
        st.sampled_from(DAYS),
    ),
    st.integers(1, 28).map(lambda day: f"FREQ=MONTHLY;BYMONTHDAY={day}"),
    st.just("FREQ=MONTHLY;BYMONTHDAY=-1"),
    st.just("FREQ=MONTHLY;BYMONTHDAY=1,15"),
    st.integers(29, 31).map(
        lambda last: (
            "FREQ=MONTHLY;BYMONTHDAY="
            + ",".join(str(day) for day in range(28, last + 1))
            + ";BYSETPOS=-1"
        )
    ),
)


@given(RULES, st.times().map(lambda at: at.replace(second=0, microsecond=0)))
def test_rule_in_the_products_own_words_is_read_as_itself(rule: str, at: time) -> None:
    assert is_rule(rule)
    when = read_when(f"{in_words(rule)} at {at:%H:%M}", NOW, BERLIN)
    assert (when.rule, when.local.time()) == (rule, at)


@given(st.text(max_size=80), st.sampled_from(("in 2 days", "friday 9am", "every monday 10:00")))
def test_time_is_found_in_a_sentence_and_nothing_is_lost(about: str, when: str) -> None:
    words = " ".join(word for word in about.split() if word.isalpha() and len(word) > 9)
    assert find_when(f"{words} {when}".strip()) == (when, words)
