-- The id that an entry had last, whoever chose it; ids are never used again.
CREATE FUNCTION note_last_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM setval('entry_id_seq', greatest(NEW.id, (SELECT last_value FROM entry_id_seq)));
    RETURN NULL;
END $$;
CREATE TRIGGER note_last_entry AFTER INSERT ON entry FOR EACH ROW EXECUTE FUNCTION note_last_entry();
CREATE VIEW last_entry AS SELECT last_value AS id FROM entry_id_seq WHERE is_called;
