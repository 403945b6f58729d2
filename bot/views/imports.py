"""The cards of /import: what a file would do, and what it did."""

from collections import Counter

import discord
from discord import ui

from bot.actions.data import (
    ColumnsUnclear,
    ExportOffered,
    HistoryOffered,
    Offered,
    ReadIn,
)
from bot.i18n.language import gettext, ngettext
from bot.ledger.model import Kind
from bot.parsing.statements import Table
from bot.parsing.text import one_line
from bot.transfer.history import Preview
from bot.transfer.rows import Export

from .buttons import ButtonAction, action_button
from .cards import CAREFUL, GOOD, card, lines
from .text import calendar_day, connects, escape, number


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
