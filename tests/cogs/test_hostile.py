"""A word that stands in everything people write stands in no log, metric or stderr."""

import io
import json
import logging
import sqlite3
import sys
import threading
import warnings
from collections.abc import Iterator
from typing import Any

import discord
import pytest
from discord import app_commands
from simcord import Env

from bot.health import read_metrics
from bot.logs import log_to_stderr
from bot.store import exchange
from bot.transfer.files import as_json

from ..clock import HandClock
from .conftest import Answer, Person
from .test_posts import fill_in, menu
from .test_reminders import turn

MARKER = "zyxmarker"
GOOD: dict[str, Any] = {
    "budget": "$700",
    "cycle_day": 14,
    "period": "all",
    "since": "30 days",
    "timezone": "Europe/Berlin",
    "when": "in 2 days",
    "contract_value": "$500",
    "paid": "$6",
    "role": None,
    "rate_card": "2026",
}
SENTENCES = (
    "spent 6 on the {} job",
    "spent 6 on https://www.upwork.com/jobs/{}",
    "spent 6 on https://www.upwork.com/jobs/{}" + "~0" * 240,
    "bought 40 for {}",
    "got 0 connects from an interview with {}",
    "my timezone is {}/{}",
    "my timezone is " + "{}/" * 60,
    "client closed the {} job",
    "remind me friday to {}",
    "what would a $700 {} job cost?",
    "maybe i spent 6 on {}",
    "{}" * 100,
    "\ud800{}\x00",
    "do {} expire?",
)
HISTORIES = (
    'Date,Action,Connects\n"Mar 2, 2026","Applied to job: {}",-6\n',
    "Date,Action,Connects\n{},{},{}\n",
    "{};{};{}\n" * 10,
    "{}",
    '{{"{}": "{}"}}',
    '{{"version": "{}"',
    "2026-03-02 10:00 {}\n{}\n-6\n",
)


