"""The journal as a browsable card."""

from collections.abc import Sequence

from discord import ui

from bot.i18n.language import t
from bot.store.history import Line

from .cards import card, lines
from .movements import describe
from .proposals import pages
from .text import age, connects, number

PAGE = 8


def history_card(
    journal: Sequence[Line], page: int, kind: str, since: int, owner: int, balance: int
) -> ui.LayoutView:
    """A page of the journal; one line more than a page holds means that there is another."""
    if not journal:
        return card(
            t("## Nothing in the journal"), t("Log something with `/spend`, `/buy` or `/setup`.")
        )
    rows = [_row(line) for line in journal[:PAGE]]
    return card(
        t("## History · {balance} held", balance=connects(balance)),
        lines(*rows),
        buttons=[pages(owner, "history", page, len(journal) > PAGE, kind, since)],
    )


def _row(line: Line) -> str:
    entry = line.entry
    sign = "+" if entry.amount > 0 else "−" if entry.amount < 0 else "±"
    what = describe(entry, line.title)
    if entry.reverses:
        what = t("undone: {what}", what=what)
    elif line.reversed:
        what = f"~~{what}~~"
    return f"**{sign}{number(abs(entry.amount))}** {what} · {age(entry.at)}"
