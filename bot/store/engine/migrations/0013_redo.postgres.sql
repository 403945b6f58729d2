-- A spend that was done again after its undoing has an edit too, which reverses none (`spend_id` is
-- NULL).
ALTER TABLE edit DROP CONSTRAINT edit_spends;
ALTER TABLE edit ADD CONSTRAINT edit_spends CHECK (spend_id IS NULL OR new_spend_id IS NOT NULL);
-- Without it, deleting an entry looks through all edits for those that refer to it.
CREATE INDEX IF NOT EXISTS edit_spend ON edit (spend_id) WHERE spend_id IS NOT NULL;
