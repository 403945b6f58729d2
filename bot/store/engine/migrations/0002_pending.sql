-- What a person said that waits for a button: to be confirmed, or shown to them alone.
CREATE TABLE pending (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    said TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX pending_at ON pending (at);
CREATE INDEX pending_said ON pending (user_id, key);
