"""Small facts that the bot itself remembers, by name."""

import sqlite3


def get_value(connection: sqlite3.Connection, name: str) -> str | None:
    row = connection.execute(
        "SELECT value FROM setting WHERE name = :name", {"name": name}
    ).fetchone()
    return str(row[0]) if row else None


def put_value(connection: sqlite3.Connection, name: str, value: str) -> None:
    connection.execute(
        "INSERT INTO setting (name, value) VALUES (:name, :value) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        {"name": name, "value": value},
    )
