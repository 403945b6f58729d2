"""Buttons that outlive a restart: what one does and whose it is stands in its custom id."""

import inspect
import re
from collections.abc import Awaitable, Callable
from typing import Any, Self, get_args

import discord
from discord import ui

from bot.ledger.refusals import Refusal

from .replies import fail

Handler = Callable[..., Awaitable[None]]
ANYBODY = 0
"""The owner of a button that everybody may press."""

_HANDLERS: dict[str, Handler] = {}
_MOST = 2**53
"""Larger numbers than any id, page or second."""


def on_press(action: str) -> Callable[[Handler], Handler]:
    """Register what a press does: `handler(interaction, *arguments)`."""

    def register(handler: Handler) -> Handler:
        _HANDLERS[action] = handler
        return handler

    return register


def action_button(
    owner: int,
    action: str,
    *arguments: object,
    label: str,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    disabled: bool = False,
) -> ui.Button[Any]:
    """A button for one person (or ANYBODY), which names an action and its arguments."""
    custom_id = ":".join(("purser", action, str(owner), *map(str, arguments)))
    return ui.Button(label=label, style=style, custom_id=custom_id, disabled=disabled)


class Press(
    ui.DynamicItem[ui.Button[Any]],
    template=r"purser:(?P<action>[a-z-]+):(?P<owner>\d+)(?P<arguments>(?::[^:]*)*)",
):
    """What happens when an action's button is pressed, in this run of the bot or a later one."""

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
        await interaction.client.hear(interaction)
        try:
            interaction.client.flood.check(interaction.user.id)
            if self._owner not in (interaction.user.id, ANYBODY):
                raise Refusal("not-your-button", owner=self._owner)
            await self._act(interaction)
        except Exception as error:
            await fail(interaction, error)
        known = self._action if self._action in _HANDLERS else "unknown"
        interaction.client.metrics.answered(interaction, f"button {known}")
        interaction.client.dispatch("answered", interaction)

    async def _act(self, interaction: discord.Interaction[Any]) -> None:
        """Raises Refusal `button-unknown` for one that no run of this version has made."""
        handler = _HANDLERS.get(self._action)
        if handler is None:
            raise Refusal("button-unknown")
        wanted = list(inspect.signature(handler).parameters.values())[1:]
        if len(wanted) != len(self._arguments):
            raise Refusal("button-unknown")
        told = zip(wanted, self._arguments, strict=True)
        await handler(interaction, *(_read(each.annotation, text) for each, text in told))


def _read(kind: Any, text: str) -> Any:
    """An argument as its handler wants it: a text, a number, or an enumeration's value.

    Of an enumeration or None, `all` is None. Raises Refusal `button-unknown`.
    """
    if kind is str:
        return text
    if kind is int:
        if not (text.isascii() and text.isdigit() and int(text) < _MOST):
            raise Refusal("button-unknown")
        return int(text)
    try:
        return None if text == "all" else get_args(kind)[0](text)
    except ValueError:
        raise Refusal("button-unknown") from None
