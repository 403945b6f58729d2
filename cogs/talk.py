"""Plain words in a DM or after a mention, and /ask."""

import logging
import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import discord
from discord import app_commands, ui
from discord.ext import commands
from pydantic import BaseModel

from bot.assistant.followups import Turn
from bot.assistant.intents import ACTS, SURE, Intent, Understanding
from bot.i18n.language import speak, speaking
from bot.ledger.model import Proposal
from bot.ledger.refusals import Refusal
from bot.store import accounts, pending
from bot.store.guilds import language_of_guild
from bot.store.journal import Request
from bot.views.account import setup_panel
from bot.views.actions import on_press
from bot.views.cards import card, together
from bot.views.replies import explanation, reply, update
from bot.views.sentences import sentence
from bot.views.talk import ask_card, noted_card, sure_card, which_card

from .deeds import Doing, WhichProposal, do, is_public

if TYPE_CHECKING:
    from bot.client import Purser

log = logging.getLogger(__name__)

REMEMBERED = 10_000
LEANS_FOR = timedelta(minutes=15)
LONGEST_QUESTION = 500


class Said(BaseModel):
    """What waits for a button: what was understood, by its number, and what was refused."""

    intents: dict[int, Intent] = {}
    unsure: bool = False
    refused: tuple[str, ...] = ()


@dataclass
class Answer:
    """The cards that answer a sentence, and what a follow-up or a button will need."""

    base: Request
    views: list[ui.LayoutView] = field(default_factory=list)
    said: Said = field(default_factory=Said)
    public: bool = True
    outcome_id: int | None = None
    proposal: Proposal | None = None


@dataclass(frozen=True)
class Memory:
    """The turn before, when it was, and the request that its question back was of."""

    at: datetime
    turn: Turn
    base: Request


async def respond(bot: "Purser", base: Request, understood: Understanding) -> Answer:
    """Do what was understood, and ask about what is not sure. Refusals become cards."""
    answer = Answer(base)
    for number, intent in enumerate(understood.intents):
        answer.said.intents[number] = intent
        answer.public &= is_public(bot, intent)
        if isinstance(intent, ACTS) and understood.certainty < SURE:
            answer.said.unsure = True
        else:
            answer.views.append(await _done(bot, answer, number, intent))
    if answer.said.unsure:
        answer.views.append(await _asked_about(bot, base, answer.said))
    if understood.ask:
        answer.views.append(ask_card(understood.ask))
    return answer


async def _done(bot: "Purser", answer: Answer, number: int, intent: Intent) -> ui.LayoutView:
    base = answer.base
    doing = Doing(bot, replace(base, key=f"{base.key}.{number}"))
    try:
        view = await do(doing, intent)
    except WhichProposal as unclear:
        only = Said(intents={number: unclear.intent})
        kept = await _keep(bot, base, only)
        return which_card(unclear.fitting, unclear.intent.job, kept, base.user_id)
    except Refusal as refusal:
        del answer.said.intents[number]
        answer.said.refused += (sentence(refusal, bot.rates),)
        return explanation(bot, refusal, "")
    answer.outcome_id, answer.proposal = doing.outcome_id, doing.proposal
    return view


async def _asked_about(bot: "Purser", base: Request, said: Said) -> ui.LayoutView:
    acts: dict[int, Intent] = {
        number: intent for number, intent in said.intents.items() if isinstance(intent, ACTS)
    }
    kept = await _keep(bot, base, Said(intents=acts, unsure=True))
    return sure_card(list(acts.values()), kept, base.user_id)


async def _keep(bot: "Purser", base: Request, said: Said) -> int:
    return await bot.database.write(lambda tx: pending.keep(tx, base, said.model_dump_json()))


async def _today(bot: "Purser", user_id: int) -> date:
    zone = await bot.database.read(lambda tx: accounts.timezone_of(tx, user_id))
    return bot.now().astimezone(ZoneInfo(zone)).date()


