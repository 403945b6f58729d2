"""Requests checked against Discord's own description of its API.

`discord-openapi.json` holds the routes that the playground serves, out of
https://github.com/discord/discord-api-spec.
"""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from bot.playground.limits import ApiError
from bot.playground.rest import API

DESCRIPTION = Path(__file__).with_name("discord-openapi.json")


@lru_cache(maxsize=1)
def _description() -> dict[str, Any]:
    description: dict[str, Any] = json.loads(DESCRIPTION.read_text())
    return description


@lru_cache(maxsize=1)
def _paths() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    return [
        (re.compile(re.sub(r"\\?\{[^}]*\\?\}", "[^/]+", path)), item)
        for path, item in _description()["paths"].items()
    ]


@lru_cache(maxsize=64)
def _validator(method: str, path: str) -> Draft202012Validator | None:
    for pattern, item in _paths():
        if pattern.fullmatch(path) and method in item:
            content = item[method].get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema")
            if schema is None:
                return None
            return Draft202012Validator({**schema, "components": _description()["components"]})
    raise LookupError(f"Discord has no {method} {path}")


def check_body(method: str, path: str, body: Any) -> None:
    """Raises Refused for a body that Discord's description forbids, LookupError for no route."""
    shape = re.sub(r"/\d+|/interaction-\d+", "/1", path.removeprefix(API))
    validator = _validator(method.lower(), shape)
    if validator is None:
        return
    for error in validator.iter_errors(_with_text_ids(body)):
        where = ".".join(map(str, error.absolute_path))
        raise ApiError(400, 50035, f"Invalid Form Body: {where}: {error.message[:300]}")


def _with_text_ids(body: Any) -> Any:
    """The body with its snowflakes as texts: Discord takes numbers too, its description doesn't."""
    if not isinstance(body, dict):
        return body
    return {
        key: str(value) if key.endswith("_id") and isinstance(value, int) else _with_text_ids(value)
        for key, value in body.items()
    }
