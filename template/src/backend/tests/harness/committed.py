"""Parts that committed tests use in turn: an engine on many databases, and a Redis."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
from asyncpg import Connection
from redis.asyncio import Redis
from sqlalchemy import event
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.core.database import create_engine
from backend.core.redis import create_redis
from backend.core.settings import CoreSettings
from backend.tests.harness.clones import Clone, ClonePool
from backend.tests.harness.guards.checkouts import Checkouts
from backend.tests.harness.guards.turns import Turns
from backend.tests.harness.redis_leases import RedisLease
from backend.tests.harness.resets import Resets
from backend.tests.harness.settings import settings_for_tests


class Aim:
    """Sends the new connections of an engine to the database of the moment.

    An engine of its own for each test would compile every statement anew, which costs such a test
    a sixth. A first connection that is opened ahead, while other tests run, saves it a tenth.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self.clone = Clone("")
        self.parameters: dict[str, Any] = {}
        event.listen(engine.sync_engine, "do_connect", self.redirect)

    def redirect(self, _: Dialect, __: object, ___: object, parameters: dict[str, object]) -> None:
        parameters["async_creator_fn"] = self.connect

    async def connect(self, **parameters: object) -> Connection:
        """Connect as the engine says it; the next clone's first connection will be like it."""
        self.parameters = parameters
        ahead, self.clone = self.clone.connection, Clone(self.clone.name)
        return ahead or await self.connect_to(self.clone.name)

    async def connect_ahead(self, name: str) -> Connection | None:
        # No deadline: the loop stands still while a test without one runs, and time does not.
        return await self.connect_to(name, timeout=None) if self.parameters else None

    async def connect_to(self, name: str, **changed: object) -> Connection:
        parameters = {**self.parameters, **changed, "database": name}
        connection: Connection = await asyncpg.connect(**parameters)
        return connection


@dataclass(frozen=True)
class Committed:
    """A pool of clones, and what leads to the one that is lent."""

    clones: ClonePool
    engine: AsyncEngine
    turns: Turns
    checkouts: Checkouts
    aim: Aim
    resets: Resets
    redis: Redis
    redis_lease: RedisLease

    @asynccontextmanager
    async def clone(self) -> AsyncIterator[str]:
        """Lend a database by its name; meanwhile the engine leads there."""
        async with self.clones.clone() as clone:
            self.aim.clone = clone
            try:
                yield clone.name
            finally:
                clean = not self.turns.violations.sentences
                if clean and await self.resets.reset(self.engine):
                    self.clones.kept = Clone(clone.name)
                else:
                    await self.disconnect()

    def settings_of(self, name: str) -> CoreSettings:
        url = self.clones.maker.url_of(name)
        return settings_for_tests(database_url=url, redis_url=self.redis_lease.url)

    async def keep(self, name: str) -> str:
        """Leave the database to whoever wants to look at it, and return its URL."""
        await self.disconnect()
        return self.clones.maker.url_of(await self.clones.maker.keep(name))

    async def disconnect(self) -> None:
        await self.aim.clone.close()
        await self.engine.dispose()


async def open_committed(clones: ClonePool, lease: RedisLease, stack: AsyncExitStack) -> Committed:
    """Return the way to the clones of `clones`; `stack` closes what was opened."""
    settings = settings_for_tests(redis_url=lease.url, database_url=clones.maker.url_of("nowhere"))
    engine, redis = create_engine(settings, pre_ping=False), create_redis(settings)
    stack.push_async_callback(engine.dispose)
    stack.push_async_callback(redis.aclose)
    aim, guards = Aim(engine), (Turns(engine.sync_engine), Checkouts(engine.sync_engine))
    clones.connect = aim.connect_ahead
    return Committed(clones, engine, *guards, aim, Resets(), redis, lease)
