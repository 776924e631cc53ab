"""What this process has on the servers before the service is imported, and tells it by variables.

A service may read its settings, and make its engine, as soon as a test file imports its models.
"""

import os
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field

from sqlalchemy import make_url

from backend.tests.harness.adopted.addresses import NO_REDIS, NOWHERE, variables
from backend.tests.harness.adopted.joining import make_importable
from backend.tests.harness.adopted.wiring import Wiring, wiring
from backend.tests.harness.configuration import linger_seconds, plan_for_tests, urls_are_wanted
from backend.tests.harness.databases import OWNED, nobodys_name
from backend.tests.harness.early import LOOKING
from backend.tests.harness.redis_leases import RedisLease, leased_redis
from backend.tests.harness.servers.contract import Servers
from backend.tests.harness.servers.given import given_servers
from backend.tests.harness.servers.leases import acquire


@dataclass(frozen=True)
class Stage:
    """The name of a database that is yet to be made, and a Redis database if the service has one.

    Closing it gives back what it leased.
    """

    wiring: Wiring
    database: str = ""
    redis: RedisLease | None = None
    leases: ExitStack = field(default_factory=ExitStack)

    @property
    def redis_url(self) -> str:
        return self.redis.url if self.redis else ""

    def close(self) -> None:
        self.leases.close()


def prepare() -> Stage:
    """Start or join the servers and set the variables. Raises ServersError and WiringError."""
    wired = wiring()
    make_importable(wired.folders)
    if LOOKING & set(sys.argv):
        os.environ.update(variables(wired.environment, NOWHERE, NO_REDIS))
        return Stage(wired)
    return staged(wired)


def staged(wired: Wiring) -> Stage:
    leases = ExitStack()
    servers = leased_servers(leases)
    redis = leases.enter_context(leased_redis(servers)) if servers.redis_url else None
    stage = Stage(wired, f"{OWNED}{nobodys_name()}", redis, leases)
    url = make_url(servers.postgres_url).set(database=stage.database)
    os.environ.update(
        variables(wired.environment, url.render_as_string(hide_password=False), stage.redis_url)
    )
    return stage


def leased_servers(leases: ExitStack) -> Servers:
    plan = plan_for_tests()
    if urls_are_wanted():
        return given_servers(plan)
    lease = acquire(plan, linger_seconds())
    leases.callback(lease.close)
    return lease.servers
