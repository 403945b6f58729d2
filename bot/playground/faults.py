"""Faults on demand: what a network and a Discord in trouble do to a bot."""

import asyncio
import re
from dataclasses import dataclass

from aiohttp import web

from .limits import answer

LOST = 0


@dataclass(slots=True)
class Fault:
    """The next `times` requests that fit get `status`; `LOST` does the work and cuts the line."""

    method: str
    path: re.Pattern[str]
    status: int
    times: int
    retry_after: float


class Faults:
    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self.closed_dms: set[str] = set()
        self.forbidden_channels: set[str] = set()

    def add(
        self, method: str, path: str, status: int, *, times: int = 1, retry_after: float = 0.0
    ) -> None:
        """Let the next requests of that method whose path matches the regular expression fail."""
        self._waiting.append(Fault(method, re.compile(path), status, times, retry_after))

    def take(self, request: web.Request) -> Fault | None:
        """The fault that this request meets, which is then used up by one."""
        for fault in self._waiting:
            if fault.method == request.method and fault.path.search(request.path):
                fault.times -= 1
                if not fault.times:
                    self._waiting.remove(fault)
                return fault
        return None


def failing(fault: Fault) -> web.Response:
    """The response of a request that met a fault."""
    if fault.status == 429:
        body = {"message": "You are being rate limited.", "retry_after": fault.retry_after}
        response = answer({**body, "global": False}, 429)
        response.headers["Retry-After"] = str(fault.retry_after)
        response.headers["Via"] = "playground"
        return response
    return answer({"code": 0, "message": f"{fault.status}: Fault on demand"}, fault.status)


async def cut(request: web.Request) -> None:
    """Close the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    await asyncio.sleep(0)
