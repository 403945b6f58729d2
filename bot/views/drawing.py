"""The charts, as PNGs that read on a phone, on dark and on light, and without colours.

matplotlib is loaded with the first of them; one thread draws.
"""

import asyncio
import io
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bot.actions.figures import Drawn
from bot.ledger.figures import Figures
from bot.ledger.series import BalanceSeries, Spending

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ONE_THREAD = ThreadPoolExecutor(1, thread_name_prefix="charts")
REMEMBERED = 64

INK, FAINT, PAPER = "#1B2530", "#B9C2CB", "#FBFAF7"
BLUE, ORANGE, RED, GREEN, PURPLE, SKY = (
    "#0072B2",
    "#E69F00",
    "#C4401C",
    "#009E73",
    "#9A5B8E",
    "#56B4E9",
)
"""Okabe and Ito's colours for the colour-blind, red and purple a little darker."""
HATCHES = ("", "//", "..", "xx", "\\\\", "oo")


class Words(NamedTuple):
    """What stands on a chart, in the reader's language; `months` are short names, January first."""

    title: str
    labels: tuple[str, ...]
    months: tuple[str, ...]


async def draw(content: Drawn, words: Words) -> bytes:
    """The PNG of a chart, off the event loop; the same content is drawn once."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_ONE_THREAD, png, content, words)


@lru_cache(maxsize=REMEMBERED)
def png(content: Drawn, words: Words) -> bytes:
    """The chart as a PNG of 960 by 720 points."""
    written = io.BytesIO()
    figure(content, words).savefig(written, format="png")
    return written.getvalue()


def figure(content: Drawn, words: Words) -> "Figure":
    """The chart as matplotlib's figure."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    made = Figure(figsize=(6.4, 4.8), dpi=150, facecolor=PAPER)
    FigureCanvasAgg(made)
    made.suptitle(words.title, fontsize=15, color=INK, fontweight="bold", ha="left", x=0.02)
    made.subplots_adjust(left=0.1, right=0.97, top=0.9, bottom=0.12, hspace=0.3)
    if isinstance(content, BalanceSeries):
        _balance(made, content, words)
    elif isinstance(content, Spending):
        _spending(made.subplots(), content, words)
    else:
        _funnel(made.subplots(), content, words)
    return made


def _plain(axes: "Axes") -> None:
    axes.set_facecolor(PAPER)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(FAINT)
    axes.tick_params(colors=INK, labelsize=12, length=0)
    axes.grid(axis="y", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)


def _name_columns(axes: "Axes", names: Sequence[str]) -> None:
    """At most six names under the columns, so that they fit a phone."""
    step = max(1, -(-len(names) // 6))
    shown = range(0, len(names), step)
    axes.set_xticks(list(shown), [names[at] for at in shown])


def _balance(made: "Figure", course: BalanceSeries, words: Words) -> None:
    upper, lower = made.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    _plain(upper)
    _plain(lower)
    at = range(len(course.days))
    marker = "o" if len(course.days) <= 2 else ""
    upper.step(at, course.balance, where="mid", color=BLUE, linewidth=2.5, marker=marker)
    upper.fill_between(at, course.balance, step="mid", color=BLUE, alpha=0.15)
    upper.set_xlim(-1, len(course.days) * 1.1 + 0.5)
    upper.set_ylim(0, max(course.balance) * 1.15 + 1)
    upper.annotate(
        f"{course.balance[-1]:,}",
        (len(course.days) - 1, course.balance[-1]),
        textcoords="offset points",
        xytext=(6, 0),
        ha="left",
        va="center",
        fontsize=14,
        fontweight="bold",
        color=BLUE,
    )
    arrived, went, lost = words.labels
    lower.bar(at, course.arrived, color=GREEN, label=arrived)
    lower.bar(at, [-n for n in course.went], color=ORANGE, label=went, hatch="//", edgecolor=PAPER)
    below = [-n for n in course.went]
    lower.bar(
        at, [-n for n in course.lost], bottom=below, color=RED, label=lost, hatch="xx",
        edgecolor=PAPER,
    )  # fmt: skip
    lower.axhline(0, color=INK, linewidth=0.8)
    lower.legend(ncols=3, fontsize=12, frameon=False, loc="upper left", labelcolor=INK,
                 bbox_to_anchor=(0, 1.28), borderaxespad=0, columnspacing=1)  # fmt: skip
    by_month = len(course.days) > 1 and (course.days[1] - course.days[0]).days >= 28
    _name_columns(lower, [_column(day, words, by_month=by_month) for day in course.days])


def _column(day: date, words: Words, *, by_month: bool) -> str:
    month = words.months[day.month - 1]
    return f"{month}\n{day.year}" if by_month else f"{day.day}\n{month}"


def _spending(axes: "Axes", content: Spending, words: Words) -> None:
    _plain(axes)
    at = range(len(content.months))
    bottom = [0] * len(content.months)
    colours = (BLUE, ORANGE, GREEN, PURPLE, SKY, RED)
    for index, (name, amounts) in enumerate(content.by_source):
        axes.bar(
            at, amounts, bottom=bottom, color=colours[index % 6], label=name,
            hatch=HATCHES[index % 6], edgecolor=PAPER, width=min(0.8, 0.2 * len(content.months)),
        )  # fmt: skip
        bottom = [low + amount for low, amount in zip(bottom, amounts, strict=True)]
    if len(bottom) <= 12:
        for column, total in enumerate(bottom):
            axes.text(column, total, f"{total:,}", ha="center", va="bottom", fontsize=12, color=INK)
    axes.set_ylim(0, max(bottom, default=0) * 1.3 + 1)
    axes.set_xlim(-0.6, len(content.months) - 0.4)
    axes.legend(fontsize=12, frameon=False, loc="upper left", ncols=2, labelcolor=INK)
    _name_columns(axes, [_column(month, words, by_month=True) for month in content.months])


def _funnel(axes: "Axes", content: Figures, words: Words) -> None:
    _plain(axes)
    axes.figure.subplots_adjust(left=0.24)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    counts = (content.sent, content.viewed, content.interviews, content.hires)
    rows = range(len(counts))
    axes.barh(rows, counts, color=(BLUE, SKY, ORANGE, GREEN), height=0.62)
    axes.set_yticks(list(rows), list(words.labels), fontsize=13)
    axes.invert_yaxis()
    axes.set_xticks([])
    axes.set_xlim(0, max(1, content.sent) * 1.3)
    for row, count in enumerate(counts):
        share = f"  {count / content.sent:.0%}" if row and content.sent else ""
        axes.text(
            count + content.sent * 0.015, row, f"{count:,}{share}", va="center", fontsize=14,
            color=INK, fontweight="bold",
        )  # fmt: skip
