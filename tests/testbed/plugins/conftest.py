"""What the tests of the plugins stand on."""

import pytest
from structlog.contextvars import bind_contextvars


@pytest.fixture
def bound() -> None:
    """Binds a value to the log, and does not take it away."""
    bind_contextvars(bound=True)
