"""A person's proposals added up by period, budget, boost and invitation."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.ledger.figures import Figures, Group, Period, Summary, summarise
from bot.ledger.model import Kind
from bot.ledger.series import DayMovement

from .journal import Row, instant, seconds

_ACCOUNT = "account_id = (SELECT account_id FROM person WHERE user_id = :user_id)"
_COUNTS = (
    "count(*), count(*) FILTER (WHERE reached >= 1), count(*) FILTER (WHERE reached >= 2), "
    "count(*) FILTER (WHERE reached >= 3), coalesce(sum(base + boost - returned), 0), "
    "coalesce(sum(paid_cents), 0), "
    "coalesce(sum(contract_cents - (contract_cents * coalesce(fee_percent, 0) + 50) / 100) "
    "FILTER (WHERE reached >= 3), 0), "
    "count(contract_cents) FILTER (WHERE reached >= 3), "
    "count(*) FILTER (WHERE reached >= 3 AND contract_cents >= 0 AND fee_percent >= 0)"
)


def read_summary(
    connection: sqlite3.Connection, user_id: int, period: Period, bounds: Sequence[int]
) -> Summary:
    """The figures of proposals sent in the period; `bounds` (cents) part the budgets' bands."""
    rows = connection.execute(
        f"SELECT {_sort(bounds)} AS sort, {_COUNTS} FROM proposal WHERE {_ACCOUNT} "
        "AND submitted_at >= :start AND submitted_at < :end AND state <> 'undone' GROUP BY sort",
        _between(user_id, period),
    ).fetchall()
    before = period.before()
    return summarise(
        [_group(row, len(bounds)) for row in rows],
        _non_proposal_spend(connection, user_id, period),
        _total(connection, user_id, before) if before else None,
    )


def _sort(bounds: Sequence[int]) -> str:
    """Band, boost and invitation as one number: grouped by one, SQLite takes two thirds as long."""
    bands = " ".join(f"WHEN budget_cents < {bound} THEN {4 * i}" for i, bound in enumerate(bounds))
    return (
        f"CASE WHEN budget_cents IS NULL THEN {4 * len(bounds) + 4} {bands} "
        f"ELSE {4 * len(bounds)} END + CASE WHEN boost > 0 THEN 2 ELSE 0 END + invited"
    )


def _group(row: Row, last: int) -> Group:
    band, rest = divmod(row[0], 4)
    told = None if band > last else band
    return Group(told, bool(rest & 2), bool(rest & 1), Figures(*row[1:]))


def _total(connection: sqlite3.Connection, user_id: int, period: Period) -> Figures:
    row = connection.execute(
        f"SELECT {_COUNTS} FROM proposal WHERE {_ACCOUNT} "
        "AND submitted_at >= :start AND submitted_at < :end AND state <> 'undone'",
        _between(user_id, period),
    ).fetchone()
    return replace(
        Figures(*row), non_proposal_spend=_non_proposal_spend(connection, user_id, period)
    )


def _non_proposal_spend(connection: sqlite3.Connection, user_id: int, period: Period) -> int:
    """Connects that went elsewhere than to proposals, less what was undone."""
    row = connection.execute(
        f"SELECT coalesce(-sum(amount), 0) FROM entry WHERE {_ACCOUNT} AND at >= :start "
        "AND at < :end AND kind = 'spend' AND proposal_id IS NULL",
        _between(user_id, period),
    ).fetchone()
    return int(row[0])


def _between(user_id: int, period: Period) -> dict[str, int]:
    return {
        "user_id": user_id,
        "start": seconds(period.start) if period.start else 0,
        "end": seconds(period.end),
    }


PACE_WEEKS = 8
"""Long enough for a range, short enough to be the present pace."""


def used_by_week(connection: sqlite3.Connection, user_id: int, now: datetime) -> list[int]:
    """Connects used less those that came back, in each of the last whole weeks, oldest first.

    At most PACE_WEEKS, and none from before the person's first spend.
    """
    week = 7 * 86400
    end = seconds(now) + 1
    rows = connection.execute(
        f"SELECT (:end - 1 - at) / {week} AS weeks_ago, -sum(amount) FROM entry "
        f"WHERE {_ACCOUNT} AND at >= :start AND at < :end AND kind IN ('spend', 'refund') "
        "GROUP BY weeks_ago",
        {"user_id": user_id, "start": end - PACE_WEEKS * week, "end": end},
    ).fetchall()
    by_week = {row[0]: row[1] for row in rows}
    return [by_week.get(ago, 0) for ago in range(max(by_week, default=-1), -1, -1)]


def sent_lately(connection: sqlite3.Connection, user_id: int, now: datetime) -> int:
    """Proposals sent in the last PACE_WEEKS weeks, without those that were undone."""
    row = connection.execute(
        f"SELECT count(*) FROM proposal WHERE {_ACCOUNT} AND submitted_at > :start "
        "AND submitted_at <= :now AND state <> 'undone'",
        {"user_id": user_id, "start": seconds(now) - PACE_WEEKS * 7 * _DAY, "now": seconds(now)},
    ).fetchone()
    return int(row[0])


_DAY = 86400


def first_day(connection: sqlite3.Connection, user_id: int, period: Period) -> date | None:
    """The first day (UTC) of the period on which the journal has something; None when never."""
    row = connection.execute(
        f"SELECT min(at) FROM entry WHERE {_ACCOUNT} AND at >= :start AND at < :end",
        _between(user_id, period),
    ).fetchone()
    return instant(row[0]).date() if row[0] is not None else None


def movements(
    connection: sqlite3.Connection, user_id: int, period: Period
) -> tuple[int, list[DayMovement]]:
    """The balance before the period, and what each kind moved day by day within it."""
    before = connection.execute(
        f"SELECT coalesce(sum(amount), 0) FROM entry WHERE {_ACCOUNT} AND at < :start",
        _between(user_id, period),
    ).fetchone()[0]
    rows = connection.execute(
        f"SELECT at / {_DAY} AS day, kind, sum(amount) FROM entry WHERE {_ACCOUNT} "
        "AND at >= :start AND at < :end GROUP BY day, kind, amount > 0",
        _between(user_id, period),
    ).fetchall()
    return before, [DayMovement(_date(day), Kind(kind), amount) for day, kind, amount in rows]


def spent_by_source(
    connection: sqlite3.Connection, user_id: int, period: Period
) -> list[tuple[date, str, int]]:
    """Connects spent less those that came back, by day and by where they had come from."""
    rows = connection.execute(
        f"SELECT entry.at / {_DAY} AS day, lot.source, -sum(allocation.amount) FROM entry "
        "JOIN allocation ON allocation.entry_id = entry.id JOIN lot ON lot.id = allocation.lot_id "
        f"WHERE entry.{_ACCOUNT} AND entry.at >= :start AND entry.at < :end "
        "AND kind IN ('spend', 'refund') GROUP BY day, lot.source",
        _between(user_id, period),
    ).fetchall()
    return [(_date(day), source, amount) for day, source, amount in rows]


def _date(day: int) -> date:
    return instant(day * _DAY).date()
