"""A small Discord on this machine: REST and gateway v10 over real sockets, and a page for people.

It knows nothing of the bot that it serves: an unmodified discord.py is pointed at it by
`discord.http.Route.BASE` and the gateway URL that `GET /gateway/bot` returns.
"""

from .server import Playground

__all__ = ["Playground"]
