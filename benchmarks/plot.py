"""The ratios as bars, for a reader of the page and for a reader of a terminal."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot as plt

WIDTH = 40
KEPT, MISSED, GOAL = "#4c8c6b", "#b5503c", "#333333"


@dataclass(frozen=True)
class Bar:
    """One ratio with its goal; `kept` says on which side of it the ratio lies."""

    label: str
    ratio: float
    goal: float
    kept: bool


def text(bars: Sequence[Bar]) -> str:
    """Return a line for each: a bar as long as the ratio, with a mark at the goal."""
    longest = max(max(bar.ratio, bar.goal) for bar in bars)
    label = max(len(bar.label) for bar in bars)
    return "\n".join(f"{bar.label:>{label}} {line_of(bar, longest)}" for bar in bars)


def line_of(bar: Bar, longest: float) -> str:
    filled, mark = round(WIDTH * bar.ratio / longest), round(WIDTH * bar.goal / longest)
    cells = ["#" if cell < filled else " " for cell in range(WIDTH + 1)]
    cells[mark] = "|"
    return f"{''.join(cells)} {bar.ratio:.2f}"


def image(bars: Sequence[Bar], file: Path) -> None:
    """Write the same as a PNG, on a logarithmic axis: what costs half is as far as what doubles."""
    mpl.use("Agg")
    figure, axes = plt.subplots(figsize=(9, 0.42 * len(bars) + 1), layout="constrained")
    places = range(len(bars), 0, -1)
    colours = [KEPT if bar.kept else MISSED for bar in bars]
    axes.barh(places, [bar.ratio for bar in bars], color=colours, height=0.62)
    axes.vlines(
        [bar.goal for bar in bars],
        [place - 0.42 for place in places],
        [place + 0.42 for place in places],
        colors=GOAL,
    )
    axes.set_yticks(places, [bar.label for bar in bars])
    axes.set_xscale("log")
    axes.set_xlabel("times as long; the mark is the goal")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(file, dpi=110)
