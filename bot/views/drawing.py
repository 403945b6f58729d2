"""The charts, as PNGs that read on a phone, in a dark theme and a light one, and without colours.

matplotlib is loaded with the first of them; one thread draws.
"""

import asyncio
import io
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.actions.figures import Drawn
from bot.ledger.figures import Figures
from bot.ledger.series import WEEKLY_UP_TO, BalanceSeries, Spending

from .scales import readable_top

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ONE_THREAD = ThreadPoolExecutor(1, thread_name_prefix="charts")
REMEMBERED = 64

GROUND, INK, FAINT, EDGE = "#1E222A", "#F2F4F7", "#4A515E", "#808894"
"""A dark ground with an edge that stands out from a dark page and from a white one."""
SKY, ORANGE, GREEN, RED, PURPLE, YELLOW = (
    "#62BDF0",
    "#F0A830",
    "#3CC79A",
    "#FF8264",
    "#D995BE",
    "#F0E442",
)
"""Okabe and Ito's colours for the colour-blind, a little lighter."""
HATCHES = ("", "//", "..", "xx", "\\\\", "oo")
SMALL, MIDDLE, LARGE = 14, 16, 20
"""Sizes of letters, in points of a picture that a phone shows at a third of its width."""
FEW_LETTERS = 3
"""Of a number that has room beside the axes in large letters."""
WIDE, HIGH, DPI = 5.6, 4.4, 175
"""Inches of the picture, and its points to an inch."""
CAP_FROM, CAP_UNTIL = 0.2, 20
"""The line of the cap is drawn where the balance came to so much of it and not to far more."""
COLUMN = 0.84
"""Of the time that it stands for, how much a column is wide."""
CLOSE = 0.27
"""Of the height of the balance's axes, how far two names beside them are apart at least."""
MOST_CUT_NAMED = 3
MOST_TOTALS = 9
LEGEND_COLUMNS = 2
"""Of names of origins, which are long."""


class Words(NamedTuple):
    """What stands on a chart, in the reader's language.

    `labels` name its parts; `ticks` are the days that its axis names; `cap` names the cap.
    """

    title: str
    labels: tuple[str, ...]
    ticks: tuple[tuple[date, str], ...] = ()
    cap: str = ""


async def draw(content: Drawn, words: Words) -> bytes:
    """The PNG of a chart, off the event loop; the same content is drawn once."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_ONE_THREAD, png, content, words)


@lru_cache(maxsize=REMEMBERED)
def png(content: Drawn, words: Words) -> bytes:
    """The chart as a PNG of 980 by 770 points."""
    written = io.BytesIO()
    figure(content, words).savefig(written, format="png")
    return written.getvalue()


def figure(content: Drawn, words: Words) -> "Figure":
    """The chart as matplotlib's figure."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    made = Figure(figsize=(WIDE, HIGH), dpi=DPI, facecolor="none")
    FigureCanvasAgg(made)
    _ground(made)
    made.text(0.035, 0.935, words.title, fontsize=MIDDLE, color=INK, weight="bold", va="center")
    if isinstance(content, BalanceSeries):
        _balance(made, content, words)
    elif isinstance(content, Spending):
        _spending(made, content, words)
    else:
        _funnel(made, content, words)
    return made


def _ground(made: "Figure") -> None:
    """A sheet with round corners that the page's own ground shows behind."""
    from matplotlib.patches import FancyBboxPatch
    from matplotlib.transforms import IdentityTransform

    width, height = made.get_size_inches() * made.dpi
    made.add_artist(
        FancyBboxPatch(
            (2, 2), width - 4, height - 4, boxstyle="round,pad=0,rounding_size=24",
            transform=IdentityTransform(), facecolor=GROUND, edgecolor=EDGE, linewidth=1.5,
            zorder=-2,
        )
    )  # fmt: skip


def _plain(axes: "Axes") -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.set_facecolor("none")
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.tick_params(colors=INK, labelsize=SMALL, length=0)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _short(abs(value))))
    axes.grid(axis="y", color=FAINT, linewidth=0.7)
    axes.set_axisbelow(True)


def _short(value: float) -> str:
    return f"{value:,.0f}" if value < 10_000 else f"{value / 1000:,g}k"


def _name_days(axes: "Axes", words: Words) -> None:
    """Each name begins where its day or month does."""
    axes.set_xticks([_at(day) for day, _ in words.ticks], [name for _, name in words.ticks])
    axes.tick_params(axis="x", length=7, color=FAINT)
    for name in axes.get_xticklabels():
        name.set_horizontalalignment("left")
        name.set_linespacing(1.05)


def _at(day: date) -> int:
    return day.toordinal()


