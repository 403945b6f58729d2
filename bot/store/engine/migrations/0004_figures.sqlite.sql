UPDATE proposal SET
    reached = max(
        CASE state WHEN 'viewed' THEN 1 WHEN 'interviewing' THEN 2 WHEN 'hired' THEN 3 ELSE 0 END,
        CASE WHEN state IN ('declined', 'withdrawn', 'expired', 'closed', 'removed') THEN coalesce(
            (SELECT CASE state_before WHEN 'viewed' THEN 1 WHEN 'interviewing' THEN 2
                    WHEN 'hired' THEN 3 ELSE 0 END
             FROM outcome WHERE outcome.proposal_id = proposal.id ORDER BY outcome.id DESC LIMIT 1),
            0) ELSE 0 END),
    returned = coalesce(
        (SELECT sum(amount) FROM entry WHERE entry.proposal_id = proposal.id
         AND entry.proposal_id <> entry.id AND kind = 'refund'), 0),
    paid_cents = coalesce(
        (SELECT CAST(sum(-allocation.amount * 1.0 * lot.price_cents / lot.amount) + 0.5 AS INTEGER)
         FROM entry JOIN allocation ON allocation.entry_id = entry.id
         JOIN lot ON lot.id = allocation.lot_id
         WHERE entry.id = proposal.id
            OR (entry.proposal_id = proposal.id AND entry.proposal_id <> entry.id
                AND entry.kind = 'refund')), 0);

CREATE INDEX proposal_figures ON proposal (
    account_id, submitted_at, state, reached, invited, boost, base, returned, paid_cents,
    budget_cents, contract_cents
);
DROP TRIGGER entry_is_kept;
DROP TRIGGER allocation_is_kept;
CREATE TRIGGER entry_is_kept BEFORE DELETE ON entry
WHEN NOT EXISTS (SELECT 1 FROM forgetting WHERE account_id = OLD.account_id)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER allocation_is_kept BEFORE DELETE ON allocation
WHEN NOT EXISTS (
    SELECT 1 FROM forgetting JOIN entry ON entry.account_id = forgetting.account_id
    WHERE entry.id = OLD.entry_id
)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
