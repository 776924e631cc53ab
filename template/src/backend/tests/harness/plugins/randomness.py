"""Gives each fixture that outlives a test its own seed, so that its random data repeats too.

pytest-randomly seeds before each test. What a session-scoped fixture drew then depended on the test
that asked for it first, and the rest of that test on what the fixture had drawn.
"""

import random
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, cast
from zlib import crc32

import pytest

GENERATORS = {"faker.generator": "random", "polyfactory.constants": "DEFAULT_RANDOM"}
MOST = 2**32


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    seed = request.config.getoption("randomly_seed", None)
    if fixturedef.scope == "function" or seed is None:
        return (yield)
    name = f"{request.node.nodeid}::{fixturedef.argname}[{getattr(request, 'param_index', 0)}]"
    with seeded((seed + crc32(name.encode())) % MOST):
        return (yield)


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Seed what draws random values, and let it go on as before at the end."""
    drawing = list(generators())
    states = [each.getstate() for each in drawing]
    numpy = sys.modules.get("numpy.random")
    state = numpy.get_state() if numpy else None
    for each in drawing:
        each.seed(seed)
    if numpy:
        numpy.seed(seed)
    try:
        yield
    finally:
        for each, before in zip(drawing, states, strict=True):
            each.setstate(before)
        if numpy:
            numpy.set_state(state)


def generators() -> Iterator[random.Random]:
    yield cast("random.Random", random)
    for module, name in GENERATORS.items():
        if loaded := cast("Any", sys.modules.get(module)):
            yield getattr(loaded, name)
