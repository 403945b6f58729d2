-- The id that an entry had last, under one name for every engine; ids are never used again.
CREATE VIEW last_entry AS SELECT seq AS id FROM sqlite_sequence WHERE name = 'entry';
