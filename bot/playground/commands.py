"""Registered commands: where and for whom they are there, and what Discord checks of options."""

import math
from typing import Any

from .limits import ApiError
from .world import ADMINISTRATOR, DM, Json, World

STRING, INTEGER, BOOLEAN, NUMBER, ATTACHMENT = 3, 4, 5, 10, 11
SUBCOMMAND, GROUP = 1, 2
LARGEST_INTEGER = 2**53 - 1


def context_of(channel: Json) -> int:
    """0 in a guild, 1 in the DM with the bot, 2 in other private channels."""
    if "guild_id" in channel:
        return 0
    return 1 if channel["type"] == DM else 2


def available(world: World, user_id: str, channel: Json) -> list[Json]:
    """The commands that this person is offered in this channel."""
    context = context_of(channel)
    permissions = world.permissions(user_id)
    found = []
    for command in world.commands.values():
        contexts = command.get("contexts")
        if contexts is not None and context not in contexts:
            continue
        needed = int(command.get("default_member_permissions") or 0)
        allowed = permissions & needed == needed or permissions & ADMINISTRATOR
        if context == 0 and needed and not allowed:
            continue
        found.append(command)
    return found


def check_options(node: Json, told: list[Json]) -> None:
    """Refuse what Discord's client would not send. Raises ApiError."""
    known = {option["name"]: option for option in node.get("options") or []}
    for option in told:
        if option["name"] not in known:
            raise ApiError(400, 50035, f"There is no option {option['name']} here.")
        definition = known[option["name"]]
        if definition["type"] in (SUBCOMMAND, GROUP):
            check_options(definition, option.get("options") or [])
        else:
            _check_value(definition, option["value"])
    missing = [
        name
        for name, option in known.items()
        if option.get("required") and name not in {each["name"] for each in told}
    ]
    if missing:
        raise ApiError(400, 50035, f"The option {missing[0]} is required.")


SNOWFLAKES = (6, 7, 8, 9)


def snowflakes(told: list[Json]) -> list[str]:
    """The ids of people, channels and roles among the options."""
    found: list[str] = []
    for option in told:
        if option["type"] in SNOWFLAKES:
            found.append(option["value"])
        found += snowflakes(option.get("options") or [])
    return found


def _check_value(option: Json, value: Any) -> None:
    name, choices = option["name"], option.get("choices")
    if choices and value not in [choice["value"] for choice in choices]:
        raise ApiError(400, 50035, f"{name}: pick one of the choices.")
    match option["type"]:
        case 3:
            _check_text(name, value, option)
        case 5 if not isinstance(value, bool):
            raise ApiError(400, 50035, f"{name}: say True or False.")
        case kind if kind in SNOWFLAKES and not str(value).isdecimal():
            raise ApiError(400, 50035, f"{name}: there is nothing of that name here.")
        case 4 | 10:
            _check_number(name, value, option)


def _check_text(name: str, value: Any, option: Json) -> None:
    if not isinstance(value, str):
        raise ApiError(400, 50035, f"{name}: write it as text.")
    most = option.get("max_length", 6000)
    if len(value) < option.get("min_length", 0):
        raise ApiError(400, 50035, f"{name} is too short.")
    if len(value) > most:
        raise ApiError(400, 50035, f"{name} holds at most {most} characters.")


def _check_number(name: str, value: Any, option: Json) -> None:
    is_number = type(value) in (int, float) and math.isfinite(value)
    if option["type"] == INTEGER and not (is_number and value == int(value)):
        raise ApiError(400, 50035, f"{name}: type a whole number.")
    if not is_number:
        raise ApiError(400, 50035, f"{name}: type a number.")
    least, most = (
        option.get("min_value", -LARGEST_INTEGER),
        option.get("max_value", LARGEST_INTEGER),
    )
    if value < least:
        raise ApiError(400, 50035, f"{name} must be at least {least}.")
    if value > most:
        raise ApiError(400, 50035, f"{name} must be at most {most}.")
