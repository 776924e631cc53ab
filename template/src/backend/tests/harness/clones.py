"""Databases for tests that really commit: copies of the template, made ahead of need."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from time import perf_counter

from sqlalchemy.ext.asyncio import AsyncEngine

from backend.core.database import create_engine
from backend.core.settings import CoreSettings
from backend.tests.harness.databases import Databases
from backend.tests.harness.guards import tasks
from backend.tests.harness.settings import settings_for_tests

READY = 3


@dataclass(frozen=True)
class Clone:
    """A copy of the template, and an engine on it that has connected once already."""

    name: str
    settings: CoreSettings
    engine: AsyncEngine


class ClonePool:
    """Keeps a few clones ready as long as there are tests that want one.

    Making and dropping have a connection each, so that neither waits for the other. A pool that
    is filled in the background is IntegreSQL's idea; here it is two tasks on the tests' own loop.
    """

    def __init__(self, maker: Databases, reaper: Databases, template: str, redis_url: str) -> None:
        self.maker = maker
        self.reaper = reaper
        self.template = template
        self.redis_url = redis_url
        self.waits: list[float] = []
        self.ready: asyncio.Queue[Clone | Exception] = asyncio.Queue(READY)
        self.used: asyncio.Queue[Clone] = asyncio.Queue()

    @asynccontextmanager
    async def open(self, wanted: int) -> AsyncIterator["ClonePool"]:
        """Fill in the background, `wanted` clones in all; drop what is left at the end."""
        work = [started(self.fill(wanted)), started(self.drop())] if wanted else []
        try:
            yield self
        finally:
            for task in work:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            await self.drop_the_rest()

    @asynccontextmanager
    async def clone(self) -> AsyncIterator[Clone]:
        """Lend a database that nobody used before and nobody will after."""
        began = perf_counter()
        clone = await self.ready.get()
        self.waits.append(perf_counter() - began)
        if isinstance(clone, Exception):
            # The next test that waits must see it too, and nobody fills the pool any more.
            self.ready.put_nowait(clone)
            raise clone
        try:
            yield clone
        finally:
            self.used.put_nowait(clone)

    async def fill(self, wanted: int) -> None:
        try:
            for _ in range(wanted):
                await self.ready.put(await self.make())
        except Exception as error:  # noqa: BLE001 -- whoever waits for a clone shall see it
            await self.ready.put(error)

    async def make(self) -> Clone:
        name = await self.maker.create(self.template)
        settings = settings_for_tests(
            database_url=self.maker.url_of(name), redis_url=self.redis_url
        )
        engine = create_engine(settings)
        async with engine.connect():
            return Clone(name, settings, engine)

    async def keep(self, clone: Clone) -> str:
        """Leave the database to whoever wants to look at it, and return its URL."""
        await clone.engine.dispose()
        return self.maker.url_of(await self.maker.keep(clone.name))

    async def drop(self) -> None:
        while True:
            await self.discard(await self.used.get())

    async def discard(self, clone: Clone) -> None:
        await clone.engine.dispose()
        await self.reaper.drop(clone.name)

    async def drop_the_rest(self) -> None:
        for queue in (self.used, self.ready):
            while not queue.empty():
                clone = queue.get_nowait()
                if isinstance(clone, Clone):
                    await self.discard(clone)


def started(work: Coroutine[None, None, None]) -> asyncio.Task[None]:
    task = asyncio.create_task(work)
    tasks.KEPT.add(task)
    return task
