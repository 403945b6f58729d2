-- Which reminders come by themselves (0: none), and how the person's DMs take them.
ALTER TABLE person ADD COLUMN low_balance INTEGER NOT NULL DEFAULT 6;
ALTER TABLE person ADD COLUMN expiring_days INTEGER NOT NULL DEFAULT 7;
ALTER TABLE person ADD COLUMN rollover INTEGER NOT NULL DEFAULT 1;
ALTER TABLE person ADD COLUMN stale_days INTEGER NOT NULL DEFAULT 14;
ALTER TABLE person ADD COLUMN at_night INTEGER NOT NULL DEFAULT 0;
ALTER TABLE person ADD COLUMN refused_dms INTEGER NOT NULL DEFAULT 0;

CREATE INDEX person_of_account ON person (account_id);

-- Everything that will be said without being asked at the time. `due_at` is when it should be said,
-- `try_at` when to try (next): a claim moves it on, so that a crash only delays.
CREATE TABLE reminder (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    user_id INTEGER NOT NULL, -- whose it is; of a server's: the admin who set it
    guild_id INTEGER,
    channel_id INTEGER,
    role_id INTEGER,
    about TEXT NOT NULL,
    rule TEXT NOT NULL, -- RFC 5545, empty when it is said once
    zone TEXT NOT NULL,
    local_at TEXT NOT NULL, -- the series' local time without its zone
    due_at INTEGER NOT NULL,
    try_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'waiting',
    key TEXT, -- the request that made it, which makes it once
    CONSTRAINT reminder_kind CHECK (
        kind = 'asked' OR kind = 'check' OR kind = 'server' OR kind = 'arrived' OR kind = 'digest'
    ),
    CONSTRAINT reminder_state CHECK (
        state = 'waiting' OR state = 'held' OR state = 'said' OR state = 'cancelled'
        OR state = 'broken'
    )
) STRICT;

CREATE INDEX reminder_try ON reminder (try_at, id) WHERE state = 'waiting';
CREATE INDEX reminder_of_person ON reminder (user_id, state);
CREATE INDEX reminder_of_guild ON reminder (guild_id) WHERE guild_id IS NOT NULL;
CREATE UNIQUE INDEX reminder_once ON reminder (user_id, key) WHERE key IS NOT NULL;
CREATE UNIQUE INDEX reminder_check ON reminder (user_id) WHERE kind = 'check';

-- What a person has been told by itself already, so that it is told once.
CREATE TABLE told (
    user_id INTEGER NOT NULL,
    what TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (user_id, what)
) STRICT, WITHOUT ROWID;

-- A server's own settings, and its members who agreed to be counted in its digest.
CREATE TABLE guild (
    id INTEGER NOT NULL PRIMARY KEY,
    timezone TEXT NOT NULL DEFAULT 'UTC'
) STRICT;

CREATE TABLE counted (
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    PRIMARY KEY (guild_id, user_id)
) STRICT, WITHOUT ROWID;

-- Checks are planned from here on in the journal.
INSERT INTO setting (name, value)
SELECT 'last entry watched', CAST(coalesce(max(id), 0) AS TEXT) FROM entry;
