"""What the rules look at: this checkout, read and parsed once."""

import pytest

from backend.tests.architecture.__main__ import CHECKOUT
from backend.tests.architecture.engine.report import Report, look_at_checkout
from backend.tests.architecture.engine.ruleset import all_rules


@pytest.fixture(scope="session")
def report() -> Report:
    """What `make check` says about the rules."""
    return look_at_checkout(CHECKOUT, all_rules())