def _balance(made: "Figure", series: BalanceSeries, words: Words) -> None:
    upper, lower = made.subplots(2, 1, sharex=True, height_ratios=(5, 4))
    letters = len(f"{_held(series):,}")
    right = 0.86 if letters <= FEW_LETTERS else 0.965 - 0.027 * letters
    made.subplots_adjust(left=0.145, right=right, top=0.86, bottom=0.145, hspace=0.34)
    _plain(upper)
    _plain(lower)
    upper.set_xlim(_at(series.first), _at(series.last) + 1)
    upper.tick_params(axis="x", length=0)
    _course(upper, series, words)
    _moved(lower, series, words)
    _name_days(lower, words)


def _course(axes: "Axes", series: BalanceSeries, words: Words) -> None:
    """The balance at the end of each day or week, with the cap and zero as lines."""
    daily = _daily(series)
    highest = readable_top(daily)
    cap = series.cap if series.cap and CAP_FROM <= highest / series.cap <= CAP_UNTIL else None
    top = max(highest, cap or 0) * 1.12 + 1
    length = 1 if len(daily) <= WEEKLY_UP_TO else 7
    steps = [daily[n : n + length] for n in range(0, len(daily), length)]
    held = [step[-1] for step in [*steps, steps[-1]]]
    at = [_at(series.first) + length * n for n in range(len(steps))] + [_at(series.last) + 1]
    axes.step(at, held, where="post", color=SKY, linewidth=2.6 if length == 1 else 1.8)
    axes.fill_between(at, held, step="post", color=SKY, alpha=0.16, linewidth=0)
    if length > 1:
        lowest, most = ([bound(step) for step in [*steps, steps[-1]]] for bound in (min, max))
        axes.fill_between(at, lowest, most, step="post", color=SKY, alpha=0.3, linewidth=0)
    axes.set_ylim(0, top)
    axes.axhline(0, color=INK, linewidth=1.6, clip_on=False)
    end, now = min(held[-1], top), f"{held[-1]:,}"
    axes.plot([at[-1]], [end], "o", color=SKY, markersize=8, clip_on=False)
    size = LARGE if len(now) <= FEW_LETTERS else MIDDLE
    _beside(axes, end, now, color=SKY, fontsize=size, weight="bold")
    if cap:
        axes.axhline(cap, color=YELLOW, linewidth=1.6, linestyle=(0, (5, 3)))
        apart = (end - cap) / top
        shift = 0.0 if abs(apart) > CLOSE else (-CLOSE if apart >= 0 else CLOSE) + apart
        _beside(axes, cap + shift * top, words.cap, color=YELLOW, fontsize=SMALL)
    spans = [Span(*ends, max(step)) for ends, step in zip(pairwise(at), steps, strict=True)]
    _name_cut(axes, spans, top)


def _held(series: BalanceSeries) -> int:
    """What is held at the end."""
    return series.course[-1].held if series.course else series.before


def _daily(series: BalanceSeries) -> list[int]:
    """What was held at the end of each day."""
    days = [series.first, *(each.day for each in series.course), series.last + timedelta(days=1)]
    held = [series.before, *(each.held for each in series.course)]
    spans = zip(held, pairwise(days), strict=True)
    return [value for value, (start, end) in spans for _ in range((end - start).days)]


def _beside(axes: "Axes", height: float, text: str, **looks: Any) -> None:
    """A name in the margin to the right of a line."""
    axes.annotate(
        text, (1, height), xycoords=("axes fraction", "data"), xytext=(9, 0),
        textcoords="offset points", ha="left", va="center", annotation_clip=False, **looks,
    )  # fmt: skip


class Span(NamedTuple):
    """From where to where on the axis of days something is so high, or so deep."""

    start: float
    end: float
    value: int


def _name_cut(axes: "Axes", spans: Sequence[Span], edge: float) -> None:
    """The values of what goes on above (or below) the axis's edge: the largest, well apart."""
    left, right = axes.get_xlim()
    named: list[Span] = []
    for span in sorted(spans, key=lambda span: -span.value):
        apart = all(abs(span.start - each.start) > (right - left) / 4 for each in named)
        if span.value > abs(edge) and apart and len(named) < MOST_CUT_NAMED:
            named.append(span)
            is_late = span.end > left + 0.7 * (right - left)
            arrow = "▲" if edge > 0 else "▼"
            axes.annotate(
                f"{arrow} {span.value:,}", (span.start if is_late else span.end, edge),
                xytext=(-4 if is_late else 4, 0),
                textcoords="offset points", ha="right" if is_late else "left",
                va="top" if edge > 0 else "bottom", color=INK, fontsize=SMALL, weight="bold",
                bbox={"facecolor": GROUND, "edgecolor": "none", "pad": 1.5}, zorder=5,
            )  # fmt: skip


