-- What the figures are made from: the furthest stage that a proposal reached (0 sent, 1 viewed,
-- 2 interview, 3 hired), the Connects that came back, and what those that did not had cost (cents).
ALTER TABLE proposal ADD COLUMN reached INTEGER NOT NULL DEFAULT 0;
ALTER TABLE proposal ADD COLUMN returned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE proposal ADD COLUMN paid_cents BIGINT NOT NULL DEFAULT 0;
CREATE INDEX entry_beside_proposals ON entry (account_id, at) WHERE kind = 'spend' AND proposal_id IS NULL;

-- Whether the proposals may stand behind the estimates of others; NULL: never asked.
ALTER TABLE person ADD COLUMN shares INTEGER;
CREATE INDEX person_shares ON person (account_id) WHERE shares = 1;

-- Accounts whose owner is being forgotten, within the transaction that does it: only their lines
-- of the journal may be deleted.
CREATE TABLE forgetting (account_id BIGINT NOT NULL PRIMARY KEY) STRICT;

-- A file that was read and shown, and waits for the button that applies it.
CREATE TABLE staged (
    user_id BIGINT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    content TEXT NOT NULL,
    at BIGINT NOT NULL
) STRICT;
