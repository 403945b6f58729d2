"""Reminders: kept, claimed when they fall due, and marked once they were said.

A claim is a lease: it moves `try_at` on, so that what a crash left unsaid is tried again after it.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.ledger.refusals import Refusal
from bot.reminders.recurrence import instant_of, next_local
from bot.reminders.when import When

from .journal import Request, Row, instant, seconds

LEASE = timedelta(minutes=2)
MOST_OF_PERSON = 50
MOST_OF_GUILD = 100
MOST_ATTEMPTS = 12
SHORTEST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=10)

_COLUMNS = (
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


def _reminder_from(row: Row) -> Reminder:
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

    Raises Refusal `too-many-reminders`.
    """
    before = connection.execute(
        f"SELECT {_COLUMNS} FROM reminder WHERE user_id = :user_id AND key = :key",
        {"user_id": request.user_id, "key": request.key},
    ).fetchone()
    if before:
        return _reminder_from(before)
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
        raise Refusal("too-many-reminders", most=most, server=place is not None)


def find(connection: sqlite3.Connection, reminder_id: int) -> Reminder | None:
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM reminder WHERE id = :id", {"id": reminder_id}
    ).fetchone()
    return row and _reminder_from(row)


def list_of_person(connection: sqlite3.Connection, user_id: int) -> list[Reminder]:
    """What the person asked to be reminded of and is still to come, soonest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM reminder WHERE user_id = :user_id AND kind = 'asked' "
        "AND state IN ('waiting', 'held') ORDER BY due_at, id",
        {"user_id": user_id},
    ).fetchall()
    return [_reminder_from(row) for row in rows]


def list_of_guild(connection: sqlite3.Connection, guild_id: int) -> list[Reminder]:
    """A server's reminders that are still to come, soonest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM reminder WHERE guild_id = :guild_id "
        "AND state IN ('waiting', 'broken') ORDER BY due_at, id",
        {"guild_id": guild_id},
    ).fetchall()
    return [_reminder_from(row) for row in rows]


def cancel(
    connection: sqlite3.Connection, reminder_id: int, *, user_id: int = 0, guild_id: int = 0
) -> Reminder:
    """Call off a reminder of that person, or of that server. Raises Refusal `no-reminder`."""
    found = find(connection, reminder_id)
    mine = found and (
        found.guild_id == guild_id if guild_id else found.user_id == user_id and not found.guild_id
    )
    if found is None or not mine or found.state not in ("waiting", "held", "broken"):
        raise Refusal("no-reminder")
    connection.execute(
        "UPDATE reminder SET state = 'cancelled' WHERE id = :id", {"id": reminder_id}
    )
    return found


def claim(connection: sqlite3.Connection, now: datetime, limit: int) -> list[Reminder]:
    """Take reminders that are due, in order of their due time, under a lease.

    Those of a person whose DMs were refused three times in a row are held back instead.
    """
    rows = connection.execute(
        f"SELECT {_COLUMNS}, try_at FROM reminder WHERE state = 'waiting' AND try_at <= :now "
        "ORDER BY try_at, id LIMIT :limit",
        {"now": seconds(now), "limit": limit},
    ).fetchall()
    due = [_reminder_from(row[:-1]) for row in rows]
    closed = _closed_dms(connection, {each.user_id for each in due if each.guild_id is None})
    claimed = [each for each in due if each.guild_id or each.user_id not in closed]
    held = [each for each in due if not each.guild_id and each.user_id in closed]
    connection.executemany(
        "UPDATE reminder SET try_at = :try_at WHERE id = :id",
        [{"id": each.id, "try_at": seconds(now + LEASE)} for each in claimed],
    )
    connection.executemany(
        "UPDATE reminder SET state = 'held' WHERE id = :id", [{"id": each.id} for each in held]
    )
    return claimed


REFUSALS_BEFORE_REST = 3


def _closed_dms(connection: sqlite3.Connection, user_ids: set[int]) -> set[int]:
    if not user_ids:
        return set()
    marks = ",".join(str(int(user_id)) for user_id in user_ids)
    rows = connection.execute(
        f"SELECT user_id FROM person WHERE user_id IN ({marks}) AND refused_dms >= :most",
        {"most": REFUSALS_BEFORE_REST},
    ).fetchall()
    return {user_id for (user_id,) in rows}


