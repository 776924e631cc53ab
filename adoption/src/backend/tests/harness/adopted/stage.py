"""What this process has on the servers before the service is imported, and tells it by variables.

A service may read its settings, and make its engine, as soon as a test file imports its models.
"""

import asyncio
import os
import sys
from dataclasses import dataclass

import asyncpg
from asyncpg import Connection
from sqlalchemy import make_url

from backend.tests.harness.adopted.addresses import NO_REDIS, NOWHERE, variables
from backend.tests.harness.adopted.joining import make_importable
from backend.tests.harness.adopted.wiring import Wiring, wiring
from backend.tests.harness.configuration import linger_seconds, plan_for_tests, urls_are_wanted
from backend.tests.harness.databases import OWNED, nobodys_name
from backend.tests.harness.early import LOOKING
from backend.tests.harness.redis_leases import lease_redis
from backend.tests.harness.servers.contract import Servers
from backend.tests.harness.servers.given import given_servers
from backend.tests.harness.servers.leases import Lease, acquire


@dataclass(frozen=True)
class Stage:
    """The name of a database that is yet to be made, and a Redis database if the service has one.

    The connection holds the lock on that; its loop runs when it is opened and when it is closed.
    """

    wiring: Wiring
    database: str = ""
    redis_url: str = ""
    lease: Lease | None = None
    loop: asyncio.AbstractEventLoop | None = None
    connection: Connection | None = None

    def close(self) -> None:
        if self.loop and self.connection:
            self.loop.run_until_complete(self.connection.close())
            self.loop.close()
        if self.lease:
            self.lease.close()


def prepare() -> Stage:
    """Start or join the servers and set the variables. Raises ServersError and WiringError."""
    wired = wiring()
    make_importable(wired.folders)
    if LOOKING & set(sys.argv):
        os.environ.update(variables(wired.environment, NOWHERE, NO_REDIS))
        return Stage(wired)
    return staged(wired)


def staged(wired: Wiring) -> Stage:
    plan = plan_for_tests()
    lease = None if urls_are_wanted() else acquire(plan, linger_seconds())
    servers = lease.servers if lease else given_servers(plan)
    loop = asyncio.new_event_loop()
    connection = loop.run_until_complete(asyncpg.connect(servers.postgres_url))
    redis_url = loop.run_until_complete(lent_redis(connection, servers))
    database = f"{OWNED}{nobodys_name()}"
    url = make_url(servers.postgres_url).set(database=database)
    os.environ.update(
        variables(wired.environment, url.render_as_string(hide_password=False), redis_url)
    )
    return Stage(wired, database, redis_url, lease, loop, connection)


async def lent_redis(connection: Connection, servers: Servers) -> str:
    return await lease_redis(connection, servers.redis_url) if servers.redis_url else ""
