"""Buttons that outlive a restart: what one does and whose it is stands in its custom id."""

import inspect
import re
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any, ClassVar, Self, get_args

import discord
from discord import ui

from bot.actions.refusals import ButtonUnknown
from bot.app import App
from bot.views.refusals import NotYourButton

from .interactions import answered, receive
from .replies import fail


class ButtonAction(StrEnum):
    """What a button does. Cards in people's channels hold these values: none may ever change."""

    BALANCE_IS = "balance-is"
    COUNT_ME = "count-me"
    EDIT_BACK = "edit-back"
    EXPORT = "export"
    FORGET = "forget"
    FORGET_NOT = "forget-not"
    FORGET_NOW = "forget-now"
    FORGET_SURE = "forget-sure"
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

_MOST = 2**53
"""Larger numbers than any id, page or second."""
_TEMPLATE = r"purser:(?P<action>[a-z-]+):(?P<owner>\d+)(?P<arguments>(?::[^:]*)*)"


def on_press(action: ButtonAction) -> Callable[[Handler], Handler]:
    """Register what a press does: `handler(interaction, *arguments)`."""

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
    custom_id = ":".join(("purser", action, str(owner), *map(str, arguments)))
    return ui.Button(label=label, style=style, custom_id=custom_id, disabled=disabled)


class Press(ui.DynamicItem[ui.Button[Any]], template=_TEMPLATE):
    """What happens when an action's button is pressed, in this run of the bot or a later one."""

    app: ClassVar[App]

    def __init__(self, item: ui.Button[Any], match: re.Match[str]) -> None:
        super().__init__(item)
        self._owner = int(match["owner"])
        self._action = match["action"]
        self._arguments = match["arguments"].split(":")[1:]

    @classmethod
    async def from_custom_id(
        cls, _: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, ui.Button)  # noqa: S101
        return cls(item, match)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        try:
            await receive(self.app, interaction)
            if self._owner not in (interaction.user.id, ANYBODY):
                raise NotYourButton(owner=self._owner)
            await self._act(interaction)
        except Exception as error:
            await fail(self.app, interaction, error)
        known = self._action if self._action in HANDLERS else "unknown"
        answered(self.app, interaction, f"button {known}")
        interaction.client.dispatch("answered", interaction)

    async def _act(self, interaction: discord.Interaction[Any]) -> None:
        """Raises ButtonUnknown for one that no run of this version has made."""
        if self._action not in HANDLERS:
            raise ButtonUnknown()
        handler = HANDLERS[ButtonAction(self._action)]
        wanted = list(inspect.signature(handler).parameters.values())[1:]
        if len(wanted) != len(self._arguments):
            raise ButtonUnknown()
        told = zip(wanted, self._arguments, strict=True)
        await handler(interaction, *(_read(each.annotation, text) for each, text in told))


def pressing(app: App) -> type[Press]:
    """The buttons of a bot: discord.py makes each from its custom id alone."""

    class PressIn(Press, template=_TEMPLATE):
        pass

    PressIn.app = app
    return PressIn


def _read(kind: Any, text: str) -> Any:
    """An argument as its handler wants it: a text, a number, or an enumeration's value.

    Of an enumeration or None, `all` is None. Raises ButtonUnknown.
    """
    if kind is str:
        return text
    if kind is int:
        if not (text.isascii() and text.isdigit() and int(text) < _MOST):
            raise ButtonUnknown()
        return int(text)
    try:
        return None if text == ALL else get_args(kind)[0](text)
    except ValueError:
        raise ButtonUnknown() from None
