"""Forms (Discord's modals): their fields, what is wrong in them, and their opening once more.

A form that is refused, or that was shown before a restart, comes back by a button with all that was
typed, for a week.
"""

import re
from collections.abc import Callable
from typing import Any, ClassVar, Self, TypeVar

import discord
from discord import ui

from bot.actions import waiting
from bot.actions.waiting import Draft
from bot.app import App
from bot.i18n.language import gettext
from bot.ledger.refusals import Refusal
from bot.parsing.numbers import MOST_CONNECTS, read_whole_within

from .buttons import ButtonAction, on_press
from .interactions import receive
from .refusals import FormInterrupted, Mistakes
from .replies import fail, keep_typed

T = TypeVar("T")
FORMS: dict[str, type["Form"]] = {}
_SHOWN = re.compile(r"form:([0-9a-f]{8}):(\d+)")
"""The custom id of a form: which run showed it, and under which id it is kept."""


class Form(ui.Modal):
    """A modal that a Draft fills in; `kind` names it there. Its title is a marked message."""

    kind: ClassVar[str]

    def __init_subclass__(cls, *, kind: str, title: str) -> None:
        super().__init_subclass__(title=title)
        cls.kind = kind
        FORMS[kind] = cls

    def __init__(self, app: App, draft: Draft) -> None:
        super().__init__(title=gettext(self.title))
        self.app = app
        self.draft = draft
        self._labels: dict[str, ui.Label[Self]] = {}
        self._mistakes: list[tuple[str, Refusal]] = []

    @classmethod
    async def open(cls, interaction: discord.Interaction[Any], draft: Draft) -> None:
        """Show the form, with what it must look up first."""
        await cls(interaction.client.app, draft).show(interaction)

    async def show(self, interaction: discord.Interaction[Any]) -> None:
        """Open it, and keep which it is and what stands in its fields beyond a restart."""
        filled = {name: self.draft.filled(name) for name in self._labels}
        shown = self.draft.model_copy(update={"typed": filled})
        kept = await keep_typed(self.app, interaction, shown)
        self.custom_id = f"form:{self.app.run}:{kept or 0}"
        await interaction.response.send_modal(self)

    def ask(
        self,
        name: str,
        label: str,
        longest: int,
        hint: str = "",
        *,
        required: bool = False,
        style: discord.TextStyle = discord.TextStyle.short,
    ) -> None:
        """Add a field for a text of so many letters."""
        field: ui.TextInput[Self] = ui.TextInput(
            required=required,
            max_length=longest,
            default=self.draft.filled(name)[:longest],
            placeholder=hint or None,
            style=style,
        )
        self._add(name, ui.Label(text=label, component=field))

    def choose(
        self,
        name: str,
        label: str,
        options: list[discord.SelectOption],
        hint: str = "",
        *,
        required: bool = False,
        description: str = "",
    ) -> None:
        """Add a field for one of the options."""
        for option in options:
            option.default = option.value == self.draft.filled(name)
        field: ui.Select[Self] = ui.Select(
            options=options, required=required, placeholder=hint or None
        )
        self._add(name, ui.Label(text=label, component=field, description=description or None))

    def _add(self, name: str, label: ui.Label[Self]) -> None:
        self._labels[name] = label
        self.add_item(label)

    def typed(self, name: str) -> str:
        """What stands in a field: a text, or an option's value; without the field, in the draft."""
        if name not in self._labels:
            return self.draft.filled(name)
        field = self._labels[name].component
        if isinstance(field, ui.Select):
            return next(iter(field.values), "")
        assert isinstance(field, ui.TextInput)  # noqa: S101
        return field.value.strip()

    def changed(self, name: str) -> str | None:
        """The same; None where it was left as it was."""
        typed = self.typed(name)
        return None if typed == self.draft.was.get(name) else typed

    def read(self, name: str, parse: Callable[[str], T]) -> T | None:
        """What a field says; None where it is empty, was left as it was, or is mistaken."""
        typed = self.changed(name)
        if not typed:
            return None
        try:
            return parse(typed)
        except Refusal as refusal:
            self.note(name, refusal)
            return None

    def note(self, name: str, refusal: Refusal) -> None:
        """Keep for `check` what is wrong in a field."""
        self._mistakes.append((self._labels[name].text, refusal))

    def check(self) -> None:
        """Raise Mistakes, all of them, if there are any."""
        if self._mistakes:
            raise Mistakes(fields=tuple(self._mistakes))

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        self._mistakes = []
        await receive(self.app, interaction)
        return True

    async def on_error(  # type: ignore[override]
        self, interaction: discord.Interaction[Any], error: Exception
    ) -> None:
        typed = {name: self.typed(name) for name in self._labels}
        draft = self.draft.model_copy(update={"typed": typed})
        await fail(self.app, interaction, error, draft)


def whole(least: int, most: int = MOST_CONNECTS) -> Callable[[str], int]:
    """Reads a whole number from a field. Raises NumberRange."""

    def parse(typed: str) -> int:
        return read_whole_within("", typed, least, most)

    return parse


@on_press(ButtonAction.FORM_AGAIN)
@on_press(ButtonAction.LOG_AGAIN)
async def open_again(interaction: discord.Interaction[Any], pending_id: int) -> None:
    draft = await waiting.find_draft(interaction.client.app, interaction.user.id, pending_id)
    await FORMS[draft.form].open(interaction, draft)


async def take_up(app: App, interaction: discord.Interaction[Any]) -> None:
    """Offer a form anew that another run showed, with all that was typed.

    discord.py keeps in memory what comes of a form, so such a one is handed to nobody.
    """
    told: Any = interaction.data
    shown = _SHOWN.fullmatch(told["custom_id"])
    if shown is None or shown[1] == app.run:
        return
    draft = None
    try:
        await receive(app, interaction)
        kept = await waiting.find_draft(app, interaction.user.id, int(shown[2]))
        typed = dict(zip(kept.typed, _typed_in(told["components"]), strict=True))
        draft = kept.model_copy(update={"typed": typed})
        raise FormInterrupted()
    except Exception as error:
        await fail(app, interaction, error, draft)


def _typed_in(labels: list[dict[str, Any]]) -> list[str]:
    """What stands in each field of a form as it comes in, in their order."""
    fields = [label["component"] for label in labels]
    return [each.get("value") or next(iter(each.get("values", ())), "") for each in fields]
