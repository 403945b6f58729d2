"""Buttons and menus that outlive a restart: what one does and whose it is stands in its custom id.

`bot.views.presses` is what happens when one is pressed.
"""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any

import discord
from discord import ui


class ButtonAction(StrEnum):
    """What a button or menu does. Cards in people's channels hold these values: none may change."""

    BALANCE_IS = "balance-is"
    BUY_FORM = "buy-form"
    CONTRACT = "contract"
    CORRECT_FORM = "correct-form"
    COUNT_ME = "count-me"
    EDIT = "edit"
    EDIT_BACK = "edit-back"
    EXPORT = "export"
    FORGET = "forget"
    FORGET_NOT = "forget-not"
    FORGET_NOW = "forget-now"
    FORGET_SURE = "forget-sure"
    FORM_AGAIN = "form-again"
    HELP = "help"
    HISTORY = "history"
    HISTORY_PERIOD = "history-period"
    IMPORT = "import"
    IMPORT_BALANCE = "import-balance"
    IMPORT_COLUMNS = "import-columns"
    IMPORT_LEAVE = "import-leave"
    IMPORT_ORDER = "import-order"
    IMPORT_WORDS = "import-words"
    LOG_AGAIN = "log-again"
    NEWS = "news"
    NEWS_OF = "news-of"
    OFFERED = "offered"
    OUTCOME = "outcome"
    OUTCOME_BACK = "outcome-back"
    OUTCOMES = "outcomes"
    PROPOSAL = "proposal"
    PROPOSALS = "proposals"
    PROPOSALS_FOUND = "proposals-found"
    REDO = "redo"
    REMIND_CANCEL = "remind-cancel"
    REMIND_DONE = "remind-done"
    REMIND_NIGHT = "remind-night"
    SAY_NO = "say-no"
    SAY_SHOW = "say-show"
    SAY_WHICH = "say-which"
    SAY_YES = "say-yes"
    SETUP = "setup"
    SETUP_LATER = "setup-later"
    SHARE = "share"
    SNOOZE = "snooze"
    STILL_WAITING = "still-waiting"
    TOP_RATED_OVER = "top-rated-over"
    UNDO = "undo"
    WELCOME_ESTIMATE = "welcome-estimate"
    WELCOME_HELP = "welcome-help"


Handler = Callable[..., Awaitable[None]]
ANYBODY = 0
"""The owner of a button that everybody may press."""
ALL = "all"
"""The argument that stands for no choice among an enumeration's values."""
HANDLERS: dict[ButtonAction, Handler] = {}


def on_press(action: ButtonAction) -> Callable[[Handler], Handler]:
    """Register what a press does: `handler(interaction, *arguments)`, of a menu with its value."""

    def register(handler: Handler) -> Handler:
        HANDLERS[action] = handler
        return handler

    return register


def action_button(
    owner: int,
    action: ButtonAction,
    *arguments: object,
    label: str,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    disabled: bool = False,
) -> ui.Button[Any]:
    """A button for one person (or ANYBODY), which names an action and its arguments."""
    custom_id = _custom_id(owner, action, *arguments)
    return ui.Button(label=label, style=style, custom_id=custom_id, disabled=disabled)


def action_menu(
    owner: int, action: ButtonAction, options: list[discord.SelectOption], placeholder: str
) -> ui.Select[Any]:
    """The same as a menu of which one value is chosen."""
    custom_id = _custom_id(owner, action)
    return ui.Select(custom_id=custom_id, options=options, placeholder=placeholder)


def _custom_id(owner: int, action: ButtonAction, *arguments: object) -> str:
    return ":".join(("purser", action, str(owner), *map(str, arguments)))
