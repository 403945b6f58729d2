-- An undone proposal is over: nothing comes back of it, is granted for it or taken back any more.
CREATE FUNCTION undone_is_over() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM entry WHERE reverses = NEW.proposal_id) THEN
        RAISE EXCEPTION 'an undone proposal is over';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER undone_is_over BEFORE INSERT ON entry FOR EACH ROW
WHEN (NEW.kind IN ('refund', 'grant') AND NEW.proposal_id IS NOT NULL)
EXECUTE FUNCTION undone_is_over();
