"""Plans and cycles: what a month brings, expires and cuts, and the moves between plans."""

from datetime import datetime
from itertools import groupby

from bot.ledger.refusals import SamePlan

from .books import CALENDAR, Books, credit, debit, grant, next_number
from .calendar import next_cycle_start, normal_cycle_day
from .model import Account, Allocation, Entry, Kind, Plan, Source
from .rate_card import RateCard


def change_plan(books: Books, plan: Plan, at: datetime, card: RateCard) -> Books:
    """Upgrade at once, downgrade at the next cycle.

    An upgrade posts the difference that arrives and starts a new cycle that day. A plan named
    while another is about to begin takes that back. Raises SamePlan.
    """
    account = books.account
    if plan == (account.next_plan or account.plan):
        pending = account.next_plan is not None
        raise SamePlan(plan=plan, pending=pending, next_cycle_at=account.next_cycle_at)
    if plan == account.plan:
        return books._replace(account=account._replace(next_plan=None))
    if plan is Plan.BASIC:
        return books._replace(account=account._replace(next_plan=plan))
    cycle_day = normal_cycle_day(at.day)
    upgraded = account._replace(
        plan=plan,
        next_plan=None,
        cycle_day=cycle_day,
        cycle_started_at=at,
        next_cycle_at=next_cycle_start(at, cycle_day),
    )
    books = books._replace(account=upgraded)
    brings = card.upgrade_brings(plan, offered=account.offered)
    return grant(books, Source.UPGRADE, brings, at, card)


def set_cycle_day(account: Account, day: int, at: datetime) -> Account:
    """The account with its cycles starting on that day of the month (29–31 mean the 1st)."""
    cycle_day = normal_cycle_day(day)
    after = max(at, account.cycle_started_at)
    return account._replace(cycle_day=cycle_day, next_cycle_at=next_cycle_start(after, cycle_day))


def apply_due(books: Books, now: datetime, card: RateCard) -> Books:
    """Apply what is due by `now`, oldest first: lots that expired, cycles that started.

    A function of the books and the date alone: whoever asks, and however often, each is applied
    once and dated at its own instant.
    """
    while True:
        cycle_at = books.account.next_cycle_at
        if books.lots and books.lots[0].expires_at <= min(cycle_at, now):
            books = _expire_until(books, min(cycle_at, now))
        elif cycle_at <= now:
            books = _start_cycle(books, card)
        else:
            return books


def _expire_until(books: Books, until: datetime) -> Books:
    """Post the expiry of each instant up to `until`; in one go, since there may be thousands."""
    entries: list[Entry] = []
    gone = 0
    for at, expiring in groupby(books.lots, key=lambda lot: lot.expires_at):
        if at > until:
            break
        lots = list(expiring)
        entries.append(
            Entry(
                id=next_number(books) - len(entries),
                kind=Kind.EXPIRE,
                amount=-sum(lot.remaining for lot in lots),
                at=at,
                source="expiry",
                allocations=tuple(Allocation(lot.id, -lot.remaining) for lot in lots),
                key=CALENDAR,
            )
        )
        gone += len(lots)
    return books._replace(lots=books.lots[gone:], new_entries=(*books.new_entries, *entries))


def _start_cycle(books: Books, card: RateCard) -> Books:
    account, at = books.account, books.account.next_cycle_at
    plan = account.next_plan or account.plan
    started = Account(
        id=account.id,
        plan=plan,
        next_plan=None,
        top_rated=account.top_rated,
        cycle_day=account.cycle_day,
        cycle_started_at=at,
        next_cycle_at=next_cycle_start(at, account.cycle_day),
        rates=account.rates,
        offered=account.offered,
    )
    books = Books(started, books.lots, books.new_entries, books.first_number)
    excess = books.balance - card.rollover.cap if card.rollover.cap is not None else 0
    if excess > 0:
        books = debit(books, Kind.FORFEIT, excess, at, source="cap", key=CALENDAR)
    arrivals = [(Source.PLAN, card.monthly(plan, offered=account.offered))]
    if account.top_rated:
        arrivals.append((Source.TOP_RATED, card.monthly_badges.get(Source.TOP_RATED, 0)))
    for source, amount in arrivals:
        if amount:
            books = credit(books, Kind.GRANT, amount, at, card, source=source, key=CALENDAR)
    return books


def cut_at_next_rollover(books: Books, card: RateCard) -> int:
    """Connects that the cap would forfeit at the next cycle if nothing were spent until then."""
    if card.rollover.cap is None:
        return 0
    at = books.account.next_cycle_at
    carried = sum(lot.remaining for lot in books.lots if lot.expires_at > at)
    return max(0, carried - card.rollover.cap)


def arrives_at_next_rollover(account: Account, card: RateCard) -> int:
    """Connects that the plan and the badges bring when the next cycle starts."""
    badges = card.monthly_badges.get(Source.TOP_RATED, 0) if account.top_rated else 0
    plan = account.next_plan or account.plan
    return card.monthly(plan, offered=account.offered) + badges


def open_offer(account: Account, card: RateCard) -> int:
    """Connects a month that only some accounts get and of which this one's person said nothing yet.

    They are not counted on until then; 0 where there is nothing to ask.
    """
    if account.offered is not None:
        return 0
    return card.plans[account.next_plan or account.plan].monthly_if_offered or 0
