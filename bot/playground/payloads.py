"""The larger objects of Discord's API, as the gateway and REST send them."""

from typing import Any

from .world import DM, GROUP_DM, Json, World, public

ATTACHMENT_LIMIT = 10 * 1024 * 1024


def channel(world: World, thing: Json) -> Json:
    base = {**public(thing), "last_message_id": None, "flags": 0}
    if "guild_id" in thing:
        return {**base, "position": 0, "permission_overwrites": [], "nsfw": False, "topic": None}
    recipients = [public(world.users[user_id]) for user_id in thing["_people"]]
    if thing["type"] == GROUP_DM:
        base |= {"owner_id": recipients[0]["id"], "icon": None}
    return {**base, "recipients": recipients}


def guild(world: World, thing: Json) -> Json:
    """A guild as GUILD_CREATE has it."""
    channels = world.channels_of(thing["id"])
    return {
        **public(thing),
        "icon": None,
        "splash": None,
        "description": None,
        "banner": None,
        "preferred_locale": "en-US",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "features": [],
        "emojis": [],
        "stickers": [],
        "roles": [everyone_role(world, thing)],
        "members": [member(world, world.bot)],
        "member_count": len(world.users),
        "channels": [channel(world, each) for each in channels],
        "threads": [],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "joined_at": "2020-01-01T00:00:00+00:00",
        "large": False,
        "unavailable": False,
    }


def everyone_role(world: World, thing: Json) -> Json:
    return {
        "id": thing["id"],
        "name": "@everyone",
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": 0,
        "permissions": str(world.permissions("0")),
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }


def member(world: World, user: Json) -> Json:
    return {
        "user": public(user),
        "nick": None,
        "avatar": None,
        "roles": [],
        "joined_at": "2020-01-01T00:00:00+00:00",
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
        "permissions": str(world.permissions(user["id"])),
    }


def interaction(
    world: World, kind: int, user: Json, place: Json, data: Json, message: Json | None
) -> Json:
    """An interaction as the gateway sends it; the token is its id spelt out."""
    guild_id = place.get("guild_id")
    interaction_id = world.new_id()
    payload: Json = {
        "id": interaction_id,
        "application_id": world.bot["id"],
        "type": kind,
        "data": data,
        "token": f"interaction-{interaction_id}",
        "version": 1,
        "channel_id": place["id"],
        "channel": channel(world, place),
        "app_permissions": str(world.permissions("0")),
        "locale": user["_locale"],
        "entitlements": [],
        "attachment_size_limit": ATTACHMENT_LIMIT,
        "authorizing_integration_owners": {"0": guild_id or "0", "1": user["id"]},
        "context": 0 if guild_id else 1 if place["type"] == DM else 2,
    }
    if guild_id:
        payload |= {
            "guild_id": guild_id,
            "guild": {"id": guild_id, "locale": "en-US", "features": []},
            "guild_locale": "en-US",
            "member": member(world, user),
        }
    else:
        payload["user"] = public(user)
    if message:
        payload["message"] = public(message)
    return payload


def application(world: World) -> Json:
    bot = world.bot
    return {
        "id": bot["id"],
        "name": bot["username"],
        "icon": None,
        "description": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": 0,
        "owner": public(world.people[0]),
        "team": None,
        "summary": "",
        "integration_types_config": {"0": {}, "1": {}},
    }


def command(world: World, body: dict[str, Any], guild_id: str | None = None) -> Json:
    """A registered command; it keeps its id when its name was known."""
    kind = body.get("type", 1)
    known = next(
        (c for c in world.commands.values() if (c["name"], c["type"]) == (body["name"], kind)),
        None,
    )
    return {
        "description": "",
        "options": [],
        "default_member_permissions": None,
        "nsfw": False,
        "contexts": None,
        "integration_types": [0],
        **body,
        "type": kind,
        "id": known["id"] if known else world.new_id(),
        "application_id": world.bot["id"],
        "version": world.new_id(),
        **({"guild_id": guild_id} if guild_id else {}),
    }
