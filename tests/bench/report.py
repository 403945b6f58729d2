"""How a benchmark's lines look, and the statistics that they share."""

import statistics
from collections.abc import Sequence


def line(what: str, figure: str, must: str = "", *, met: bool | None = None) -> None:
    """Print one figure, beside what it must reach."""
    mark = "" if met is None else "  ok" if met else "  MISSED"
    print(f"  {what:<46} {figure:>34}   {must:<22}{mark}", flush=True)


def heading(text: str) -> None:
    print(f"\n{text}", flush=True)


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)
