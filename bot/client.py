"""Purser, the discord.py client: holds the parts, loads the cogs, syncs the commands."""

import asyncio
import functools
import hashlib
import json
import logging
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import discord
from discord import app_commands
from discord.ext import commands

from .assistant.endpoint import Endpoint, needs_help
from .assistant.followups import Turn
from .assistant.intents import Understanding
from .assistant.topics import Questions, load_topics
from .assistant.understand import understand
from .clock import CheckedClock, Clock
from .gateway import guard_parsers
from .i18n.language import known, speak
from .ledger.estimates import Learned
from .ledger.rate_card import RateCard
from .ledger.refusals import Refusal
from .metrics import Metrics
from .rate_limit import Flood
from .store.engine.database import Database
from .store.journal import Request
from .store.key_values import get_setting, put_setting
from .store.languages import language_of, note_language
from .views.actions import Press
from .views.localiser import Localiser
from .views.replies import fail

log = logging.getLogger(__name__)

MOST_REMEMBERED = 100_000
MOST_COMPLETED = 150
"""Autocompletes in the window of a flood: Discord asks at most at each key, some ten a second."""
ASKED_AGAIN = timedelta(minutes=1)
FINISH_SECONDS = 4.0
_ANSWERING = ("CommandTree-invoker", "discord-ui-", "discord.py: on_message", "delivery")
"""How the tasks are named that owe somebody an answer."""

COGS = (
    "cogs.account",
    "cogs.estimates",
    "cogs.movements",
    "cogs.proposals",
    "cogs.history",
    "cogs.stats",
    "cogs.data",
    "cogs.reminders",
    "cogs.server",
    "cogs.delivery",
    "cogs.talk",
    "cogs.posts",
    "cogs.help",
    "cogs.month",
    "cogs.upkeep",
)


@functools.cache
def _questions() -> Questions:
    """The questions that have an answer, the same for all the bots of a process."""
    return Questions(load_topics())


class Backups(NamedTuple):
    """The database file, and the folder that its nightly copies go to."""

    database: Path
    folder: Path


class _Tree(app_commands.CommandTree["Purser"]):
    async def interaction_check(self, interaction: discord.Interaction["Purser"], /) -> bool:
        bot = interaction.client
        await bot.hear(interaction)
        try:
            if interaction.type is discord.InteractionType.autocomplete:
                bot.typing.check(interaction.user.id)
            else:
                bot.flood.check(interaction.user.id)
        except Refusal as refusal:
            await fail(interaction, refusal)
            return False
        return True

    async def on_error(
        self, interaction: discord.Interaction["Purser"], error: app_commands.AppCommandError
    ) -> None:
        await fail(interaction, error)
        if interaction.command:
            interaction.client.metrics.answered(interaction, interaction.command.qualified_name)
        if interaction.type is not discord.InteractionType.autocomplete:
            interaction.client.dispatch("answered", interaction)


