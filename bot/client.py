"""Purser, the discord.py client: loads the cogs, syncs the commands, starts the jobs."""

import asyncio
import contextlib
import hashlib
import json
import logging
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from .app import App
from .gateway import guard_parsers
from .jobs.delivery import Delivery
from .jobs.month import Month
from .jobs.upkeep import Upkeep
from .store.key_values import get_value, put_value
from .views.forms import take_up
from .views.interactions import answered, receive
from .views.localiser import Localiser
from .views.presses import pressing
from .views.replies import fail

log = logging.getLogger(__name__)

FINISH_SECONDS = 4.0
"""How long a stop waits for answers: a host's `docker stop` kills after 10 s, ours ends in 5."""
_ANSWERING = ("CommandTree-invoker", "discord-ui-", "discord.py: on_message", "delivery")
"""How the tasks are named that owe somebody an answer."""

COGS = (
    "cogs.welcome",
    "cogs.account",
    "cogs.estimates",
    "cogs.movements",
    "cogs.proposals",
    "cogs.history",
    "cogs.stats",
    "cogs.data",
    "cogs.reminders",
    "cogs.server",
    "cogs.talk",
    "cogs.posts",
    "cogs.help",
)


class _Tree(app_commands.CommandTree["Purser"]):
    async def interaction_check(self, interaction: discord.Interaction["Purser"], /) -> bool:
        app = interaction.client.app
        is_completion = interaction.type is discord.InteractionType.autocomplete
        try:
            await receive(app, interaction, app.completions if is_completion else app.requests)
        except Exception as error:
            await fail(app, interaction, error)
            return False
        return True

    async def on_error(
        self, interaction: discord.Interaction["Purser"], error: app_commands.AppCommandError
    ) -> None:
        app = interaction.client.app
        await fail(app, interaction, error)
        if interaction.command:
            answered(app, interaction, interaction.command.qualified_name)
        if interaction.type is not discord.InteractionType.autocomplete:
            interaction.client.dispatch("answered", interaction)


class Purser(commands.AutoShardedBot):
    """The bot around an App."""

    def __init__(self, app: App, **options: Any) -> None:
        # No voice is wanted; the client warns of what is missing for it when it is made.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        # DMs and mentions come without a privileged intent.
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
            max_messages=None,  # nothing asks for an older message: none is kept in memory
            # Until it counts as ready once no more servers come: reminders wait for that, 2 s by
            # default, and nothing of ours is asked of a server's members.
            guild_ready_timeout=0.5,
            http_trace=app.clock.trace(),
            **options,
        )
        guard_parsers(self)
        self.app = app
        self.app.clock.ask_discord = lambda: self.http.get_bot_gateway()
        self.app.clock.when_moved = lambda: self.dispatch("clock_moved")
        self.month = Month(app, self._pause)
        self.upkeep = Upkeep(app, self._pause)
        self.delivery = Delivery(app, self._pause, self)
        self.command_ids: dict[str, int] = {}

    def mention(self, command: str) -> str:
        """A command as a link that can be clicked, or as text until its id is known."""
        command_id = self.command_ids.get(command.split()[0])
        return f"</{command}:{command_id}>" if command_id else f"`/{command}`"

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await self.wait_for("clock_moved", timeout=seconds)

    async def on_clock_moved(self) -> None:
        """What is due by now is done at once, also where a loop is just running."""
        await self.month.turn_due()
        await self.delivery.say_due()

    async def on_interaction(self, interaction: discord.Interaction["Purser"]) -> None:
        """A form is handed to the object that showed it, so one of an earlier run to none."""
        if interaction.type is discord.InteractionType.modal_submit:
            await take_up(self.app, interaction)

    async def close(self) -> None:
        """Finish what runs, within FINISH_SECONDS, and stop; what is due waits for the next run."""
        running = [
            task
            for task in asyncio.all_tasks()
            if task.get_name().startswith(_ANSWERING) and task is not asyncio.current_task()
        ]
        if running:
            await asyncio.wait(running, timeout=FINISH_SECONDS)
        for job in (self.month, self.upkeep, self.delivery):
            job.stop()
        await super().close()
        if self.app.endpoint:
            await self.app.endpoint.close()

    async def setup_hook(self) -> None:
        self.add_dynamic_items(pressing(self.app))
        await self.tree.set_translator(Localiser())
        for name in COGS:
            await self.load_extension(name)
        await self._sync_changed_commands()
        self.month.start()
        self.upkeep.start()

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
        remembered = await self.app.database.read(lambda tx: get_value(tx, name))
        known = json.loads(remembered) if remembered else {}
        if known.get("digest") != digest:
            assert self.application_id is not None  # noqa: S101 (known since the login)
            synced = await self.http.bulk_upsert_global_commands(self.application_id, payloads)
            known = {"digest": digest, "ids": {each["name"]: int(each["id"]) for each in synced}}
            as_json = json.dumps(known)
            await self.app.database.write(lambda tx: put_value(tx, name, as_json))
            log.info("commands synced: %s", len(synced))
        self.command_ids = known["ids"]

    async def on_ready(self) -> None:
        self.delivery.start()

    async def on_app_command_completion(
        self,
        interaction: discord.Interaction[Any],
        command: app_commands.Command[Any, ..., Any] | app_commands.ContextMenu,
    ) -> None:
        answered(self.app, interaction, command.qualified_name)
        self.dispatch("answered", interaction)

    async def on_answered(self, interaction: discord.Interaction[Any]) -> None:
        """A command or a button has its answer or its refusal; what was held back follows."""
        await self.delivery.spoken(interaction.user.id, interaction)

    async def on_message(self, message: discord.Message) -> None:
        """Messages hold no prefixed commands; `cogs.talk` answers them."""
        if message.guild is None:
            await self.delivery.spoken(message.author.id, None)


Interaction = discord.Interaction[Purser]
