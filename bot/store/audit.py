"""The invariants of the ledger, read off a database."""

import sqlite3

_BROKEN = {
    "balance is the journal's sum and the open lots' sum": """
        SELECT account.id FROM account
        WHERE (SELECT coalesce(sum(amount), 0) FROM entry WHERE account_id = account.id)
           <> (SELECT coalesce(sum(remaining), 0) FROM lot WHERE account_id = account.id)
    """,
    "a lot holds what arrived less what was taken": """
        SELECT lot.id FROM lot WHERE remaining <> amount
            + (SELECT coalesce(sum(amount), 0) FROM allocation WHERE lot_id = lot.id)
    """,
    "an entry is the sum of its allocations or its lot": """
        SELECT entry.id FROM entry WHERE amount <>
            coalesce((SELECT amount FROM lot WHERE id = entry.id),
                     (SELECT sum(amount) FROM allocation WHERE entry_id = entry.id), 0)
    """,
    "what is due is found": """
        SELECT id FROM account WHERE due_at <> min(next_cycle_at, coalesce(
            (SELECT min(expires_at) FROM lot WHERE account_id = account.id AND remaining > 0),
            next_cycle_at))
    """,
    "nothing below zero or above its amount": """
        SELECT id FROM lot WHERE remaining < 0 OR remaining > amount
    """,
    "a refund never exceeds its spend": """
        SELECT refund.proposal_id FROM entry AS refund WHERE refund.kind = 'refund'
        GROUP BY refund.proposal_id
        HAVING sum(refund.amount) >
            (SELECT -spend.amount FROM entry AS spend WHERE spend.id = refund.proposal_id)
    """,
    "a proposal belongs to the account of its spend": """
        SELECT proposal.id FROM proposal JOIN entry ON entry.id = proposal.id
        WHERE entry.account_id <> proposal.account_id OR entry.kind <> 'spend'
    """,
    "a proposal tells what came back of it": """
        SELECT id FROM proposal WHERE state <> 'undone' AND returned <> coalesce(
            (SELECT sum(amount) FROM entry WHERE proposal_id = proposal.id
             AND proposal_id <> entry.id AND kind = 'refund'), 0)
    """,
    "nobody is half forgotten": """
        SELECT account_id FROM forgetting
        UNION SELECT id FROM account WHERE id NOT IN (SELECT account_id FROM person)
    """,
}


def broken(connection: sqlite3.Connection) -> list[str]:
    """The invariants that do not hold, in words; none where the books are whole."""
    return [
        f"{invariant}, but not at {found[0]}"
        for invariant, query in _BROKEN.items()
        if (found := connection.execute(query).fetchone())
    ]
