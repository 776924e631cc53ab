"""Finds dependency overrides that a test left in the app."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI

from backend.tests.harness.guards.violations import fail


@contextmanager
def guarded(app: FastAPI) -> Iterator[None]:
    """Remove what is left at the end, and name it."""
    yield
    names = [getattr(overridden, "__name__", "?") for overridden in app.dependency_overrides]
    app.dependency_overrides.clear()
    if names:
        fail(
            f"The override of {', '.join(names)} was still set when the test was over: "
            "remove it in the test or fixture that set it."
        )
