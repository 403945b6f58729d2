"""A file's meaning: whatever is read in lives on to the end of the next year, and harms nobody."""

import asyncio
import contextlib
import copy
import json
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actions import restoring
from bot.ledger.refusals import Refusal
from bot.parsing.moments import read_when
from bot.rate_cards import RateCards
from bot.store import (
    accounts,
    deliveries,
    exchange,
    movements,
    notices,
    reminders,
    rollover,
    upkeep,
)
from bot.store.accounts import Setup
from bot.store.audit import broken
from bot.store.engine.database import Database
from bot.store.forgetting import claim_abandoned, delete_some
from bot.store.guilds import count_me
from bot.store.movements import SpendRequest
from bot.store.refusals import ImportGone, ImportSums, TooManyReminders
from bot.transfer.export import parse_export
from bot.transfer.files import as_json
from bot.transfer.refusals import ImportForm

from ..depth import thorough
from ..store.conftest import NewBooks, examples_on, on_sqlite
from ..store.files import Inline, forget, restore
from ..store.people import ANN, BOB, NOW, ask
from ..store.test_exchange import LATER, export_of, live, mutations

YEAR_END = datetime(2027, 12, 31, tzinfo=UTC)


@pytest.fixture(scope="module")
def anns_file(cards: RateCards) -> str:
    with on_sqlite() as connection:
        live(connection, cards, ANN)
        accounts.up_to_date_books(connection, ANN, LATER, cards)
        return as_json(export_of(connection, ANN)).decode()


HOSTILE: list[Any] = [
    None, True, 0, 1, -1, 7, 28, 29, 2**31, 2**53, 10**18, 253_402_300_799, 2.5, 1e300,
    "", "x", "0", "٣", "٢٠٢٦-٠٣-١٠T١٠:٠٠:٠٠", "\ud800", "a\x00b", "hired", "undone", "UTC",
    "Etc/GMT+12", "9999-99-99T99:99:99", "9999-12-31T23:59:59", "0001-01-01T00:00:00",
    "1970-01-01T00:00:00", "FREQ=DAILY;INTERVAL=0", "FREQ=SECONDLY", "FREQ=HOURLY",
    "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "cycle:2027-02-01:plan", "calendar:9", "expire:2027-03-10T12:00:00+00:00",
    "history:" + "0" * 24, "imported:1", "i1", "low", "stale:1:1", "expiring:2026-99-99:7",
    "turned:99999999999",
    [], {}, [[]], "\u202e" * 50, "x" * 100_000,
]  # fmt: skip


def change(kept: Any, path: tuple[Any, ...], value: Any) -> Any:
    changed = copy.deepcopy(kept)
    at = changed
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return changed


def as_text(changed: Any) -> str:
    return json.dumps(changed, ensure_ascii=True)


def live_on(connection: Any, cards: RateCards) -> None:
    """To the end of the next year: months turn, notices are planned, reminders are said."""
    at = LATER
    while at < YEAR_END:
        at += timedelta(days=23)
        connection.execute("BEGIN")
        while rollover.turn_batch(connection, at, cards):
            pass
        while notices.watch(connection, at, cards):
            pass
        while due := deliveries.claim(connection, at, 20):
            for each in due:
                if each.kind == "check":
                    found, _ = notices.due_notices(connection, each.user_id, at, cards)
                    notices.note_sent(connection, each.user_id, found, at, cards)
                else:
                    following = deliveries.next_time(each, at)
                    assert following is None or following.year < 2100
                    deliveries.said(connection, [(each, following)], at)
        connection.execute("COMMIT")


@thorough
def test_whatever_is_read_in_lives_on_and_harms_nobody(
    new_books: NewBooks, cards: RateCards, anns_file: str
) -> None:
    kept = json.loads(anns_file)
    paths = mutations(kept)

    @given(path=st.sampled_from(paths), value=st.sampled_from(HOSTILE))
    @settings(max_examples=examples_on(new_books, 120))
    def lives_on(path: tuple[Any, ...], value: Any) -> None:
        read_in_and_live_on(new_books, cards, as_text(change(kept, path, value)))

    lives_on()