@pytest.fixture
def stderr(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What a host would see of the log at its loudest."""
    written = io.StringIO()
    for owner, name in (
        (sys, "excepthook"),
        (sys, "unraisablehook"),
        (threading, "excepthook"),
        (warnings, "showwarning"),
        (logging, "raiseExceptions"),
    ):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    monkeypatch.setattr(sys, "stderr", written)
    loggers = [logging.getLogger(name) for name in (None, "bot", "cogs")]
    before = [(logger, logger.level, logger.handlers[:]) for logger in loggers]
    log_to_stderr("DEBUG")
    logging.root.handlers[-1].setLevel(logging.DEBUG)
    yield written
    for logger, level, handlers in before:
        logger.setLevel(level)
        logger.handlers[:] = handlers


@pytest.fixture
def eve(env: Env) -> Person:
    """Somebody whose every word is the marker, and who may set up the server too."""
    guild = env.create_guild()
    guild.create_text_channel("general")
    role = guild.create_role(MARKER, permissions=discord.Permissions(manage_guild=True))
    person = Person(env, MARKER)
    person.member = guild.add_member(env.create_user(f"{MARKER}2"), roles=[role])
    person.bot.app.requests.most = 10_000
    return person


def commands_of(person: Person) -> list[app_commands.Command[Any, ..., Any]]:
    tree = person.bot.tree
    found = [each for each in tree.walk_commands() if isinstance(each, app_commands.Command)]
    return sorted(found, key=lambda command: command.qualified_name == "forget-me")


def filled(person: Person, command: app_commands.Command[Any, ..., Any]) -> dict[str, Any]:
    """Every option of a command: the marker wherever a text may stand."""
    kinds = discord.AppCommandOptionType
    values: dict[str, Any] = {}
    for option in command.parameters:
        if option.choices:
            values[option.name] = option.choices[0].value
        elif option.type is kinds.string:
            values[option.name] = f"{MARKER} 6"
        elif option.type is kinds.integer:
            values[option.name] = 6
        elif option.type is kinds.boolean:
            values[option.name] = True
        elif option.type is kinds.channel:
            values[option.name] = person.channel
        elif option.type is kinds.attachment:
            values[option.name] = (f"{MARKER}.csv", HISTORIES[0].replace("{}", MARKER).encode())
    return values


async def use_every_command(person: Person) -> None:
    for command in commands_of(person):
        marked = filled(person, command)
        good = {name: GOOD.get(name, value) for name, value in marked.items()}
        for options in (marked, {k: v for k, v in good.items() if v is not None}):
            await person.types(command.qualified_name, **options)
        for option in command.parameters:
            if option.autocomplete:
                await person.completes(command.qualified_name, option.name, MARKER)


async def say_everything(person: Person) -> None:
    for sentence in SENTENCES:
        text = sentence.replace("{}", MARKER)
        await person.says(text)
        await person.says_in_channel(f"<@{person.bot.user.id}> {text}" if person.bot.user else text)
        await person.types("ask", question=text[:500])


async def bring_every_file(person: Person) -> None:
    await person.types("spend", connects=1, job=MARKER)
    kept = await person.bot.app.database.read(
        lambda tx: exchange.read_all(tx, person.member.id, person.bot.app.now())
    )
    assert kept is not None
    export = json.loads(as_json(kept))
    assert MARKER in json.dumps(export)
    exports = [json.dumps({**export, name: MARKER}) for name in export]
    histories = [each.replace("{}", MARKER).replace("{{", "{") for each in HISTORIES]
    for content in (*histories, *exports, json.dumps(export)):
        seen = await person.types("import", file=(f"{MARKER}.csv", content.encode()))
        for label in ("Read it in", "Leave it"):
            if label in seen.buttons:
                await person.presses(seen, label)
                break


async def press_and_fill_in(person: Person) -> None:
    post = f"**{MARKER}**\nBudget: {MARKER} $700\nhttps://www.upwork.com/jobs/{MARKER}"
    await menu(person, "Estimate this job", post)
    for connects in ("six", "6"):
        form = await menu(person, "Log this proposal", post)
        await fill_in(person, form, connects=connects, budget=MARKER, link=MARKER)
    panel = await person.types("setup")
    refused = await person.fills_in(await person.presses(panel, "Set up"), {"Time zone": MARKER})
    await person.fills_in(await person.presses(refused, "Open the form again"), {})
    await press_forged(person)


async def press_forged(person: Person) -> None:
    """Press a button whose custom id is made up."""
    shown = (await person.types_in_dm("help")).result.response
    assert shown is not None
    stored = person.env.backend.get_message(shown.channel_id, shown.id)
    for forged in (
        f"purser:{MARKER}:0",
        f"purser:undo:0:{MARKER}",
        f"purser:history:0:1:{MARKER}:0",
    ):
        button = {"type": 2, "id": 901, "style": 2, "label": "x", "custom_id": forged}
        stored.components.append({"type": 1, "id": 900, "components": [button]})
        await person.member.user.click(shown.message, custom_id=forged)
        stored.components.pop()


def _keep_once(connection: sqlite3.Connection) -> None:
    start = f"substr(title, 1, {len(MARKER)})"
    connection.execute(
        f"CREATE UNIQUE INDEX once ON proposal ({start}) WHERE title LIKE '%leaflet%'"
    )


async def break_things(person: Person) -> Answer:
    """Faults whose messages quote what was typed: in the books, in a listener, in a task."""
    bot = person.bot
    await bot.app.database.write(_keep_once)
    for _ in range(2):
        await person.types("spend", connects=1, job=f"{MARKER} leaflet")
        await person.says(f"spent 1 on the {MARKER} leaflet print")

    async def quoting(message: discord.Message) -> None:
        raise LookupError(message.content)

    bot.add_listener(quoting, "on_message")
    await person.says(MARKER)
    bot.remove_listener(quoting, "on_message")
    await bot.app.database.close()
    return await person.types("spend", connects=1, job=MARKER)


@pytest.mark.faulty
async def test_what_people_write_reaches_no_log(
    eve: Person, clock: HandClock, stderr: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    await eve.types("setup", connects=400)
    await say_everything(eve)
    await press_and_fill_in(eve)
    await bring_every_file(eve)
    await use_every_command(eve)
    clock.move(days=40)
    await turn(eve)
    await eve.types("setup", connects=400)
    metrics = (await read_metrics(eve.bot.app, eve.bot)).decode()
    apology = await break_things(eve)
    log = stderr.getvalue()
    assert "reference" in apology.text
    assert log.count("Traceback") >= 3
    assert 'said="fault in interaction' in log
    assert 'said="fault in message' in log
    written = capfd.readouterr()
    assert MARKER not in "".join((log, metrics, written.out, written.err))
