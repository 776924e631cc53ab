"""What one test costs on each kind of isolation."""

import json
import sys
from dataclasses import replace
from statistics import median

from benchmarks.figures import Chapter, Ratio, Times
from benchmarks.service import FLOW, MODULE, generated
from tests.harness.commands import run
from tests.harness.runs import Bench

TESTS, MIGRATIONS = 150, 16
BARE, OURS, COMMITTED, NONE = "bare script", "savepoint", "committed", "no isolation"
OTHERS = ("DELETE", "TRUNCATE", "create_all", "clone without a pool")
EXPLAINED = f"""\
One test that saves a row by a factory, makes one HTTP request that inserts, and looks with one SELECT; from its first fixture to
its last, pytest's own part included. Median of {TESTS} tests, warm servers, {MIGRATIONS} tables beside those of the template, each
strategy in a process of its own."""
RATIOS = (
    Ratio("a test on a savepoint", "the same without isolation", OURS, NONE, at_most=1.10),
    Ratio("a test on a savepoint", "the same work in a bare script", OURS, BARE, at_most=1.5),
    Ratio("a `committed` test", "a test on a savepoint", COMMITTED, OURS, at_most=2),
    Ratio("DELETE from every table", "a test on a savepoint", "DELETE", OURS, at_least=1.8),
    Ratio("TRUNCATE", "a test on a savepoint", "TRUNCATE", OURS, at_least=3),
    Ratio("create_all and drop_all", "a test on a savepoint", "create_all", OURS, at_least=12),
    Ratio("a clone without a pool", "a test on a savepoint", "clone without a pool", OURS, at_least=5),
)


def measure(engine: str, rounds: int) -> Chapter:
    times = Times()
    with generated(engine, migrations=MIGRATIONS) as bench:
        for _ in range(rounds):
            times.add(BARE, of_script(bench))
            for strategy in (NONE, OURS, COMMITTED, *OTHERS):
                times.add(strategy, of_tests(bench, strategy))
    return Chapter("One test", EXPLAINED, times, RATIOS)


def of_script(bench: Bench) -> float:
    measured = recording(bench)
    run(sys.executable, "-m", f"{MODULE}.bare", cwd=bench.service, environment=measured.environment)
    return recorded(bench)


def of_tests(bench: Bench, strategy: str) -> float:
    finished = recording(bench, STRATEGY=strategy).pytest(FLOW, "-k", "full_flow")
    assert finished.returncode == 0, finished.stdout
    return recorded(bench)


def recording(bench: Bench, **more: str) -> Bench:
    where = {"DURATIONS": str(bench.temporary / "durations"), "TESTS": str(TESTS)}
    return replace(bench, more={**bench.more, **where, **more})


def recorded(bench: Bench) -> float:
    durations: list[float] = json.loads((bench.temporary / "durations").read_text())
    return median(durations)
