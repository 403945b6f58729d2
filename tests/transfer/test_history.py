"""A history is matched with itself and the journal in time that grows as its lines do."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.ledger.calendar import instant_of, local_of
from bot.ledger.model import Kind
from bot.ledger.proposals import BOOST_RETURNED
from bot.ledger.rate_card import RateCard
from bot.parsing.movement_words import BOOST, BOOST_CHARGE
from bot.parsing.statements import StatementLine
from bot.transfer import history
from bot.transfer.history import Logged, chain_of, compare, keyed, keys_in
from bot.transfer.refusals import ImportParts

FIRST = date(2026, 1, 1)
NOW = datetime(2036, 1, 1, tzinfo=UTC)


def spend(title: str, day: int = 0, connects: int = 6) -> StatementLine:
    at = FIRST + timedelta(days=day)
    return StatementLine(at, f"Applied to {title}", -connects, Kind.SPEND, "proposal", title)


def refund(title: str, day: int = 1, connects: int = 6) -> StatementLine:
    at = FIRST + timedelta(days=day)
    return StatementLine(at, f"Refund for {title}", connects, Kind.REFUND, "closed", title)


def closed(moves: list[StatementLine], rates: RateCard) -> list[str]:
    chain = chain_of(compare(keyed(moves), frozenset(), ()).new, rates, "UTC", NOW)
    assert sum(entry.amount for entry in chain.entries) == 0
    return [sent.movement.title for sent in chain.sent if sent.closed_at]


@pytest.mark.parametrize(
    ("refunded", "found"),
    [
        ("logo design", ["Logo design, urgent"]),
        ("Web shop", ["Web shop"]),
        ("web shpo", []),
        ("kitchen table", []),
        ("", []),
    ],
)
def test_refund_finds_its_proposal(rates: RateCard, refunded: str, found: list[str]) -> None:
    moves = [spend("Logo design, urgent"), spend("Web shop"), refund(refunded)]
    assert closed(moves, rates) == found


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles", "UTC"])
def test_line_is_of_its_day_in_the_zone_and_never_to_come(rates: RateCard, zone: str) -> None:
    new = compare(keyed([spend("Logo"), spend("Web shop", 5)]), frozenset(), ()).new
    now = instant_of(datetime.combine(FIRST + timedelta(days=5), time(1)), zone)
    days = [local_of(sent.entry.at, zone).date() for sent in chain_of(new, rates, zone, now).sent]
    assert days == [FIRST, FIRST + timedelta(days=5)]
    assert all(entry.at <= now for entry in chain_of(new, rates, zone, now).entries)


def test_each_proposal_is_refunded_once_the_newest_first(rates: RateCard) -> None:
    moves = [spend("Logo", day) for day in range(3)] + [refund("Logo", 4)] * 2
    chain = chain_of(compare(keyed(moves), frozenset(), ()).new, rates, "UTC", NOW)
    assert [sent.closed_at is not None for sent in chain.sent] == [False, True, True]


def test_comparisons_are_bounded(rates: RateCard, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two thousand lines that all share a word are compared some twenty times each."""
    count = 0
    alike = history._alike

    def counted(one: str, other: str) -> bool:
        nonlocal count
        count += 1
        return alike(one, other)

    monkeypatch.setattr(history, "_alike", counted)
    moves = [spend(f"job {n} {'ab'[n % 2] * 30}") for n in range(1000)]
    moves += [refund(f"job x{n} {'cd'[n % 2] * 30}") for n in range(1000)]
    logged = [Logged(Kind.SPEND, "proposal", -6, FIRST, f"other {n}") for n in range(1000)]
    chain_of(compare(keyed(moves), frozenset(), logged).new, rates, "UTC", NOW)
    assert count <= 4 * history.MOST_COMPARED * len(moves)


def test_line_logged_by_hand_is_used_up_once() -> None:
    logged = [Logged(Kind.SPEND, "proposal", -6, FIRST, "Logo")]
    found = compare(keyed([spend("Logo"), spend("Logo")]), frozenset(), logged)
    assert (found.logged, len(found.new)) == (1, 1)


