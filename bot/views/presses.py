"""What happens when a button is pressed, or a menu's value chosen, in this run or a later one."""

import inspect
import re
from typing import Any, ClassVar, Self, get_args

import discord
from discord import ui

from bot.actions.refusals import ButtonUnknown
from bot.app import App

from .buttons import ALL, ANYBODY, HANDLERS, ButtonAction
from .interactions import answered, receive
from .refusals import NotYourButton
from .replies import fail

_MOST = 2**53
"""Larger numbers than any id, page or second."""
_TEMPLATE = r"purser:(?P<action>[a-z-]+):(?P<owner>\d+)(?P<arguments>(?::[^:]*)*)"
Pressed = ui.Button[Any] | ui.Select[Any]


class Press(ui.DynamicItem[Pressed], template=_TEMPLATE):
    """An action's button or menu, as a press of it comes in."""

    app: ClassVar[App]

    def __init__(self, item: Pressed, match: re.Match[str]) -> None:
        super().__init__(item)
        self._owner = int(match["owner"])
        self._action = match["action"]
        self._arguments = match["arguments"].split(":")[1:]

    @classmethod
    async def from_custom_id(
        cls, _: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, ui.Button | ui.Select)  # noqa: S101
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
        chosen = self.item.values if isinstance(self.item, ui.Select) else []
        arguments = [*self._arguments, *chosen]
        if len(wanted) != len(arguments):
            raise ButtonUnknown()
        told = zip(wanted, arguments, strict=True)
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
