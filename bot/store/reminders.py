"""Reminders: kept, claimed when they fall due, and marked once they were said.

A claim is a lease: it moves `try_at` on, so that what a crash left unsaid is tried again after it.
"""

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

LEASE = timedelta(minutes=2)
LATE = timedelta(minutes=10)
KEPT = timedelta(days=90)
"""How long one that was said or cancelled is kept."""
MOST_ENDED = 200
"""Of those of one person, so that what hangs on a person goes in one transaction."""
MOST_OF_PERSON = 50
MOST_OF_GUILD = 100
MOST_ATTEMPTS = 12
"""With pauses that double from a minute up to six hours: over about a day."""
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

    Raises TooManyReminders.
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
        raise TooManyReminders(most=most, server=place is not None)


def find(connection: sqlite3.Connection, reminder_id: int) -> Reminder | None:
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM reminder WHERE id = :id", {"id": reminder_id}
    ).fetchone()
    return row and _listed(row)


def list_of_person(connection: sqlite3.Connection, user_id: int) -> list[Reminder]:
    """What the person asked to be reminded of and is still to come, soonest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM reminder WHERE user_id = :user_id AND kind = 'asked' "
        "AND state IN ('waiting', 'held', 'broken') ORDER BY due_at, id",
        {"user_id": user_id},
    ).fetchall()
    return [_listed(row) for row in rows]


def _listed(row: Row) -> Reminder:
    """A reminder to be looked at or called off, also one whose times no calendar has."""
    try:
        return _reminder_from(row)
    except (ValueError, OverflowError, OSError):
        at = instant(0)
        return _reminder_from((*row[:9], at.replace(tzinfo=None).isoformat(), 0, *row[11:]))


def list_of_guild(connection: sqlite3.Connection, guild_id: int) -> list[Reminder]:
    """A server's reminders that are still to come, soonest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM reminder WHERE guild_id = :guild_id "
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
        f"SELECT {_COLUMNS} FROM reminder WHERE id = :id AND {is_owners} "
        "AND state IN ('waiting', 'held', 'broken')",
        {"id": reminder_id, "owner": owner},
    ).fetchone()
    if row is None:
        raise NoReminder()
    _end(connection, reminder_id, "cancelled", now)
    failures.clear(connection, "reminder", [reminder_id])
    return _listed(row)


def claim(connection: sqlite3.Connection, now: datetime, limit: int) -> list[Reminder]:
    """Take reminders that are due, in order of their due time, under a lease.

    Whoever has a late one among them gets all of theirs that are late, to be said together. Those
    of a person whose DMs were refused three times in a row are held back, and one that cannot be
    read is set aside; what comes after them is taken instead.
    """
    claimed: list[Reminder] = []
    while not claimed:
        rows = connection.execute(
            f"SELECT {_COLUMNS} FROM reminder WHERE state = 'waiting' AND try_at <= :now "
            "ORDER BY try_at, id LIMIT :limit",
            {"now": seconds(now), "limit": limit},
        ).fetchall()
        if not rows:
            break
        claimed = _claim_rows(connection, rows, now)
    late = {each.user_id for each in claimed if is_late(each, now)}
    for user_id in late:
        claimed += _claim_late(connection, user_id, now)
    return claimed


def is_late(reminder: Reminder, now: datetime) -> bool:
    """Whether what a person asked for comes so late that it has to be said."""
    return reminder.kind == "asked" and now - reminder.due_at >= LATE


def _claim_late(connection: sqlite3.Connection, user_id: int, now: datetime) -> list[Reminder]:
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM reminder WHERE user_id = :user_id AND state = 'waiting' "
        "AND kind = 'asked' AND try_at <= :now AND due_at <= :late ORDER BY due_at, id",
        {"user_id": user_id, "now": seconds(now), "late": seconds(now - LATE)},
    ).fetchall()
    return _claim_rows(connection, rows, now)


def _claim_rows(
    connection: sqlite3.Connection, rows: Sequence[Row], now: datetime
) -> list[Reminder]:
    due = _readable(connection, rows, now)
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


def _readable(connection: sqlite3.Connection, rows: Sequence[Row], now: datetime) -> list[Reminder]:
    """The reminders of the rows; those that cannot be read are set aside."""
    found = []
    for row in rows:
        try:
            found.append(_reminder_from(row))
        except Exception as error:
            retry_at = failures.note(connection, "reminder", row[0], now, error)
            connection.execute(
                "UPDATE reminder SET try_at = :at WHERE id = :id",
                {"id": row[0], "at": seconds(retry_at)},
            )
    return found


REFUSALS_BEFORE_REST = 3
"""Who closed their DMs is not tried for ever: Discord counts refused requests against a bot."""


def _closed_dms(connection: sqlite3.Connection, user_ids: set[int]) -> set[int]:
    if not user_ids:
        return set()
    marks = ",".join(str(int(user_id)) for user_id in user_ids)
    rows = connection.execute(
        f"SELECT user_id FROM person WHERE user_id IN ({marks}) AND refused_dms >= :most",
        {"most": REFUSALS_BEFORE_REST},
    ).fetchall()
    return {user_id for (user_id,) in rows}


def next_time(reminder: Reminder, now: datetime) -> datetime | None:
    """The local time at which a repeated one is said next; None for one that is said once.

    Missed times are skipped. Raises ValueError for a rule that is none of ours.
    """
    if not reminder.rule:
        return None
    return next_local(reminder.rule, reminder.local, max(now, reminder.due_at), reminder.zone)