def test_connects_among_thousands_of_arrivals_are_refused(rates: RateCard) -> None:
    """Each line would touch each arrival: 185 kB became five million rows."""
    bought = [
        StatementLine(FIRST, f"Purchased {n}", 1, Kind.PURCHASE, "purchase", "")
        for n in range(1600)
    ]
    moves = bought + [spend("Logo", 1, 1600), refund("Logo", 1, 1600)] * 10
    with pytest.raises(ImportParts):
        chain_of(compare(keyed(moves), frozenset(), ()).new, rates, "UTC", NOW)


def test_history_of_more_than_a_year_comes_in_whole(rates: RateCard) -> None:
    moves = [spend("Alpha"), spend("Beta", 350), refund("Beta", 380), spend("Gamma", 390)]
    assert closed(moves, rates) == ["Beta"]


def bid(title: str, connects: int, day: int = 0, source: str = BOOST) -> StatementLine:
    at = FIRST + timedelta(days=day)
    kind = Kind.REFUND if source == BOOST_RETURNED else Kind.SPEND
    signed = connects if source == BOOST_RETURNED else -connects
    return StatementLine(at, f"{source} {title}", signed, kind, source, title)


def proposals(moves: list[StatementLine], rates: RateCard) -> list[tuple[str, int, int, int]]:
    """Each proposal's title, base, boost and what came back."""
    chain = chain_of(compare(keyed(moves), frozenset(), ()).new, rates, "UTC", NOW)
    assert sum(entry.amount for entry in chain.entries) == 0
    keys = [key for entry in chain.entries for key in keys_in(entry.key or "")]
    assert {key for key, _ in keyed(moves)} <= set(keys)
    return [(s.movement.title, -s.movement.connects, s.boost, s.returned) for s in chain.sent]


@pytest.mark.parametrize(
    ("moves", "found"),
    [
        ([spend("Logo"), bid("Logo", 20)], [("Logo", 6, 20, 0)]),
        ([bid("Logo", 20), spend("Logo")], [("Logo", 6, 20, 0)]),
        ([spend("Logo"), bid("Logo", 20, 3), bid("Logo", 5, 4)], [("Logo", 6, 25, 0)]),
        (
            [spend("Logo"), bid("Logo", 20), bid("Logo", 20, 3, BOOST_RETURNED)],
            [("Logo", 6, 20, 20)],
        ),
        (
            [
                spend("Logo"),
                bid("Logo", 30),
                bid("Logo", 30, 1, BOOST_RETURNED),
                bid("Logo", 18, 1, BOOST_CHARGE),
            ],
            [("Logo", 6, 18, 0)],
        ),
        (
            [spend("Logo"), bid("Logo", 20), bid("Logo", 20, 3, BOOST_RETURNED), refund("Logo", 9)],
            [("Logo", 6, 20, 26)],
        ),
        ([spend("Logo"), bid("Logo", 20), refund("Logo", 9, 26)], [("Logo", 6, 20, 26)]),
        ([spend("Logo"), spend("Shop"), bid("shop", 9)], [("Logo", 6, 0, 0), ("Shop", 6, 9, 0)]),
        ([spend("Logo"), bid("Kitchen", 9)], [("Logo", 6, 0, 0)]),
        ([spend("Logo"), bid("Logo", 9, 1, BOOST_RETURNED)], [("Logo", 6, 0, 0)]),
        ([spend("Logo"), bid("Logo", 9, 100)], [("Logo", 6, 0, 0)]),
    ],
)
def test_base_bid_return_and_charge_are_one_proposals(
    rates: RateCard, moves: list[StatementLine], found: list[tuple[str, int, int, int]]
) -> None:
    assert proposals(moves, rates) == found


@pytest.mark.parametrize(
    "logged",
    [
        [
            Logged(Kind.SPEND, "proposal", -12, FIRST, "React"),
            Logged(Kind.SPEND, BOOST, -20, FIRST, "React"),
        ],
        [Logged(Kind.SPEND, "proposal", -32, FIRST, "React")],
    ],
)
def test_base_and_boost_logged_by_hand_are_not_counted_again(logged: list[Logged]) -> None:
    moves = keyed([spend("React dashboard", 0, 12), bid("React dashboard", 20)])
    assert compare(moves, frozenset(), logged) == ((), 0, 2)
