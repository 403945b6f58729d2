"""Reminders: kept, listed, called off, moved to another time zone, and deleted in the end."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.ledger.calendar import instant_of
from bot.parsing.moments import When
from bot.parsing.recurrence import is_rule, next_local
from bot.store.refusals import NoReminder, TooManyReminders

from . import failures
from .journal import Request, Row, instant, seconds

KEPT = timedelta(days=90)
"""How long one that was said or cancelled is kept."""
MOST_ENDED = 200
"""Of those of one person, so that what hangs on a person goes in one transaction."""
MOST_OF_PERSON = 50
MOST_OF_GUILD = 100

COLUMNS = (
    "id, kind, user_id, guild_id, channel_id, role_id, about, rule, zone, local_at, due_at, "
    "attempts, state"
)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder. `due_at` is when it should be said next (UTC), `local` its series' time."""

    id: int
    kind: str
    user_id: int
    guild_id: int | None
    channel_id: int | None
    role_id: int | None
    about: str
    rule: str
    zone: str
    local: datetime
    due_at: datetime
    attempts: int
    state: str


def reminder_from(row: Row) -> Reminder:
    (
        reminder_id, kind, user_id, guild_id, channel_id, role_id, about, rule, zone, local, due,
        attempts, state,
    ) = row  # fmt: skip
    return Reminder(
        reminder_id, kind, user_id, guild_id, channel_id, role_id, about, rule, zone,
        datetime.fromisoformat(local), instant(due), attempts, state,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server's reminder is said, and whom it mentions."""

    guild_id: int
    channel_id: int
    role_id: int | None = None
    kind: str = "server"


def add(
    connection: sqlite3.Connection,
    request: Request,
    when: When,
    about: str,
    zone: str,
    place: Place | None = None,
) -> Reminder:
    """Keep a reminder of a person or of a server, once for a request.

    Raises TooManyReminders.
    """
    if before := _of_request(connection, request):
        return before
    _check_limit(connection, request.user_id, place)
    inserted = connection.execute(
        "INSERT INTO reminder (kind, user_id, guild_id, channel_id, role_id, about, rule, zone, "
        "local_at, due_at, try_at, key) VALUES (:kind, :user_id, :guild_id, :channel_id, :role_id, "
        ":about, :rule, :zone, :local_at, :due_at, :due_at, :key) RETURNING id",
        {
            "kind": place.kind if place else "asked",
            "user_id": request.user_id,
            "guild_id": place.guild_id if place else None,
            "channel_id": place.channel_id if place else None,
            "role_id": place.role_id if place else None,
            "about": about,
            "rule": when.rule,
            "zone": zone,
            "local_at": when.local.isoformat(),
            "due_at": seconds(when.at),
            "key": request.key,
        },
    ).fetchall()
    found = find(connection, inserted[0][0])
    assert found is not None
    return found


def replace(
    connection: sqlite3.Connection,
    request: Request,
    reminder_id: int,
    when: When,
    about: str,
    zone: str,
) -> Reminder:
    """Keep a reminder of a person in place of one of theirs, once for a request.

    Raises NoReminder where that one was said or called off.
    """
    if before := _of_request(connection, request):
        return before
    cancel_of_person(connection, request.user_id, reminder_id, request.at)
    return add(connection, request, when, about, zone)


def _of_request(connection: sqlite3.Connection, request: Request) -> Reminder | None:
    row = connection.execute(
        f"SELECT {COLUMNS} FROM reminder WHERE user_id = :user_id AND key = :key",
        {"user_id": request.user_id, "key": request.key},
    ).fetchone()
    return reminder_from(row) if row else None


def _check_limit(connection: sqlite3.Connection, user_id: int, place: Place | None) -> None:
    if place:
        most, where = MOST_OF_GUILD, "guild_id = :id"
    else:
        most, where = MOST_OF_PERSON, "user_id = :id AND kind = 'asked'"
    count = connection.execute(
        f"SELECT count(*) FROM reminder WHERE {where} AND state IN ('waiting', 'held')",
        {"id": place.guild_id if place else user_id},
    ).fetchone()[0]
    if count >= most:
        raise TooManyReminders(most=most, server=place is not None)


def find(connection: sqlite3.Connection, reminder_id: int) -> Reminder | None:
    row = connection.execute(
        f"SELECT {COLUMNS} FROM reminder WHERE id = :id", {"id": reminder_id}
    ).fetchone()
    return row and _listed(row)


def list_of_person(connection: sqlite3.Connection, user_id: int) -> list[Reminder]:
    """What the person asked to be reminded of and is still to come, soonest first."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM reminder WHERE user_id = :user_id AND kind = 'asked' "
        "AND state IN ('waiting', 'held', 'broken') ORDER BY due_at, id",
        {"user_id": user_id},
    ).fetchall()
    return [_listed(row) for row in rows]


def _listed(row: Row) -> Reminder:
    """A reminder to be looked at or called off, also one whose times no calendar has."""
    try:
        return reminder_from(row)
    except (ValueError, OverflowError, OSError):
        at = instant(0)
        return reminder_from((*row[:9], at.replace(tzinfo=None).isoformat(), 0, *row[11:]))


def list_of_guild(connection: sqlite3.Connection, guild_id: int) -> list[Reminder]:
    """A server's reminders that are still to come, soonest first."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM reminder WHERE guild_id = :guild_id "
        "AND state IN ('waiting', 'broken') ORDER BY due_at, id",
        {"guild_id": guild_id},
    ).fetchall()
    return [_listed(row) for row in rows]


