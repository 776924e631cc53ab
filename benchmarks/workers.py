"""The generated suite with other numbers of processes, and with the number that it chose."""

import shutil

from benchmarks.figures import Chapter, Ratio, Times
from benchmarks.service import FOLDER, generated, seconds_of
from tests.harness.runs import Bench

NUMBERS = ("0", "2", "4", "8")
CHOSEN, BEST = "the number it chose", "the best of them"
EXPLAINED = """\
The whole suite of a generated service, example included, on warm servers. `make test` asks
`-n auto`, which chooses from the durations of the last run."""
NOISE = (
    "On two cores it chooses between 0 and 2, and took 2, which was the best: more than 1 is what"
    " the machine made of the second of two equal commands."
)
RATIOS = (
    Ratio("`make test`", "the best of 0, 2, 4 and 8 workers", CHOSEN, BEST, at_most=1.1, why=NOISE),
)


def measure(engine: str, rounds: int) -> Times:
    times = Times()
    with generated(engine, answers={}) as bench:
        # The suite checks the rules, and the measured work breaks some.
        shutil.rmtree(bench.service / FOLDER)
        of_suite(bench, "auto")
        for _ in range(rounds):
            seconds = {number: of_suite(bench, number) for number in NUMBERS}
            for number in NUMBERS:
                times.add(f"{number} workers", seconds[number])
            times.add(BEST, min(seconds.values()))
            times.add(CHOSEN, of_suite(bench, "auto"))
    return times


def of_suite(bench: Bench, number: str) -> float:
    return seconds_of(bench, "-n", number)


WORKERS = Chapter("Workers", EXPLAINED, measure, RATIOS)
