"""Finds two sessions that use the one transaction of a test at the same time."""

from sqlalchemy import Connection, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.ext.asyncio import AsyncConnection

from backend.tests.harness.guards.violations import Violations

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


class Interleaving:
    """Follows the savepoints of one connection: they must end in the opposite order.

    PostgreSQL releases with a savepoint every later one, so a session that ends before a later
    one would fail that one with "savepoint does not exist", far from the cause.
    """

    def __init__(self, connection: AsyncConnection, violations: Violations) -> None:
        self.violations = violations
        self.begun = 0
        self.open: list[str] = []
        event.listen(connection.sync_connection, "savepoint", self.begin)
        event.listen(connection.sync_connection, "release_savepoint", self.end)
        event.listen(connection.sync_connection, "rollback_savepoint", self.end)

    def begin(self, _: Connection, __: object) -> None:
        # SQLAlchemy counts them and tells the name only later.
        self.begun += 1
        self.open.append(f"sa_savepoint_{self.begun}")

    def end(self, _: Connection, name: str, __: object) -> None:
        if self.open[-1:] != [name]:
            self.violations.add(SENTENCE)
            raise InterleavedSessionsError
        self.open.pop()


def refuse_concurrency(context: ExceptionContext) -> None:
    """Say what asyncpg means when two tasks speak on one connection."""
    if BUSY in str(context.original_exception):
        raise InterleavedSessionsError from context.original_exception
