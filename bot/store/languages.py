"""The language that a person's Discord speaks, for messages that come without one."""

import sqlite3


def language_of(connection: sqlite3.Connection, user_id: int) -> str:
    row = connection.execute(
        "SELECT language FROM person WHERE user_id = :user_id", {"user_id": user_id}
    ).fetchone()
    return row[0] if row else "en"


def note_language(connection: sqlite3.Connection, user_id: int, language: str) -> bool:
    """Keep the language of a person; False while nothing else is known of them."""
    return bool(
        connection.execute(
            "UPDATE person SET language = :language WHERE user_id = :user_id",
            {"language": language, "user_id": user_id},
        ).rowcount
    )
