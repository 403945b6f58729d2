"""The journal as a browsable card, and what a period moved in all."""

from datetime import datetime, timedelta

from discord import ui

from bot.actions.history import HistoryPage, PeriodTotals
from bot.i18n.language import gettext
from bot.ledger.figures import Totals
from bot.ledger.model import Kind
from bot.store.card_changes import CardChange
from bot.store.history import Line
from bot.store.journal import instant, seconds

from .buttons import ALL, ButtonAction, action_button
from .cards import card, lines
from .movements import describe
from .proposals import page_of, pages
from .text import age, capital, connects, day_alone, money, number


def history_card(found: HistoryPage, owner: int) -> ui.LayoutView:
    """A page of the journal."""
    if not found.lines:
        return card(
            gettext("## Nothing in the journal"),
            gettext("Log something with `/spend`, `/buy` or `/setup`."),
        )
    since = instant(found.since) if found.since else None
    return card(
        gettext("## History · {balance} held", balance=connects(found.balance)),
        lines(
            _dates(since, instant(found.until) if found.until else None),
            capital(" · ".join(text for _, text in _totals(found.totals))),
        ),
        lines(*map(_row, found.lines)),
        page_of(found.page, found.pages),
        buttons=[
            pages(
                owner,
                ButtonAction.HISTORY_PERIOD,
                found.page,
                found.page + 1 < found.pages,
                found.kind or ALL,
                found.since,
                found.until,
            )
        ],
    )


def totals_card(found: PeriodTotals, owner: int) -> ui.LayoutView:
    """What was asked of a period as one large number, and the rest of what it moved."""
    start, until = found.start, found.until
    amount, what = _asked(found)
    is_said = {found.kind} - {Kind.PURCHASE}
    if found.kind is Kind.EXPIRE:
        is_said.add(Kind.FORFEIT)
    rest = [text for kind, text in _totals(found.totals) if kind not in is_said]
    return card(
        f"# {amount}",
        lines(capital(what), _dates(start, until) or gettext("Since the first entry")),
        capital(" · ".join(rest)) or None,
        buttons=[
            [
                action_button(
                    owner,
                    ButtonAction.HISTORY_PERIOD,
                    0,
                    ALL if found.kind is Kind.EXPIRE else found.kind,
                    seconds(start) if start else 0,
                    seconds(until) if until else 0,
                    label=gettext("Show each line"),
                )
            ]
        ],
    )


def _asked(found: PeriodTotals) -> tuple[str, str]:
    """The number that was asked for, and what it counts."""
    totals = found.totals
    match found.kind:
        case Kind.PURCHASE if found.money:
            return money(totals.paid), gettext("paid for Connects")
        case Kind.PURCHASE:
            return connects(totals.bought), gettext("bought")
        case Kind.GRANT:
            return connects(totals.granted), gettext("arrived")
        case Kind.REFUND:
            return connects(totals.returned), gettext("came back")
        case Kind.EXPIRE | Kind.FORFEIT:
            return connects(totals.expired + totals.cut), gettext("expired or cut by the cap")
        case Kind.CORRECT:
            return _signed(totals.corrected), gettext("corrected")
        case Kind.SPEND if totals.elsewhere:
            elsewhere = number(totals.elsewhere)
            what = gettext("spent, {elsewhere} of it not on proposals", elsewhere=elsewhere)
            return connects(totals.spent), what
        case _:
            return connects(totals.spent), gettext("spent")


def _totals(totals: Totals) -> list[tuple[Kind, str]]:
    """What was moved, each kind with its words; nothing of a kind that moved nothing."""
    bought = gettext(
        "bought {bought} for {paid}",
        bought=f"**{number(totals.bought)}**",
        paid=money(totals.paid),
    )
    told = (
        (Kind.GRANT, totals.granted, gettext("arrived {n}", n=_bold(totals.granted))),
        (Kind.PURCHASE, totals.bought, bought),
        (Kind.SPEND, totals.spent, gettext("spent {n}", n=_bold(totals.spent))),
        (Kind.REFUND, totals.returned, gettext("came back {n}", n=_bold(totals.returned))),
        (Kind.EXPIRE, totals.expired, gettext("expired {n}", n=_bold(totals.expired))),
        (Kind.FORFEIT, totals.cut, gettext("cut by the cap {n}", n=_bold(totals.cut))),
        (
            Kind.CORRECT,
            totals.corrected,
            gettext("corrected {n}", n=f"**{_signed(totals.corrected)}**"),
        ),
    )
    return [(kind, text) for kind, amount, text in told if amount]


def _bold(amount: int) -> str:
    return f"**{number(amount)}**"


def _signed(amount: int) -> str:
    sign = "+" if amount > 0 else "−" if amount < 0 else "±"
    return f"{sign}{number(abs(amount))}"


def _dates(start: datetime | None, until: datetime | None) -> str | None:
    """The days that a period has; None of one without a start and an end."""
    last = day_alone(until - timedelta(seconds=1)) if until else None
    if start is None:
        return gettext("Until {last}", last=last) if last else None
    if last is None:
        return gettext("Since {first}", first=day_alone(start))
    return f"{day_alone(start)} – {last}"


def _row(line: Line | CardChange) -> str:
    if isinstance(line, CardChange):
        changed = gettext(
            "**Rules** {rates} from here on, {before} until then",
            rates=line.rates,
            before=line.rates_before,
        )
        return f"{changed} · {age(line.at)}"
    return (
        f"**{_signed(line.amount)}** {_what(line)} · {age(line.entry.at)} → {_bold(line.balance)}"
    )


def _what(line: Line) -> str:
    entry = line.entry
    what = describe(entry, line.title)
    if line.edited_from is not None:
        what = gettext(
            "{what}, changed from {before} to {now}",
            what=what,
            before=number(line.edited_from),
            now=number(-entry.amount),
        )
    if entry.reverses:
        return gettext("undone: {what}", what=what)
    return f"~~{what}~~" if line.reversed else what
