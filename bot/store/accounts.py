"""Accounts: opened at the first command, kept up to date, set up, moved between plans."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from bot.ledger import books as ledger
from bot.ledger import cycles
from bot.ledger.books import MOST_LOTS, Books
from bot.ledger.calendar import next_cycle_start
from bot.ledger.model import Account, Entry, Plan, Source
from bot.ledger.rate_card import RateCard
from bot.rate_cards import RateCards
from bot.store.refusals import TooManyLots

from .card_changes import note_change
from .journal import ACCOUNT, Request, account_from, entry_of, instant, load_books, seconds
from .posting import save_books
from .reminders import Moved, move_zone
from .requests import note_done, was_done


@dataclass(frozen=True, slots=True)
class Receipt:
    """The books after a request, with what it posted. `again` when it had been done before.

    A request may post nothing: a state told, a correction to what is held, a downgrade.
    """

    books: Books
    again: bool = False

    @property
    def balance(self) -> int:
        return self.books.balance

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self.books.new_entries

    @property
    def entry(self) -> Entry:
        """The entry that the person asked for; the last one where there are several."""
        return self.books.last


@dataclass(frozen=True, slots=True)
class Setup:
    """What somebody told about their account; None and False where they told nothing.

    `rates` is the name of the card that the account is to go by; `offered` is whether its offer
    includes the monthly Connects that only some accounts get; `moved` are their repeated reminders
    as they stand in the time zone that was told.
    """

    rates: str | None = None
    plan: Plan | None = None
    offered: bool | None = None
    connects: int | None = None
    cycle_day: int | None = None
    timezone: str | None = None
    new_account: bool = False
    moved: tuple[Moved, ...] = ()


@dataclass(frozen=True, slots=True)
class SetupReceipt:
    """`granted_before`: when the sign-up Connects that are told of now had arrived already."""

    books: Books
    timezone: str
    granted_before: datetime | None


def find_account(connection: sqlite3.Connection, user_id: int) -> Account | None:
    row = connection.execute(
        f"SELECT {ACCOUNT} FROM person JOIN account ON account.id = person.account_id "
        "WHERE user_id = :user_id",
        {"user_id": user_id},
    ).fetchone()
    return row and account_from(row)


def open_account(
    connection: sqlite3.Connection, user_id: int, at: datetime, rates: str | None = None
) -> Account:
    """The person's account; a new one is on Basic, holds 0 and has cycle day 1.

    A new one goes by the card `rates`, or by the host's.
    """
    if account := find_account(connection, user_id):
        return account
    started = seconds(at)
    following = seconds(next_cycle_start(at, 1))
    row = connection.execute(
        "INSERT INTO account (plan, cycle_day, cycle_started_at, next_cycle_at, due_at, rates) "
        "VALUES (:plan, 1, :started, :following, :following, :rates) RETURNING id",
        {"plan": Plan.BASIC, "started": started, "following": following, "rates": rates},
    ).fetchall()[0]
    connection.execute(
        "INSERT INTO person (user_id, account_id) VALUES (:user_id, :account_id)",
        {"user_id": user_id, "account_id": row[0]},
    )
    return Account(row[0], Plan.BASIC, None, False, 1, instant(started), instant(following), rates)


def read_books(connection: sqlite3.Connection, user_id: int) -> Books | None:
    """The books as they stand in the database, whatever has fallen due since."""
    account = find_account(connection, user_id)
    return load_books(connection, account) if account else None


def up_to_date_books(
    connection: sqlite3.Connection, user_id: int, at: datetime, cards: RateCards
) -> Books:
    """The books, opened if need be, with what was due written to the journal."""
    account = open_account(connection, user_id, at)
    books = load_books(connection, account)
    settled = cycles.apply_due(books, at, cards.of(account))
    if settled is books:
        return books
    return save_books(connection, books, settled)._replace(new_entries=())


def done_before(connection: sqlite3.Connection, books: Books, request: Request) -> Receipt | None:
    """The receipt of this very request, if it has been done."""
    if entry := entry_of(connection, books.account.id, request):
        return Receipt(books._replace(new_entries=(entry,)), again=True)
    return Receipt(books, again=True) if was_done(connection, request) else None


def post(connection: sqlite3.Connection, before: Books, after: Books, request: Request) -> Receipt:
    """Write what a request posted, or that it was done without, and give its receipt.

    Raises TooManyLots for Connects that arrive beyond what an account may hold apart.
    """
    if len(after.lots) > MOST_LOTS and any(entry.lot for entry in after.new_entries):
        raise TooManyLots(most=MOST_LOTS)
    if all(entry.key is not None for entry in after.new_entries):
        note_done(connection, request)
    return Receipt(save_books(connection, before, after, request))


def earned_before(
    connection: sqlite3.Connection, account_id: int, source: Source
) -> datetime | None:
    """When a one-time source brought Connects that still count; None if it never did."""
    row = connection.execute(
        "SELECT at FROM entry WHERE account_id = :account_id AND kind = 'grant' "
        "AND source = :source AND reverses IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM entry AS later WHERE later.reverses = entry.id)",
        {"account_id": account_id, "source": source},
    ).fetchone()
    return row and instant(row[0])


def set_up(
    connection: sqlite3.Connection, request: Request, told: Setup, cards: RateCards
) -> SetupReceipt:
    """Write what somebody told of their account; set-up grants nothing beyond it."""
    books = up_to_date_books(connection, request.user_id, request.at, cards)
    granted = None
    if told.new_account:
        granted = earned_before(connection, books.account.id, Source.NEW_ACCOUNT)
    if not done_before(connection, books, request):
        chosen = _choose_card(connection, books, told.rates, request, cards)
        after = _told(chosen, told, request.at, cards.of(chosen.account), granted)
        books = post(connection, books, after, request).books
        _set_person(connection, request.user_id, told)
    return SetupReceipt(books, timezone_of(connection, request.user_id), granted)


def _set_person(connection: sqlite3.Connection, user_id: int, told: Setup) -> None:
    move_zone(connection, told.moved)
    connection.execute(
        "UPDATE person SET welcomed = 1, timezone = coalesce(:timezone, timezone) "
        "WHERE user_id = :user_id",
        {"timezone": told.timezone, "user_id": user_id},
    )


def _choose_card(
    connection: sqlite3.Connection,
    books: Books,
    name: str | None,
    request: Request,
    cards: RateCards,
) -> Books:
    """The books by the card of that name from now on; what was posted stays as it is."""
    account = books.account
    if name is None or name == account.rates:
        return books
    before = account.rates or cards.default.name
    if before != name:
        note_change(connection, account.id, before, name, request)
    return books._replace(account=account._replace(rates=name))


def _told(
    books: Books, told: Setup, at: datetime, card: RateCard, granted: datetime | None
) -> Books:
    account = books.account
    if told.plan:
        account = account._replace(plan=told.plan, next_plan=None)
    if told.offered is not None:
        account = account._replace(offered=told.offered)
    if told.cycle_day:
        account = cycles.set_cycle_day(account, told.cycle_day, at)
    books = books._replace(account=account)
    if told.new_account and granted is None:
        books = ledger.earn(books, Source.NEW_ACCOUNT, None, at, card, earned_before=None)
    if told.connects is not None:
        books = ledger.correct(books, told.connects, at, card)
    return books


def timezone_of(connection: sqlite3.Connection, user_id: int) -> str:
    row = connection.execute(
        "SELECT timezone FROM person WHERE user_id = :user_id", {"user_id": user_id}
    ).fetchone()
    return row[0] if row else "UTC"


def claim_welcome(connection: sqlite3.Connection, user_id: int) -> bool:
    """True once for each person: they have never been shown how to set up."""
    return bool(
        connection.execute(
            "UPDATE person SET welcomed = 1 WHERE user_id = :user_id AND welcomed = 0",
            {"user_id": user_id},
        ).rowcount
    )


def open_and_claim_welcome(connection: sqlite3.Connection, user_id: int, at: datetime) -> bool:
    """True once for each person, whose account is opened if need be."""
    open_account(connection, user_id, at)
    return claim_welcome(connection, user_id)


def is_welcomed(connection: sqlite3.Connection, user_id: int) -> bool:
    row = connection.execute(
        "SELECT welcomed FROM person WHERE user_id = :user_id", {"user_id": user_id}
    ).fetchone()
    return bool(row and row[0])


def change_plan(
    connection: sqlite3.Connection, request: Request, plan: Plan, cards: RateCards
) -> Receipt:
    """Move the account to a plan. Raises SamePlan."""
    books = up_to_date_books(connection, request.user_id, request.at, cards)
    if done := done_before(connection, books, request):
        return done
    after = cycles.change_plan(books, plan, request.at, cards.of(books.account))
    receipt = post(connection, books, after, request)
    if receipt.entries:
        _remember_before_upgrade(connection, receipt.entry.id, books.account)
    return receipt


def _remember_before_upgrade(
    connection: sqlite3.Connection, entry_id: int, before: Account
) -> None:
    connection.execute(
        "INSERT INTO upgrade (entry_id, plan, cycle_day, cycle_started_at, next_cycle_at) "
        "VALUES (:entry_id, :plan, :cycle_day, :cycle_started_at, :next_cycle_at)",
        {
            "entry_id": entry_id,
            "plan": before.plan,
            "cycle_day": before.cycle_day,
            "cycle_started_at": seconds(before.cycle_started_at),
            "next_cycle_at": seconds(before.next_cycle_at),
        },
    )


def before_upgrade(connection: sqlite3.Connection, entry_id: int) -> Account | None:
    """The account as it was before the upgrade that posted this entry."""
    row = connection.execute(
        "SELECT account_id, plan, NULL, 0, cycle_day, cycle_started_at, next_cycle_at, NULL, NULL "
        "FROM upgrade JOIN entry ON entry.id = upgrade.entry_id WHERE entry_id = :entry_id",
        {"entry_id": entry_id},
    ).fetchone()
    return row and account_from(row)


def stop_top_rated(connection: sqlite3.Connection, request: Request, cards: RateCards) -> Books:
    """The monthly Top Rated Connects stop; what has arrived stays."""
    books = up_to_date_books(connection, request.user_id, request.at, cards)
    if done_before(connection, books, request):
        return books
    after = books._replace(account=books.account._replace(top_rated=False))
    return post(connection, books, after, request).books


def language_of(connection: sqlite3.Connection, user_id: int) -> str:
    """The language that the person's Discord speaks, for messages that come without one."""
    row = connection.execute(
        "SELECT language FROM person WHERE user_id = :user_id", {"user_id": user_id}
    ).fetchone()
    return row[0] if row else "en"


def note_language(connection: sqlite3.Connection, user_id: int, language: str) -> bool:
    """Keep the language of a person; False while nothing else is known of them."""
    return bool(
        connection.execute(
            "UPDATE person SET language = :language WHERE user_id = :user_id",
            {"language": language, "user_id": user_id},
        ).rowcount
    )
