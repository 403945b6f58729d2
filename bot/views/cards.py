"""The card that every answer is: a large first line, short text, buttons."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot.i18n.language import gettext
from bot.ledger.rate_card import RateCard

from .text import calendar_day

GOOD = discord.Colour(0x2E9E6B)
CALM = discord.Colour(0x4F7CAC)
CAREFUL = discord.Colour(0xD08A1D)
BAD = discord.Colour(0xC0453C)

MOST = 40
"""Components that a message may hold, by Discord's rules."""

Block = str | ui.Item[Any]


def card(
    *blocks: Block | None,
    colour: discord.Colour = CALM,
    buttons: Sequence[Sequence[ui.Item[Any]]] = (),
) -> ui.LayoutView:
    """A card of blocks (text or components), with rows of buttons at its foot."""
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=colour)
    for block in blocks:
        if block:
            container.add_item(ui.TextDisplay(block) if isinstance(block, str) else block)
    for row in buttons:
        if row:
            container.add_item(ui.ActionRow(*row))
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    view.stop()  # discord.py need not remember it: the buttons say themselves what they do
    return view


def together(cards: Sequence[ui.LayoutView]) -> list[ui.LayoutView]:
    """Several cards as one message, or as few as Discord's limits of components allow."""
    joined: list[ui.LayoutView] = []
    for each in cards:
        if joined and joined[-1].total_children_count + each.total_children_count <= MOST:
            for item in tuple(each.children):
                each.remove_item(item)
                joined[-1].add_item(item)
        else:
            joined.append(each)
    return joined


def lines(*parts: str | None) -> str:
    """The parts that there are, one a line."""
    return "\n".join(part for part in parts if part)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows in a block of letters of one width: the first column to the left, others to the right.

    A card on a phone is 36 letters wide.
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    told = [
        "  ".join(
            cell.rjust(width) if at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "```\n" + "\n".join(told) + "\n```"


def card_name(rates: RateCard) -> str:
    """A rate card in words, with its name: `Upwork as it is in 2026 (2026)`."""
    return f"{gettext(rates.in_words)} ({rates.name})"


def card_line(rates: RateCard) -> str:
    """Which rate card an answer is by, and of when that is."""
    return gettext(
        "-# By the rate card {name}, as of {as_of}.",
        name=rates.name,
        as_of=calendar_day(rates.as_of),
    )


def source_line(rates: RateCard) -> str:
    """The same for a cost, of which the job post knows better."""
    return gettext("{rates} The job post is the last word.", rates=card_line(rates))