def said(connection: sqlite3.Connection, reminder: Reminder, now: datetime) -> None:
    """Note that it was said: a repeated one waits for its next time, missed ones are skipped."""
    if reminder.guild_id is None:
        connection.execute(
            "UPDATE person SET refused_dms = 0 WHERE user_id = :id AND refused_dms > 0",
            {"id": reminder.user_id},
        )
    local = (
        next_local(reminder.rule, reminder.local, max(now, reminder.due_at), reminder.zone)
        if reminder.rule
        else None
    )
    if local is None:
        connection.execute(
            "UPDATE reminder SET state = 'said' WHERE id = :id AND state <> 'cancelled'",
            {"id": reminder.id},
        )
        return
    due = seconds(instant_of(local, reminder.zone))
    connection.execute(
        "UPDATE reminder SET due_at = :due, try_at = :due, local_at = :local, attempts = 0, "
        "state = CASE state WHEN 'cancelled' THEN state ELSE 'waiting' END WHERE id = :id",
        {"id": reminder.id, "due": due, "local": local.isoformat()},
    )


def put_off(
    connection: sqlite3.Connection, reminder: Reminder, now: datetime, *, ours: bool
) -> bool:
    """Try again later, ever later. False when the fault is ours and it is given up at last."""
    attempts = reminder.attempts + 1
    given_up = ours and attempts >= MOST_ATTEMPTS
    wait = min(SHORTEST_WAIT * 2 ** min(attempts, 10), LONGEST_WAIT)
    connection.execute(
        "UPDATE reminder SET attempts = :attempts, try_at = :try_at, state = :state "
        "WHERE id = :id AND state = 'waiting'",
        {
            "id": reminder.id,
            "attempts": attempts,
            "try_at": seconds(now + wait),
            "state": "broken" if given_up else "waiting",
        },
    )
    return not given_up


def hold(connection: sqlite3.Connection, reminder: Reminder) -> None:
    """The person's DMs are closed: kept until they speak to Purser again."""
    connection.execute("UPDATE reminder SET state = 'held' WHERE id = :id", {"id": reminder.id})
    connection.execute(
        "UPDATE person SET refused_dms = refused_dms + 1 WHERE user_id = :id",
        {"id": reminder.user_id},
    )


def break_off(connection: sqlite3.Connection, reminder: Reminder) -> None:
    """A server's reminder can no longer be said; it waits for an admin."""
    connection.execute("UPDATE reminder SET state = 'broken' WHERE id = :id", {"id": reminder.id})


def people_with_held(connection: sqlite3.Connection) -> set[int]:
    """Everybody for whom something is held back."""
    rows = connection.execute("SELECT DISTINCT user_id FROM reminder WHERE state = 'held'")
    return {user_id for (user_id,) in rows.fetchall()}


def claim_held(connection: sqlite3.Connection, user_id: int, now: datetime) -> list[Reminder]:
    """The person has spoken: take what was held back for them, under a lease."""
    connection.execute("UPDATE person SET refused_dms = 0 WHERE user_id = :id", {"id": user_id})
    rows = connection.execute(
        f"UPDATE reminder SET state = 'waiting', try_at = :try_at "
        f"WHERE user_id = :id AND state = 'held' RETURNING {_COLUMNS}",
        {"id": user_id, "try_at": seconds(now + LEASE)},
    ).fetchall()
    return sorted((_reminder_from(row) for row in rows), key=lambda each: each.due_at)


def move_zone(connection: sqlite3.Connection, user_id: int, zone: str, now: datetime) -> None:
    """The person's repeated reminders keep their local times in the new zone."""
    for each in list_of_person(connection, user_id):
        if not each.rule or each.zone == zone:
            continue
        local = next_local(each.rule, each.local, now, zone)
        if local is None:
            continue
        due = seconds(instant_of(local, zone))
        connection.execute(
            "UPDATE reminder SET zone = :zone, local_at = :local, due_at = :due, try_at = :due "
            "WHERE id = :id",
            {"zone": zone, "local": local.isoformat(), "due": due, "id": each.id},
        )
