"""Finds what a test did to the one transaction that was to undo it."""

from typing import cast

import asyncpg
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from backend.tests.harness.guards.interleaving import Interleaving
from backend.tests.harness.guards.violations import Violations

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
    connection: AsyncConnection, savepoints: Interleaving, violations: Violations
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
    else:
        await check_deferred(connection, violations)
    return True


async def check_deferred(connection: AsyncConnection, violations: Violations) -> None:
    """Check what a commit would check: a release of a savepoint does not."""
    try:
        await connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError as error:
        violations.add(f"A commit would have failed at a deferred constraint: {error.orig}")
    except DBAPIError:
        # The transaction had failed already; then it cannot commit anything either.
        return
