"""Time has a zone."""

from datetime import UTC

from backend.core.clock import utc_now


def test_now_is_in_utc() -> None:
    assert utc_now().tzinfo is UTC
