"""What a run costs before its first test, with servers up and without."""

from benchmarks.figures import Chapter, Ratio, Times
from benchmarks.service import FLOW, MODULE, generated, seconds_of, stop
from tests.harness.runs import Bench

UNIT, WARM = "one unit test", "one integration test, warm"
COLD, FLOOR = "one integration test, cold", "servers and migrations alone"
EXPLAINED = """\
The whole command, from the shell and back: `pytest` with one test. Warm, the servers of an earlier
run are up; cold, nothing is, but for the images. The floor of a cold start is what nobody can leave
out: both servers started side by side by the shortest commands, then `alembic upgrade head`."""
RATIOS = (
    Ratio("one integration test, warm", "one unit test", WARM, UNIT, at_most=1.3),
    Ratio("one integration test, cold", "servers and migrations alone", COLD, FLOOR, at_most=1.2),
)


def measure(engine: str, rounds: int) -> Times:
    times = Times()
    with generated(engine) as bench:
        for _ in range(rounds):
            stop(bench)
            times.add(FLOOR, floor(bench))
            times.add(COLD, integration(bench))
            times.add(WARM, integration(bench))
            times.add(UNIT, seconds_of(bench, FLOW, "-k", "nothing"))
    return times


def integration(bench: Bench) -> float:
    return seconds_of(bench, FLOW, "-k", "full_flow")


def floor(bench: Bench) -> float:
    return float(bench.python("-m", f"{MODULE}.floor").split()[-1])


START = Chapter("The start of a run", EXPLAINED, measure, RATIOS)
