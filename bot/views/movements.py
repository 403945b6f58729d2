"""The cards of Connects that come and go."""

from typing import Any

import discord
from discord import ui

from bot.actions.movements import Bought
from bot.i18n.language import gettext, ngettext
from bot.ledger.cycles import cut_at_next_rollover
from bot.ledger.model import Entry, Kind, Purpose, Source
from bot.ledger.rate_card import RateCard
from bot.store.accounts import Receipt
from bot.store.edits import EditReceipt
from bot.store.movements import RedoReceipt, SpendReceipt, UndoReceipt

from .account import top_rated_button, undo_button
from .buttons import ButtonAction, action_button
from .cards import CALM, CAREFUL, GOOD, card, lines, source_line
from .proposals import edit_card, effect, proposal_blocks, proposal_buttons
from .text import connects, day, escape, label, money, number


def held(receipt: Receipt) -> str:
    return gettext("You hold **{balance}** now.", balance=connects(receipt.balance))


def spend_card(receipt: SpendReceipt, rates: RateCard, owner: int) -> ui.LayoutView:
    entry = receipt.entry
    if receipt.proposal:
        return card(
            f"# −{connects(-entry.amount)}",
            held(receipt),
            *proposal_blocks(receipt.proposal),
            source_line(rates),
            buttons=proposal_buttons(receipt.proposal, owner),
        )
    purpose = label(Purpose(entry.source))
    return card(
        f"# −{connects(-entry.amount)}",
        lines(
            gettext("For: {purpose}", purpose=purpose)
            + (f", {escape(entry.note)}" if entry.note else ""),
            held(receipt),
        ),
        buttons=[[undo_button(owner, entry.id)]],
    )


def buy_card(bought: Bought, rates: RateCard, owner: int, waits: int = 0) -> ui.LayoutView:
    """`waits` is a spend that waited for it, as a kept Draft."""
    receipt = bought.receipt
    amount = receipt.entry.amount
    cut = cut_at_next_rollover(receipt.books, rates)
    at = receipt.books.account.next_cycle_at
    return card(
        f"# +{connects(amount)}",
        gettext(
            "Bought for {price_cents}. {receipt}",
            price_cents=money(bought.price_cents),
            receipt=held(receipt),
        ),
        _expires(receipt),
        _not_sold(amount, rates),
        ngettext(
            "⚠️ At most {cap} carry over on {at}: **{cut} would be cut** if you spend "
            "nothing until then.",
            "⚠️ At most {cap} carry over on {at}: **{cut} would be cut** if you spend "
            "nothing until then.",
            cut,
            cap=number(rates.rollover.cap or 0),
            at=day(at),
            cut=connects(cut),
        )
        if cut
        else None,
        colour=CAREFUL if cut else GOOD,
        buttons=[[*_log_it(owner, waits), undo_button(owner, receipt.entry.id)]],
    )


def _log_it(owner: int, waits: int) -> list[ui.Item[Any]]:
    if not waits:
        return []
    style = discord.ButtonStyle.primary
    return [
        action_button(
            owner, ButtonAction.FORM_AGAIN, waits, label=gettext("Log the spend"), style=style
        )
    ]


def _not_sold(amount: int, rates: RateCard) -> str | None:
    """That the rate card knows no such purchase, where it doesn't."""
    if rates.sells(amount):
        return None
    if rates.price.minimum is not None:
        return gettext(
            "Noted, though by the rate card {name} the least purchase is {minimum}.",
            name=rates.name,
            minimum=number(rates.price.minimum),
        )
    return gettext(
        "Noted, though {amount} is no bundle of the rate card {name}.",
        amount=number(amount),
        name=rates.name,
    )


