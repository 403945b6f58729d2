-- A proposal that was edited has several spends, of which one stands.
CREATE OR REPLACE FUNCTION refund_within_spend() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.amount + (
        SELECT coalesce(sum(amount), 0) FROM entry WHERE id = NEW.proposal_id
        OR (proposal_id = NEW.proposal_id AND proposal_id <> id AND kind IN ('spend', 'refund'))
    ) > 0 THEN
        RAISE EXCEPTION 'a refund never exceeds its spend';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION undone_is_over() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM entry AS spend
        WHERE (spend.id = NEW.proposal_id
               OR (spend.proposal_id = NEW.proposal_id AND spend.proposal_id <> spend.id))
          AND spend.kind = 'spend' AND spend.reverses IS NULL
          AND NOT EXISTS (SELECT 1 FROM entry AS later WHERE later.reverses = spend.id)
    ) THEN
        RAISE EXCEPTION 'an undone proposal is over';
    END IF;
    RETURN NEW;
END $$;
