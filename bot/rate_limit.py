"""How much one person may ask, so that a flood of theirs costs the others nothing."""

import time
from dataclasses import dataclass

from cachetools import TTLCache

from bot.ledger.refusals import Refusal

WITHIN_SECONDS = 15.0
"""As long as Discord's own limits of a channel, some seconds, and short enough to wait for."""
REMEMBERED = 10_000
"""People whose windows are kept in memory; those whose began longest ago are let go."""


@dataclass(eq=False)
class TooFast(Refusal):
    """`first` tells the one that went over from those after it."""

    seconds: int
    first: bool


class _Window:
    """What one person has asked since it began."""

    __slots__ = ("began", "count")

    def __init__(self, began: float) -> None:
        self.began = began
        self.count = 0


class RateLimit:
    """Counts what each person asks in a window of WITHIN_SECONDS."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._windows: TTLCache[int, _Window] = TTLCache(
            REMEMBERED, WITHIN_SECONDS, timer=lambda: time.monotonic()
        )

    def check(self, user_id: int) -> None:
        """Count one thing asked. Raises TooFast for more than `most` in a window.

        Its fact `first` tells the one that went over from those after it.
        """
        now = time.monotonic()
        window = self._windows.get(user_id)
        if window is None:
            window = self._windows[user_id] = _Window(now)
        window.count += 1
        if window.count > self.most:
            wait = max(1, round(WITHIN_SECONDS - (now - window.began)))
            raise TooFast(seconds=wait, first=window.count == self.most + 1)