def read_in_and_live_on(new_books: NewBooks, cards: RateCards, text: str) -> None:
    with new_books() as connection:
        accounts.set_up(connection, ask(BOB), Setup(connects=40), cards)
        when = read_when("every monday 10:00", NOW, "UTC")
        reminders.add(connection, ask(BOB), when, "stand-up", "UTC")
        refused = False
        try:
            restore(connection, ANN, parse_export(text, LATER), LATER)
        except (ImportForm, ImportSums):
            refused = True
        count = connection.execute("SELECT count(*) FROM entry").fetchone()[0]
        assert (count == 1) is refused
        live_on(connection, cards)
        assert upkeep.set_aside(connection) == {"account": 0, "person": 0, "reminder": 0}
        assert broken(connection) == []
        at = YEAR_END + timedelta(days=30)
        movements.spend(connection, ask(BOB, at=at), SpendRequest(6, title="x"), cards)
        again = exchange.read_all(connection, ANN, at)
        if again is not None:
            forget(connection, ANN)
            assert restore(connection, ANN, parse_export(as_json(again).decode(), at), at)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("reminders", 0, "rule"), "FREQ=DAILY;INTERVAL=0"),
        (("reminders", 0, "rule"), "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"),
        (("reminders", 0, "local_at"), "9999-99-99T99:99:99"),
        (("reminders", 0, "local_at"), "1970-01-01T00:00:00"),
        (("reminders", 0, "due_at"), 4_102_444_800),
        (("person", "expiring_days"), 999_999_999),
        (("person", "low_balance"), 2**53),
        (("person", "timezone"), "Mars/Base"),
        (("person", "language"), "xx"),
        (("account", "next_cycle_at"), 4_102_444_800),
        (("account", "cycle_started_at"), 0),
        (("entries", 0, "at"), 4_102_444_800),
        (("entries", 0, "id"), 10**6),
        (("lots", 0, "expires_at"), 1_262_304_000),
        (("proposals", 0, "link"), "javascript:alert(1)"),
        (("proposals", 0, "contract_cents"), 10**11),
        (("told",), {"everything": 1_773_144_000}),
        (("counted",), [{"guild_id": 2**70}]),
    ],
)
def test_what_would_do_harm_is_refused_and_named(
    anns_file: str, path: tuple[Any, ...], value: Any
) -> None:
    changed = change(json.loads(anns_file), path, value)
    with pytest.raises(ImportForm) as refused:
        parse_export(as_text(changed), LATER)
    assert str(path[0]) in refused.value.where


def test_keys_of_a_file_are_its_own_words(
    connection: Any, cards: RateCards, anns_file: str
) -> None:
    kept = json.loads(anns_file)
    ours = "history:" + "a" * 24
    for number, entry in enumerate(kept["entries"]):
        entry["key"] = ours if number == 0 else f"calendar:{number}"
    restore(connection, ANN, parse_export(as_text(kept), LATER), LATER)
    rows = connection.execute("SELECT key FROM entry ORDER BY id").fetchall()
    assert [key for (key,) in rows][:2] == [ours, "imported:2"]
    assert not any(key.startswith("calendar:") for (key,) in rows)


def test_digests_are_joined_only_where_the_person_is_a_member(
    connection: Any, cards: RateCards, anns_file: str
) -> None:
    kept = json.loads(anns_file)
    kept["counted"] = [{"guild_id": guild_id} for guild_id in (5, 6, 7)]
    parsed = parse_export(as_text(kept), LATER)
    restore(connection, ANN, parsed, LATER, frozenset({6, 9}))
    rows = connection.execute("SELECT guild_id FROM counted").fetchall()
    assert rows == [(6,)]


def with_reminders(kept: dict[str, Any], count: int) -> Any:
    one = kept["reminders"][0] | {"rule": "", "state": "waiting"}
    many = [one | {"about": f"call {number}"} for number in range(count)]
    empty: dict[str, Any] = {
        name: []
        for name in ("entries", "lots", "allocations", "proposals", "outcomes", "card_changes")
    }
    return kept | empty | {"upgrades": [], "edits": [], "told": {}, "reminders": many}


