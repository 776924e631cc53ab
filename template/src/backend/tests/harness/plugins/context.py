"""Restores the context variables that a test, or a fixture of it alone, has set.

A sync fixture runs in the context of the whole run, so what it binds to the log would stay.
"""

from collections.abc import Generator
from contextvars import Context, ContextVar, copy_context
from typing import Any

import pytest

from backend.tests.harness.guards.violations import fail

# Python sets it with the first use of a Decimal.
PYTHONS_OWN = {"decimal_context"}
FUNCTION = "function"


class Expected:
    """The values that are to be there when a test is over."""

    def __init__(self) -> None:
        self.values = dict(copy_context())
        self.set_by: dict[pytest.FixtureDef[Any], set[ContextVar[Any]]] = {}

    def restore(self) -> list[str]:
        """Return the names of those that cannot be restored."""
        current = copy_context()
        changed = [each for each in current if each.name not in PYTHONS_OWN]
        left = [each.name for each in changed if not self.has_restored(each, current)]
        self.values = dict(copy_context())
        return left

    def has_restored(self, variable: ContextVar[Any], current: Context) -> bool:
        if variable in self.values:
            if current[variable] is not self.values[variable]:
                variable.set(self.values[variable])
            return True
        try:
            variable.set(Context().run(variable.get))
        except LookupError:
            return False
        return True


EXPECTED = pytest.StashKey[Expected]()


def pytest_sessionstart(session: pytest.Session) -> None:
    session.config.stash[EXPECTED] = Expected()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    """Let a wider fixture's variables stay as long as the fixture."""
    if fixturedef.scope == FUNCTION:
        return (yield)
    expected, before = request.config.stash[EXPECTED], copy_context()
    try:
        return (yield)
    finally:
        changed = {
            variable: value
            for variable, value in copy_context().items()
            if variable not in before or before[variable] is not value
        }
        expected.values.update(changed)
        expected.set_by[fixturedef] = set(changed)


def pytest_fixture_post_finalizer(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> None:
    """Take what a wider fixture leaves, or resets, for what is to be there."""
    expected, current = request.config.stash[EXPECTED], copy_context()
    for variable in expected.set_by.pop(fixturedef, ()):
        if variable in current:
            expected.values[variable] = current[variable]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    try:
        result = yield
    finally:
        left = item.config.stash[EXPECTED].restore()
    if left:
        fail(
            f"The context variable {', '.join(left)} was still set when the test was over, and "
            "has no default to return to: keep the token of `set`, and `reset` it."
        )
    return result
