"""What Discord refuses, with Discord's codes."""

import json
from typing import Any

from aiohttp import web

from .world import COMPONENTS_V2, Json

MOST_COMPONENTS = 40
MOST_CHOICES = 25
MOST_TEXT = 4000
MOST_EMBED_TEXT = 6000


def answer(data: Any, status: int = 200) -> web.Response:
    """JSON as Discord sends it: discord.py reads it only when no charset is named."""
    headers = {"Content-Type": "application/json"}
    return web.Response(body=json.dumps(data).encode(), status=status, headers=headers)


class ApiError(Exception):
    """A request that Discord would refuse."""

    def __init__(self, status: int, code: int, message: str, **extra: Any) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"code": code, "message": message, **extra}

    def response(self) -> web.Response:
        return answer(self.body, self.status)


def unknown(what: str, code: int) -> ApiError:
    return ApiError(404, code, f"Unknown {what}")


def _invalid(path: str, reason: str) -> ApiError:
    errors = {path: {"_errors": [{"code": "BASE_TYPE_BAD_LENGTH", "message": reason}]}}
    return ApiError(400, 50035, "Invalid Form Body", errors=errors)


def check_message(body: Json, *, has_files: bool = False) -> None:
    """Refuse a message body that Discord would."""
    components = list(_walk(body.get("components") or []))
    if len(components) > MOST_COMPONENTS:
        raise _invalid("components", f"Must be {MOST_COMPONENTS} or fewer in total.")
    if body.get("flags", 0) & COMPONENTS_V2:
        if body.get("content") or body.get("embeds"):
            raise _invalid("content", "Cannot be used with components V2.")
        if sum(len(c.get("content", "")) for c in components) > MOST_TEXT:
            raise _invalid("components", f"Text must be {MOST_TEXT} or fewer in total.")
    if len(body.get("content") or "") > 2000:
        raise _invalid("content", "Must be 2000 or fewer in length.")
    if sum(_embed_length(embed) for embed in body.get("embeds") or []) > MOST_EMBED_TEXT:
        raise _invalid("embeds", f"Embeds hold at most {MOST_EMBED_TEXT} characters.")
    for component in components:
        _check_component(component)
    if not (body.get("content") or body.get("embeds") or components or has_files):
        raise ApiError(400, 50006, "Cannot send an empty message")


def check_choices(choices: list[Json]) -> None:
    if len(choices) > MOST_CHOICES:
        raise _invalid("data.choices", f"Must be {MOST_CHOICES} or fewer in length.")
    for choice in choices:
        if not 1 <= len(choice["name"]) <= 100 or not 1 <= len(str(choice["value"])) <= 100:
            raise _invalid("data.choices", "Must be between 1 and 100 in length.")


def check_modal(modal: Json) -> None:
    if not 1 <= len(modal.get("title", "")) <= 45:
        raise _invalid("data.title", "Must be between 1 and 45 in length.")
    if not 1 <= len(modal.get("components", [])) <= 5:
        raise _invalid("data.components", "Must be between 1 and 5 in length.")
    for component in _walk(modal["components"]):
        _check_component(component)


def _check_component(component: Json) -> None:
    if len(component.get("custom_id") or "") > 100:
        raise _invalid("custom_id", "Must be 100 or fewer in length.")
    if len(component.get("options") or []) > MOST_CHOICES:
        raise _invalid("options", f"Must be {MOST_CHOICES} or fewer in length.")
    match component["type"]:
        case 1 if not 1 <= len(component["components"]) <= 5:
            raise _invalid("components", "A row has 1 to 5 components.")
        case 2 if len(component.get("label") or "") > 80:
            raise _invalid("label", "Must be 80 or fewer in length.")
        case 10 if not component.get("content"):
            raise _invalid("content", "This field is required.")


def _walk(components: list[Json]) -> list[Json]:
    found = []
    for component in components:
        found.append(component)
        found += _walk(component.get("components") or [])
        found += _walk([component[key] for key in ("accessory", "component") if key in component])
    return found


def _embed_length(embed: Json) -> int:
    texts = [embed.get("title"), embed.get("description")]
    texts += [
        embed.get(part, {}).get("text") or embed.get(part, {}).get("name")
        for part in ("footer", "author")
    ]
    for field in embed.get("fields", []):
        texts += [field["name"], field["value"]]
    return sum(len(text or "") for text in texts)