def test_reminders_keep_their_limit_over_any_number_of_files(
    connection: Any, cards: RateCards, anns_file: str
) -> None:
    kept = json.loads(anns_file)

    def bring(count: int) -> None:
        text = as_text(with_reminders(kept, count))
        restore(connection, ANN, parse_export(text, LATER), LATER)

    with pytest.raises(TooManyReminders):
        bring(51)
    bring(50)
    bring(50)
    with pytest.raises(TooManyReminders):
        bring(51)
    assert len(reminders.list_of_person(connection, ANN)) == 50


BIG = 8 * 1024 * 1024


def filled(kept: str, name: str, row: str) -> str:
    """The file with a list that is filled with a row, up to 8 MB."""
    rows = ",".join([row] * ((BIG - len(kept)) // (len(row) + 1)))
    return as_text(json.loads(kept) | {name: ["HERE"]}).replace('"HERE"', rows)


@pytest.mark.nightly
@pytest.mark.parametrize(
    "fill",
    [
        lambda kept: filled(kept, "entries", "{}"),
        lambda kept: filled(kept, "reminders", "[]"),
        lambda kept: filled(kept, "counted", '{"guild_id":1}'),
        lambda kept: filled(kept, "allocations", '{"entry_id":1,"lot_id":1,"amount":1}'),
        lambda kept: filled(kept, "entries", as_text(json.loads(kept)["entries"][0])),
        lambda kept: '{"purser":' + "[" * 100_000,
        lambda kept: "{" * BIG,
        lambda kept: '{"purser":1,"told":{"x":"' + "y" * BIG + '"}}',
        lambda kept: '{"purser":' + "9" * 400 + "}",
        lambda kept: kept[: len(kept) // 2],
        lambda kept: '{"purser":NaN}',
    ],
)
def test_memory_for_a_large_file_is_bounded(anns_file: str, fill: Any) -> None:
    text = fill(anns_file)
    tracemalloc.start()
    try:
        with contextlib.suppress(Refusal):
            parse_export(text, LATER)
        assert tracemalloc.get_traced_memory()[1] < 100 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_export_holds_a_row_of_every_table(connection: Any, cards: RateCards) -> None:
    """All that is kept of a person, also what waits, and what was said or called off."""
    live(connection, cards, ANN)
    count_me(connection, ask(ANN), 78)
    connection.execute(
        "INSERT INTO digested (user_id, month, guild_id) VALUES (:id, '2026-03', 78)", {"id": ANN}
    )
    when = read_when("in 1 hour", NOW, "UTC")
    for state in ("said", "cancelled"):
        kept = reminders.add(connection, ask(ANN), when, state, "UTC")
        if state == "said":
            deliveries.said(connection, [(kept, None)], NOW)
        else:
            reminders.cancel_of_person(connection, ANN, kept.id, NOW)
    connection.execute("BEGIN")
    while notices.watch(connection, LATER, cards):
        pass
    notices.note_sent(
        connection, ANN, notices.due_notices(connection, ANN, LATER, cards)[0], LATER, cards
    )
    connection.execute("COMMIT")
    found = export_of(connection, ANN)
    assert {"said", "cancelled"} < {each.state for each in found.reminders}
    for name in found.__struct_fields__:
        assert getattr(found, name), name


def spend_of(kept: dict[str, Any]) -> int:
    """The place of the first line that paid for a proposal."""
    lines = enumerate(kept["entries"])
    return next(n for n, e in lines if e["kind"] == "spend" and not e["reverses"])


@pytest.mark.parametrize("value", [None, 10**6])
def test_spend_names_its_own_proposal(anns_file: str, value: int | None) -> None:
    kept = json.loads(anns_file)
    changed = change(kept, ("entries", spend_of(kept), "proposal_id"), value)
    with pytest.raises(ImportForm) as refused:
        parse_export(as_text(changed), LATER)
    assert "proposal_id" in refused.value.where


def test_text_that_looks_like_nul_is_text(
    connection: Any, cards: RateCards, anns_file: str
) -> None:
    kept = json.loads(anns_file)
    kept["proposals"][0]["title"] = "escape \\u0000 in C"
    assert restore(connection, ANN, parse_export(as_text(kept), LATER), LATER)
    kept["proposals"][0]["title"] = "a\x00b"
    with pytest.raises(ImportForm):
        parse_export(as_text(kept), LATER)


def test_reminder_of_every_ten_years_comes_in_again(
    connection: Any, cards: RateCards, anns_file: str
) -> None:
    kept = json.loads(anns_file)
    kept["reminders"][0] |= {
        "rule": "FREQ=YEARLY;INTERVAL=10",
        "zone": "UTC",
        "local_at": "2036-03-10T23:00:00",
        "due_at": int(datetime(2036, 3, 10, 23, tzinfo=UTC).timestamp()),
    }
    assert restore(connection, ANN, parse_export(as_text(kept), LATER), LATER)


def test_ended_reminders_of_any_number_of_files_are_bounded(
    connection: Any, cards: RateCards, anns_file: str
) -> None:
    kept = json.loads(anns_file)
    for turn in range(3):
        file = with_reminders(kept, 300)
        for number, each in enumerate(file["reminders"]):
            each |= {"about": f"{turn} {number}", "state": "said", "ended_at": 1_773_144_000}
        restore(connection, ANN, parse_export(as_text(file), LATER), LATER)
    count = connection.execute("SELECT count(*) FROM reminder WHERE kind = 'asked'").fetchone()
    assert count[0] <= reminders.MOST_ENDED + reminders.MOST_OF_PERSON


def test_what_is_to_be_told_is_planned_after_an_import(
    connection: Any, cards: RateCards, anns_file: str
) -> None:
    """Also when its lines were looked at before they were anybody's."""
    restore(connection, ANN, parse_export(anns_file, LATER), LATER)
    planned = connection.execute("SELECT state FROM reminder WHERE kind = 'check'").fetchall()
    assert planned == [("waiting",)]


def test_accounts_that_are_nobodys_yet_are_not_audited(
    connection: Any, cards: RateCards, anns_file: str
) -> None:
    parsed = parse_export(anns_file, LATER)
    account_id = exchange.begin(connection, ANN, parsed, LATER)
    for step in exchange.steps(parsed):
        if step.part.name == "lots":
            break
        exchange.write_step(connection, ANN, account_id, step, {})
    assert broken(connection) == []


def test_forgotten_while_a_file_is_read_in(
    connection: Any, cards: RateCards, anns_file: str
) -> None:
    parsed = parse_export(anns_file, LATER)
    account_id = exchange.begin(connection, ANN, parsed, LATER)
    forget(connection, ANN)
    connection.execute("BEGIN")
    with pytest.raises(ImportGone):
        exchange.adopt(connection, ANN, account_id, parsed, {}, frozenset())
    connection.execute("ROLLBACK")
    assert exchange.read_all(connection, ANN, LATER) is None


class TidiedMeanwhile(Inline):
    """Hours pass before the given one of its writes, and what seems abandoned begins to go."""

    def __init__(self, connection: Any, after: int) -> None:
        super().__init__(connection)
        self._left = after

    async def write(self, function: Callable[..., Any], *args: Any) -> Any:
        self._left -= 1
        if self._left == 0:
            for account_id in await super().write(claim_abandoned, LATER + timedelta(hours=2)):
                await super().write(delete_some, account_id, 3)
        return await super().write(function, *args)


@pytest.mark.parametrize("writes", range(1, 9))
def test_file_that_seems_abandoned_is_read_in_whole_or_not_at_all(
    connection: Any, cards: RateCards, anns_file: str, writes: int
) -> None:
    """The machine slept, or its clock jumped, and it was tidied while the file was read in."""
    parsed = parse_export(anns_file, LATER)
    database = cast("Database", TidiedMeanwhile(connection, writes))
    with contextlib.suppress(Refusal):
        asyncio.run(restoring.restore(database, ANN, parsed, LATER, cards, frozenset()))
    found = export_of(connection, ANN)
    assert len(found.entries) in (0, len(parsed.entries))
    assert broken(connection) == []
