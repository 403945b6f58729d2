"""The one clock: made at start, handed down so that it can be moved, compared with Discord's."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol

import aiohttp

log = logging.getLogger(__name__)

TOLERANCE = timedelta(minutes=5)
"""More than answers of Discord's are ever late, less than any rule of the calendar."""
ASKED_AGAIN_SECONDS = 60.0
"""How often Discord is asked for its time at most, while each thing that comes tells another."""


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware and in UTC."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class CheckedClock:
    """A clock that is compared with Discord's, and goes by Discord's while they disagree.

    One look may have been before a move and the other after it; so a difference counts once it
    has been seen twice in a row. A clock that jumps between two looks is in doubt: until the next
    one the time goes on from where it was right.
    """

    def __init__(self, clock: Clock, elapsed: Callable[[], float] = time.monotonic) -> None:
        """`elapsed` are seconds that no move of a clock changes."""
        self.ask_discord: Callable[[], Awaitable[object]] | None = None
        """Has Discord answer something, which `trace` reads its time from."""
        self.when_moved: Callable[[], object] = lambda: None
        """What is told that the clock was moved by hand."""
        self._clock = clock
        self._elapsed = elapsed
        self._asked_at: float | None = None
        self._asking: asyncio.Task[None] | None = None
        self._looks = 0
        self._right: tuple[datetime, float] | None = None
        self._discords: tuple[datetime, float] | None = None

    def now(self) -> datetime:
        """The present instant, aware and in UTC."""
        if self._discords is not None:
            return self._since(self._discords)
        now = self._clock.now()
        if self._right is not None:
            expected = self._since(self._right)
            return expected if abs(now - expected) > TOLERANCE else now
        return now

    def _since(self, known: tuple[datetime, float]) -> datetime:
        at, then = known
        return at + timedelta(seconds=self._elapsed() - then)

    @property
    def is_wrong(self) -> bool:
        """Whether the host's clock differs from Discord's, or has jumped and may."""
        has_jumped = self._right is not None and self.differs(self._since(self._right))
        return self._discords is not None or has_jumped

    def differs(self, discords: datetime) -> bool:
        """Whether the host's clock is more than TOLERANCE from a time that Discord told (UTC)."""
        return abs(self._clock.now() - discords) > TOLERANCE

    def observe(self, created_at: datetime) -> None:
        """Take note of when Discord made what has just come (UTC).

        What agrees puts a doubt at rest; where it differs Discord is asked, once a minute at most.
        """
        if not self.differs(created_at):
            if self._right is not None:
                self._right = (self._clock.now(), self._elapsed())
            return
        since = self._elapsed()
        if self._asked_at is None or since - self._asked_at >= ASKED_AGAIN_SECONDS:
            self._asked_at = since
            self._asking = asyncio.create_task(self.ask())

    async def ask(self) -> None:
        """Have Discord tell its time; twice, in case the first was off."""
        if self.ask_discord is None:
            return
        try:
            for _ in range(2):
                await self.ask_discord()
        except Exception:
            log.exception("Discord could not be asked for its time")

    async def moved(self) -> None:
        """The clock was moved by hand: what is due by now is done at once, by Discord's time."""
        await self.ask()
        self.when_moved()

    def compare(self, discords: datetime) -> None:
        """Take note of Discord's time, as it was told just now."""
        if not self.differs(discords):
            if self._discords is not None:
                log.warning("the clock agrees with Discord's again")
            self._looks, self._discords = 0, None
            self._right = (self._clock.now(), self._elapsed())
            return
        self._looks += 1
        if self._looks < 2:
            return
        if self._discords is None:
            off = round((self._clock.now() - discords).total_seconds())
            log.error(
                "the clock differs from Discord's: the calendar waits", extra={"seconds": off}
            )
        self._discords = (discords, self._elapsed())

    def trace(self) -> aiohttp.TraceConfig:
        """Compares the clock with the `Date` of every answer of Discord's API (RFC 9110, 6.6.1)."""

        async def ended(_: object, __: object, told: aiohttp.TraceRequestEndParams) -> None:
            # Files come from a cache, with the date of when they were put there.
            if told.url.path.startswith("/api/") and (date := told.response.headers.get("Date")):
                self.compare(parsedate_to_datetime(date))

        config = aiohttp.TraceConfig()
        config.on_request_end.append(ended)
        return config
