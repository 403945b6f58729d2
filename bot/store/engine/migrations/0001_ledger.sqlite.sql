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

CREATE TRIGGER refund_within_spend BEFORE INSERT ON entry
WHEN NEW.kind = 'refund' AND NEW.reverses IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a refund never exceeds its spend')
    WHERE NEW.amount + (
        SELECT coalesce(sum(amount), 0) FROM entry
        WHERE proposal_id = NEW.proposal_id AND proposal_id <> id AND kind = 'refund'
    ) > (SELECT -amount FROM entry WHERE id = NEW.proposal_id);
END;
