from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.calendar import next_cycle_start, normal_cycle_day, years_later

pytestmark = pytest.mark.dated


@pytest.mark.parametrize(("named", "day"), [(1, 1), (28, 28), (29, 1), (30, 1), (31, 1)])
def test_28_is_the_last_cycle_day(named: int, day: int) -> None:
    assert normal_cycle_day(named) == day


@pytest.mark.parametrize(
    ("after", "day", "start"),
    [
        ("2026-03-10T12:00", 15, "2026-03-15"),
        ("2026-03-15T00:00", 15, "2026-04-15"),
        ("2026-03-14T23:59:59", 15, "2026-03-15"),
        ("2026-12-31T23:00", 1, "2027-01-01"),
        ("2028-02-28T10:00", 28, "2028-03-28"),
    ],
)
def test_next_cycle_start(after: str, day: int, start: str) -> None:
    after_at = datetime.fromisoformat(after).replace(tzinfo=UTC)
    assert next_cycle_start(after_at, day) == datetime.fromisoformat(start).replace(tzinfo=UTC)


@given(
    after=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001
    day=st.integers(1, 28),
)
def test_cycle_starts_within_a_month(after: datetime, day: int) -> None:
    after = after.replace(tzinfo=UTC)
    start = next_cycle_start(after, day)
    assert timedelta() < start - after <= timedelta(days=31)
    assert (start.day, start.hour, start.minute, start.second) == (day, 0, 0, 0)


def test_a_year_later_at_the_same_instant() -> None:
    at = datetime(2026, 3, 10, 12, 34, 56, tzinfo=UTC)
    assert years_later(at, 1) == datetime(2027, 3, 10, 12, 34, 56, tzinfo=UTC)


def test_leap_day_expires_on_the_first_of_march() -> None:
    leap_day = datetime(2028, 2, 29, 5, tzinfo=UTC)
    assert years_later(leap_day, 1) == datetime(2029, 3, 1, 5, tzinfo=UTC)
