"""The charts: what is drawn, what is told of it, and the pictures themselves."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.actions.figures import Drawn
from bot.ledger.figures import Figures
from bot.ledger.model import Kind
from bot.ledger.series import (
    BalanceSeries,
    DayMovement,
    Spending,
    balance_series,
    column_starts,
    spending,
)
from bot.views.charts import chart_words, finding, named_series
from bot.views.drawing import figure, png

FIRST = date(2024, 1, 31)
MOVEMENTS = st.lists(
    st.builds(
        DayMovement,
        st.integers(0, 1000).map(lambda days: FIRST + timedelta(days=days)),
        st.sampled_from(Kind),
        st.integers(-50, 50),
    ),
    max_size=40,
)


@given(st.integers(0, 100), MOVEMENTS, st.integers(1000, 1100))
def test_course_is_the_journals_sum(before: int, moved: list[DayMovement], days: int) -> None:
    last = FIRST + timedelta(days=days)
    course = balance_series(before, moved, FIRST, last)
    ends = [start - timedelta(days=1) for start in course.days[1:]] + [last]
    for end, balance in zip(ends, course.balance, strict=True):
        assert balance == before + sum(m.amount for m in moved if m.day <= end)
    shown = sum(course.arrived) + sum(course.went) + sum(course.lost)
    assert shown == sum(abs(m.amount) for m in moved)


@pytest.mark.parametrize(("days", "columns"), [(1, 1), (45, 45), (46, 7), (400, 58), (1096, 36)])
def test_columns_are_few_and_hold_the_period(days: int, columns: int) -> None:
    last = date(2026, 11, 23)
    first = last - timedelta(days=days - 1)
    starts = column_starts(first, last)
    assert len(starts) in (columns, columns + 1)
    assert starts[0] <= first
    assert starts == sorted(set(starts))


def axes_of(content: Drawn) -> list[Any]:
    return list(figure(content, chart_words(content)).axes)


def three_years() -> BalanceSeries:
    days = (FIRST + timedelta(days=n) for n in range(1096))
    moved = [
        DayMovement(day, Kind.PURCHASE, 40) if day.day == 1 else DayMovement(day, Kind.SPEND, -1)
        for day in days
    ]
    return balance_series(20, moved, FIRST, FIRST + timedelta(days=1095))


SPENT = [
    (date(2026, 9, 3), "purchase", 40),
    (date(2026, 9, 4), "plan", 10),
    (date(2026, 11, 3), "survey", 7),
]
CONTENTS: dict[str, Drawn] = {
    "one entry": balance_series(0, [DayMovement(FIRST, Kind.CORRECT, 40)], FIRST, FIRST),
    "three years": three_years(),
    "funnel": Figures(34, 20, 6, 2),
    "one proposal": Figures(1),
    "spending": spending(SPENT, date(2026, 9, 1), date(2026, 11, 23)),
}


@pytest.mark.parametrize("name", CONTENTS)
def test_picture_fills_its_frame(name: str) -> None:
    content = CONTENTS[name]
    picture = Image.open(io.BytesIO(png(content, chart_words(content))))
    assert picture.size == (960, 720)
    colours = picture.convert("RGB").getcolors(100_000)
    assert colours is not None
    assert len(colours) > 20
    grey = picture.convert("L")
    edges = [grey.crop(box) for box in ((0, 0, 3, 720), (957, 0, 960, 720), (0, 717, 960, 720))]
    assert all(min(edge.tobytes()) > 200 for edge in edges)


def test_balance_is_drawn_as_it_was() -> None:
    course = three_years()
    upper, lower = axes_of(course)
    assert list(upper.lines[0].get_ydata()) == list(course.balance)
    heights = [patch.get_height() for patch in lower.patches]
    columns = len(course.days)
    assert heights[:columns] == list(course.arrived)
    assert heights[columns : 2 * columns] == [-went for went in course.went]


def test_spending_is_drawn_by_month_and_source() -> None:
    content = CONTENTS["spending"]
    assert isinstance(content, Spending)
    assert [name for name, _ in content.by_source] == ["bought", "monthly", "other"]
    named = named_series(content)
    assert isinstance(named, Spending)
    assert [name for name, _ in named.by_source] == [
        "bought",
        "monthly",
        "other free ones",
    ]
    axes = axes_of(content)[0]
    heights = [patch.get_height() for patch in axes.patches]
    assert heights == [40, 0, 0, 10, 0, 0, 0, 0, 7]


def test_colours_differ_in_grey_or_by_their_hatch() -> None:
    content = CONTENTS["spending"]
    axes = axes_of(content)[0]
    assert len({container.patches[0].get_hatch() for container in axes.containers}) == 3


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("funnel", "Of 34 proposals 20 were viewed, 6 led to an interview and 2 to a hire."),
        ("spending", "57 Connects went in 3 months, most in September 2026: 50. 40 of them"),
        ("one entry", "40 Connects arrived, 0 went and 0 expired or were cut. The balance is 40"),
    ],
)
def test_finding_is_told_in_words(name: str, said: str) -> None:
    told = finding(CONTENTS[name])
    assert said in told
    assert len(told) <= 1024
