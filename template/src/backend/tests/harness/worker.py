"""What one test process has to itself on the servers, for as long as its connection is open."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import cast

import asyncpg
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.apps.registry import RESOURCES
from backend.core.database import create_engine
from backend.core.redis import create_redis
from backend.core.resources import Resources, opened
from backend.core.settings import CoreSettings
from backend.tests.harness.bloat import RELATIONS, SUSPECTS, Bloat
from backend.tests.harness.clones import ClonePool
from backend.tests.harness.committed import Committed, open_committed
from backend.tests.harness.databases import Databases, connect
from backend.tests.harness.guards.checkouts import Checkouts
from backend.tests.harness.migrations import MIGRATIONS
from backend.tests.harness.one_task import in_one_task
from backend.tests.harness.redis_leases import RedisLease, leased_redis
from backend.tests.harness.savepoints import Savepoints
from backend.tests.harness.servers.contract import Servers
from backend.tests.harness.settings import settings_for_tests
from backend.tests.harness.templates import Template, collect, template_for


@dataclass(frozen=True)
class Worker:
    """A migrated database with the service's own engine, a Redis database, clones to commit in."""

    settings: CoreSettings
    engine: AsyncEngine
    savepoints: Savepoints
    checkouts: Checkouts
    redis: Redis
    redis_lease: RedisLease
    databases: Databases
    template: Template
    database: str
    committed: Committed
    resources: Resources
    bloat: Bloat

    async def rebuild(self) -> None:
        """Make the database anew after a test that changed it for good."""
        await self.engine.dispose()
        await self.databases.drop(self.database)
        await self.databases.copy(self.template.name, self.database)

    async def is_bloated(self) -> bool:
        """Say, of a test that was rolled back, whether it has left more than a look may ignore."""
        if not self.bloat.is_due():
            return False
        async with self.engine.connect() as connection:
            return self.bloat.is_found(await connection.exec_driver_sql(SUSPECTS))

    async def keep(self) -> str:
        """Leave the database as it is to whoever wants to look at it; go on with a new one."""
        await self.engine.dispose()
        kept = await self.databases.keep(self.database)
        await self.databases.copy(self.template.name, self.database)
        return self.databases.url_of(kept)


@asynccontextmanager
async def open_worker(servers: Servers, committed_tests: int) -> AsyncIterator[Worker]:
    """Yield what this process has to itself; all of it is dropped at the end.

    `committed_tests` is how many databases of their own its tests may want. Raises whatever the
    migrations raise.
    """
    async with AsyncExitStack() as stack:
        databases = await connect(servers, stack)
        await databases.sweep()
        template = await template_for(databases, MIGRATIONS, servers.postgres_version)
        await collect(databases)
        database = await databases.create(template.name)
        stack.push_async_callback(databases.drop, database)
        lease = stack.enter_context(leased_redis(servers))
        url = databases.url_of(database)
        settings = settings_for_tests(database_url=url, redis_url=lease.url)
        # The one connection of the usual sandbox is nobody else's: it need not be asked each time.
        engine = create_engine(settings, pre_ping=False)
        stack.push_async_callback(engine.dispose)
        bloat = Bloat(engine.sync_engine)
        async with engine.connect() as connection:
            bloat.start(await connection.exec_driver_sql(RELATIONS))
        savepoints = Savepoints(engine)
        stack.callback(savepoints.close)
        redis = create_redis(settings)
        stack.push_async_callback(redis.aclose)
        committed = await clones_of(template, servers, committed_tests, stack)
        if committed_tests:
            async with engine.connect() as connection:
                raw = await connection.get_raw_connection()
                await committed.resets.start(cast("asyncpg.Connection", raw.driver_connection))
        # They lead to no service: an app whose tests ask one aims its own in its conftest.
        resources = await stack.enter_async_context(in_one_task(opened(RESOURCES, settings)))
        yield Worker(
            settings=settings,
            engine=engine,
            savepoints=savepoints,
            checkouts=Checkouts(engine.sync_engine),
            redis=redis,
            redis_lease=lease,
            databases=databases,
            template=template,
            database=database,
            committed=committed,
            resources=resources,
            bloat=bloat,
        )


async def clones_of(
    template: Template, servers: Servers, wanted: int, stack: AsyncExitStack
) -> Committed:
    """Return what the committed tests share; `wanted` is how many there are."""
    maker, reaper = await connect(servers, stack), await connect(servers, stack)
    lease = stack.enter_context(leased_redis(servers))
    clones = await stack.enter_async_context(ClonePool(maker, reaper, template.name).open(wanted))
    return await open_committed(clones, lease, stack)
