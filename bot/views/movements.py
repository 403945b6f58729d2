"""The cards of Connects that come and go."""

from discord import ui

from bot.ledger.books import cut_at_next_rollover
from bot.ledger.model import Entry, Kind, Purpose, Source
from bot.ledger.rates import RateCard
from bot.store.accounts import Receipt
from bot.store.movements import SpendReceipt, UndoReceipt

from .account import top_rated_button, undo_button
from .cards import CALM, CAREFUL, GOOD, card, lines, source_line
from .proposals import effect, proposal_blocks, proposal_buttons
from .text import KINDS, PURPOSES, SOURCES, connects, day, money, number, shown


def held(receipt: Receipt) -> str:
    return f"You hold **{connects(receipt.balance)}** now."


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
    purpose = PURPOSES[Purpose(entry.source)]
    return card(
        f"# −{connects(-entry.amount)}",
        lines(f"For: {purpose}" + (f", {shown(entry.note)}" if entry.note else ""), held(receipt)),
        buttons=[[undo_button(owner, entry.id)]],
    )


def buy_card(receipt: Receipt, price_cents: int, rates: RateCard, owner: int) -> ui.LayoutView:
    amount = receipt.entry.amount
    is_bundle = any(bundle.connects == amount for bundle in rates.price.bundles)
    cut = cut_at_next_rollover(receipt.books, rates)
    at = receipt.books.account.next_cycle_at
    return card(
        f"# +{connects(amount)}",
        f"Bought for {money(price_cents)}. {held(receipt)}",
        _expires(receipt),
        None
        if is_bundle
        else f"Noted, though {number(amount)} is no bundle of the rate card {rates.name}.",
        f"⚠️ At most {number(rates.rollover.cap or 0)} carry over on {day(at)}: "
        f"**{connects(cut)} would be cut** if you spend nothing until then."
        if cut
        else None,
        colour=CAREFUL if cut else GOOD,
        buttons=[[undo_button(owner, receipt.entry.id)]],
    )


def earn_card(receipt: Receipt, rates: RateCard, owner: int) -> ui.LayoutView:
    entry = receipt.entry
    buttons = [undo_button(owner, entry.id)]
    word = None
    if entry.source == Source.TOP_RATED:
        buttons.append(top_rated_button(owner))
        word = (
            "They arrive each month while the status lasts. Only the source of this rate card "
            "says so; no page of Upwork's was found that does."
        )
    return card(
        f"# +{connects(entry.amount)}",
        f"From: {SOURCES[Source(entry.source)]}. {held(receipt)}",
        _expires(receipt),
        word,
        source_line(rates),
        colour=GOOD,
        buttons=[buttons],
    )


def _expires(receipt: Receipt) -> str | None:
    lot = receipt.entry.lot
    return f"They expire on {day(lot.expires_at)}." if lot else None


def correct_card(receipt: Receipt, owner: int) -> ui.LayoutView:
    if not receipt.entries:
        return card(
            f"# {connects(receipt.balance)}", "That is what I have already. Nothing was written."
        )
    amount = receipt.entry.amount
    sign = "+" if amount > 0 else "−"
    return card(
        f"# {connects(receipt.balance)}",
        f"One correction of **{sign}{number(abs(amount))}** makes it what Upwork shows.",
        _expires(receipt) if amount > 0 else None,
        colour=GOOD,
        buttons=[[undo_button(owner, receipt.entry.id)]],
    )


def undo_card(undone: UndoReceipt) -> ui.LayoutView:
    return card(
        f"## Undone: {connects(abs(undone.undone.amount))} {describe(undone.undone, undone.title)}",
        *[
            effect(entry)
            for entry in undone.receipt.entries
            if entry.kind is not undone.undone.kind
        ],
        held(undone.receipt),
        f"{connects(undone.lost)} of them had expired by now, so they are lost."
        if undone.lost
        else None,
        colour=CALM,
    )


def describe(entry: Entry, title: str | None) -> str:
    """What an entry did with its Connects, such as `spent on **logo**`."""
    name = f"**{shown(title, 60)}**" if title else "a proposal"
    match entry.kind:
        case Kind.SPEND if entry.proposal_id:
            text = f"spent on {name}"
        case Kind.SPEND:
            text = f"spent: {PURPOSES[Purpose(entry.source)]}"
        case Kind.GRANT:
            text = f"arrived: {SOURCES[Source(entry.source)]}"
        case Kind.REFUND:
            text = f"came back from {name}"
        case kind:
            text = KINDS[kind]
    return f"{text} ({shown(entry.note, 60)})" if entry.note else text
