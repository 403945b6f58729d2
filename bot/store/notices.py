"""What people are told without asking: found in the books, planned ahead, told once.

Each person has at most one `check` among the reminders: the next time at which something of theirs
may have to be told. When it falls due, everything that is to be told by then goes into one message.
Who spends, buys or turns a month comes up for a check through the journal, which is read on from
where it was read last; so a spend itself costs nothing more.
"""

import sqlite3
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as clock_time

from bot.ledger.books import Books, cut_at_next_rollover, settle
from bot.ledger.model import Entry, Proposal, State
from bot.ledger.rate_card import RateCard
from bot.parsing.recurrence import instant_of, local_of

from . import failures
from .accounts import find_account, open_account
from .journal import ENTRY, Request, entry_from, load_books, seconds
from .key_values import get_setting, put_setting
from .proposals import list_proposals
from .reminders import note_dm_taken
from .requests import note_done

WATCHED = "last entry watched"
BATCH = 5000
BUDGET_SECONDS = 0.1
"""After which a transaction is ended: a person's check takes from 0.3 to 50 ms."""
CUT_WARNING = timedelta(days=3)
LAST_WARNING = timedelta(days=1)
REMEMBERED = timedelta(days=800)
"""How long it is known what was told: a lot may be told of twice in the year that it lasts, and a
proposal waits for news for at most a year more."""
NIGHT_FROM = clock_time(22)
NIGHT_UNTIL = clock_time(8)
MOST_STALE = 5
WAITING_STATES = (State.SUBMITTED, State.VIEWED, State.INTERVIEWING)


@dataclass(frozen=True, slots=True)
class Wishes:
    """Which reminders come to a person by themselves; 0 is none of that kind."""

    low_balance: int
    expiring_days: int
    rollover: bool
    stale_days: int
    at_night: bool
    timezone: str


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing to be told. `key` makes it be told once; `at` is when it came about (UTC)."""

    key: str
    at: datetime
    kind: str
    connects: int = 0
    expires_at: datetime | None = None
    entries: tuple[Entry, ...] = ()
    proposal: Proposal | None = None


def wishes_of(connection: sqlite3.Connection, user_id: int) -> Wishes | None:
    """What the person wishes to be told; None for who never used Purser."""
    row = connection.execute(
        "SELECT low_balance, expiring_days, rollover, stale_days, at_night, timezone "
        "FROM person WHERE user_id = :user_id",
        {"user_id": user_id},
    ).fetchone()
    return row and Wishes(row[0], row[1], bool(row[2]), row[3], bool(row[4]), row[5])


def change_wishes(
    connection: sqlite3.Connection, request: Request, card: RateCard, changes: dict[str, int]
) -> Wishes:
    """Change some of the wishes, by the names of `Wishes`, and look at the books anew.

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
        plan_check(connection, request.user_id, request.at, card)
    wishes = wishes_of(connection, request.user_id)
    assert wishes is not None
    return wishes


def watch(connection: sqlite3.Connection, now: datetime, card: RateCard) -> int:
    """Plan the checks of everybody whose books have changed since; returns how many entries.

    Somebody for whom that fails is set aside, and the reading goes on.
    """
    rows = connection.execute(
        "SELECT id, account_id FROM entry WHERE id > :last ORDER BY id LIMIT :limit",
        {"last": int(get_setting(connection, WATCHED) or 0), "limit": BATCH},
    ).fetchall()
    if not rows:
        return 0
    stop_at = time.monotonic() + BUDGET_SECONDS
    seen: set[int] = set()
    looked_at = 0
    while looked_at < len(rows) and time.monotonic() < stop_at:
        account_id = rows[looked_at][1]
        if account_id not in seen:
            seen.add(account_id)
            for user_id in _people(connection, account_id):
                _plan_apart(connection, user_id, now, card)
        looked_at += 1
    put_setting(connection, WATCHED, str(rows[looked_at - 1][0]))
    return looked_at


