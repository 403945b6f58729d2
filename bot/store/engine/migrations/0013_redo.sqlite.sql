-- A spend that was done again after its undoing has an edit too, which reverses none (`spend_id` is
-- NULL). SQLite has no words for another CHECK: the table is made anew.
CREATE TABLE edit_kept AS SELECT * FROM edit;
DROP TABLE edit;
CREATE TABLE edit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    proposal_id INTEGER NOT NULL REFERENCES entry (id),
    at INTEGER NOT NULL,
    title TEXT NOT NULL, -- as it was before, like the rest
    link TEXT NOT NULL,
    budget_cents INTEGER,
    base INTEGER NOT NULL,
    boost INTEGER NOT NULL,
    spend_id INTEGER REFERENCES entry (id),
    new_spend_id INTEGER REFERENCES entry (id),
    place INTEGER, -- of the new spend in the order of undoing, where it stands for an older one
    is_over INTEGER NOT NULL DEFAULT 0, -- taken back, or a taking back itself
    CONSTRAINT edit_connects CHECK (base >= 0 AND boost >= 0),
    CONSTRAINT edit_spends CHECK (spend_id IS NULL OR new_spend_id IS NOT NULL),
    CONSTRAINT edit_over CHECK (is_over IN (0, 1))
) STRICT;
INSERT INTO edit SELECT * FROM edit_kept;
DROP TABLE edit_kept;
CREATE INDEX edit_of_proposal ON edit (proposal_id, id);
-- Without it, deleting an entry looks through all edits for those that refer to it.
CREATE INDEX edit_spend ON edit (spend_id) WHERE spend_id IS NOT NULL;
CREATE UNIQUE INDEX edit_new_spend ON edit (new_spend_id) WHERE new_spend_id IS NOT NULL;
