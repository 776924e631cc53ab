"""Who broke a function hears first from the tests beside it."""

from backend.tests.harness.plugins.mutation import MOST, nearest, own_tests

BROKEN = "backend.core.jobs.relay.xǁRelayǁturn__mutmut_3"
FAR = "src/backend/tests/apps/billing/test_jobs.py::test_c"
NEAR = "src/backend/tests/core/jobs/test_runner.py::test_b"
OWN = "src/backend/tests/core/jobs/test_relay.py::test_a[x/y::z]"


def test_the_nearest_tests_come_first() -> None:
    assert nearest(BROKEN, [FAR, NEAR, OWN]) == [OWN, NEAR, FAR]


def test_the_tests_of_the_module_itself_are_found_by_its_name() -> None:
    assert own_tests(BROKEN) == OWN.partition("::")[0]


def test_those_that_are_equally_near_keep_their_order() -> None:
    tests = [f"{FAR}[{number}]" for number in (2, 1, 3)]

    assert nearest(BROKEN, tests) == tests


def test_of_a_thousand_tests_few_are_run() -> None:
    far = [f"{FAR}[{number}]" for number in range(1000)]

    assert nearest(BROKEN, [*far, OWN]) == [OWN, *far[: MOST - 1]]
