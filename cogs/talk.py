"""Plain words in a DM or after a mention, and /ask."""

import logging
import re
from collections.abc import Sequence
from dataclasses import replace

import discord
from cachetools import LRUCache
from discord import app_commands, ui
from discord.ext import commands

from bot.actions import account, servers, talk
from bot.actions.talk import Reply
from bot.assistant.conversations import Memory
from bot.assistant.intents import ACTS, Intent
from bot.assistant.spanish import is_spanish
from bot.client import Interaction, Purser
from bot.i18n.language import in_locale, set_locale
from bot.ledger.rate_card import RateCard
from bot.rate_limit import TooFast
from bot.views.buttons import ButtonAction, on_press
from bot.views.cards import card, together
from bot.views.interactions import request_of
from bot.views.replies import card_quoted, explanation, reply, update
from bot.views.sentences import sentence
from bot.views.talk import ask_card, noted_card, part_card, sure_card
from bot.views.welcome import welcome_card

log = logging.getLogger(__name__)

REMEMBERED = 10_000
LONGEST_QUESTION = 500


def _explain(rates: RateCard) -> talk.Explain:
    return lambda refusal: sentence(refusal, rates)


def _cards(bot: Purser, answer: Reply, rates: RateCard) -> list[ui.LayoutView]:
    owner = answer.request.user_id
    return [part_card(part, bot.app, rates, bot.mention, owner) for part in answer.parts]


