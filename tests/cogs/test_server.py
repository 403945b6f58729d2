"""/server reminder and /server settings, through simcord."""

from typing import Any

import discord
import pytest
from simcord import Env

from ..clock import HandClock
from .conftest import Person, texts
from .test_reminders import dms, turn

pytestmark = pytest.mark.dated


@pytest.fixture
def admin(env: Env) -> Person:
    guild = env.create_guild()
    guild.create_text_channel("general")
    role = guild.create_role("admin", permissions=discord.Permissions(manage_guild=True))
    person = Person(env, "cy")
    person.member = guild.add_member(env.create_user("cy2"), roles=[role])
    return person


def in_channel(person: Person) -> list[str]:
    backend = person.env.backend
    channel = person.channel
    stored = [backend.get_message(channel.id, message.id) for message in channel.history()]
    return ["\n".join(texts(message.components)) for message in stored if not message.flags & 64]


async def test_reminder_comes_in_the_channel(admin: Person, clock: HandClock) -> None:
    await admin.types("server settings", timezone="Europe/Berlin")
    answer = await admin.types(
        "server reminder add", channel=admin.channel, when="friday 9am", text="Log your outcomes"
    )
    assert "Europe/Berlin" in answer.text
    before = in_channel(admin)
    clock.move(days=2, hours=20)  # Tuesday noon to Friday 8:00 UTC, 9:00 in Berlin
    await turn(admin)
    assert in_channel(admin) == [*before, "Log your outcomes"]
    clock.move(days=7)
    await turn(admin)
    assert len(in_channel(admin)) == len(before) + 1


async def test_list_and_remove(admin: Person, clock: HandClock) -> None:
    await admin.types(
        "server reminder add", channel=admin.channel, when="every monday 9am", text="Review"
    )
    assert "every week on Monday" in (await admin.types("server reminder list")).text
    choices = await admin.member.autocomplete(
        admin.channel, "server reminder remove", "reminder", "rev"
    )
    await admin.types("server reminder remove", reminder=choices[0]["value"])
    assert "No reminders" in (await admin.types("server reminder list")).text


async def test_who_may_not_manage_the_server_is_refused(admin: Person, env: Env) -> None:
    other = Person(env, "bo")
    command_id = admin.bot.command_ids["server"]
    other.member.guild.set_command_permissions(command_id, {other.member: True})
    assert "Only who may manage" in (await other.types("server reminder list")).text


async def test_channel_that_the_bot_cannot_write_in(admin: Person) -> None:
    guild = admin.member.guild
    me: Any = guild.me
    overwrites = {me: discord.PermissionOverwrite(send_messages=False)}
    closed = guild.create_text_channel("closed", overwrites=overwrites)
    refused = await admin.types(
        "server reminder add", channel=closed, when="friday 9am", text="Hello"
    )
    assert "can't write in" in refused.text
    assert "No reminders" in (await admin.types("server reminder list")).text


async def test_permission_that_is_gone_when_due_is_told_once(
    admin: Person, clock: HandClock
) -> None:
    await admin.types(
        "server reminder add", channel=admin.channel, when="every day 9:00", text="Hello"
    )
    admin.env.inject_error(
        "POST", f"/channels/{admin.channel.id}/messages", status=403, code=50013, times=1
    )
    for _ in range(3):
        clock.move(days=1)
        await turn(admin)
    told = [text for _, text in dms(admin)]
    assert len(told) == 1
    assert "can no longer write" in told[0]
    assert "could not be said" in (await admin.types("server reminder list")).text


async def test_digest_counts_who_agreed_and_names_nobody(
    admin: Person, env: Env, clock: HandClock
) -> None:
    await admin.types(
        "server reminder add", channel=admin.channel, when="every last day", kind="digest"
    )
    people = [Person(env, f"p{number}") for number in range(5)]
    for person in people:
        await person.types("setup", connects=40)
        await person.types("spend", connects=6, job="Secret project")
    clock.move(days=22)
    await turn(admin)
    assert "once at least 5 members" in in_channel(admin)[-1]
    message = admin.channel.history()[-1]
    for person in people:
        pressed = await person.member.click(message, label="Count me in, or out")
        assert pressed.response is not None
        assert pressed.response.ephemeral
        await person.types("spend", connects=6, job="Secret project")
    clock.move(days=30)
    await turn(admin)
    digest = in_channel(admin)[-1]
    assert "5 members were counted" in digest
    assert "Secret" not in digest
    assert "p0" not in digest


async def test_text_is_needed_and_harmless(admin: Person, clock: HandClock) -> None:
    refused = await admin.types("server reminder add", channel=admin.channel, when="tomorrow 9am")
    assert "what about" in refused.text
    await admin.types(
        "server reminder add", channel=admin.channel, when="tomorrow 9am", text="@everyone **hi**"
    )
    clock.move(days=1)
    await turn(admin)
    sent = admin.channel.history()[-1]
    assert sent.mention_everyone is False


async def test_in_a_dm_the_admin_is_told_to_type_it_in_the_server(admin: Person) -> None:
    told = (await admin.types_in_dm("server settings")).text
    assert "in one of the server's channels" in told
    assert "may manage" not in told
