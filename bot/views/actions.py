"""Buttons that outlive a restart: what one does and whose it is stands in its custom id."""

import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot.ledger.refusals import Refusal

from .replies import fail

if TYPE_CHECKING:
    pass

Handler = Callable[..., Awaitable[None]]
ANYBODY = 0
"""The owner of a button that everybody may press."""

_HANDLERS: dict[str, Handler] = {}


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
            await _HANDLERS[self._action](interaction, *self._arguments)
        except Exception as error:
            await fail(interaction, error)
        known = self._action if self._action in _HANDLERS else "unknown"
        interaction.client.metrics.answered(interaction, f"button {known}")
