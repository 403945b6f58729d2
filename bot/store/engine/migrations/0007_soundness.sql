-- What the calendar did is no longer handed on: nobody listened.
DELETE FROM setting WHERE name = 'last entry handed on';

-- Requests that were done without an entry of the journal, whose key would make them once-only.
CREATE TABLE request (
    user_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (user_id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX request_at ON request (at);

-- What failed in a batch, set aside so that the rest goes on: an account whose calendar could not be
-- applied, a person for whom it could not be found what to tell, a reminder that could not be said.
CREATE TABLE failure (
    kind TEXT NOT NULL,
    id BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    retry_at BIGINT NOT NULL,
    reference TEXT NOT NULL, -- in the log, with the traceback
    PRIMARY KEY (kind, id),
    CONSTRAINT failure_kind CHECK (kind = 'account' OR kind = 'person' OR kind = 'reminder')
) STRICT, WITHOUT ROWID;

-- What is said or cancelled is deleted after a while, counted from here.
ALTER TABLE reminder ADD COLUMN ended_at BIGINT;
UPDATE reminder SET ended_at = due_at WHERE state IN ('said', 'cancelled') AND kind <> 'check';
CREATE INDEX reminder_ended ON reminder (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX reminder_ended_of_person ON reminder (user_id, ended_at, id)
WHERE ended_at IS NOT NULL;
CREATE INDEX reminder_held ON reminder (user_id) WHERE state = 'held';

-- How far a proposal had come when an outcome was told, for when that is taken back.
ALTER TABLE outcome ADD COLUMN reached_before BIGINT;

-- Limits that commands have always had; a file could pass them.
UPDATE person SET expiring_days = 90 WHERE expiring_days > 90;
UPDATE person SET stale_days = 90 WHERE stale_days > 90;
UPDATE person SET low_balance = 100000 WHERE low_balance > 100000;

-- A month's digest of a server as it was shown first: figures of other members cannot be had by
-- subtracting a later one.
CREATE TABLE digest (
    guild_id BIGINT NOT NULL,
    month TEXT NOT NULL,
    people BIGINT NOT NULL,
    proposals BIGINT NOT NULL,
    spent BIGINT NOT NULL,
    interviews BIGINT NOT NULL,
    hires BIGINT NOT NULL,
    returned BIGINT NOT NULL,
    PRIMARY KEY (guild_id, month)
) STRICT, WITHOUT ROWID;

-- Whose month stands in which server's digest: in one alone, or two could be subtracted.
CREATE TABLE digested (
    user_id BIGINT NOT NULL,
    month TEXT NOT NULL,
    guild_id BIGINT NOT NULL,
    PRIMARY KEY (user_id, month)
) STRICT, WITHOUT ROWID;

-- Accounts that are nobody's: being deleted, or being read in and not yet somebody's.
ALTER TABLE forgetting ADD COLUMN at BIGINT NOT NULL DEFAULT 0;

DROP TABLE staged;
CREATE TABLE staged (
    user_id BIGINT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    mark TEXT NOT NULL,
    size BIGINT NOT NULL, -- bytes
    at BIGINT NOT NULL,
    content TEXT NOT NULL -- last: SQLite reads through it to what stands behind it
) STRICT;
