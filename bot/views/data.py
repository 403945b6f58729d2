"""The cards of a person's data: taken out, read in, forgotten, and what is kept at all."""

import io
from collections import Counter

import discord
from discord import ui

from bot.actions.data import (
    ColumnsUnclear,
    ExportOffered,
    HistoryOffered,
    Offered,
    ReadIn,
    TakenOut,
)
from bot.i18n.language import gettext, ngettext
from bot.ledger.model import Kind
from bot.parsing.statements import Table
from bot.parsing.text import one_line
from bot.transfer.export import Export
from bot.transfer.history import Preview

from .buttons import ButtonAction, action_button
from .cards import BAD, CALM, CAREFUL, GOOD, card, lines
from .text import calendar_day, connects, escape, number


def export_card(taken: TakenOut) -> tuple[ui.LayoutView, list[discord.File]]:
    """The files, with what is in them."""
    export, files = taken.export, taken.files
    parts = [ui.File[ui.LayoutView](f"attachment://{name}") for name in files]
    view = card(
        gettext("## All that I keep of you"),
        gettext(
            "{balance} held, {entries} lines of the journal, {proposals} proposals, "
            "{reminders} reminders.",
            balance=connects(export.balance),
            entries=number(len(export.entries)),
            proposals=number(len(export.proposals)),
            reminders=number(len(export.waiting)),
        ),
        *parts,
        gettext("-# The JSON can be read in again with `/import`."),
        colour=GOOD,
    )
    return view, [discord.File(io.BytesIO(content), name) for name, content in files.items()]


def nothing_kept_card() -> ui.LayoutView:
    return card(
        gettext("## I keep nothing of you"), gettext("There is nothing to take out or to forget.")
    )


def offer_card(offered: Offered, owner: int) -> ui.LayoutView:
    """What a file would do, which waits for the button."""
    match offered:
        case ExportOffered():
            return _export_offer_card(offered.export, offered.mark, owner)
        case HistoryOffered():
            return _history_offer_card(offered.preview, offered.mark, owner)
        case ColumnsUnclear():
            return _columns_card(offered.table, offered.mark, owner)


def _export_offer_card(export: Export, mark: str, owner: int) -> ui.LayoutView:
    return card(
        gettext("## Read in {balance}?", balance=connects(export.balance)),
        gettext(
            "The file holds {entries} lines of a journal, {proposals} proposals and "
            "{reminders} reminders. It becomes your books, whole.",
            entries=number(len(export.entries)),
            proposals=number(len(export.proposals)),
            reminders=number(len(export.waiting)),
        ),
        buttons=[_apply(mark, owner)],
    )


def _apply(mark: str, owner: int) -> list[ui.Item[ui.LayoutView]]:
    return [
        action_button(
            owner,
            ButtonAction.IMPORT,
            mark,
            label=gettext("Read it in"),
            style=discord.ButtonStyle.primary,
        ),
        action_button(owner, ButtonAction.IMPORT_LEAVE, mark, label=gettext("Leave it")),
    ]


def _history_offer_card(found: Preview, mark: str, owner: int) -> ui.LayoutView:
    """What the history would add; nothing has been written."""
    left_out = lines(
        gettext("{known} came with an earlier file.", known=number(found.known))
        if found.known
        else None,
        gettext("{logged} you have logged already.", logged=number(found.logged))
        if found.logged
        else None,
    )
    if not found.new:
        return card(gettext("## Nothing new in it"), left_out)
    moves = [movement for _, movement in found.new]
    kinds = Counter(movement.kind for movement in moves)
    names = {
        Kind.SPEND: "spent",
        Kind.PURCHASE: "bought",
        Kind.GRANT: "free",
        Kind.REFUND: gettext("came back"),
        Kind.EXPIRE: "expired",
        Kind.FORFEIT: "cut",
    }
    rows = [
        ngettext(
            "- {kind}: {count} line, {sum}",
            "- {kind}: {count} lines, {sum}",
            count,
            kind=names[kind],
            count=number(count),
            sum=connects(sum(abs(m.connects) for m in moves if m.kind is kind)),
        )
        for kind, count in kinds.items()
        if kind in names
    ]
    examples = [f"- {m.day:%Y-%m-%d} · {escape(m.action, 50)} · {m.connects:+}" for m in moves[-3:]]
    return card(
        ngettext(
            "## Read in {moves} line?",
            "## Read in {moves} lines?",
            len(moves),
            moves=number(len(moves)),
        ),
        gettext(
            "From {day} to {day2}:",
            day=calendar_day(moves[0].day),
            day2=calendar_day(moves[-1].day),
        ),
        lines(*rows),
        lines(gettext("The last of them, as I read them:"), *examples),
        left_out or None,
        gettext(
            "Your balance stays what it is: what you hold you have told me. The lines "
            "count for `/stats`, `/chart` and `/forecast`."
        ),
        buttons=[_apply(mark, owner)],
    )


