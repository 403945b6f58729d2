"""A server's settings, and the members who agreed to be counted in its digest."""

import sqlite3
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from .journal import Request, seconds
from .requests import note_done

FEWEST_COUNTED = 5
"""Sums over fewer members would tell of one of them."""


class Digest(NamedTuple):
    """What the members did together in a month; Connects are sums over all of them.

    `people` agreed to be counted and sent a proposal in it.
    """

    month: date
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


def language_of_guild(connection: sqlite3.Connection, guild_id: int) -> str:
    """The code of the language of what is posted in the server."""
    row = connection.execute(
        "SELECT language FROM guild WHERE id = :id", {"id": guild_id}
    ).fetchone()
    return row[0] if row else "en"


def card_of_guild(connection: sqlite3.Connection, guild_id: int) -> str | None:
    """The name of the rate card for accounts that are opened in the server; None: the host's."""
    row = connection.execute("SELECT rates FROM guild WHERE id = :id", {"id": guild_id}).fetchone()
    return row[0] if row else None


def change_settings(
    connection: sqlite3.Connection,
    request: Request,
    guild_id: int,
    *,
    timezone: str | None = None,
    language: str | None = None,
    rates: str | None = None,
) -> None:
    """Change what a server's admin named, once for a request; `rates` is a card's name."""
    if not note_done(connection, request):
        return
    connection.execute(
        "INSERT INTO guild (id, timezone, language, rates) "
        "VALUES (:id, coalesce(:timezone, 'UTC'), coalesce(:language, 'en'), :rates) "
        "ON CONFLICT (id) DO UPDATE SET timezone = coalesce(:timezone, guild.timezone), "
        "language = coalesce(:language, guild.language), rates = coalesce(:rates, guild.rates)",
        {"id": guild_id, "timezone": timezone, "language": language, "rates": rates},
    )


def count_me(connection: sqlite3.Connection, request: Request, guild_id: int) -> bool:
    """Agree to be counted, or take it back when agreed before; whether they are counted now."""
    facts = {"guild_id": guild_id, "user_id": request.user_id}
    is_counted = connection.execute(
        "SELECT 1 FROM counted WHERE guild_id = :guild_id AND user_id = :user_id", facts
    ).fetchone()
    if not note_done(connection, request):
        return is_counted is not None
    if is_counted:
        connection.execute(
            "DELETE FROM counted WHERE guild_id = :guild_id AND user_id = :user_id", facts
        )
    else:
        connection.execute("INSERT INTO counted VALUES (:guild_id, :user_id)", facts)
    return not is_counted


def digest_of(
    connection: sqlite3.Connection, guild_id: int, now: datetime
) -> tuple[Digest, tuple[int, ...]]:
    """What the counted members' proposals came to in the month that has ended, or ends today.

    Also returns whose they are. Months are of the server's zone. Fewer than FEWEST_COUNTED people
    with a proposal in the month have no figures. A month's figures are those that were shown first
    (`keep_digest`).
    """
    start, end = _last_month(now, timezone_of_guild(connection, guild_id))
    if kept := _kept(connection, guild_id, start.date()):
        return kept, ()
    return _digest(connection, guild_id, start, end)


def keep_digest(
    connection: sqlite3.Connection, guild_id: int, digest: Digest, people: Sequence[int]
) -> Digest:
    """Keep a month's figures with whose they are, and return those that were kept first.

    With a member more or less, over days that overlap, or in another server, the difference of two
    digests would be one person's figures; so a person's month stands in one digest alone.
    """
    if kept := _kept(connection, guild_id, digest.month):
        return kept
    if digest.people < FEWEST_COUNTED:
        return digest
    of = {"guild_id": guild_id, "month": f"{digest.month:%Y-%m}"}
    connection.executemany(
        "INSERT INTO digested (user_id, month, guild_id) VALUES (:user_id, :month, :guild_id) "
        "ON CONFLICT DO NOTHING",
        [{**of, "user_id": user_id} for user_id in people],
    )
    count = connection.execute(
        "SELECT count(*) FROM digested WHERE month = :month AND guild_id = :guild_id", of
    ).fetchone()[0]
    if count < len(people):  # another server's was kept since this one was read
        connection.execute("DELETE FROM digested WHERE month = :month AND guild_id = :guild_id", of)
        return Digest(digest.month, 0, 0, 0, 0, 0, 0)
    connection.execute(
        "INSERT INTO digest (guild_id, month, people, proposals, spent, interviews, hires, "
        "returned) VALUES (:guild_id, :month, :people, :proposals, :spent, :interviews, "
        ":hires, :returned) ON CONFLICT DO NOTHING",
        {**digest._asdict(), "guild_id": guild_id, "month": f"{digest.month:%Y-%m}"},
    )
    return _kept(connection, guild_id, digest.month) or digest


