"""Measures side by side what docs/performance.md tells, and writes that page: `make bench`."""

import argparse
import os
import sys

from benchmarks import record, report
from benchmarks.chapters import CHAPTERS, answers, publish
from tests.harness.runs import ENGINES


def main() -> None:
    given = arguments()
    for role in ("AUTHOR", "COMMITTER"):
        os.environ[f"GIT_{role}_NAME"] = "Benchmark"
        os.environ[f"GIT_{role}_EMAIL"] = "benchmark@example.com"
    for name in given.chapters:
        sys.stderr.write(f"measuring {name}\n")
        times = CHAPTERS[name].measure(given.engine, given.rounds)
        record.write(name, record.Measured(record.described(given.engine), times.rounds))
    publish()
    sys.stdout.write("\n".join(report.overview(answers())) + "\n")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("chapters", nargs="*", default=list(CHAPTERS), help=", ".join(CHAPTERS))
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[-1])
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    main()
