-- The percent of its contract that Upwork keeps; NULL: not told.
ALTER TABLE proposal ADD COLUMN fee_percent INTEGER
    CONSTRAINT proposal_fee CHECK (fee_percent BETWEEN 0 AND 100);
