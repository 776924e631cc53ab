"""Measures side by side what docs/performance.md tells, and writes that page: `make bench`."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping

from benchmarks import generation, growth, isolation, report, starts, workers
from benchmarks.figures import Chapter
from tests.harness.paths import ROOT
from tests.harness.runs import ENGINES

Measure = Callable[[str, int], Chapter]
CHAPTERS: Mapping[str, Measure] = {
    "isolation": isolation.measure,
    "starts": starts.measure,
    "tests": growth.measure_tests,
    "migrations": growth.measure_migrations,
    "workers": workers.measure,
    "generation": generation.measure,
}


def main() -> None:
    given = arguments()
    for role in ("AUTHOR", "COMMITTER"):
        os.environ[f"GIT_{role}_NAME"] = "Benchmark"
        os.environ[f"GIT_{role}_EMAIL"] = "benchmark@example.com"
    chapters = [measured(name, given.engine, given.rounds) for name in given.chapters]
    if given.chapters == list(CHAPTERS):
        report.write(ROOT / "docs", chapters, report.described(given.engine), given.rounds)
    sys.stdout.write("\n".join(report.overview(chapters)) + "\n")


def measured(name: str, engine: str, rounds: int) -> Chapter:
    sys.stderr.write(f"measuring {name}\n")
    return CHAPTERS[name](engine, rounds)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("chapters", nargs="*", default=list(CHAPTERS), help=", ".join(CHAPTERS))
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[-1])
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    main()
