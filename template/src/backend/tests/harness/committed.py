"""What committed tests use one after the other: an engine on many databases, and a Redis."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from redis.asyncio import Redis
from sqlalchemy import event
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.core.database import create_engine
from backend.core.redis import create_redis
from backend.core.settings import CoreSettings
from backend.tests.harness.clones import ClonePool
from backend.tests.harness.settings import settings_for_tests


class Aim:
    """Sends the new connections of an engine to the database of the moment.

    An engine of its own for each test would compile every statement anew, which costs such a test
    a sixth.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self.database = ""
        event.listen(engine.sync_engine, "do_connect", self.redirect)

    def redirect(self, _: Dialect, __: object, ___: object, parameters: dict[str, object]) -> None:
        parameters["database"] = self.database


@dataclass(frozen=True)
class Committed:
    """A pool of clones, and what leads to the one that is lent."""

    clones: ClonePool
    engine: AsyncEngine
    aim: Aim
    redis: Redis
    redis_url: str

    @asynccontextmanager
    async def clone(self) -> AsyncIterator[str]:
        """Lend a database by its name; meanwhile the engine leads there."""
        async with self.clones.clone() as name:
            self.aim.database = name
            try:
                yield name
            finally:
                await self.engine.dispose()

    def settings_of(self, name: str) -> CoreSettings:
        url = self.clones.maker.url_of(name)
        return settings_for_tests(database_url=url, redis_url=self.redis_url)

    async def keep(self, name: str) -> str:
        """Leave the database to whoever wants to look at it, and return its URL."""
        await self.engine.dispose()
        return self.clones.maker.url_of(await self.clones.maker.keep(name))


async def open_committed(clones: ClonePool, redis_url: str, stack: AsyncExitStack) -> Committed:
    """Return the way to the clones of `clones`; `stack` closes what was opened."""
    settings = settings_for_tests(redis_url=redis_url, database_url=clones.maker.url_of("nowhere"))
    engine, redis = create_engine(settings, pre_ping=False), create_redis(settings)
    stack.push_async_callback(engine.dispose)
    stack.push_async_callback(redis.aclose)
    return Committed(clones, engine, Aim(engine), redis, redis_url)
