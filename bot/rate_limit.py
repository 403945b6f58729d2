"""How much one person may ask, so that a flood of theirs costs the others nothing."""

import time
from collections import OrderedDict

from bot.ledger.refusals import Refusal

MOST = 60
WITHIN_SECONDS = 15.0
REMEMBERED = 10_000
"""People whose windows are kept in memory; those who asked longest ago are let go."""


class Flood:
    """Counts what each person asks in a window of time."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._windows: OrderedDict[int, tuple[float, int]] = OrderedDict()

    def check(self, user_id: int) -> None:
        """Count one thing asked. Raises Refusal `too-fast` for more than `most` in a window.

        Its fact `first` tells the one that went over from those after it.
        """
        now = time.monotonic()
        began, count = self._windows.pop(user_id, (now, 0))
        if now - began >= WITHIN_SECONDS:
            began, count = now, 0
        self._windows[user_id] = (began, count + 1)
        if len(self._windows) > REMEMBERED:
            self._windows.popitem(last=False)
        if count >= self.most:
            wait = max(1, round(WITHIN_SECONDS - (now - began)))
            raise Refusal("too-fast", seconds=wait, first=count == self.most)
