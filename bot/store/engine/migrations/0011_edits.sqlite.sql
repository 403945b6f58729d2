-- A proposal that was edited has several spends, of which one stands.
DROP TRIGGER refund_within_spend;
CREATE TRIGGER refund_within_spend BEFORE INSERT ON entry
WHEN NEW.kind = 'refund' AND NEW.reverses IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a refund never exceeds its spend')
    WHERE NEW.amount + (
        SELECT coalesce(sum(amount), 0) FROM entry WHERE id = NEW.proposal_id
        OR (proposal_id = NEW.proposal_id AND proposal_id <> id AND kind IN ('spend', 'refund'))
    ) > 0;
END;
DROP TRIGGER undone_is_over;
CREATE TRIGGER undone_is_over BEFORE INSERT ON entry
WHEN NEW.kind IN ('refund', 'grant') AND NEW.proposal_id IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'an undone proposal is over')
    WHERE NOT EXISTS (
        SELECT 1 FROM entry AS spend
        WHERE (spend.id = NEW.proposal_id
               OR (spend.proposal_id = NEW.proposal_id AND spend.proposal_id <> spend.id))
          AND spend.kind = 'spend' AND spend.reverses IS NULL
          AND NOT EXISTS (SELECT 1 FROM entry AS later WHERE later.reverses = spend.id)
    );
END;
