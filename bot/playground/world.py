"""The playground's state: people, channels, messages, commands and a clock, kept in a file."""

import itertools
import json
import os
import sqlite3
import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bot.clock import Clock

Json = dict[str, Any]

DISCORD_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
LAST_YEAR = 2083
"""A snowflake of September 2084 or later is no signed 64-bit number any more."""
EPHEMERAL = 1 << 6
LOADING = 1 << 7
COMPONENTS_V2 = 1 << 15

GUILD_TEXT, DM, GROUP_DM = 0, 1, 3
EVERYONE_MAY = 0x0000_8000_0000_0000 | 0x0040_0000_0008_CC00 | 1 << 31
ADMINISTRATOR = 1 << 3
RECENT = 500
REPLY = 19
"""The type of a message that answers another."""
_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"

PEOPLE = (("ada", "Ada, a freelancer"), ("bo", "Bo, her colleague"), ("cy", "Cy, a server admin"))


class World:
    """Everything there is: JSON as Discord's API has it, with our own keys beginning with `_`."""

    def __init__(self, path: Path | None, clock: Clock) -> None:
        """Load the world from `path` or begin a new one there; None keeps it in memory.

        Its time is the clock's, moved ahead by as much as people have moved it.
        """
        self._clock = clock
        if path is not None:
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self._file = sqlite3.connect(path or ":memory:", isolation_level=None)
        self._file.execute("PRAGMA synchronous = OFF").fetchall()
        self._file.execute("PRAGMA journal_mode = WAL").fetchall()
        self._file.execute(
            "CREATE TABLE IF NOT EXISTS thing "
            "(kind TEXT, id TEXT, json TEXT, PRIMARY KEY (kind, id))"
        )
        self._file.execute("CREATE TABLE IF NOT EXISTS file (id TEXT PRIMARY KEY, content BLOB)")
        self.users = self._load("user")
        self.guilds = self._load("guild")
        self.channels = self._load("channel")
        self.messages = self._load("message")
        self.commands = self._load("command")
        self.interactions: dict[str, Json] = {}
        self.origin = ""
        self.settings = self._load("setting")
        if not self._can_reach(self._ahead):  # once, the page let it go anywhere
            self.set("clock", 0)
        self._last_id = self._first_id()
        self.set("first id", self._last_id)
        if not self.users:
            self._begin()

    def close(self) -> None:
        self._file.close()

    def _load(self, kind: str) -> dict[str, Json]:
        rows = self._file.execute(
            "SELECT id, json FROM thing WHERE kind = ? ORDER BY CAST(id AS INTEGER), id", (kind,)
        )
        return {thing_id: json.loads(text) for thing_id, text in rows.fetchall()}

    def keep(self, kind: str, thing: Json) -> None:
        """Write a thing to the file."""
        self._file.execute(
            "INSERT OR REPLACE INTO thing VALUES (?, ?, ?)", (kind, thing["id"], json.dumps(thing))
        )

    def forget(self, kind: str, thing_id: str) -> None:
        self._file.execute("DELETE FROM thing WHERE kind = ? AND id = ?", (kind, thing_id))

    def _first_id(self) -> int:
        """A snowflake in a millisecond of its own, after all that earlier runs may have made.

        Not all of those are in the file: an interaction's is not.
        """
        kept = (self.users, self.guilds, self.channels, self.messages, self.commands)
        files = self._file.execute("SELECT max(CAST(id AS INTEGER)) FROM file").fetchone()[0]
        first: int = self.settings.get("first id", {"value": 0})["value"]
        largest = max(first, files or 0, *(int(each) for things in kept for each in things))
        return ((largest >> 22) + 1) << 22

    def new_id(self) -> str:
        """A snowflake of the playground's time, larger than all before."""
        milliseconds = (self.now() - DISCORD_EPOCH) // timedelta(milliseconds=1)
        self._last_id = max(milliseconds << 22, self._last_id + 1)
        return str(self._last_id)

    def _begin(self) -> None:
        self._user("Purser", "Purser", bot=True)
        people = [self._user(name, title) for name, title in PEOPLE]
        guild_id = self.new_id()
        self.guilds[guild_id] = {"id": guild_id, "name": "The Harbour", "owner_id": people[2]["id"]}
        self.keep("guild", self.guilds[guild_id])
        for name in ("general", "jobs"):
            self._channel({"type": GUILD_TEXT, "guild_id": guild_id, "name": name})
        for person in people:
            self._channel({"type": DM, "_people": [person["id"]]})
        self._channel(
            {"type": GROUP_DM, "name": "Ada and Bo", "_people": [p["id"] for p in people[:2]]}
        )

    @property
    def bot(self) -> Json:
        return next(user for user in self.users.values() if user.get("bot"))

    @property
    def people(self) -> list[Json]:
        return [user for user in self.users.values() if not user.get("bot")]

    def _user(self, name: str, title: str, *, bot: bool = False) -> Json:
        user = {
            "id": self.new_id(),
            "username": name,
            "global_name": title,
            "discriminator": "0",
            "avatar": None,
            "bot": bot,
            "_locale": "en-US",
        }
        self.users[str(user["id"])] = user
        self.keep("user", user)
        return user

    def _channel(self, channel: Json) -> None:
        channel["id"] = self.new_id()
        self.channels[channel["id"]] = channel
        self.keep("channel", channel)

    def set(self, name: str, value: Any) -> None:
        self.settings[name] = {"id": name, "value": value}
        self.keep("setting", self.settings[name])

    def set_locale(self, user: Json, locale: str) -> None:
        user["_locale"] = locale
        self.keep("user", user)

    @property
    def _ahead(self) -> Any:
        """The seconds by which people have moved the clock."""
        return self.settings.get("clock", {"value": 0})["value"]

    def now(self) -> datetime:
        """The playground's time, in UTC."""
        return self._clock.now() + timedelta(seconds=self._ahead)

    def move_clock(self, seconds: float) -> None:
        """Move the clock ahead. Raises ValueError for what is no time ahead, or too much of it."""
        if not self._can_reach(seconds) or not self._can_reach(self._ahead + seconds):
            raise ValueError(f"The clock goes forward only, as far as the end of {LAST_YEAR}.")
        self.set("clock", self._ahead + seconds)

    def _can_reach(self, ahead: Any) -> bool:
        """Whether the clock can be so many seconds ahead."""
        room = datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC) - self._clock.now()
        return type(ahead) in (int, float) and 0 <= ahead < room.total_seconds()

    def may_see(self, channel: Json, user_id: str) -> bool:
        return "guild_id" in channel or user_id in (*channel["_people"], self.bot["id"])

    def permissions(self, user_id: str) -> int:
        owners = {guild["owner_id"] for guild in self.guilds.values()}
        return EVERYONE_MAY | (ADMINISTRATOR | 1 << 5 if user_id in owners else 0)

    def channels_of(self, guild_id: str) -> list[Json]:
        return [each for each in self.channels.values() if each.get("guild_id") == guild_id]

    def dm_of(self, user_id: str) -> Json:
        return next(
            channel
            for channel in self.channels.values()
            if channel["type"] == DM and channel["_people"] == [user_id]
        )

    def new_message(self, channel_id: str, author: Json, body: Json, **extra: Any) -> Json:
        """A message made of a request's body, kept and returned."""
        message = {
            "id": self.new_id(),
            "channel_id": channel_id,
            "author": public(author),
            "timestamp": self.now().isoformat(),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "pinned": False,
            "type": 0,
            **content_of(body),
            **extra,
        }
        self.messages[message["id"]] = message
        self.keep("message", message)
        return message

    def sent_before(self, channel_id: str, body: Json) -> Json | None:
        """The message that `enforce_nonce` says has been sent already, if it was lately."""
        if not body.get("enforce_nonce") or not body.get("nonce"):
            return None
        lately = list(self.messages.values())[-RECENT:]
        return next(
            (
                message
                for message in lately
                if message["channel_id"] == channel_id and message.get("nonce") == body["nonce"]
            ),
            None,
        )

    def new_file(self, name: str, content_type: str | None, content: bytes) -> Json:
        """Keep a file; it comes back as an attachment."""
        file_id = self.new_id()
        self._file.execute("INSERT INTO file VALUES (?, ?)", (file_id, content))
        url = f"{self.origin}/files/{file_id}/{quote(name)}"
        return {
            "id": file_id,
            "filename": name,
            "size": len(content),
            "content_type": content_type or "application/octet-stream",
            "url": url,
            "proxy_url": url,
            **_size_of(content),
        }

    def file(self, file_id: str) -> bytes | None:
        row = self._file.execute("SELECT content FROM file WHERE id = ?", (file_id,)).fetchone()
        return row[0] if row else None

    def change_message(self, message: Json, body: Json) -> Json:
        flags = message["flags"] & ~LOADING | (body.get("flags") or 0)
        message.update(content_of(body, only=set(body)))
        message["flags"] = flags
        message["edited_timestamp"] = self.now().isoformat()
        self.keep("message", message)
        return message

    def delete_message(self, message_id: str) -> Json | None:
        message = self.messages.pop(message_id, None)
        self.forget("message", message_id)
        return message


