"""Languages: whole catalogues, no sentence left in code, and who is answered in which."""

import asyncio
import re
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.assistant.topics import load_topics
from bot.i18n.language import (
    ENGLISH,
    LANGUAGES,
    catalogue,
    gettext,
    in_locale,
    ngettext,
    supported_locale,
)
from bot.ledger.model import State
from bot.ledger.rate_card import RateCard
from bot.views.answers import answer_card
from bot.views.localiser import Localiser
from bot.views.text import connects, label, money

from .catalogue import CODE, bare_sentences, messages

OTHERS = [code for code in LANGUAGES if code != ENGLISH]
NO_SENTENCES = {
    "drawing.py": {"offset points", "axes fraction", "lower left"},
    "help.py": {"remind add", "remind list", "remind cancel", "remind settings",
                                  "server reminder add", "server settings",
                "Estimate this job", "Log this proposal"},
    "proposals.py": {"closed without hire", "removed by upwork", "boost returned"},
    "account.py": {"freelancer plus"},
    "posts.py": {"Estimate this job", "Log this proposal"},
    "periods.py": {"this month"},
    "upkeep.py": {"last looked after"},
    "server.py": {"the month's Connects have arrived",
                  "digest of the members who agreed to be counted"},
}  # fmt: skip
"""Names that the contract fixes, words that people type, and matplotlib's."""
_PLACE = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")


def forms(message: Any) -> tuple[str, ...]:
    """One form, or one and many."""
    return (message,) if isinstance(message, str) else tuple(message)


@pytest.mark.parametrize("code", OTHERS)
def test_catalogue_is_whole(code: str) -> None:
    """`python -m tests.catalogue` brings in what is new; then translate it."""
    found = {tuple(forms(entry.id)): entry for entry in catalogue(code) if entry.id}
    wanted = {forms(message) for message in messages()}
    assert sorted(wanted - found.keys()) == []
    assert sorted(found.keys() - wanted) == []
    untranslated = [each for each, entry in found.items() if not all(forms(entry.string))]
    assert untranslated == []


@pytest.mark.parametrize("code", OTHERS)
def test_translations_have_the_values_of_their_messages(code: str) -> None:
    for entry in filter(lambda entry: entry.id, catalogue(code)):
        for message, told in zip(forms(entry.id), forms(entry.string), strict=True):
            assert set(_PLACE.findall(message)) == set(_PLACE.findall(told)), message
            assert message[:1].isspace() == told[:1].isspace(), message
            assert message[-1:].isspace() == told[-1:].isspace(), message
            assert message.count("**") == told.count("**"), message
            commands = re.findall(r"`(/[\w -]+)", message)
            assert sorted(commands) == sorted(re.findall(r"`(/[\w -]+)", told)), message


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.name)
def test_no_sentence_is_left_in_code(path: Path) -> None:
    assert set(bare_sentences(path)) - NO_SENTENCES.get(path.name, set()) == set()


def test_left_sentence_is_found(tmp_path: Path) -> None:
    path = tmp_path / "view.py"
    path.write_text(
        '"""Doc of it."""\ndef f(x):\n    return f"You hold {x} now", gettext("Not this one")\n'
    )
    assert bare_sentences(path) == ["You hold "]


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("name", [n for n, topic in load_topics().items() if topic.text])
def test_answers_know_the_same_facts(code: str, name: str) -> None:
    topic = load_topics()[name]
    with in_locale(code):
        told = gettext(topic.text)
    calls = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
    plain = [call for call in calls.findall(topic.text) if '"' not in call]
    assert sorted(plain) == sorted(call for call in calls.findall(told) if '"' not in call)


@pytest.mark.parametrize("card", ["rates", "newest_rates"])
@pytest.mark.parametrize("code", LANGUAGES)
def test_general_answers_can_be_given(code: str, card: str, request: pytest.FixtureRequest) -> None:
    rates: RateCard = request.getfixturevalue(card)
    other = request.getfixturevalue("newest_rates" if card == "rates" else "rates")
    with in_locale(code):
        for topic in load_topics().values():
            if topic.text and "mine." not in topic.text:
                assert answer_card(topic, rates, other, None).children


def test_numbers_and_plurals_follow_the_language() -> None:
    with in_locale("es"):
        assert connects(1) == "1 Connect"
        assert ngettext("one year", "{years} years", 2, years=2) == "2 años"
        assert label(State.SUBMITTED) == "enviada"
        assert money(120_050) == "$1,200.50"
    assert ngettext("one year", "{years} years", 1, years=1) == "one year"


@pytest.mark.parametrize(
    ("locale", "code"), [("en-GB", "en"), ("es-ES", "es"), ("es-419", "es"), ("de", "en")]
)
def test_discords_locales_are_known_or_english(locale: str, code: str) -> None:
    assert supported_locale(locale) == code


def test_language_is_that_of_the_task() -> None:
    async def told(code: str) -> str:
        with in_locale(code):
            await asyncio.sleep(0)
            return gettext("Not now")

    async def both() -> list[str]:
        return list(await asyncio.gather(told("es"), told("en")))

    assert asyncio.run(both()) == ["Ahora no", "Not now"]


def test_what_is_not_in_the_catalogue_comes_in_english() -> None:
    with in_locale("es"):
        assert gettext("Nobody wrote {what}", what="this") == "Nobody wrote this"


async def test_discord_is_told_descriptions_but_no_other_names() -> None:
    @app_commands.command(name="undo", description="Move to another plan")
    async def command(_: discord.Interaction[discord.Client]) -> None: ...

    localiser = Localiser()
    spanish = discord.Locale.spain_spanish
    place = app_commands.TranslationContextLocation
    told = await localiser.translate(
        app_commands.locale_str("Move to another plan"),
        spanish,
        app_commands.TranslationContext(place.command_description, command),
    )
    name = await localiser.translate(
        app_commands.locale_str("Undo"),
        spanish,
        app_commands.TranslationContext(place.command_name, command),
    )
    assert (told, name) == ("Cambia a otro plan", None)
