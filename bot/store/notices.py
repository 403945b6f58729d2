"""When people are told what `bot.ledger.notices` finds in their books: planned ahead, told once.

Each person has at most one `check` among the reminders: the next time at which something of theirs
may have to be told. When it falls due, everything that is to be told by then goes into one message.
Who spends, buys or turns a month comes up for a check through the journal, which is read on from
where it was read last; so a spend itself costs nothing more.
"""

import sqlite3
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.ledger.books import Books
from bot.ledger.cycles import apply_due
from bot.ledger.model import Kind, Proposal
from bot.ledger.notices import (
    AWAITING_NEWS,
    LOW,
    CalendarMove,
    Facts,
    Notice,
    NotificationSettings,
    notices_of,
    when_awake,
)
from bot.rate_cards import RateCards
from bot.store.refusals import NotYours

from . import failures
from .accounts import find_account, open_account
from .deliveries import note_dm_taken
from .journal import Request, instant, load_books, seconds
from .key_values import get_value, put_value
from .proposals import list_proposals, own
from .requests import note_done

WATCHED = "last entry watched"
WAITING = "waiting:"
"""Before a proposal's id: when it was said that its news are still waited for."""
BATCH = 5000
BUDGET_SECONDS = 0.1
"""After which a transaction is ended: a person's check takes from 0.3 to 50 ms."""
REMEMBERED = timedelta(days=800)
"""How long it is known what was told: a lot may be told of twice in the year that it lasts, and a
proposal waits for news for at most a year more."""
MOST_AWAITING = 200
"""Proposals of a person that are asked about when they have no news: the newest."""


def settings_of(connection: sqlite3.Connection, user_id: int) -> NotificationSettings | None:
    """What the person wants to be told; None for who never used Purser."""
    row = connection.execute(
        "SELECT low_balance, expiring_days, rollover, stale_days, at_night, timezone "
        "FROM person WHERE user_id = :user_id",
        {"user_id": user_id},
    ).fetchone()
    return row and NotificationSettings(row[0], row[1], bool(row[2]), row[3], bool(row[4]), row[5])


def change_settings(
    connection: sqlite3.Connection, request: Request, cards: RateCards, changes: dict[str, int]
) -> NotificationSettings:
    """Change some of the settings, by their names, and look at the books anew.

    Once for a request; the account is opened if need be.
    """
    open_account(connection, request.user_id, request.at)
    if note_done(connection, request):
        for name in changes:
            assert name in ("low_balance", "expiring_days", "rollover", "stale_days", "at_night")
            connection.execute(
                f"UPDATE person SET {name} = :value WHERE user_id = :user_id",
                {"value": changes[name], "user_id": request.user_id},
            )
        plan_check(connection, request.user_id, request.at, cards)
    settings = settings_of(connection, request.user_id)
    assert settings is not None
    return settings


def note_waiting(
    connection: sqlite3.Connection, request: Request, proposal_id: int, cards: RateCards
) -> tuple[Proposal, datetime | None]:
    """Note that news of a proposal are still waited for; it, and when they are asked for again.

    None where they never are. Once for a request. Raises NotYours.
    """
    user_id, now = request.user_id, request.at
    proposal, settings = own(connection, user_id, proposal_id), settings_of(connection, user_id)
    if proposal is None or settings is None:
        raise NotYours()
    if proposal.state not in AWAITING_NEWS or not settings.stale_days:
        return proposal, None
    if note_done(connection, request):
        connection.execute(
            "INSERT INTO told (user_id, what, at) VALUES (:user_id, :what, :at) "
            "ON CONFLICT (user_id, what) DO UPDATE SET at = :at",
            {"user_id": user_id, "what": f"{WAITING}{proposal_id}", "at": seconds(now)},
        )
        plan_check(connection, user_id, now, cards)
    return proposal, now + timedelta(days=settings.stale_days)


def watch(connection: sqlite3.Connection, now: datetime, cards: RateCards) -> bool:
    """Plan the checks of people whose books have changed since; whether more of them wait.

    Somebody for whom that fails is set aside, and the reading goes on.
    """
    rows = connection.execute(
        "SELECT id, account_id FROM entry WHERE id > :last ORDER BY id LIMIT :limit",
        {"last": int(get_value(connection, WATCHED) or 0), "limit": BATCH},
    ).fetchall()
    if not rows:
        return False
    stop_at = time.monotonic() + BUDGET_SECONDS
    seen: set[int] = set()
    looked_at = 0
    while looked_at < len(rows) and time.monotonic() < stop_at:
        account_id = rows[looked_at][1]
        if account_id not in seen:
            seen.add(account_id)
            for user_id in _people(connection, account_id):
                _plan_apart(connection, user_id, now, cards)
        looked_at += 1
    put_value(connection, WATCHED, str(rows[looked_at - 1][0]))
    return looked_at < len(rows) or len(rows) == BATCH


def try_again(connection: sqlite3.Connection, now: datetime, cards: RateCards) -> None:
    """Plan the checks of people for whom that failed before, when their time has come."""
    stop_at = time.monotonic() + BUDGET_SECONDS
    for user_id in failures.due(connection, "person", now, BATCH):
        _plan_apart(connection, user_id, now, cards)
        if time.monotonic() > stop_at:
            return


