"""Series across changes of the clocks, month ends, leap years and moved zones."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.calendar import instant_of, local_of
from bot.parsing.recurrence import is_rule, next_local

pytestmark = pytest.mark.dated

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour
    "Asia/Manila",  # never changes
    "America/Sao_Paulo",
)
zones = st.sampled_from(ZONES)
days = st.dates(date(2015, 1, 1), date(2030, 12, 31))
times = st.times().map(lambda at: at.replace(microsecond=0, second=0))


def test_time_that_is_skipped_is_as_much_later_as_the_gap() -> None:
    at = instant_of(datetime(2026, 3, 29, 2, 30), "Europe/Berlin")
    assert local_of(at, "Europe/Berlin") == datetime(2026, 3, 29, 3, 30)


def test_time_that_comes_twice_is_the_first() -> None:
    at = instant_of(datetime(2026, 10, 25, 2, 30), "Europe/Berlin")
    assert at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(days, times, zones)
def test_local_time_is_kept_unless_it_does_not_exist(day: date, at: time, zone: str) -> None:
    local = datetime.combine(day, at)
    shown = local_of(instant_of(local, zone), zone)
    exists = any(
        local.replace(tzinfo=ZoneInfo(zone), fold=fold)
        .astimezone(UTC)
        .astimezone(ZoneInfo(zone))
        .replace(tzinfo=None)
        == local
        for fold in (0, 1)
    )
    assert shown == local if exists else shown > local


def occurrences(rule: str, local: datetime, zone: str, count: int) -> list[datetime]:
    """The next instants of a series, each asked for when the one before has been said."""
    found = []
    for _ in range(count):
        after = instant_of(local, zone)
        following = next_local(rule, local, after, zone)
        assert following is not None
        local = following
        found.append(local)
    return found


@given(days, times, zones)
def test_daily_comes_once_on_each_day(day: date, at: time, zone: str) -> None:
    found = occurrences("FREQ=DAILY", datetime.combine(day, at), zone, 30)
    assert [each.date() for each in found] == [day + timedelta(days=n) for n in range(1, 31)]
    assert {each.time() for each in found} == {at}
    instants = [instant_of(each, zone) for each in found]
    assert all(first < second for first, second in pairwise(instants))


@given(days, times, zones, st.integers(1, 31))
def test_monthly_comes_on_its_day_or_the_last(day: date, at: time, zone: str, nth: int) -> None:
    several = ",".join(str(each) for each in range(28, nth + 1))
    rule = f"BYMONTHDAY={nth}" if nth <= 28 else f"BYMONTHDAY={several};BYSETPOS=-1"
    local = datetime.combine(day, at)
    found = occurrences(f"FREQ=MONTHLY;{rule}", local, zone, 14)
    for first, second in pairwise(found):
        assert (second.year * 12 + second.month) - (first.year * 12 + first.month) == 1
    for each in found:
        following = (each.replace(day=28) + timedelta(days=4)).replace(day=1)
        last = (following - timedelta(days=1)).day
        assert each.day == min(nth, last)


@given(days, times, zones, st.integers(0, 400 * 24))
def test_what_was_missed_is_skipped(day: date, at: time, zone: str, hours: int) -> None:
    local = datetime.combine(day, at)
    now = instant_of(local, zone) + timedelta(hours=hours)
    following = next_local("FREQ=WEEKLY", local, now, zone)
    assert following is not None
    assert now < instant_of(following, zone) <= now + timedelta(days=7, hours=2)
    assert following.weekday() == local.weekday()


@pytest.mark.parametrize("zone", ZONES)
def test_leap_day_comes_every_four_years(zone: str) -> None:
    leap = datetime(2024, 2, 29, 9)
    assert occurrences("FREQ=YEARLY", leap, zone, 1) == [datetime(2028, 2, 29, 9)]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=100",
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=5",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;COUNT=1",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTHDAY=31",
        "RRULE:FREQ=DAILY",
        "FREQ=DAILY\nFREQ=HOURLY",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=DAILY;INTERVAL=٣",
        "",
    ],
)
def test_rule_of_another_kind_is_none_of_ours(rule: str) -> None:
    local = datetime(2026, 1, 1, 9)
    assert not is_rule(rule)
    with pytest.raises(ValueError, match="no rule"):
        next_local(rule, local, instant_of(local, "UTC"), "UTC")


@pytest.mark.parametrize("rule", ["FREQ=HOURLY;INTERVAL=7", "FREQ=DAILY;INTERVAL=3"])
def test_series_that_began_long_ago_keeps_its_step(rule: str) -> None:
    began, after = datetime(2010, 1, 1, 9), datetime(2026, 3, 10, 12, tzinfo=UTC)
    found = next_local(rule, began, after, "UTC")
    assert found == next(iter(rrulestr(rule, dtstart=began).xafter(datetime(2026, 3, 10, 12))))
