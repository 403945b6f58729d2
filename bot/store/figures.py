"""A person's proposals added up by period, budget, boost and invitation."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.ledger.figures import Figures, Group, Period, Summary, Totals, summarise
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

_MINE = (
    "mine AS (SELECT entry.id, entry.kind, entry.amount, entry.at, entry.proposal_id, "
    "coalesce(proposal.submitted_at, entry.at) AS since, "
    "CASE WHEN proposal.state = 'undone' THEN entry.proposal_id "
    "ELSE coalesce(entry.reverses, entry.id) END AS root, "
    "CASE WHEN entry.reverses IS NOT NULL OR later.id IS NOT NULL OR proposal.state = 'undone' "
    "THEN 0 ELSE 1 END AS stands FROM entry "
    "LEFT JOIN entry AS later ON later.reverses = entry.id "
    "LEFT JOIN proposal ON proposal.account_id = entry.account_id "
    f"AND proposal.id = entry.proposal_id WHERE entry.{_ACCOUNT})"
)
"""The person's entries. What was undone, what undid it and all of an undone proposal do not stand;
those that belong together have one root. `since` is when the proposal of one was sent."""


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
    """Connects that went elsewhere than to proposals, without what was undone."""
    row = connection.execute(
        f"WITH {_MINE} SELECT coalesce(-sum(amount), 0) FROM mine WHERE stands = 1 "
        "AND at >= :start AND at < :end AND kind = 'spend' AND proposal_id IS NULL",
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
        f"WITH {_MINE} SELECT (:end - 1 - at) / {week} AS weeks_ago, -sum(amount) FROM mine "
        "WHERE stands = 1 AND at >= :start AND at < :end AND kind IN ('spend', 'refund') "
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


def movements(
    connection: sqlite3.Connection, user_id: int, period: Period
) -> tuple[int, list[DayMovement]]:
    """The balance before the period, and what each kind moved day by day within it.

    What was undone is left out; Connects of it that returned to expired lots count as expired on
    the day of the undoing.
    """
    rows = connection.execute(
        f"WITH {_MINE}, moved AS (SELECT at, kind, amount FROM mine WHERE stands = 1 "
        "UNION ALL SELECT max(at), 'expire', sum(amount) FROM mine WHERE stands = 0 "
        "GROUP BY root HAVING sum(amount) <> 0) "
        f"SELECT CASE WHEN at < :start THEN -1 ELSE at / {_DAY} END AS day, kind, sum(amount) "
        "FROM moved WHERE at < :end GROUP BY day, kind, amount > 0",
        _between(user_id, period),
    ).fetchall()
    before = sum(amount for day, _, amount in rows if day < 0)
    return int(before), [
        DayMovement(_date(day), Kind(kind), int(amount)) for day, kind, amount in rows if day >= 0
    ]


def read_totals(connection: sqlite3.Connection, user_id: int, period: Period) -> Totals:
    """What the period moved; a spend counts when its proposal was sent, all else when it came.

    What was undone is left out; Connects of it that returned to expired lots count as expired.
    """
    rows = connection.execute(
        f"WITH {_MINE}, told AS (SELECT CASE WHEN stands = 1 THEN kind ELSE 'expire' END AS kind, "
        "CASE WHEN stands = 1 AND kind = 'spend' AND proposal_id IS NULL THEN 1 ELSE 0 END "
        "AS elsewhere, CASE WHEN stands = 1 THEN 0 ELSE root END AS undone, amount, "
        "CASE WHEN stands = 1 AND kind = 'spend' THEN since ELSE at END AS at FROM mine), "
        "summed AS (SELECT kind, elsewhere, sum(amount) AS amount FROM told "
        "WHERE undone > 0 OR (at >= :start AND at < :end) GROUP BY kind, elsewhere, undone "
        "HAVING undone = 0 OR (max(at) >= :start AND max(at) < :end)) "
        "SELECT kind, elsewhere, sum(amount) FROM summed GROUP BY kind, elsewhere",
        _between(user_id, period),
    ).fetchall()
    moved = {(Kind(kind), bool(elsewhere)): int(amount) for kind, elsewhere, amount in rows}
    elsewhere = -moved.get((Kind.SPEND, True), 0)
    return Totals(
        granted=moved.get((Kind.GRANT, False), 0),
        bought=moved.get((Kind.PURCHASE, False), 0),
        paid=_paid(connection, user_id, period),
        spent=elsewhere - moved.get((Kind.SPEND, False), 0),
        elsewhere=elsewhere,
        returned=moved.get((Kind.REFUND, False), 0),
        expired=-moved.get((Kind.EXPIRE, False), 0),
        cut=-moved.get((Kind.FORFEIT, False), 0),
        corrected=moved.get((Kind.CORRECT, False), 0),
    )


def _paid(connection: sqlite3.Connection, user_id: int, period: Period) -> int:
    """What the purchases of the period had cost, in cents, without those that were undone."""
    row = connection.execute(
        "SELECT coalesce(sum(lot.price_cents), 0) FROM entry JOIN lot ON lot.id = entry.id "
        f"WHERE entry.{_ACCOUNT} AND entry.kind = 'purchase' AND entry.reverses IS NULL "
        "AND entry.at >= :start AND entry.at < :end "
        "AND NOT EXISTS (SELECT 1 FROM entry AS later WHERE later.reverses = entry.id)",
        _between(user_id, period),
    ).fetchone()
    return int(row[0])


def spent_by_source(
    connection: sqlite3.Connection, user_id: int, period: Period
) -> list[tuple[date, str, int]]:
    """Connects spent that did not come back, by the day of the spend and where they came from."""
    rows = connection.execute(
        f"WITH {_MINE} SELECT since / {_DAY} AS day, lot.source, -sum(allocation.amount) FROM mine "
        "JOIN allocation ON allocation.entry_id = mine.id JOIN lot ON lot.id = allocation.lot_id "
        "WHERE stands = 1 AND since >= :start AND since < :end "
        "AND kind IN ('spend', 'refund') GROUP BY day, lot.source "
        "HAVING sum(allocation.amount) < 0",
        _between(user_id, period),
    ).fetchall()
    return [(_date(day), source, int(amount)) for day, source, amount in rows]


def _date(day: int) -> date:
    return instant(day * _DAY).date()
