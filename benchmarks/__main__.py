"""Measures side by side what docs/performance.md tells, and writes that page: `make bench`."""

import argparse
import os
import sys
from collections.abc import Mapping

from benchmarks import record, report
from benchmarks.figures import Chapter
from benchmarks.generation import COPIER
from benchmarks.growth import MANY_MIGRATIONS, MANY_TESTS
from benchmarks.isolation import ONE_TEST
from benchmarks.starts import START
from benchmarks.workers import WORKERS
from tests.harness.paths import ROOT
from tests.harness.runs import ENGINES

CHAPTERS: Mapping[str, Chapter] = {
    "isolation": ONE_TEST,
    "starts": START,
    "tests": MANY_TESTS,
    "migrations": MANY_MIGRATIONS,
    "workers": WORKERS,
    "generation": COPIER,
}


def main() -> None:
    given = arguments()
    for role in ("AUTHOR", "COMMITTER"):
        os.environ[f"GIT_{role}_NAME"] = "Benchmark"
        os.environ[f"GIT_{role}_EMAIL"] = "benchmark@example.com"
    for name in given.chapters:
        sys.stderr.write(f"measuring {name}\n")
        times = CHAPTERS[name].measure(given.engine, given.rounds)
        record.write(name, record.Measured(record.described(given.engine), times.rounds))
    report.write(ROOT / "docs", answers())
    sys.stdout.write("\n".join(report.overview(answers())) + "\n")


def answers() -> report.Answers:
    """Return what is known of each chapter, in their order."""
    known = record.read()
    return {chapter: known[name] for name, chapter in CHAPTERS.items() if name in known}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("chapters", nargs="*", default=list(CHAPTERS), help=", ".join(CHAPTERS))
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[-1])
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    main()