def try_again(connection: sqlite3.Connection, now: datetime, card: RateCard) -> None:
    """Plan the checks of people for whom that failed before, when their time has come."""
    stop_at = time.monotonic() + BUDGET_SECONDS
    for user_id in failures.due(connection, "person", now, BATCH):
        _plan_apart(connection, user_id, now, card)
        if time.monotonic() > stop_at:
            return


def _plan_apart(
    connection: sqlite3.Connection, user_id: int, now: datetime, card: RateCard
) -> None:
    with failures.isolated(connection, "person", user_id, now):
        plan_check(connection, user_id, now, card)
        failures.clear(connection, "person", [user_id])


def _people(connection: sqlite3.Connection, account_id: int) -> list[int]:
    rows = connection.execute(
        "SELECT user_id FROM person WHERE account_id = :id", {"id": account_id}
    ).fetchall()
    return [user_id for (user_id,) in rows]


def plan_check(
    connection: sqlite3.Connection, user_id: int, now: datetime, card: RateCard
) -> datetime | None:
    """Set the person's next check to when the next thing is to be told; None when none is."""
    wishes = wishes_of(connection, user_id)
    _forget_low(connection, user_id, wishes, now, card)
    found = _findings(connection, user_id, wishes, now, card) if wishes else []
    if wishes is None or not found:
        connection.execute(
            "UPDATE reminder SET state = 'said' WHERE user_id = :user_id AND kind = 'check'",
            {"user_id": user_id},
        )
        return None
    first = max(min(telling.at for telling in found), now)
    due = when_awake(first, wishes)
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
    connection: sqlite3.Connection,
    user_id: int,
    wishes: Wishes | None,
    now: datetime,
    card: RateCard,
) -> None:
    """Once the balance has risen again, the next time that it is low is told again."""
    books = _books(connection, user_id, now, card)
    if wishes and books and books.balance >= wishes.low_balance:
        connection.execute(
            "DELETE FROM told WHERE user_id = :user_id AND what = 'low'", {"user_id": user_id}
        )


def after_night(at: datetime, zone: str) -> datetime:
    """The instant itself, or the next 8:00 in the zone when it falls between 22:00 and 8:00."""
    local = local_of(at, zone)
    if NIGHT_UNTIL <= local.time() < NIGHT_FROM:
        return at
    day = local.date() + timedelta(days=local.time() >= NIGHT_FROM)
    return instant_of(datetime.combine(day, NIGHT_UNTIL), zone)


def when_awake(at: datetime, wishes: Wishes) -> datetime:
    """The instant itself, or the morning after for who wishes no messages at night."""
    return at if wishes.at_night else after_night(at, wishes.timezone)


def to_tell(
    connection: sqlite3.Connection, user_id: int, now: datetime, card: RateCard
) -> tuple[list[Telling], Books | None]:
    """What is to be told by now, and the books that it is of."""
    wishes = wishes_of(connection, user_id)
    if wishes is None:
        return [], None
    found = _findings(connection, user_id, wishes, now, card)
    books = _books(connection, user_id, now, card)
    return [telling for telling in found if telling.at <= now], books


def told(
    connection: sqlite3.Connection,
    user_id: int,
    tellings: list[Telling],
    now: datetime,
    card: RateCard,
) -> None:
    """Note what has been told in a DM, and plan the next check."""
    if tellings:
        note_dm_taken(connection, user_id)
    connection.executemany(
        "INSERT INTO told (user_id, what, at) VALUES (:user_id, :what, :at) ON CONFLICT DO NOTHING",
        [{"user_id": user_id, "what": each.key, "at": seconds(now)} for each in tellings],
    )
    connection.execute(
        "DELETE FROM told WHERE user_id = :user_id AND at < :at AND what <> 'low'",
        {"user_id": user_id, "at": seconds(now - REMEMBERED)},
    )
    plan_check(connection, user_id, now, card)


def _books(
    connection: sqlite3.Connection, user_id: int, now: datetime, card: RateCard
) -> Books | None:
    account = find_account(connection, user_id)
    return settle(load_books(connection, account), now, card) if account else None


