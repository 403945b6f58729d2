"""Rate limits as Discord has them: a bucket for each route and channel, told in headers."""

import math
import time
from dataclasses import dataclass

from aiohttp import web

from .limits import answer
from .world import World

GLOBAL = (50, 1.0)
POST_MESSAGE = (5, 5.0)


@dataclass(slots=True)
class _Window:
    ends: float
    used: int = 0


class RateLimits:
    """Counts the requests of the one bot that there is. Interactions and webhooks are free."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._windows: dict[str, _Window] = {}

    def check(self, request: web.Request) -> tuple[web.Response | None, dict[str, str]]:
        """A 429 when the request comes too soon, and the headers of its bucket."""
        scopes = [("global", *GLOBAL)]
        bucket, limit, seconds = self._bucket(request)
        scopes.append((bucket, limit, seconds))
        now = time.monotonic()
        for name, most, span in scopes:
            window = self._window(name, now, span)
            if window.used >= most:
                return self._too_many(name, window.ends - now), {}
        for name, _, span in scopes:
            self._window(name, now, span).used += 1
        window = self._windows[bucket]
        return None, {
            "X-RateLimit-Bucket": bucket,
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(limit - window.used),
            "X-RateLimit-Reset": f"{self._world.now().timestamp() + window.ends - now:.3f}",
            "X-RateLimit-Reset-After": f"{window.ends - now:.3f}",
        }

    @staticmethod
    def _bucket(request: web.Request) -> tuple[str, int, float]:
        channel = request.match_info.get("channel", "")
        route = getattr(request.match_info.route.resource, "canonical", "none")
        name = f"{request.method}-{route.replace('/', '')}-{channel}"
        if channel and request.method == "POST":
            return name, *POST_MESSAGE
        return name, *GLOBAL

    def _window(self, name: str, now: float, span: float) -> _Window:
        window = self._windows.get(name)
        if window is None or window.ends <= now:
            window = self._windows[name] = _Window(now + span)
        return window

    @staticmethod
    def _too_many(name: str, wait: float) -> web.Response:
        everywhere = name == "global"
        body = {
            "message": "You are being rate limited.",
            "retry_after": round(wait, 3),
            "global": everywhere,
        }
        response = answer(body, 429)
        response.headers["Retry-After"] = str(math.ceil(wait))
        response.headers["X-RateLimit-Scope"] = "global" if everywhere else "user"
        if everywhere:
            response.headers["X-RateLimit-Global"] = "true"
        response.headers["Via"] = "playground"
        return response