def said(
    connection: sqlite3.Connection, done: Sequence[tuple[Reminder, datetime | None]], now: datetime
) -> None:
    """Note that reminders were said, each with its `next_time`."""
    for reminder, following in done:
        if reminder.guild_id is None:
            note_dm_taken(connection, reminder.user_id)
        if following is None:
            _end(connection, reminder.id, "said", now)
        else:
            _repeat(connection, reminder, following)
    failures.clear(connection, "reminder", [reminder.id for reminder, _ in done])


def note_dm_taken(connection: sqlite3.Connection, user_id: int) -> None:
    """The person's DMs took a message: earlier refusals count no more."""
    connection.execute(
        "UPDATE person SET refused_dms = 0 WHERE user_id = :id AND refused_dms > 0", {"id": user_id}
    )


def _end(connection: sqlite3.Connection, reminder_id: int, state: str, now: datetime) -> None:
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


def _repeat(connection: sqlite3.Connection, reminder: Reminder, following: datetime) -> None:
    due = seconds(instant_of(following, reminder.zone))
    connection.execute(
        "UPDATE reminder SET due_at = :due, try_at = :due, local_at = :local, attempts = 0, "
        "state = CASE state WHEN 'cancelled' THEN state ELSE 'waiting' END WHERE id = :id",
        {"id": reminder.id, "due": due, "local": following.isoformat()},
    )


def wait_until(connection: sqlite3.Connection, reminders: Sequence[Reminder], at: datetime) -> None:
    """Say them then: it is night where the person is."""
    connection.executemany(
        "UPDATE reminder SET try_at = :at WHERE id = :id AND state = 'waiting'",
        [{"id": each.id, "at": seconds(at)} for each in reminders],
    )


def retry_later(
    connection: sqlite3.Connection, reminders: Sequence[Reminder], now: datetime
) -> None:
    """Discord or the network failed: try again later, ever later, for as long as it takes."""
    connection.executemany(
        "UPDATE reminder SET attempts = :attempts, try_at = :try_at "
        "WHERE id = :id AND state = 'waiting'",
        [
            {
                "id": each.id,
                "attempts": each.attempts + 1,
                "try_at": seconds(now + _pause(each.attempts + 1)),
            }
            for each in reminders
        ],
    )


def _pause(attempts: int) -> timedelta:
    pause: timedelta = SHORTEST_WAIT * 2 ** min(attempts, 10)
    return min(pause, LONGEST_WAIT)


def set_aside(
    connection: sqlite3.Connection, reminders: Sequence[Reminder], now: datetime, error: Exception
) -> None:
    """The fault is ours: note it and try again later, ever later; given up after MOST_ATTEMPTS."""
    for reminder in reminders:
        retry_at = failures.note(connection, "reminder", reminder.id, now, error)
        connection.execute(
            "UPDATE reminder SET try_at = :try_at, state = CASE WHEN "
            "(SELECT attempts FROM failure WHERE kind = 'reminder' AND failure.id = :id) >= :most "
            "THEN 'broken' ELSE 'waiting' END WHERE id = :id AND state = 'waiting'",
            {"id": reminder.id, "try_at": seconds(retry_at), "most": MOST_ATTEMPTS},
        )


def suspend(connection: sqlite3.Connection, reminders: Sequence[Reminder]) -> None:
    """The person's DMs are closed: kept until they speak to Purser again.

    One that was called off while its message was refused stays called off.
    """
    connection.executemany(
        "UPDATE reminder SET state = 'held' WHERE id = :id AND state = 'waiting'",
        [{"id": each.id} for each in reminders],
    )
    connection.execute(
        "UPDATE person SET refused_dms = refused_dms + 1 WHERE user_id = :id",
        {"id": reminders[0].user_id},
    )


def break_off(connection: sqlite3.Connection, reminder: Reminder) -> None:
    """A server's reminder can no longer be said; it waits for an admin."""
    connection.execute(
        "UPDATE reminder SET state = 'broken' WHERE id = :id AND state = 'waiting'",
        {"id": reminder.id},
    )


def people_with_suspended(connection: sqlite3.Connection) -> set[int]:
    """Everybody for whom something is held back."""
    rows = connection.execute("SELECT DISTINCT user_id FROM reminder WHERE state = 'held'")
    return {user_id for (user_id,) in rows.fetchall()}


def claim_suspended(connection: sqlite3.Connection, user_id: int, now: datetime) -> list[Reminder]:
    """The person has spoken: take what was held back for them, under a lease."""
    connection.execute("UPDATE person SET refused_dms = 0 WHERE user_id = :id", {"id": user_id})
    rows = connection.execute(
        f"UPDATE reminder SET state = 'waiting', try_at = :try_at "
        f"WHERE user_id = :id AND state = 'held' RETURNING {_COLUMNS}",
        {"id": user_id, "try_at": seconds(now + LEASE)},
    ).fetchall()
    return sorted(_readable(connection, rows, now), key=lambda each: each.due_at)


class Moved(NamedTuple):
    """A repeated reminder in another zone: its next local time, and when that is (UTC)."""

    reminder_id: int
    zone: str
    local: datetime
    due_at: datetime


def in_zone(reminders: Sequence[Reminder], zone: str, now: datetime) -> list[Moved]:
    """Repeated reminders keep their local times in the new zone; those said once their instant."""
    moved = []
    for each in reminders:
        if not is_rule(each.rule) or each.zone == zone:
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
