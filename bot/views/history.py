"""The journal as a browsable card."""

from discord import ui

from bot.actions.history import HistoryPage
from bot.i18n.language import gettext
from bot.store.card_changes import CardChange
from bot.store.history import Line

from .buttons import ALL, ButtonAction
from .cards import card, lines
from .movements import describe
from .proposals import pages
from .text import age, connects, number


def history_card(found: HistoryPage, owner: int) -> ui.LayoutView:
    """A page of the journal."""
    if not found.lines:
        return card(
            gettext("## Nothing in the journal"),
            gettext("Log something with `/spend`, `/buy` or `/setup`."),
        )
    return card(
        gettext("## History · {balance} held", balance=connects(found.balance)),
        lines(*map(_row, found.lines)),
        buttons=[
            pages(
                owner,
                ButtonAction.HISTORY,
                found.page,
                found.has_more,
                found.kind or ALL,
                found.since,
            )
        ],
    )


def _row(line: Line | CardChange) -> str:
    if isinstance(line, CardChange):
        changed = gettext(
            "**Rules** {rates} from here on, {before} until then",
            rates=line.rates,
            before=line.rates_before,
        )
        return f"{changed} · {age(line.at)}"
    entry = line.entry
    sign = "+" if entry.amount > 0 else "−" if entry.amount < 0 else "±"
    what = describe(entry, line.title)
    if entry.reverses:
        what = gettext("undone: {what}", what=what)
    elif line.reversed:
        what = f"~~{what}~~"
    return f"**{sign}{number(abs(entry.amount))}** {what} · {age(entry.at)}"
