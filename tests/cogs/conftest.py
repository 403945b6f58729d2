"""A person, Ann, who types commands in a server and in a DM, through simcord."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from simcord import Env, InteractionResult

from bot.client import Purser
from bot.ledger.rates import RateCard
from bot.store import accounts
from bot.store.database import Database

from ..clock import HandClock


@pytest.fixture
def simcord_bot(database: Database, rates: RateCard, clock: HandClock) -> Purser:
    return Purser(database, rates, clock, shard_count=1)


def texts(components: list[dict[str, Any]]) -> Iterator[str]:
    """Every text of a card, in order."""
    for component in components:
        if content := component.get("content"):
            yield content
        yield from texts(component.get("components", []))


def labels(components: list[dict[str, Any]]) -> Iterator[str]:
    """The labels of every button of a card, in order."""
    for component in components:
        if label := component.get("label"):
            yield label
        if accessory := component.get("accessory"):
            yield from labels([accessory])
        yield from labels(component.get("components", []))


@dataclass
class Answer:
    """What the bot answered: its text, and whether others could see it."""

    result: InteractionResult

    @property
    def text(self) -> str:
        assert self.result.response is not None
        return "\n".join(texts(self.result.response.components))

    @property
    def buttons(self) -> list[str]:
        assert self.result.response is not None
        return list(labels(self.result.response.components))

    @property
    def hidden(self) -> bool:
        assert self.result.response is not None
        return self.result.response.ephemeral

    @property
    def more(self) -> list[str]:
        """The texts of the messages that followed."""
        return ["\n".join(texts(message.components)) for message in self.result.followups]


class Person:
    def __init__(self, env: Env, name: str) -> None:
        self.env = env
        assert isinstance(env.bot, Purser)
        self.bot = env.bot
        self.member = env.guild.add_member(env.create_user(name))
        self.channel = env.guild.channels["general"]

    async def types(self, command: str, **options: Any) -> Answer:
        """Type a slash command in the server's channel."""
        return Answer(await self.member.slash(self.channel, command, **options))

    async def presses(self, answer: Answer, label: str) -> Answer:
        """Press a button of an answer; what comes back may be the answer itself, changed."""
        assert answer.result.response is not None
        return Answer(await self.member.click(answer.result.response.message, label=label))

    async def balance(self) -> int:
        """The Connects in the books."""
        bot = self.bot
        books = await accounts.current_books(bot.database, self.member.id, bot.now(), bot.rates)
        return books.balance


@pytest.fixture
def ann(simcord_env: Env) -> Person:
    guild = simcord_env.create_guild()
    guild.create_text_channel("general")
    return Person(simcord_env, "ann")


@pytest.fixture
def bob(ann: Person) -> Person:
    return Person(ann.env, "bob")


def number_in(text: str) -> int:
    """The first whole number of a text."""
    found = re.search(r"\d[\d,]*", text)
    assert found is not None
    return int(found[0].replace(",", ""))
