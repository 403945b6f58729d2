"""Events of Discord's gateway that discord.py cannot parse: logged and left out.

Unguarded, one of them ends the process: what a parser raises leaves the shard's loop as an error
that discord.py does not reconnect after.
"""

import logging
from collections.abc import Callable
from typing import Any

import discord

log = logging.getLogger(__name__)

Parser = Callable[[Any], None]


def guard_parsers(client: discord.Client) -> None:
    """Have each parser of the client leave out the events that it fails at.

    discord.py has no public hook for it: what `DiscordWebSocket.received_message` calls is looked
    up in this table, by the event's name.
    """
    parsers: dict[str, Parser] = client._connection.parsers
    for event, parse in parsers.items():
        parsers[event] = _guarded(event, parse)


def _guarded(event: str, parse: Parser) -> Parser:
    def parse_or_log(data: Any) -> None:
        try:
            parse(data)
        except Exception:
            log.exception("an event could not be parsed", extra={"event": event})

    return parse_or_log
