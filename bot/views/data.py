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
from bot.i18n.language import t, tn
from bot.ledger.model import Kind
from bot.parsing.statements import Table
from bot.parsing.text import one_line
from bot.transfer.export import Export
from bot.transfer.history import Preview

from .buttons import ButtonAction, action_button
from .cards import BAD, CALM, CAREFUL, GOOD, card, lines
from .text import calendar_day, connects, number, shown


def export_card(taken: TakenOut) -> tuple[ui.LayoutView, list[discord.File]]:
    """The files, with what is in them."""
    export, files = taken.export, taken.files
    parts = [ui.File[ui.LayoutView](f"attachment://{name}") for name in files]
    view = card(
        t("## All that I keep of you"),
        t(
            "{balance} held, {entries} lines of the journal, {proposals} proposals, "
            "{reminders} reminders.",
            balance=connects(export.balance),
            entries=number(len(export.entries)),
            proposals=number(len(export.proposals)),
            reminders=number(len(export.waiting)),
        ),
        *parts,
        t("-# The JSON can be read in again with `/import`."),
        colour=GOOD,
    )
    return view, [discord.File(io.BytesIO(content), name) for name, content in files.items()]


def nothing_kept_card() -> ui.LayoutView:
    return card(t("## I keep nothing of you"), t("There is nothing to take out or to forget."))


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
        t("## Read in {balance}?", balance=connects(export.balance)),
        t(
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
            label=t("Read it in"),
            style=discord.ButtonStyle.primary,
        ),
        action_button(owner, ButtonAction.IMPORT_LEAVE, mark, label=t("Leave it")),
    ]


