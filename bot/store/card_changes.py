"""When an account began to go by another rate card: dated events that move no Connects."""

import sqlite3
from datetime import datetime
from typing import NamedTuple

from bot.ledger.model import Account

from .journal import Request, instant, seconds


class CardChange(NamedTuple):
    """From `at` on (UTC) the account went by the card `rates`; the cards by their names.

    In the journal it stands behind the line `entry_id`, the newest then (None: before the first).
    """

    at: datetime
    rates_before: str
    rates: str
    entry_id: int | None


def note_change(
    connection: sqlite3.Connection, account_id: int, before: str, rates: str, request: Request
) -> None:
    """Keep that the account goes by another card from the request on."""
    connection.execute(
        "INSERT INTO card_change (account_id, entry_id, at, rates_before, rates, actor_id) "
        "VALUES (:account_id, (SELECT max(id) FROM entry WHERE account_id = :account_id), "
        ":at, :before, :rates, :actor_id)",
        {
            "account_id": account_id,
            "at": seconds(request.at),
            "before": before,
            "rates": rates,
            "actor_id": request.user_id,
        },
    )


def changes_since(
    connection: sqlite3.Connection, account: Account, since: datetime
) -> list[CardChange]:
    """The account's changes of card from that instant on, oldest first."""
    rows = connection.execute(
        "SELECT at, rates_before, rates, entry_id FROM card_change "
        "WHERE account_id = :account_id AND at >= :since ORDER BY id",
        {"account_id": account.id, "since": seconds(since)},
    ).fetchall()
    return [CardChange(instant(row[0]), *row[1:]) for row in rows]
