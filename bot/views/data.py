"""The cards of a person's data: taken out, read in, forgotten, and what is kept at all."""

import io
from collections import Counter
from collections.abc import Mapping

import discord
from discord import ui

from bot.ledger.model import Kind
from bot.ledger.statements import Table
from bot.store.exchange import Export
from bot.store.statements import Preview

from .actions import action_button
from .cards import BAD, CALM, CAREFUL, GOOD, card, lines
from .text import calendar_day, connects, number, one_line, shown


def export_card(
    export: Export, files: Mapping[str, bytes]
) -> tuple[ui.LayoutView, list[discord.File]]:
    """The files, with what is in them."""
    parts = [ui.File[ui.LayoutView](f"attachment://{name}") for name in files]
    view = card(
        "## All that I keep of you",
        f"{connects(export.balance)} held, {number(len(export.entries))} lines of the journal, "
        f"{number(len(export.proposals))} proposals, {number(len(export.reminders))} reminders.",
        *parts,
        "-# The JSON can be read in again with `/import`.",
        colour=GOOD,
    )
    return view, [discord.File(io.BytesIO(content), name) for name, content in files.items()]


def nothing_kept_card() -> ui.LayoutView:
    return card("## I keep nothing of you", "There is nothing to take out or to forget.")


def restore_preview_card(export: Export, owner: int) -> ui.LayoutView:
    return card(
        f"## Read in {connects(export.balance)}?",
        f"The file holds {number(len(export.entries))} lines of a journal, "
        f"{number(len(export.proposals))} proposals and {number(len(export.reminders))} reminders. "
        "It becomes your books, whole.",
        buttons=[_apply(owner)],
    )


def _apply(owner: int) -> list[ui.Item[ui.LayoutView]]:
    return [
        action_button(owner, "import", label="Read it in", style=discord.ButtonStyle.primary),
        action_button(owner, "import-leave", label="Leave it"),
    ]


def history_preview_card(found: Preview, owner: int) -> ui.LayoutView:
    """What the history would add; nothing has been written."""
    left_out = lines(
        f"{number(found.known)} came with an earlier file." if found.known else None,
        f"{number(found.logged)} you have logged already." if found.logged else None,
    )
    if not found.new:
        return card("## Nothing new in it", left_out)
    moves = [movement for _, movement in found.new]
    kinds = Counter(movement.kind for movement in moves)
    names = {
        Kind.SPEND: "spent",
        Kind.PURCHASE: "bought",
        Kind.GRANT: "free",
        Kind.REFUND: "came back",
        Kind.EXPIRE: "expired",
        Kind.FORFEIT: "cut",
    }
    rows = [
        f"- {names[kind]}: {number(count)} lines, "
        f"{connects(sum(abs(m.connects) for m in moves if m.kind is kind))}"
        for kind, count in kinds.items()
        if kind in names
    ]
    examples = [f"- {m.day:%Y-%m-%d} · {shown(m.action, 50)} · {m.connects:+}" for m in moves[-3:]]
    return card(
        f"## Read in {number(len(moves))} lines?",
        f"From {calendar_day(moves[0].day)} to {calendar_day(moves[-1].day)}:",
        lines(*rows),
        lines("The last of them, as I read them:", *examples),
        left_out or None,
        "Your balance stays what it is: what you hold you have told me. The lines count for "
        "`/stats`, `/chart` and `/forecast`.",
        buttons=[_apply(owner)],
    )


def columns_card(table: Table, owner: int) -> ui.LayoutView:
    """Ask which column is which; `table` is the file's first rows."""
    rows = [" · ".join(shown(cell, 24) for cell in row[:8]) for row in table[:3]]
    return card(
        "## Which column is which?",
        "I can't tell the date, the action and the Connects apart in this file. It begins:",
        lines(*(f"- {row}" for row in rows)),
        colour=CAREFUL,
        buttons=[
            [
                action_button(
                    owner,
                    "import-columns",
                    label="Name the columns",
                    style=discord.ButtonStyle.primary,
                ),
                action_button(owner, "import-leave", label="Leave it"),
            ]
        ],
    )


def column_names(table: Table) -> list[str]:
    """The first row's cells as names that can be chosen among, at most 25, each once."""
    return [
        one_line(f"{number} · {cell or 'empty'}", 90)
        for number, cell in enumerate(table[0][:25], 1)
    ]


def read_in_card(balance: int, lines_read: int) -> ui.LayoutView:
    return card(
        f"## {number(lines_read)} lines read in",
        f"You hold **{connects(balance)}**.",
        colour=GOOD,
    )


def read_in_before_card() -> ui.LayoutView:
    return card("## You have it already", "Your books hold just that. Nothing was written.")


def left_card() -> ui.LayoutView:
    return card("Nothing was read in.")


def privacy_card(shares: bool, owner: int) -> ui.LayoutView:
    """What is kept, why, where and for how long."""
    return card(
        "## What I keep of you",
        lines(
            "- **Your books**: plan, cycle day, every line of the journal, your proposals with the "
            "titles, links and budgets that you told. To count for you.",
            "- **Your settings**: time zone, which reminders come, the reminders that you asked "
            "for, what you have been told by them.",
            "- **For a week**: what you said that waits for a button; for a day, a file that waits "
            "to be read in.",
            "- **Your Discord id**, to know whose all that is. Not your name, and none of your "
            "messages.",
        ),
        "It lies in the database of whoever hosts me, and in its backups of the last seven days. "
        "It is kept until you have it forgotten. In servers only you see your figures.",
        "**Others' estimates**: "
        + (
            "what jobs cost you is counted, without your name, when at least five people stand "
            "behind a figure."
            if shares
            else "what jobs cost you is not counted."
        ),
        buttons=[
            [
                action_button(
                    owner,
                    "share",
                    int(not shares),
                    label="Don't count mine" if shares else "Count mine",
                ),
                action_button(owner, "export", label="Take it out"),
                action_button(owner, "forget", label="Forget me", style=discord.ButtonStyle.danger),
            ]
        ],
    )


def forget_card(owner: int) -> ui.LayoutView:
    """The first question; an export is offered."""
    return card(
        "## Forget everything about you?",
        "Your books, proposals, settings and reminders would be gone, and nobody can bring them "
        "back. Take them out first: the JSON can be read in again.",
        colour=CAREFUL,
        buttons=[
            [
                action_button(owner, "export", label="Take it out first"),
                action_button(
                    owner, "forget-sure", label="Forget me", style=discord.ButtonStyle.danger
                ),
                action_button(owner, "forget-not", label="Keep it"),
            ]
        ],
    )


def forget_sure_card(balance: int, owner: int) -> ui.LayoutView:
    return card(
        "## Really?",
        f"{connects(balance)} and all that led to them. This is the last question.",
        colour=BAD,
        buttons=[
            [
                action_button(
                    owner,
                    "forget-now",
                    label="Yes, forget me",
                    style=discord.ButtonStyle.danger,
                ),
                action_button(owner, "forget-not", label="Keep it"),
            ]
        ],
    )


def forgotten_card() -> ui.LayoutView:
    return card(
        "## Forgotten",
        "Nothing of you is left here. The host's backups of the last seven days still hold it "
        "until they are replaced. Whatever you tell me next begins anew.",
        colour=CALM,
    )


def kept_card() -> ui.LayoutView:
    return card("Everything stays as it is.")
