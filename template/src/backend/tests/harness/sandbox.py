"""What one test has to itself: connections whose every effect is gone when the test is over."""

from collections.abc import AsyncIterator
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    suppress,
)
from dataclasses import dataclass
from typing import Protocol, TypeVar

import pytest
from redis.asyncio import Redis
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import greenlet_spawn

from backend.core.database import Sessionmaker, create_sessionmaker
from backend.core.resources import Resources
from backend.core.settings import CoreSettings
from backend.tests.harness.figures import figures_of
from backend.tests.harness.guards import keys, transaction
from backend.tests.harness.guards.tasks import Tasks
from backend.tests.harness.guards.violations import Violations
from backend.tests.harness.run import COMMITTED, LASTING_KEYS, is_to_be_kept
from backend.tests.harness.worker import Worker


class Closable(Protocol):
    async def aclose(self) -> None: ...


C = TypeVar("C", bound=Closable)


@dataclass(frozen=True)
class Sandbox:
    """The service's own sessionmaker and Redis client, aimed at what is the test's alone."""

    settings: CoreSettings
    engine: AsyncEngine
    sessionmaker: Sessionmaker
    redis: Redis
    resources: Resources
    stack: AsyncExitStack

    def closing(self, opened: C) -> C:
        """Return what the test opened; it is closed when the test is over."""
        self.stack.push_async_callback(close, opened)
        return opened


async def close(opened: Closable) -> None:
    # A session that cannot end its transaction says less than the guards that look next.
    with suppress(DBAPIError):
        await opened.aclose()


def sandbox_for(
    request: pytest.FixtureRequest, worker: Worker
) -> AbstractAsyncContextManager[Sandbox]:
    """Return the sandbox that the test's marks ask for."""
    test: pytest.Item = request.node
    figures_of(test.config).template = worker.template.history
    if test.get_closest_marker(COMMITTED) is not None:
        return committed_sandbox(worker, test)
    return shared_sandbox(worker, test)


@asynccontextmanager
async def shared_sandbox(worker: Worker, test: pytest.Item) -> AsyncIterator[Sandbox]:
    """Yield one connection in one transaction that is rolled back; the fast, usual way.

    The service's sessionmaker joins it in mode `create_savepoint`: its commits release savepoints
    and its rollbacks return to them (SQLAlchemy, "Joining a Session into an External
    Transaction").
    """
    violations, tasks, savepoints = Violations(), Tasks(), worker.savepoints
    async with worker.engine.connect() as connection:
        outer = await connection.begin()
        with savepoints.shared(connection, violations):
            async with AsyncExitStack() as stack:
                parts = worker.settings, worker.engine, create_sessionmaker(connection)
                yield Sandbox(*parts, worker.redis, worker.resources, stack)
                # Nobody looks at the rows any more.
                savepoints.transactions.is_over = True
            kept = None if connection.invalidated else await connection.get_raw_connection()
            await greenlet_spawn(worker.checkouts.check, violations, kept)
            await tasks.check(violations)
            undone = await transaction.check(connection, savepoints, violations)
            await (outer.commit() if is_to_be_kept(test) else outer.rollback())
            await transaction.clean(connection, savepoints)
    if is_to_be_kept(test):
        remember(test, await worker.keep())
    elif not undone or await worker.is_bloated():
        await worker.rebuild()
    lasting = test.config.getini(LASTING_KEYS)
    await keys.empty(worker.redis, worker.redis_lease, lasting, violations)
    violations.tell()


@asynccontextmanager
async def committed_sandbox(worker: Worker, test: pytest.Item) -> AsyncIterator[Sandbox]:
    """Yield a database of the test's own, where commits are real and connections many."""
    violations, tasks = Violations(), Tasks()
    committed = worker.committed
    committed.turns.violations = violations
    async with committed.clone() as name:
        sessionmaker = create_sessionmaker(committed.engine)
        async with AsyncExitStack() as stack:
            parts = committed.settings_of(name), committed.engine, sessionmaker, committed.redis
            yield Sandbox(*parts, worker.resources, stack)
        await greenlet_spawn(committed.checkouts.check, violations)
        await tasks.check(violations)
        if is_to_be_kept(test):
            remember(test, await committed.keep(name))
    figures_of(test.config).waits = committed.clones.waits
    lasting = test.config.getini(LASTING_KEYS)
    await keys.empty(committed.redis, committed.redis_lease, lasting, violations)
    violations.tell()


def remember(test: pytest.Item, url: str) -> None:
    figures_of(test.config).kept.append(f"{test.nodeid}\n  psql '{url}'")
