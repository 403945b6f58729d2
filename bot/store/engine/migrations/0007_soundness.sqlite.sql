-- An undone proposal is over: nothing comes back of it, is granted for it or taken back any more.
CREATE TRIGGER undone_is_over BEFORE INSERT ON entry
WHEN NEW.kind IN ('refund', 'grant') AND NEW.proposal_id IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'an undone proposal is over')
    WHERE EXISTS (SELECT 1 FROM entry WHERE reverses = NEW.proposal_id);
END;

-- Without these, deleting a lot or an entry looks through all allocations and proposals for those
-- that refer to it, and the audit of lots is quadratic.
CREATE INDEX allocation_of_lot ON allocation (lot_id);
CREATE INDEX proposal_of_entry ON proposal (id);