class Purser(commands.AutoShardedBot):
    """The bot. `database`, `rates` (the active rate card) and `clock` are its parts."""

    def __init__(self, database: Database, rates: RateCard, clock: Clock, **options: Any) -> None:
        checked = CheckedClock(clock)
        intents = discord.Intents(guilds=True, dm_messages=True, guild_messages=True)
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=_Tree,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
            max_messages=None,
            guild_ready_timeout=0.5,
            http_trace=checked.trace(),
            **options,
        )
        guard_parsers(self)
        self.database = database
        self.rates = rates
        self.clock = checked
        self.questions = _questions()
        self.metrics = Metrics()
        self.flood = Flood()
        self.typing = Flood(MOST_COMPLETED)
        self.one_file = asyncio.Semaphore(1)
        self.endpoint: Endpoint | None = None
        self.backups: Backups | None = None
        self.command_ids: dict[str, int] = {}
        self._languages: dict[int, str] = {}
        self._asked_discord_at = -ASKED_AGAIN.total_seconds()
        self._asking: asyncio.Task[None] | None = None
        self.learned: dict[tuple[int, int | None], tuple[datetime, Learned | None]] = {}

    def now(self) -> datetime:
        """The present instant in UTC, in the whole seconds that the books know."""
        return self.clock.now().replace(microsecond=0)

    def request(self, interaction: discord.Interaction[Any]) -> Request:
        """The request that an interaction makes, which happens once however often it arrives."""
        return Request(interaction.user.id, f"i{interaction.id}", self.now())

    async def hear(self, interaction: discord.Interaction[Any]) -> None:
        """Answer in the language of the person's Discord, and remember it."""
        self.metrics.begun(interaction)
        self.compare_clocks(interaction.created_at)
        user_id, language = interaction.user.id, known(interaction.locale.value)
        speak(language)
        if self._languages.get(user_id) == language:
            return
        if len(self._languages) >= MOST_REMEMBERED:
            self._languages.clear()
        try:
            kept = await self.database.read(lambda tx: language_of(tx, user_id))
            if kept == language or await self.database.write(
                lambda tx: note_language(tx, user_id, language)
            ):
                self._languages[user_id] = language
        except Exception:
            log.exception("the language of a person could not be kept")

    def compare_clocks(self, created_at: datetime) -> None:
        """What has just come tells Discord's time (UTC), which is asked where ours differs."""
        self.clock.agree(created_at)
        if not self.clock.differs(created_at):
            return
        since = time.monotonic()
        if since - self._asked_discord_at < ASKED_AGAIN.total_seconds():
            return
        self._asked_discord_at = since
        self._asking = asyncio.create_task(self.ask_discords_time())

    async def ask_discords_time(self) -> None:
        """Have Discord answer something, which tells its time; twice, in case the first was off."""
        try:
            for _ in range(2):
                await self.http.get_bot_gateway()
        except Exception:
            log.exception("Discord could not be asked for its time")

    async def language_of(self, user_id: int) -> str:
        """The language of a person who writes a message, or to whom one is written."""
        if user_id in self._languages:
            return self._languages[user_id]
        return await self.database.read(lambda tx: language_of(tx, user_id))

    def mention(self, command: str) -> str:
        """A command as a link that can be clicked, or as text until its id is known."""
        command_id = self.command_ids.get(command.split()[0])
        return f"</{command}:{command_id}>" if command_id else f"`/{command}`"

    async def understand(self, text: str, today: date, last: Turn | None) -> Understanding:
        """What a sentence means on that day of the person's, after the turn before it."""
        understood = understand(text, today, self.questions, last)
        if self.endpoint and needs_help(understood):
            return await self.endpoint.understand(text) or understood
        return understood

    async def close(self) -> None:
        """Finish what runs, within FINISH_SECONDS, and stop; what is due waits for the next run."""
        running = [
            task
            for task in asyncio.all_tasks()
            if task.get_name().startswith(_ANSWERING) and task is not asyncio.current_task()
        ]
        if running:
            await asyncio.wait(running, timeout=FINISH_SECONDS)
        await super().close()
        if self.endpoint:
            await self.endpoint.close()

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Press)
        await self.tree.set_translator(Localiser())
        for name in COGS:
            await self.load_extension(name)
        await self._sync_changed_commands()

    async def _sync_changed_commands(self) -> None:
        """Tell Discord the commands when they differ from those it was told last."""
        localiser = self.tree.translator
        assert localiser is not None  # noqa: S101
        payloads = [
            await command.get_translated_payload(self.tree, localiser)
            for command in self.tree.get_commands()
        ]
        described = json.dumps(payloads, sort_keys=True)
        digest = hashlib.sha256(described.encode()).hexdigest()
        name = f"commands:{self.application_id}"
        remembered = await self.database.read(lambda tx: get_setting(tx, name))
        known = json.loads(remembered) if remembered else {}
        if known.get("digest") != digest:
            synced = await self.tree.sync()
            known = {"digest": digest, "ids": {command.name: command.id for command in synced}}
            await self.database.write(lambda tx: put_setting(tx, name, json.dumps(known)))
            log.info("commands synced: %s", len(synced))
        self.command_ids = known["ids"]

    async def on_app_command_completion(
        self,
        interaction: discord.Interaction[Any],
        command: app_commands.Command[Any, ..., Any] | app_commands.ContextMenu,
    ) -> None:
        self.metrics.answered(interaction, command.qualified_name)
        self.dispatch("answered", interaction)

    async def on_person_forgotten(self, user_id: int) -> None:
        self._languages.pop(user_id, None)

    async def clock_moved(self) -> None:
        """The clock was moved: what is due by now is done at once, where Discord's was too."""
        await self.ask_discords_time()
        self.dispatch("clock_moved")

    async def on_message(self, message: discord.Message) -> None:
        """Messages hold no prefixed commands; `cogs.talk` hears them."""
