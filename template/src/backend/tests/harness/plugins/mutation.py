"""Chooses among the tests that `make mutate` runs against a broken function: the nearest first.

What every request goes through is met by a thousand tests. Those that lie beside it are the ones
that are to notice, and after a hundred others nobody will.
"""

import os
from collections.abc import Iterable
from itertools import takewhile

import pytest

# What mutmut says to the processes in which something is broken.
BROKEN, MARK = "MUTANT_UNDER_TEST", "__mutmut_"
TESTS = "src/backend/tests"
MOST = 120


def pytest_configure(config: pytest.Config) -> None:
    broken = os.environ.get(BROKEN, "")
    if MARK not in broken:
        return
    tests, own = config.args, own_tests(broken)
    if (config.rootpath / own).exists():
        # What a fixture makes once for a run, mutmut has seen but the first of them meet.
        tests = [own, *(test for test in tests if not test.startswith(own))]
    config.args[:] = nearest(broken, tests)


def own_tests(broken: str) -> str:
    *folders, name = parts_of(broken)
    return "/".join([TESTS, *folders, f"test_{name}.py"])


def nearest(broken: str, tests: Iterable[str]) -> list[str]:
    """Return the few tests that share most of their path with the module of the function."""
    module = parts_of(broken)
    return sorted(tests, key=lambda test: -shared(module, place_of(test)))[:MOST]


def parts_of(broken: str) -> list[str]:
    return broken.rpartition(".")[0].split(".")[1:]


def place_of(test: str) -> list[str]:
    """`core/jobs/test_relay.py` shows what `core.jobs.relay` does."""
    path = test.partition("::")[0].removeprefix(f"{TESTS}/").removesuffix(".py")
    folder, _, name = path.rpartition("/")
    return [*filter(None, folder.split("/")), name.removeprefix("test_")]


def shared(one: list[str], other: list[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