def _history_offer_card(found: Preview, mark: str, owner: int) -> ui.LayoutView:
    """What the history would add; nothing has been written."""
    left_out = lines(
        t("{known} came with an earlier file.", known=number(found.known)) if found.known else None,
        t("{logged} you have logged already.", logged=number(found.logged))
        if found.logged
        else None,
    )
    if not found.new:
        return card(t("## Nothing new in it"), left_out)
    moves = [movement for _, movement in found.new]
    kinds = Counter(movement.kind for movement in moves)
    names = {
        Kind.SPEND: "spent",
        Kind.PURCHASE: "bought",
        Kind.GRANT: "free",
        Kind.REFUND: t("came back"),
        Kind.EXPIRE: "expired",
        Kind.FORFEIT: "cut",
    }
    rows = [
        tn(
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
    examples = [f"- {m.day:%Y-%m-%d} · {shown(m.action, 50)} · {m.connects:+}" for m in moves[-3:]]
    return card(
        tn(
            "## Read in {moves} line?",
            "## Read in {moves} lines?",
            len(moves),
            moves=number(len(moves)),
        ),
        t(
            "From {day} to {day2}:",
            day=calendar_day(moves[0].day),
            day2=calendar_day(moves[-1].day),
        ),
        lines(*rows),
        lines(t("The last of them, as I read them:"), *examples),
        left_out or None,
        t(
            "Your balance stays what it is: what you hold you have told me. The lines "
            "count for `/stats`, `/chart` and `/forecast`."
        ),
        buttons=[_apply(mark, owner)],
    )


def _columns_card(table: Table, mark: str, owner: int) -> ui.LayoutView:
    """Ask which column is which; `table` is the file's first rows."""
    rows = [" · ".join(shown(cell, 24) for cell in row[:8]) for row in table[:3]]
    return card(
        t("## Which column is which?"),
        t("I can't tell the date, the action and the Connects apart in this file. It begins:"),
        lines(*(f"- {row}" for row in rows)),
        colour=CAREFUL,
        buttons=[
            [
                action_button(
                    owner,
                    ButtonAction.IMPORT_COLUMNS,
                    mark,
                    label=t("Name the columns"),
                    style=discord.ButtonStyle.primary,
                ),
                action_button(owner, ButtonAction.IMPORT_LEAVE, mark, label=t("Leave it")),
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
    left_out = tn(
        "In one server of the file you are not counted: I don't see you there.",
        "In {not_joined} servers of the file you are not counted: I don't see you there.",
        not_joined,
        not_joined=number(not_joined),
    )
    return card(
        tn(
            "## {lines_read} line read in",
            "## {lines_read} lines read in",
            lines_read,
            lines_read=number(lines_read),
        ),
        lines(
            t("You hold **{balance}**.", balance=connects(balance)),
            left_out if not_joined else None,
        ),
        colour=GOOD,
    )


def read_in_before_card() -> ui.LayoutView:
    return card(t("## You have it already"), t("Your books hold just that. Nothing was written."))


def left_card() -> ui.LayoutView:
    return card(t("Nothing was read in."))


def privacy_card(shares: bool, owner: int) -> ui.LayoutView:
    """What is kept, why, where and for how long."""
    return card(
        t("## What I keep of you"),
        lines(
            t(
                "- **Your books**: plan, cycle day, every line of the journal, your "
                "proposals with the titles, links and budgets that you told. To count for "
                "you."
            ),
            t(
                "- **Your settings**: time zone, which reminders come, the reminders that "
                "you asked for, what you have been told by them."
            ),
            t(
                "- **For a while**: what you said that waits for a button (a week), which "
                "requests have been done (eight days), reminders that were said or called "
                "off (90 days), a file that waits to be read in (an hour)."
            ),
            t(
                "- **Your Discord id**, to know whose all that is. Not your name, and none "
                "of your messages."
            ),
        ),
        t(
            "It lies in the database of whoever hosts me, and in its backups of the last "
            "seven days. It is kept until you have it forgotten. In servers only you see "
            "your figures."
        ),
        t("**Others' estimates**: ")
        + (
            t(
                "what jobs cost you is counted, without your name, when at least five people "
                "stand behind a figure."
            )
            if shares
            else t("what jobs cost you is not counted.")
        ),
        buttons=[
            [
                action_button(
                    owner,
                    ButtonAction.SHARE,
                    int(not shares),
                    label=t("Don't count mine") if shares else t("Count mine"),
                ),
                action_button(owner, ButtonAction.EXPORT, label=t("Take it out")),
                action_button(
                    owner,
                    ButtonAction.FORGET,
                    label=t("Forget me"),
                    style=discord.ButtonStyle.danger,
                ),
            ]
        ],
    )


def forget_card(owner: int) -> ui.LayoutView:
    """The first question; an export is offered."""
    return card(
        t("## Forget everything about you?"),
        t(
            "Your books, proposals, settings and reminders would be gone, and nobody can "
            "bring them back. Take them out first: the JSON can be read in again."
        ),
        colour=CAREFUL,
        buttons=[
            [
                action_button(owner, ButtonAction.EXPORT, label=t("Take it out first")),
                action_button(
                    owner,
                    ButtonAction.FORGET_SURE,
                    label=t("Forget me"),
                    style=discord.ButtonStyle.danger,
                ),
                action_button(owner, ButtonAction.FORGET_NOT, label=t("Keep it")),
            ]
        ],
    )


def forget_sure_card(balance: int, owner: int) -> ui.LayoutView:
    return card(
        t("## Really?"),
        t(
            "{balance} and all that led to them. This is the last question.",
            balance=connects(balance),
        ),
        colour=BAD,
        buttons=[
            [
                action_button(
                    owner,
                    ButtonAction.FORGET_NOW,
                    label=t("Yes, forget me"),
                    style=discord.ButtonStyle.danger,
                ),
                action_button(owner, ButtonAction.FORGET_NOT, label=t("Keep it")),
            ]
        ],
    )


def forgotten_card() -> ui.LayoutView:
    return card(
        t("## Forgotten"),
        t(
            "Nothing of you is left here. The host's backups of the last seven days "
            "still hold it until they are replaced. Whatever you tell me next begins "
            "anew."
        ),
        colour=CALM,
    )


def kept_card() -> ui.LayoutView:
    return card(t("Everything stays as it is."))
