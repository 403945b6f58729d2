"""Reminders claimed when they fall due, and marked once they were said.

A claim is a lease: it moves `try_at` on, so that what a crash left unsaid is tried again after it.
"""

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.ledger.calendar import instant_of
from bot.parsing.recurrence import next_local

from . import failures
from .journal import Row, seconds
from .reminders import COLUMNS, Reminder, end_reminder, reminder_from

LEASE = timedelta(minutes=2)
LATE = timedelta(minutes=10)
MOST_ATTEMPTS = 12
"""With pauses that double from a minute up to six hours: over about a day."""
SHORTEST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=10)


def claim(connection: sqlite3.Connection, now: datetime, limit: int) -> list[Reminder]:
    """Take reminders that are due, in order of their due time, under a lease.

    Whoever has a late one among them gets all of theirs that are late, to be said together. Those
    of a person whose DMs were refused three times in a row are held back, and one that cannot be
    read is set aside; what comes after them is taken instead.
    """
    claimed: list[Reminder] = []
    while not claimed:
        rows = connection.execute(
            f"SELECT {COLUMNS} FROM reminder WHERE state = 'waiting' AND try_at <= :now "
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
        f"SELECT {COLUMNS} FROM reminder WHERE user_id = :user_id AND state = 'waiting' "
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
            found.append(reminder_from(row))
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
            end_reminder(connection, reminder.id, "said", now)
        else:
            _repeat(connection, reminder, following)
    failures.clear(connection, "reminder", [reminder.id for reminder, _ in done])


def note_dm_taken(connection: sqlite3.Connection, user_id: int) -> None:
    """The person's DMs took a message: earlier refusals count no more."""
    connection.execute(
        "UPDATE person SET refused_dms = 0 WHERE user_id = :id AND refused_dms > 0", {"id": user_id}
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
        f"WHERE user_id = :id AND state = 'held' RETURNING {COLUMNS}",
        {"id": user_id, "try_at": seconds(now + LEASE)},
    ).fetchall()
    return sorted(_readable(connection, rows, now), key=lambda each: each.due_at)
