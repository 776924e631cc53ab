"""Finds two sessions that use the one transaction of a test at the same time."""

from sqlalchemy.engine import ExceptionContext

BUSY = "another operation is in progress"
SENTENCE = (
    "Two sessions used this test's one transaction at the same time: the end of the first took "
    "the second's work with it. Mark the test with @pytest.mark.committed, and each gets a "
    "connection of its own."
)


class InterleavedSessionsError(Exception):
    """Raised where the second session meets the first."""

    def __init__(self) -> None:
        super().__init__(SENTENCE)


def refuse_concurrency(context: ExceptionContext) -> None:
    """Say what asyncpg means when two tasks speak on one connection."""
    if BUSY in str(context.original_exception):
        raise InterleavedSessionsError from context.original_exception
