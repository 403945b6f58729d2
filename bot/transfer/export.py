"""All of a person's data as one file: its form, and what it may mean.

Nothing in a file is trusted. Its form is checked while it is decoded, up to the first error and
without building more than the rows themselves (msgspec); what it would *do* is checked here: rules
that repeat, times, keys. Its sums are checked by the audit once the rows lie in the database.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import available_timezones

import msgspec

from bot.i18n.language import LANGUAGES
from bot.ledger.books import MOST_LOTS
from bot.ledger.calendar import instant_of
from bot.ledger.model import Kind, Purpose, Source, State
from bot.ledger.proposals import BOOST_RETURNED
from bot.ledger.refusals import Refusal
from bot.parsing.moments import FARTHEST
from bot.parsing.records import read_objects
from bot.parsing.recurrence import is_rule
from bot.transfer.refusals import ImportForm

from .rows import AccountRow, EntryRow, Export, PersonRow, ReminderRow, UpgradeRow

CALENDARS = 100
"""Lots that the calendar may have added to those that a person brought about."""
NEXT_CYCLE_WITHIN = timedelta(days=32)


def is_export(text: str) -> bool:
    """Whether it is meant as an export: a JSON that is no table of somebody's own."""
    if not text.lstrip().startswith("{"):
        return False
    return '"purser"' in text or read_objects(text) is None


def parse_export(text: str, now: datetime) -> Export:
    """Read an export, and check what it would do from `now` (UTC) on.

    Raises ImportForm with the first place that is wrong.
    """
    if _NUL.search(text):
        raise _wrong("the file", "it holds signs that are no text")
    try:
        export = msgspec.json.decode(text, type=Export)
    except msgspec.ValidationError as error:
        why, _, where = str(error).partition(" - at `$.")
        raise _wrong(where.rstrip("`") or "the file", why) from None
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        raise _wrong("the file", "it is cut off or no JSON") from None
    for where, why in _meaningless(export, int(now.timestamp())):
        raise _wrong(where, why)
    return export


_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
"""The sign NUL as JSON has it; after a backslash that is itself escaped, it is a text."""


def _wrong(where: str, why: str) -> Refusal:
    return ImportForm(where=where, why=why)


Wrong = Iterator[tuple[str, str]]
"""Places of a file, and what is wrong there."""


def _meaningless(export: Export, now: int) -> Wrong:
    """What the product could not use, or would be harmed by."""
    yield from _wrong_person(export.person)
    yield from _wrong_account(export.account, now)
    yield from _wrong_entries(export, now)
    yield from _wrong_changes(export, now)
    yield from _wrong_proposals(export, now)
    yield from _wrong_edits(export, now)
    for number, reminder in enumerate(export.reminders):
        yield from _wrong_reminder(reminder, f"reminders[{number}]", now)
    for what, at in export.told.items():
        if not _TOLD.fullmatch(what):
            yield "told", "it names something that is never told"
        if at > now + _DAY:
            yield "told", "a time is still to come"


_DAY = 86400


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _wrong_person(person: PersonRow) -> Wrong:
    if person.timezone not in _zones():
        yield "person.timezone", "there is no such time zone"
    if person.language not in LANGUAGES:
        yield "person.language", "I don't speak that language"


def _wrong_account(account: AccountRow, now: int) -> Wrong:
    yield from _wrong_cycle(account, "account", now)
    if account.next_cycle_at > now + NEXT_CYCLE_WITHIN.total_seconds():
        yield "account.next_cycle_at", "the next cycle starts too late"


def _wrong_cycle(cycle: AccountRow | UpgradeRow, where: str, now: int) -> Wrong:
    starts = datetime.fromtimestamp(cycle.next_cycle_at, UTC)
    if (starts.day, starts.time()) != (cycle.cycle_day, starts.min.time()):
        yield f"{where}.next_cycle_at", "cycles start on the cycle day at 00:00 UTC"
    if not cycle.cycle_started_at < min(cycle.next_cycle_at, now + _DAY):
        yield f"{where}.cycle_started_at", "no cycle is like that"


_SOURCES: dict[Kind, frozenset[str]] = {
    Kind.GRANT: frozenset(Source),
    Kind.PURCHASE: frozenset({"purchase"}),
    Kind.SPEND: frozenset(Purpose),
    Kind.REFUND: frozenset({*State, BOOST_RETURNED}),
    Kind.EXPIRE: frozenset({"expiry"}),
    Kind.FORFEIT: frozenset({"cap"}),
    Kind.CORRECT: frozenset({"correct"}),
}


