"""Upwork's history as people bring it."""

import tracemalloc
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ledger.model import Kind, Purpose, Source
from bot.ledger.proposals import BOOST_RETURNED
from bot.ledger.refusals import Refusal
from bot.parsing.days import Order, read_day
from bot.parsing.movement_words import BOOST, BOOST_CHARGE
from bot.parsing.refusals import ImportEmpty, ImportLong, ImportMoney, ImportRow
from bot.parsing.statements import ColumnsOpen, OrderOpen, Statement, StatementLine, read_statement
from bot.parsing.tables import (
    LONGEST_CELL,
    LONGEST_ROW,
    MOST_COLUMNS,
    Columns,
    lines_of,
    read_table,
)

from ..depth import examples, thorough

pytestmark = pytest.mark.dated

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ZONE = "Europe/Berlin"
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
    found = read(text)
    assert [(m.day, m.kind, m.connects) for m in found.lines] == [line[:3] for line in READ]
    assert [m.title for m in found.lines if m.kind in (Kind.SPEND, Kind.REFUND)] == [
        line[3] for line in READ if line[1] in (Kind.SPEND, Kind.REFUND)
    ]
    assert found.unread == ()


def read(
    text: str, zone: str = ZONE, columns: Columns | None = None, order: Order | None = None
) -> Statement:
    found = read_statement(text, NOW, zone, columns, order)
    assert isinstance(found, Statement), found
    return found


def told(lines: tuple[StatementLine, ...]) -> list[tuple[int, str, str]]:
    return [(line.connects, line.source, line.title) for line in lines]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Nov 5, 2026", date(2026, 11, 5)),
        ("2026-11-05", date(2026, 11, 5)),
        ("11/05/2026", date(2026, 11, 5)),
        ("05.11.2026", date(2026, 11, 5)),
        ("5 November 2026", date(2026, 11, 5)),
        ("5. november 2026", date(2026, 11, 5)),
        ("5 de noviembre de 2026", date(2026, 11, 5)),
        ("5-nov-26", date(2026, 11, 5)),
        ("Thursday, November 5, 2026", date(2026, 11, 5)),
        ("Nov 5", date(2026, 11, 5)),
        ("Dec 5", date(2025, 12, 5)),
        ("46331", date(2026, 11, 5)),
        ("46331.75", date(2026, 11, 5)),
        ("2026-11-05 10:00", date(2026, 11, 5)),
        ("2026-11-05T23:30:00Z", date(2026, 11, 6)),
        ("2026-11-05T23:30:00-05:00", date(2026, 11, 6)),
        ("November 5, 2026 9:14 AM", date(2026, 11, 5)),
        ("Today", date(2026, 11, 23)),
        ("Yesterday", date(2026, 11, 22)),
        ("hoy", date(2026, 11, 23)),
        ("3 days ago", date(2026, 11, 20)),
        ("2026-02-30", None),
        ("Logo design", None),
        ("6", None),
        ("99999999999999", None),
        ("1999-01-01", None),
    ],
)
def test_days(text: str, day: date | None) -> None:
    assert read_day(text, NOW, ZONE) == day


def test_today_is_the_persons() -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert read_day("Today", late, "UTC") == date(2026, 11, 23)
    assert read_day("Today", late, ZONE) == date(2026, 11, 24)


ROWS = "Date,Action,Connects\n{0},Applied to job A,-6\n{1},Applied to job B,-4\n"


@pytest.mark.parametrize(
    ("first", "second", "days"),
    [
        ("13/11/2026", "05/11/2026", [5, 13]),
        ("11/13/2026", "11/05/2026", [5, 13]),
        ("3/4/2026", "2/12/2026", [12, 4]),  # 2 December is to come
        ("05.11.2026", "04.11.2026", [4, 5]),
    ],
)
def test_order_of_day_and_month_is_found_out(first: str, second: str, days: list[int]) -> None:
    assert [m.day.day for m in read(ROWS.format(first, second)).lines] == days


