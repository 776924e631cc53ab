"""What one test has to itself: the service's own engine, whose every effect is gone afterwards."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.util import greenlet_spawn

from backend.tests.harness.adopted.inspection import look, undo
from backend.tests.harness.adopted.worker import Worker
from backend.tests.harness.figures import figures_of
from backend.tests.harness.guards import keys
from backend.tests.harness.guards.tasks import Tasks
from backend.tests.harness.guards.violations import Violations
from backend.tests.harness.run import COMMITTED, is_to_be_kept

AnySessionmaker = async_sessionmaker[Any] | sessionmaker[Any]


@dataclass(frozen=True)
class Sandbox:
    """The service's engine, led to what is the test's alone."""

    database_url: str
    engine: AsyncEngine | Engine
    sessionmaker: AnySessionmaker
    stack: AsyncExitStack

    def session(self) -> AsyncSession | Session:
        """Return a new session, which is closed when the test is over."""
        session: AsyncSession | Session = self.sessionmaker()
        if isinstance(session, AsyncSession):
            self.stack.push_async_callback(session.close)
        else:
            self.stack.callback(session.close)
        return session


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
    """Yield one connection in one transaction that is rolled back; the fast, usual way."""
    violations, tasks, gate = Violations(), Tasks(), worker.gate
    await greenlet_spawn(gate.share, violations)
    worker.others.watch(violations)
    async with AsyncExitStack() as stack:
        yield sandbox_of(worker, worker.stage.database, stack)
        # Nobody looks at the rows any more.
        gate.transactions.is_over = True
    await greenlet_spawn(gate.checkouts.check, violations)
    await tasks.check(violations)
    look(gate, violations)
    if is_to_be_kept(test):
        await greenlet_spawn(gate.keep)
        remember(test, await worker.keep())
    elif not await greenlet_spawn(undo, gate, violations) or worker.others.has_written:
        await worker.rebuild()
    else:
        await worker.clean()
    await empty_redis(worker, violations)
    violations.tell()


@asynccontextmanager
async def committed_sandbox(worker: Worker, test: pytest.Item) -> AsyncIterator[Sandbox]:
    """Yield a database of the test's own, where commits are real and connections many."""
    violations, tasks, gate = Violations(), Tasks(), worker.gate
    async with worker.clones.clone() as clone:
        await greenlet_spawn(worker.aim, clone.name, violations)
        async with AsyncExitStack() as stack:
            yield sandbox_of(worker, clone.name, stack)
        await greenlet_spawn(gate.checkouts.check, violations)
        await tasks.check(violations)
        await greenlet_spawn(worker.aim, worker.stage.database, violations)
        if is_to_be_kept(test):
            remember(test, worker.databases.url_of(await worker.databases.keep(clone.name)))
    figures_of(test.config).waits = worker.clones.waits
    await empty_redis(worker, violations)
    violations.tell()


def sandbox_of(worker: Worker, database: str, stack: AsyncExitStack) -> Sandbox:
    url, sync = worker.databases.url_of(database), worker.gate.engine
    kind = worker.session_class
    if issubclass(kind, Session):
        return Sandbox(url, sync, sessionmaker(sync, class_=kind, expire_on_commit=False), stack)
    engine = AsyncEngine(sync)
    maker = async_sessionmaker(engine, class_=kind, expire_on_commit=False)
    return Sandbox(url, engine, maker, stack)


async def empty_redis(worker: Worker, violations: Violations) -> None:
    if worker.redis is not None and worker.stage.redis is not None:
        lasting = list(worker.stage.wiring.lasting_keys)
        await keys.empty(worker.redis, worker.stage.redis, lasting, violations)


def remember(test: pytest.Item, url: str) -> None:
    figures_of(test.config).kept.append(f"{test.nodeid}\n  psql '{url}'")
