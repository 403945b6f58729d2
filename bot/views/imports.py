"""The cards of /import: what a file would do, and what it did."""

from collections.abc import Callable, Sequence

import discord
from discord import ui

from bot.actions.data import (
    ColumnsUnclear,
    ExportOffered,
    HistoryOffered,
    Offered,
    OrderUnclear,
    ReadIn,
)
from bot.i18n.language import gettext, gettext_noop, ngettext
from bot.ledger.model import Kind, Purpose
from bot.ledger.proposals import BOOST_RETURNED
from bot.parsing.movement_words import BOOST, BOOST_CHARGE
from bot.parsing.numbers import MOST_CONNECTS
from bot.parsing.statements import StatementLine, Unread
from bot.parsing.tables import Table
from bot.parsing.text import one_line
from bot.transfer.history import Preview
from bot.transfer.rows import Export

from .buttons import ButtonAction, action_button
from .cards import CALM, CAREFUL, GOOD, card, lines
from .data import counted
from .text import calendar_day, connects, escape, number


def offer_card(offered: Offered, owner: int) -> ui.LayoutView:
    """What a file would do, which waits for the button."""
    match offered:
        case ExportOffered():
            return _export_offer_card(offered.export, offered.mark, owner)
        case HistoryOffered():
            return _history_offer_card(offered, owner)
        case ColumnsUnclear():
            return _columns_card(offered.table, offered.mark, owner)
        case OrderUnclear():
            return _order_card(offered.example, offered.mark, owner)


