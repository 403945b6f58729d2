"""Answering an interaction: one way for all of them, whatever has been answered before."""

import contextlib
import logging
import secrets
from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands, ui

from bot.actions import waiting
from bot.actions.account import card_of
from bot.actions.refusals import SpendTooLarge
from bot.actions.waiting import Draft
from bot.app import App
from bot.i18n.language import gettext
from bot.ledger.rate_card import RateCard
from bot.ledger.refusals import NotEnough, Refusal
from bot.parsing.numbers import MOST_CONNECTS
from bot.store.engine.errors import StoreError

from .buttons import ButtonAction, action_button
from .cards import BAD, CAREFUL, card
from .interactions import request_of
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


async def fail(
    app: App,
    interaction: discord.Interaction[Any],
    error: Exception,
    draft: Draft | None = None,
) -> None:
    """Answer what went wrong: a sentence for a refusal, an apology for a fault of ours.

    The form in which it went wrong is kept as the `draft`, and comes back by a button.
    """
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
        what, owner = f"interaction {interaction.id}", interaction.user.id
        rates = await card_quoted(app, cause, owner)
        again = await keep_typed(app, interaction, draft) if draft else None
        view = explanation(app, cause, what, rates, owner, again)
        await reply(interaction, view, hidden=True)
    except discord.HTTPException as lost:
        log.warning("interaction %s: the answer was lost: %s", interaction.id, lost)


async def keep_typed(app: App, interaction: discord.Interaction[Any], draft: Draft) -> int | None:
    """The id under which a form is kept; None where the database is gone meanwhile."""
    try:
        return await waiting.keep_draft(app, request_of(app, interaction), draft)
    except StoreError:
        return None


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


def explanation(
    app: App,
    cause: BaseException,
    what: str,
    rates: RateCard,
    owner: int,
    again: int | None = None,
) -> ui.LayoutView:
    """A refusal's sentence, or an apology with a reference to the log's traceback of `what`.

    With the ways out as buttons; `again` is the form in which it happened, as it is kept.
    """
    buttons = [_ways_out(cause, owner, again)]
    if isinstance(cause, Refusal):
        return card(sentence(cause, rates), colour=CAREFUL, buttons=buttons)
    if isinstance(cause, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        return card(gettext("That command has changed. Type it anew in a minute."), colour=CAREFUL)
    reference = secrets.token_hex(4)
    log.error("fault in %s", what, exc_info=cause, extra={"reference": reference})
    app.metrics.apologised()
    apology = (
        gettext(
            "I can't reach my books right now, so nothing was changed. Please try again "
            "later. If it stays, tell the host this reference: `{reference}`.",
            reference=reference,
        )
        if isinstance(cause, StoreError)
        else gettext(
            "Sorry, that went wrong, and it is our fault. Nothing was lost; please try "
            "again. If it stays, tell the host this reference: `{reference}`.",
            reference=reference,
        )
    )
    return card(apology, colour=BAD, buttons=buttons)


def _ways_out(cause: BaseException, owner: int, again: int | None) -> list[ui.Item[Any]]:
    """What can be done about it: a spend that is too large is changed in its own form."""
    buttons: list[ui.Item[Any]] = []
    draft = cause.draft if isinstance(cause, SpendTooLarge) else 0
    if isinstance(cause, NotEnough):
        missing = min(cause.missing, MOST_CONNECTS)
        buttons = [
            action_button(
                owner, ButtonAction.BUY_FORM, missing, draft, label=gettext("Bought some")
            ),
            action_button(owner, ButtonAction.CORRECT_FORM, draft, label=gettext("Set my balance")),
        ]
    if draft:
        label = gettext("Change the amount")
        buttons.append(action_button(owner, ButtonAction.FORM_AGAIN, draft, label=label))
    elif again is not None:
        label = gettext("Open the form again")
        buttons.append(action_button(owner, ButtonAction.FORM_AGAIN, again, label=label))
    return buttons


def _cause(error: BaseException) -> BaseException:
    if isinstance(error, app_commands.CommandInvokeError | app_commands.TransformerError):
        return error.__cause__ or error
    return error
