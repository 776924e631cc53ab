"""Finds what a test did to the one transaction that was to undo it."""

from typing import TYPE_CHECKING, cast

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.util import greenlet_spawn

from backend.tests.harness.guards.violations import Violations

if TYPE_CHECKING:
    from backend.tests.harness.savepoints import Savepoints

BROKEN = (
    "A query was cancelled while it ran, and with it went the connection that this test's "
    "transaction was on. Mark a test that cancels with @pytest.mark.committed."
)
COMMITTED = (
    "The test's transaction is over before the test: something sent COMMIT or ROLLBACK as SQL. "
    "Leave that to the session, or mark the test with @pytest.mark.committed."
)
LEFT_OPEN = "A session was still in a transaction when the test was over: close it."


async def check(
    connection: AsyncConnection, savepoints: "Savepoints", violations: Violations
) -> bool:
    """Say whether the transaction still covers everything, so that a rollback undoes it all."""
    if connection.invalidated:
        violations.add(BROKEN)
        return True
    raw = await connection.get_raw_connection()
    driver = cast("asyncpg.Connection", raw.driver_connection)
    # The driver sends BEGIN with the first statement, and that is a session's savepoint.
    if savepoints.begun and not driver.is_in_transaction():
        violations.add(COMMITTED)
        return False
    if savepoints.open:
        violations.add(LEFT_OPEN)
    return True


async def clean(connection: AsyncConnection, savepoints: "Savepoints") -> None:
    """Give the next test a connection without what a rollback leaves on this one."""
    if connection.invalidated:
        return
    await greenlet_spawn(savepoints.transactions.release_locks)
    if savepoints.transactions.leaves_traces():
        await connection.invalidate()
