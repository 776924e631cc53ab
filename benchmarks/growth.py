"""What more tests, and more migrations, cost each test and each run."""

from statistics import median

from benchmarks.figures import Chapter, Ratio, Times
from benchmarks.migrations import add_migrations
from benchmarks.service import FLOW, generated, recorded, recording, seconds_of
from tests.harness.runs import Bench

COUNTS = (10, 100, 1_000, 10_000)
MIGRATIONS = (1, 50, 200)
EXPLAINED_TESTS = """\
The same test so many times in one process: what one of them costs, with its part of collection,
start and end."""
# Of so many tests, with one that saves 1,000 rows among twenty; the first and last are compared.
BULK_TESTS, COMPARED = 2_000, 100
FIRST, LAST = f"the first of {BULK_TESTS:,} tests", f"the last of {BULK_TESTS:,} tests"
EXPLAINED_BULK = f"""\
The same test {BULK_TESTS:,} times in one process, and among twenty of them one that saves 1,000
rows, each rolled back; median of the first {COMPARED} and of the last {COMPARED}."""
EXPLAINED_MIGRATIONS = """\
`pytest` with one integration test on warm servers, as a whole command. The template database of
that many migrations is found by its hash; the run that had to build it is measured beside it."""


def per_test(count: int) -> str:
    return f"one of {count:,} tests"


def warm(count: int) -> str:
    return f"{count} migrations, found"


def cold(count: int) -> str:
    return f"{count} migrations, built"


TEST_RATIOS = (
    Ratio("one of 10,000 tests", "one of 100", per_test(10_000), per_test(100), at_most=1.1),
)
BULK_RATIOS = (Ratio("the 2,000th test after bulk tests", "the first", LAST, FIRST, at_most=1.1),)
MIGRATION_RATIOS = (
    Ratio("a run on 200 migrations", "a run on 1", warm(200), warm(1), at_most=1.1),
)


def measure_tests(engine: str, rounds: int) -> Times:
    times = Times()
    with generated(engine) as bench:
        for _ in range(rounds):
            for count in COUNTS:
                times.add(per_test(count), of_tests(bench, count))
    return times


def of_tests(bench: Bench, count: int) -> float:
    seconds_of(recording(bench, count), FLOW, "-k", "full_flow")
    return float(recorded(bench)["run"]) / count


def measure_bulk(engine: str, rounds: int) -> Times:
    times = Times()
    with generated(engine) as bench:
        for _ in range(rounds):
            first, last = of_bulk_tests(bench, BULK_TESTS)
            times.add(FIRST, first)
            times.add(LAST, last)
    return times


def of_bulk_tests(bench: Bench, count: int) -> tuple[float, float]:
    """Return what a test takes at the start and at the end of a run, in seconds."""
    seconds_of(recording(bench, count), FLOW, "-k", "full_flow or many_rows")
    tests = recorded(bench)["tests"]
    return median(tests[:COMPARED]), median(tests[-COMPARED:])


def measure_migrations(engine: str, rounds: int) -> Times:
    times = Times()
    with generated(engine) as bench:
        for count in MIGRATIONS:
            add_migrations(bench.service, count - 1)
            times.add(cold(count), seconds_of(bench, FLOW, "-k", "full_flow"))
        for _ in range(rounds):
            for count in MIGRATIONS:
                add_migrations(bench.service, count - 1)
                times.add(warm(count), seconds_of(bench, FLOW, "-k", "full_flow"))
    return times


MANY_TESTS = Chapter("Many tests", EXPLAINED_TESTS, measure_tests, TEST_RATIOS)
BULK_ROWS = Chapter("Bulk tests", EXPLAINED_BULK, measure_bulk, BULK_RATIOS)
MANY_MIGRATIONS = Chapter(
    "Many migrations", EXPLAINED_MIGRATIONS, measure_migrations, MIGRATION_RATIOS
)
