"""Cost of one test on each kind of isolation."""

from statistics import median

from benchmarks.figures import Chapter, Ratio, Times
from benchmarks.service import FLOW, MODULE, generated, recorded, recording, seconds_of
from benchmarks.usual import as_usual
from tests.harness.runs import Bench

TESTS, MIGRATIONS = 150, 16
BARE, OURS, COMMITTED, NONE = "bare script", "savepoint", "committed", "no isolation"
WAIT = "the wait for a database"
OTHERS = ("DELETE", "TRUNCATE", "create_all", "clone without a pool")
# Some of them take half a second each.
TESTS_OF_OTHERS = 40
EXPLAINED = f"""\
A test saves a row by a factory, makes one HTTP request that inserts, and looks with one SELECT; its
time is from the first fixture to the last, with pytest's own part. Median of {TESTS} tests on warm
servers, {MIGRATIONS} more tables than `accounts` has, each strategy in a process of its own. What
others do is measured twice: on servers as testcontainers starts them, which is how it is used, and
on the harness's own, whose settings serve it too."""


MOVED = (
    "The floor has moved: since the service pings only connections that were idle, each session"
    " without isolation waits for three round trips less, and one on a savepoint never had them."
)
AS_BEFORE = (
    " Against a floor that pings as release 1.1.0 did it came to 1.02, the median of five rounds in"
    " a run of its own."
)
SHARED = (
    "Most of both is the test itself and pytest's part, which the goal did not count. A test"
    " without any isolation, which nothing can beat, would make it a tenth more."
)


def usual(strategy: str) -> str:
    return f"{strategy}, on usual servers"


def ours(against: str, floor: str, at_most: float, why: str) -> Ratio:
    return Ratio("a test on a savepoint", against, OURS, floor, at_most=at_most, why=why)


def others(what: str, strategy: str, at_least: float) -> Ratio:
    against = "a test on a savepoint"
    return Ratio(what, against, usual(strategy), OURS, at_least=at_least, why=SHARED)


RATIOS = (
    ours("the same without isolation", NONE, at_most=1.1, why=MOVED + AS_BEFORE),
    ours("the same work in a bare script", BARE, at_most=1.5, why=MOVED),
    Ratio("a `committed` test", "a test on a savepoint", COMMITTED, OURS, at_most=1.7),
    Ratio("its wait for a database", "all that it takes", WAIT, COMMITTED, at_most=0.1),
    others("DELETE from every table", "DELETE", at_least=1.8),
    others("TRUNCATE", "TRUNCATE", at_least=3),
    others("create_all and drop_all", "create_all", at_least=12),
    others("a clone without a pool", "clone without a pool", at_least=5),
)


def measure(engine: str, rounds: int) -> Times:
    times = Times()
    with generated(engine, migrations=MIGRATIONS) as bench, as_usual(bench) as usual_bench:
        for _ in range(rounds):
            times.add(BARE, of_script(bench))
            for strategy in (NONE, OURS, COMMITTED):
                times.add(strategy, of_tests(bench, strategy, TESTS))
            times.add(WAIT, median(recorded(bench)["waits"]))
            for strategy in OTHERS:
                times.add(strategy, of_tests(bench, strategy, TESTS_OF_OTHERS))
                times.add(usual(strategy), of_tests(usual_bench, strategy, TESTS_OF_OTHERS))
    return times


def of_script(bench: Bench) -> float:
    recording(bench, TESTS).python("-m", f"{MODULE}.bare")
    return float(median(recorded(bench)["tests"]))


def of_tests(bench: Bench, strategy: str, tests: int) -> float:
    seconds_of(recording(bench, tests, STRATEGY=strategy), FLOW, "-k", "full_flow")
    return float(median(recorded(bench)["tests"]))


ONE_TEST = Chapter("One test", EXPLAINED, measure, RATIOS)