def _plan_apart(
    connection: sqlite3.Connection, user_id: int, now: datetime, cards: RateCards
) -> None:
    with failures.isolated(connection, "person", user_id, now):
        plan_check(connection, user_id, now, cards)
        failures.clear(connection, "person", [user_id])


def _people(connection: sqlite3.Connection, account_id: int) -> list[int]:
    rows = connection.execute(
        "SELECT user_id FROM person WHERE account_id = :id", {"id": account_id}
    ).fetchall()
    return [user_id for (user_id,) in rows]


def plan_check(
    connection: sqlite3.Connection, user_id: int, now: datetime, cards: RateCards
) -> datetime | None:
    """Set the person's next check to when the next thing is to be told; None when none is."""
    settings, books = settings_of(connection, user_id), _books(connection, user_id, now, cards)
    if settings and books:
        _forget_low(connection, user_id, settings, books)
    found = _notices(connection, user_id, books, settings, now, cards) if settings and books else []
    if settings is None or not found:
        connection.execute(
            "UPDATE reminder SET state = 'said' WHERE user_id = :user_id AND kind = 'check'",
            {"user_id": user_id},
        )
        return None
    first = max(min(notice.at for notice in found), now)
    due = when_awake(first, settings)
    connection.execute(
        "INSERT INTO reminder (kind, user_id, about, rule, zone, local_at, due_at, try_at) "
        "VALUES ('check', :user_id, '', '', '', :local_at, :due, :due) "
        "ON CONFLICT (user_id) WHERE kind = 'check' DO UPDATE SET due_at = :due, "
        "try_at = :due, attempts = 0, state = CASE reminder.state WHEN 'held' THEN 'held' "
        "ELSE 'waiting' END",
        {"user_id": user_id, "due": seconds(due), "local_at": due.isoformat()},
    )
    return due


def _forget_low(
    connection: sqlite3.Connection, user_id: int, settings: NotificationSettings, books: Books
) -> None:
    """Once the balance has risen again, the next time that it is low is told again."""
    if books.balance >= settings.low_balance:
        connection.execute(
            "DELETE FROM told WHERE user_id = :user_id AND what = :low",
            {"user_id": user_id, "low": LOW},
        )


def due_notices(
    connection: sqlite3.Connection, user_id: int, now: datetime, cards: RateCards
) -> tuple[list[Notice], Books | None]:
    """What is to be told by now, and the books that it is of."""
    settings, books = settings_of(connection, user_id), _books(connection, user_id, now, cards)
    if settings is None or books is None:
        return [], None
    found = _notices(connection, user_id, books, settings, now, cards)
    return [notice for notice in found if notice.at <= now], books


def note_sent(
    connection: sqlite3.Connection,
    user_id: int,
    notices: Sequence[Notice],
    now: datetime,
    cards: RateCards,
) -> None:
    """Note what has been told in a DM, and plan the next check."""
    if notices:
        note_dm_taken(connection, user_id)
    connection.executemany(
        "INSERT INTO told (user_id, what, at) VALUES (:user_id, :key, :at) ON CONFLICT DO NOTHING",
        [{"user_id": user_id, "key": each.key, "at": seconds(now)} for each in notices],
    )
    connection.execute(
        "DELETE FROM told WHERE user_id = :user_id AND at < :at AND what <> :low",
        {"user_id": user_id, "at": seconds(now - REMEMBERED), "low": LOW},
    )
    plan_check(connection, user_id, now, cards)


def _books(
    connection: sqlite3.Connection, user_id: int, now: datetime, cards: RateCards
) -> Books | None:
    account = find_account(connection, user_id)
    return apply_due(load_books(connection, account), now, cards.of(account)) if account else None


def _notices(
    connection: sqlite3.Connection,
    user_id: int,
    books: Books,
    settings: NotificationSettings,
    now: datetime,
    cards: RateCards,
) -> list[Notice]:
    """Everything that is to be told, now or at a time that can be foreseen, and was not yet."""
    told = dict(
        connection.execute(
            "SELECT what, at FROM told WHERE user_id = :user_id", {"user_id": user_id}
        ).fetchall()
    )
    facts = Facts(
        at_cycle_start=_at_cycle_start(connection, books),
        has_spent=_has_spent(connection, books),
        awaiting=list_proposals(connection, user_id, states=AWAITING_NEWS, limit=MOST_AWAITING),
        waiting={
            int(what.removeprefix(WAITING)): instant(at)
            for what, at in told.items()
            if what.startswith(WAITING)
        },
    )
    found = notices_of(books, settings, facts, now, cards.of(books.account))
    return [notice for notice in found if notice.key not in told]


def _at_cycle_start(connection: sqlite3.Connection, books: Books) -> tuple[CalendarMove, ...]:
    """What the calendar posted when the cycle started."""
    rows = connection.execute(
        "SELECT kind, source, sum(amount) FROM entry WHERE account_id = :account_id "
        "AND actor_id IS NULL AND at = :start GROUP BY kind, source ORDER BY min(id)",
        {"account_id": books.account.id, "start": seconds(books.account.cycle_started_at)},
    ).fetchall()
    return tuple(CalendarMove(Kind(kind), source, amount) for kind, source, amount in rows)


def _has_spent(connection: sqlite3.Connection, books: Books) -> bool:
    row = connection.execute(
        "SELECT 1 FROM entry WHERE account_id = :account_id AND kind = 'spend' LIMIT 1",
        {"account_id": books.account.id},
    ).fetchone()
    return row is not None
