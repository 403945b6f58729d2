CREATE INDEX proposal_figures ON proposal (account_id, submitted_at);

-- The journal is append-only; only the lines of somebody who is being forgotten may go.
CREATE FUNCTION journal_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT 1 FROM forgetting JOIN entry ON entry.account_id = forgetting.account_id
        WHERE entry.id = CASE TG_TABLE_NAME WHEN 'entry' THEN (to_jsonb(OLD) ->> 'id')::bigint
                              ELSE (to_jsonb(OLD) ->> 'entry_id')::bigint END
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the journal is append-only';
END $$;
CREATE TRIGGER entry_is_kept BEFORE DELETE OR UPDATE ON entry
FOR EACH ROW EXECUTE FUNCTION journal_is_kept();
CREATE TRIGGER allocation_is_kept BEFORE DELETE OR UPDATE ON allocation
FOR EACH ROW EXECUTE FUNCTION journal_is_kept();