def test_order_that_nothing_tells_is_asked_for() -> None:
    text = ROWS.format("3/4/2026", "5/3/2026")
    assert read_statement(text, NOW, ZONE) == OrderOpen("3/4/2026")
    assert [m.day.month for m in read(text, order=Order(day_first=True)).lines] == [3, 4]
    assert [m.day.month for m in read(text, order=Order()).lines] == [3, 5]


@pytest.mark.parametrize(
    ("row", "refusal"),
    [
        ("Nov 20, 2026 | x | six", ImportRow),
        ("Foo 20, 2026 | x | -6", ImportRow),
        ("Dec 20, 2026 | x | -6", ImportRow),
        ("Nov 20, 2026 | x | -9999999", ImportRow),
        ("Nov 20, 2026 | x | 0", ImportEmpty),
    ],
)
def test_row_that_cannot_be_is_not_read(row: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        read_statement(f"Date | Action | Connects\n{row}", NOW, ZONE)


def test_row_that_cannot_be_read_stops_no_other_and_is_told() -> None:
    text = CSV + '"Foo 9, 2026","Applied to job: Third",-6\n"Nov 2, 2026","Applied: X",-1.5\n'
    found = read(text)
    assert len(found.lines) == 5
    assert [(each.number, each.text) for each in found.unread] == [
        (7, "Foo 9, 2026 · Applied to job: Third · -6"),
        (8, "Nov 2, 2026 · Applied: X · -1.5"),
    ]


@pytest.mark.parametrize(
    ("action", "connects", "read_as"),
    [
        ("Applied to job Market cap dashboard", -12, (-12, "proposal", "Market cap dashboard")),
        ("Applied to job Refund portal", -8, (-8, "proposal", "Refund portal")),
        ("Refund module in Laravel", -8, (-8, "proposal", "Refund module in Laravel")),
        ("Boosted proposal for Logo", -20, (-20, BOOST, "Logo")),
        ("Connects bid for boosted proposal. Logo", -20, (-20, BOOST, "Logo")),
        ("You've been outbid to boost your proposal Logo", 20, (20, BOOST_RETURNED, "Logo")),
        ("Boosted proposal refund — Logo", 12, (12, BOOST_RETURNED, "Logo")),
        (
            "We accepted your bid to boost a proposal. This is the final bid charge. Logo",
            -18,
            (-18, BOOST_CHARGE, "Logo"),
        ),
        (
            "We accepted your bid to boost a proposal. This is a refund for your total bid. Logo",
            30,
            (30, BOOST_RETURNED, "Logo"),
        ),
        ("Job cancelled Paid ads manager", 9, (9, "closed", "Paid ads manager")),
        ("Refund: Video interview editor", 7, (7, "closed", "Video interview editor")),
        ("Job closed. Connects returned. Logo", 7, (7, "closed", "Logo")),
        ("Trabajo cancelado Logo", 7, (7, "closed", "Logo")),
        ("Monthly Connects renewal", 100, (100, "plan", "")),
        ("Freelancer Plus membership", 100, (100, "plan", "")),
        ("Rising Talent Achievement", 30, (30, "rising_talent", "")),
        ("Purchased 80 Connects", 80, (80, "purchase", "")),
        ("Promotional Connects", 20, (20, "other", "")),
        ("Available now Badge", -1, (-1, "availability_badge", "")),
        ("Profile boost", -20, (-20, "profile_boost", "")),
        ("Expired Connects", -3, (-3, "expiry", "")),
        ("Rollover", -31, (-31, "cap", "")),
    ],
)
def test_action_is_read_first_and_apart_from_the_title(
    action: str, connects: int, read_as: tuple[int, str, str]
) -> None:
    text = f'Date,Action,Connects\n"Nov 18, 2026","{action}",{connects:+}\n'
    assert told(read(text).lines) == [read_as]


def test_words_against_their_sign_are_not_read() -> None:
    text = CSV + '"Nov 2, 2026","Applied to job: X",+6\n"Nov 2, 2026","Job cancelled Y",-6\n'
    assert [each.number for each in read(text).unread] == [7, 8]


@pytest.mark.parametrize(
    "text",
    [
        "Date,Type,Description,Connects\n2026-11-18,Refund,Dash,+6\n"
        "2026-11-17,Applied to job,Dash,-6\n",
        "Type,Date,Qty,Job\nRefund,2026-11-18,6,Dash\nProposal,2026-11-17,6,Dash\n",
        "date,direction,reason,amount,job\n2026-11-18,earned,proposal,6,Dash\n"
        "2026-11-17,spent,proposal,6,Dash\n",
        "Date;What;Job;Earned;Spent\n18.11.2026;Job closed;Dash;6,00;\n"
        "17.11.2026;Applied;Dash;;6,00\nTotal;;;6;6\n",
        "A list of mine\n\nDate\tAction\tConnects\n11/18/2026\tRefund: Dash\t(0)\n"
        "2026-11-18\tRefund: Dash\t6 Connects\n"
        "2026-11-17\tApplied: Dash\t6-\n",
        "| Date | What | Connects |\n|---|---|---:|\n| 2026-11-18 | Refund: Dash | **+6** |\n"
        "| 2026-11-17 | Applied to job [Dash](https://www.upwork.com/jobs/~1) | \\-6 |\n",
        '[{"at":"2026-11-18","type":"refund","job":{"title":"Dash"},"connects":6},'
        '{"at":"2026-11-17","type":"proposal","job":{"title":"Dash"},"connects":-6}]',
        "Fecha;Concepto;Conexiones\n18-nov-26;Trabajo cancelado Dash;6\n"
        "17-nov-26;Se postuló al trabajo Dash;-6\n",
        "Tag;Was;Betreff;Anz.;Stand\n16.11.26;Übertrag;;;1'208\n17.11.26;Bewerbung;Dash;-6;1'202\n"
        "18.11.26;Rückzug mit Rückgabe;Dash;6;1'208\n",
        '{"data":{"history":{"edges":[{"node":{"createdDateTime":"2026-11-18T12:00:00Z",'
        '"reason":"JOB_CANCELLED","connectsAmount":6,"job":{"title":"Dash"}}},'
        '{"node":{"createdDateTime":"2026-11-17T12:00:00Z","reason":"JOB_APPLICATION",'
        '"connectsAmount":-6,"job":{"title":"Dash"}}}]}}}',
        "# Dash\n\nDate: November 18, 2026\nType: Refund\nConnects: 6\n\n"
        "# Dash\n\nDate: November 17, 2026\nType: Proposal\nConnects: -6\nClient: unknown\n",
        "<!DOCTYPE html><html><head><title>History</title><style>td{color:red}</style></head><body>"
        "<table><tr><th>Date</th><th>Action</th><th>Connects</th></tr>"
        "<tr><td>Nov 18, 2026</td><td>Job cancelled <a href='/1'>Dash</a></td><td>+6</td></tr>"
        "<tr><td>Nov 17, 2026</td><td>Applied to job <b>Dash</b></td><td>-6</td></tr></table>",
        "Date         Action                      Connects\n"
        "2026-11-18   Job cancelled Dash                +6\n"
        "2026-11-17   Applied to job Dash               -6\n"
        "                                   ----\n",
    ],
)
def test_tables_of_every_kind_say_the_same(text: str) -> None:
    assert told(read(text).lines) == [(-6, "proposal", "Dash"), (6, "closed", "Dash")]
    assert read(text).unread == ()


@pytest.mark.parametrize(
    "text",
    [
        "Today\nApplied to job Dash\n-6\nYou've been outbid to boost your proposal Dash\n+9\n"
        "Nov 17, 2026\nAvailable now Badge\nAvailability badge\n-1\n",
        "Applied to job\nDash\n-6 Connects\nNovember 23, 2026\n\nOutbid\nDash\n+9 Connects\n"
        "November 23, 2026\n\nAvailability badge\n-1 Connects\nNovember 17, 2026\nLoad more\n",
        "Nov 23, 2026 Applied to job Dash -6\nNov 23, 2026 Outbid: Dash +9\n"
        "Nov 17, 2026 Available now Badge -1\n1 2 3 ... 9 Next\n",
        "Monday, November 23, 2026\n6:55 AM\t-6\tApplied to job Dash\n"
        "6:50 AM\t+9\tYou've been outbid to boost your proposal Dash\nNov 17, 2026\n"
        "1:15 PM\t-1\tAvailability badge\n",
        "Wed, Nov 18\n−6\nApplied to job\nDash\n+9\nYou've been outbid to boost your proposal\n"
        "Dash\nNov 17\n−1\nAvailability badge\n",
        '1. **Nov 18, 2026** — Applied to job *"Dash"* — **-6**\n'
        '2. **Nov 18, 2026** — You\'ve been outbid to boost your proposal *"Dash"* — **+9**\n'
        "3. **Nov 17, 2026** — Availability badge — **-1**\n",
        "11/17/26 ... Availability badge ......... -1\n11/18/26 ... Applied - Dash ....... -6\n"
        "11/18/26 ... Boost returned - Dash ....... +9\n",
        "18. Nov. 2026\tBeworben auf Job: Dash\t-6\n18. Nov. 2026\tBoost zurück: Dash\t+9\n"
        "17. Nov. 2026\tVerfügbarkeitsabzeichen\t-1\nZeige 1-3 von 3\n",
        "Today\nApplied to job   -6\nDash\nBoost returned   +9\nDash\n"
        "Nov 17\nAvailability badge   -1\n",
    ],
)
def test_pages_of_every_kind_say_the_same(text: str) -> None:
    heads = "Connects history\nMy balance\n148 Connects\nBuy Connects\nDate\nAction\nConnects\n"
    found = read(f"{heads}{text}Showing 1-3 of 57\nFooter navigation\n© 2015 - 2027 Upwork\n")
    assert sorted(told(found.lines)) == [
        (-6, "proposal", "Dash"), (-1, "availability_badge", ""), (9, BOOST_RETURNED, "Dash"),
    ]  # fmt: skip
    assert (found.unread, found.balance) == ((), 148)


def test_own_remark_and_half_a_row_are_told() -> None:
    text = (
        "Nov 20, 2026\tApplied to job Logo\t-6\nspent another 5 on something\n"
        "Nov 9, 2026\tApplied to job Weekly newsl"
    )
    assert [each.text for each in read(text).unread] == [
        "spent another 5 on something",
        "Applied to job Weekly newsl",
    ]


def test_balance_beside_the_newest_row_is_the_stated_one() -> None:
    text = "Date,Action,Connects,Balance\n2026-11-18,Applied: A,-6,42\n2026-11-17,Bought,20,48\n"
    assert read(text).balance == 42


def test_base_and_boost_in_one_cell_or_in_columns_of_their_own() -> None:
    cell = "Date,Job,Connects Used\n2026-11-18,Dash,8+10 boost\n"
    columns = "Date,Job,Base,Boost,Total\n2026-11-18,Dash,8,10,18\n"
    for text in (cell, columns):
        assert told(read(text).lines) == [(-8, "proposal", "Dash"), (-10, BOOST, "Dash")]


def test_columns_may_name_what_came_and_what_went() -> None:
    text = (
        ",,OUT,,IN,\nDate,Job,Apply,Boost,Bought,Free\n11/2/2026,,,,,100\n11/15/2026,Dash,9,33,,\n"
        "11/16/2026,,,,80,\nTOTAL,,9,33,80,100\n"
    )
    assert told(read(text).lines) == [
        (100, "other", ""), (-9, "proposal", "Dash"), (-33, BOOST, "Dash"), (80, "purchase", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("names", "good", "row"),
    [
        ("Job,In,Out", "Logo,,4", "Dash,20,6"),
        ("Job,Apply,Boost,Bought,Free", "Logo,4,,,", "Dash,9,,80,"),
        ("Job,Apply,Boost,Bought,Free", "Logo,4,,,", "Dash,,,80,10"),
        ("Job,Base,Boost", "Logo,4,", 'Dash,9,"12, then 15"'),
        ("Job,D/C,Connects", "Logo,D,4", "Dash,?!,6"),
    ],
)
def test_no_amount_of_a_row_is_dropped_in_silence(names: str, good: str, row: str) -> None:
    found = read(f"Date,{names}\n11/15/2026,{good}\n11/16/2026,{row}\n")
    assert [m.connects for m in found.lines] == [-4]
    assert [each.number for each in found.unread] == [3]


def test_letters_of_debit_and_credit_tell_the_way() -> None:
    text = "Date,D/C,Qty,What\n2026-11-15,D,20,Boost: Dash\n2026-11-16,C,20,Boost devuelto: Dash\n"
    assert [m.connects for m in read(text).lines] == [-20, 20]


def test_unknown_words_are_not_taken_by_their_sign_where_proposals_are_told() -> None:
    text = (
        "Date,Type,Job,Connects\n2026-11-15,Applied,Logo,-6\n2026-11-16,Zoop,Logo,-9\n"
        "2026-11-17,Zoop,Dash,-4\n2026-11-18,Frobbed,Dash,4\n"
    )
    found = read(text)
    assert [m.connects for m in found.lines] == [-6]
    assert [each.words for each in found.unknown] == ["Zoop", "Frobbed"]
    told = read_statement(text, NOW, "UTC", words={"Zoop": "boost", "Frobbed": "spend"})
    assert isinstance(told, Statement)
    assert [(m.source, m.title, m.connects) for m in told.lines] == [
        (Purpose.PROPOSAL, "Logo", -6), (BOOST, "Logo", -9), (BOOST, "Dash", -4),
    ]  # fmt: skip
    assert [each.number for each in told.unread] == [5]  # what came was no proposal that was sent


@pytest.mark.parametrize(
    ("action", "sign", "kind", "source"),
    [
        ("Devolución de Connects por puja superada", 1, Kind.REFUND, BOOST_RETURNED),
        ("Recompensa por entrevista", 1, Kind.GRANT, Source.INTERVIEW),
        ("Membresía Freelancer Plus", 1, Kind.GRANT, Source.PLAN),
        ("Gratis-Connects des Monats", 1, Kind.GRANT, Source.PLAN),
        ("Connects scaduti", -1, Kind.EXPIRE, "expiry"),
        ("Remboursement de la mise en avant", 1, Kind.REFUND, BOOST_RETURNED),
        ("Connects acquistati", 1, Kind.PURCHASE, "purchase"),
        ("Propuesta retirada", 1, Kind.REFUND, "closed"),
    ],
)
def test_words_that_are_no_known_phrase_are_read_by_what_they_speak_of(
    action: str, sign: int, kind: Kind, source: str
) -> None:
    found = read(f"Date,Type,Connects\n2026-11-15,Applied,-6\n2026-11-16,{action},{sign * 8}\n")
    assert (found.lines[-1].kind, found.lines[-1].source) == (kind, source)


def test_unknown_words_before_a_colon_turn_no_kind_round() -> None:
    rows = "".join(f"2026-11-{n},Boost: Dash{n},{n}\n" for n in range(10, 15))
    found = read(f"Date,What,Connects\n{rows}2026-11-18,Boost verschoben: Dash,20\n")
    assert [each.number for each in found.unread] == [7]


def test_several_lists_of_one_json_are_all_read() -> None:
    text = (
        '{"spends":[{"date":"2026-11-17","type":"proposal","job":"Dash","connects":-6}],'
        '"purchases":[{"date":"2026-11-16","type":"bought","connects":40}]}'
    )
    assert told(read(text).lines) == [(40, "purchase", ""), (-6, "proposal", "Dash")]


def test_line_between_notes_is_told_with_its_number() -> None:
    text = (
        "Date: 2026-11-17\nType: Proposal\nJob: Dash\nConnects: -6\n\nspent another 5 on Logo\n"
        "Date: 2026-11-18\nType: Refund\nJob: Dash\nConnects: 6\nDate: 2026-11-19\nType: Refund\n"
    )
    found = read(text)
    assert told(found.lines) == [(-6, "proposal", "Dash"), (6, "closed", "Dash")]
    assert [each.number for each in found.unread] == [6, 11]


def test_second_table_of_a_file_is_read_by_its_own_columns() -> None:
    sent = "Proposals,,,\nDate,Job,Connects,Boost\n17 Nov 2026,Dash,8,\n,,,\n"
    bought = "Purchases,,,\nDate,Pack,Connects,£\n12 Nov 2026,Bundle,40,4.80\n"
    assert told(read(sent + bought).lines) == [(40, "purchase", ""), (-8, "proposal", "Dash")]
    unknown = "Day,Whatever,How many,£\n12 Nov 2026,Something,40,4.80\n"
    found = read(sent + unknown)
    assert told(found.lines) == [(-8, "proposal", "Dash")]
    assert [each.number for each in found.unread] == [5, 6]


def test_day_stands_once_for_rows_below_it_and_for_none_that_waits() -> None:
    text = "Date,Applied?,Job,Connects\n2026-11-17,TRUE,Dash,8\n,TRUE,Logo,6\n,FALSE,Pen test,19\n"
    found = read(text)
    assert [(m.day, m.title) for m in found.lines] == [
        (date(2026, 11, 17), "Dash"), (date(2026, 11, 17), "Logo"),
    ]  # fmt: skip
    assert [each.number for each in found.unread] == [4]


def test_number_without_a_sign_goes_the_other_way_than_those_with_one() -> None:
    text = "Date,What,Connects\n2026-11-16,Bought,+40\n2026-11-17,Dash,6\n"
    assert [m.connects for m in read(text).lines] == [40, -6]
    text = "Date,What,Connects\n2026-11-17,Dash,-6\n2026-11-18,Dash,6\n"
    assert [m.connects for m in read(text).lines] == [-6, 6]


def test_money_report_is_named_for_what_it_is() -> None:
    text = (
        "Date,Ref ID,Type,Description,Agency,Freelancer,Team,Account Name,PO,Amount\n"
        '"Nov 18, 2026",1,Membership Fee,Connects,,,,,,-6.00\n'
    )
    with pytest.raises(ImportMoney):
        read_statement(text, NOW, ZONE)


@pytest.mark.parametrize("text", ["", "\n\n", "hello", "SELECT 1; DROP TABLE entry"])
def test_nothing_in_it(text: str) -> None:
    with pytest.raises(ImportEmpty):
        read_statement(text, NOW, ZONE)


def test_million_lines_are_refused_at_once() -> None:
    with pytest.raises(ImportLong):
        read_statement("a,b,c\n" * 1_000_000, NOW, ZONE)


LARGEST = 8 * 1024 * 1024


@pytest.mark.parametrize(
    "part",
    [
        ",",
        pytest.param("\t\t\t\n", marks=pytest.mark.nightly),
        "ab\n",
        "ab,",
        '"ab\n",',
        "a\u2028",
        "2026-11-05,a,-6\n",
        "🙂;",
        "[{},",
        "|a",
        "<html><a ",
        "<html><!--",
        "<body><style>a",
    ],
)
def test_largest_file_of_any_content_takes_little_memory(part: str) -> None:
    text = part * (LARGEST // len(part.encode()))
    tracemalloc.start()
    with pytest.raises(Refusal):
        read_statement(text, NOW, ZONE)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 25 * 1024 * 1024


def test_quote_that_is_never_closed_is_one_row_too_long() -> None:
    text = 'a,b,"c' + "\nd,e,f" * LONGEST_ROW
    with pytest.raises(ImportRow):
        read_statement(text[: 4 * LONGEST_ROW], NOW, ZONE)


def test_cells_and_columns_are_cut() -> None:
    wide = ["2026-11-05", "x" * 4 * LONGEST_CELL, *["y"] * 4 * MOST_COLUMNS]
    table = read_table(lines_of(",".join(wide)))
    assert table is not None
    day, action, *rest = table[0].cells
    assert (day, len(action), len(rest)) == ("2026-11-05", LONGEST_CELL, MOST_COLUMNS - 2)


def test_columns_that_are_not_clear_are_asked_for() -> None:
    text = "1\t46331\tKitchen\t(12)\t46340\n2\t46333\tFloor plan\t6-\t46341\n"
    assert isinstance(read_statement(text, NOW, ZONE), ColumnsOpen)
    found = read(text, columns=Columns(1, 2, 3))
    assert told(found.lines) == [(-12, "proposal", "Kitchen"), (-6, "proposal", "Floor plan")]


@given(st.text(max_size=400))
@thorough
@settings(max_examples=examples(300))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(Refusal):
        read_statement(text, NOW, ZONE)


def test_number_in_a_title_is_no_amount() -> None:
    text = (
        "Nov 20, 2025 Applied to job: Fix 3 bugs in my shop -6 connects\n"
        "Nov 21, 2025 Applied to job: 10 logos -4\n"
    )
    assert [(m.title, m.connects) for m in read(text).lines] == [
        ("Fix 3 bugs in my shop", -6),
        ("10 logos", -4),
    ]


TITLES = (
    st.text("abc XYZ,;:.-'\"&0123456789refundboostjob", min_size=1, max_size=40)
    .map(lambda text: " ".join(text.split()).strip(" \"'.,;:-"))
    .filter(lambda text: any(map(str.isalpha, text)))
)
SAID = {
    "proposal": ("Applied to job {}", -1),
    BOOST: ("Boosted proposal for {}", -1),
    BOOST_RETURNED: ("You've been outbid to boost your proposal {}", 1),
    "closed": ("Job cancelled {}", 1),
}


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(SAID)), TITLES, st.integers(1, 999), st.integers(0, 600)),
        min_size=1,
        max_size=12,
    ),
    st.booleans(),
)
@thorough
@settings(max_examples=examples(200))
def test_what_is_written_as_upwork_does_is_read_as_it_was(
    rows: list[tuple[str, str, int, int]], page: bool
) -> None:
    """A page and a table of any rows, read: each row comes back with its kind, title and day."""
    lines, meant = [], []
    for source, title, connects, back in rows:
        words, sign = SAID[source]
        day = date.fromordinal(date(2026, 11, 23).toordinal() - back)
        said, amount = words.format(title), f"{sign * connects:+}"
        cells = (f"{day:%b %d, %Y}", said.replace('"', '""'), amount)
        lines.append("\n".join((cells[0], said, amount)) if page else '"{}","{}",{}'.format(*cells))
        meant.append((day, sign * connects, source, title))
    text = "\n".join(([] if page else ["Date,Action,Connects"]) + lines)
    found = read(text).lines
    assert sorted((m.day, m.connects, m.source, m.title) for m in found) == sorted(meant)


