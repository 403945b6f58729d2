"""Periods gone by: as they are typed, and found in what is said."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.periods import find_period, read_period
from bot.parsing.refusals import PeriodUnclear

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("this quarter", "2026-10-01", None),
        ("last quarter", "2026-07-01", "2026-10-01"),
        ("Q3", "2026-07-01", "2026-10-01"),
        ("q1 2025", "2025-01-01", "2025-04-01"),
        ("the third quarter of 2025", "2025-07-01", "2025-10-01"),
        ("year to date", "2026-01-01", None),
        ("ytd", "2026-01-01", None),
        ("so far this year", "2026-01-01", None),
        ("since October 1", "2026-10-01", None),
        ("since october 1st", "2026-10-01", None),
        ("since December 3", "2025-12-03", None),
        ("in June", "2026-06-01", "2026-07-01"),
        ("in october 2025", "2025-10-01", "2025-11-01"),
        ("all of 2025", "2025-01-01", "2026-01-01"),
        ("the past couple of weeks", "2026-11-09", None),
        ("over the last 7 days", "2026-11-16", None),
        ("between june and august", "2026-06-01", "2026-09-01"),
        ("el mes pasado", "2026-10-01", "2026-11-01"),
        ("la semana pasada", "2026-11-16", "2026-11-23"),
        ("en lo que va del año", "2026-01-01", None),
        ("este trimestre", "2026-10-01", None),
        ("yesterday", "2026-11-22", None),
    ],
)
def test_period_is_read(text: str, start: str, end: str | None) -> None:
    period = read_period(text, "UTC", NOW)
    assert period.start is not None
    assert f"{period.start:%Y-%m-%d}" == start
    assert end is None or f"{period.end:%Y-%m-%d}" == end
    assert end is not None or period.end > NOW


@pytest.mark.parametrize("text", ["all time", "ever", "since the beginning", "desde siempre"])
def test_all_time_has_no_start(text: str) -> None:
    assert read_period(text, "UTC", NOW).start is None


@pytest.mark.parametrize("text", ["in 2 days", "since summer", "q5", "the quarter", "for a week"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(PeriodUnclear):
        read_period(text, "UTC", NOW)


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("what did I spend last month?", "last month"),
        ("spent since October 1", "since october 1"),
        ("what came back in June, all told", "in june"),
        ("how much between june and august on boosts", "between june and august"),
        ("cuánto gasté en abril", "en abril"),
        ("purchases YTD", "ytd"),
        ("total spent in 2026", "in 2026"),
        ("how many do I use a week", ""),
        ("what will I get in 2 days", ""),
        ("what happened to the march one", ""),
        ("what did I spend on the may project", ""),
        ("show the last 5 entries", ""),
        ("may I see all of it", ""),
    ],
)
def test_period_is_found_in_what_is_said(said: str, named: str) -> None:
    assert find_period(said) == named


@given(st.text(max_size=600))
def test_any_text_has_a_period_that_can_be_read_or_none(text: str) -> None:
    if named := find_period(text):
        read_period(named, "UTC", datetime(2100, 12, 31, 12, tzinfo=UTC))
