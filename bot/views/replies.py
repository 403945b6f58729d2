"""Answering an interaction: one way for all of them, whatever has been answered before."""

import contextlib
import logging
import secrets
from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands, ui

from bot.actions.account import card_of
from bot.app import App
from bot.i18n.language import gettext
from bot.ledger.rate_card import RateCard
from bot.ledger.refusals import NotEnough, Refusal
from bot.store.engine.errors import StoreError

from .cards import BAD, CAREFUL, card
from .sentences import sentence

log = logging.getLogger(__name__)

# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
UNKNOWN_INTERACTION = 10062
UNKNOWN_WEBHOOK = 10015
ALREADY_ANSWERED = 40060


def is_private(interaction: discord.Interaction[Any]) -> bool:
    """Whether only the person and the bot can see the channel."""
    return interaction.context.dm_channel is True


async def reply(
    interaction: discord.Interaction[Any],
    view: ui.LayoutView,
    *,
    hidden: bool | None = None,
    files: Sequence[discord.File] = (),
) -> None:
    """Answer with a card, shown only to the person outside the bot's DM."""
    ephemeral = not is_private(interaction) if hidden is None else hidden
    if interaction.response.is_done():
        await interaction.followup.send(view=view, ephemeral=ephemeral, files=files)
    else:
        await interaction.response.send_message(view=view, ephemeral=ephemeral, files=files)


async def think(interaction: discord.Interaction[Any]) -> None:
    """Say that the answer takes a moment; `reply` gives it."""
    await interaction.response.defer(ephemeral=not is_private(interaction), thinking=True)


async def update(interaction: discord.Interaction[Any], view: ui.LayoutView) -> None:
    """Put a new card in the place of the one whose button was pressed."""
    if interaction.response.is_done():
        await interaction.edit_original_response(view=view)
    else:
        await interaction.response.edit_message(view=view)


async def fail(app: App, interaction: discord.Interaction[Any], error: Exception) -> None:
    """Answer what went wrong: a sentence for a refusal, an apology for a fault of ours."""
    cause = _cause(error)
    if isinstance(cause, discord.HTTPException) and cause.code in (
        UNKNOWN_INTERACTION,
        UNKNOWN_WEBHOOK,
        ALREADY_ANSWERED,
    ):
        log.warning("interaction %s can no longer be answered: %s", interaction.id, cause.code)
        return
    if interaction.type is discord.InteractionType.autocomplete:
        await _offer_nothing(interaction, cause)
        return
    try:
        what = f"interaction {interaction.id}"
        rates = await card_quoted(app, cause, interaction.user.id)
        await reply(interaction, explanation(app, cause, what, rates), hidden=True)
    except discord.HTTPException as lost:
        log.warning("interaction %s: the answer was lost: %s", interaction.id, lost)


async def _offer_nothing(interaction: discord.Interaction[Any], cause: BaseException) -> None:
    """There is no place for a sentence: nothing is offered, and a fault is in the log."""
    if not isinstance(cause, Refusal):
        log.error("autocomplete failed", exc_info=cause)
    with contextlib.suppress(discord.HTTPException, discord.InteractionResponded):
        await interaction.response.autocomplete([])


async def card_quoted(app: App, cause: BaseException, user_id: int) -> RateCard:
    """The rate card that a refusal quotes: the person's, where what it says depends on it.

    The host's where the database is gone meanwhile: who asked is answered all the same.
    """
    if not isinstance(cause, NotEnough):
        return app.cards.default
    try:
        return await card_of(app, user_id)
    except StoreError:
        log.warning("the rate card of a refusal could not be read")
        return app.cards.default


def explanation(app: App, cause: BaseException, what: str, rates: RateCard) -> ui.LayoutView:
    """A refusal's sentence, or an apology with a reference to the log's traceback of `what`."""
    if isinstance(cause, Refusal):
        return card(sentence(cause, rates), colour=CAREFUL)
    if isinstance(cause, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        return card(gettext("That command has changed. Type it anew in a minute."), colour=CAREFUL)
    reference = secrets.token_hex(4)
    log.error("fault in %s", what, exc_info=cause, extra={"reference": reference})
    app.metrics.apologised()
    if isinstance(cause, StoreError):
        return card(
            gettext(
                "I can't reach my books right now, so nothing was changed. Please try again "
                "later. If it stays, tell the host this reference: `{reference}`.",
                reference=reference,
            ),
            colour=BAD,
        )
    return card(
        gettext(
            "Sorry, that went wrong, and it is our fault. Nothing was lost; please try "
            "again. If it stays, tell the host this reference: `{reference}`.",
            reference=reference,
        ),
        colour=BAD,
    )


def _cause(error: BaseException) -> BaseException:
    if isinstance(error, app_commands.CommandInvokeError | app_commands.TransformerError):
        return error.__cause__ or error
    return error
