"""The charts: what is drawn, what is told of it, and the pictures themselves."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.actions.figures import Drawn
from bot.i18n.language import LANGUAGES, in_locale
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
from bot.views import drawing
from bot.views.charts import chart_words, finding, named_series
from bot.views.drawing import figure, png
from bot.views.scales import day_ticks, readable_top

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
    series = balance_series(before, moved, FIRST, FIRST + timedelta(days=days))
    for day, held in series.course:
        assert held == before + sum(m.amount for m in moved if m.day <= day)
    assert {day for day, _ in series.course} == {movement.day for movement in moved}
    shown = (series.arrived, series.back, series.went, series.lost)
    assert sum(map(sum, shown)) == sum(abs(m.amount) for m in moved)
    columns = zip(*shown, strict=True)
    ends = [*series.days[1:], date.max]
    for start, end, (arrived, back, went, lost) in zip(series.days, ends, columns, strict=True):
        assert arrived + back + went + lost == sum(
            abs(m.amount) for m in moved if start <= m.day < end
        )


@pytest.mark.parametrize(("days", "columns"), [(1, 1), (45, 45), (46, 7), (400, 58), (1096, 36)])
def test_columns_are_few_and_hold_the_period(days: int, columns: int) -> None:
    last = date(2026, 11, 23)
    first = last - timedelta(days=days - 1)
    starts = column_starts(first, last)
    assert len(starts) in (columns, columns + 1)
    assert starts[0] <= first
    assert starts == sorted(set(starts))


@given(st.lists(st.integers(0, 10_000), max_size=60))
def test_axis_hides_nothing_but_a_few_outliers(values: list[int]) -> None:
    top = readable_top(values)
    hidden = [value for value in values if value > top]
    assert len(hidden) <= max(1, 0.1 * len(values))
    shown = [value for value in values if value <= top]
    assert all(value > 1.5 * max(shown, default=0) for value in hidden)
    assert all(value > 8 * min(filter(None, values)) for value in hidden)


def test_one_outlier_does_not_flatten_the_rest() -> None:
    assert readable_top([6, 12, 1000, 8, 6]) == 18
    assert readable_top([40, 6, 6, 12]) == 40
    assert readable_top([]) == readable_top([0, 0]) == 0


@given(st.dates(date(1970, 1, 1), date(2100, 1, 1)), st.integers(0, 12_000))
def test_few_days_are_named_and_all_within(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    named = day_ticks(first, last)
    assert 1 <= len(named) <= 6
    assert all(first <= day <= last for day in named)
    if days >= 62:
        assert {day.day for day in named} == {1}


def axes_of(content: Drawn) -> list[Any]:
    return list(figure(content, chart_words(content)).axes)


def three_years() -> BalanceSeries:
    days = (FIRST + timedelta(days=n) for n in range(1096))
    moved = [
        DayMovement(day, Kind.PURCHASE, 40) if day.day == 1 else DayMovement(day, Kind.SPEND, -1)
        for day in days
    ]
    return balance_series(20, moved, FIRST, FIRST + timedelta(days=1095), 200)


def one_month(*more: DayMovement) -> BalanceSeries:
    """From 120 to 35 in three weeks."""
    spends = [DayMovement(FIRST + timedelta(days=n), Kind.SPEND, -5) for n in range(1, 18)]
    moved = [DayMovement(FIRST, Kind.CORRECT, 120), *spends, *more]
    return balance_series(0, moved, FIRST, FIRST + timedelta(days=20), 200)


MISTAKE = (
    DayMovement(FIRST + timedelta(days=3), Kind.CORRECT, 5000),
    DayMovement(FIRST + timedelta(days=4), Kind.CORRECT, -5000),
)
SPENT = [
    (date(2026, 8, 3), "purchase", 40),
    (date(2026, 9, 4), "plan", 10),
    (date(2026, 11, 3), "survey", 7),
]
CONTENTS: dict[str, Drawn] = {
    "two days": balance_series(
        0,
        [
            DayMovement(FIRST, Kind.CORRECT, 40),
            DayMovement(FIRST + timedelta(days=1), Kind.SPEND, -6),
        ],
        FIRST,
        FIRST + timedelta(days=1),
    ),
    "a month": one_month(),
    "an outlier": one_month(*MISTAKE),
    "a storm of refunds": one_month(
        *(DayMovement(FIRST + timedelta(days=19), Kind.REFUND, 12) for _ in range(40))
    ),
    "all kinds": one_month(
        DayMovement(FIRST + timedelta(days=19), Kind.FORFEIT, -30),
        DayMovement(FIRST + timedelta(days=20), Kind.REFUND, 12),
    ),
    "great numbers": one_month(DayMovement(FIRST + timedelta(days=8), Kind.PURCHASE, 99_000)),
    "three years": three_years(),
    "funnel": Figures(34, 20, 6, 2),
    "a long funnel": Figures(5000, 4113, 400, 12),
    "spending": spending(SPENT, date(2026, 8, 1), date(2026, 11, 23)),
    "spending by week": spending(SPENT, date(2026, 9, 4), date(2026, 11, 23)),
}


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", CONTENTS)
def test_picture_keeps_within_its_edge(name: str, code: str) -> None:
    """Between its edge and what is drawn there is ground all around, and nothing at the corners."""
    content = CONTENTS[name]
    with in_locale(code):
        picture = Image.open(io.BytesIO(png(named_series(content), chart_words(content))))
    assert picture.size == (980, 770)
    assert picture.getpixel((0, 0)) == (255, 255, 255, 0)
    colours = picture.getcolors(100_000)
    assert colours is not None
    assert len(colours) > 20
    for box in ((6, 30, 14, 740), (966, 30, 974, 740), (30, 6, 950, 14), (30, 756, 950, 764)):
        assert picture.crop(box).getcolors() == [((box[2] - box[0]) * (box[3] - box[1]), ground())]


def ground() -> tuple[int, ...]:
    return (*bytes.fromhex(drawing.GROUND[1:]), 255)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, as WCAG 2.2 has it."""

    def light(colour: str) -> float:
        parts = (part / 255 for part in bytes.fromhex(colour[1:]))
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05

    high, low = sorted((light(one), light(other)), reverse=True)
    return high / low


