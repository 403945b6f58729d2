-- What the figures are made from: the furthest stage that a proposal reached (0 sent, 1 viewed,
-- 2 interview, 3 hired), the Connects that came back, and what those that did not had cost (cents).
ALTER TABLE proposal ADD COLUMN reached INTEGER NOT NULL DEFAULT 0;
ALTER TABLE proposal ADD COLUMN returned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE proposal ADD COLUMN paid_cents INTEGER NOT NULL DEFAULT 0;

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
CREATE INDEX entry_beside_proposals ON entry (account_id, at) WHERE kind = 'spend' AND proposal_id IS NULL;

-- Whether the proposals may stand behind the estimates of others; NULL: never asked.
ALTER TABLE person ADD COLUMN shares INTEGER;
CREATE INDEX person_shares ON person (account_id) WHERE shares = 1;

-- Accounts whose owner is being forgotten, within the transaction that does it: only their lines
-- of the journal may be deleted.
CREATE TABLE forgetting (account_id INTEGER NOT NULL PRIMARY KEY) STRICT;
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

-- A file that was read and shown, and waits for the button that applies it.
CREATE TABLE staged (
    user_id INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    content TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