def _kept(connection: sqlite3.Connection, guild_id: int, month: date) -> Digest | None:
    row = connection.execute(
        "SELECT people, proposals, spent, interviews, hires, returned FROM digest "
        "WHERE guild_id = :guild_id AND month = :month",
        {"guild_id": guild_id, "month": f"{month:%Y-%m}"},
    ).fetchone()
    return Digest(month, *row) if row else None


def _last_month(now: datetime, zone: str) -> tuple[datetime, datetime]:
    """The local midnights between which the month before tomorrow's lies."""
    tomorrow = now.astimezone(ZoneInfo(zone)) + relativedelta(days=1)
    end = tomorrow.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return end - relativedelta(months=1), end


_CONTRIBUTORS = (
    "SELECT person.account_id FROM counted JOIN person ON person.user_id = counted.user_id "
    "WHERE guild_id = :guild_id AND EXISTS (SELECT 1 FROM proposal "
    "WHERE proposal.account_id = person.account_id AND state <> 'undone' "
    "AND submitted_at >= :since AND submitted_at < :until) AND NOT EXISTS (SELECT 1 FROM digested "
    "WHERE digested.user_id = counted.user_id AND month = :month "
    "AND digested.guild_id <> :guild_id)"
)


def _digest(
    connection: sqlite3.Connection, guild_id: int, since: datetime, until: datetime
) -> tuple[Digest, tuple[int, ...]]:
    """The sums over the members who agreed and sent a proposal between two instants, and who."""
    facts = {
        "guild_id": guild_id,
        "since": seconds(since),
        "until": seconds(until),
        "month": f"{since:%Y-%m}",
    }
    people, sent, spent = connection.execute(
        "SELECT count(DISTINCT account_id), count(*), coalesce(sum(base + boost), 0) "
        f"FROM proposal WHERE account_id IN ({_CONTRIBUTORS}) AND state <> 'undone' "
        "AND submitted_at >= :since AND submitted_at < :until",
        facts,
    ).fetchone()
    if people < FEWEST_COUNTED:
        return Digest(since.date(), people, 0, 0, 0, 0, 0), ()
    interviews, hires = (
        connection.execute(
            "SELECT count(DISTINCT outcome.proposal_id) FROM outcome "
            "JOIN proposal ON proposal.id = outcome.proposal_id "
            f"WHERE proposal.account_id IN ({_CONTRIBUTORS}) AND state <> 'undone' "
            f"AND outcome.result = '{result}' AND outcome.at >= :since AND outcome.at < :until",
            facts,
        ).fetchone()[0]
        for result in ("interviewing", "hired")
    )
    returned = connection.execute(
        "SELECT coalesce(sum(entry.amount), 0) FROM entry "
        "JOIN proposal ON proposal.id = entry.proposal_id "
        f"WHERE entry.account_id IN ({_CONTRIBUTORS}) AND state <> 'undone' "
        "AND entry.kind = 'refund' AND entry.at >= :since AND entry.at < :until",
        facts,
    ).fetchone()[0]
    rows = connection.execute(
        "SELECT counted.user_id FROM counted JOIN person ON person.user_id = counted.user_id "
        f"WHERE guild_id = :guild_id AND person.account_id IN ({_CONTRIBUTORS})",
        facts,
    ).fetchall()
    digest = Digest(since.date(), people, sent, spent, interviews, hires, returned)
    return digest, tuple(user_id for (user_id,) in rows)


def delete_old(connection: sqlite3.Connection, now: datetime, limit: int) -> int:
    """Delete some of whose months stood in digests that are shown no more; how many it were."""
    return connection.execute(
        "DELETE FROM digested WHERE (user_id, month) IN "
        "(SELECT user_id, month FROM digested WHERE month < :month LIMIT :limit)",
        {"month": f"{now - relativedelta(months=3):%Y-%m}", "limit": limit},
    ).rowcount
