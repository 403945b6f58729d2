"""What every interaction goes through, whichever way it comes: timed, limited, in its language."""

import logging
import time
from typing import Any

import discord

from bot.actions.account import open_in_server, remember_language
from bot.app import App
from bot.i18n.language import set_locale, supported_locale
from bot.rate_limit import RateLimit
from bot.store.journal import Request

log = logging.getLogger(__name__)


async def receive(
    app: App, interaction: discord.Interaction[Any], limit: RateLimit | None = None
) -> None:
    """Answer in the language of the person's Discord from here on, and remember it.

    In a server, the account of who is new is opened by the server's rate card.

    Raises TooFast when the person asks more than the limit allows.
    """
    interaction.extras["begun"] = time.perf_counter()
    app.clock.observe(interaction.created_at)
    user_id, language = interaction.user.id, supported_locale(interaction.locale.value)
    set_locale(language)
    try:
        await remember_language(app, user_id, language)
    except Exception:
        log.exception("the language of a person could not be kept")
    (limit or app.requests).check(user_id)
    if interaction.guild_id and interaction.type is not discord.InteractionType.autocomplete:
        await open_in_server(app, user_id, interaction.guild_id)


def answered(app: App, interaction: discord.Interaction[Any], name: str) -> None:
    """Count the answer of a command, or of a button by its action."""
    begun = interaction.extras.pop("begun", None)
    if begun is not None:
        app.metrics.answered(name, time.perf_counter() - begun)


def request_of(app: App, interaction: discord.Interaction[Any]) -> Request:
    """The request that an interaction makes, which happens once however often it arrives."""
    return app.request(interaction.user.id, f"i{interaction.id}")