DARK_PAGE, LIGHT_PAGE = "#313338", "#ffffff"


def test_colours_read_on_discords_dark_page_and_on_its_light_one() -> None:
    """The ground is the picture's own; its edge parts it from either page."""
    assert contrast("#000000", LIGHT_PAGE) == pytest.approx(21)
    assert min(contrast(drawing.EDGE, page) for page in (DARK_PAGE, LIGHT_PAGE)) >= 3
    assert contrast(drawing.EDGE, drawing.GROUND) >= 3
    assert contrast(drawing.INK, drawing.GROUND) >= 7
    colours = (drawing.SKY, drawing.ORANGE, drawing.GREEN, drawing.RED, drawing.PURPLE)
    assert min(contrast(each, drawing.GROUND) for each in (*colours, drawing.YELLOW)) >= 4.5


def test_balance_is_drawn_as_it_was_with_the_cap_and_zero() -> None:
    series = one_month()
    upper, lower = axes_of(series)
    drawn = list(upper.lines[0].get_ydata())
    assert drawn == [120 - 5 * min(n, 17) for n in range(21)] + [35]
    levels = [line.get_ydata() for line in (*upper.lines, *lower.lines)]
    assert [0, 0] in map(list, levels)
    assert [200, 200] in map(list, levels)
    heights = [patch.get_height() for patch in lower.patches]
    assert heights == [*series.arrived, *(-went for went in series.went)]


def test_cap_far_above_the_balance_is_not_drawn() -> None:
    moved = [DayMovement(FIRST + timedelta(days=n), Kind.GRANT, 6) for n in range(2)]
    low = balance_series(0, moved, FIRST, FIRST + timedelta(days=3), 200)
    upper, _ = axes_of(low)
    assert upper.get_ylim()[1] < 20


def test_outlier_is_cut_and_named() -> None:
    upper, lower = axes_of(CONTENTS["an outlier"])
    assert upper.get_ylim()[1] < 300
    assert lower.get_ylim()[1] < 300
    named = [text.get_text() for axes in (upper, lower) for text in axes.texts]
    assert {"▲ 5,105", "▲ 5,000", "▼ 5,005"} <= set(named)


@pytest.mark.parametrize("name", ["a month", "spending"])
def test_legend_lies_off_the_data(name: str) -> None:
    made = figure(CONTENTS[name], chart_words(CONTENTS[name]))
    made.canvas.draw()
    for axes in made.axes:
        if legend := axes.get_legend():
            assert legend.get_window_extent().y0 >= axes.get_window_extent().y1


def test_axis_names_months_with_their_year() -> None:
    names = [name for _, name in chart_words(three_years()).ticks]
    assert names == ["Jul\n2024", "Jan\n2025", "Jul", "Jan\n2026", "Jul"]
    words = chart_words(CONTENTS["spending"])
    assert [name for _, name in words.ticks] == ["Aug\n2026", "Sep", "Oct", "Nov"]
    with in_locale("es"):
        words = chart_words(one_month())
    assert words.ticks[0] == (FIRST, "31 ene\n2024")


def test_spending_is_drawn_by_month_and_source() -> None:
    content = CONTENTS["spending"]
    assert isinstance(content, Spending)
    assert [name for name, _ in content.by_source] == ["bought", "monthly", "other"]
    named = named_series(content)
    assert isinstance(named, Spending)
    assert [name for name, _ in named.by_source] == ["bought", "monthly", "other free"]
    axes = axes_of(content)[0]
    heights = [patch.get_height() for patch in axes.patches]
    assert heights == [40, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 7]


def test_spending_of_a_quarter_is_drawn_by_week() -> None:
    content = CONTENTS["spending by week"]
    assert isinstance(content, Spending)
    assert content.is_weekly
    assert {day.weekday() for day in content.days} == {0}


def test_colours_differ_in_grey_or_by_their_hatch() -> None:
    content = CONTENTS["spending"]
    axes = axes_of(content)[0]
    assert len({container.patches[0].get_hatch() for container in axes.containers}) == 3


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("funnel", "34 proposals: 20 viewed, 6 with an interview, 2 with a hire."),
        ("spending", "57 Connects went in 4 months"),
        ("spending", "The most in a month was 40, in August 2026."),
        ("a month", "Your balance fell from 120 to 35 Connects in 3 weeks"),
        ("a month", "The least was 35 above zero, on February 17, 2024."),
        ("a month", "The most was 120, on January 31, 2024: 80 below the 200 that carry over."),
        ("a storm of refunds", "120 arrived, 480 came back, 85 went."),
        ("a storm of refunds", "315 above the 200 that carry over"),
    ],
)
def test_finding_is_told_in_words(name: str, said: str) -> None:
    told = finding(CONTENTS[name])
    assert said in told
    assert len(told) <= 1024