class TalkCog(commands.Cog):
    def __init__(self, bot: Purser) -> None:
        self.bot = bot
        self.app = bot.app
        self._heard: LRUCache[int, bool] = LRUCache(REMEMBERED)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a DM or a mention, once however often it is delivered; an edit never."""
        if message.author.bot or not self._is_for_us(message) or message.id in self._heard:
            return
        self._heard[message.id] = True
        try:
            self.app.requests.check(message.author.id)
            self.app.clock.observe(message.created_at)
            is_in_spanish = is_spanish(self._words(message))
            known = await account.language_of(self.app, message.author.id)
            set_locale("es" if is_in_spanish else known)
            if message.guild is not None:
                await account.open_in_server(self.app, message.author.id, message.guild.id)
            await self._answer(message)
        except Exception as error:
            await self._apologise(message, error)

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
        app, owner, channel_id = self.app, message.author.id, message.channel.id
        memory = app.conversations.recall(owner, channel_id, app.now())
        understood = await talk.understand(
            app, owner, self._words(message), memory.turn if memory else None
        )
        request = app.request(owner, f"m{message.id}")
        if understood.confirms and memory:
            request = replace(request, key=memory.key)
        rates = await account.card_of(app, owner)
        answer = await talk.respond(app, request, understood, _explain(rates))
        turn = talk.turn_of(understood, answer, memory.turn if memory else None)
        app.conversations.remember(owner, channel_id, Memory(request.at, turn, request.key))
        if message.guild is not None:
            with in_locale(await servers.language_of(app, message.guild.id)):
                await _say(message, await self._for_channel(answer, rates))
            return
        await _say(message, _cards(self.bot, answer, rates))
        if await account.claim_welcome(app, owner):
            await message.channel.send(view=welcome_card(owner, rates, private=True))

    async def _for_channel(self, answer: Reply, rates: RateCard) -> Sequence[ui.LayoutView]:
        """The cards themselves where everybody may see them, or a button that shows them."""
        if answer.public:
            return _cards(self.bot, answer, rates)
        acted = any(isinstance(intent, ACTS) for intent in answer.pending.intents.values())
        kept = await talk.keep_all(self.app, answer)
        owner = answer.request.user_id
        return [noted_card(kept, owner, acted=acted and not answer.pending.unsure)]

    async def _apologise(self, message: discord.Message, error: Exception) -> None:
        if isinstance(error, TooFast) and not error.first:
            return  # said once; answering a flood would be one
        owner = message.author.id
        rates = await card_quoted(self.app, error, owner)
        view = explanation(self.app, error, f"message {message.id}", rates, owner)
        try:
            await _say(message, [view])
        except discord.HTTPException as lost:
            log.warning("message %s: the answer was lost: %s", message.id, lost)

    @app_commands.command(description="Ask about Connects, in plain words")
    @app_commands.describe(question="Such as: do connects expire? how many have I left?")
    async def ask(self, interaction: Interaction, question: str) -> None:
        request = request_of(self.app, interaction)
        understood = await talk.understand(
            self.app, request.user_id, question[:LONGEST_QUESTION], None
        )
        unsure = understood.model_copy(update={"certainty": 0.0})
        rates = await account.card_of(self.app, request.user_id)
        answer = await talk.respond(self.app, request, unsure, _explain(rates))
        for view in together(_cards(self.bot, answer, rates)):
            await reply(interaction, view)


async def _say(message: discord.Message, views: Sequence[ui.LayoutView]) -> None:
    """Answer a message; the nonce makes Discord drop an answer that it has already."""
    for number, view in enumerate(together(views)):
        nonce = f"{message.id}.{number}"
        if message.guild is None:
            await message.channel.send(view=view, nonce=nonce)
        else:
            await message.reply(view=view, nonce=nonce, mention_author=False)


async def _do(bot: Purser, answer: Reply, number: int, intent: Intent) -> ui.LayoutView:
    owner = answer.request.user_id
    rates = await account.card_of(bot.app, owner)
    part = await talk.do(bot.app, answer, number, intent, _explain(rates))
    return part_card(part, bot.app, rates, bot.mention, owner)


def _remember(interaction: Interaction, answer: Reply) -> None:
    """What was noted after a press is what “one more like it” and “no, 12” mean next."""
    app, channel_id = interaction.client.app, interaction.channel_id
    if channel_id is not None:
        memory = Memory(app.now(), talk.turn_after_press(answer), answer.request.key)
        app.conversations.remember(interaction.user.id, channel_id, memory)


@on_press(ButtonAction.SAY_YES)
async def note_it(interaction: Interaction, pending_id: int) -> None:
    bot = interaction.client
    answer = await talk.resume(bot.app, interaction.user.id, pending_id)
    for number, intent in tuple(answer.pending.intents.items()):
        view = await _do(bot, answer, number, intent)
        if interaction.response.is_done():
            await reply(interaction, view)
        else:
            await update(interaction, view)
    _remember(interaction, answer)


@on_press(ButtonAction.SAY_NO)
async def drop_it(interaction: Interaction) -> None:
    """What was asked about is no longer what “no, 12” means; what was said since is."""
    app, user_id, channel_id = interaction.client.app, interaction.user.id, interaction.channel_id
    memory = app.conversations.recall(user_id, channel_id, app.now()) if channel_id else None
    if channel_id and memory and memory.turn.unsure:
        dropped = replace(memory, turn=talk.DROPPED)
        app.conversations.remember(user_id, channel_id, dropped)
    await update(interaction, ask_card("dropped"))


@on_press(ButtonAction.SAY_WHICH)
async def note_of_this_one(interaction: Interaction, pending_id: int, proposal_id: int) -> None:
    bot = interaction.client
    answer = await talk.resume(bot.app, interaction.user.id, pending_id)
    ((number, intent),) = answer.pending.intents.items()
    meant = intent.model_copy(update={"proposal_id": proposal_id})
    await update(interaction, await _do(bot, answer, number, meant))
    _remember(interaction, answer)


@on_press(ButtonAction.SAY_SHOW)
async def show_it(interaction: Interaction, pending_id: int) -> None:
    """Show what was answered in a channel to the person alone; what was done is not done again."""
    bot = interaction.client
    answer = await talk.resume(bot.app, interaction.user.id, pending_id)
    pending = answer.pending
    refused = pending.refused
    for number, intent in tuple(pending.intents.items()):
        if not (isinstance(intent, ACTS) and pending.unsure):
            await reply(interaction, await _do(bot, answer, number, intent))
    if pending.unsure:
        await reply(
            interaction, sure_card(await talk.ask_about(bot.app, answer), answer.request.user_id)
        )
    for text in refused:
        await reply(interaction, card(text))


async def setup(bot: Purser) -> None:
    await bot.add_cog(TalkCog(bot))
