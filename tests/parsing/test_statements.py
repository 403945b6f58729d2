"""Upwork's history as people bring it."""

import tracemalloc
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ledger.model import Kind
from bot.ledger.refusals import Refusal
from bot.parsing.refusals import ImportEmpty, ImportLong, ImportRow
from bot.parsing.statements import (
    LONGEST_CELL,
    LONGEST_ROW,
    MOST_COLUMNS,
    Columns,
    find_columns,
    read_day,
    read_statement,
    read_table,
)

TODAY = date(2026, 11, 23)
CSV = """Date,Action,Connects
"Nov 20, 2026","Applied to job: Logo design, urgent",-6
"Nov 18, 2026","Purchased Connects",40
"Nov 10, 2026","Refund for job: Web shop",4
"Nov 5, 2026","Applied to job: Web shop",-4
"Nov 1, 2026","Monthly Connects",10
"""
PAGE = """Nov 20, 2026
Applied to job: Logo design, urgent
-6
Nov 18, 2026
Purchased Connects
+40
Nov 10, 2026
Refund for job: Web shop
4
Nov 5, 2026
Applied to job: Web shop
−4 Connects
Nov 1, 2026
Monthly Connects
10
"""
TABS = CSV.replace('","', "\t").replace('",', "\t").replace('"', "").replace(
    "Date,Action,Connects", "Date\tAction\tConnects"
)  # fmt: skip
READ = [
    (date(2026, 11, 1), Kind.GRANT, 10, "Monthly Connects"),
    (date(2026, 11, 5), Kind.SPEND, -4, "Web shop"),
    (date(2026, 11, 10), Kind.REFUND, 4, "Web shop"),
    (date(2026, 11, 18), Kind.PURCHASE, 40, "Purchased Connects"),
    (date(2026, 11, 20), Kind.SPEND, -6, "Logo design, urgent"),
]


@pytest.mark.parametrize(
    "text",
    [
        CSV,
        PAGE,
        TABS,
        CSV.replace("Date,Action,Connects\n", ""),
        CSV.replace("Date,Action,Connects", "Connects change,When,Description").replace(
            "Connects change,When,Description", "When,Description,Connects change"
        ),
        "\n".join(line.replace(",", ";", 0) for line in CSV.splitlines()),
    ],
    ids=["csv", "page", "tabs", "no header", "other names", "as it is"],
)
def test_history_is_read_however_it_came(text: str) -> None:
    table = read_table(text)
    columns = find_columns(table)
    assert columns is not None
    found = read_statement(table, columns, TODAY)
    assert [(m.day, m.kind, m.connects) for m in found] == [line[:3] for line in READ]
    assert [m.title for m in found if m.kind in (Kind.SPEND, Kind.REFUND)] == [
        line[3] for line in READ if line[1] in (Kind.SPEND, Kind.REFUND)
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Nov 5, 2026", date(2026, 11, 5)),
        ("2026-11-05", date(2026, 11, 5)),
        ("11/05/2026", date(2026, 11, 5)),
        ("5 November 2026", date(2026, 11, 5)),
        ("Logo design", None),
        ("6", None),
        ("99999999999999", None),
    ],
)
def test_days(text: str, day: date | None) -> None:
    assert read_day(text) == day


def test_days_that_begin_with_the_day_are_found_out() -> None:
    table = [["13/11/2026", "Applied to job: A", "-6"], ["05/11/2026", "Applied to job: B", "-4"]]
    found = read_statement(table, Columns(0, 1, 2, 0), TODAY)
    assert [m.day.day for m in found] == [5, 13]


@pytest.mark.parametrize(
    ("row", "refusal"),
    [
        (["Nov 20, 2026", "x", "six"], ImportRow),
        (["Foo 20, 2026", "x", "-6"], ImportRow),
        (["Dec 20, 2026", "x", "-6"], ImportRow),
        (["Nov 20, 2026", "x", "-9999999"], ImportRow),
        (["Nov 20, 2026"], ImportRow),
        (["Nov 20, 2026", "x", "0"], ImportEmpty),
    ],
)
def test_row_that_cannot_be_is_refused(row: list[str], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        read_statement([row], Columns(0, 1, 2, 0), TODAY)


@pytest.mark.parametrize("text", ["", "\n\n", "hello"])
def test_nothing_in_it(text: str) -> None:
    with pytest.raises(ImportEmpty):
        read_table(text)


def test_million_lines_are_refused_at_once() -> None:
    with pytest.raises(ImportLong):
        read_table("a,b,c\n" * 1_000_000)


LARGEST = 8 * 1024 * 1024


@pytest.mark.parametrize(
    "part",
    [",", "\t\t\t\n", "ab\n", "ab,", '"ab\n",', "a\u2028", "2026-11-05,a,-6\n", "🙂;"],
    ids=["commas", "blank", "lines", "cells", "quotes", "separators", "rows", "emoji"],
)
def test_largest_file_of_any_content_takes_little_memory(part: str) -> None:
    text = part * (LARGEST // len(part.encode()))
    tracemalloc.start()
    with pytest.raises(Refusal):
        read_table(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10 * 1024 * 1024


def test_quote_that_is_never_closed_is_one_row_too_long() -> None:
    text = 'a,b,"c' + "\nd,e,f" * LONGEST_ROW
    with pytest.raises(ImportRow):
        read_table(text[: 4 * LONGEST_ROW])


def test_cells_and_columns_are_cut() -> None:
    wide = ["2026-11-05", "x" * 4 * LONGEST_CELL, *["y"] * 4 * MOST_COLUMNS]
    ((day, action, *rest),) = read_table(",".join(wide))
    assert (day, len(action), len(rest)) == ("2026-11-05", LONGEST_CELL, MOST_COLUMNS - 2)


def test_title_below_its_day_is_cut_however_many_lines_it_has() -> None:
    ((_, title, _),) = read_table("2026-11-05\n" + "and so on\n" * 1000)
    assert len(title) == LONGEST_CELL


def test_zone_that_nobody_knows_warns_nobody() -> None:
    assert read_day("2026-11-05 10:00 ABCD") == date(2026, 11, 5)


def test_columns_that_are_not_clear_are_asked_for() -> None:
    assert find_columns([["a", "b", "c"], ["1", "2", "3"], ["4", "5", "6"]]) is None
    assert find_columns([["x", "Nov 5, 2026", "Nov 6, 2026"]]) is None


@given(st.text(max_size=400))
@settings(max_examples=300)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        table = read_table(text)
        columns = find_columns(table) if table else None
        if columns:
            read_statement(table, columns, TODAY)
    except Refusal:
        pass


def test_number_in_a_title_is_no_amount() -> None:
    table = read_table(
        "Nov 20, 2025 Applied to job: Fix 3 bugs in my shop -6 connects\n"
        "Nov 21, 2025 Applied to job: 10 logos -4\n"
    )
    columns = find_columns(table)
    assert columns is not None
    moves = read_statement(table, columns, TODAY)
    assert [(m.title, m.connects) for m in moves] == [
        ("Fix 3 bugs in my shop", -6),
        ("10 logos", -4),
    ]