def _moved(axes: "Axes", series: BalanceSeries, words: Words) -> None:
    """What arrived and came back above zero, what went and was lost below it."""
    columns = _columns((max(series.first, day) for day in series.days), series.last)
    arrived, back, went, lost = words.labels
    heights = [(series.arrived, arrived, GREEN, ""), (series.back, back, SKY, "//")]
    depths = [(series.went, went, ORANGE, ""), (series.lost, lost, RED, "xx")]
    ups = _stack(axes, columns, heights, 1)
    downs = _stack(axes, columns, depths, -1)
    top = readable_top([*ups, *downs])
    above, below = (1.08 * max(1, min(top, max(sums))) for sums in (ups, downs))
    axes.set_ylim(-below, above)
    axes.axhline(0, color=INK, linewidth=1.6)
    for sums, edge in ((ups, above), (downs, -below)):
        _name_cut(axes, _spans(columns, sums), edge)
    _legend(axes, len(words.labels))


def _columns(days: Iterable[date], last: date) -> list[tuple[int, float]]:
    """Where each column starts, and how wide it is."""
    edges = [*map(_at, days), _at(last) + 1]
    return [(start, COLUMN * (end - start)) for start, end in pairwise(edges)]


def _spans(columns: Sequence[tuple[int, float]], sums: Sequence[int]) -> list[Span]:
    return [Span(at, at + wide, n) for (at, wide), n in zip(columns, sums, strict=True)]


def _stack(
    axes: "Axes",
    columns: Sequence[tuple[int, float]],
    parts: Sequence[tuple[Sequence[int], str, str, str]],
    sign: int,
) -> list[int]:
    """Draw columns upon each other, up or down; how high each is in all."""
    sums = [0] * len(columns)
    at, widths = zip(*columns, strict=True)
    for amounts, name, colour, hatch in parts:
        if any(amounts):
            axes.bar(
                at, [sign * n for n in amounts], bottom=[sign * n for n in sums], width=widths,
                align="edge", color=colour, hatch=hatch, edgecolor=GROUND, linewidth=0, label=name,
            )  # fmt: skip
        sums = [low + amount for low, amount in zip(sums, amounts, strict=True)]
    return sums


def _legend(axes: "Axes", columns: int) -> None:
    """Above the axes, where no data are."""
    axes.legend(
        ncols=columns, fontsize=SMALL, frameon=False, loc="lower left", labelcolor=INK,
        bbox_to_anchor=(-0.15, 1.0), borderaxespad=0.2, borderpad=0, columnspacing=1.0,
        handlelength=1.1, handletextpad=0.4,
    )  # fmt: skip


def _spending(made: "Figure", content: Spending, words: Words) -> None:
    axes = made.subplots()
    rows = ceil(len(content.by_source) / LEGEND_COLUMNS)
    made.subplots_adjust(left=0.145, right=0.93, top=0.86 - 0.06 * rows, bottom=0.145)
    _plain(axes)
    columns = _columns(content.days, content.last)
    axes.set_xlim(_at(content.days[0]), _at(content.last) + 1)
    colours = (SKY, ORANGE, GREEN, PURPLE, YELLOW, RED)
    parts = [
        (amounts, name, colours[index], HATCHES[index])
        for index, (name, amounts) in enumerate(content.by_source)
    ]
    totals = _stack(axes, columns, parts, 1)
    top = readable_top(totals) * 1.14 + 0.1
    axes.set_ylim(0, top)
    axes.axhline(0, color=INK, linewidth=1.6, clip_on=False)
    spans = _spans(columns, totals)
    if len(spans) <= MOST_TOTALS:
        for start, end, total in spans:
            if 0 < total <= top:
                axes.text((start + end) / 2, total, f"{total:,}", ha="center", va="bottom",
                          fontsize=SMALL, color=INK)  # fmt: skip
    _name_cut(axes, spans, top)
    _legend(axes, LEGEND_COLUMNS)
    _name_days(axes, words)


def _funnel(made: "Figure", content: Figures, words: Words) -> None:
    """A bar for each stage as part of what was sent, its name and number above it."""
    axes = made.subplots()
    made.subplots_adjust(left=0.045, right=0.955, top=0.86, bottom=0.04)
    _plain(axes)
    axes.set_axis_off()
    counts = (content.sent, content.viewed, content.interviews, content.hires)
    rows = range(len(counts))
    axes.barh(rows, [content.sent] * 4, color=FAINT, alpha=0.5, height=0.42)
    axes.barh(rows, counts, color=(SKY, YELLOW, ORANGE, GREEN), height=0.42)
    axes.set_ylim(3.25, -0.75)
    axes.set_xlim(0, max(1, content.sent))
    for row, (name, count) in enumerate(zip(words.labels, counts, strict=True)):
        share = f" · {_share(count, content.sent)}" if row else ""
        above: dict[str, Any] = {"va": "bottom", "fontsize": MIDDLE, "color": INK}
        axes.text(0, row - 0.26, name, ha="left", **above)
        axes.text(content.sent, row - 0.26, f"{count:,}{share}", ha="right", weight="bold", **above)


def _share(count: int, of: int) -> str:
    return "<1%" if 0 < count < 0.005 * of else f"{count / max(1, of):.0%}"
