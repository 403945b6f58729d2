"""A server's settings, and the members who agreed to be counted in its digest."""

import sqlite3
from datetime import datetime
from typing import NamedTuple

from .journal import seconds

FEWEST_COUNTED = 5


class Digest(NamedTuple):
    """What the counted members did together; Connects are sums over all of them."""

    people: int
    proposals: int
    spent: int
    interviews: int
    hires: int
    returned: int


def timezone_of_guild(connection: sqlite3.Connection, guild_id: int) -> str:
    row = connection.execute(
        "SELECT timezone FROM guild WHERE id = :id", {"id": guild_id}
    ).fetchone()
    return row[0] if row else "UTC"


def set_timezone(connection: sqlite3.Connection, guild_id: int, timezone: str) -> None:
    connection.execute(
        "INSERT INTO guild (id, timezone) VALUES (:id, :timezone) "
        "ON CONFLICT (id) DO UPDATE SET timezone = excluded.timezone",
        {"id": guild_id, "timezone": timezone},
    )


def language_of_guild(connection: sqlite3.Connection, guild_id: int) -> str:
    """The code of the language of what is posted in the server."""
    row = connection.execute(
        "SELECT language FROM guild WHERE id = :id", {"id": guild_id}
    ).fetchone()
    return row[0] if row else "en"


def set_language(connection: sqlite3.Connection, guild_id: int, language: str) -> None:
    connection.execute(
        "INSERT INTO guild (id, language) VALUES (:id, :language) "
        "ON CONFLICT (id) DO UPDATE SET language = excluded.language",
        {"id": guild_id, "language": language},
    )


def count_me(connection: sqlite3.Connection, guild_id: int, user_id: int) -> bool:
    """Agree to be counted, or take it back when agreed before; whether they are counted now."""
    facts = {"guild_id": guild_id, "user_id": user_id}
    gone = connection.execute(
        "DELETE FROM counted WHERE guild_id = :guild_id AND user_id = :user_id", facts
    ).rowcount
    if gone:
        return False
    connection.execute("INSERT INTO counted VALUES (:guild_id, :user_id)", facts)
    return True


def digest_of(
    connection: sqlite3.Connection, guild_id: int, since: datetime, until: datetime
) -> Digest:
    """What the counted members' proposals came to between two instants."""
    facts = {"guild_id": guild_id, "since": seconds(since), "until": seconds(until)}
    people = connection.execute(
        "SELECT count(*) FROM counted WHERE guild_id = :guild_id", facts
    ).fetchone()[0]
    accounts = (
        "SELECT DISTINCT person.account_id FROM counted "
        "JOIN person ON person.user_id = counted.user_id WHERE guild_id = :guild_id"
    )
    sent, spent = connection.execute(
        "SELECT count(*), coalesce(sum(base + boost), 0) FROM proposal "
        f"WHERE account_id IN ({accounts}) AND state <> 'undone' "
        "AND submitted_at >= :since AND submitted_at < :until",
        facts,
    ).fetchone()
    interviews, hires = (
        connection.execute(
            "SELECT count(DISTINCT outcome.proposal_id) FROM outcome "
            "JOIN proposal ON proposal.id = outcome.proposal_id "
            f"WHERE proposal.account_id IN ({accounts}) AND outcome.result = '{result}' "
            "AND outcome.at >= :since AND outcome.at < :until",
            facts,
        ).fetchone()[0]
        for result in ("interviewing", "hired")
    )
    returned = connection.execute(
        f"SELECT coalesce(sum(amount), 0) FROM entry WHERE account_id IN ({accounts}) "
        "AND kind = 'refund' AND at >= :since AND at < :until",
        facts,
    ).fetchone()[0]
    return Digest(people, sent, spent, interviews, hires, returned)