class TalkCog(commands.Cog):
    def __init__(self, bot: "Purser") -> None:
        self.bot = bot
        self._memories: OrderedDict[tuple[int, int], Memory] = OrderedDict()
        self._heard: OrderedDict[int, None] = OrderedDict()

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a DM or a mention, once however often it is delivered; an edit never."""
        if message.author.bot or not self._is_for_us(message) or message.id in self._heard:
            return
        self._heard[message.id] = None
        if len(self._heard) > REMEMBERED:
            self._heard.popitem(last=False)
        try:
            self.bot.flood.check(message.author.id)
            self.bot.compare_clocks(message.created_at)
            speak(await self.bot.language_of(message.author.id))
            await self._answer(message)
        except Exception as error:
            await self._apologise(message, error)

    @commands.Cog.listener()
    async def on_person_forgotten(self, user_id: int) -> None:
        for key in [key for key in self._memories if key[0] == user_id]:
            del self._memories[key]

    def _is_for_us(self, message: discord.Message) -> bool:
        if message.type not in (discord.MessageType.default, discord.MessageType.reply):
            return False
        if message.guild is None:
            return message.channel.type is discord.ChannelType.private
        return self._is_mentioned(message) or (self._is_answered(message) and bool(message.content))

    def _is_mentioned(self, message: discord.Message) -> bool:
        """By name, by the role that Discord made for it, or by a reply that pings."""
        own = self._own_role(message)
        return any(user.id == self._own_id for user in message.mentions) or (
            own is not None and own in message.raw_role_mentions
        )

    def _is_answered(self, message: discord.Message) -> bool:
        """A reply without the ping; its text is shown to a bot with the message intent alone."""
        answered = message.reference and message.reference.resolved
        return isinstance(answered, discord.Message) and answered.author.id == self._own_id

    @property
    def _own_id(self) -> int:
        assert self.bot.user is not None  # noqa: S101
        return self.bot.user.id

    def _own_role(self, message: discord.Message) -> int | None:
        role = message.guild and message.guild.self_role
        return role.id if role else None

    def _words(self, message: discord.Message) -> str:
        """What was written, without the mention of Purser itself."""
        own = f"<@!?{self._own_id}>|<@&{self._own_role(message)}>"
        return re.sub(own, " ", message.content)

    async def _answer(self, message: discord.Message) -> None:
        bot, owner = self.bot, message.author.id
        memory = self._recall(owner, message.channel.id)
        understood = await bot.understand(
            self._words(message), await _today(bot, owner), memory.turn if memory else None
        )
        base = Request(owner, f"m{message.id}", bot.now())
        if understood.confirms and memory:
            base = replace(base, key=memory.base.key)
        answer = await respond(bot, base, understood)
        self._remember(message.channel.id, understood, answer)
        if message.guild is not None:
            guild_id = message.guild.id
            spoken = await bot.database.read(lambda tx: language_of_guild(tx, guild_id))
            with speaking(spoken):
                views = await self._for_channel(answer)
            await _say(message, views)
            return
        await _say(message, answer.views)
        if await bot.database.write(
            lambda tx: accounts.open_and_claim_welcome(tx, owner, bot.now())
        ):
            await message.channel.send(view=setup_panel(owner, None, bot.rates))

    async def _for_channel(self, answer: Answer) -> Sequence[ui.LayoutView]:
        """The cards themselves where everybody may see them, or a button that shows them."""
        if answer.public:
            return answer.views
        acted = any(isinstance(intent, ACTS) for intent in answer.said.intents.values())
        kept = await _keep(self.bot, answer.base, answer.said)
        return [noted_card(kept, answer.base.user_id, acted=acted and not answer.said.unsure)]

    def _recall(self, user_id: int, channel_id: int) -> Memory | None:
        memory = self._memories.get((user_id, channel_id))
        return memory if memory and self.bot.now() - memory.at < LEANS_FOR else None

    def _remember(self, channel_id: int, understood: Understanding, answer: Answer) -> None:
        turn = Turn(
            intents=understood.intents,
            waiting=understood.waiting,
            unsure=understood.intents if answer.said.unsure else (),
            outcome_id=answer.outcome_id,
            proposal_id=answer.proposal.id if answer.proposal else None,
        )
        base = answer.base
        self._memories[base.user_id, channel_id] = Memory(base.at, turn, base)
        self._memories.move_to_end((base.user_id, channel_id))
        if len(self._memories) > REMEMBERED:
            self._memories.popitem(last=False)

    async def _apologise(self, message: discord.Message, error: Exception) -> None:
        if isinstance(error, Refusal) and error.code == "too-fast" and not error.facts["first"]:
            return  # said once; answering a flood would be one
        view = explanation(self.bot, error, f"message {message.id}")
        try:
            await _say(message, [view])
        except discord.HTTPException as lost:
            log.warning("message %s: the answer was lost: %s", message.id, lost)

    @app_commands.command(description="Ask about Connects, in plain words")
    @app_commands.describe(question="Such as: do connects expire? how many have I left?")
    async def ask(self, interaction: discord.Interaction["Purser"], question: str) -> None:
        bot, owner = self.bot, interaction.user.id
        understood = await bot.understand(
            question[:LONGEST_QUESTION], await _today(bot, owner), None
        )
        unsure = understood.model_copy(update={"certainty": 0.0})
        answer = await respond(bot, bot.request(interaction), unsure)
        for view in together(answer.views):
            await reply(interaction, view)


async def _say(message: discord.Message, views: Sequence[ui.LayoutView]) -> None:
    """Answer a message; the nonce makes Discord drop an answer that it has already."""
    for number, view in enumerate(together(views)):
        nonce = f"{message.id}.{number}"
        if message.guild is None:
            await message.channel.send(view=view, nonce=nonce)
        else:
            await message.reply(view=view, nonce=nonce, mention_author=False)


async def _find(
    interaction: discord.Interaction["Purser"], pending_id: int
) -> tuple[Request, Said]:
    bot = interaction.client
    kept = await bot.database.read(
        lambda tx: pending.find(tx, interaction.user.id, pending_id, bot.now())
    )
    if kept is None:
        raise Refusal("said-too-long-ago")
    base = Request(interaction.user.id, kept.key, bot.now())
    return base, Said.model_validate_json(kept.said)


@on_press("say-yes")
async def note_it(interaction: discord.Interaction["Purser"], pending_id: int) -> None:
    base, said = await _find(interaction, pending_id)
    answer = Answer(base, said=said)
    for number, intent in tuple(said.intents.items()):
        view = await _done(interaction.client, answer, number, intent)
        if interaction.response.is_done():
            await reply(interaction, view)
        else:
            await update(interaction, view)


@on_press("say-no")
async def drop_it(interaction: discord.Interaction["Purser"]) -> None:
    await update(interaction, ask_card("dropped"))


@on_press("say-which")
async def note_of_this_one(
    interaction: discord.Interaction["Purser"], pending_id: int, proposal_id: int
) -> None:
    base, said = await _find(interaction, pending_id)
    answer = Answer(base, said=said)
    ((number, intent),) = said.intents.items()
    meant = intent.model_copy(update={"proposal_id": proposal_id})
    await update(interaction, await _done(interaction.client, answer, number, meant))


@on_press("say-show")
async def show_it(interaction: discord.Interaction["Purser"], pending_id: int) -> None:
    """Show what was answered in a channel to the person alone; what was done is not done again."""
    bot = interaction.client
    base, said = await _find(interaction, pending_id)
    answer = Answer(base, said=said)
    for number, intent in tuple(said.intents.items()):
        if isinstance(intent, ACTS) and said.unsure:
            continue
        await reply(interaction, await _done(bot, answer, number, intent))
    if said.unsure:
        await reply(interaction, await _asked_about(bot, base, said))
    for text in said.refused:
        await reply(interaction, card(text))


async def setup(bot: "Purser") -> None:
    await bot.add_cog(TalkCog(bot))
