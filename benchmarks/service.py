"""A generated service with tests of the benchmarks' own in it."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from benchmarks.migrations import add_migrations
from tests.harness import services
from tests.harness.repositories import UNDER_TEST, snapshot
from tests.harness.runs import Bench

PROBES = Path(__file__).with_name("probes")
MODULE = "backend.tests.bench"
FOLDER = "src/backend/tests/bench"
FLOW = f"{FOLDER}/test_flow.py"
LINGER = {"TESTBED_LINGER_SECONDS": "600"}
STOP = ("-m", "backend.tests.harness.servers", "stop")
ACCOUNTS_ONLY = {"example": False}


@contextmanager
def generated(
    engine: str, migrations: int = 0, answers: services.Answers = ACCOUNTS_ONLY
) -> Iterator[Bench]:
    """Yield a service with so many migrations more; its servers are stopped at the end."""
    with TemporaryDirectory(prefix="bench-") as folder:
        template = snapshot(Path(folder) / "template")
        service = services.generate(template, Path(folder) / "service", answers, UNDER_TEST)
        shutil.copytree(PROBES, service / FOLDER)
        add_migrations(service, migrations)
        bench = Bench(service, Path(folder), engine, {**LINGER, "MIGRATIONS": str(migrations)})
        try:
            yield bench
        finally:
            stop(bench)


def stop(bench: Bench) -> None:
    bench.python(*STOP)


def seconds_of(bench: Bench, *words: str) -> float:
    """Return how long the whole command takes, from the shell and back. The tests must pass."""
    began = perf_counter()
    finished = bench.pytest("--quiet", *words)
    seconds = perf_counter() - began
    assert finished.returncode == 0, finished.stdout[-3000:]
    return seconds


def recording(bench: Bench, tests: int, **more: str) -> Bench:
    """Return the same bench, whose runs write down how long so many tests take."""
    where = {"DURATIONS": str(bench.temporary / "durations"), "TESTS": str(tests)}
    return replace(bench, more={**bench.more, **where, **more})


def recorded(bench: Bench) -> dict[str, Any]:
    durations: dict[str, Any] = json.loads((bench.temporary / "durations").read_text())
    return durations
