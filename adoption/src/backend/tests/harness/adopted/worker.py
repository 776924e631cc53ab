"""What one test process has to itself: the service on its own database, clones to commit in."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from redis.asyncio import Redis
from sqlalchemy.util import greenlet_spawn

from backend.tests.harness.adopted.applications import Application, make_app, start
from backend.tests.harness.adopted.engines import SessionClass, check, find_engine
from backend.tests.harness.adopted.gate import Gate
from backend.tests.harness.adopted.others import Others
from backend.tests.harness.adopted.stage import Stage
from backend.tests.harness.adopted.vacuum import Statistics, look_at, vacuum
from backend.tests.harness.bloat import SUSPECTS, Bloat
from backend.tests.harness.clones import ClonePool
from backend.tests.harness.databases import Databases, connect
from backend.tests.harness.guards.violations import Violations
from backend.tests.harness.locks import try_hold
from backend.tests.harness.schema import Schema
from backend.tests.harness.servers.contract import Servers
from backend.tests.harness.templates import Template, collect, template_for


@dataclass(frozen=True)
class Worker:
    """The service as it was started, and the gate between its engine and PostgreSQL."""

    stage: Stage
    application: Application
    gate: Gate
    others: Others
    session_class: SessionClass
    databases: Databases
    template: Template
    clones: ClonePool
    redis: Redis | None
    bloat: Bloat
    statistics: Statistics

    async def rebuild(self) -> None:
        """Make the database anew after a test that changed it for good."""
        await greenlet_spawn(self.let_go)
        await self.databases.drop(self.stage.database)
        await self.databases.copy(self.template.name, self.stage.database)

    async def clean(self) -> None:
        """Shrink what tests that were rolled back have left, where it is more than a little."""
        if self.bloat.is_due() and await greenlet_spawn(self.look):
            url = self.databases.url_of(self.stage.database)
            await vacuum(url, self.statistics)

    def look(self) -> bool:
        if self.gate.raw is None:
            return False
        found = self.bloat.is_found(self.gate.ask(SUSPECTS))
        self.gate.undo()
        return found

    async def keep(self) -> str:
        """Leave the database as it is to whoever wants to look at it; go on with a new one."""
        await greenlet_spawn(self.let_go)
        kept = await self.databases.keep(self.stage.database)
        await self.databases.copy(self.template.name, self.stage.database)
        return self.databases.url_of(kept)

    def aim(self, database: str, violations: Violations) -> None:
        """From now on the service's connections are real, and lead to `database`."""
        self.gate.aim(database, violations)
        self.others.aim(database)

    def let_go(self) -> None:
        """Close the service's connections to the database."""
        self.gate.give_up()
        self.others.aim(self.stage.database)


@asynccontextmanager
async def open_worker(
    servers: Servers, stage: Stage, schema: Schema, committed_tests: int
) -> AsyncIterator[Worker]:
    """Yield what this process has to itself; all of it is dropped at the end.

    Raises WiringError, and whatever the service's migrations and its start raise.
    """
    async with AsyncExitStack() as stack:
        databases = await connect(servers, stack)
        await databases.sweep()
        template = await template_for(databases, schema, servers.postgres_version)
        await collect(databases)
        await try_hold(databases.connection, stage.database)
        await databases.copy(template.name, stage.database)
        stack.push_async_callback(databases.drop, stage.database)
        maker, reaper = await connect(servers, stack), await connect(servers, stack)
        pool = ClonePool(maker, reaper, template.name)
        clones = await stack.enter_async_context(pool.open(committed_tests))
        redis = open_redis(stage, stack)
        application, gate, kind = await open_service(stage, stack)
        others = Others(gate.engine, stage.database)
        bloat = Bloat(gate.engine)
        statistics = await look_at(databases.url_of(stage.database), bloat)
        own = databases, template, clones, redis, bloat, statistics
        yield Worker(stage, application, gate, others, kind, *own)


async def open_service(
    stage: Stage, stack: AsyncExitStack
) -> tuple[Application, Gate, SessionClass]:
    """Start the service on its database, then step between the two."""
    wired = stage.wiring
    app = await make_app(wired.app)
    application = await start(app, wired, stack)
    engine, kind = await find_engine(wired, app)
    check(engine, stage)
    await greenlet_spawn(engine.dispose)
    gate = Gate(engine, stage.database)
    stack.push_async_callback(greenlet_spawn, gate.give_up)
    return application, gate, kind


def open_redis(stage: Stage, stack: AsyncExitStack) -> Redis | None:
    if stage.redis is None:
        return None
    redis = Redis.from_url(stage.redis.url, decode_responses=True)
    stack.push_async_callback(redis.aclose)
    return redis
