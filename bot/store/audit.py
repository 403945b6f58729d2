"""The invariants of the ledger, read off a database."""

import re
import sqlite3
from collections.abc import Mapping
from typing import NamedTuple

from .failures import count as set_aside

_BROKEN = {
    "balance is the journal's sum and the open lots' sum": """
        SELECT account.id FROM account
        WHERE (SELECT coalesce(sum(amount), 0) FROM entry WHERE account_id = account.id)
           <> (SELECT coalesce(sum(remaining), 0) FROM lot
               WHERE account_id = account.id AND remaining > 0)
          AND {account.id}
    """,
    "a lot holds what arrived less what was taken": """
        SELECT lot.id FROM lot WHERE remaining <> amount
            + (SELECT coalesce(sum(amount), 0) FROM allocation WHERE lot_id = lot.id)
          AND {lot.account_id}
    """,
    "an entry is the sum of its allocations or its lot": """
        SELECT entry.id FROM entry WHERE amount <>
            coalesce((SELECT amount FROM lot WHERE id = entry.id),
                     (SELECT sum(amount) FROM allocation WHERE entry_id = entry.id), 0)
          AND {entry.account_id}
    """,
    "a lot is of its entry's account and source": """
        SELECT lot.id FROM lot JOIN entry ON entry.id = lot.id
        WHERE (entry.account_id <> lot.account_id OR entry.source <> lot.source)
          AND {lot.account_id}
    """,
    "an entry takes from its own account's lots": """
        SELECT entry_id FROM allocation JOIN entry ON entry.id = entry_id
        JOIN lot ON lot.id = lot_id
        WHERE entry.account_id <> lot.account_id AND {entry.account_id}
    """,
    "what is due is found": """
        SELECT id FROM account WHERE due_at <> coalesce(
            (SELECT CASE WHEN min(expires_at) < next_cycle_at THEN min(expires_at) END
             FROM lot WHERE account_id = account.id AND remaining > 0),
            next_cycle_at)
          AND id NOT IN (SELECT account_id FROM forgetting) AND {account.id}
    """,
    "nothing below zero or above its amount": """
        SELECT id FROM lot WHERE (remaining < 0 OR remaining > amount) AND {lot.account_id}
    """,
    "a proposal belongs to the account of its spend": """
        SELECT proposal.id FROM proposal JOIN entry ON entry.id = proposal.id
        WHERE (entry.account_id <> proposal.account_id OR entry.kind <> 'spend'
               OR coalesce(entry.proposal_id, 0) <> entry.id)
          AND {proposal.account_id}
    """,
    "a proposal tells what came back of it": """
        SELECT id FROM proposal WHERE state <> 'undone' AND returned <> coalesce(
            (SELECT sum(amount) FROM entry WHERE proposal_id = proposal.id
             AND proposal_id <> entry.id AND kind = 'refund'), 0)
          AND {proposal.account_id}
    """,
    "a refund never exceeds its spend": """
        SELECT refund.proposal_id FROM entry AS refund
        WHERE refund.kind = 'refund' AND {refund.account_id}
        GROUP BY refund.proposal_id
        HAVING sum(refund.amount) > (
            SELECT coalesce(-sum(spend.amount), 0) FROM entry AS spend
            WHERE (spend.id = refund.proposal_id
                   OR (spend.proposal_id = refund.proposal_id AND spend.proposal_id <> spend.id))
              AND spend.kind = 'spend')
    """,
    "one spend of a proposal stands; of one that was undone and is over, none": """
        SELECT proposal.id FROM proposal WHERE CASE state WHEN 'undone' THEN 0 ELSE 1 END <> (
            SELECT count(*) FROM entry AS spend
            WHERE (spend.id = proposal.id
                   OR (spend.proposal_id = proposal.id AND spend.proposal_id <> spend.id))
              AND spend.kind = 'spend' AND spend.reverses IS NULL
              AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.reverses = spend.id))
          AND {proposal.account_id}
    """,
    "a proposal costs what its newest spend took": """
        SELECT proposal.id FROM proposal WHERE base + boost <> (
            SELECT -spend.amount FROM entry AS spend
            WHERE (spend.id = proposal.id
                   OR (spend.proposal_id = proposal.id AND spend.proposal_id <> spend.id))
              AND spend.kind = 'spend' AND spend.reverses IS NULL ORDER BY spend.id DESC LIMIT 1)
          AND {proposal.account_id}
    """,
    "what is given back has come back": """
        SELECT proposal.id FROM proposal WHERE state IN ('closed', 'removed') AND base + boost > 0
          AND NOT EXISTS (
            SELECT 1 FROM entry AS refund WHERE refund.proposal_id = proposal.id
            AND refund.proposal_id <> refund.id AND refund.kind = 'refund'
            AND refund.reverses IS NULL
            AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.reverses = refund.id))
          AND {proposal.account_id}
    """,
    "nothing comes back of an undone proposal, nor again": """
        SELECT late.id FROM proposal JOIN entry AS late
            ON late.proposal_id = proposal.id AND late.proposal_id <> late.id
        WHERE proposal.state = 'undone' AND late.kind <> 'spend' AND late.id > (
            SELECT max(undoing.id) FROM entry AS undoing
            WHERE undoing.proposal_id = proposal.id AND undoing.proposal_id <> undoing.id
              AND undoing.kind = 'spend')
          AND {proposal.account_id}
    """,
    "an edit is of its own account, and so are its spends": """
        SELECT edit.id FROM edit JOIN entry ON entry.id = edit.proposal_id
        LEFT JOIN entry AS spend ON spend.id = edit.spend_id
        LEFT JOIN entry AS renewed ON renewed.id = edit.new_spend_id
        WHERE (coalesce(spend.proposal_id, edit.proposal_id) <> edit.proposal_id
               OR coalesce(renewed.proposal_id, edit.proposal_id) <> edit.proposal_id
               OR entry.proposal_id <> entry.id)
          AND {entry.account_id}
    """,
    "a change of card stands behind a line of its own account": """
        SELECT card_change.id FROM card_change LEFT JOIN entry ON entry.id = card_change.entry_id
        WHERE card_change.entry_id IS NOT NULL
          AND (entry.id IS NULL OR entry.account_id <> card_change.account_id)
          AND {card_change.account_id}
    """,
    "each change of card begins with the card before": """
        SELECT later.id FROM card_change AS later
        WHERE later.rates_before <> (
            SELECT rates FROM card_change AS before WHERE before.account_id = later.account_id
            AND before.id < later.id ORDER BY before.id DESC LIMIT 1)
          AND {later.account_id}
    """,
    "an account goes by the card that it changed to last": """
        SELECT account.id FROM account
        WHERE coalesce(rates, '') <> (
            SELECT rates FROM card_change WHERE account_id = account.id ORDER BY id DESC LIMIT 1)
          AND {account.id}
    """,
    "nobody is half forgotten": """
        SELECT account_id FROM person JOIN forgetting USING (account_id)
        UNION SELECT id FROM account WHERE id NOT IN (SELECT account_id FROM person)
            AND id NOT IN (SELECT account_id FROM forgetting)
    """,
}
_OF = re.compile(r"\{([a-z_.]+)\}")


def broken(connection: sqlite3.Connection, account_id: int | None = None) -> list[str]:
    """The invariants that do not hold, in words; none where the books are whole.

    Of one account, or of all that are somebody's: others are being read in, or deleted.
    """
    of = r"\1 NOT IN (SELECT account_id FROM forgetting)"
    if account_id is not None:
        of = r"\1 = :account_id"
    wrong = []
    for invariant, query in _BROKEN.items():
        try:
            found = connection.execute(_OF.sub(of, query), {"account_id": account_id}).fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_ERROR":
                raise
            found = ("a number that no sum holds",)
        if found:
            wrong.append(f"{invariant}, but not at {found[0]}")
    return wrong


class Checked(NamedTuple):
    """A database that is whole: its accounts, the rules that are broken, and what was set aside.

    Broken sums of one account are told; they keep nobody from a backup, or from its use. Nothing
    is known of a database of an older schema.
    """

    accounts: int = 0
    broken: tuple[str, ...] = ()
    set_aside: Mapping[str, int] = {}


def audited(connection: sqlite3.Connection) -> Checked:
    """Look through all of it."""
    accounts = connection.execute("SELECT count(*) FROM account").fetchone()[0]
    return Checked(accounts, tuple(broken(connection)), set_aside(connection))
