-- Instants are whole seconds since 1970 (UTC), money is cents, Connects are integers.

CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE account (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    plan TEXT NOT NULL,
    next_plan TEXT,
    top_rated INTEGER NOT NULL DEFAULT 0,
    cycle_day INTEGER NOT NULL,
    cycle_started_at INTEGER NOT NULL,
    next_cycle_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL, -- when the next cycle starts or the first open lot expires
    CONSTRAINT account_cycle_day CHECK (cycle_day BETWEEN 1 AND 28),
    CONSTRAINT account_cycle CHECK (next_cycle_at > cycle_started_at),
    CONSTRAINT account_top_rated CHECK (top_rated IN (0, 1))
) STRICT;

CREATE INDEX account_due ON account (due_at);

CREATE TABLE person (
    user_id INTEGER NOT NULL PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id),
    timezone TEXT NOT NULL DEFAULT 'UTC',
    welcomed INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The journal. A reversing entry has the kind of the one that it reverses and the opposite sign.
CREATE TABLE entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL,
    amount INTEGER NOT NULL,
    at INTEGER NOT NULL,
    source TEXT NOT NULL,
    proposal_id INTEGER,
    reverses INTEGER REFERENCES entry (id),
    actor_id INTEGER,
    note TEXT NOT NULL,
    key TEXT NOT NULL,
    -- Spelt out with OR: for each row, SQLite builds a table of a list behind IN.
    CONSTRAINT entry_kind CHECK (
        kind = 'grant' OR kind = 'purchase' OR kind = 'spend' OR kind = 'refund'
        OR kind = 'expire' OR kind = 'forfeit' OR kind = 'correct'
    ),
    CONSTRAINT entry_sign CHECK (
        amount = 0 OR kind = 'correct'
        OR (amount > 0)
        = ((kind = 'grant' OR kind = 'purchase' OR kind = 'refund') = (reverses IS NULL))
    ),
    CONSTRAINT entry_once UNIQUE (account_id, key)
) STRICT;

CREATE INDEX entry_of_account ON entry (account_id, id);
CREATE INDEX entry_after_spend ON entry (proposal_id) WHERE proposal_id <> id;
CREATE UNIQUE INDEX entry_reversed_once ON entry (reverses) WHERE reverses IS NOT NULL;

-- A lot has the id of the entry that brought it.
CREATE TABLE lot (
    id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (id),
    account_id INTEGER NOT NULL REFERENCES account (id),
    amount INTEGER NOT NULL,
    remaining INTEGER NOT NULL,
    source TEXT NOT NULL,
    acquired_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    price_cents INTEGER NOT NULL,
    CONSTRAINT lot_remaining CHECK (0 <= remaining AND remaining <= amount),
    CONSTRAINT lot_expiry CHECK (expires_at > acquired_at),
    CONSTRAINT lot_price CHECK (price_cents >= 0)
) STRICT;

CREATE INDEX lot_open ON lot (account_id, expires_at, id, remaining) WHERE remaining > 0;

CREATE TABLE allocation (
    entry_id INTEGER NOT NULL REFERENCES entry (id),
    lot_id INTEGER NOT NULL REFERENCES lot (id),
    amount INTEGER NOT NULL,
    CONSTRAINT allocation_amount CHECK (amount <> 0),
    PRIMARY KEY (entry_id, lot_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER entry_is_kept BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER entry_is_fixed BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER allocation_is_kept BEFORE DELETE ON allocation
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER allocation_is_fixed BEFORE UPDATE ON allocation
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER lot_is_fixed BEFORE UPDATE OF id, account_id, amount, source, acquired_at, expires_at, price_cents ON lot
BEGIN SELECT RAISE(ABORT, 'a lot is fixed but for what remains of it'); END;

-- A proposal has the id of the entry that paid for it.
CREATE TABLE proposal (
    account_id INTEGER NOT NULL REFERENCES account (id),
    id INTEGER NOT NULL REFERENCES entry (id),
    title TEXT NOT NULL,
    link TEXT NOT NULL,
    budget_cents INTEGER,
    base INTEGER NOT NULL,
    boost INTEGER NOT NULL,
    invited INTEGER NOT NULL,
    state TEXT NOT NULL,
    submitted_at INTEGER NOT NULL,
    state_at INTEGER NOT NULL,
    contract_cents INTEGER,
    CONSTRAINT proposal_connects CHECK (base >= 0 AND boost >= 0),
    CONSTRAINT proposal_state CHECK (
        state = 'submitted' OR state = 'viewed' OR state = 'interviewing'
        OR state = 'hired' OR state = 'declined' OR state = 'withdrawn'
        OR state = 'expired' OR state = 'closed' OR state = 'removed'
        OR state = 'undone'
    ),
    PRIMARY KEY (account_id, id)
) STRICT, WITHOUT ROWID;

-- What was told of a proposal, so that the last word can be taken back.
CREATE TABLE outcome (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    proposal_id INTEGER NOT NULL REFERENCES entry (id),
    at INTEGER NOT NULL,
    state_before TEXT NOT NULL,
    result TEXT NOT NULL
) STRICT;

CREATE INDEX outcome_of_proposal ON outcome (proposal_id, id);

-- The account as it was before an upgrade, so that the upgrade can be undone.
CREATE TABLE upgrade (
    entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (id),
    plan TEXT NOT NULL,
    cycle_day INTEGER NOT NULL,
    cycle_started_at INTEGER NOT NULL,
    next_cycle_at INTEGER NOT NULL
) STRICT;

CREATE TRIGGER refund_within_spend BEFORE INSERT ON entry
WHEN NEW.kind = 'refund' AND NEW.reverses IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a refund never exceeds its spend')
    WHERE NEW.amount + (
        SELECT coalesce(sum(amount), 0) FROM entry
        WHERE proposal_id = NEW.proposal_id AND proposal_id <> id AND kind = 'refund'
    ) > (SELECT -amount FROM entry WHERE id = NEW.proposal_id);
END;
