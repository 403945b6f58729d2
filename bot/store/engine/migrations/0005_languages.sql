-- The language of a person's Discord, as last seen, and of what is posted in a server.
ALTER TABLE person ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
ALTER TABLE guild ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