def _findings(
    connection: sqlite3.Connection,
    user_id: int,
    wishes: Wishes,
    now: datetime,
    card: RateCard,
) -> list[Telling]:
    """Everything that is to be told, now or at a time that can be foreseen, and was not yet."""
    books = _books(connection, user_id, now, card)
    if books is None:
        return []
    known = {
        what
        for (what,) in connection.execute(
            "SELECT what FROM told WHERE user_id = :user_id", {"user_id": user_id}
        ).fetchall()
    }
    found = [
        *_turned(connection, books, wishes),
        *_expiring(books, wishes, now),
        *_cut(books, wishes, card),
        *_low(connection, books, wishes, now),
        *_stale(connection, user_id, wishes),
    ]
    return [telling for telling in found if telling.key not in known]


def _turned(connection: sqlite3.Connection, books: Books, wishes: Wishes) -> list[Telling]:
    """The cycle that has started last, with what it did."""
    if not wishes.rollover:
        return []
    start = books.account.cycle_started_at
    rows = connection.execute(
        f"SELECT {ENTRY} FROM entry WHERE account_id = :account_id AND actor_id IS NULL "
        "AND at >= :start ORDER BY id",
        {"account_id": books.account.id, "start": seconds(start)},
    ).fetchall()
    entries = tuple(entry_from(row) for row in rows)
    at_start = tuple(entry for entry in entries if entry.at == start)
    if not at_start:
        return []
    return [Telling(f"turned:{seconds(start)}", start, "turned", entries=at_start)]


def _expiring(books: Books, wishes: Wishes, now: datetime) -> list[Telling]:
    """Lots that expire within the days wished for, and again those of the last day."""
    if not wishes.expiring_days:
        return []
    found: dict[str, Telling] = {}
    for days in {wishes.expiring_days, LAST_WARNING.days}:
        for lot in books.lots:
            day = lot.expires_at.date()
            at = lot.expires_at - timedelta(days=days)
            early = days != LAST_WARNING.days
            if early and lot.expires_at - now <= LAST_WARNING:
                continue
            key = f"expiring:{day.isoformat()}:{days}"
            before = found.get(key)
            found[key] = Telling(
                key,
                min(at, before.at) if before else at,
                "expiring",
                connects=lot.remaining + (before.connects if before else 0),
                expires_at=min(lot.expires_at, before.expires_at or lot.expires_at)
                if before
                else lot.expires_at,
            )
    return list(found.values())


def _cut(books: Books, wishes: Wishes, card: RateCard) -> list[Telling]:
    """What the cap would cut at the next rollover."""
    cut = cut_at_next_rollover(books, card)
    if not cut or not wishes.rollover:
        return []
    start = books.account.next_cycle_at
    return [Telling(f"cut:{seconds(start)}", start - CUT_WARNING, "cut", connects=cut)]


def _low(
    connection: sqlite3.Connection, books: Books, wishes: Wishes, now: datetime
) -> list[Telling]:
    """A balance below what was wished for: told once, until it has risen again."""
    is_low = books.balance < wishes.low_balance and _has_spent(connection, books)
    return [Telling("low", now, "low", connects=books.balance)] if is_low else []


def _has_spent(connection: sqlite3.Connection, books: Books) -> bool:
    """Whether anything was ever spent: who has only just begun needs no warning."""
    row = connection.execute(
        "SELECT 1 FROM entry WHERE account_id = :account_id AND kind = 'spend' LIMIT 1",
        {"account_id": books.account.id},
    ).fetchone()
    return row is not None


def _stale(connection: sqlite3.Connection, user_id: int, wishes: Wishes) -> list[Telling]:
    """Proposals without news for the days wished for."""
    if not wishes.stale_days:
        return []
    waiting = list_proposals(connection, user_id, states=WAITING_STATES, limit=200)
    return [
        Telling(
            f"stale:{each.id}:{seconds(each.state_at)}",
            each.state_at + timedelta(days=wishes.stale_days),
            "stale",
            connects=each.connects,
            proposal=each,
        )
        for each in waiting
    ]
