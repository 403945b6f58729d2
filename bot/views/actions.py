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
_HANDLERS: dict[str, Handler] = {}


def on_press(action: str) -> Callable[[Handler], Handler]:
    """Register what a press does: `handler(interaction, *arguments)`."""

    def register(handler: Handler) -> Handler:
        _HANDLERS[action] = handler
        return handler

    return register


class ActionButton(
    ui.DynamicItem[ui.Button[Any]],
    template=r"purser:(?P<action>[a-z-]+):(?P<owner>\d+)(?P<arguments>(?::[^:]*)*)",
):
    """A button for one person, which names an action and its arguments."""

    def __init__(
        self,
        owner: int,
        action: str,
        *arguments: object,
        label: str,
        style: discord.ButtonStyle = discord.ButtonStyle.secondary,
        disabled: bool = False,
    ) -> None:
        custom_id = ":".join(("purser", action, str(owner), *map(str, arguments)))
        super().__init__(
            ui.Button(label=label, style=style, custom_id=custom_id, disabled=disabled)
        )
        self.owner = owner
        self.action = action
        self.arguments = tuple(map(str, arguments))

    @classmethod
    async def from_custom_id(
        cls, _: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, ui.Button)  # noqa: S101
        arguments = match["arguments"].split(":")[1:]
        return cls(
            int(match["owner"]),
            match["action"],
            *arguments,
            label=item.label or "",
            style=item.style,
        )

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        try:
            if interaction.user.id != self.owner:
                raise Refusal("not-your-button", owner=self.owner)
            await _HANDLERS[self.action](interaction, *self.arguments)
        except Exception as error:
            await fail(interaction, error)