def _wrong_entries(export: Export, now: int) -> Wrong:
    before = 0
    sent = {p.id for p in export.proposals}
    for number, entry in enumerate(export.entries):
        where = f"entries[{number}]"
        if entry.id <= before:
            yield f"{where}.id", "the lines are not in their order"
        if entry.at > now + _DAY:
            yield f"{where}.at", "its day is still to come"
        if entry.source not in _SOURCES[entry.kind]:
            yield f"{where}.source", "no line of its kind has that source"
        if not _names_its_proposal(entry, sent):
            yield f"{where}.proposal_id", "it names a proposal that it is not of"
        before = entry.id
    if sum(lot.remaining > 0 for lot in export.lots) > MOST_LOTS + CALENDARS:
        yield "lots", "too many of them hold Connects"
    for number, lot in enumerate(export.lots):
        if not lot.acquired_at < lot.expires_at or lot.acquired_at > now + _DAY:
            yield f"lots[{number}]", "it expires before it arrives, or is still to come"
    for number, upgrade in enumerate(export.upgrades):
        yield from _wrong_cycle(upgrade, f"upgrades[{number}]", now)


def _wrong_changes(export: Export, now: int) -> Wrong:
    for number, change in enumerate(export.card_changes):
        if change.at > now + _DAY:
            yield f"card_changes[{number}].at", "its day is still to come"


def _names_its_proposal(entry: EntryRow, sent: set[int]) -> bool:
    """Whether it names the proposal that it paid for, or one that it may follow from."""
    if entry.kind is Kind.SPEND and entry.reverses is None:
        if entry.source != Purpose.PROPOSAL:
            return entry.proposal_id is None
        return entry.proposal_id in sent and entry.proposal_id <= entry.id
    if entry.proposal_id is None:
        return entry.kind is not Kind.REFUND
    may = entry.kind in (Kind.SPEND, Kind.GRANT, Kind.REFUND)
    return may and entry.proposal_id in sent and entry.proposal_id < entry.id


def _wrong_edits(export: Export, now: int) -> Wrong:
    for number, edit in enumerate(export.edits):
        if edit.at > now + _DAY:
            yield f"edits[{number}].at", "its day is still to come"
        if edit.spend_id is not None and edit.new_spend_id is None:
            yield f"edits[{number}].spend_id", "an edit that moves Connects names both spends"


def _wrong_proposals(export: Export, now: int) -> Wrong:
    for number, proposal in enumerate(export.proposals):
        if max(proposal.submitted_at, proposal.state_at) > now + _DAY:
            yield f"proposals[{number}]", "its day is still to come"
    for number, outcome in enumerate(export.outcomes):
        if outcome.at > now + _DAY:
            yield f"outcomes[{number}].at", "its day is still to come"
        if outcome.result not in _SOURCES[Kind.REFUND]:
            yield f"outcomes[{number}].result", "there is no such result"


_TOLD = re.compile(
    r"low|(?:turned|cut):\d{9,12}|expiring:\d{4}-\d\d-\d\d:\d{1,2}|stale:\d{1,16}:\d{9,12}"
    r"|waiting:\d{1,16}",
    re.ASCII,
)


def _wrong_reminder(reminder: ReminderRow, where: str, now: int) -> Wrong:
    if reminder.rule and not is_rule(reminder.rule):
        yield f"{where}.rule", "I know no such repetition"
    if (reminder.ended_at is None) is (reminder.state in ("said", "cancelled")):
        yield f"{where}.ended_at", "a reminder that has ended says when"
    if reminder.zone not in _zones():
        yield f"{where}.zone", "there is no such time zone"
    elif not _agrees(reminder):
        yield f"{where}.local_at", "the calendar has no such time, or it is not when it falls due"
    if not reminder.rule and reminder.due_at > now + FARTHEST.total_seconds() + _DAY:
        yield f"{where}.due_at", "it is too far ahead"


def _agrees(reminder: ReminderRow) -> bool:
    """Whether its local time is when it falls due; in autumn an hour comes twice."""
    try:
        at = instant_of(datetime.fromisoformat(reminder.local_at), reminder.zone)
    except (ValueError, OverflowError):
        return False
    return abs(at.timestamp() - reminder.due_at) <= 7200


def new_key(key: str, number: int) -> str:
    """The key under which the entry of that number (from 1) is kept here.

    A file's keys are its own words: one in the form of a later request's would make that fail.
    A history's lines keep theirs, by which they are known when their file comes again.
    """
    return key if _HISTORY.fullmatch(key) else f"imported:{number}"


_HISTORY = re.compile(r"history:[0-9a-f]{24}(?:\+[0-9a-f]{24}){0,18}")


def is_same(one: Export, other: Export) -> bool:
    """Whether two journals are line by line the same, whatever their numbers and keys."""
    return [_line(entry) for entry in one.entries] == [_line(entry) for entry in other.entries]


def _line(entry: EntryRow) -> tuple[str, int, int, str, str]:
    return entry.kind, entry.amount, entry.at, entry.source, entry.note