def _size_of(content: bytes) -> Json:
    """The width and height of a PNG in pixels, as Discord tells them of a picture."""
    if not content.startswith(_PNG) or len(content) < len(_PNG) + 8:
        return {}
    width, height = struct.unpack_from(">II", content, len(_PNG))
    return {"width": width, "height": height}


def reference_to(message: Json) -> Json:
    """What a message has that answers that one."""
    where = {"message_id": message["id"], "channel_id": message["channel_id"], "type": 0}
    return {"type": REPLY, "message_reference": where}


def content_of(body: Json, only: set[str] | None = None) -> Json:
    """The parts of a request's body that make up a message."""
    parts = {
        "content": body.get("content") or "",
        "embeds": body.get("embeds") or [],
        "attachments": body.get("attachments") or [],
        "components": numbered(body.get("components") or []),
        "flags": body.get("flags") or 0,
    }
    return parts if only is None else {key: parts[key] for key in parts if key in only}


def attached(body: Json, files: list[Json], before: Sequence[Json] = ()) -> Json:
    """The body with its attachments whole: new files as described in it, and those that it keeps.

    A described one's id is its file's number, or that of an attachment which the message has.
    """
    if not files and "attachments" not in body:
        return body
    described = {str(each["id"]): each for each in body.get("attachments") or []}
    kept = [each for each in before if each["id"] in described or "attachments" not in body]
    new = [
        {**file, "description": described.get(str(number), {}).get("description")}
        for number, file in enumerate(files)
    ]
    return {**body, "attachments": [*kept, *new]}


def numbered(components: list[Json]) -> list[Json]:
    """Components with the ids that Discord gives to those that have none."""
    numbers = itertools.count(1)

    def walk(component: Json) -> None:
        component["id"] = component.get("id") or next(numbers)
        for child in component.get("components", []):
            walk(child)
        for key in ("accessory", "component"):
            if key in component:
                walk(component[key])

    for component in components:
        walk(component)
    return components


def public(thing: Json) -> Json:
    """A thing as the API shows it: without our own keys."""
    return {key: value for key, value in thing.items() if not key.startswith("_")}
