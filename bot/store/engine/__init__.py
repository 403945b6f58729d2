"""The engines: SQLite in a file, PostgreSQL behind the same transactions, and their schema."""