def cancel_of_person(
    connection: sqlite3.Connection, user_id: int, reminder_id: int, now: datetime
) -> Reminder:
    """Call off what a person asked for. Raises NoReminder."""
    return _cancel(connection, reminder_id, "user_id = :owner AND kind = 'asked'", user_id, now)


def cancel_of_guild(
    connection: sqlite3.Connection, guild_id: int, reminder_id: int, now: datetime
) -> Reminder:
    """Call off a server's reminder. Raises NoReminder."""
    return _cancel(connection, reminder_id, "guild_id = :owner", guild_id, now)


def _cancel(
    connection: sqlite3.Connection, reminder_id: int, is_owners: str, owner: int, now: datetime
) -> Reminder:
    row = connection.execute(
        f"SELECT {COLUMNS} FROM reminder WHERE id = :id AND {is_owners} "
        "AND state IN ('waiting', 'held', 'broken')",
        {"id": reminder_id, "owner": owner},
    ).fetchone()
    if row is None:
        raise NoReminder()
    end_reminder(connection, reminder_id, "cancelled", now)
    failures.clear(connection, "reminder", [reminder_id])
    return _listed(row)


def end_reminder(
    connection: sqlite3.Connection, reminder_id: int, state: str, now: datetime
) -> None:
    """Put a reminder that still stands at its end, from which it is kept for a while."""
    connection.execute(
        "UPDATE reminder SET state = :state, ended_at = :now "
        "WHERE id = :id AND state NOT IN ('said', 'cancelled')",
        {"id": reminder_id, "state": state, "now": seconds(now)},
    )
    (user_id,) = connection.execute(
        "SELECT user_id FROM reminder WHERE id = :id", {"id": reminder_id}
    ).fetchone() or (0,)
    delete_beyond(connection, user_id)


def delete_beyond(connection: sqlite3.Connection, user_id: int) -> None:
    """Keep no more than the newest of those that have ended of a person."""
    connection.execute(
        "DELETE FROM reminder WHERE id IN (SELECT id FROM reminder WHERE user_id = :user_id "
        "AND ended_at IS NOT NULL ORDER BY ended_at DESC, id DESC LIMIT 1000000 OFFSET :kept)",
        {"user_id": user_id, "kept": MOST_ENDED},
    )


class Moved(NamedTuple):
    """A repeated reminder in another zone: its next local time, and when that is (UTC)."""

    reminder_id: int
    zone: str
    local: datetime
    due_at: datetime


def in_zone(reminders: Sequence[Reminder], before: str, zone: str, now: datetime) -> list[Moved]:
    """Repeated reminders keep their local times in the new zone; those said once their instant.

    One whose zone was typed with it (`mondays 10:00 CET`) stays in that zone.
    """
    moved = []
    for each in reminders:
        if not is_rule(each.rule) or each.zone != before or before == zone:
            continue
        local = next_local(each.rule, each.local, now, zone)
        if local is not None:
            moved.append(Moved(each.id, zone, local, instant_of(local, zone)))
    return moved


def move_zone(connection: sqlite3.Connection, moved: Sequence[Moved]) -> None:
    """Write what `in_zone` found."""
    connection.executemany(
        "UPDATE reminder SET zone = :zone, local_at = :local, due_at = :due, try_at = :due "
        "WHERE id = :id",
        [
            {
                "id": each.reminder_id,
                "zone": each.zone,
                "local": each.local.isoformat(),
                "due": seconds(each.due_at),
            }
            for each in moved
        ],
    )


def delete_old(connection: sqlite3.Connection, now: datetime, limit: int) -> int:
    """Delete up to `limit` that were said or cancelled long ago; how many it were."""
    return connection.execute(
        "DELETE FROM reminder WHERE id IN "
        "(SELECT id FROM reminder WHERE ended_at < :before ORDER BY ended_at LIMIT :limit)",
        {"before": seconds(now - KEPT), "limit": limit},
    ).rowcount
