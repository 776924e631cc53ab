"""Finds connections that were taken from the pool and never given back."""

from sqlalchemy import QueuePool
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.tests.harness.guards.violations import Violations


async def check(engine: AsyncEngine, kept: int, violations: Violations) -> None:
    """Expect that only `kept` connections are in use; give up the pool that lost more."""
    pool = engine.sync_engine.pool
    left = pool.checkedout() - kept if isinstance(pool, QueuePool) else 0
    if left > 0:
        await engine.dispose()
        violations.add(
            f"{left} connection(s) were still checked out when the test was over: "
            "use `async with` for engines' connections and sessions."
        )
