"""How often each test runs and how it is isolated, as the environment says; and what it took."""

import json
import os
from collections.abc import AsyncIterator, Generator, Iterable
from pathlib import Path
from time import perf_counter

import pytest
from backend.tests.bench.strategies import STRATEGIES
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.core.database import create_engine
from backend.tests.harness.sandbox import Sandbox, sandbox_for
from backend.tests.harness.worker import Worker

STRATEGY = os.environ.get("STRATEGY", "savepoint")
TESTS_PER_BULK_TEST = 20
DURATIONS: list[float] = []
WAITS: list[float] = []
BEGAN = perf_counter()


@pytest.fixture(scope="session")
async def plain_engine(worker: Worker) -> AsyncIterator[AsyncEngine]:
    """The engine as the service itself has it."""
    engine = create_engine(worker.settings)
    yield engine
    await engine.dispose()


@pytest.fixture
async def sandbox(
    request: pytest.FixtureRequest, worker: Worker, plain_engine: AsyncEngine
) -> AsyncIterator[Sandbox]:
    """What the harness gives, or what somebody else's would."""
    theirs = STRATEGIES.get(STRATEGY)
    chosen = theirs(worker, plain_engine) if theirs else sandbox_for(request, worker)
    async with chosen as sandbox:
        yield sandbox
    WAITS[:] = worker.committed.clones.waits


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    tests = int(os.environ.get("TESTS", "1"))
    if "number" in metafunc.fixturenames:
        metafunc.parametrize("number", range(tests))
    if "bulk_number" in metafunc.fixturenames:
        metafunc.parametrize("bulk_number", range(tests // TESTS_PER_BULK_TEST))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    if STRATEGY == "committed":
        for item in items:
            item.add_marker("committed")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure all that a test costs, pytest's own part included."""
    began = perf_counter()
    result = yield
    if "bulk_number" not in getattr(item, "fixturenames", ()):
        DURATIONS.append(perf_counter() - began)
    return result


def pytest_sessionfinish() -> None:
    if file := os.environ.get("DURATIONS"):
        measured = {"tests": DURATIONS, "waits": WAITS, "run": perf_counter() - BEGAN}
        Path(file).write_text(json.dumps(measured))
