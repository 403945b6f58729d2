CREATE INDEX allocation_of_lot ON allocation (lot_id);

CREATE INDEX proposal_of_entry ON proposal (id);

CREATE FUNCTION lot_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a lot is fixed but for what remains of it';
END $$;
CREATE TRIGGER lot_is_fixed BEFORE UPDATE OF id, account_id, amount, source, acquired_at, expires_at,
    price_cents ON lot FOR EACH ROW EXECUTE FUNCTION lot_is_fixed();

CREATE FUNCTION refund_within_spend() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.amount + (
        SELECT coalesce(sum(amount), 0) FROM entry
        WHERE proposal_id = NEW.proposal_id AND proposal_id <> id AND kind = 'refund'
    ) > (SELECT -amount FROM entry WHERE id = NEW.proposal_id) THEN
        RAISE EXCEPTION 'a refund never exceeds its spend';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER refund_within_spend BEFORE INSERT ON entry FOR EACH ROW
WHEN (NEW.kind = 'refund' AND NEW.reverses IS NULL) EXECUTE FUNCTION refund_within_spend();
