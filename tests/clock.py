"""The time in tests: never the machine's."""

import os
import time
from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 10, 12, tzinfo=UTC)
MOVED_TO = os.environ.get("PURSER_TEST_NOW")
"""An instant in ISO 8601 at which the playground's time begins, and to which the machine's date is
moved: `.ci/run` runs the tests marked `dated` at some of them."""


class HandClock:
    """A clock that stands still until it is moved by hand."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def move(self, **parts: float) -> None:
        """By `timedelta(**parts)`, forward or back."""
        self.at += timedelta(**parts)


class RunningClock:
    """A clock that runs on from an instant by monotonic time, which a machine's processes share."""

    def __init__(self, at: datetime, since: float) -> None:
        """`since` is what `time.monotonic()` said at that instant."""
        self.at, self.since = at, since

    def now(self) -> datetime:
        return self.at + timedelta(seconds=time.monotonic() - self.since)


def playground_start() -> datetime:
    """When a playground's time begins."""
    return datetime.fromisoformat(MOVED_TO) if MOVED_TO else START
