"""A person, Ann, who types commands in a server and in a DM, through simcord."""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from simcord import Env, InteractionResult
from simcord._clock import Clock

from bot.actions.account import current_books
from bot.app import App
from bot.client import Purser
from bot.ledger.refusals import Refusal
from bot.rate_cards import RateCards
from bot.store import proposals
from bot.store.engine.database import Database

from ..clock import HandClock


class DiscordsClock(Clock):
    """simcord's clock, at the time of the test's: ids of messages and interactions tell it."""

    def __init__(self, clock: HandClock) -> None:
        super().__init__()
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now() + timedelta(seconds=self.elapsed)


class QuickEnv(Env):
    """Looks more often than every 50 ms whether the bot is done: a third of the tests' time."""

    async def _settle_internal(self, *, idle: float = 0.002, **told: Any) -> None:
        await super()._settle_internal(idle=idle, **told)


@pytest.fixture
async def env(
    database: Database, cards: RateCards, clock: HandClock, request: pytest.FixtureRequest
) -> AsyncIterator[Env]:
    """Discord with the bot in it. Refusals may reach the tree, faults only in a `faulty` test."""
    bot = Purser(App(database, cards, clock), shard_count=1)
    env = QuickEnv(bot, check_errors=False)
    env.backend.clock = DiscordsClock(clock)
    await env.start()
    yield env
    await env.shutdown()
    if request.node.get_closest_marker("faulty") is None:
        assert [error for error in env.errors if not is_refusal(error)] == []


def is_refusal(error: BaseException) -> bool:
    return isinstance(error, Refusal) or isinstance(error.__cause__, Refusal)


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


def custom_id_of(components: list[dict[str, Any]], label: str) -> str:
    """The custom id of the button with that label."""
    for component in components:
        if component.get("label") == label:
            return str(component["custom_id"])
        if found := custom_id_of(component.get("components", []), label):
            return found
    return ""


def fields_of(form: "Answer") -> dict[str, Any]:
    """The fields of a form by their labels."""
    assert form.result.modal is not None
    return {each["label"]: each["component"] for each in form.result.modal["components"]}


def standing_in(field: dict[str, Any]) -> str:
    """What stands in a field of a form as it opens."""
    chosen = [each["value"] for each in field.get("options", []) if each.get("default")]
    return str(field.get("value") or "".join(chosen))


def filled(form: "Answer") -> dict[str, str]:
    """The fields of a form in which something stands."""
    told = {label: standing_in(field) for label, field in fields_of(form).items()}
    return {label: text for label, text in told.items() if text}


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


@dataclass
class Spoken:
    """What the bot said to a message: the messages that followed it, and their components."""

    messages: list[Any]
    components: list[Any]

    @property
    def text(self) -> str:
        return "\n".join("\n".join(texts(each)) for each in self.components)

    @property
    def buttons(self) -> list[str]:
        return [label for each in self.components for label in labels(each)]

    def holding(self, label: str) -> Any:
        """The message that has the button of that label."""
        both = zip(self.messages, self.components, strict=True)
        return next(message for message, each in both if label in labels(each))


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

    async def says(self, text: str) -> Spoken:
        """Write to the bot in its DM."""
        dm = self.member.user.dm_channel
        message = await self.member.user.send_dm(text)
        return self._after(dm, message)

    async def says_in_channel(self, text: str) -> Spoken:
        """Write in the server's channel."""
        message = await self.member.send(self.channel, text)
        return self._after(self.channel, message)

    def _after(self, channel: Any, message: Any) -> Spoken:
        backend = self.env.backend
        later = [each for each in channel.history() if each.id > message.id]
        return Spoken(later, [backend.get_message(channel.id, m.id).components for m in later])

    async def presses_spoken(self, spoken: Spoken, label: str) -> Answer:
        """Press a button of what the bot said in its DM."""
        return Answer(await self.member.user.click(spoken.holding(label), label=label))

    async def presses_in_channel(self, spoken: Spoken, label: str) -> Answer:
        """Press a button of what the bot said in the server's channel."""
        return Answer(await self.member.click(spoken.holding(label), label=label))

    async def presses(self, answer: Answer, label: str) -> Answer:
        """Press a button of an answer; what comes back may be the answer itself, changed."""
        assert answer.result.response is not None
        return Answer(await self.member.click(answer.result.response.message, label=label))

    async def types_in_dm(self, command: str, **options: Any) -> Answer:
        """Type a slash command in the DM with the bot."""
        return Answer(await self.member.user.slash(command, **options))

    async def completes(self, command: str, option: str, typed: str) -> list[str]:
        """The names of the choices that are offered for what was typed."""
        choices = await self.member.autocomplete(self.channel, command, option, typed)
        return [choice["name"] for choice in choices]

    async def fills_in(self, form: Answer, told: dict[str, str]) -> Answer:
        """Submit a form with what is told by the labels of its fields; the rest stays as it is."""
        filled = {}
        for label, field in fields_of(form).items():
            value = told.get(label, standing_in(field))
            filled[field["custom_id"]] = [value] * bool(value) if "options" in field else value
        actor = self.member if form.result._interaction.guild_id else self.member.user
        return Answer(await actor.submit_modal(form.result, filled))

    async def presses_stolen(self, answer: Answer, label: str) -> Answer:
        """Press a button of a message that was another person's, as a forged client would."""
        assert answer.result.response is not None
        custom_id = custom_id_of(answer.result.response.components, label)
        return await self.presses_made_up(custom_id)

    async def presses_made_up(self, custom_id: str) -> Answer:
        """Press a button of that custom id, which no message of today's has."""
        button = {"type": 2, "id": 901, "style": 2, "label": "x", "custom_id": custom_id}
        message = await self._shown_with(button)
        return Answer(await self.member.user.click(message, custom_id=custom_id))

    async def chooses_made_up(self, menu: dict[str, Any], value: str) -> Answer:
        """Choose in a menu that no message of the person's has."""
        return Answer(await self.member.user.select(await self._shown_with(menu), [value]))

    async def _shown_with(self, component: dict[str, Any]) -> Any:
        """A message of the person's that has the component as well."""
        response = (await self.types_in_dm("help")).result.response
        assert response is not None
        stored = self.env.backend.get_message(response.channel_id, response.id)
        stored.components.append({"type": 1, "id": 900, "components": [component]})
        return response.message

    async def restarts_bot(self) -> None:
        """Stop the bot and start another on the same books."""
        app = self.bot.app
        fresh = Purser(App(app.database, app.cards, app.clock), shard_count=1)
        await self.env.restart_bot(fresh)
        self.bot = fresh

    async def balance(self) -> int:
        """The Connects in the books."""
        return (await current_books(self.bot.app, self.member.id)).balance


@pytest.fixture
def ann(env: Env) -> Person:
    guild = env.create_guild()
    guild.create_text_channel("general")
    return Person(env, "ann")


@pytest.fixture
def bob(ann: Person) -> Person:
    return Person(ann.env, "bob")


def number_in(text: str) -> int:
    """The first whole number of a text."""
    found = re.search(r"\d[\d,]*", text)
    assert found is not None
    return int(found[0].replace(",", ""))


async def states(ann: Person) -> list[tuple[str, str]]:
    found = await ann.bot.app.database.read(
        lambda tx: proposals.list_proposals(tx, ann.member.id, limit=10)
    )
    return [(each.title, each.state.value) for each in found]


async def sends_two(ann: Person) -> None:
    """40 Connects, of which 6 went on the logo job and 4 on the bakery site."""
    await ann.types("setup", connects=40)
    await ann.says("spent 6 on the logo job")
    await ann.says("spent 4 on the bakery site")
