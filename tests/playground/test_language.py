"""A person whose Discord speaks Spanish, over the wire: their answers, forms, DMs and server."""

import pytest

from bot.store import guilds
from bot.store.journal import Request

from .conftest import Wire, text_of
from .test_reminders import dms, keep, pass_time

pytestmark = pytest.mark.dated


async def test_answers_and_buttons_speak_the_persons_language(wire: Wire) -> None:
    wire.world.set_locale(wire.ada, "es-ES")
    await wire.types("setup", connects=40)
    spent = await wire.types("spend", connects=6, job="Logo")
    assert "Ahora tienes **34 Connects**" in text_of(spent)
    await wire.presses(spent, "Entrevista")
    assert "por la entrevista" in text_of(wire.world.messages[spent["id"]])
    assert "Tell me what Upwork shows you" in text_of(
        await wire.types("help", wire.bo, topic="Getting started")
    )


async def test_refusals_speak_it_too(wire: Wire) -> None:
    wire.world.set_locale(wire.ada, "es-419")
    refused = await wire.types("estimate", budget="lots")
    assert "No puedo leer “lots” como un importe" in text_of(refused)


async def test_form_speaks_it(wire: Wire) -> None:
    wire.world.set_locale(wire.ada, "es-ES")
    panel = await wire.types("setup")
    opened = await wire.presses(panel, "Configurar")
    assert opened["modal"]["title"] == "Configurar"
    labels = [each["label"] for each in opened["modal"]["components"]]
    assert labels[:2] == ["¿Con qué reglas cuento?", "Plan en Upwork"]


async def test_reminders_come_in_the_language_seen_last(wire: Wire) -> None:
    wire.world.set_locale(wire.ada, "es-ES")
    await wire.types("setup", connects=40)
    await wire.types("balance")
    await keep(wire, wire.ada, "llamar a Dana", "a", hours=3)
    await wire.stop_bot()
    await wire.start_bot()
    await pass_time(wire, hours=4)
    said = next(message for message in dms(wire, wire.ada) if "Dana" in text_of(message))
    assert "Hecho" in str(said["components"])


async def test_language_that_was_changed_is_forgotten_again(wire: Wire) -> None:
    wire.world.set_locale(wire.ada, "es-ES")
    await wire.types("setup", connects=40)
    await wire.types("balance")
    await wire.stop_bot()
    await wire.start_bot()
    wire.world.set_locale(wire.ada, "en-US")
    await wire.types("balance")
    await keep(wire, wire.ada, "call Dana", "a", hours=3)
    await pass_time(wire, hours=4)
    said = next(message for message in dms(wire, wire.ada) if "Dana" in text_of(message))
    assert "Done" in str(said["components"])


async def test_servers_posts_speak_the_servers_language(wire: Wire) -> None:
    wire.world.set_locale(wire.ada, "es-ES")
    await wire.types("setup", connects=40)
    guild_id = int(wire.channel["guild_id"])
    mention = f"<@{wire.world.bot['id']}> how many left?"
    async with wire.browsing(wire.ada) as browser:
        for language, said in (("en", "I have your figures"), ("es", "Tengo tus cifras")):
            asked = Request(1, f"test {language}", wire.bot.app.now())
            await wire.database.write(
                lambda tx: guilds.change_settings(
                    tx, asked, guild_id, timezone=None, language=language
                )
            )
            await browser.ask("say", channel=wire.channel["id"], text=mention, files=[])
            await browser.sees(said)


async def test_discord_is_told_descriptions_in_spanish(wire: Wire) -> None:
    command = next(each for each in wire.world.commands.values() if each["name"] == "plan")
    assert command["description_localizations"]["es-ES"] == "Cambia a otro plan"
    assert not command.get("name_localizations")
