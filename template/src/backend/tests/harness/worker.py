"""What one test process has to itself: a migrated database and an empty Redis database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from backend.apps.settings import Settings
from backend.tests.harness.databases import Databases
from backend.tests.harness.redis_leases import lease_redis
from backend.tests.harness.servers.contract import Servers
from backend.tests.harness.settings import settings_for_tests
from backend.tests.harness.templates import collect, template_for


@asynccontextmanager
async def own_databases(servers: Servers) -> AsyncIterator[Settings]:
    """Yield settings that lead to them; both are ours as long as one connection is open."""
    connection = await asyncpg.connect(servers.postgres_url)
    try:
        databases = Databases(connection, servers.postgres_url)
        await databases.sweep()
        template = await template_for(databases, servers.postgres_version)
        await collect(databases)
        name = await databases.create(template)
        yield settings_for_tests(
            database_url=databases.url_of(name),
            redis_url=await lease_redis(connection, servers.redis_url),
        )
        await databases.drop(name)
    finally:
        await connection.close()
