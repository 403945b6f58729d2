"""What is told of a reminder's time, and what of it stays."""

from datetime import datetime

import pytest

from bot.parsing.rescheduling import rescheduled

WAS = datetime(2026, 12, 4, 10, 30)


@pytest.mark.parametrize(
    ("told", "when"),
    [
        ("saturday", "saturday 10:30"),
        ("tomorrow", "tomorrow 10:30"),
        ("at 9", "2026-12-04 at 9"),
        ("9am", "2026-12-04 9am"),
        ("in the evening", "2026-12-04 in the evening"),
        ("a las 8", "2026-12-04 a las 8"),
    ],
)
def test_day_or_time_that_is_left_out_stays(told: str, when: str) -> None:
    assert rescheduled(told, WAS) == when


@pytest.mark.parametrize("told", ["saturday at 8", "in 2 hours", "every monday", "the gym", ""])
def test_whole_times_and_other_words_stay_as_they_are(told: str) -> None:
    assert rescheduled(told, WAS) == told
