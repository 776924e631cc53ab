"""Tells the harness which migrations build its databases."""

import pytest

from backend.tests.harness.migrations import MIGRATIONS
from backend.tests.harness.schema import SCHEMA


def pytest_configure(config: pytest.Config) -> None:
    config.stash[SCHEMA] = MIGRATIONS