_ACTIONS = (
    ("Applied to job", -1, True), ("Boosted proposal for", -1, True),
    ("You've been outbid to boost your proposal", 1, True), ("Job cancelled", 1, True),
    ("Connects purchased", 1, False), ("Monthly Connects renewal", 1, False),
    ("Availability badge", -1, False), ("Expired Connects", -1, False),
    ("Propuesta enviada:", -1, True), ("Recompensa por entrevista:", 1, True),
)  # fmt: skip
_TITLES = st.lists(
    st.sampled_from(["Logo", "refund", "badge", "month", "Boost", "2D", "paid", "expired", "3"]),
    min_size=1, max_size=4,
).map(" ".join)  # fmt: skip


@given(
    st.lists(
        st.tuples(st.sampled_from(_ACTIONS), _TITLES, st.integers(1, 300), st.integers(0, 300)),
        min_size=1, max_size=6,
    )
)  # fmt: skip
def test_history_in_the_products_own_words_is_read_as_itself(
    rows: list[tuple[tuple[str, int, bool], str, int, int]],
) -> None:
    page = "".join(
        f"{NOW.date() - timedelta(days=ago):%b %d, %Y}\n"
        f"{action}{f' {title}' if of_job else ''}\n{sign * connects:+}\n"
        for (action, sign, of_job), title, connects, ago in rows
    )
    found = read(page)
    assert len(found.lines) == len(rows)
    shown = "".join(f"{m.day} · {m.action} · {m.connects:+}\n" for m in found.lines)
    again = read(shown)
    assert again.lines == found.lines
    assert not again.unread
