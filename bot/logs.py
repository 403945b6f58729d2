"""The log: one line an event, in logfmt, which people and machines read alike.

`at=… level=info from=cogs.month said="the month turned" accounts=3`; a traceback follows its line,
indented. Nothing that people wrote goes into it.
"""

import logging
import sys
from datetime import UTC, datetime

import discord

_OWN = {"name", "msg", "args", "exc_info", "exc_text", "stack_info", "message", "taskName"}
_KNOWN = _OWN | set(vars(logging.makeLogRecord({})))


class Logfmt(logging.Formatter):
    """A record as key=value pairs; what is given as `extra` becomes pairs of its own."""

    def format(self, record: logging.LogRecord) -> str:
        pairs = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "said": record.getMessage(),
            **{key: value for key, value in vars(record).items() if key not in _KNOWN},
        }
        line = " ".join(f"{key}={_quoted(str(value))}" for key, value in pairs.items())
        if not record.exc_info:
            return line
        trace = self.formatException(record.exc_info)
        return "\n".join([line, *(f"\t{each}" for each in trace.splitlines())])


def _quoted(value: str) -> str:
    if value and all(sign.isalnum() or sign in "-_.:+/" for sign in value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def log_to_stderr(level: str) -> None:
    """Log at that level; discord.py's own chatter from WARNING on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Logfmt())
    logging.basicConfig(level=level, handlers=[handler])
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    logging.getLogger("discord").setLevel(max(logging.getLevelName(level), logging.WARNING))
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
