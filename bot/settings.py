"""Everything that a host can set, from the environment or a .env file, checked at start."""

import io
import os
import re
from pathlib import Path
from typing import Annotated, Any

import platformdirs
from dotenv.parser import parse_stream
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from .store.engine.files import real_path

ENV_FILE = Path(".env")


class SettingsError(Exception):
    """A setting that cannot be used; the message names it and says why."""


class Settings(BaseSettings):
    """The settings, read from the environment; `.env` in the working folder fills in the rest."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE,
        env_file_encoding="utf-8-sig",  # Windows' editors begin a file with its byte order mark
        env_prefix="PURSER_",
        extra="ignore",
    )

    discord_token: SecretStr | None = Field(default=None, validation_alias="DISCORD_TOKEN")
    database: str | None = None
    rate_card: str = "2022-07"
    port: Annotated[int, Field(ge=0, le=65535)] = 8765
    shards: str | None = None
    metrics_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    model_url: str | None = None
    model_key: SecretStr = SecretStr("")
    model_name: str = "default"
    log_level: Annotated[str, Field(pattern="^(DEBUG|INFO|WARNING|ERROR)$")] = "INFO"

    @field_validator("discord_token", mode="after")
    @classmethod
    def _blank_is_none(cls, token: SecretStr | None) -> SecretStr | None:
        value = token.get_secret_value().strip() if token else ""
        if not re.fullmatch(r"[!-~]*", value):  # it goes into a header of HTTP
            raise ValueError("must be the token as the developer portal shows it, in one word")
        return token if value else None

    @field_validator("database", mode="after")
    @classmethod
    def _is_printable(cls, database: str | None) -> str | None:
        if any(ord(sign) < ord(" ") for sign in database or ""):
            raise ValueError("must be a path or a URL, without control characters")
        return database

    @field_validator("model_url", mode="after")
    @classmethod
    def _is_url(cls, url: str | None) -> str | None:
        if url and not url.startswith(("http://", "https://")):
            raise ValueError("must be a URL such as http://127.0.0.1:11434/v1")
        return url or None

    @property
    def token(self) -> str | None:
        return self.discord_token.get_secret_value().strip() if self.discord_token else None

    @property
    def postgres_url(self) -> str | None:
        """The database's URL where it is PostgreSQL's, None where it is a file."""
        is_url = (self.database or "").startswith(("postgresql://", "postgres://"))
        return self.database if is_url else None

    @property
    def shard_options(self) -> dict[str, Any]:
        """What discord.py is told of this process's shards; nothing where it serves all of them."""
        if self.shards is None:
            return {}
        first, last, count = map(int, re.split("[-/]", self.shards))
        return {"shard_ids": list(range(first, last + 1)), "shard_count": count}

    @field_validator("shards", mode="after")
    @classmethod
    def _are_shards(cls, shards: str | None) -> str | None:
        if not shards:
            return None
        found = re.fullmatch(r"(\d{1,5})-(\d{1,5})/(\d{1,5})", shards)
        if found is None or not int(found[1]) <= int(found[2]) < int(found[3]):
            raise ValueError("must be a range and how many there are in all, such as 0-3/16")
        return shards

    def database_path(self) -> Path:
        """The database file itself, links followed. Raises SettingsError for another URL."""
        if not self.database:
            name = "purser.db" if self.token else "playground.db"
            return real_path(platformdirs.user_data_path("purser") / name)
        if re.match(r"postgres(ql)?:|.*\bpassword\s*=", self.database):
            raise SettingsError(
                "PURSER_DATABASE names PostgreSQL in a form that I don't read: write it as "
                "postgresql://user@host/name."
            )
        if "://" not in self.database:
            return real_path(Path(os.path.expanduser(self.database)))
        scheme, _, rest = self.database.partition("://")
        if scheme != "sqlite" or not rest.startswith("/") or rest == "/":
            raise SettingsError(
                "PURSER_DATABASE must be a path or a URL such as sqlite:///purser.db "
                "(sqlite:////var/lib/purser.db for an absolute path), or PostgreSQL's, "
                "postgresql://user@host/name."
            )
        return real_path(Path(os.path.expanduser(rest.removeprefix("/"))))


_EXPECTED = {
    "PURSER_PORT": "must be a whole number from 0 to 65535",
    "PURSER_METRICS_PORT": "must be a whole number from 1 to 65535",
    "PURSER_LOG_LEVEL": "must be DEBUG, INFO, WARNING or ERROR",
}


def load_settings() -> Settings:
    """Read the settings. Raises SettingsError naming the one that is wrong and why."""
    try:
        _check_text(ENV_FILE)
        return Settings()
    except ValidationError as error:
        raise SettingsError(explanation(error)) from None


def explanation(error: ValidationError) -> str:
    """The first setting that is wrong and what it must be, without its value."""
    first = error.errors(include_input=False)[0]
    name = str(first["loc"][0]).upper()
    if not name.startswith(("PURSER_", "DISCORD_")):
        name = f"PURSER_{name}"
    return f"{name} {_EXPECTED.get(name, first['msg'].removeprefix('Value error, '))}."


def _check_text(file: Path) -> None:
    if not os.path.isfile(file):
        return
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise SettingsError(f"{file} cannot be read: it is no text. Save it as UTF-8.")
    for binding in parse_stream(io.StringIO(text)):
        if binding.error:  # python-dotenv itself leaves such a setting out
            raise SettingsError(
                f"{file} cannot be read from line {binding.original.line} on: a line must be "
                "NAME=value, and a quote that is opened be closed."
            )
