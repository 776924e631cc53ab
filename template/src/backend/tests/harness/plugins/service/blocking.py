"""Fails a test in which the service blocked the event loop."""

from collections.abc import Generator

import pytest

from backend.tests.harness.guards.blocking import Blocking
from backend.tests.harness.guards.violations import fail

BLOCKING = pytest.StashKey[Blocking]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[BLOCKING] = blocking = Blocking()
    blocking.install()


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[BLOCKING].uninstall()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    item.config.stash[BLOCKING].sentences.clear()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    yield
    if sentences := item.config.stash[BLOCKING].sentences:
        fail("\n".join(dict.fromkeys(sentences)))
