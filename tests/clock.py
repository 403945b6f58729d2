"""A clock that tests move by hand."""

from datetime import UTC, datetime, timedelta


class HandClock:
    def __init__(self, at: datetime = datetime(2026, 3, 10, 12, tzinfo=UTC)) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def move(self, **parts: float) -> None:
        """Forward by `timedelta(**parts)`."""
        self.at += timedelta(**parts)
