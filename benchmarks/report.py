"""docs/performance.md: every figure with its goal, from what was measured last."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks import plot
from benchmarks.figures import Chapter, Ratio
from benchmarks.record import Endured, Measured

INTRODUCTION = """\
# Performance

Written by `make bench` from `benchmarks/measured.json`; do not edit. A machine is noisy, so only
the ratios count: each is the median of the ratios of several rounds, and within a round everything
that is compared runs in turn.

![The ratios and their goals](performance.png)
"""
ENDURANCE = """
## Endurance

Not measured but counted, by `make endure`: whole runs in random order with 0, 2 and 4 workers in
turn, and runs in which the controller, a worker, the supervisor or a server is killed at a random
moment. A failure is a test that fails, a process, file, container or database that is left, or a
next run that is not green.

| campaign | times | failures |
|---|---|---|"""
Answers = Mapping[Chapter, Measured]


def write(folder: Path, answers: Answers, endured: Mapping[str, Endured]) -> None:
    bars = [bar_of(ratio, measured) for ratio, measured in promises(answers)]
    plot.image(bars, folder / "performance.png")
    lines = [INTRODUCTION, *overview(answers), *missed(answers), "", "```", plot.text(bars), "```"]
    lines += (line for chapter, measured in answers.items() for line in told(chapter, measured))
    lines += (ENDURANCE, *(row_of(what, result) for what, result in endured.items()))
    (folder / "performance.md").write_text("\n".join(lines) + "\n")


def row_of(what: str, result: Endured) -> str:
    return f"| {what} | {result.times} | {result.failures} |"


def promises(answers: Answers) -> Iterator[tuple[Ratio, Measured]]:
    return ((ratio, measured) for chapter, measured in answers.items() for ratio in chapter.ratios)


def bar_of(ratio: Ratio, measured: Measured) -> plot.Bar:
    value = measured.times.ratio(ratio.ours, ratio.base)
    goal = ratio.at_most or ratio.at_least or 1
    return plot.Bar(f"{ratio.what} / {ratio.against}", value, goal, ratio.is_kept(value))


def overview(answers: Answers) -> Iterator[str]:
    yield "| what | against what | goal | measured | |"
    yield "|---|---|---|---|---|"
    for ratio, measured in promises(answers):
        value = measured.times.ratio(ratio.ours, ratio.base)
        verdict = "reached" if ratio.is_kept(value) else "**missed**"
        yield f"| {ratio.what} | {ratio.against} | {ratio.goal} | {value:.2f} | {verdict} |"


def missed(answers: Answers) -> Iterator[str]:
    """Say of each promise that is not kept what stands in the way."""
    yield ""
    for ratio, measured in promises(answers):
        if not ratio.is_kept(measured.times.ratio(ratio.ours, ratio.base)):
            yield f"- Missed: {ratio.what}, against {ratio.against}. {ratio.why}"


def told(chapter: Chapter, measured: Measured) -> Iterator[str]:
    yield from ("", f"## {chapter.title}", "", chapter.explained, "")
    count = max(map(len, measured.rounds.values()))
    yield from (f"Measured on {measured.machine}; rounds: {count}.", "")
    yield from ("| | median |", "|---|---|")
    yield from (f"| {name} | {chapter.shown(seconds)} |" for name, seconds in measured.times)