def earn_card(receipt: Receipt, rates: RateCard, owner: int) -> ui.LayoutView:
    entry = receipt.entry
    buttons = [undo_button(owner, entry.id)]
    word = None
    if entry.source == Source.TOP_RATED:
        buttons.append(top_rated_button(owner))
        if entry.source in rates.monthly_badges:
            word = gettext(
                "They arrive each month while the status lasts. Only the source of this rate "
                "card says so; no page of Upwork's was found that does."
            )
    return card(
        f"# +{connects(entry.amount)}",
        gettext(
            "From: {source}. {receipt}", source=label(Source(entry.source)), receipt=held(receipt)
        ),
        _expires(receipt),
        word,
        source_line(rates),
        colour=GOOD,
        buttons=[buttons],
    )


def _expires(receipt: Receipt) -> str | None:
    lot = receipt.entry.lot
    if lot is None:
        return None
    if lot.acquired_at < receipt.entry.at:
        return ngettext(
            "It arrived on {acquired_at} and expires on {expires_at}.",
            "They arrived on {acquired_at} and expire on {expires_at}.",
            lot.amount,
            acquired_at=day(lot.acquired_at),
            expires_at=day(lot.expires_at),
        )
    return ngettext(
        "It expires on {expires_at}.",
        "They expire on {expires_at}.",
        lot.amount,
        expires_at=day(lot.expires_at),
    )


def correct_card(receipt: Receipt, owner: int, waits: int = 0) -> ui.LayoutView:
    """`waits` is a spend that waited for it, as a kept Draft."""
    if not receipt.entries:
        return card(
            f"# {connects(receipt.balance)}",
            gettext("That is what I have already. Nothing was written."),
        )
    amount = receipt.entry.amount
    sign = "+" if amount > 0 else "−"
    return card(
        f"# {connects(receipt.balance)}",
        gettext(
            "One correction of **{sign}{amount}** makes it what Upwork shows.",
            sign=sign,
            amount=number(abs(amount)),
        ),
        _expires(receipt) if amount > 0 else None,
        colour=GOOD,
        buttons=[[*_log_it(owner, waits), undo_button(owner, receipt.entry.id)]],
    )


def undone_card(undone: UndoReceipt | EditReceipt, owner: int) -> ui.LayoutView:
    if isinstance(undone, EditReceipt):
        return edit_card(undone, owner)
    return card(
        gettext(
            "## Undone: {amount} {undone}",
            amount=connects(abs(undone.undone.amount)),
            undone=describe(undone.undone, undone.title),
        ),
        *[
            effect(entry)
            for entry in undone.receipt.entries
            if entry.kind is not undone.undone.kind
        ],
        held(undone.receipt),
        ngettext(
            "{lost} of them had expired by now, so it is lost.",
            "{lost} of them had expired by now, so they are lost.",
            undone.lost,
            lost=connects(undone.lost),
        )
        if undone.lost
        else None,
        colour=CALM,
        buttons=[
            [action_button(owner, ButtonAction.REDO, undone.redo_id, label=gettext("Do it again"))]
            if undone.redo_id is not None
            else []
        ],
    )


def redone_card(redone: RedoReceipt, owner: int) -> ui.LayoutView:
    entry = redone.receipt.entry
    return card(
        gettext(
            "## Done again: {amount} {what}",
            amount=connects(abs(entry.amount)),
            what=describe(entry, redone.title),
        ),
        held(redone.receipt),
        buttons=[[undo_button(owner, entry.id)]],
    )


def describe(entry: Entry, title: str | None) -> str:
    """What an entry did with its Connects, such as `spent on **logo**`."""
    name = f"**{escape(title, 60)}**" if title else gettext("a proposal")
    match entry.kind:
        case Kind.SPEND if entry.proposal_id:
            text = gettext("spent on {name}", name=name)
        case Kind.SPEND:
            text = gettext("spent: {source}", source=label(Purpose(entry.source)))
        case Kind.GRANT:
            text = gettext("arrived: {source}", source=label(Source(entry.source)))
        case Kind.REFUND:
            text = gettext("came back from {name}", name=name)
        case kind:
            text = label(kind)
    return f"{text} ({escape(entry.note, 60)})" if entry.note else text