def _export_offer_card(export: Export, mark: str, owner: int) -> ui.LayoutView:
    return card(
        gettext("## Read in {balance}?", balance=connects(export.balance)),
        gettext(
            "The file holds {parts}. It becomes your books, whole.",
            parts=counted(export),
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


MOST_SHOWN = 8
"""Lines of one sort that are shown; each takes a line of the card."""


def _history_offer_card(offered: HistoryOffered, owner: int) -> ui.LayoutView:
    """What the history would add, and all that would not come in; nothing has been written."""
    found, statement = offered.preview, offered.statement
    moves = [movement for _, movement in found.new]
    beside = lines(_left_out(found), _unread(statement.unread), _stated(offered))
    more = _further(offered, owner)
    if not moves:
        title = gettext("## Nothing new in it")
        if statement.unknown and not (found.known or found.logged):
            title = gettext("## Nothing in it that I can read yet")
        return card(title, beside, buttons=more)
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
        lines(*_kinds(moves)),
        _unsure([move for move in moves if not move.is_sure]),
        lines(gettext("The last of them, as I read them:"), *map(_row, moves[-3:])),
        beside or None,
        gettext(
            "Your balance stays what it is: what you hold you have told me. The lines "
            "count for `/stats`, `/chart` and `/forecast`."
        ),
        buttons=[_apply(offered.mark, owner), *more],
        colour=CAREFUL if statement.unread else CALM,
    )


def _further(offered: HistoryOffered, owner: int) -> list[list[ui.Item[ui.LayoutView]]]:
    """The buttons for words that are not known, and for a balance that is another."""
    buttons: list[ui.Item[ui.LayoutView]] = []
    if offered.statement.unknown:
        label = gettext("Tell what their words mean")
        buttons.append(action_button(owner, ButtonAction.IMPORT_WORDS, offered.mark, label=label))
    correct = _correct_button(offered.statement.balance, offered.balance, owner)
    if correct:
        buttons.append(correct)
    return [buttons] if buttons else []


def _said(line: StatementLine) -> str:
    """The action and the title, once each."""
    return line.action if line.title in line.action else f"{line.action} · {line.title}"


_KINDS: tuple[tuple[str, Callable[[StatementLine], bool]], ...] = (
    (gettext_noop("spent on proposals"), lambda m: m.source == Purpose.PROPOSAL),
    (gettext_noop("spent on boosts"), lambda m: m.source in (BOOST, BOOST_CHARGE)),
    (gettext_noop("spent on badges, your profile and other"), lambda m: m.kind is Kind.SPEND),
    (gettext_noop("boosts that came back"), lambda m: m.source == BOOST_RETURNED),
    (gettext_noop("came back"), lambda m: m.kind is Kind.REFUND),
    (gettext_noop("bought"), lambda m: m.kind is Kind.PURCHASE),
    (gettext_noop("free"), lambda m: m.kind is Kind.GRANT),
    (gettext_noop("expired unused"), lambda m: m.kind is Kind.EXPIRE),
    (gettext_noop("cut by the cap"), lambda m: m.kind is Kind.FORFEIT),
)
"""The kinds that are told apart; each line is of the first that fits."""


def _kinds(moves: Sequence[StatementLine]) -> list[str]:
    """Each kind with its lines and its Connects; those whose words were not known apart."""
    sums: dict[tuple[int, bool], list[int]] = {}
    for move in moves:
        kind = next(at for at, (_, fits) in enumerate(_KINDS) if fits(move))
        sums.setdefault((kind, not move.is_sure), []).append(abs(move.connects))
    return [_kind_row(kind, unsure, sums[kind, unsure]) for kind, unsure in sorted(sums)]


def _kind_row(kind: int, unsure: bool, amounts: Sequence[int]) -> str:
    name = gettext(_KINDS[kind][0])
    if unsure:
        name = gettext("{kind}, as I take it (its words say no kind)", kind=name)
    return ngettext(
        "- {kind}: {count} line, {sum}",
        "- {kind}: {count} lines, {sum}",
        len(amounts),
        kind=name,
        count=number(len(amounts)),
        sum=connects(sum(amounts)),
    )


def _unsure(moves: Sequence[StatementLine]) -> str | None:
    """The lines whose words say no kind, as they were taken."""
    if not moves:
        return None
    return lines(
        gettext("Taken by their sign alone, so look at them:"),
        *(_row(move) for move in moves[:MOST_SHOWN]),
        _more(len(moves)),
    )


def _row(move: StatementLine) -> str:
    return f"- {move.day:%Y-%m-%d} · {escape(_said(move), 60)} · {move.connects:+}"


def _more(count: int) -> str | None:
    """That there are more than those that are shown."""
    more = count - MOST_SHOWN
    text = ngettext("- and {more} more", "- and {more} more", more, more=number(more))
    return text if more > 0 else None


def _left_out(found: Preview) -> str | None:
    return (
        lines(
            ngettext(
                "{known} came with an earlier file.",
                "{known} came with an earlier file.",
                found.known,
                known=number(found.known),
            )
            if found.known
            else None,
            ngettext(
                "{logged} you have logged already.",
                "{logged} you have logged already.",
                found.logged,
                logged=number(found.logged),
            )
            if found.logged
            else None,
        )
        or None
    )


def _unread(unread: Sequence[Unread]) -> str | None:
    """The lines that were not read, as they stand in the file."""
    if not unread:
        return None
    rows = [f"- {number(each.number)}: {escape(each.text, 90)}" for each in unread[:MOST_SHOWN]]
    return lines(
        ngettext(
            "**{count} line I could not read**, so it stays out:",
            "**{count} lines I could not read**, so they stay out:",
            len(unread),
            count=number(len(unread)),
        ),
        *rows,
        _more(len(unread)),
    )


def _stated(offered: HistoryOffered) -> str | None:
    stated = offered.statement.balance
    if stated is None:
        return None
    if stated == offered.balance:
        return gettext("The file states {stated} held, as I do.", stated=number(stated))
    return gettext(
        "The file states **{stated}** held; I hold **{balance}** for you.",
        stated=number(stated),
        balance=number(offered.balance),
    )


def _correct_button(stated: int | None, balance: int, owner: int) -> ui.Item[ui.LayoutView] | None:
    """Offers to make the balance what the file states, where it is another."""
    if stated is None or stated == balance or stated > MOST_CONNECTS:
        return None
    return action_button(
        owner,
        ButtonAction.IMPORT_BALANCE,
        stated,
        balance,
        label=gettext("Set my balance to {stated}", stated=number(stated)),
    )


DAY_FIRST, MONTH_FIRST = "dmy", "mdy"


def _order_card(example: str, mark: str, owner: int) -> ui.LayoutView:
    """Ask whether the day stands before the month."""
    return card(
        gettext("## Which is the day?"),
        gettext(
            "The file's dates look like `{example}`, and every one of them can be read day first "
            "or month first.",
            example=escape(example, 30),
        ),
        colour=CAREFUL,
        buttons=[
            [
                action_button(
                    owner,
                    ButtonAction.IMPORT_ORDER,
                    mark,
                    first,
                    label=label,
                    style=discord.ButtonStyle.primary,
                )
                for first, label in (
                    (DAY_FIRST, gettext("The day stands first")),
                    (MONTH_FIRST, gettext("The month stands first")),
                )
            ]
            + [action_button(owner, ButtonAction.IMPORT_LEAVE, mark, label=gettext("Leave it"))]
        ],
    )


def _columns_card(table: Table, mark: str, owner: int) -> ui.LayoutView:
    """Ask which column is which; it shows the file's first rows."""
    rows = [" · ".join(escape(cell, 24) for cell in row.cells[:8]) for row in table[:3]]
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


def column_options(table: Table) -> list[discord.SelectOption]:
    """The columns of the widest rows, at most 25, each with a sample of what stands in it."""
    full = max((len([cell for cell in row.cells if cell]) for row in table[:50]), default=0)
    rows = [row for row in table[:50] if len([cell for cell in row.cells if cell]) == full]
    width = min(25, max((len(row.cells) for row in rows), default=1))
    samples = [
        [row.cells[at] if at < len(row.cells) else "" for row in rows[:3]] for at in range(width)
    ]
    return [
        discord.SelectOption(
            label=one_line(f"{number} · {cells[0] or gettext('empty')}", 90),
            value=str(number - 1),
            description=one_line(" · ".join(filter(None, cells[1:])), 90) or None,
        )
        for number, cells in enumerate(samples, 1)
    ]


MEANINGS: dict[str, str] = {
    "spend": gettext_noop("A proposal was sent"),
    "boost": gettext_noop("A proposal was boosted"),
    "boost_back": gettext_noop("A boost came back"),
    "boost_charge": gettext_noop("A boost's final charge"),
    "refund": gettext_noop("A proposal's Connects came back"),
    "purchase": gettext_noop("Connects were bought"),
    "plan": gettext_noop("The month's Connects of the plan"),
    "interview": gettext_noop("A reward for an interview"),
    "other_free": gettext_noop("Other free Connects"),
    "badge": gettext_noop("An availability badge"),
    "profile_boost": gettext_noop("The profile was boosted"),
    "other": gettext_noop("Spent on something else"),
    "expire": gettext_noop("Connects expired"),
    "forfeit": gettext_noop("Cut by the cap"),
}
"""What the words of a line may mean, by the names of `movement_words.MEANINGS`."""


def meaning_options() -> list[discord.SelectOption]:
    return [
        discord.SelectOption(label=gettext(meaning), value=name)
        for name, meaning in MEANINGS.items()
    ]


def read_in_card(found: ReadIn, owner: int) -> ui.LayoutView:
    balance, lines_read, not_joined = found.balance, found.lines, found.not_joined
    correct = _correct_button(found.stated, balance, owner)
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
            gettext("The file states {stated}.", stated=number(found.stated))
            if correct and found.stated is not None
            else None,
        ),
        colour=GOOD,
        buttons=[[correct]] if correct else (),
    )


def read_in_before_card() -> ui.LayoutView:
    return card(
        gettext("## You have it already"),
        gettext("Your books hold just that. Nothing was written."),
    )


def left_card() -> ui.LayoutView:
    return card(gettext("Nothing was read in."))
