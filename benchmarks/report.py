"""docs/performance.md: every figure with its goal, written by the run that measured it."""

import os
import platform
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import plot
from benchmarks.figures import Chapter, Ratio, shown

INTRODUCTION = """\
# Performance

Written by `make bench`, in one run on one machine; do not edit. Such a machine is noisy, so only
the ratios count: each is the median of the ratios of {rounds} rounds, and within a round everything
runs in turn.

{machine}

![The ratios and their goals](performance.png)
"""


def write(folder: Path, chapters: Sequence[Chapter], machine: str, rounds: int) -> None:
    bars = [bar_of(chapter, ratio) for chapter in chapters for ratio in chapter.ratios]
    plot.image(bars, folder / "performance.png")
    page = [INTRODUCTION.format(machine=machine, rounds=rounds), *overview(chapters)]
    page += ["", "```", plot.text(bars), "```", *(line for each in chapters for line in told(each))]
    (folder / "performance.md").write_text("\n".join(page) + "\n")


def bar_of(chapter: Chapter, ratio: Ratio) -> plot.Bar:
    measured = chapter.times.ratio(ratio.ours, ratio.base)
    goal = ratio.at_most or ratio.at_least or 1
    return plot.Bar(f"{ratio.what} / {ratio.against}", measured, goal, ratio.is_kept(measured))


def overview(chapters: Sequence[Chapter]) -> Iterator[str]:
    yield "| what | against what | goal | measured | |"
    yield "|---|---|---|---|---|"
    for chapter in chapters:
        for ratio in chapter.ratios:
            measured = chapter.times.ratio(ratio.ours, ratio.base)
            verdict = "reached" if ratio.is_kept(measured) else "**missed**"
            cells = ratio.what, ratio.against, ratio.goal, f"{measured:.2f}", verdict
            yield f"| {' | '.join(cells)} |"


def told(chapter: Chapter) -> Iterator[str]:
    yield from ("", f"## {chapter.title}", "", chapter.explained, "", "| | median |", "|---|---|")
    yield from (f"| {name} | {shown(seconds)} |" for name, seconds in chapter.times)


def described(engine: str) -> str:
    """Name the machine and what ran on it."""
    return (
        f"Measured on {os.cpu_count()} cores ({platform.machine()}, {platform.system()}), "
        f"Python {platform.python_version()}, engine `{engine}`."
    )