def _columns_card(table: Table, mark: str, owner: int) -> ui.LayoutView:
    """Ask which column is which; `table` is the file's first rows."""
    rows = [" · ".join(escape(cell, 24) for cell in row[:8]) for row in table[:3]]
    return card(
        gettext("## Which column is which?"),
        gettext(
            "I can't tell the date, the action and the Connects apart in this file. It begins:"
        ),
        lines(*(f"- {row}" for row in rows)),
        colour=CAREFUL,
        buttons=[
            [
                action_button(
                    owner,
                    ButtonAction.IMPORT_COLUMNS,
                    mark,
                    label=gettext("Name the columns"),
                    style=discord.ButtonStyle.primary,
                ),
                action_button(owner, ButtonAction.IMPORT_LEAVE, mark, label=gettext("Leave it")),
            ]
        ],
    )


def column_names(table: Table) -> list[str]:
    """The first row's cells as names that can be chosen among, at most 25, each once."""
    return [
        one_line(f"{number} · {cell or 'empty'}", 90)
        for number, cell in enumerate(table[0][:25], 1)
    ]


def read_in_card(found: ReadIn) -> ui.LayoutView:
    balance, lines_read, not_joined = found.balance, found.lines, found.not_joined
    left_out = ngettext(
        "In one server of the file you are not counted: I don't see you there.",
        "In {not_joined} servers of the file you are not counted: I don't see you there.",
        not_joined,
        not_joined=number(not_joined),
    )
    return card(
        ngettext(
            "## {lines_read} line read in",
            "## {lines_read} lines read in",
            lines_read,
            lines_read=number(lines_read),
        ),
        lines(
            gettext("You hold **{balance}**.", balance=connects(balance)),
            left_out if not_joined else None,
        ),
        colour=GOOD,
    )


def read_in_before_card() -> ui.LayoutView:
    return card(
        gettext("## You have it already"),
        gettext("Your books hold just that. Nothing was written."),
    )


def left_card() -> ui.LayoutView:
    return card(gettext("Nothing was read in."))


def privacy_card(shares: bool, owner: int) -> ui.LayoutView:
    """What is kept, why, where and for how long."""
    return card(
        gettext("## What I keep of you"),
        lines(
            gettext(
                "- **Your books**: plan, cycle day, every line of the journal, your "
                "proposals with the titles, links and budgets that you told. To count for "
                "you."
            ),
            gettext(
                "- **Your settings**: time zone, which reminders come, the reminders that "
                "you asked for, what you have been told by them."
            ),
            gettext(
                "- **For a while**: what you said that waits for a button (a week), which "
                "requests have been done (eight days), reminders that were said or called "
                "off (90 days), a file that waits to be read in (an hour)."
            ),
            gettext(
                "- **Your Discord id**, to know whose all that is. Not your name, and none "
                "of your messages."
            ),
        ),
        gettext(
            "It lies in the database of whoever hosts me, and in its backups of the last "
            "seven days. It is kept until you have it forgotten. In servers only you see "
            "your figures."
        ),
        gettext("**Others' estimates**: ")
        + (
            gettext(
                "what jobs cost you is counted, without your name, when at least five people "
                "stand behind a figure."
            )
            if shares
            else gettext("what jobs cost you is not counted.")
        ),
        buttons=[
            [
                action_button(
                    owner,
                    ButtonAction.SHARE,
                    int(not shares),
                    label=gettext("Don't count mine") if shares else gettext("Count mine"),
                ),
                action_button(owner, ButtonAction.EXPORT, label=gettext("Take it out")),
                action_button(
                    owner,
                    ButtonAction.FORGET,
                    label=gettext("Forget me"),
                    style=discord.ButtonStyle.danger,
                ),
            ]
        ],
    )


def forget_card(owner: int) -> ui.LayoutView:
    """The first question; an export is offered."""
    return card(
        gettext("## Forget everything about you?"),
        gettext(
            "Your books, proposals, settings and reminders would be gone, and nobody can "
            "bring them back. Take them out first: the JSON can be read in again."
        ),
        colour=CAREFUL,
        buttons=[
            [
                action_button(owner, ButtonAction.EXPORT, label=gettext("Take it out first")),
                action_button(
                    owner,
                    ButtonAction.FORGET_SURE,
                    label=gettext("Forget me"),
                    style=discord.ButtonStyle.danger,
                ),
                action_button(owner, ButtonAction.FORGET_NOT, label=gettext("Keep it")),
            ]
        ],
    )


def forget_sure_card(balance: int, owner: int) -> ui.LayoutView:
    return card(
        gettext("## Really?"),
        gettext(
            "{balance} and all that led to them. This is the last question.",
            balance=connects(balance),
        ),
        colour=BAD,
        buttons=[
            [
                action_button(
                    owner,
                    ButtonAction.FORGET_NOW,
                    label=gettext("Yes, forget me"),
                    style=discord.ButtonStyle.danger,
                ),
                action_button(owner, ButtonAction.FORGET_NOT, label=gettext("Keep it")),
            ]
        ],
    )


def forgotten_card() -> ui.LayoutView:
    return card(
        gettext("## Forgotten"),
        gettext(
            "Nothing of you is left here. The host's backups of the last seven days "
            "still hold it until they are replaced. Whatever you tell me next begins "
            "anew."
        ),
        colour=CALM,
    )


def not_forgotten_card() -> ui.LayoutView:
    return card(gettext("Everything stays as it is."))
