"""The clock beside Discord's: a wrong one is noticed, and not gone by."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import TOLERANCE, CheckedClock

from .clock import HandClock

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


class Elapsed:
    """Seconds that pass whatever a clock shows."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def elapsed() -> Elapsed:
    return Elapsed()


@pytest.fixture
def host(elapsed: Elapsed) -> HandClock:
    return HandClock(NOW)


@pytest.fixture
def checked(host: HandClock, elapsed: Elapsed) -> CheckedClock:
    return CheckedClock(host, elapsed)


@pytest.mark.parametrize("off", [timedelta(), TOLERANCE, -TOLERANCE])
def test_some_minutes_are_no_difference(checked: CheckedClock, off: timedelta) -> None:
    for _ in range(3):
        checked.compare(NOW + off)
    assert not checked.is_wrong
    assert checked.now() == NOW


@pytest.mark.parametrize("years", [1, -1, 60])
def test_wrong_clock_is_gone_by_no_longer(
    checked: CheckedClock, host: HandClock, elapsed: Elapsed, years: int
) -> None:
    host.move(days=365 * years)
    seen = []
    for _ in range(2):
        checked.compare(NOW)
        seen.append(checked.is_wrong)
    assert seen == [False, True]
    elapsed.seconds = 90
    assert checked.now() == NOW + timedelta(seconds=90)


def test_once_it_agrees_again_it_is_gone_by(checked: CheckedClock, host: HandClock) -> None:
    host.move(days=365)
    for _ in range(2):
        checked.compare(NOW)
    host.move(days=-365)
    checked.compare(NOW)
    assert not checked.is_wrong
    assert checked.now() == NOW


def test_one_look_before_a_move_and_one_after_it_is_no_difference(
    checked: CheckedClock, host: HandClock
) -> None:
    """Somebody moved both clocks: the answer to an older request tells the older time."""
    host.move(days=31)
    checked.compare(NOW)
    checked.compare(NOW + timedelta(days=31))
    checked.compare(NOW)
    assert not checked.is_wrong


@pytest.mark.parametrize("days", [370, -370, 1, -1])
def test_clock_that_jumps_is_in_doubt_until_the_next_look(
    checked: CheckedClock, host: HandClock, elapsed: Elapsed, days: int
) -> None:
    checked.compare(NOW)
    host.move(days=days)
    elapsed.seconds = 30
    told = []
    for _ in range(3):
        told.append((checked.is_wrong, checked.now()))
        checked.compare(NOW + timedelta(seconds=30))
    assert told == [(True, NOW + timedelta(seconds=30))] * 3


def test_clock_that_was_put_right_is_believed_at_the_next_look(
    checked: CheckedClock, host: HandClock
) -> None:
    """The machine slept, or people moved the playground's clock: Discord's has gone on too."""
    checked.compare(NOW)
    host.move(days=31)
    checked.observe(NOW + timedelta(days=31))
    assert checked.now() == NOW + timedelta(days=31)
